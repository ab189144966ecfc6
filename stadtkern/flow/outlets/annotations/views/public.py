# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Events for everybody: the list of a year, one event, and what it changed."""

from __future__ import annotations

from datetime import UTC, datetime

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from stadtkern.flow.lake.current import lake
from stadtkern.flow.outlets.annotations import editing, figures, service, wording
from stadtkern.flow.outlets.annotations.computing import Asked, Evaluated, evaluated
from stadtkern.flow.outlets.annotations.evaluation import NotEnoughData
from stadtkern.flow.outlets.annotations.forms import BERLIN
from stadtkern.flow.outlets.annotations.models import Annotation, Kind, Visibility
from stadtkern.flow.outlets.annotations.words import Noted
from stadtkern.flow.outlets.portal.views.edge import page
from stadtkern.flow.outlets.series.refusals import ExpressionRefused
from stadtkern.kernel import rights
from stadtkern.kernel.errors import CityError, LakeUnavailable
from stadtkern.web.drawing.drawings import pair
from stadtkern.web.drawing.numerals import Language

_PER_PAGE = 50
_FIRST_YEAR = 1990
_MOST_LETTERS = 4_000
_LETTERS_OF_VISITORS = 500
"""Longer expressions are computed only for staff, or as the authors of the event propose them."""
_FIELDS = (("was", "expression"), ("vergleich", "comparison"), ("wetter", "weather"))


@page
def events(request: HttpRequest) -> HttpResponseBase:
    """Public events of a year, the latest first."""
    now = timezone.now()
    year = _year(request.GET.get("jahr", ""), now)
    start = datetime(year, 1, 1, tzinfo=BERLIN).astimezone(UTC)
    end = datetime(year + 1, 1, 1, tzinfo=BERLIN).astimezone(UTC)
    kind = request.GET.get("art", "")
    every = service.noted(start, end)
    found = [one for one in every if not kind or one.kind == kind]
    context = {
        "year": year,
        "this_year": now.astimezone(BERLIN).year,
        "kind": kind,
        "kinds": Kind.choices,
        "page": Paginator(_described(found[::-1]), _PER_PAGE).get_page(request.GET.get("seite")),
    }
    return render(request, "annotations/events.html", context)


@page
def event(request: HttpRequest, number: int) -> HttpResponseBase:
    """One event."""
    row = service.by_number(number, request.user)
    context = {
        "row": row,
        "places": service.place_names(row),
        "may_edit": editing.may_edit(request.user, row),
    }
    return render(request, "annotations/event.html", context)


@page
def evaluation(request: HttpRequest, number: int) -> HttpResponseBase:
    """What an event changed: of what its authors propose, or of what the reader asks for."""
    row = service.by_number(number, request.user)
    given = {name: request.GET.get(key, "").strip()[:_MOST_LETTERS] for key, name in _FIELDS}
    own = any(given.values())
    asked = (
        Asked(**given)
        if own
        else Asked(expression=row.expression, comparison=row.comparison, weather=row.weather)
    )
    context: dict[str, object] = {"row": row, "asked": asked, "own": own}
    if not rights.is_staff_member(request.user) and _too_long(asked, row):
        context["problem"] = _("Ausdrücke von mehr als %(n)s Zeichen werden hier nicht berechnet.") % {
            "n": _LETTERS_OF_VISITORS
        }
    elif asked.expression:
        context |= _answer(request, row, asked)
    return render(request, "annotations/evaluation.html", context)


def _too_long(asked: Asked, row: Annotation) -> bool:
    said = {name: getattr(asked, name) for _key, name in _FIELDS}
    return any(
        len(text) > _LETTERS_OF_VISITORS and text != getattr(row, name).strip() for name, text in said.items()
    )


def _answer(request: HttpRequest, row: Annotation, asked: Asked) -> dict[str, object]:
    reader = None if row.visibility == Visibility.PUBLIC else request.user
    try:
        found = evaluated(row, asked, reader=reader, lake=lake(), now=timezone.now())
    except (NotEnoughData, ExpressionRefused) as error:
        return {"problem": str(error)}
    except LakeUnavailable:
        raise
    except CityError as error:
        return {"problem": str(error)}
    return _shown(row, found)


def _shown(row: Annotation, found: Evaluated) -> dict[str, object]:
    language: Language = "en" if get_language() == "en" else "de"
    figure = figures.weekly(found, _("Mittel je Woche: %(title)s") % {"title": row.title})
    return {
        "found": found,
        "sentence": wording.found(found),
        "caution": wording.caution(found),
        "weather_sentence": wording.at_equal_weather(found),
        "assumptions": list(wording.assumptions(found)),
        "slopes": wording.slopes(found),
        "unit": wording.symbol(found.line.unit),
        "decimals": wording.places(found.evaluation.effect.observed, found.line.unit),
        "rows": figures.rows(found),
        "weather_head": figures.weather_head(found),
        "drawing": pair(figure, columns=12, language=language, ident="auswertung"),
    }


def _described(found: list[Noted]) -> list[dict[str, object]]:
    names = dict(Kind.choices)
    return [{"event": one, "kind": names.get(one.kind, one.kind), "href": service.href(one)} for one in found]


def _year(text: str, now: datetime) -> int:
    this = now.astimezone(BERLIN).year
    year = int(text) if text.isdecimal() and len(text) == 4 else this
    return min(max(year, _FIRST_YEAR), this + 2)
