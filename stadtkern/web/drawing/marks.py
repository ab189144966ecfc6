# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Noted events behind a line: a shaded stretch with its name above, or a letter with its name below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from string import ascii_uppercase

from .figures import Mark
from .legend import ROW
from .letters import text_width
from .pen import Pen
from .plots import Area

_NAMED = 5
"""Events that get a letter and a row of their own; what is beyond is shaded only and stands in the table."""
_LETTERS = frozenset(ascii_uppercase)
_SMALL = 13.0


@dataclass(frozen=True, kw_only=True)
class Band:
    """An event within the time range; named above, or by its letter."""

    start: float
    end: float
    text: str
    letter: str = ""


def bands(marks: Sequence[Mark], start: float, end: float) -> tuple[Band, ...]:
    """The events that meet the time range, cut to it, earliest first."""
    found = sorted(
        (mark for mark in marks if mark.end >= start and mark.start <= end and mark.end >= mark.start),
        key=lambda mark: (mark.start, mark.end),
    )
    cut = tuple(Band(start=max(start, mark.start), end=min(end, mark.end), text=mark.text) for mark in found)
    if len(cut) <= 1:
        return cut
    return tuple(
        replace(band, letter=ascii_uppercase[place] if place < _NAMED else "")
        for place, band in enumerate(cut)
    )


def named(noted: Sequence[Band]) -> int:
    """How many events have a row of their own under the drawing."""
    return sum(1 for band in noted if band.letter in _LETTERS)


def draw_marks(pen: Pen, area: Area, noted: Sequence[Band]) -> None:
    """The stretches, behind everything else, with their names or letters above."""
    last = -100.0
    for band in noted:
        left, right = area.x(band.start), area.x(band.end)
        pen.rect((left, area.top - 4, max(2.0, right - left), area.height + 4), "mark")
        pen.line((left, area.top - 4), (left, area.bottom), "markedge")
        if len(noted) == 1:
            _name(pen, area, band, (left + right) / 2)
            continue
        middle = max(last + 17, (left + right) / 2)
        if middle <= area.right + 8 and band.letter in _LETTERS:
            pen.text(band.letter, (middle, area.top - 8), look="strong", anchor="middle", size=_SMALL)
            last = middle


def _name(pen: Pen, area: Area, band: Band, middle: float) -> None:
    width = min(area.width, text_width(band.text, _SMALL))
    middle = min(area.right - width / 2, max(area.left + width / 2, middle))
    pen.text(band.text, (middle, area.top - 9), look="strong", anchor="middle", size=_SMALL, room=area.width)


def draw_keys(pen: Pen, noted: Sequence[Band], top: float) -> None:
    """Rows under the drawing that say what the letters stand for."""
    for place, band in enumerate(band for band in noted if band.letter in _LETTERS):
        height = top + place * ROW + 14
        pen.text(band.letter, (0, height), look="strong", size=_SMALL)
        pen.text(band.text, (18, height), size=_SMALL, room=pen.width - 18)
