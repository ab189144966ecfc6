# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Places with value classes over the outlines of the city, each class with its own size, shade and shape."""

from __future__ import annotations

import math
from dataclasses import dataclass

from .figures import MapFigure, Place
from .legend import ROW
from .letters import text_width, wrap
from .numerals import printed
from .palette import STEPS
from .pen import Pen, Point, number, ways
from .plots import nothing
from .words import say

_NAMED = 14
_CROWD = 150
_EDGE = 18.0
_MOST_NORTH = 85.0


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """Where a coordinate lies on the drawing: plate carrée, true to scale at the middle latitude."""

    west: float
    north: float
    stretch: float
    """Cosine of the middle latitude."""
    scale: float
    """Units of the drawing per degree of latitude."""
    left: float
    top: float

    def at(self, longitude: float, latitude: float) -> Point:
        """Position of a coordinate."""
        return (
            self.left + (longitude - self.west) * self.stretch * self.scale,
            self.top + (self.north - latitude) * self.scale,
        )


def natural_height(figure: MapFigure, width: float) -> float:
    """The height that suits a width, with room for the classes."""
    return min(480.0, max(240.0, width * 0.72)) + _legend_height(Pen(width, 1.0), figure)


def draw(pen: Pen, figure: MapFigure) -> None:
    """Draws the figure; without places and outlines it says so."""
    known = {i: place for i, place in enumerate(figure.places) if _on_earth(place.longitude, place.latitude)}
    places = tuple(known.values())
    rings = tuple(tuple(point for point in ring if _on_earth(*point)) for ring in figure.outlines)
    points = [(place.longitude, place.latitude) for place in places] + [
        point for ring in rings for point in ring
    ]
    if not points:
        nothing(pen, say("none", pen.language))
        return
    below = _legend_height(pen, figure)
    sheet = _sheet(points, pen.width, max(60.0, pen.height - below))
    pen.path(
        ways(([sheet.at(*point) for point in ring] for ring in rings if len(ring) > 2), closed=True), "land"
    )
    for position, place in sorted(
        known.items(), key=lambda one: -1 if one[1].level is None else -one[1].level
    ):
        _place(pen, sheet, figure, position, place)
    if len(places) <= _NAMED:
        _names(pen, sheet, places, pen.height - below)
    _scale_bar(pen, sheet, pen.height - below)
    _legend(pen, figure, pen.height - below)


def _on_earth(longitude: float, latitude: float) -> bool:
    return (
        math.isfinite(longitude)
        and math.isfinite(latitude)
        and abs(longitude) <= 180
        and abs(latitude) <= _MOST_NORTH
    )


def _sheet(points: list[Point], width: float, height: float) -> Sheet:
    west, east = min(x for x, _y in points), max(x for x, _y in points)
    south, north = min(y for _x, y in points), max(y for _x, y in points)
    stretch = math.cos(math.radians((south + north) / 2))
    across, down = max(0.002, (east - west) * stretch), max(0.002, north - south)
    scale = min((width - 2 * _EDGE) / across, (height - 2 * _EDGE) / down)
    return Sheet(
        west=(west + east) / 2 - across / stretch / 2, north=(south + north) / 2 + down / 2,
        stretch=stretch, scale=scale,
        left=(width - across * scale) / 2, top=(height - down * scale) / 2,
    )  # fmt: skip


def shade(level: int, classes: int) -> int:
    """The shade of a class, spread over all shades, never the palest."""
    if classes < 2:
        return STEPS - 3
    return 1 + round(max(0, min(level, classes - 1)) * (STEPS - 2) / (classes - 1))


def diameter(level: int | None, places: int = 0) -> float:
    """Higher classes are larger, so that the map can be read without colours; many places are smaller."""
    size = 8.0 if level is None else 10.0 + 2.4 * max(0, min(level, 8))
    return size * (0.65 if places > _CROWD else 1.0)


def _place(pen: Pen, sheet: Sheet, figure: MapFigure, position: int, place: Place) -> None:
    at = sheet.at(place.longitude, place.latitude)
    pen.item(position, at)
    _point(pen, figure, at, place.level)
    pen.close()


def _point(pen: Pen, figure: MapFigure, at: Point, level: int | None) -> None:
    size = diameter(level, len(figure.places))
    if level is None:
        x, y = at
        half = size / 2
        strokes = [((x - half, y - side), (x + half, y + side)) for side in (half, -half)]
        pen.path(ways(strokes), "goal")
        return
    pen.symbol(at, size + 2, "ring", colour=5, shape=0)
    pen.symbol(at, size, "cell", colour=shade(level, len(figure.classes)), shape=0)


def _names(pen: Pen, sheet: Sheet, places: tuple[Place, ...], height: float) -> None:
    """Names beside the places, larger classes first, where they run into nothing."""
    taken = [_box(sheet.at(place.longitude, place.latitude), 18, 16) for place in places]
    for place in sorted(places, key=lambda place: -(place.level or 0)):
        x, y = sheet.at(place.longitude, place.latitude)
        reach = diameter(place.level) / 2 + 5
        width = text_width(place.name)
        for left, baseline in (
            (x + reach, y + 4),
            (x - reach - width, y + 4),
            (x - width / 2, y - reach),
            (x - width / 2, y + reach + 9),
        ):
            box = (left, baseline - 10, left + width, baseline + 3)
            inside = left >= 0 and left + width <= pen.width and baseline >= 10 and baseline <= height
            if inside and not any(_meet(box, other) for other in taken):
                taken.append(box)
                pen.text(place.name, (left, baseline))
                break


def _box(at: Point, width: float, height: float) -> tuple[float, float, float, float]:
    return (at[0] - width / 2, at[1] - height / 2, at[0] + width / 2, at[1] + height / 2)


def _meet(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _scale_bar(pen: Pen, sheet: Sheet, bottom: float) -> None:
    per_metre = sheet.scale / 111_320
    length = next(
        (
            size
            for size in (10_000, 5_000, 2_000, 1_000, 500, 200, 100, 50)
            if size * per_metre <= pen.width * 0.25
        ),
        20,
    )
    wide = min(length * per_metre, pen.width - 70)
    pen.path(f"M0 {number(bottom - 10)}v5h{number(wide)}v-5", "tick")
    text = f"{printed(length / 1000, 0, pen.language)} km" if length >= 1000 else f"{length} m"
    pen.text(text, (wide + 6, bottom - 4))


def _entries(pen: Pen, figure: MapFigure) -> list[tuple[int | None, str]]:
    """Classes with their number of places; the unit is said once, before them."""
    counts = {
        level: sum(1 for place in figure.places if place.level == level)
        for level in {place.level for place in figure.places}
    }
    found: list[tuple[int | None, str]] = [(level, name) for level, name in enumerate(figure.classes)]
    if counts.get(None):
        found.append((None, say("no_value", pen.language)))
    return found


def _rows(pen: Pen, figure: MapFigure) -> list[list[tuple[int | None, str, float]]]:
    rows: list[list[tuple[int | None, str, float]]] = []
    used = pen.width
    for level, name in _entries(pen, figure):
        width = min(pen.width, 34 + text_width(name) + 14)
        if used + width > pen.width:
            rows.append([])
            used = 0.0
        rows[-1].append((level, name, used))
        used += width
    return rows[:5]


def _legend_height(pen: Pen, figure: MapFigure) -> float:
    rows = len(_rows(pen, figure))
    credit = ROW * len(_credit(pen, figure))
    return 8 + (ROW + 8) * rows + (ROW if figure.axis.unit and rows else 0) + credit


def _credit(pen: Pen, figure: MapFigure) -> list[str]:
    """Whose outlines they are, whole: licences ask for it."""
    return wrap(figure.credit, pen.width, most=4) if figure.credit else []


def _legend(pen: Pen, figure: MapFigure, top: float) -> None:
    rows = _rows(pen, figure)
    height = top + 8
    if figure.axis.unit and rows:
        pen.text(figure.axis.unit, (0, height + 13), look="strong", room=pen.width)
        height += ROW
    for row in rows:
        for level, name, left in row:
            _point(pen, figure, (left + 15, height + 13), level)
            pen.text(name, (left + 34, height + 17.5), room=pen.width - 34)
        height += ROW + 8
    for words in _credit(pen, figure):
        pen.text(words, (pen.width, height + 12), anchor="end")
        height += ROW
