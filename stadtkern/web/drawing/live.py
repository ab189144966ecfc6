# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What ``<live-drawing>`` of drawing.js knows of a figure: values in order, and how each is read out."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import TypedDict

from .figures import (
    Axis,
    BarFigure,
    Figure,
    GaugeFigure,
    HeatFigure,
    LineFigure,
    MapFigure,
    ScatterFigure,
)
from .maps import diameter, shade
from .numerals import Language, clean, printed
from .scatters import pairs
from .words import say

_ESCAPED = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": " ", "\u2029": " "})


class Item(TypedDict):
    """A value of a drawing without a time axis; ``i`` is its ``data-i`` in the drawing."""

    i: int
    label: str
    text: str
    value: float | None


def figure_data(figure: Figure, language: Language = "de") -> dict[str, object]:
    """The figure for reading it by pointer, by keys and by ear; a small line beside a number has no items."""
    if isinstance(figure, LineFigure):
        return _line_data(figure)
    data: dict[str, object] = {
        "kind": _kind(figure),
        "title": figure.title,
        "items": list(_items(figure, language)),
    }
    if isinstance(figure, MapFigure):
        data["unit"] = figure.axis.unit
        data["decimals"] = figure.axis.decimals
        count = len(figure.classes)
        data["classes"] = [
            {"name": name, "shade": shade(level, count), "size": diameter(level, len(figure.places))}
            for level, name in enumerate(figure.classes)
        ]
        data["places"] = [
            {
                "x": clean(place.longitude),
                "y": clean(place.latitude),
                "level": place.level,
                "href": _own(place.href),
            }
            for place in figure.places
        ]
        data["outlines"] = [
            [[x, y] for x, y in ring if clean(x) is not None and clean(y) is not None]
            for ring in figure.outlines
        ]
        data["credit"] = figure.credit
    return data


def block(figure: Figure, language: Language = "de", extra: Mapping[str, object] | None = None) -> str:
    """The data as text that may stand in a <script type="application/json">."""
    data = figure_data(figure, language)
    if extra:
        data["slider"] = dict(extra)
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.translate(_ESCAPED)


def _own(href: str) -> str:
    """A path of this site; everything else leads nowhere."""
    return href if href.startswith("/") and not href.startswith("//") else ""


def _kind(figure: Figure) -> str:
    return type(figure).__name__.removesuffix("Figure").lower()


def _line_data(figure: LineFigure) -> dict[str, object]:
    count = min(len(figure.starts), len(figure.ends))
    starts = [round(second) for second in figure.starts[:count]]
    ends = [round(second) for second in figure.ends[:count]]
    sides = {"left": figure.left, "right": figure.right or figure.left}
    return {
        "kind": "line",
        "title": figure.title,
        "first": starts[0] if starts else 0,
        "steps": [later - before for before, later in pairwise(starts)],
        "lengths": _lengths(starts, ends),
        "lines": [
            {
                "name": line.name,
                "unit": sides[line.axis].unit,
                "decimals": sides[line.axis].decimals,
                "side": line.axis if figure.right else "left",
                "values": [_short(value, sides[line.axis]) for value in line.values[:count]],
                "partial": [place for place in line.partial if 0 <= place < count],
            }
            for line in figure.lines
        ],
        "marks": [{"start": mark.start, "end": mark.end, "text": mark.text} for mark in figure.marks],
    }


def _lengths(starts: Sequence[int], ends: Sequence[int]) -> list[int]:
    """Lengths of the values [s]; one number when all reach to the next."""
    if starts and all(end == later for end, later in zip(ends, starts[1:], strict=False)):
        return [ends[-1] - starts[-1]]
    return [end - start for start, end in zip(starts, ends, strict=True)]


def _short(value: float | None, axis: Axis) -> float | None:
    number = clean(value)
    return None if number is None else round(number, max(0, axis.decimals) + 1)


def _items(figure: Figure, language: Language) -> Iterator[Item]:
    if isinstance(figure, BarFigure):
        yield from _bars(figure, language)
    elif isinstance(figure, HeatFigure):
        yield from _fields(figure, language)
    elif isinstance(figure, ScatterFigure):
        yield from _points(figure, language)
    elif isinstance(figure, MapFigure):
        for place, one in enumerate(figure.places):
            yield _item(place, one.name, one.value, figure.axis, language)
    elif isinstance(figure, GaugeFigure):
        yield _item(0, figure.title, figure.value, figure.axis, language)


def _item(place: int, label: str, value: float | None, axis: Axis, language: Language) -> Item:
    number = clean(value)
    return Item(i=place, label=label, text=_said(number, axis, language), value=number)


def _said(value: float | None, axis: Axis, language: Language) -> str:
    if value is None:
        return say("no_value", language)
    return f"{printed(value, axis.decimals, language)} {axis.unit}".strip()


def _bars(figure: BarFigure, language: Language) -> Iterator[Item]:
    for place, label in enumerate(figure.labels):
        values = [(name, clean(row[place]) if place < len(row) else None) for name, row in figure.groups]
        said = [_said(value, figure.axis, language) for _name, value in values]
        if len(values) > 1:
            said = [f"{name}: {text}" for (name, _value), text in zip(values, said, strict=True)]
        first = next((value for _name, value in values), None)
        yield Item(i=place, label=label, text=", ".join(said), value=first)


def _fields(figure: HeatFigure, language: Language) -> Iterator[Item]:
    for row, name in enumerate(figure.rows):
        values = figure.values[row] if row < len(figure.values) else ()
        for column, label in enumerate(figure.columns):
            value = values[column] if column < len(values) else None
            number = row * len(figure.columns) + column
            yield _item(number, f"{name}, {label}", value, figure.axis, language)


def _points(figure: ScatterFigure, language: Language) -> Iterator[Item]:
    for place, x, y in sorted(pairs(figure), key=lambda point: point[1]):
        across = f"{figure.x_name}: {_said(x, figure.x_axis, language)}"
        upward = f"{figure.y_name}: {_said(y, figure.y_axis, language)}"
        name = figure.names[place] if place < len(figure.names) else ""
        yield Item(i=place, label=name, text=f"{across}, {upward}", value=y)
