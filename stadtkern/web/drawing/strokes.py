# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""How lines are told apart, and each one drawn: its stroke, band, bars, points and incomplete values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .figures import DrawnLine, LineFigure
from .numerals import clean
from .palette import COLOURS, DASHES, FAINT, SECOND_DASH, Look
from .pen import Pen, Point, number, ways
from .plots import Area

_MARKERS = 6


@dataclass(frozen=True, kw_only=True)
class Role:
    """How a line is told from the others."""

    line: DrawnLine
    colour: int
    dash: str = ""
    marker: bool = False

    @property
    def faint(self) -> bool:
        """Whether it stands back."""
        return self.colour == FAINT


def roles(lines: tuple[DrawnLine, ...]) -> tuple[Role, ...]:
    """Colour, dash and marker of each line; earlier periods look alike, beyond six the small stand back."""
    solid = [line for line in lines if line.style == "solid"] or list(lines)
    leading = sorted(solid, key=_size, reverse=True)[:COLOURS]
    coloured = [line for line in solid if any(line is one for one in leading)]
    several = len(solid) > 1
    found: list[Role] = []
    for place, line in enumerate(lines):
        if any(line is one for one in solid):
            colour = next((number for number, one in enumerate(coloured) if one is line), FAINT)
            found.append(
                Role(line=line, colour=colour, marker=several and colour != FAINT, dash=DASHES[line.style])
            )
            continue
        before = sum(1 for one in lines[:place] if one.style == line.style)
        owner = solid[before % len(solid)]
        colour = next((number for number, one in enumerate(coloured) if one is owner), FAINT)
        dash = SECOND_DASH if line.style == "dashed" and before >= len(solid) else DASHES[line.style]
        found.append(Role(line=line, colour=colour, dash=dash))
    return tuple(found)


def _size(line: DrawnLine) -> float:
    found = [abs(value) for one in line.values if (value := clean(one)) is not None]
    return sum(value / len(found) for value in found) if found else -1.0


class Drawer:
    """Draws the lines of a figure into its area."""

    def __init__(self, pen: Pen, area: Area, figure: LineFigure) -> None:
        self.pen = pen
        self.area = area
        self.starts = figure.starts
        self.ends = figure.ends
        self.rows = [line for line in figure.lines if line.shape == "bars"]
        self.count = min(len(figure.starts), len(figure.ends))

    def draw(self, role: Role) -> None:
        """One line with its band, points and incomplete values."""
        if role.line.low and role.line.high:
            self._band(role)
        if role.line.shape == "bars":
            self._bars(role)
            return
        runs = tuple(self._runs(role))
        points = tuple(self._spread(role, run) for run in runs)
        if role.line.shape == "area":
            base = self.area.base(second=self._second(role))
            closed = [[(run[0][0], base), *run, (run[-1][0], base)] for run in points if len(run) > 1]
            self.pen.path(ways(closed, closed=True), "band", colour=role.colour)
        look: Look = "faint" if role.faint else "earlier" if role.dash else "line"
        self.pen.path(
            ways(thinned(run) for run in points if len(run) > 1), look, colour=role.colour, dash=role.dash
        )
        self._points(role, runs)

    def _second(self, role: Role) -> bool:
        return role.line.axis == "right" and self.area.second is not None

    def _middle(self, place: int) -> float:
        return self.area.x((self.starts[place] + self.ends[place]) / 2)

    def _runs(self, role: Role) -> Iterator[list[tuple[int, Point]]]:
        """Stretches without gaps: position and point of each value."""
        run: list[tuple[int, Point]] = []
        for place, one in enumerate(role.line.values[: self.count]):
            value = clean(one)
            if value is not None:
                run.append((place, (self._middle(place), self.area.y(value, second=self._second(role)))))
            elif run:
                yield run
                run = []
        if run:
            yield run

    def _spread(self, role: Role, run: list[tuple[int, Point]]) -> list[Point]:
        if role.line.shape != "steps":
            return [point for _place, point in run]
        return [
            (self.area.x(edge), point[1])
            for place, point in run
            for edge in (self.starts[place], self.ends[place])
        ]

    def _points(self, role: Role, runs: tuple[list[tuple[int, Point]], ...]) -> None:
        """Marks that tell lines apart, values that stand alone, and incomplete ones as rings."""
        known = [one for run in runs for one in run]
        partial = {*role.line.partial}
        alone = {run[0][0] for run in runs if len(run) == 1 and role.line.shape != "steps"}
        every = max(1, len(known) // _MARKERS)
        offset = every * (1 + max(0, role.colour)) // (COLOURS + 1)
        chosen = {
            place for number, (place, _point) in enumerate(known) if role.marker and number % every == offset
        }
        few = (
            not role.faint
            and not role.marker
            and not role.dash
            and len(known) <= 40
            and role.line.shape != "steps"
        )
        for place, point in known:
            if place in partial:
                self.pen.symbol(point, 6.5, "ring", colour=role.colour, shape=0)
            elif place in chosen or place in alone or few:
                self.pen.symbol(
                    point,
                    8.0 if place in chosen else 5.5,
                    "dot",
                    colour=role.colour,
                    shape=role.colour if role.marker else 0,
                )

    def _band(self, role: Role) -> None:
        second = self._second(role)
        edges = zip(role.line.low or (), role.line.high or (), strict=False)
        run: list[tuple[Point, Point]] = []
        runs = [run]
        for place, (one, other) in enumerate(edges):
            low, high = clean(one), clean(other)
            if low is None or high is None or place >= self.count:
                run = []
                runs.append(run)
                continue
            x = self._middle(place)
            run.append(((x, self.area.y(low, second=second)), (x, self.area.y(high, second=second))))
        shapes = [
            [high for _low, high in run] + [low for low, _high in reversed(run)]
            for run in runs
            if len(run) > 1
        ]
        self.pen.path(ways(shapes, closed=True), "band", colour=role.colour)

    def _bars(self, role: Role) -> None:
        lane = next(number for number, line in enumerate(self.rows) if line is role.line)
        partial = {*role.line.partial}
        base = self.area.base(second=self._second(role))
        whole: list[str] = []
        hollow: list[str] = []
        for place, one in enumerate(role.line.values[: self.count]):
            value = clean(one)
            if value is None:
                continue
            left, right = self.area.x(self.starts[place]), self.area.x(self.ends[place])
            room = (right - left) * (0.8 if right - left > 3 else 1.0)
            width = room / len(self.rows)
            x = (left + right - room) / 2 + lane * width
            height = self.area.y(value, second=self._second(role))
            (hollow if place in partial else whole).append(_bar(x, max(0.6, width), base, height))
        self.pen.path("".join(whole), "fill", colour=role.colour)
        self.pen.path("".join(hollow), "hollow", colour=role.colour)


def _bar(left: float, width: float, base: float, height: float) -> str:
    return f"M{number(left)} {number(base)}V{number(height)}h{number(width)}V{number(base)}z"


def thinned(run: list[Point]) -> list[Point]:
    """At most two points per unit of width: first, lowest, highest and last of every two units."""
    if len(run) < 2 or len(run) <= 2 * (run[-1][0] - run[0][0] + 1):
        return run
    columns: dict[int, list[Point]] = {}
    for point in run:
        columns.setdefault(int(point[0] / 2), []).append(point)
    kept: list[Point] = []
    for column in columns.values():
        heights = [height for _x, height in column]
        places = {0, len(column) - 1, heights.index(min(heights)), heights.index(max(heights))}
        kept += [column[place] for place in sorted(places)]
    return kept
