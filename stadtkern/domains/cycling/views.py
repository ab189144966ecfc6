# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Pages of cycling: the subject with its last counted day, and periods compared."""

from __future__ import annotations

from datetime import date, timedelta

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from stadtkern.flow.lake.current import lake
from stadtkern.flow.outlets.portal.views.edge import page
from stadtkern.flow.outlets.portal.views.subjects import subject_context
from stadtkern.web.templatetags.web import day as shown_day
from stadtkern.web.templatetags.web import number

from . import service
from .domain import DOMAIN
from .service import Comparison, Period, Span

_SPANS: tuple[Span, ...] = ("tag", "woche", "jahr")


@page
def subject(request: HttpRequest) -> HttpResponseBase:
    """The subject page with the last counted day by site and direction; htmx asks for the places alone."""
    open_lake = lake()
    context = subject_context(request, DOMAIN, lake=open_lake, now=timezone.now())
    if request.headers.get("HX-Request") == "true":
        return render(request, "portal/subject_results.html", context)
    found = service.last_day(open_lake)
    context |= {"last_day": found[0], "site_days": found[1]} if found else {}
    return render(request, "cycling/subject.html", context)


@page
def comparison(request: HttpRequest) -> HttpResponseBase:
    """A day, week or year of a site beside the one before and the one a year earlier."""
    sites = service.sites()
    span = _span(request)
    code = request.GET.get("ort") or (sites[0].thing.code if sites else "")
    context: dict[str, object] = {"domain": DOMAIN, "sites": sites, "span": span, "code": code}
    if sites:
        found = service.compare(code, span, _day(request), lake=lake(), now=timezone.now())
        context |= {
            "found": found,
            "rows": [(_slot(label, found.span), *values) for label, *values in found.rows],
            "sentence": sentence(found),
            "previous": found.before.first_day if span != "tag" else found.now.first_day - timedelta(days=1),
            "following": found.now.last_day + timedelta(days=1),
            "interval": {"tag": "stunde", "woche": "tag", "jahr": "monat"}[span],
            "names": _names(span),
        }
    whole = request.headers.get("HX-Request") != "true"
    return render(request, "cycling/comparison.html" if whole else "cycling/comparison_results.html", context)


def sentence(found: Comparison) -> str:
    """The comparison in words; what cannot be compared is said so."""
    if found.now.total is None:
        return _("Für %(when)s liegen keine Zählungen vor.") % {"when": _when(found.now)}
    parts = [
        _("%(place)s, %(when)s: %(total)s Fahrräder.")
        % {"place": found.site.thing.name, "when": _when(found.now), "total": number(found.now.total)}
    ]
    _this, before, earlier = _names(found.span)
    for name, period in ((before, found.before), (earlier, found.earlier)):
        percent = service.change_percent(found.now, period)
        if percent is None:
            parts.append(_("Mit „%(name)s“ nicht vergleichbar: Zählungen fehlen.") % {"name": name})
        else:
            more = (
                _("%(percent)s %% mehr als „%(name)s“.")
                if percent >= 0
                else _("%(percent)s %% weniger als „%(name)s“.")
            )
            parts.append(more % {"percent": number(abs(percent)), "name": name})
    return " ".join(parts)


def _span(request: HttpRequest) -> Span:
    asked = request.GET.get("zeitraum")
    return next((one for one in _SPANS if one == asked), _SPANS[1])


def _day(request: HttpRequest) -> date | None:
    try:
        return date.fromisoformat(request.GET.get("tag", ""))
    except ValueError:
        return None


def _when(period: Period) -> str:
    first, last = shown_day(period.first_day), shown_day(period.last_day)
    return first if first == last else _("%(first)s bis %(last)s") % {"first": first, "last": last}


def _names(span: Span) -> tuple[str, str, str]:
    """Headings of the three columns."""
    return {
        "tag": (_("dieser Tag"), _("eine Woche davor"), _("52 Wochen davor")),
        "woche": (_("diese Woche"), _("eine Woche davor"), _("52 Wochen davor")),
        "jahr": (_("dieses Jahr"), _("ein Jahr davor"), _("zwei Jahre davor")),
    }[span]


def _slot(label: str, span: Span) -> str:
    """A slot as people call it: an hour, a weekday, a month."""
    if span == "woche":
        names = (
            _("Montag"), _("Dienstag"), _("Mittwoch"), _("Donnerstag"), _("Freitag"), _("Samstag"),
            _("Sonntag"),
        )  # fmt: skip
        return names[int(label) - 1]
    if span == "jahr":
        months = (
            _("Januar"), _("Februar"), _("März"), _("April"), _("Mai"), _("Juni"),
            _("Juli"), _("August"), _("September"), _("Oktober"), _("November"), _("Dezember"),
        )  # fmt: skip
        return months[int(label) - 1]
    hour = _("%(hour)s Uhr") % {"hour": label.rstrip("+")}
    return _("%(hour)s, Winterzeit") % {"hour": hour} if label.endswith("+") else hour
