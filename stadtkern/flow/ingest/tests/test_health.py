# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""How devices are doing: what their messages tell, in any order, reaches the register once per second."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import OperationalError, connection
from pytest_django import DjangoAssertNumQueries

from stadtkern.flow.devices.models import DeviceState, Thing
from stadtkern.flow.ingest import counters, health
from stadtkern.kernel.models import Department

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def thing(code: str = "feed/1") -> Thing:
    """A thing of the register."""
    owner = Department.objects.get_or_create(name="Amt für Daten")[0]
    return Thing.objects.create(code=code, name=code, domain="feeds", owner=owner)


def state(code: str = "feed/1") -> DeviceState:
    """What the register knows after everything was written."""
    counters.flush()
    return DeviceState.objects.get(thing__code=code)


def test_a_message_tells_battery_radio_and_counts() -> None:
    thing()
    health.note(
        "feed/1", at=NOON, battery_percent=81.5, battery_v=3.1, rssi_dbm=-97, snr_db=7.5, received=1, lost=2
    )
    found = state()
    assert (found.last_seen_at, found.battery_at, found.signal_at) == (NOON, NOON, NOON)
    assert (found.battery_percent, found.battery_v, found.rssi_dbm, found.snr_db) == (81.5, 3.1, -97, 7.5)
    assert (found.received, found.lost, found.recent_received, found.recent_lost) == (1, 2, 1, 2)


def test_a_late_message_never_moves_anything_back() -> None:
    thing()
    health.note("feed/1", at=NOON, battery_percent=50, received=1)
    health.flush()
    health.note("feed/1", at=NOON - MINUTE, battery_percent=90, received=1)
    found = state()
    assert (found.last_seen_at, found.battery_percent, found.received) == (NOON, 50, 2)


def test_messages_of_one_second_count_in_the_order_of_their_times() -> None:
    thing()
    health.note("feed/1", at=NOON, battery_percent=50)
    health.note("feed/1", at=NOON - MINUTE, battery_percent=90, snr_db=4)
    found = state()
    assert (found.last_seen_at, found.battery_percent, found.snr_db) == (NOON, 50, 4)


def test_the_signal_is_smoothed() -> None:
    thing()
    for minute, snr in enumerate((10.0, 0.0, 0.0)):
        health.note("feed/1", at=NOON + minute * MINUTE, snr_db=snr)
        health.flush()
    found = state()
    assert found.snr_db == 0.0
    assert found.snr_smoothed_db == pytest.approx(6.4)


def test_an_unknown_thing_costs_the_known_one_nothing() -> None:
    thing()
    health.note("nobody/knows", at=NOON, received=1)
    health.note("feed/1", at=NOON, received=1)
    assert state().received == 1
    assert not health.waiting()


def test_offline_stays_since_it_was_said_first_until_something_is_received() -> None:
    thing()
    health.note("feed/1", at=NOON, offline=True, reason="Letzter Wille")
    health.note("feed/1", at=NOON + MINUTE, offline=True, reason="Letzter Wille")
    found = state()
    assert (found.offline_since, found.offline_reason, found.last_seen_at) == (NOON, "Letzter Wille", None)
    health.note("feed/1", at=NOON - MINUTE, received=1)
    assert state().offline_since == NOON
    health.note("feed/1", at=NOON + 2 * MINUTE, received=1)
    assert (state().offline_since, state().offline_reason) == (None, "")


def test_the_recent_window_is_today_and_yesterday() -> None:
    thing()
    for days, lost in ((0, 1), (1, 2), (2, 4), (1, 8), (-9, 16)):
        health.note("feed/1", at=NOON + timedelta(days=days), received=1, lost=lost)
        health.flush()
    found = state()
    assert (found.lost, found.recent_lost, found.recent_received) == (31, 14, 3)
    health.note("feed/1", at=NOON + timedelta(days=30), received=1, lost=0)
    assert (state().recent_lost, state().lost) == (0, 31)


def test_a_thousand_devices_are_written_with_few_statements(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    owner = Department.objects.create(name="Amt für Daten")
    Thing.objects.bulk_create(
        Thing(code=f"feed/{number}", name="n", domain="feeds", owner=owner) for number in range(1000)
    )
    for number in range(1000):
        health.note(f"feed/{number}", at=NOON, battery_percent=number / 10, received=1)
    # PostgreSQL takes 500 rows per statement; SQLite as many as its variables allow.
    with django_assert_max_num_queries(80):
        health.flush()
    assert DeviceState.objects.filter(received=1).count() == 1000


def test_what_cannot_be_written_waits_for_the_next_time() -> None:
    thing()
    health.note("feed/1", at=NOON, received=1, lost=1)
    with connection.execute_wrapper(_refused):
        health.flush()
    health.note("feed/1", at=NOON + MINUTE, received=1)
    assert (state().received, state().lost, state().last_seen_at) == (2, 1, NOON + MINUTE)


def _refused(*_given: object) -> object:
    raise OperationalError("disk full")
