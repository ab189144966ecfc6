# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Screens in the town hall: one turn of the programme per page, the next one follows by itself."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime

import msgspec
from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation

from stadtkern.flow.lake.current import lake
from stadtkern.flow.outlets.dashboards import choosing, reading, viewing
from stadtkern.flow.outlets.dashboards.publishing import programme, screens
from stadtkern.flow.outlets.dashboards.publishing.models import Screen
from stadtkern.flow.outlets.dashboards.publishing.programme import Entry, Row, Turn
from stadtkern.flow.outlets.dashboards.reading import Read
from stadtkern.flow.outlets.dashboards.shown import ShownTile, View
from stadtkern.flow.outlets.dashboards.views.edge import reader_of
from stadtkern.kernel.errors import CityError, LakeUnavailable
from stadtkern.kernel.rights import Visitor
from stadtkern.web.drawing import drawings
from stadtkern.web.drawing.figures import BarFigure, Figure, SparkFigure

from .edge import page

_WIDTH, _HEIGHT = 1000.0, 440.0
"""Room of the tiles in units of the drawing: a screen of 1920 × 1080 enlarges them 1.85 times."""
_NUMBERS = 152.0
"""Height of a row of numbers in these units, as the style sheet gives it."""
_HEADING, _LINE = 75.0, 26.0
"""Height of title and head of a table, and of one of its rows."""
_GAP = 13.0
_HEAD, _FOOT, _NUMBER = 52.0, 50.0, 75.0
"""Height of title and age, of the sentence, and of a number above a figure."""


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A tile on the screen."""

    tile: ShownTile
    width: int
    drawn: str = ""
    lines: str = ":8"
    """Rows of a table that fit, as the filter ``slice`` takes it."""
    long: bool = False
    """A number of many digits, which is set smaller."""


@dataclass(frozen=True, kw_only=True)
class ShownRow:
    """Tiles side by side."""

    height: int
    numbers: bool
    tiles: tuple[Shown, ...]


@dataclass(frozen=True, kw_only=True)
class Programme:
    """What is rotated, from a screen or from one dashboard."""

    title: str
    entries: tuple[Entry, ...]
    language: str
    screen: Screen | None = None
    reads: dict[str, Read] = field(default_factory=dict)


@page
def screen(request: HttpRequest, key: str) -> HttpResponse:
    """The turn ``platz`` of a screen or of one dashboard; internal ones only to those who read them."""
    now = timezone.now()
    found = _programme(key, request.user, request.GET.get("sprache", ""))
    with translation.override(found.language):
        try:
            return _kept(_turn(request, found, now))
        except LakeUnavailable:
            context = {**_empty(request, found, now), "lost": True}
            return _kept(render(request, "publishing/screen.html", context, status=503))


def _turn(request: HttpRequest, found: Programme, now: datetime) -> HttpResponse:
    if found.screen and programme.sleeps(found.screen.night_begins, found.screen.night_ends, now):
        context = {"refresh": programme.AT_NIGHT_S, "next": request.path, "now": now}
        return render(request, "publishing/night.html", context)
    turns = programme.turns(found.entries, {key: one.dashboard for key, one in found.reads.items()})
    return render(request, "publishing/screen.html", _frame(request, found, turns, now))


def _empty(request: HttpRequest, found: Programme, now: datetime) -> dict[str, object]:
    """A screen with nothing on it, which looks again soon."""
    return {
        "title": found.title,
        "now": now,
        "city": settings.CITY_NAME,
        "refresh": programme.USUAL_S,
        "next": request.get_full_path(),
    }


def _frame(
    request: HttpRequest, found: Programme, turns: tuple[Turn, ...], now: datetime
) -> dict[str, object]:
    asked = request.GET.get("platz", "0")
    known = bool(turns) and asked.isascii() and asked.isdecimal() and len(asked) < 6
    place = int(asked) % len(turns) if known else 0
    context = _empty(request, found, now)
    if not turns:
        return context
    turn = turns[place]
    read = found.reads[turn.dashboard]
    shown = viewing.page_of(read, turn.page)
    view = _view(request, read, shown.key)
    return context | {
        "turn": turn,
        "place": place + 1,
        "of": len(turns),
        "dashboard": read.dashboard,
        "page": shown,
        "several_pages": len(read.dashboard.pages) > 1,
        "rows": _rows(read, turn, view),
        "refresh": turn.seconds,
        "next": f"{request.path}?platz={(place + 1) % len(turns)}",
        "address": settings.KNOBS.address.partition("//")[2]
        + reverse("publishing:short", args=[read.row.code]),
    }


def _programme(key: str, visitor: Visitor, language: str) -> Programme:
    row = Screen.objects.filter(key=key).first()
    if row is None:
        read = reading.dashboard(key, visitor)
        return Programme(
            title=read.dashboard.title,
            entries=(Entry(dashboard=key),),
            language="en" if language == "en" else "de",
            reads={key: read},
        )
    entries = screens.entries_of(row)
    reads = {}
    for one in dict.fromkeys(entry.dashboard for entry in entries):
        try:
            reads[one] = reading.dashboard(one, visitor)
        except CityError:
            continue
    return Programme(title=row.title, entries=entries, language=row.language, screen=row, reads=reads)


def _view(request: HttpRequest, read: Read, page_key: str) -> View:
    reader = reader_of(request, read)
    chosen = choosing.view_of(QueryDict(), read.dashboard, reader, lake=lake(), now=timezone.now())
    return chosen.at(read.dashboard, page_key).view


def _rows(read: Read, turn: Turn, view: View) -> list[ShownRow]:
    """The tiles of a turn, computed side by side; figures are drawn for the room that they get."""
    mine = tuple(tile for row in turn.rows for tile in row.tiles)
    wanted = msgspec.structs.replace(viewing.page_of(read, turn.page), tiles=mine)
    slots = viewing.slots(read, wanted, view, lake=lake(), within_s=viewing.WHOLE_S)
    ready = {slot.tile.key: slot.shown for slot in slots if slot.shown is not None}
    others = [row.height for row in turn.rows if not row.numbers]
    room = _HEIGHT - (len(turn.rows) - len(others)) * _NUMBERS
    return [
        _row(row, ready, view, _NUMBERS if row.numbers else room * row.height / sum(others))
        for row in turn.rows
    ]


def _row(row: Row, ready: dict[str, ShownTile], view: View, height: float) -> ShownRow:
    return ShownRow(
        height=row.height,
        numbers=row.numbers,
        tiles=tuple(
            _tile(ready[tile.key], tile.width, view, height) for tile in row.tiles if tile.key in ready
        ),
    )


def _tile(shown: ShownTile, width: int, view: View, height: float) -> Shown:
    number = shown.number
    digits = 0 if number is None or number.value is None else len(f"{number.value:.{number.decimals}f}")
    long = digits + len(number.unit if number else "") > 3 * width + 2
    if shown.figure is None or isinstance(shown.figure, SparkFigure):
        lines = max(2, int((height - _HEADING) / _LINE))
        return Shown(tile=shown, width=width, long=long, lines=f":{lines}")
    room = _WIDTH * width / programme.COLUMNS - _GAP
    taken = _HEAD + (_FOOT if shown.sentence else 0.0) + (_NUMBER if number else 0.0)
    tall = max(70.0, height - taken)
    figure = _fitting(shown.figure, room, tall)
    drawn = drawings.svg(figure, width=room, height=tall, language=view.language, mode="screen")
    return Shown(tile=shown, width=width, drawn=drawn, long=long)


def _fitting(figure: Figure, room: float, tall: float) -> Figure:
    """Of lying bars as many as can be read in this room; anything else is drawn to fit."""
    if not isinstance(figure, BarFigure) or figure.standing:
        return figure
    count = len(figure.labels)
    while count > 2 and drawings.natural_height(figure, room) > tall:
        count -= 1
        figure = replace(
            figure,
            labels=figure.labels[:count],
            groups=tuple((name, values[:count]) for name, values in figure.groups),
        )
    return figure


def _kept(response: HttpResponse) -> HttpResponse:
    """A screen asks again each time; nothing on the way answers for the city."""
    response.headers["Cache-Control"] = "no-store"
    return response
