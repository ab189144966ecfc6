# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The area in which values lie: axes, lines across, labels."""

from __future__ import annotations

from dataclasses import dataclass

from .letters import text_width
from .pen import SIZE, Pen, Point, ways
from .scales import Scale
from .time_axis import Tick, ticks

BELOW = 42.0
"""Room for two rows of labels under the area."""


@dataclass(frozen=True, kw_only=True)
class Area:
    """Where values lie: its box, the stretch of time across [s] and the scales upward."""

    left: float
    top: float
    width: float
    height: float
    start: float = 0.0
    end: float = 1.0
    scale: Scale
    second: Scale | None = None
    head: float = 11.0
    """Baseline of the units."""

    @property
    def right(self) -> float:
        """The right edge."""
        return self.left + self.width

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return self.top + self.height

    def x(self, seconds: float) -> float:
        """Where a time lies; times outside are moved to the edge."""
        part = (seconds - self.start) / (self.end - self.start)
        return self.left + self.width * min(1.0, max(0.0, part))

    def y(self, value: float, *, second: bool = False) -> float:
        """Where a value lies."""
        scale = self.second if second and self.second else self.scale
        return self.bottom - self.height * scale.part(value)

    def base(self, *, second: bool = False) -> float:
        """Where bars and fillings begin: at zero, or at the edge that is nearer to it."""
        return self.y(0.0, second=second)


def margin(pen: Pen, scale: Scale) -> float:
    """How much room the labels of a scale need beside the area; at most a third of the drawing."""
    widest = max(text_width(label, SIZE) for label in scale.labels(pen.language))
    return min(pen.width / 3, widest + 10)


def value_axis(pen: Pen, area: Area, *, unit: str = "", second_unit: str = "") -> None:
    """Lines across with their values on the left, and on the right where there is a second scale."""
    across: list[tuple[Point, Point]] = []
    for tick, label in zip(area.scale.ticks, area.scale.labels(pen.language), strict=True):
        height = area.y(tick)
        across.append(((area.left, height), (area.right, height)))
        pen.text(label, (area.left - 8, height + 4.5), anchor="end", room=area.left - 8)
    pen.path(ways(across), "grid")
    base = area.base()
    pen.line((area.left, base), (area.right, base), "zero")
    if unit:
        pen.text(unit, (0, area.head), room=area.left + area.width * 0.6)
    if area.second:
        for tick, label in zip(area.second.ticks, area.second.labels(pen.language), strict=True):
            at = (area.right + 8, area.y(tick, second=True) + 4.5)
            pen.text(label, at, room=pen.width - area.right - 8)
        if second_unit:
            pen.text(second_unit, (pen.width, area.head), anchor="end", room=area.width * 0.35)


def time_axis(pen: Pen, area: Area, span: float) -> None:
    """Round moments under the area; ``span`` is the length of one value [s]."""
    found = ticks(area.start, area.end, most=max(2, int(area.width / 62)), language=pen.language, span=span)
    marks: list[tuple[Point, Point]] = []
    free = (0.0, 0.0)
    for place, tick in enumerate(found):
        x = area.x(tick.at)
        marks.append(((x, area.bottom), (x, area.bottom + 5)))
        later = found[place + 1].at if place + 1 < len(found) else area.end
        free = _label(pen, tick, (x, area.x(later)), free, area.bottom)
    pen.path(ways(marks), "tick")


def _label(
    pen: Pen, tick: Tick, between: tuple[float, float], free: tuple[float, float], bottom: float
) -> tuple[float, float]:
    """Writes both rows where they do not run into the label before; answers how far each row is taken."""
    taken = []
    for row, text in enumerate((tick.upper, tick.lower)):
        width = text_width(text, SIZE)
        middle = sum(between) / 2 if tick.wide else between[0]
        if row == 1 and not tick.wide:
            middle = between[0] + max(0.0, width / 2 - 18)
        middle = min(pen.width - width / 2, max(width / 2, middle))
        if (
            not text
            or middle - width / 2 < free[row]
            or (tick.wide and row == 0 and _squeezed(between, width))
        ):
            taken.append(free[row])
            continue
        pen.text(text, (middle, bottom + 19 + 16 * row), anchor="middle")
        taken.append(middle + width / 2 + 8)
    return (taken[0], taken[1])


def _squeezed(between: tuple[float, float], width: float) -> bool:
    return between[1] - between[0] < width * 0.6


def nothing(pen: Pen, text: str) -> None:
    """Says in the middle that there is nothing to draw."""
    pen.rect((0.5, 0.5, pen.width - 1, pen.height - 1), "track", round_to=6)
    pen.text(text, (pen.width / 2, pen.height / 2 + 4.5), anchor="middle", room=pen.width - 16)
