# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Sentences say what the data say, in right German and English, and nothing more."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stadtkern.flow.outlets.dashboards.sentences import amounts, changes, dates, ranges, rankings, trends
from stadtkern.flow.outlets.dashboards.sentences.changes import Change
from stadtkern.kernel.quantities import KNOWN

BERLIN = ZoneInfo("Europe/Berlin")


def days(values: list[float], *, first: datetime | None = None, **more: object) -> ranges.Told:
    start = first or datetime(2026, 6, 1, tzinfo=BERLIN)
    edges = [start + timedelta(days=at) for at in range(len(values) + 1)]
    us = np.array([round(one.astimezone(UTC).timestamp() * 1e6) for one in edges], dtype=np.int64)
    given: dict[str, object] = {
        "name": "Fahrräder",
        "starts": us[:-1],
        "ends": us[1:],
        "values": np.array(values, dtype=np.float64),
        "coverage": np.ones(len(values)),
        "unit": "Fahrräder",
        "ucum": "{bicycle}",
        "decimals": 0,
        "step": "day",
        "counted": True,
        "total": float(np.nansum(values)),
        "share": 1.0,
    }
    return ranges.Told(**(given | more))  # type: ignore[arg-type]


def bicycles(now: float, before: float) -> Change:
    return Change(now=now, before=before, unit="Fahrräder", ucum="{bicycle}", decimals=0, counted=True)


def test_numbers_are_grouped_as_the_language_does() -> None:
    assert amounts.number(1234567.891, 2, "de") == "1.234.567,89"
    assert amounts.number(1234567.891, 2, "en") == "1,234,567.89"
    assert amounts.number(-0.001, 1, "de") == "0,0"
    assert amounts.number(-3, 0, "de") == "\N{MINUS SIGN}3"


def test_one_bicycle_is_no_plural() -> None:
    assert amounts.amount(1, "Fahrräder", 0, "de") == "1\N{NO-BREAK SPACE}Fahrrad"
    assert amounts.amount(2, "bicycles", 0, "en") == "2\N{NO-BREAK SPACE}bicycles"


def test_everything_that_is_counted_has_a_word_for_one() -> None:
    plural = {one.symbol for one in KNOWN if one.counted} | {one.symbol_en for one in KNOWN if one.counted}
    same = {"Pkw", ""}
    assert {word for word in plural - same if amounts.amount(1, word, 0, "de").endswith(word)} == set()


def test_a_range_names_its_days_once() -> None:
    start, end = datetime(2026, 8, 17, tzinfo=BERLIN), datetime(2026, 8, 24, tzinfo=BERLIN)
    assert dates.days_between(start, end, "de") == "17. bis 23.\N{NO-BREAK SPACE}August 2026"
    assert dates.days_between(start, end, "en") == "17 to 23\N{NO-BREAK SPACE}August 2026"
    assert dates.during(start, start + timedelta(days=1), "de") == "am 17.\N{NO-BREAK SPACE}August 2026"


def test_a_step_is_named_by_the_clocks_of_the_city() -> None:
    start = datetime(2026, 8, 20, 22, tzinfo=UTC)
    assert dates.when(start, start + timedelta(days=1), "day", "de").startswith("am Freitag, 21.")
    assert dates.label(start, "day", "de") == "Fr, 21.08.2026"
    assert dates.label(start, "week", "de") == "KW 34/2026"
    hour = dates.when(start + timedelta(hours=23), start + timedelta(hours=24), "hour", "de")
    assert hour.endswith("von 23 bis 24\N{NO-BREAK SPACE}Uhr")


def test_a_month_of_counts_is_told_with_sum_extremes_and_comparison() -> None:
    values = [1000.0 + 10 * (at % 7) for at in range(28)]
    told = days(values, before=bicycles(28840, 20000), compared="52 Wochen zuvor")
    said = ranges.sentence(told, "de").replace("\N{NO-BREAK SPACE}", " ")
    assert said.startswith(
        "Vom 1. bis 28. Juni 2026 waren es zusammen 28.840 Fahrräder, 44 % mehr als 52 Wochen zuvor."
    )
    assert "Am meisten waren es am Sonntag, 7. Juni 2026 (1.060 Fahrräder)" in said
    assert said.endswith("Ein klarer Trend ist nicht zu erkennen.")


def test_a_weekly_rhythm_is_no_trend_and_a_rise_is_one() -> None:
    weekly = np.array([5000.0 if at % 7 < 5 else 2000.0 for at in range(35)]) + (np.arange(35) % 3).astype(
        np.float64
    )
    rising = weekly + 60.0 * np.arange(35, dtype=np.float64)
    rhythm = trends.trend(weekly, [at % 7 for at in range(35)])
    rise = trends.trend(rising, [at % 7 for at in range(35)])
    assert rhythm is not None
    assert not rhythm.clear
    assert rise is not None
    assert rise.clear
    assert rise.slope == pytest.approx(60, abs=1)


def test_too_few_or_too_patchy_values_carry_no_trend() -> None:
    assert "Trend" not in ranges.sentence(days([1, 2, 3, 4, 5, 6, 7, 8, 9]), "de")
    assert "nehmen zu" not in ranges.sentence(days([float(n) for n in range(40)], share=0.7), "de")
    assert "nehmen zu" in ranges.sentence(days([float(n) for n in range(1, 41)]), "de")


def test_missing_values_are_told() -> None:
    said = ranges.sentence(days([5, 6, 7, float("nan")], share=0.75), "de")
    assert said.endswith("25\N{NO-BREAK SPACE}% der erwarteten Werte fehlen.")
    assert ranges.sentence(days([float("nan")] * 3, total=None), "de") == ""


def test_days_without_any_value_are_told_when_nothing_was_expected_of_them() -> None:
    said = ranges.sentence(days([5, 6, 7, float("nan")], counted=False, total=6.0), "de")
    assert said.startswith(
        "Vom 1. bis 3.\N{NO-BREAK SPACE}Juni 2026 waren es im Mittel 6\N{NO-BREAK SPACE}Fahrräder."
    )
    assert said.endswith("Für 1 von 4 Tagen gibt es keine Werte.")


def test_an_incomplete_day_is_not_the_weakest() -> None:
    told = days([50, 60, 70, 3], coverage=np.array([1, 1, 1, 0.1]), share=0.8)
    assert "(3 " not in ranges.sentence(told, "de").replace("\N{NO-BREAK SPACE}", " ")


def test_degrees_are_compared_as_a_difference() -> None:
    warmer = Change(now=21.5, before=20.0, unit="°C", ucum="Cel", decimals=1, counted=False)
    assert changes.change(warmer, "am Tag davor", "de") == ("1,5\N{NO-BREAK SPACE}°C höher als am Tag davor")
    share = Change(now=45, before=40, unit="%", ucum="%", decimals=0, counted=False)
    assert "5,0\N{NO-BREAK SPACE}Prozentpunkte höher" in changes.change(share, "im Monat davor", "de")


def test_plain_language_has_short_sentences_without_percent() -> None:
    told = days([100.0] * 5 + [150.0] * 5, before=bicycles(1250, 900), compared="52 Wochen zuvor")
    said = ranges.sentence(told, "de", plain=True)
    assert "%" not in said
    assert "Das ist viel mehr als 52 Wochen zuvor." in said
    assert max(len(one.split()) for one in said.split(". ")) <= 15


def test_a_ranking_names_first_and_last() -> None:
    ranked = rankings.Ranked(
        entries=[("Neutor", 600.0), ("Hafen", 300.0), ("Kanal", 100.0), ("Weg", None)],
        unit="Fahrräder", ucum="{bicycle}", decimals=0, counted=True,
    )  # fmt: skip
    said = rankings.ranking(ranked, "de").replace("\N{NO-BREAK SPACE}", " ")
    assert said == (
        "Am meisten: Neutor (600 Fahrräder), 60 % der Summe; am wenigsten: Kanal (100 Fahrräder). "
        "Eine Reihe ohne Daten."
    )


def test_a_correlation_never_claims_a_cause() -> None:
    said = rankings.together(("Temperatur", "Fahrräder"), 0.82, 30, "de")
    assert "ein starker gleichläufiger Zusammenhang" in said
    assert "Was die Ursache ist, sagt das nicht." in said
    assert "reichen 9 gemeinsame Werte nicht" in rankings.together(("a", "b"), 0.99, 9, "de")


values = st.lists(
    st.one_of(st.floats(-1e6, 1e6), st.just(float("nan"))), min_size=1, max_size=60
)  # fmt: skip


@settings(deadline=None, max_examples=50)
@given(values=values, share=st.one_of(st.none(), st.floats(0, 1)), language=st.sampled_from(["de", "en"]))
def test_any_values_give_finished_sentences(
    values: list[float], share: float | None, language: amounts.Language
) -> None:
    known = [one for one in values if np.isfinite(one)]
    told = days(values, share=share, total=float(sum(known)) if known else None)
    for plain in (False, True):
        said = ranges.sentence(told, language, plain=plain)
        assert "nan" not in said
        assert "None" not in said
        assert said == "" or said.endswith(".")


@settings(deadline=None, max_examples=50)
@given(now=st.floats(0, 1e9), before=st.floats(0, 1e9))
def test_a_change_points_the_way_the_values_went(now: float, before: float) -> None:
    said = changes.change(bicycles(now, before), "am Tag davor", "de")
    if "mehr" in said:
        assert now > before
    if "weniger" in said:
        assert now < before


@settings(deadline=None, max_examples=50)
@given(value=st.floats(allow_nan=True, allow_infinity=True), decimals=st.integers(0, 6))
def test_any_number_can_be_told(value: float, decimals: int) -> None:
    assert amounts.number(value, decimals, "de")
