# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A bar on the way to a goal, and the small line beside a number."""

from __future__ import annotations

from dataclasses import dataclass

from .figures import GaugeFigure, SparkFigure
from .letters import text_width
from .numerals import clean, printed
from .palette import Look
from .pen import Pen, ways
from .words import say

GAUGE_HEIGHT = 112.0
SPARK_HEIGHT = 44.0
_THICK = 24.0


@dataclass(frozen=True, kw_only=True)
class Ruler:
    """Where values lie on the bar."""

    near: float
    half: float
    """Half of the span: a whole one may be beyond all numbers."""
    width: float

    def x(self, value: float) -> float:
        """Position of a value; those outside lie at the ends."""
        part = (value / 2 - self.near / 2) / self.half
        return 2 + (self.width - 4) * min(1.0, max(0.0, part))


def draw_gauge(pen: Pen, figure: GaugeFigure) -> None:
    """The bar from the start to the goal; what lies beyond a limit is hollow."""
    goal, start, value = clean(figure.goal) or 0.0, clean(figure.start) or 0.0, clean(figure.value)
    ruler = _ruler(pen, figure, [goal, start] if value is None else [goal, start, value])
    top = pen.height / 2 - _THICK / 2
    pen.rect((2, top, pen.width - 4, _THICK), "track", round_to=6)
    if value is None:
        pen.text(say("no_value", pen.language), (2, top - 9), look="strong")
    else:
        _bar(pen, figure, ruler, (start, value, goal), top)
        _value(pen, figure, value, ruler.x(value), top - 9)
    at = ruler.x(goal)
    pen.line((at, top - 6), (at, top + _THICK + 6), "goal")
    name = figure.goal_name or say("limit" if figure.at_most else "goal", pen.language)
    text = f"{name}: {_printed(pen, figure, goal)}"
    width = min(pen.width, text_width(text))
    left = min(pen.width - width, max(0.0, at - width / 2))
    pen.text(text, (left, top + _THICK + 22), room=pen.width)


def _ruler(pen: Pen, figure: GaugeFigure, points: list[float]) -> Ruler:
    near, far = min(points), max(points)
    goal, start = points[0], points[1]
    if goal > start and (figure.at_most or far > goal):
        far += (goal / 2 - start / 2) * 0.3
    return Ruler(near=near, half=(far / 2 - near / 2) or 0.5, width=pen.width)


def _bar(pen: Pen, figure: GaugeFigure, ruler: Ruler, values: tuple[float, float, float], top: float) -> None:
    start, value, goal = values
    over = figure.at_most and value > goal > start
    left, right = sorted((ruler.x(start), ruler.x(value)))
    colour = 4 if over else 2 if _reached(figure, value, goal) else 0
    pen.item(0)
    pen.rect((left, top, max(2.0, right - left), _THICK), "fill", colour=colour, round_to=6)
    if over:
        edge = ruler.x(goal)
        box = (edge, top + 3, max(1.0, right - edge - 3), _THICK - 6)
        pen.rect(box, "hollow", colour=colour, round_to=3)
    pen.close()


def _reached(figure: GaugeFigure, value: float, goal: float) -> bool:
    return value <= goal if figure.at_most else value >= goal


def _printed(pen: Pen, figure: GaugeFigure, value: float) -> str:
    return f"{printed(value, figure.axis.decimals, pen.language)} {figure.axis.unit}".strip()


def _value(pen: Pen, figure: GaugeFigure, value: float, at: float, baseline: float) -> None:
    text = _printed(pen, figure, value)
    width = text_width(text, 15, bold=True)
    left = max(2.0, min(pen.width - width - 2, at - width / 2))
    pen.text(text, (left, baseline), look="strong", size=15, room=pen.width - left)


def draw_spark(pen: Pen, figure: SparkFigure) -> None:
    """The course from edge to edge, its newest value as a point; gaps stay open."""
    known = [(place, value) for place, one in enumerate(figure.values) if (value := clean(one)) is not None]
    if not known:
        pen.line((2, pen.height / 2), (pen.width - 2, pen.height / 2), "grid")
        return
    low, high = min(value for _place, value in known), max(value for _place, value in known)
    half = (high / 2 - low / 2) or 1.0
    points = {
        place: (
            5 + (pen.width - 10) * place / max(1, len(figure.values) - 1),
            pen.height - 6 - (pen.height - 12) * ((value / 2 - low / 2) / half if high > low else 0.5),
        )
        for place, value in known
    }
    runs: list[list[tuple[float, float]]] = []
    for place, point in points.items():
        if place - 1 not in points:
            runs.append([])
        runs[-1].append(point)
    pen.path(
        ways([(run[0][0], pen.height), *run, (run[-1][0], pen.height)] for run in runs if len(run) > 1),
        "band",
    )
    pen.path(ways(run for run in runs if len(run) > 1), "line")
    look: Look = "dot"
    for run in runs:
        if len(run) == 1:
            pen.symbol(run[0], 4, look, shape=0)
    pen.symbol(points[known[-1][0]], 7.5, look, shape=0)
