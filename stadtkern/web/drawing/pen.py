# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Writes the elements of a drawing; every text goes through it, so nothing is markup by accident."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape
from typing import Literal, TypeAlias

from .letters import cut
from .numerals import Language
from .palette import Look, Mode, attributes

Anchor: TypeAlias = Literal["start", "middle", "end"]
Point: TypeAlias = tuple[float, float]
SIZE = 13.0
"""Type size of a drawing in its own units."""
_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 (clause 2.2) cannot hold."""


def plain(text: str) -> str:
    """A text as it may stand in a drawing."""
    return escape(writable(text), quote=True)


def writable(text: str) -> str:
    """Text or markup without what no XML can hold."""
    return _UNWRITABLE.sub("", text)


def number(value: float) -> str:
    """A coordinate with one decimal."""
    text = f"{value:.1f}"
    return text[:-2] if text.endswith(".0") else text


class Pen:
    """A drawing in the making; positions are in its own units, from the upper left corner."""

    def __init__(
        self, width: float, height: float, *, mode: Mode = "page", language: Language = "de"
    ) -> None:
        self.width = width
        self.height = height
        self.mode: Mode = mode
        self.language: Language = language
        self.frame = ""
        """Where the values are, for the element that enlivens the drawing."""
        self._parts: list[str] = []

    @property
    def content(self) -> str:
        """The elements so far."""
        return "".join(self._parts)

    def rect(
        self, box: tuple[float, float, float, float], look: Look, *, colour: int = 0, round_to: float = 0
    ) -> None:
        """A box: left, top, width, height."""
        left, top, width, height = box
        corner = f' rx="{number(round_to)}"' if round_to else ""
        self._add(
            f'<rect x="{number(left)}" y="{number(top)}" width="{number(max(0.0, width))}" '
            f'height="{number(max(0.0, height))}"{corner} {attributes(look, self.mode, colour)}/>'
        )

    def line(self, first: Point, last: Point, look: Look, *, colour: int = 0) -> None:
        """A straight line."""
        self.path(
            f"M{number(first[0])} {number(first[1])}L{number(last[0])} {number(last[1])}", look, colour=colour
        )

    def path(self, way: str, look: Look, *, colour: int = 0, dash: str = "") -> None:
        """A path, as written by ``way``."""
        if way:
            dashes = f' stroke-dasharray="{dash}"' if dash else ""
            self._add(f'<path d="{way}"{dashes} {attributes(look, self.mode, colour)}/>')

    def symbol(
        self, at: Point, size: float, look: Look, *, colour: int = 0, shape: int | None = None
    ) -> None:
        """A mark that is told apart by its shape; without one its colour chooses it."""
        self.path(outline(at, size, colour if shape is None else shape), look, colour=colour)

    def text(
        self,
        text: str,
        at: Point,
        *,
        look: Look = "text",
        anchor: Anchor = "start",
        size: float = SIZE,
        room: float = 0,
    ) -> None:
        """A text with its baseline at a point, shortened to the room when there is one."""
        if room:
            text = cut(text, room, size)
        where = "" if anchor == "start" else f' text-anchor="{anchor}"'
        large = "" if size == SIZE else f' font-size="{number(size)}"'
        self._add(
            f'<text x="{number(at[0])}" y="{number(at[1])}"{where}{large} {attributes(look, self.mode)}>'
            f"{plain(text)}</text>"
        )

    def item(self, place: int, at: Point | None = None) -> None:
        """Opens the group of the value at a place, at a point if it may change; ``close`` ends it."""
        where = f' data-at="{number(at[0])} {number(at[1])}"' if at else ""
        self._add(f'<g data-i="{place}"{where}>' if self.mode == "page" else "<g>")

    def row(self, place: int) -> None:
        """Opens the group of a line; ``close`` ends it."""
        self._add(f'<g data-l="{place}">' if self.mode == "page" else "<g>")

    def close(self) -> None:
        """Ends a group."""
        self._add("</g>")

    def _add(self, part: str) -> None:
        self._parts.append(part)


def way(points: Sequence[Point], *, closed: bool = False) -> str:
    """A path through points, in steps of a tenth, as short as SVG allows."""
    if not points:
        return ""
    before = [round(10 * points[0][0]), round(10 * points[0][1])]
    parts = [f"M{_tenth(before[0])} {_tenth(before[1])}"]
    letter = "l"
    for point in points[1:]:
        here = [round(10 * point[0]), round(10 * point[1])]
        across, down = _tenth(here[0] - before[0]), _tenth(here[1] - before[1])
        gap = "" if letter or across.startswith("-") else " "
        parts.append(f"{letter}{gap}{across}{'' if down.startswith('-') else ' '}{down}")
        before, letter = here, ""
    return "".join(parts) + ("z" if closed else "")


def _tenth(tenths: int) -> str:
    if tenths % 10 == 0:
        return str(tenths // 10)
    sign = "-" if tenths < 0 else ""
    whole, rest = divmod(abs(tenths), 10)
    return f"{sign}{whole or ''}.{rest}"


def ways(parts: Iterable[Sequence[Point]], *, closed: bool = False) -> str:
    """One path of several parts."""
    return "".join(way(part, closed=closed) for part in parts)


def outline(at: Point, size: float, shape: int) -> str:
    """The outline of one of six shapes: disc, square, triangle, diamond, cross, triangle on its head."""
    x, y = at
    half = size / 2
    if shape % 6 == 0:
        radius = round(half, 1)
        arc = f"a{number(radius)} {number(radius)} 0 1 0"
        return f"M{number(x - radius)} {number(y)}{arc} {number(2 * radius)} 0{arc} {number(-2 * radius)} 0z"
    arm, side = half * 0.36, half * 0.88
    if shape % 6 == 4:
        corners: tuple[Point, ...] = ((-arm, -half), (arm, -half), (arm, -arm), (half, -arm), (half, arm),
                   (arm, arm), (arm, half),
                   (-arm, half), (-arm, arm), (-half, arm), (-half, -arm), (-arm, -arm))  # fmt: skip
    else:
        corners = {
            1: ((-side, -side), (side, -side), (side, side), (-side, side)),
            2: ((0, -1.1 * half), (1.1 * half, 0.9 * half), (-1.1 * half, 0.9 * half)),
            3: ((0, -1.2 * half), (1.2 * half, 0), (0, 1.2 * half), (-1.2 * half, 0)),
            5: ((0, 1.1 * half), (1.1 * half, -0.9 * half), (-1.1 * half, -0.9 * half)),
        }[shape % 6]  # fmt: skip
    return way([(x + across, y + down) for across, down in corners], closed=True)
