# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Points of two series against each other, with the line that fits best."""

from __future__ import annotations

from .figures import ScatterFigure
from .letters import text_width
from .numerals import clean
from .pen import Pen, Point, outline, ways
from .plots import Area, margin, nothing, value_axis
from .scales import value_scale
from .words import say

_SINGLE = 400
"""Up to so many points are drawn one by one, so that each can be pointed at."""


def natural_height(width: float) -> float:
    """The height that suits a width."""
    return min(440.0, max(260.0, width * 0.6))


def pairs(figure: ScatterFigure) -> tuple[tuple[int, float, float], ...]:
    """Position and both values of each point that has both."""
    found = []
    for place, (one, other) in enumerate(zip(figure.x, figure.y, strict=False)):
        x, y = clean(one), clean(other)
        if x is not None and y is not None:
            found.append((place, x, y))
    return tuple(found)


def draw(pen: Pen, figure: ScatterFigure) -> None:
    """Draws the figure; without any point it says so."""
    known = pairs(figure)
    if not known:
        nothing(pen, say("none", pen.language))
        return
    across = value_scale(
        (x for _place, x, _y in known), figure.x_axis, most=max(3, min(8, int(pen.width / 80)))
    )
    upward = value_scale((y for _place, _x, y in known), figure.y_axis, most=6 if pen.height > 280 else 4)
    edge = margin(pen, upward)
    area = Area(
        left=edge, top=28, width=max(40.0, pen.width - edge - 14), height=max(40.0, pen.height - 28 - 46),
        start=across.low, end=across.high, scale=upward, head=12,
    )  # fmt: skip
    value_axis(pen, area, unit=_named(figure.y_name, figure.y_axis.unit))
    stripes: list[tuple[Point, Point]] = []
    for tick, label in zip(across.ticks, across.labels(pen.language), strict=True):
        x = _x(area, tick)
        stripes.append(((x, area.bottom), (x, area.bottom + 5)))
        half = text_width(label) / 2
        pen.text(label, (min(x, pen.width - half), area.bottom + 19), anchor="middle")
    pen.path(ways(stripes), "tick")
    pen.text(
        _named(figure.x_name, figure.x_axis.unit),
        (area.right, area.bottom + 38),
        anchor="end",
        room=area.width,
    )
    _points(pen, area, known)
    _fit(pen, area, figure)


def _named(name: str, unit: str) -> str:
    return f"{name} [{unit}]" if unit and name else name or unit


def _x(area: Area, value: float) -> float:
    part = (value / 2 - area.start / 2) / (area.end / 2 - area.start / 2)
    return area.left + area.width * min(1.0, max(0.0, part))


def _points(pen: Pen, area: Area, known: tuple[tuple[int, float, float], ...]) -> None:
    places = {place: (_x(area, x), area.y(y)) for place, x, y in known}
    if len(places) <= _SINGLE:
        for place, point in places.items():
            pen.item(place)
            pen.path(outline(point, 7.5, 0), "soft")
            pen.close()
        return
    distinct = {(round(x), round(y)) for x, y in places.values()}
    pen.path("".join(outline(point, 5.0, 1) for point in sorted(distinct)), "soft")


def _fit(pen: Pen, area: Area, figure: ScatterFigure) -> None:
    if figure.fit is None or any(clean(part) is None for part in figure.fit):
        return
    slope, intercept = figure.fit
    ends = [(area.start, slope * area.start + intercept), (area.end, slope * area.end + intercept)]
    if any(clean(y) is None for _x_value, y in ends):
        return
    clipped = _clipped(ends[0], ends[1], area.scale.low, area.scale.high)
    if clipped:
        pen.path(ways([[(_x(area, x), area.y(y)) for x, y in clipped]]), "line", colour=1, dash="8 4")


def _clipped(first: Point, last: Point, low: float, high: float) -> tuple[Point, Point] | None:
    """The part of a line that lies between two values of the upward scale."""
    (x0, y0), (x1, y1) = first, last
    if y0 == y1:
        return (first, last) if low <= y0 <= high else None
    parts = sorted(((low - y0) / (y1 - y0), (high - y0) / (y1 - y0)))
    start, end = max(0.0, parts[0]), min(1.0, parts[1])
    if start >= end:
        return None
    at = [(x0 + part * (x1 - x0), y0 + part * (y1 - y0)) for part in (start, end)]
    return (at[0], at[1])
