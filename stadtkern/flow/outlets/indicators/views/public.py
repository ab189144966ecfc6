# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Indicators for everybody: the list by field of action, and one with chart, table and definition."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from stadtkern.flow.lake.current import lake
from stadtkern.flow.outlets.dashboards import pacing
from stadtkern.flow.outlets.indicators import computing, current, describing, figures, service
from stadtkern.flow.outlets.indicators.cataloguing import PREFIX
from stadtkern.flow.outlets.indicators.computing import Span, Value
from stadtkern.flow.outlets.indicators.current import Current
from stadtkern.flow.outlets.indicators.service import Known
from stadtkern.flow.outlets.portal.views.edge import page
from stadtkern.flow.outlets.series import service as series
from stadtkern.flow.outlets.series.refusals import ExpressionRefused
from stadtkern.kernel.errors import CityError, LakeUnavailable
from stadtkern.kernel.rights import Visitor
from stadtkern.kernel.roles import Action
from stadtkern.web.drawing.drawings import pair
from stadtkern.web.drawing.numerals import Language

_ROWS = 24
_CARDS = 24


@dataclass(frozen=True, kw_only=True)
class Card:
    """An indicator in the list."""

    known: Known
    current: Current | None
    """Null: it is being computed."""


_UNREADABLE = Current(state="refused")
"""The lake does not answer; the page says so once."""


@page
def indicators(request: HttpRequest) -> HttpResponseBase:
    """Public indicators with their current values, by field of action; searched by words."""
    words = request.GET.get("suche", "").strip()[:100]
    asked = words.casefold().split()[:5]
    every = service.indicators()
    found = [one for one in every if all(word in describing.searched(one) for word in asked)]
    shown = Paginator(sorted(found, key=_field), _CARDS).get_page(request.GET.get("seite"))
    whole = request.GET.get("vollstaendig") == "1"
    values = _currents(list(shown), within_s=pacing.WHOLE_S if whole else pacing.FIRST_LOOK_S)
    fields: dict[str, list[Card]] = {}
    for one in shown:
        card = Card(known=one, current=values.get(one.indicator.key) if values is not None else _UNREADABLE)
        fields.setdefault(_field(one), []).append(card)
    context = {
        "search": words,
        "fields": list(fields.items()),
        "page": shown,
        "any": bool(every),
        "unreadable": values is None,
        "waiting": values is not None and len(values) < len(shown),
        "now": timezone.now(),
    }
    return render(request, "indicators/indicators.html", context)


@page
def value(request: HttpRequest, key: str) -> HttpResponseBase:
    """The current value of one public indicator, for the place on the list that waits for it."""
    known = service.find(key)
    if request.headers.get("HX-Request") != "true":
        return redirect("indicators:indicator", key)
    now = timezone.now()
    there = current.current(known, language=_language(), lake=lake(), now=now)
    card = Card(known=known, current=there)
    return render(request, "indicators/parts/current.html", {"card": card, "now": now})


@page
def indicator(request: HttpRequest, key: str) -> HttpResponseBase:
    """One indicator: newest value, chart, table, definition, formula, sources, quality."""
    known = service.find(key, request.user)
    reader = None if known.public else request.user
    context: dict[str, object] = {
        "known": known,
        "one": known.indicator,
        "period": periods()[known.indicator.interval],
        "entry": f"{PREFIX}{key}" if known.public else "",
        "may_edit": service.permits(request.user, Action.EDIT, known),
    }
    try:
        context["checked"] = series.check(known.indicator.formula, reader)
        context |= _values(request, known, reader)
    except ExpressionRefused as error:
        context["problem"] = str(error)
    except LakeUnavailable:
        raise
    except CityError as error:
        context["problem"] = str(error)
    return render(request, "indicators/indicator.html", context)


def periods() -> dict[str, str]:
    """Names of the periods in the language of the reader."""
    return {
        "hour": _("je Stunde"),
        "day": _("je Tag"),
        "week": _("je Woche"),
        "month": _("je Monat"),
        "year": _("je Jahr"),
    }


def _currents(found: list[Known], *, within_s: float) -> dict[str, Current] | None:
    """Null: the lake cannot be read."""
    try:
        return current.currents(
            found, language=_language(), lake=lake(), now=timezone.now(), within_s=within_s
        )
    except LakeUnavailable:
        return None


def _field(known: Known) -> str:
    """The field of action under which it stands."""
    names = known.domain.fields_of_action if known.domain else ()
    return names[0] if names else _("Ganze Stadt")


def _language() -> Language:
    return "en" if get_language() == "en" else "de"


def _values(request: HttpRequest, known: Known, reader: Visitor | None) -> dict[str, object]:
    there = computing.extent(known.indicator, reader=reader, lake=lake())
    if there is None:
        return {}
    span = _chosen(request, computing.usual_span(known.indicator, there))
    found = computing.line(known.indicator, span, reader=reader, lake=lake(), now=timezone.now())
    rows = computing.values(found)
    name = known.domain.name if known.domain else ""
    figure = figures.drawn(known.indicator, found, rows, span, domain=name)
    language = _language()
    english = language == "en" and bool(found.unit.symbol_en)
    return {
        "line": found,
        "facts": found.facts,
        "stale": found.facts.stale and not series.lasts(known.indicator.formula, reader),
        "unit": found.unit.symbol_en if english else found.unit.symbol,
        "newest": computing.newest(rows),
        "any_partial": any(one.partial for one in rows),
        "coverage": 100 * found.facts.counted / found.facts.expected if found.facts.expected else None,
        "page": Paginator(rows[::-1], _ROWS).get_page(request.GET.get("seite")),
        "span": {"first": span.first, "last": span.end - timedelta(days=1), "there": there},
        "drawing": pair(figure, columns=12, language=language, ident="kennzahl") if _any(rows) else "",
    }


def _any(rows: list[Value]) -> bool:
    return any(one.value is not None for one in rows)


def _chosen(request: HttpRequest, usual: Span) -> Span:
    """What the reader asks for; what cannot be read is as usual."""
    first, last = _day(request.GET.get("von", "")), _day(request.GET.get("bis", ""))
    begins = first or usual.first
    ends = last + timedelta(days=1) if last else usual.end
    return Span(first=begins, end=ends) if begins < ends else usual


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 1950 <= found.year <= 2150 else None
