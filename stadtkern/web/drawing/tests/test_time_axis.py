# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Scales and times: round steps, and days of 23, 24 and 25 hours."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stadtkern.web.drawing.figures import Axis
from stadtkern.web.drawing.letters import cut, text_width, wrap
from stadtkern.web.drawing.numerals import printed, short
from stadtkern.web.drawing.scales import matching, value_scale
from stadtkern.web.drawing.time_axis import BERLIN, stretch, ticks

FINITE = st.floats(-1e300, 1e300)


def berlin(*parts: int) -> float:
    return datetime(*parts, tzinfo=BERLIN).timestamp()  # type: ignore[arg-type, misc]  # a date in parts


@given(st.lists(st.one_of(st.none(), st.floats(), FINITE), max_size=20), st.booleans(), st.integers(1, 9))
@settings(deadline=None)
def test_a_scale_holds_its_values_in_few_round_steps(
    values: list[float | None], from_zero: bool, most: int
) -> None:
    scale = value_scale(values, Axis(from_zero=from_zero), most=most)
    known = [value for value in values if value is not None and abs(value) <= 1e300]
    assert all(scale.low <= value <= scale.high or scale.part(value) in (0.0, 1.0) for value in known)
    assert 2 <= len(scale.ticks) <= most + 3
    assert all(earlier < later for earlier, later in pairwise(scale.ticks))
    second = matching(values, Axis(from_zero=from_zero), len(scale.ticks) - 1)
    assert len(second.ticks) == len(scale.ticks)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([0, 4890], ("0", "1.000", "2.000", "3.000", "4.000", "5.000")),
        ([12.1, 17.9], ("12", "13", "14", "15", "16", "17", "18")),
        ([0, 2_400_000], ("0", "500.000", "1\u00a0Mio.", "1,5\u00a0Mio.", "2\u00a0Mio.", "2,5\u00a0Mio.")),
        ([-3, 8], ("\u22124", "\u22122", "0", "2", "4", "6", "8")),
    ],
)
def test_steps_are_round_and_german(values: list[float], expected: tuple[str, ...]) -> None:
    assert value_scale(values, Axis(from_zero=False)).labels("de") == expected


@given(st.integers(-1_000_000_000, 4_000_000_000), st.integers(1, 4_000_000_000), st.integers(2, 20))
@settings(deadline=None)
def test_ticks_rise_within_the_time_range_and_are_not_too_many(start: int, length: int, most: int) -> None:
    found = ticks(start, start + length, most=most)
    assert len(found) <= most + 2
    assert all(earlier.at < later.at for earlier, later in pairwise(found))
    assert all(start <= tick.at <= start + length for tick in found)


@pytest.mark.parametrize(("month", "day", "hours"), [(3, 29, 23), (5, 10, 24), (10, 25, 25)])
def test_days_keep_their_hours_when_the_clock_changes(month: int, day: int, hours: int) -> None:
    start, end = berlin(2026, month, day), berlin(2026, month, day + 1)
    assert (end - start) / 3600 == hours
    labels = [tick.upper for tick in ticks(start, end, most=10)]
    assert labels == ["00:00", "03:00", "06:00", "09:00", "12:00", "15:00", "18:00", "21:00", "00:00"]


def test_labels_fit_the_span() -> None:
    week = ticks(berlin(2026, 5, 4), berlin(2026, 5, 11), most=9)
    assert [(tick.upper, tick.lower) for tick in week][:2] == [("Mo", "4.\u00a0Mai"), ("Di", "5.\u00a0Mai")]
    year = ticks(berlin(2025, 11, 1), berlin(2026, 3, 1), most=6)
    assert [(tick.upper, tick.lower) for tick in year][:3] == [
        ("Nov.", "2025"),
        ("Dez.", ""),
        ("Jan.", "2026"),
    ]
    assert [tick.upper for tick in ticks(berlin(2020, 1, 1), berlin(2024, 1, 1), most=6)] == [
        "2020", "2021", "2022", "2023", "2024",
    ]  # fmt: skip


def test_a_stretch_says_its_last_day_not_the_midnight_after_it() -> None:
    assert stretch(berlin(2026, 5, 3), berlin(2026, 5, 4)) == "So, 3.\u00a0Mai 2026"
    assert stretch(berlin(2026, 5, 3), berlin(2026, 5, 10)) == "3.\u00a0Mai – 9.\u00a0Mai 2026"
    assert (
        stretch(berlin(2026, 5, 3, 14), berlin(2026, 5, 3, 15), "en") == "Sun, 3\u00a0May 2026, 14:00–15:00"
    )


def test_numbers_are_printed_as_the_reader_writes_them() -> None:
    assert printed(-1234.5, 1) == "\u22121.234,5"
    assert printed(1234.5, 1, "en") == "1,234.5"
    assert printed(-0.001, 1) == "0,0"
    assert short(3_200_000_000) == "3,2\u00a0Mrd."
    assert printed(1e300, 0) == "1,00\u00a0·\u00a010^300"


def test_texts_are_shortened_to_their_room() -> None:
    long = "Universität Duisburg-Essen, Campus Nord"
    assert text_width(cut(long, 100)) <= 100
    assert cut("Rheinpark", 100) == "Rheinpark"
    rows = wrap(long, 120)
    assert len(rows) == 2
    assert all(text_width(row) <= 120 for row in rows)
