# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Values are judged on every way into the lake, in the same way, and never get lost by it."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pyarrow as pa
import pytest
from django.db import DatabaseError

from stadtkern.flow.devices.models import Component, Datastream
from stadtkern.flow.ingest.checking import judging, known
from stadtkern.flow.ingest.intake import CityIntake
from stadtkern.flow.lake.current import lake
from stadtkern.flow.lake.rows import Row
from stadtkern.kernel.observation import Quality

from .givens import (
    START,
    TEN_MINUTES,
    Values,
    bring,
    calibrated,
    checks,
    flags,
    series,
    stored,
    stream,
    table,
)

pytestmark = pytest.mark.django_db
NONE = Quality(0)


def micros(time: datetime) -> int:
    return int(time.timestamp() * 1_000_000)


def in_bulk(datastream: Datastream, values: Values) -> None:
    bring(datastream, values)


def one_by_one(datastream: Datastream, values: Values) -> None:
    for one in values:
        bring(datastream, [one])


def gathered(datastream: Datastream, values: Values) -> None:
    rows = [Row(datastream.pk, micros(time), value) for time, value in values]
    CityIntake().store_few(rows, source="push-test", now=START)


def handed_in(datastream: Datastream, values: Values) -> None:
    rows = [Row(datastream.pk, micros(time), value) for time, value in values]
    CityIntake().hand_in(rows, source="push-test", now=START).result(timeout=20)


def by_intake(datastream: Datastream, values: Values) -> None:
    CityIntake().store(table(datastream, values), source="push-test", now=START)


WAYS = pytest.mark.parametrize("way", [in_bulk, one_by_one, gathered, handed_in, by_intake])


@WAYS
def test_every_way_in_judges_the_same(way: Callable[[Datastream, Values], None]) -> None:
    soil = stream("muenster/boden/f", quantity="soil_moisture")
    checks(soil, step=15.0, stuck_values=3, gap_times=2.0)
    values = [
        *series(31.0, 31.2, 140.0, 31.1, 62.0, 31.3, 31.3, 31.3, 31.3),
        (START + timedelta(hours=3), 30.0),
    ]
    way(soil, values)
    assert flags(soil) == [
        NONE,
        NONE,
        Quality.OUT_OF_RANGE,
        NONE,
        Quality.STEP,
        NONE,
        NONE,
        Quality.STUCK,
        Quality.STUCK,
        Quality.AFTER_GAP,
    ]
    assert [row.result for row in stored(soil)] == [value for _, value in values]


def test_a_delivery_of_two_datastreams_is_judged_for_each() -> None:
    warm, wet = stream(), stream("muenster/wetter/f", quantity="relative_humidity")
    bring(warm, series(12.0, 99.0))
    bring(wet, series(99.0, 101.0))
    both = pa.concat_tables(
        [
            table(warm, series(80.0, start=START + timedelta(days=1))),
            table(wet, series(80.0, start=START + timedelta(days=1))),
        ]
    )
    lake().append(judging.judged(both))
    assert flags(warm) == [NONE, Quality.OUT_OF_RANGE, Quality.OUT_OF_RANGE]
    assert flags(wet) == [NONE, Quality.OUT_OF_RANGE, NONE]


def test_a_datastream_without_rules_is_left_alone() -> None:
    counted = stream("muenster/leistung/w", quantity="active_power")
    given = table(counted, series(-1e9, 1e9))
    assert judging.judged(given) is given


def test_the_default_range_counts_only_in_the_unit_of_the_quantity() -> None:
    fahrenheit = stream()
    Component.objects.filter(datastream=fahrenheit).update(
        unit_name="Fahrenheit", unit_symbol="°F", unit_definition="[degF]"
    )
    bring(fahrenheit, series(86.0))
    assert flags(fahrenheit) == [NONE]


def test_people_may_change_and_switch_off_the_range() -> None:
    cellar, oven = stream("muenster/keller/t"), stream("muenster/ofen/t")
    checks(cellar, low=5.0, high=25.0)
    checks(oven, ranged=False)
    bring(cellar, series(4.0, 20.0, 26.0))
    bring(oven, series(400.0))
    assert flags(cellar) == [Quality.OUT_OF_RANGE, NONE, Quality.OUT_OF_RANGE]
    assert flags(oven) == [NONE]


def test_what_is_empty_or_json_passes() -> None:
    weather = stream()
    checks(weather, step=1.0, stuck_values=2, gap_times=2.0)
    bring(weather, series(12.0, None, 12.5), result_json=[None, '{"state": "defekt"}', None])
    bring(weather, [(START + timedelta(hours=1), None)], result_json=['"aus"'])
    assert flags(weather) == [NONE, NONE, NONE, Quality.AFTER_GAP]


def test_a_redelivery_changes_nothing() -> None:
    soil = stream("muenster/boden/f", quantity="soil_moisture")
    checks(soil, step=5.0, stuck_values=3, gap_times=2.0)
    values = [*series(31.0, 90.0, 31.1, 31.1, 31.1, 31.1), (START + timedelta(hours=3), 30.0)]
    bring(soil, values)
    before = stored(soil)
    shuffled = random.Random(7).sample(  # noqa: S311
        values, len(values)
    )
    assert bring(soil, shuffled).duplicates == len(values)
    assert bring(soil, values[2:5]).duplicates == 3
    bring(soil, [(START + timedelta(hours=3, minutes=10), 30.0)])
    assert stored(soil)[:-1] == before
    assert flags(soil)[-1] == NONE


def test_a_late_value_is_no_end_of_a_gap_and_no_step() -> None:
    weather = stream()
    checks(weather, step=2.0, gap_times=2.0)
    bring(weather, series(12.0, 12.5))
    bring(weather, [(START - timedelta(days=1), -3.0)])
    bring(weather, [(START - timedelta(days=1, hours=-1), 9.0)])
    assert flags(weather) == [NONE, NONE, NONE, NONE]


def test_late_neighbours_in_one_delivery_are_judged_against_each_other() -> None:
    weather = stream()
    checks(weather, step=2.0)
    bring(weather, series(12.0))
    bring(weather, series(3.0, 3.1, 30.0, 3.2, start=START - timedelta(days=1)))
    assert flags(weather) == [NONE, NONE, Quality.STEP, NONE, NONE]


@pytest.mark.parametrize("day", [datetime(2026, 3, 29), datetime(2026, 10, 25)])  # noqa: DTZ001
def test_the_change_of_the_clocks_is_no_gap(day: datetime) -> None:
    weather = stream()
    checks(weather, gap_times=1.5, step=1.0, step_per_minute=True)
    midnight = day.replace(tzinfo=ZoneInfo("Europe/Berlin")).astimezone(UTC)
    bring(weather, series(*[8.0 + number / 10 for number in range(36)], start=midnight))
    assert set(flags(weather)) == {NONE}


def test_after_a_restart_the_values_before_are_read_from_the_lake() -> None:
    soil = stream("muenster/boden/f", quantity="soil_moisture")
    checks(soil, stuck_values=4, step=10.0)
    for value in series(31.0, 31.1, 31.1, 31.1, 31.1, 55.0, 31.1):
        judging.forget()
        bring(soil, [value])
    assert flags(soil) == [NONE, NONE, NONE, NONE, Quality.STUCK, Quality.STEP, NONE]


def test_a_value_is_stuck_after_a_while_too_and_zero_only_when_people_say_so() -> None:
    level, rain = (
        stream("muenster/pegel/w", quantity="water_level"),
        stream("muenster/regen/r", quantity="precipitation"),
    )
    checks(level, stuck_s=1800)
    checks(rain, stuck_values=2)
    for value in series(210.0, 210.0, 210.0, 210.0, 211.0):
        bring(level, [value])
    bring(rain, series(0.0, 0.0, 0.0, 0.4, 0.4))
    assert flags(level) == [NONE, NONE, NONE, Quality.STUCK, NONE]
    assert flags(rain) == [NONE, NONE, NONE, NONE, Quality.STUCK]


def test_a_clock_of_1970_or_2087_harms_no_value_after_it() -> None:
    weather = stream()
    checks(weather, gap_times=2.0, step=2.0)
    told = Quality.CLOCK
    bring(weather, series(12.0, 12.5), quality=[int(told), None])
    bring(weather, [(START + 2 * TEN_MINUTES, 12.6)])
    assert flags(weather) == [told, NONE, NONE]


def test_what_the_source_says_stays_beside_what_is_found_out() -> None:
    weather = stream()
    bring(weather, series(70.0, 12.0), quality=[int(Quality.PROVISIONAL), None])
    assert flags(weather) == [Quality.PROVISIONAL | Quality.OUT_OF_RANGE, NONE]


def test_a_drifting_datastream_is_flagged_until_it_does_no_longer() -> None:
    weather = stream()
    checks(weather, drift=1.0, drifting_since=START)
    bring(weather, series(12.0, 12.5))
    assert flags(weather) == [Quality.DRIFT, Quality.DRIFT]


def test_a_calibration_corrects_keeps_the_measured_value_and_knows_a_redelivery() -> None:
    weather = stream()
    calibrated(weather, START + TEN_MINUTES, START + 3 * TEN_MINUTES, factor=1.1, offset=-0.5)
    values = series(20.0, 20.0, 21.3, 20.0)
    bring(weather, values, parameters=[None, None, '{"device_time": "1970-01-01T00:00:00Z"}', None])
    rows = stored(weather)
    assert [row.result for row in rows] == [20.0, 20.0 * 1.1 - 0.5, 21.3 * 1.1 - 0.5, 20.0]
    assert flags(weather) == [NONE, Quality.CALIBRATED, Quality.CALIBRATED, NONE]
    assert rows[1].parameters == '{"measured":20.0}'
    assert rows[2].parameters == '{"device_time":"1970-01-01T00:00:00Z","measured":21.3}'
    assert bring(weather, values).duplicates == 4


def test_the_corrected_value_is_judged_not_the_measured_one() -> None:
    weather = stream()
    calibrated(weather, START, offset=-50.0)
    bring(weather, series(70.0, 112.0))
    assert flags(weather) == [Quality.CALIBRATED, Quality.CALIBRATED | Quality.OUT_OF_RANGE]


def test_how_a_series_is_cut_into_deliveries_makes_no_difference() -> None:
    chance = random.Random(3)  # noqa: S311
    values = series(*[chance.choice([0.0, 20.0, 20.0, 20.0, 21.0, 40.0, 99.0]) for _ in range(60)])
    rules = {"step": 5.0, "stuck_values": 3, "gap_times": 2.0, "high": 60.0}
    whole = stream("a/whole/t")
    checks(whole, **rules)
    bring(whole, values)
    cut = stream("a/cut/t")
    checks(cut, **rules)
    left = list(values)
    while left:
        number = chance.randint(1, 5)
        bring(cut, left[:number])
        left = left[number:]
        if chance.random() < 0.3:
            judging.forget()
    assert flags(cut) == flags(whole)


def test_a_register_that_cannot_be_asked_costs_no_value(monkeypatch: pytest.MonkeyPatch) -> None:
    weather = stream()
    known.forget()

    def refused(*_given: object) -> str:
        raise DatabaseError("the register is away")

    monkeypatch.setattr(known, "revision", refused)
    bring(weather, series(99.0))
    assert flags(weather) == [NONE]
