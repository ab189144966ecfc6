# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The form of a tile says the same as its words, whatever kind it is."""

from __future__ import annotations

import pytest
from django.http import QueryDict
from django.utils import translation

from stadtkern.flow.outlets.dashboards.building import kinds
from stadtkern.flow.outlets.dashboards.building.sheet import Sheet
from stadtkern.kernel.dashboards import (
    AnyTile,
    BarTile,
    ChartTile,
    GaugeTile,
    HeatTile,
    ImageTile,
    MapTile,
    NumberTile,
    QualityTile,
    ScatterTile,
    Series,
    TableTile,
    Target,
    TextTile,
    WarningsTile,
)

BIKES = Series(expression="sum(cycling.bicycle_count)", title="Räder", title_en="Bicycles")
RAIN = Series(expression="mean(weather.precipitation)", axis="right", shape="bars")
GOAL = Target(value=1200.5, direction="at_most", title="Ratsbeschluss", until_year=2030)
TILES: list[AnyTile] = [
    NumberTile(key="a", title="A", series=BIKES, period="day", trend="year", target=GOAL, better="higher"),
    NumberTile(key="a", title="A", series=BIKES, width=5, note="Hinweis", title_en="A", note_en="Note"),
    ChartTile(key="b", title="B", series=(BIKES, RAIN), step="day", compare=("year",), annotations=False),
    BarTile(key="c", title="C", series=(BIKES,), by="weekday", order="given", most=7, height="high"),
    HeatTile(key="d", title="D", series=BIKES, by="day-month"),
    ScatterTile(key="e", title="E", x=RAIN, y=BIKES, step="week"),
    TableTile(key="f", title="F", series=(RAIN, BIKES), rows="time", step="month"),
    MapTile(key="g", title="G", series=BIKES, when="steps", classes=(0.5, 10.0, 1200.0)),
    GaugeTile(key="h", title="H", series=BIKES, target=GOAL, start=-3.5, period="month"),
    TextTile(key="i", title="I", text="Worte\n- eins", text_en="Words"),
    ImageTile(key="j", title="J", picture="abc", alternative="Ein Bild", credit="Foto: Stadt"),
    WarningsTile(key="k", title="K", width=12),
    QualityTile(key="l", title="L", series=RAIN),
]


def sent(sheet: Sheet, **changed: str) -> QueryDict:
    """What a browser sends of the form as it is shown."""
    found = QueryDict(mutable=True)
    for form in (sheet.form, *sheet.rows):
        for name in form.fields:
            field = form[name]
            value = field.value()
            if isinstance(value, list | tuple):
                found.setlist(field.html_name, [str(one) for one in value])
            elif value is True:
                found[field.html_name] = "on"
            elif isinstance(value, float):
                found[field.html_name] = str(value).replace(".", ",")
            elif value not in {None, False}:
                found[field.html_name] = str(value)
    found["reihen"] = str(len(sheet.rows))
    for name, value in changed.items():
        found[name.replace("__", "-")] = value
    return found


def offered(sheet: Sheet) -> Sheet:
    offer = getattr(sheet.form, "offer", None)
    if offer:
        offer([("abc", "Ein Bild")])
    return sheet


@pytest.mark.parametrize("tile", TILES, ids=lambda tile: type(tile).__name__)
def test_a_form_that_is_sent_as_it_was_shown_gives_the_same_tile(tile: AnyTile) -> None:
    with translation.override("de"):
        again = offered(Sheet(tile, sent(offered(Sheet(tile)))))

        assert again.result() == tile, (again.problem, again.form.errors)


@pytest.mark.parametrize("kind", kinds.KINDS, ids=lambda kind: kind.name)
def test_each_kind_has_a_first_tile_and_a_form_for_it(kind: kinds.Kind) -> None:
    tile = kinds.fresh(kind.name, "neu", "Neu", "sum(cycling.bicycle_count)")

    assert kinds.kind_of(tile) is kind
    assert len(Sheet(tile).rows) == (kind.least if kind.most == kind.least else 1)


def test_what_is_taken_from_the_register_goes_into_the_chosen_series() -> None:
    tile = ChartTile(key="b", title="B", series=(BIKES, RAIN))
    sheet = Sheet(tile, sent(Sheet(tile)))

    sheet.take("mean(weather.air_temperature)", "Lufttemperatur", 1)
    sheet.take("max(weather.air_temperature)", "Lufttemperatur", 2)

    made = sheet.result()
    assert isinstance(made, ChartTile)
    assert [one.expression for one in made.series] == [
        "sum(cycling.bicycle_count)",
        "mean(weather.air_temperature)",
        "max(weather.air_temperature)",
    ]
    assert made.title == "B"
    assert made.series[1].axis == "right"


def test_a_tile_without_title_gets_that_of_its_data() -> None:
    tile = NumberTile(key="a", title="A", series=BIKES)
    sheet = Sheet(tile, sent(Sheet(tile), title=" "))

    sheet.take("sum(parking.free_spaces)", "Freie Plätze", 0)

    made = sheet.result()
    assert made is not None
    assert made.title == "Freie Plätze"


def test_a_series_comes_and_goes_within_the_limits_of_its_kind() -> None:
    tile = ScatterTile(key="e", title="E", x=RAIN, y=BIKES)
    sheet = Sheet(tile, sent(Sheet(tile)))
    sheet.grow()
    sheet.drop(0)
    assert len(sheet.rows) == 2

    chart = ChartTile(key="b", title="B", series=(BIKES, RAIN))
    sheet = Sheet(chart, sent(Sheet(chart)))
    sheet.grow()
    sheet.drop(0)
    assert [row["expression"].value() for row in sheet.rows] == [RAIN.expression, None]


def test_nothing_is_called_wrong_before_somebody_wants_to_go_on() -> None:
    tile = ChartTile(key="b", title="B", series=(BIKES,))
    sheet = Sheet(tile, sent(Sheet(tile), title=""))
    sheet.grow()

    assert not sheet.failed
    assert sheet.result() is None
    assert sheet.failed
    assert sheet.rows[1].errors


@pytest.mark.parametrize("classes", ["eins", "10; 5", "1;2;3;4;5;6;7;8;9", "nan; 3"])
def test_limits_that_cannot_be_are_said_at_the_field(classes: str) -> None:
    tile = MapTile(key="g", title="G", series=BIKES)
    sheet = Sheet(tile, sent(Sheet(tile), classes=classes))

    assert sheet.result() is None
    assert "classes" in sheet.form.errors


def test_a_forged_count_of_series_does_no_harm() -> None:
    tile = NumberTile(key="a", title="A", series=BIKES)

    assert len(Sheet(tile, sent(Sheet(tile), reihen="9999")).rows) == 1
    assert len(Sheet(tile, sent(Sheet(tile), reihen="-1")).rows) == 1
