# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""``/api/cap/``: the notices of the city as CAP 1.2 with an Atom index; official alerts are not repeated."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Max, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import condition, require_safe

from stadtkern.flow.outlets.cap import bundles, words

from .cards import trial
from .models import Notice, NoticeMessage

_LISTED = timedelta(days=7)
"""A notice stays in the index for so long after its last message, so that its end is heard."""
_MOST = 100
_SOON = "public, max-age=15"


def _index_tag(request: HttpRequest) -> str:
    newest = list(_listed().values_list("identifier", flat=True))
    told = "|".join((request.get_host(), settings.CITY_NAME, *newest))
    return f'"{hashlib.blake2b(told.encode(), digest_size=12).hexdigest()}"'


def _index_changed(request: HttpRequest) -> datetime | None:
    newest = _listed().first()
    return newest.sent if newest else None


@require_safe
@condition(etag_func=_index_tag, last_modified_func=_index_changed)
def index(request: HttpRequest) -> HttpResponse:
    """The newest message of each notice that stands or ended lately, newest first."""
    rows = list(_listed().select_related("notice"))
    url = request.build_absolute_uri(reverse("notices:cap"))
    body = bundles.index(
        [_entry(request, row) for row in rows],
        title=_("Hinweise der Stadt: %(city)s") % {"city": settings.CITY_NAME},
        author=settings.CITY_NAME,
        url=url,
        updated=rows[0].sent if rows else timezone.now().replace(microsecond=0),
    )
    return HttpResponse(body, content_type=bundles.ATOM_TYPE, headers={"Cache-Control": _SOON})


def _message_tag(request: HttpRequest, identifier: str) -> str | None:
    row = NoticeMessage.objects.filter(identifier=identifier).first()
    return f'"{hashlib.blake2b(row.document.encode(), digest_size=12).hexdigest()}"' if row else None


@require_safe
@condition(etag_func=_message_tag)
def message(request: HttpRequest, identifier: str) -> HttpResponse:
    """One message as it was published; it never changes."""
    row = NoticeMessage.objects.filter(identifier=identifier).first()
    if row is None:
        raise Http404
    return HttpResponse(row.document, content_type=words.MEDIA_TYPE, headers={"Cache-Control": _SOON})


def _listed() -> QuerySet[NoticeMessage]:
    now = timezone.now()
    standing = Notice.objects.standing(now).values("pk")
    listed = Notice.objects.filter(Q(pk__in=standing) | Q(changed_at__gt=now - _LISTED))
    newest = listed.annotate(newest=Max("messages__pk")).values("newest")
    return NoticeMessage.objects.filter(pk__in=newest).order_by("-sent", "-pk")[:_MOST]


def _entry(request: HttpRequest, row: NoticeMessage) -> bundles.Entry:
    marks = [trial(row.notice.status), _("aufgehoben") if row.message_type == "Cancel" else ""]
    told = "".join(f"[{mark}] " for mark in marks if mark)
    return bundles.Entry(
        id=f"urn:stadtkern:cap:{row.identifier}",
        title=f"{told}{row.notice.title}",
        updated=row.sent,
        url=request.build_absolute_uri(reverse("notices:cap-message", args=[row.identifier])),
        summary=row.notice.text[:500],
    )
