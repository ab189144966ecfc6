# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Every night of the year: lit when it is dark, dark when it is light, dimmed by the clock."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from stadtkern.commons.schedules.holidays import holidays, holidays_of, is_holiday
from stadtkern.commons.schedules.plans import (
    Exceptional,
    Plan,
    Profile,
    Step,
    full_hours,
    level_at,
    plan_of,
    switching_times,
)
from stadtkern.commons.schedules.sun import BERLIN, DAY, Event, Position, happens, height, night_of, noon

MUENSTER = Position(51.96, 7.62)
FLENSBURG = Position(54.78, 9.43)
LONGYEARBYEN = Position(78.22, 15.65)
YEAR = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]
ON, OFF = Step(level=100, event=Event.SUNSET), Step(level=0, event=Event.SUNRISE)
DIMMED = Plan(
    on=ON,
    off=OFF,
    steps=(
        Step(level=70, clock=time(22)),
        Step(level=50, clock=time(0)),
        Step(level=70, clock=time(5)),
    ),
)
PROFILE = Profile(plan=DIMMED)
MINUTES = some.integers(0, 24 * 60 - 1)
places = pytest.mark.parametrize("place", [MUENSTER, FLENSBURG], ids=["Münster", "Flensburg"])


def local(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, BERLIN).astimezone(UTC)


@places
def test_every_night_begins_at_sunset_and_ends_at_sunrise(place: Position) -> None:
    for day in YEAR:
        switches = switching_times(PROFILE, place, day)
        assert switches[0].at == happens(Event.SUNSET, place, day)
        assert switches[-1].at == happens(Event.SUNRISE, place, day)
        assert switches[-1].level == 0


@places
def test_switching_times_increase_and_each_one_changes_the_level(place: Position) -> None:
    for day in YEAR:
        switches = switching_times(PROFILE, place, day)
        assert all(one.at < after.at for one, after in itertools.pairwise(switches))
        levels = [0, *(one.level for one in switches)]
        assert all(one != after for one, after in itertools.pairwise(levels))


@places
def test_lamps_are_dark_at_noon_and_lit_in_the_deepest_night(place: Position) -> None:
    for day in YEAR:
        assert level_at(PROFILE, place, noon(day)) == 0
        assert level_at(PROFILE, place, local(day + DAY, time(1, 20))) == 50


@given(day=some.sampled_from(YEAR), minute=MINUTES, place=some.sampled_from([MUENSTER, FLENSBURG]))
def test_lamps_burn_exactly_while_the_sun_is_down(day: date, minute: int, place: Position) -> None:
    moment = noon(day) + timedelta(minutes=minute)
    up = height(place, moment)
    level = level_at(PROFILE, place, moment)
    assert level > 0 or up > -1.5
    assert level == 0 or up < 1.5


@given(day=some.sampled_from(YEAR), minute=MINUTES)
def test_the_level_is_that_of_the_last_switch(day: date, minute: int) -> None:
    moment = noon(day) + timedelta(minutes=minute)
    reached = [one for one in switching_times(PROFILE, MUENSTER, night_of(moment)) if one.at <= moment]
    assert level_at(PROFILE, MUENSTER, moment) == (reached[-1].level if reached else 0)


def test_in_midsummer_a_step_before_sunset_says_how_the_night_begins() -> None:
    early = Profile(plan=Plan(on=ON, off=OFF, steps=(Step(level=60, clock=time(21)),)))
    switches = switching_times(early, MUENSTER, date(2026, 6, 21))
    assert [one.level for one in switches] == [60, 0]
    assert switches[0].at == happens(Event.SUNSET, MUENSTER, date(2026, 6, 21))


def test_in_midsummer_a_step_after_sunrise_is_left_out() -> None:
    switches = switching_times(PROFILE, FLENSBURG, date(2026, 6, 21))
    assert [one.level for one in switches] == [70, 50, 0]


def test_in_winter_the_morning_step_lasts_until_sunrise() -> None:
    switches = switching_times(PROFILE, MUENSTER, date(2026, 12, 21))
    assert [one.level for one in switches] == [100, 70, 50, 70, 0]
    assert switches[0].at.astimezone(BERLIN).time() < time(16, 30)


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 28), 23), (date(2026, 10, 24), 25)])
def test_the_night_of_a_clock_change_keeps_its_local_times(day: date, hours: int) -> None:
    assert noon(day + DAY) - noon(day) == timedelta(hours=hours)
    shown = {
        one.at.astimezone(BERLIN).strftime("%H:%M"): one.level
        for one in switching_times(PROFILE, MUENSTER, day)
    }
    assert shown["22:00"] == 70
    assert shown["00:00"] == 50
    assert shown["05:00"] == 70


def test_a_step_in_the_hour_that_is_skipped_comes_after_it() -> None:
    skipped = Profile(plan=Plan(on=ON, off=OFF, steps=(Step(level=40, clock=time(2, 30)),)))
    [_on, step, _off] = switching_times(skipped, MUENSTER, date(2026, 3, 28))
    assert step.at.astimezone(BERLIN).time() == time(3, 30)


def test_a_step_in_the_hour_that_comes_twice_is_taken_once_and_early() -> None:
    doubled = Profile(plan=Plan(on=ON, off=OFF, steps=(Step(level=40, clock=time(2, 30)),)))
    [_on, step, _off] = switching_times(doubled, MUENSTER, date(2026, 10, 24))
    assert step.at == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_in_polar_summer_nothing_is_lit_and_in_polar_winter_the_whole_day() -> None:
    always = Profile(plan=Plan(on=ON, off=OFF))
    assert switching_times(always, LONGYEARBYEN, date(2026, 6, 21)) == []
    assert level_at(always, LONGYEARBYEN, datetime(2026, 6, 21, 23, tzinfo=UTC)) == 0
    [on, off] = switching_times(always, LONGYEARBYEN, date(2026, 12, 21))
    assert (on.at, off.at) == (noon(date(2026, 12, 21)), noon(date(2026, 12, 22)))


@pytest.mark.parametrize("day", YEAR[::5])
def test_every_polar_night_has_switches_in_order_or_none(day: date) -> None:
    switches = switching_times(PROFILE, LONGYEARBYEN, day)
    assert all(one.at < after.at for one, after in itertools.pairwise(switches))
    assert not switches or switches[-1].level == 0


def test_where_civil_twilight_lasts_all_night_a_plan_by_dusk_lights_nothing() -> None:
    by_dusk = Profile(plan=Plan(on=Step(level=100, event=Event.DUSK), off=Step(level=0, event=Event.DAWN)))
    assert switching_times(by_dusk, Position(63.4, 10.4), date(2026, 6, 21)) == []


def test_offsets_move_both_ends_of_the_night() -> None:
    later = Plan(
        on=Step(level=100, event=Event.SUNSET, offset_min=15),
        off=Step(level=0, event=Event.SUNRISE, offset_min=-20),
    )
    [on, off] = switching_times(Profile(plan=later), MUENSTER, date(2026, 9, 1))
    assert on.at - happens(Event.SUNSET, MUENSTER, date(2026, 9, 1)) == timedelta(minutes=15)
    assert happens(Event.SUNRISE, MUENSTER, date(2026, 9, 1)) - off.at == timedelta(minutes=20)


def test_offsets_that_leave_no_night_light_nothing() -> None:
    crossed = Plan(
        on=Step(level=100, offset_min=600), off=Step(level=0, event=Event.SUNRISE, offset_min=-600)
    )
    assert switching_times(Profile(plan=crossed), MUENSTER, date(2026, 6, 21)) == []


def test_dates_go_before_holidays_and_these_before_weekdays() -> None:
    def lit(level: int) -> Plan:
        return Plan(on=Step(level=level), off=OFF)

    profile = Profile(
        plan=lit(100),
        exceptional=(
            Exceptional(plan=lit(10), weekdays=frozenset({3, 4})),
            Exceptional(plan=lit(20), holidays=True),
            Exceptional(plan=lit(30), dates=frozenset({(12, 31), (12, 25)})),
        ),
    )
    assert plan_of(profile, date(2026, 12, 25)).on.level == 30
    assert plan_of(profile, date(2027, 1, 1)).on.level == 20
    assert plan_of(profile, date(2026, 12, 24)).on.level == 10
    assert plan_of(profile, date(2026, 12, 22)).on.level == 100


def test_full_hours_add_up_what_the_switches_say() -> None:
    day = date(2026, 11, 2)
    switches = switching_times(PROFILE, MUENSTER, day)
    expected = sum(
        (after.at - one.at).total_seconds() / 3600 * one.level / 100
        for one, after in itertools.pairwise(switches)
    )
    assert full_hours(PROFILE, MUENSTER, noon(day), noon(day + DAY)) == pytest.approx(expected)


def test_full_hours_of_parts_are_those_of_the_whole() -> None:
    start, end = local(date(2026, 3, 1), time()), local(date(2026, 4, 1), time())
    middle = datetime(2026, 3, 17, 21, 40, tzinfo=UTC)
    whole = full_hours(PROFILE, MUENSTER, start, end)
    parts = full_hours(PROFILE, MUENSTER, start, middle) + full_hours(PROFILE, MUENSTER, middle, end)
    assert parts == pytest.approx(whole)


def test_a_year_of_full_light_is_about_four_thousand_hours() -> None:
    always = Profile(plan=Plan(on=ON, off=OFF))
    hours = full_hours(always, MUENSTER, local(date(2026, 1, 1), time()), local(date(2027, 1, 1), time()))
    assert 4_150 < hours < 4_350


def test_nationwide_holidays_move_with_easter() -> None:
    assert is_holiday(date(2025, 4, 21))
    assert is_holiday(date(2038, 4, 26))
    assert is_holiday(date(2026, 4, 3))
    assert is_holiday(date(2026, 5, 25))
    assert not is_holiday(date(2026, 12, 24))
    assert len(holidays(2026)) == 9


def test_a_state_has_holidays_of_its_own_with_names_in_two_languages() -> None:
    found = {one.day: one for one in holidays_of("05112000", 2026)}
    assert len(found) == 11
    assert found[date(2026, 11, 1)].title == "Allerheiligen"
    assert found[date(2026, 11, 1)].title_en == "All Saints' Day"
    assert date(2026, 11, 1) not in {one.day for one in holidays_of("11", 2026)}
    assert len(holidays_of("", 2026)) == 9
