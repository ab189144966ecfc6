# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What was published, changed or withdrawn lately, as an Atom feed (RFC 4287)."""

from __future__ import annotations

from datetime import UTC, datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import gettext as _

from stadtkern.flow.catalogue import service as catalogue
from stadtkern.flow.outlets.open_data.search import current
from stadtkern.flow.outlets.open_data.search.words import Card, Searched

from .edge import page

_MOST = 50
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@page
def changes(request: HttpRequest) -> HttpResponseBase:
    """The last fifty changes, newest first."""
    root = request.build_absolute_uri("/")
    feed = Atom1Feed(
        title=_("Offene Daten: %(city)s") % {"city": settings.CITY_NAME},
        link=request.build_absolute_uri(reverse("open_data:datasets")),
        description="",
        feed_url=request.build_absolute_uri(),
        language="de",
        feed_guid=request.build_absolute_uri(reverse("open_data:datasets")),
    )
    cards = current.search(Searched(order="neu")).cards[:_MOST]
    items = [(_moment(card), *_item(card)) for card in cards]
    for stone in catalogue.tombstones():
        title = _("Zurückgezogen: %(title)s") % {"title": stone.title}
        items.append((stone.withdrawn_at, stone.key, title, stone.reason))
    for moment, key, title, text in sorted(items, key=lambda item: item[0], reverse=True)[:_MOST]:
        link = root.rstrip("/") + reverse("open_data:dataset", args=[key])
        feed.add_item(
            title=title,
            link=link,
            description=escape(text),  # readers take it for HTML (RFC 4287, 3.1.1.2)
            unique_id=f"{link}#{moment:%Y-%m-%dT%H}",
            updateddate=moment,
        )
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


def _item(card: Card) -> tuple[str, str, str]:
    return card.key, card.title, card.summary


def _moment(card: Card) -> datetime:
    return card.modified or card.issued or _NEVER
