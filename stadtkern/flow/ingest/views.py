# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Cockpit pages of rejected records: list, one record, replay and dismiss."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from stadtkern.kernel import rights
from stadtkern.kernel.errors import LakeUnavailable, NotPermitted
from stadtkern.kernel.models import Person
from stadtkern.web.lists.answering import answer
from stadtkern.web.views import unavailable

from . import rejected_list, rejections, replaying

P = ParamSpec("P")
MOST_AT_ONCE = 1000
RAW_SHOWN = 20_000


def _staff(
    view: Callable[Concatenate[HttpRequest, Person, P], HttpResponseBase],
) -> Callable[..., HttpResponseBase]:
    """A page for people who work for the city; city errors become HTTP here."""

    @wraps(view)
    @never_cache
    def inner(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        person = request.user
        if not isinstance(person, Person):
            return redirect_to_login(request.get_full_path())
        if not rights.is_staff_member(person):
            raise PermissionDenied
        try:
            return view(request, person, *args, **kwargs)
        except NotPermitted as error:
            raise PermissionDenied from error
        except LakeUnavailable:
            return unavailable(request)

    return inner


@require_http_methods(["GET", "HEAD", "POST"])
@_staff
def rejected(request: HttpRequest, person: Person) -> HttpResponseBase:
    """Rejected records, newest first, by source, reason and state."""
    return answer(request, person, rejected_list.listing(person), "ingest/rejected.html")


@require_GET
@_staff
def record(request: HttpRequest, person: Person, record_id: int) -> HttpResponse:
    """One rejected record with its raw form."""
    found = rejections.visible_to(person).filter(pk=record_id).first()
    if found is None:
        raise Http404
    shown = bytes(found.raw[:RAW_SHOWN]).decode("utf-8", errors="replace")
    context = {"record": found, "raw": shown, "raw_shortened": len(found.raw) > RAW_SHOWN}
    return render(request, "ingest/record.html", context)


@require_POST
@_staff
def replay(request: HttpRequest, person: Person) -> HttpResponse:
    """Read the chosen records again."""
    outcome = replaying.replay(_chosen(request), person, now=timezone.now())
    if outcome.replayed:
        text = ngettext(
            "%(n)s Datensatz wurde erneut eingelesen.",
            "%(n)s Datensätze wurden erneut eingelesen.",
            outcome.replayed,
        )
        messages.success(request, text % {"n": outcome.replayed})
    if outcome.still_rejected:
        text = ngettext(
            "%(n)s Datensatz ist weiterhin nicht lesbar; der Grund steht in der Liste.",
            "%(n)s Datensätze sind weiterhin nicht lesbar; die Gründe stehen in der Liste.",
            outcome.still_rejected,
        )
        messages.error(request, text % {"n": outcome.still_rejected})
    return _back(request)


@require_POST
@_staff
def dismiss(request: HttpRequest, person: Person) -> HttpResponse:
    """Mark the chosen records as not wanted."""
    changed = rejections.dismiss(_chosen(request), person, now=timezone.now())
    if changed:
        text = ngettext("%(n)s Datensatz wurde verworfen.", "%(n)s Datensätze wurden verworfen.", changed)
        messages.success(request, text % {"n": changed})
    return _back(request)


def _chosen(request: HttpRequest) -> set[int]:
    ids = {int(text) for text in request.POST.getlist("datensatz")[:MOST_AT_ONCE] if text.isdecimal()}
    if not ids:
        messages.info(request, _("Es war kein Datensatz ausgewählt."))
    return ids


def _back(request: HttpRequest) -> HttpResponse:
    """To the list, with the source that the form carried along."""
    source = request.POST.get("quelle", "")[:100]
    query = f"?{urlencode({'quelle': source})}" if source else ""
    return HttpResponseRedirect(f"{reverse('ingest:rejected')}{query}")
