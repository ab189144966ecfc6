# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Public pages of warnings: what applies, one warning, what applied once, and the areas for the map."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from shapely.geometry import shape

from stadtkern.commons.notices import cards
from stadtkern.commons.notices import service as notices
from stadtkern.commons.notices.cards import Card
from stadtkern.commons.notices.models import Notice
from stadtkern.commons.territory import service as territory
from stadtkern.flow.outlets.portal import background
from stadtkern.flow.outlets.portal.encoding import tagged_json
from stadtkern.flow.outlets.portal.views.edge import page
from stadtkern.kernel.errors import NotFound

from . import feeds, official
from .domain import DOMAIN
from .models import OfficialAlert

_MOST = 100
_PER_PAGE = 25


@page
def subject(request: HttpRequest) -> HttpResponseBase:
    """What applies now: official warnings, notices of the city, and trials apart from both."""
    now = timezone.now()
    alerts = [of_alert(one, now=now) for one in _alerts(now)]
    own = [_of_notice(one, now) for one in Notice.objects.current(now)[:_MOST]]
    planned = Notice.objects.standing(now).filter(starts__gt=now).order_by("starts", "pk")[:_MOST]
    sight, reached = feeds.sight(now)
    every = [*alerts, *own]
    context = {
        "domain": DOMAIN,
        "official": [one for one in alerts if not one.trial],
        "own": [one for one in own if not one.trial],
        "planned": [_of_notice(one, now) for one in planned],
        "trials": [one for one in every if one.trial],
        "every": every,
        "sight": sight,
        "reached": reached,
    }
    return render(request, "warnings/subject.html", context)


@page
def official_page(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One official warning with all its parts, also when it is over."""
    found = OfficialAlert.objects.local().select_related("feed", "superseded_by").filter(pk=pk).first()
    if found is None:
        raise NotFound(f"no official alert {pk}")
    newer = found.superseded_by
    context = {
        "card": of_alert(found, now=timezone.now()),
        "alert": found,
        "parts": official.parts_of(found, _language()),
        "newer": newer if newer is not None and newer.local else None,
    }
    return render(request, "warnings/official.html", context)


@page
def notice_page(request: HttpRequest, code: str) -> HttpResponseBase:
    """One notice of the city, also when it is over."""
    found = notices.notice(code)
    card = _of_notice(found, timezone.now())
    return render(request, "warnings/notice.html", {"card": card, "messages_of": found.messages.all()})


@page
def archive(request: HttpRequest) -> HttpResponseBase:
    """What applied once, the newest first."""
    now = timezone.now()
    own = request.GET.get("art") == "stadt"
    number = request.GET.get("seite")
    if own:
        of_city = Paginator(Notice.objects.past(now).order_by("-starts", "-pk"), _PER_PAGE).get_page(number)
        return _archived(request, of_city, [_of_notice(one, now) for one in of_city], own=True)
    rows = OfficialAlert.objects.past(now).defer("raw", "area").select_related("feed")
    found = Paginator(rows.order_by("-sent", "-pk"), _PER_PAGE).get_page(number)
    return _archived(request, found, [of_alert(one, now=now) for one in found], own=False)


def _archived(
    request: HttpRequest, shown: Page[Notice] | Page[OfficialAlert], found: list[Card], *, own: bool
) -> HttpResponseBase:
    context = {"page": shown, "cards": found, "own": own, "domain": DOMAIN}
    return render(request, "warnings/archive.html", context)


@page
def areas(request: HttpRequest) -> HttpResponseBase:
    """The areas of what applies now as GeoJSON (RFC 7946)."""
    now = timezone.now()
    current = Notice.objects.current(now).filter(area__isnull=False)[:_MOST]
    drawn = [(of_alert(one, now=now), one.area) for one in _alerts(now) if one.area]
    drawn += [(_of_notice(one, now), one.area) for one in current]
    features = [_feature(card, area) for card, area in drawn]
    content = {"type": "FeatureCollection", "features": features}
    return tagged_json(request, content, media_type="application/geo+json")


@page
def plan(request: HttpRequest) -> HttpResponseBase:
    """What the map of warnings is made of."""
    outline = territory.city().outline
    box = outline.bounds if outline is not None else None
    content = {
        "layers": [],
        "areas": [
            {"key": "warnings", "title": _("Warngebiete"), "url": reverse("warnings:areas"), "colour": "red"}
        ],
        "boundaries": [
            {"url": reverse("portal:map-boundary", args=[one.name])} for one in background.boundaries()
        ],
        "basemap": {"tiles": background.BASEMAP_TILES} if settings.BASEMAP else None,
        "bounds": [[box[0], box[1]], [box[2], box[3]]] if box else _bounds(timezone.now()),
    }
    return tagged_json(request, content, media_type="application/json")


def of_alert(alert: OfficialAlert, *, now: datetime) -> Card:
    """An official alert in the language of the visitor."""
    part = official.told(alert, _language())
    return Card(
        kind="official",
        trial=cards.trial(alert.status),
        severity=alert.severity,
        title=part.headline or part.event,
        text=part.description,
        instruction=part.instruction,
        places=", ".join(part.places),
        starts=part.onset,
        ends=part.expires,
        sent=alert.sent,
        sender=part.sender_name,
        attribution=alert.feed.attribution if alert.feed else "",
        web=part.web,
        url=reverse("warnings:official", args=[alert.pk]),
        over=_over(alert, now),
    )


def _over(alert: OfficialAlert, now: datetime) -> str:
    if alert.cancelled_by_id is not None:
        return _("aufgehoben")
    if alert.superseded_by_id is not None:
        return _("durch eine neuere Meldung ersetzt")
    return _("abgelaufen") if alert.expires_at <= now else ""


def _alerts(now: datetime) -> list[OfficialAlert]:
    return list(OfficialAlert.objects.current(now).defer("raw").select_related("feed")[:_MOST])


def _of_notice(notice: Notice, now: datetime) -> Card:
    return cards.of_notice(notice, city_name=settings.CITY_NAME, now=now)


def _language() -> str:
    return (get_language() or "de")[:2]


def _feature(card: Card, area: object) -> dict[str, object]:
    prefix = _("Amtliche Warnung") if card.kind == "official" else _("Hinweis der Stadt")
    trial = f"{card.trial}: " if card.trial else ""
    return {
        "type": "Feature",
        "geometry": area,
        "properties": {
            "name": f"{trial}{prefix}: {card.title}",
            "note": card.severity_text,
            "url": card.url,
            "kind": card.kind,
        },
    }


def _bounds(now: datetime) -> list[list[float]] | None:
    """South-west and north-east corner of what is drawn; none when nothing is."""
    own = Notice.objects.current(now).filter(~Q(area=None)).values_list("area", flat=True)[:_MOST]
    alerts = OfficialAlert.objects.current(now).filter(~Q(area=None)).values_list("area", flat=True)[:_MOST]
    boxes = [shape(area).bounds for area in (*own, *alerts) if area]
    if not boxes:
        return None
    west, south, east, north = zip(*boxes, strict=True)
    return [[min(west), min(south)], [max(east), max(north)]]
