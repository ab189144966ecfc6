# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Bars: lying under their names, or standing for parts of the calendar."""

from __future__ import annotations

from dataclasses import dataclass, replace

from .figures import BarFigure, Values
from .legend import Key, arranged, legend
from .letters import text_width, wrap
from .numerals import clean, printed
from .palette import COLOURS, Look
from .pen import SIZE, Pen, Point, ways
from .plots import Area, margin, nothing, value_axis
from .scales import Scale, value_scale
from .words import say

_NAME_ROW = 16.0
_LOOSE = 9.0
_UNIT_ROW = 20.0
_SHORT_UNIT = 4


@dataclass(frozen=True, kw_only=True)
class Layout:
    """How lying bars are arranged: names beside them, or above where it is narrow."""

    names: float
    """Room for names on the left; 0: above the bars."""
    numbers: float
    """Room for the printed values on the right."""
    thick: float
    rows: int
    """Rows of a name."""


def natural_height(figure: BarFigure, width: float) -> float:
    """The height that suits: standing bars like lines, lying ones by their number."""
    if figure.standing:
        return min(340.0, max(220.0, width * 0.4))
    layout = _layout(figure, width, "de")
    top = _key_height(figure, width) + (_UNIT_ROW if _unit_above(figure) else 0.0)
    return top + len(figure.labels) * _row(layout, len(figure.groups)) + 4


def draw(pen: Pen, figure: BarFigure) -> None:
    """Draws the figure; without any value it says so."""
    if not figure.labels or not any(
        clean(value) is not None for _name, row in figure.groups for value in row
    ):
        nothing(pen, say("none", pen.language))
        return
    top = legend(pen, arranged(_keys(figure), pen.width), 0, 0, pen.width)
    if figure.standing:
        _standing(pen, figure, top)
    else:
        _lying(pen, figure, top)


def _keys(figure: BarFigure) -> tuple[Key, ...]:
    if len(figure.groups) < 2:
        return ()
    return tuple(
        Key(name=name, colour=place % COLOURS, sample="bar")
        for place, (name, _row) in enumerate(figure.groups)
    )


def _key_height(figure: BarFigure, width: float) -> float:
    rows = len(arranged(_keys(figure), width))
    return rows * 20.0 + (6 if rows else 0)


def _values(figure: BarFigure) -> list[float | None]:
    return [value for _name, row in figure.groups for value in row]


def _value(row: Values, place: int) -> float | None:
    return clean(row[place]) if place < len(row) else None


def _look(figure: BarFigure, place: int) -> Look:
    return "soft" if figure.marked and place not in figure.marked else "fill"


def _layout(figure: BarFigure, width: float, language: str) -> Layout:
    longest = max((text_width(label) for label in figure.labels), default=0.0)
    texts = [_printed(figure, value, "de" if language == "de" else "en") for value in _values(figure)]
    widest = max((text_width(text, SIZE, bold=True) for text in texts), default=0.0)
    numbers = min(width * 0.22, widest + 8)
    thick = 18.0 if len(figure.groups) < 2 else max(8.0, 24.0 / len(figure.groups) + 3)
    if width < 420 and longest > width * 0.3:
        return Layout(names=0.0, numbers=numbers, thick=min(thick, 14.0), rows=1)
    names = min(longest + 10, width * 0.36)
    return Layout(names=names, numbers=numbers, thick=thick, rows=2 if longest + 10 > names else 1)


def _row(layout: Layout, groups: int) -> float:
    bars = layout.thick * max(1, groups)
    if not layout.names:
        return bars + _NAME_ROW + _LOOSE + 2
    return max(bars, _NAME_ROW * layout.rows) + _LOOSE


def _printed(figure: BarFigure, value: float | None, language: str) -> str:
    number = clean(value)
    if number is None:
        return "–"
    text = printed(number, figure.axis.decimals, "de" if language == "de" else "en")
    return text if _unit_above(figure) else f"{text}\u00a0{figure.axis.unit}".rstrip()


def _unit_above(figure: BarFigure) -> bool:
    """Long units are said once above, short ones with each number."""
    return len(figure.axis.unit) > _SHORT_UNIT


def _lying(pen: Pen, figure: BarFigure, top: float) -> None:
    layout = _layout(figure, pen.width, pen.language)
    scale = value_scale(_values(figure), replace(figure.axis, from_zero=True), most=5)
    low = layout.numbers + 4 if scale.low < 0 else 0.0
    left = layout.names + low
    room = max(20.0, pen.width - left - layout.numbers)
    if _unit_above(figure):
        pen.text(figure.axis.unit, (layout.names, top + 13), room=pen.width - layout.names)
        top += _UNIT_ROW
    pitch = _row(layout, len(figure.groups))
    zero = left + room * scale.part(0.0)
    base: list[tuple[Point, Point]] = []
    thick = layout.thick * len(figure.groups)
    for place, label in enumerate(figure.labels):
        upper = top + place * pitch + _LOOSE / 2
        pen.item(place)
        span = (upper, pitch - _LOOSE)
        bar_top = _lying_name(pen, layout, label, span, bars=thick, marked=place in figure.marked)
        base.append(((zero, bar_top - 2), (zero, bar_top + 2 + thick)))
        for lane, (_name, row) in enumerate(figure.groups):
            _lying_bar(
                pen,
                figure,
                (place, lane, _value(row, place)),
                (left, bar_top + lane * layout.thick, room, layout.thick),
                scale,
            )
        pen.close()
    pen.path(ways(base), "zero")


def _lying_name(
    pen: Pen, layout: Layout, label: str, span: tuple[float, float], *, bars: float, marked: bool
) -> float:
    """Writes the name beside or above bars of a height; answers where they begin."""
    look: Look = "strong" if marked else "text"
    if not layout.names:
        pen.text(label, (0, span[0] + 12), look=look, room=pen.width)
        return span[0] + _NAME_ROW + 2
    rows = wrap(label, layout.names - 10, most=layout.rows)
    middle = span[0] + span[1] / 2 + 4.5
    for number, row in enumerate(rows):
        pen.text(
            row,
            (layout.names - 10, middle + _NAME_ROW * (number - (len(rows) - 1) / 2)),
            look=look,
            anchor="end",
        )
    return span[0] + (span[1] - bars) / 2


def _lying_bar(
    pen: Pen,
    figure: BarFigure,
    which: tuple[int, int, float | None],
    box: tuple[float, float, float, float],
    scale: Scale,
) -> None:
    place, lane, value = which
    left, top, room, thick = box
    zero = left + room * scale.part(0.0)
    end = zero if value is None else left + room * scale.part(value)
    if value is not None:
        pen.rect(
            (min(zero, end), top + 1, max(1.0, abs(end - zero)), thick - 2),
            _look(figure, place),
            colour=lane,
            round_to=2,
        )
    text, at = _printed(figure, value, pen.language), top + thick / 2 + 4.5
    if value is not None and value < 0:
        pen.text(text, (end - 5, at), anchor="end", room=end - 5)
    else:
        look: Look = "strong" if place in figure.marked else "text"
        pen.text(text, (end + 5, at), look=look, room=pen.width - end - 5)


def _standing(pen: Pen, figure: BarFigure, top: float) -> None:
    scale = value_scale(_values(figure), replace(figure.axis, from_zero=True), most=5)
    edge = margin(pen, scale)
    head = 28.0 if figure.axis.unit else 10.0
    area = Area(
        left=edge, top=top + head, width=max(40.0, pen.width - edge - 4),
        height=max(40.0, pen.height - top - head - 26), scale=scale, head=top + 13,
    )  # fmt: skip
    value_axis(pen, area, unit=figure.axis.unit)
    pitch = area.width / len(figure.labels)
    thick = pitch * 0.76 / len(figure.groups)
    base = area.base()
    for place in range(len(figure.labels)):
        pen.item(place)
        for lane, (_name, row) in enumerate(figure.groups):
            if (value := _value(row, place)) is None:
                continue
            height = area.y(value)
            x = area.left + pitch * (place + 0.12) + thick * lane
            pen.rect(
                (x, min(base, height), max(0.6, thick - (1 if thick > 4 else 0)), abs(base - height)),
                _look(figure, place),
                colour=lane,
            )
        pen.close()
    _names(pen, figure, area, pitch)


def _names(pen: Pen, figure: BarFigure, area: Area, pitch: float) -> None:
    """As many names under standing bars as there is room for, at even distances."""
    widest = max(text_width(label) for label in figure.labels) + 8
    every = next((n for n in (1, 2, 3, 4, 6, 8, 12, 24) if pitch * n >= widest), max(1, len(figure.labels)))
    stripes = []
    for place in range(0, len(figure.labels), every):
        x = area.left + pitch * (place + 0.5)
        stripes.append(((x, area.bottom), (x, area.bottom + 5)))
        pen.text(
            figure.labels[place],
            (x, area.bottom + 19),
            anchor="middle",
            look="strong" if place in figure.marked else "text",
            room=max(pitch * every, 24),
        )
    pen.path(ways(stripes), "tick")
