# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Electricity against the old way: measured where it is, computed where not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from stadtkern.commons.electricity.service import co2_kg, euros
from stadtkern.domains.street_lighting import energy, fleet
from stadtkern.domains.street_lighting.profiles import full_hours
from stadtkern.flow.lake.lake import Lake

from .lamps import group, lamps, values

pytestmark = pytest.mark.django_db

START, END = energy.period(2026, 3)
LATER = datetime(2026, 6, 1, tzinfo=UTC)


def test_a_month_goes_from_midnight_to_midnight_in_berlin() -> None:
    assert datetime(2026, 2, 28, 23, tzinfo=UTC) == START
    assert datetime(2026, 3, 31, 22, tzinfo=UTC) == END
    assert energy.period(2026, None) == (energy.period(2026, 1)[0], energy.period(2026, 12)[1])


def test_without_meters_the_use_is_computed_from_profile_and_power(lake: Lake) -> None:
    lamps(2)
    group()
    account = energy.account(START, END, lake=lake, now=LATER)
    [use] = account.uses
    assert (use.lamps, use.measured, use.computed) == (2, 0, 2)
    assert 2 * 0.1 * 340 < use.old_kwh < 2 * 0.1 * 400
    assert 0.5 * 0.4 < use.new_kwh / use.old_kwh < 0.8 * 0.4
    assert euros(use.saved_kwh, account.terms) == pytest.approx(use.saved_kwh * 0.3)
    assert co2_kg(use.saved_kwh, account.terms) == pytest.approx(use.saved_kwh * 0.363)


def test_a_meter_that_covers_the_month_counts(lake: Lake) -> None:
    [first, _second] = lamps(2)
    group()
    values(START + timedelta(hours=3), first, active_energy=100.0)
    values(END - timedelta(hours=3), first, active_energy=106.5)
    [use] = energy.account(START, END, lake=lake, now=LATER).uses
    assert (use.measured, use.computed) == (1, 1)
    [lit] = fleet.fleet()
    assert lit.profile is not None
    computed = 40.0 * full_hours(lit.profile, lit.place, START, END) / 1000
    assert use.new_kwh == pytest.approx(6.5 + computed)


@pytest.mark.parametrize(("late_h", "last"), [(24 * 20, 106.0), (3, 90.0)], ids=["stopped", "replaced"])
def test_a_meter_that_stopped_or_was_replaced_does_not_count(lake: Lake, late_h: int, last: float) -> None:
    [code] = lamps(1)
    group()
    values(START + timedelta(hours=3), code, active_energy=100.0)
    values(END - timedelta(hours=late_h), code, active_energy=last)
    [use] = energy.account(START, END, lake=lake, now=LATER).uses
    assert use.measured == 0


def test_lamps_of_no_group_burn_the_old_way(lake: Lake) -> None:
    lamps(1)
    [use] = energy.account(START, END, lake=lake, now=LATER).uses
    assert use.name == ""
    assert use.new_kwh == pytest.approx(use.old_kwh * 0.4)


def test_the_future_is_left_out_and_a_time_before_it_is_empty(lake: Lake) -> None:
    lamps(1)
    group()
    now = datetime(2026, 3, 10, tzinfo=UTC)
    account = energy.account(START, END, lake=lake, now=now)
    assert account.end == now
    ahead = energy.account(*energy.period(2027, 1), lake=lake, now=now)
    assert ahead.total.old_kwh == 0
