# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Whatever is to be drawn: the drawing is well-formed, lies inside its box, and its texts stay texts."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import datetime
from typing import Literal
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given, settings
from hypothesis import strategies as st

from stadtkern.web.drawing.drawings import described, natural_height, pair, svg
from stadtkern.web.drawing.figures import (
    Axis,
    BarFigure,
    DrawnLine,
    Figure,
    GaugeFigure,
    HeatFigure,
    Limit,
    LineFigure,
    MapFigure,
    Mark,
    Place,
    ScatterFigure,
    SparkFigure,
    Values,
)
from stadtkern.web.drawing.live import block
from stadtkern.web.drawing.palette import Mode
from stadtkern.web.drawing.time_axis import BERLIN

NAMESPACE = "{http://www.w3.org/2000/svg}"
ANY = st.one_of(st.none(), st.floats(), st.floats(-1000, 1000), st.integers(-5, 5).map(float))
ROWS = st.lists(ANY, max_size=30)
NAMES = st.text(max_size=40)
AXES = st.builds(
    Axis,
    unit=st.sampled_from(["", "°C", "Räder je Tag"]),
    decimals=st.integers(0, 3),
    from_zero=st.booleans(),
)


def times(count: int, step: float = 3600.0, first: float = 1_790_000_000.0) -> list[float]:
    return [first + step * place for place in range(count)]


def line_figure(
    values: Values, *, name: str = "Räder", axis: Axis | None = None, step: float = 3600.0
) -> LineFigure:
    starts = times(len(values), step)
    line = DrawnLine(name=name, values=values)
    ends = [start + step for start in starts]
    return LineFigure(title=name, starts=starts, ends=ends, lines=(line,), left=axis or Axis(unit="Räder"))


SHAPES: tuple[Literal["line", "area", "bars", "steps"], ...] = ("line", "area", "bars", "steps")
STYLES: tuple[Literal["solid", "dashed", "dotted"], ...] = ("solid", "dashed", "dotted")


@st.composite
def line_figures(draw: st.DrawFn) -> LineFigure:
    values, other, name, axis = draw(ROWS), draw(ROWS), draw(NAMES), draw(AXES)
    step = draw(st.sampled_from([900.0, 3600.0, 86400.0, 2_629_746.0]))
    figure = line_figure(values, name=name, axis=axis, step=step)
    first = replace(figure.lines[0], shape=draw(st.sampled_from(SHAPES)))
    second = DrawnLine(
        name=name, values=other, axis="right", shape=draw(st.sampled_from(SHAPES)),
        style=draw(st.sampled_from(STYLES)), low=values, high=other, partial=(0, 3, 99),
    )  # fmt: skip
    noted = tuple(Mark(start=at - 5000, end=at, text=name) for at in figure.starts[:7])
    limits = (Limit(value=draw(st.floats(-1e6, 1e6)), text=name),)
    right = draw(st.none() | AXES)
    return replace(figure, lines=(first, second), right=right, marks=noted, limits=limits)


@st.composite
def bar_figures(draw: st.DrawFn) -> BarFigure:
    groups = (("a", draw(ROWS)), ("b", draw(ROWS)))[: draw(st.integers(1, 2))]
    labels = tuple(draw(st.lists(NAMES, max_size=12)))
    standing = draw(st.booleans())
    return BarFigure(
        title="", labels=labels, groups=groups, axis=draw(AXES), standing=standing, marked=(1, 99)
    )


@st.composite
def heat_figures(draw: st.DrawFn) -> HeatFigure:
    rows = tuple(draw(st.lists(NAMES, max_size=7)))
    values = tuple(draw(ROWS) for _row in rows)
    return HeatFigure(title="", columns=("a", "b", draw(NAMES)), rows=rows, values=values, axis=draw(AXES))


@st.composite
def map_figures(draw: st.DrawFn) -> MapFigure:
    places = tuple(
        Place(longitude=x, latitude=y, name=draw(NAMES), value=x, level=draw(st.none() | st.integers(0, 3)))
        for x, y in draw(st.lists(st.tuples(st.floats(), st.floats(51, 52)), max_size=8))
    )
    ring = tuple(draw(st.lists(st.tuples(st.floats(6, 7), st.floats()), max_size=5)))
    classes = ("a", "b", "c", draw(NAMES))
    return MapFigure(
        title="", places=places, classes=classes, axis=draw(AXES), outlines=(ring,), credit=draw(NAMES)
    )


SCATTERS = st.builds(
    ScatterFigure, title=NAMES, x=ROWS, y=ROWS, names=st.just(()), x_axis=AXES, y_axis=AXES, x_name=NAMES,
    y_name=NAMES, fit=st.none() | st.tuples(st.floats(), st.floats()),
)  # fmt: skip
GAUGES = st.builds(
    GaugeFigure, title=NAMES, value=ANY, start=st.floats(-1e9, 1e9), goal=st.floats(), goal_name=NAMES,
    axis=AXES,
    at_most=st.booleans(),
)  # fmt: skip
SPARKS = st.builds(SparkFigure, title=NAMES, values=ROWS)
FIGURES = st.one_of(line_figures(), bar_figures(), heat_figures(), map_figures(), SCATTERS, GAUGES, SPARKS)


@given(FIGURES, st.sampled_from([160.0, 350.0, 760.0]), st.sampled_from(["page", "print", "screen"]))
@settings(deadline=None)
def test_whatever_is_drawn_is_well_formed_and_lies_inside_its_box(
    figure: Figure, width: float, mode: Mode
) -> None:
    drawn = fromstring(svg(figure, width=width, mode=mode, ident="a"))
    assert drawn.tag == f"{NAMESPACE}svg"
    box = (float(drawn.attrib["width"]), float(drawn.attrib["height"]))
    assert [place for place in points(drawn) if not inside(place, box)] == []


@given(FIGURES)
@settings(deadline=None)
def test_what_the_page_is_told_of_a_figure_is_plain_json(figure: Figure) -> None:
    told = block(figure)
    assert "<" not in told
    assert json.loads(told)["title"] == figure.title


def points(drawn: Element) -> list[tuple[float, float]]:
    """All corners of boxes, starts of texts, and points of paths."""
    found = []
    for part in drawn.iter():
        if part.tag == f"{NAMESPACE}rect":
            left, top = float(part.attrib["x"]), float(part.attrib["y"])
            found += [(left, top), (left + float(part.attrib["width"]), top + float(part.attrib["height"]))]
        elif part.tag == f"{NAMESPACE}text":
            found.append((float(part.attrib["x"]), float(part.attrib["y"])))
        elif part.tag == f"{NAMESPACE}path":
            found += walked(part.attrib["d"])
    return found


def walked(way: str) -> list[tuple[float, float]]:
    """The points of a path: moves, lines and arcs, absolute or relative."""
    found: list[tuple[float, float]] = []
    x = y = 0.0
    for letter, rest in re.findall(r"([MmLlHhVvaz])([^MmLlHhVvaz]*)", way):
        numbers = [float(one) for one in re.findall(r"-?(?:\d+\.?\d*|\.\d+)", rest)]
        if letter == "a":
            x, y = x + numbers[5], y + numbers[6]
            found.append((x, y))
        elif letter in "hH":
            x = numbers[0] if letter == "H" else x + numbers[0]
            found.append((x, y))
        elif letter in "vV":
            y = numbers[0] if letter == "V" else y + numbers[0]
            found.append((x, y))
        else:
            for across, down in zip(numbers[::2], numbers[1::2], strict=True):
                x, y = (across, down) if letter in "ML" else (x + across, y + down)
                found.append((x, y))
    return found


def inside(place: tuple[float, float], box: tuple[float, float]) -> bool:
    """Within the drawing, give or take a marker at its edge."""
    return all(-14 <= at <= end + 14 for at, end in zip(place, box, strict=True))


def test_names_stay_text_wherever_they_stand() -> None:
    bad = '</title><script>alert(1)</script>" onload="x" &amp; \x00\x0b\ud800'
    figure = line_figure([1.0, 2.0], name=bad, axis=Axis(unit=bad))
    figure = replace(
        figure,
        lines=figure.lines * 2,
        marks=(Mark(start=figure.starts[0], end=figure.ends[1], text=bad),),
        limits=(Limit(value=1.0, text=bad),),
    )
    drawn = pair(figure, columns=8, ident='x" onclick="y')
    assert "<script>alert" not in drawn
    assert "\x00" not in drawn
    assert not re.search(r'<[^>]*" on(load|click)=', drawn)
    assert drawn.count("<script") == drawn.count("</script>") == 1
    fromstring(svg(figure, ident='x" onclick="y'))


def test_a_gap_is_not_bridged() -> None:
    whole = svg(line_figure([1.0, 2.0, 3.0, 4.0]), mode="print")
    gap = svg(line_figure([1.0, 2.0, None, 3.0, 4.0]), mode="print")
    assert [len(re.findall("M", way)) for way in strokes(whole)] == [1]
    assert [len(re.findall("M", way)) for way in strokes(gap)] == [2]


def strokes(drawn: str) -> list[str]:
    """The ways of lines in the first colour."""
    return re.findall(r'<path d="([^"]+)" stroke="#0072b2" stroke-width="2"', drawn)


def test_a_long_line_is_thinned_without_losing_its_peak() -> None:
    values = [1.0] * 5000
    values[2500] = 9.0
    drawn = svg(line_figure(values), width=350, mode="print")
    assert len(drawn) < 20_000
    assert min(y for _x, y in walked(strokes(drawn)[0])) < 60


def test_incomplete_bars_are_hollow_and_the_legend_says_so() -> None:
    figure = line_figure([3.0, 2.0, 1.0])
    figure = replace(figure, lines=(replace(figure.lines[0], shape="bars", partial=(2,)),))
    drawn = svg(figure)
    assert len(re.findall('<path d="[^"]+" class="dw-hollow', drawn)) == 1
    assert "unvollständig" in drawn


def test_lines_are_told_apart_without_colours() -> None:
    figure = line_figure([1.0, 2.0, 3.0] * 10)
    first = figure.lines[0]
    several = replace(
        figure, lines=(first, replace(first, name="b"), replace(first, name="c", style="dashed"))
    )
    drawn = svg(several, mode="print")
    assert 'stroke-dasharray="7 4"' in drawn
    markers = {
        re.sub(r"[\d. -]+", "", way)
        for way in re.findall(r'<path d="([^"]+)" fill="#\w+" stroke="#ffffff"', drawn)
    }
    assert len(markers) == 2


def test_many_lines_stand_back_behind_the_six_largest() -> None:
    figure = line_figure([1.0, 2.0])
    lines = tuple(DrawnLine(name=f"Linie {number}", values=[number, number]) for number in range(1, 13))
    drawn = svg(replace(figure, lines=lines))
    assert "6 weitere" in drawn
    assert ">Linie 12<" in drawn
    assert ">Linie 6<" not in drawn


def test_an_earlier_period_wears_the_colour_of_its_line() -> None:
    figure = line_figure([1.0, 2.0])
    first = figure.lines[0]
    drawn = svg(
        replace(figure, lines=(first, replace(first, name="52 Wochen früher", style="dashed"))), mode="print"
    )
    assert "#c45100" not in drawn


def test_an_empty_figure_says_so_in_both_languages() -> None:
    empty = line_figure([None, None])
    assert "Keine Daten in diesem Zeitraum" in svg(empty)
    assert "No data in this period" in svg(empty, language="en")


def test_the_description_names_lines_and_period() -> None:
    start = datetime(2026, 5, 1, tzinfo=BERLIN).timestamp()
    days = [start, start + 86400]
    figure = LineFigure(
        title="Räder", starts=days, ends=[days[1], days[1] + 86400],
        lines=(DrawnLine(name="Rheinpark", values=[1.0, 2.0]),),
        left=Axis(),
    )  # fmt: skip
    said = described(figure)
    assert "Rheinpark" in said
    assert "1. Mai – 2. Mai 2026".replace(" ", " ") in said.replace("\u00a0", " ")


@pytest.mark.parametrize(("columns", "drawings"), [(1, 1), (4, 1), (5, 3), (6, 2), (8, 3), (12, 3)])
def test_a_tile_has_a_drawing_for_each_width_that_it_may_have(columns: int, drawings: int) -> None:
    drawn = pair(line_figure([1.0, 2.0]), columns=columns, ident="kachel")
    assert drawn.count("<svg") == drawings
    identifiers = re.findall(r'id="([^"]+)"', drawn)
    assert len(identifiers) == len(set(identifiers)) == 2 * drawings


def test_lying_bars_take_the_height_that_their_names_need() -> None:
    labels = tuple(f"Zählstelle {number}" for number in range(40))
    figure = BarFigure(title="a", labels=labels, groups=(("Räder", [1.0] * 40),), axis=Axis())
    drawn = fromstring(svg(figure, width=380, height=100))
    assert float(drawn.attrib["height"]) >= natural_height(figure, 380) > 600


def test_a_map_draws_each_place_in_the_size_of_its_class() -> None:
    places = tuple(
        Place(longitude=6.7 + level / 100, latitude=51.4, name=f"Ort {level}", value=1.0, level=level)
        for level in range(3)
    )
    figure = MapFigure(title="a", places=places, classes=("wenig", "mittel", "viel"), axis=Axis(unit="Räder"))
    drawn = svg(figure)
    assert [drawn.count(f'data-i="{place}"') for place in range(3)] == [1, 1, 1]
    assert drawn.count('class="dw-cell dw-h6"') == 2
    assert ">Ort 2<" in drawn


def test_a_heat_map_says_its_numbers_where_there_is_room() -> None:
    hours = tuple(str(hour) for hour in range(24))
    figure = HeatFigure(title="a", columns=hours, rows=("Montag",), values=([None, *range(23)],), axis=Axis())
    assert ">22<" in svg(figure, width=760).replace('dw-text">22<', "")
    assert svg(figure, width=350).count(">21<") == 0
