# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""From stored counts to a tile: each kind of tile over two counting sites in a real lake."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.lake.words import Interval
from stadtkern.flow.outlets.dashboards.shown import ShownTile, View
from stadtkern.flow.outlets.dashboards.tiles import warnings
from stadtkern.flow.outlets.dashboards.tiles.prepare import prepare
from stadtkern.flow.outlets.series.tests.givens import START, fill, site
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
from stadtkern.web.drawing.figures import (
    BarFigure,
    GaugeFigure,
    HeatFigure,
    LineFigure,
    MapFigure,
    ScatterFigure,
)

pytestmark = pytest.mark.django_db

DAYS = 14
ALL = Series(expression="sum(cycling.bicycle_count)")
EACH = Series(expression="each(cycling.bicycle_count)")
VIEW = View(
    start=START,
    end=START + timedelta(days=DAYS),
    interval=Interval(number=1, unit="day"),
    now=START + timedelta(days=DAYS, hours=2),
)


def counted(lake: Lake, *, days: int = DAYS, missing: frozenset[int] = frozenset()) -> None:
    """Two sites: 10 and 30 bicycles an hour, one more each day; the hours ``missing`` were never counted."""
    for code, base in (("a", 10), ("b", 30)):
        values = [None if hour in missing else float(base + hour // 24) for hour in range(24 * days)]
        fill(lake, site("cycling", "bicycle_count", code), values)


def shown(lake: Lake, tile: AnyTile, view: View = VIEW) -> ShownTile:
    return prepare(tile, view, lake=lake)


def number(**words: object) -> NumberTile:
    return NumberTile(key="n", title="Fahrräder", series=ALL, **words)  # type: ignore[arg-type]


def test_a_number_is_that_of_the_last_whole_day_and_compared_with_the_week_before(lake: Lake) -> None:
    counted(lake)

    found = shown(lake, number(period="day", trend="week", better="higher"))

    assert found.number is not None
    assert found.number.value == 24 * (10 + 13 + 30 + 13)
    assert found.number.change_words == "27\N{NO-BREAK SPACE}% mehr als eine Woche zuvor"
    assert found.number.good is True
    assert found.number.period.startswith("am Montag, 18.")


def test_an_incomplete_day_is_not_the_last_whole_one(lake: Lake) -> None:
    counted(lake, missing=frozenset(range(24 * 13 + 5, 24 * 14)))

    found = shown(lake, number(period="day", trend="none"))

    assert found.number is not None
    assert found.number.value == 24 * (10 + 12 + 30 + 12)


def test_a_period_that_is_half_missing_is_not_compared(lake: Lake) -> None:
    counted(lake, missing=frozenset(range(24 * 4)))
    view = replace(VIEW, start=START + timedelta(days=7))

    found = shown(lake, number(period="range", trend="before"), view)

    assert found.number is not None
    assert found.number.value is not None
    assert found.number.change_words == ""


def test_a_target_is_told_with_its_reason(lake: Lake) -> None:
    counted(lake)
    target = Target(value=3168, title="Ratsbeschluss", until_year=2030)

    found = shown(lake, number(period="day", trend="none", target=target))

    assert found.number is not None
    assert found.number.reached_percent == 50
    assert found.number.target_words == (
        "mindestens 3.168\N{NO-BREAK SPACE}Fahrräder bis 2030 (Ratsbeschluss)"
    )


def test_a_chart_lays_the_week_before_under_the_present_one(lake: Lake) -> None:
    counted(lake)
    tile = ChartTile(key="c", title="Verlauf", series=(ALL,), step="day", compare=("week",))

    found = shown(lake, tile, replace(VIEW, start=START + timedelta(days=7)))

    assert isinstance(found.figure, LineFigure)
    now, before = found.figure.lines
    assert (now.values[0], before.values[0]) == (24 * 54.0, 24 * 40.0)
    assert before.style == "dashed"
    assert found.table is not None
    assert len(found.table.rows) == 7
    assert "mehr als eine Woche zuvor" in found.sentence


def test_incomplete_steps_are_marked_in_figure_and_table(lake: Lake) -> None:
    counted(lake, missing=frozenset(range(24, 36)))

    found = shown(lake, ChartTile(key="c", title="Verlauf", series=(ALL,), step="day"))

    assert isinstance(found.figure, LineFigure)
    assert found.figure.lines[0].partial == (1,)
    assert found.table is not None
    assert [row[-1] for row in found.table.rows][:3] == ["", "unvollständig", ""]


def test_more_than_two_units_are_refused_with_a_sentence(lake: Lake) -> None:
    counted(lake)
    for key in ("air_temperature", "precipitation"):
        fill(lake, site("weather", key, key), [1.0] * 48)
    rows = ("mean(weather.air_temperature)", "mean(weather.precipitation)")
    tile = ChartTile(key="c", title="Alles", series=(ALL, *(Series(expression=row) for row in rows)))

    found = shown(lake, tile)

    assert found.state == "refused"
    assert "höchstens zwei Achsen" in found.message


def test_bars_are_ranked_and_the_rest_stays_in_the_table(lake: Lake) -> None:
    counted(lake)

    found = shown(lake, BarTile(key="b", title="Orte", series=(EACH,), most=1))

    assert isinstance(found.figure, BarFigure)
    assert found.figure.labels == ("Ort b",)
    assert found.table is not None
    assert len(found.table.rows) == 2
    assert found.message == "Gezeigt sind 1 von 2; die Tabelle hat alle."
    assert found.sentence.startswith("Am meisten: Ort b")


def test_weekdays_are_means_of_whole_days(lake: Lake) -> None:
    counted(lake)

    found = shown(lake, BarTile(key="b", title="Tage", series=(ALL,), by="weekday", order="given"))

    assert isinstance(found.figure, BarFigure)
    assert found.figure.labels[0] == "Mo"
    assert found.figure.groups[0][1][1] == 24 * (40 + 54) / 2


def test_a_heat_calendar_shows_the_hours_of_the_clocks_of_the_city(lake: Lake) -> None:
    fill(lake, site("cycling", "bicycle_count", "a"), [100.0 if n % 24 == 8 else 1.0 for n in range(168)])

    found = shown(lake, HeatTile(key="h", title="Woche", series=ALL))

    assert isinstance(found.figure, HeatFigure)
    assert [row[8] for row in found.figure.values] == [100.0] * 7
    assert "von 8 bis 9\N{NO-BREAK SPACE}Uhr" in found.sentence


def test_a_scatter_plot_aligns_in_time_and_names_the_correlation(lake: Lake) -> None:
    counted(lake)
    fill(lake, site("weather", "air_temperature", "w"), [float(hour // 24) for hour in range(24 * 12)])
    tile = ScatterTile(key="s", title="Wetter", x=Series(expression="mean(weather.air_temperature)"), y=ALL)

    found = shown(lake, tile)

    assert isinstance(found.figure, ScatterFigure)
    assert len(found.figure.x) == 12
    assert found.figure.fit is not None
    assert list(found.figure.fit) == pytest.approx([48, 24 * 40])
    assert "Korrelation 1,00, 12 gemeinsame Werte" in found.sentence


def test_a_table_names_units_in_rows_when_they_differ(lake: Lake) -> None:
    counted(lake)
    fill(lake, site("weather", "air_temperature", "w"), [20.0] * 24)
    series = (ALL, Series(expression="mean(weather.air_temperature)"))

    found = shown(lake, TableTile(key="t", title="Tabelle", series=series, step="day"))

    assert found.table is not None
    assert [row[1] for row in found.table.rows] == ["Fahrräder", "°C"]


def test_a_map_has_classes_and_a_slider_has_all_steps(lake: Lake) -> None:
    counted(lake)
    tile = MapTile(key="m", title="Karte", series=EACH, when="steps", step="day", classes=(500.0,))

    found = shown(lake, tile, replace(VIEW, moment=13))

    assert isinstance(found.figure, MapFigure)
    assert [place.level for place in found.figure.places] == [0, 1]
    assert found.figure.classes == ("unter 500 Fahrräder", "500 Fahrräder und mehr")
    assert found.extra is not None
    assert found.extra["step"] == 0
    assert len(found.extra["steps"]) == DAYS  # type: ignore[arg-type]


def test_a_map_of_one_sum_says_how_to_get_places(lake: Lake) -> None:
    counted(lake)

    found = shown(lake, MapTile(key="m", title="Karte", series=ALL, when="range"))

    assert found.state == "refused"
    assert "each" in found.message


def test_a_gauge_tells_how_far_the_goal_is(lake: Lake) -> None:
    counted(lake)

    found = shown(
        lake, GaugeTile(key="g", title="Ziel", series=ALL, period="day", target=Target(value=1584 * 4))
    )

    assert isinstance(found.figure, GaugeFigure)
    assert found.number is not None
    assert found.number.reached_percent == 25
    assert "25\N{NO-BREAK SPACE}% des Ziels" in found.sentence


def test_quality_tells_the_share_of_expected_values(lake: Lake) -> None:
    counted(lake, missing=frozenset(range(24, 24 + 84)))

    found = shown(lake, QualityTile(key="q", title="Daten", series=EACH))

    assert found.number is not None
    assert found.number.value == 75
    assert found.sentence.startswith("75\N{NO-BREAK SPACE}% der erwarteten Werte liegen vor.")


def test_text_stays_text(lake: Lake) -> None:
    text = 'Ein <script>alert("1")</script>\n\n- [Mehr](/themen/)\n- [Böse](javascript:alert)'

    found = shown(lake, TextTile(key="w", title="Worte", text=text))

    assert "<script>" not in found.html
    assert '<a href="/themen/">Mehr</a>' in found.html
    assert "[Böse](javascript:alert)" in found.html


def test_a_picture_that_is_gone_says_so(lake: Lake) -> None:
    found = shown(lake, ImageTile(key="i", title="Bild", picture="weg", alternative="Ein Bild"))
    assert (found.state, found.message) == ("withdrawn", "Dieses Bild wurde entfernt.")


def test_without_warnings_that_is_said(lake: Lake) -> None:
    before = tuple(warnings.providers())
    warnings.provide(())
    found = shown(lake, WarningsTile(key="w", title="Warnungen"))
    warnings.provide(before)
    assert found.sentence == "Zurzeit gilt keine Warnung."


@pytest.mark.parametrize("expression", ["sum(", "sum(cycling.air)", "sum(cycling.bicycle_count) + 1 [Cel]"])
def test_a_bad_expression_is_refused_and_breaks_nothing(lake: Lake, expression: str) -> None:
    found = shown(lake, NumberTile(key="n", title="Zahl", series=Series(expression=expression)))
    assert found.state == "refused"
    assert found.message


def test_thirty_years_of_quarter_hours_are_refused_clearly(lake: Lake) -> None:
    counted(lake)
    view = replace(VIEW, start=START - timedelta(days=365 * 30))

    found = shown(lake, ChartTile(key="c", title="Alles", series=(ALL,), step="quarter-hour"), view)

    assert found.state == "refused"
    assert found.message


def test_nothing_in_the_range_is_told_as_nothing(lake: Lake) -> None:
    counted(lake)
    view = replace(VIEW, start=VIEW.start - timedelta(days=90), end=VIEW.start - timedelta(days=60))

    for tile in (
        ChartTile(key="c", title="Verlauf", series=(ALL,)),
        HeatTile(key="h", title="Woche", series=ALL),
        BarTile(key="b", title="Orte", series=(EACH,)),
    ):
        found = shown(lake, tile, view)
        assert found.state == "empty"
        assert found.message.startswith("In diesem Zeitraum gibt es keine Werte")


def test_english_and_plain_readers_get_their_words(lake: Lake) -> None:
    counted(lake)
    tile = ChartTile(key="c", title="Verlauf", title_en="Course", series=(ALL,), step="day")

    english = shown(lake, tile, replace(VIEW, language="en"))
    plain = shown(lake, tile, replace(VIEW, plain=True))

    assert english.title == "Course"
    assert english.sentence.startswith("From 5 to 18\N{NO-BREAK SPACE}May 2026, there were")
    assert plain.sentence.startswith("Wir schauen auf die Zeit vom 5. bis 18.")
