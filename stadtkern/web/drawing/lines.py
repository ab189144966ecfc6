# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Values over time: lines, areas, bars and steps with bands, noted events and limits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from .figures import Axis, LineFigure
from .legend import ROW, Key, arranged, legend
from .marks import Band, bands, draw_keys, draw_marks, named
from .numerals import Language, clean
from .palette import FAINT
from .pen import Pen
from .plots import BELOW, Area, margin, nothing, time_axis, value_axis
from .scales import matching, value_scale
from .strokes import Drawer, Role, roles
from .words import say

_UNIT_ROW = 28.0
_LOW = 250.0


def natural_height(figure: LineFigure, width: float) -> float:
    """The height that suits a width, with room for the legend and the names of events."""
    if not figure.starts or not figure.ends:
        return _LOW
    rows = len(arranged(keys(figure, roles(figure.lines), "de"), width))
    noted = bands(figure.marks, min(figure.starts), max(figure.ends))
    extra = ROW * (max(0, rows - 1) + named(noted))
    return min(380.0, max(_LOW, width * 0.42)) + extra


def draw(pen: Pen, figure: LineFigure) -> None:
    """Draws the figure; without any value it says so."""
    count = min(len(figure.starts), len(figure.ends))
    if not count or not any(clean(value) is not None for line in figure.lines for value in line.values):
        nothing(pen, say("none", pen.language))
        return
    parts = roles(figure.lines)
    rows = arranged(keys(figure, parts, pen.language), pen.width)
    start, end = min(figure.starts), max(figure.ends)
    noted = bands(figure.marks, start, end)
    top = legend(pen, rows, 0, 0, pen.width)
    area = _area(pen, figure, top, noted)
    pen.frame = _frame(area)
    draw_marks(pen, area, noted)
    value_axis(pen, area, unit=figure.left.unit, second_unit=figure.right.unit if figure.right else "")
    time_axis(pen, area, max(figure.ends[0] - figure.starts[0], 1.0))
    drawer = Drawer(pen, area, figure)
    for role in sorted(
        parts, key=lambda role: (role.line.shape != "bars", role.line.shape != "area", -role.faint)
    ):
        drawer.draw(role)
    for limit in figure.limits:
        _limit(pen, area, limit.value, limit.text)
    draw_keys(pen, noted, area.bottom + BELOW)


def _frame(area: Area) -> str:
    """Where values lie, for the element that enlivens the drawing: box, time [s], scales."""
    box = (area.left, area.top, area.width, area.height, area.start, area.end)
    second = area.second or area.scale
    scales = (area.scale.low, area.scale.high, second.low, second.high)
    edges, ends = (" ".join(f"{one:.12g}" for one in part) for part in (box, scales))
    return f' data-frame="{edges}" data-scales="{ends}"'


def _depth(role: Role) -> tuple[bool, bool, bool]:
    """Bars lie behind areas, areas behind lines, what stands back behind the rest."""
    return (role.line.shape != "bars", role.line.shape != "area", not role.faint)


def _area(pen: Pen, figure: LineFigure, top: float, noted: tuple[Band, ...]) -> Area:
    left = value_scale(
        [*_values(figure, "left"), *(limit.value for limit in figure.limits)],
        _axis(figure, "left"),
        most=_steps(pen),
    )
    second = None
    if figure.right is not None:
        second = matching(_values(figure, "right"), _axis(figure, "right"), len(left.ticks) - 1)
    edge = margin(pen, left)
    right = margin(pen, second) if second else 10.0
    unit = figure.left.unit or (figure.right and figure.right.unit)
    head = top + 13.0
    top += (_UNIT_ROW if unit else 10.0) + (ROW if noted else 0.0)
    below = BELOW + ROW * named(noted)
    start, end = min(figure.starts), max(figure.ends)
    return Area(
        left=edge, top=top, width=max(40.0, pen.width - edge - right),
        height=max(40.0, pen.height - top - below),
        start=start, end=max(end, start + 1.0), scale=left, second=second, head=head,
    )  # fmt: skip


def _steps(pen: Pen) -> int:
    return 6 if pen.height >= 260 else 4


def _axis(figure: LineFigure, side: str) -> Axis:
    axis = figure.right if side == "right" and figure.right else figure.left
    filled = any(line.shape in {"bars", "area"} for line in figure.lines if line.axis == side)
    return replace(axis, from_zero=True) if filled else axis


def _values(figure: LineFigure, side: str) -> Iterator[float | None]:
    for line in figure.lines:
        if (line.axis if figure.right else "left") == side:
            yield from line.values
            yield from line.low or ()
            yield from line.high or ()


def keys(figure: LineFigure, parts: tuple[Role, ...], language: Language) -> tuple[Key, ...]:
    """The legend; one line alone needs none, its tile is called like it."""
    shown = [role for role in parts if not role.faint]
    right = f" ({say('right', language)})" if figure.right else ""
    found = _keys_of(shown, right) if len(parts) > 1 else []
    if back := len(parts) - len(shown):
        found.append(Key(name=say("more", language, count=back), colour=FAINT, sample="faint"))
    if any(role.line.partial for role in parts):
        found.append(_partial_key(shown[0] if shown else parts[0], language))
    return tuple(found)


def _keys_of(shown: list[Role], right: str) -> list[Key]:
    """One key per line; many earlier periods of lines that have a key share one, so that all keys fit."""
    names = {role.line.name for role in shown if role.line.style == "solid"}
    earlier = [role for role in shown if role.line.style == "dashed" and _period(role, names)]
    together = dict.fromkeys(_period(role, names) for role in earlier) if len(earlier) > 2 else {}
    single = [role for role in shown if not together or role not in earlier]
    found = [_key(role, right if role.line.axis == "right" else "") for role in single]
    return [*found, *(Key(name=one, colour=FAINT, dash=earlier[0].dash) for one in together)]


def _period(role: Role, names: set[str]) -> str:
    """``one year before`` of a line called ``Neutor, one year before``; empty without such a Neutor."""
    name, _comma, period = role.line.name.rpartition(", ")
    return period if name in names else ""


def _key(role: Role, side: str) -> Key:
    name = role.line.name + side
    if role.line.shape == "bars":
        return Key(name=name, colour=role.colour, sample="bar")
    return Key(name=name, colour=role.colour, dash=role.dash, marker=8.0 if role.marker else 0.0)


def _partial_key(role: Role, language: Language) -> Key:
    name = say("partial", language)
    if role.line.shape == "bars":
        return Key(name=name, colour=role.colour, sample="hollow")
    return Key(name=name, colour=role.colour, sample="none", marker=8.0, shape=0)


def _limit(pen: Pen, area: Area, value: float, text: str) -> None:
    height = area.y(value)
    pen.line((area.left, height), (area.right, height), "limit")
    above = height - 6 if height - area.top > 20 else height + 16
    pen.text(text, (area.right - 4, above), look="limittext", anchor="end", room=area.width - 8)
