# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What one process changes in the register, the others hear; it does not hear itself."""

from __future__ import annotations

import queue
from datetime import UTC, datetime

import psycopg
import pytest

from stadtkern.kernel.events import Event, RegisterChanged
from stadtkern.settings.telling.relay import Relay
from tests.postgres_server import postgres_server

pytestmark = [pytest.mark.postgres, pytest.mark.slow]


def test_a_change_reaches_the_other_processes_once_and_survives_a_broken_connection() -> None:
    heard: queue.Queue[Event] = queue.Queue()
    own: queue.Queue[Event] = queue.Queue()
    event = RegisterChanged(
        at=datetime(2026, 3, 1, tzinfo=UTC),
        entity="Thing",
        id=7,
        change="changed",
        fields=frozenset({"name"}),
    )
    with postgres_server() as dsn:
        one, two = Relay(dsn, [own.put]), Relay(dsn, [_fails, heard.put])
        for relay in (one, two):
            relay.start()
            assert relay.listening.wait(20)
        one.say(event)
        assert heard.get(timeout=20) == event
        with psycopg.connect(dsn, autocommit=True) as connection:
            connection.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid()"
                " and backend_type = 'client backend'"
            )
        until_again(two)
        until_again(one)
        one.say(event)
        assert heard.get(timeout=20) == event
        for relay in (one, two):
            relay.stop()
    assert own.empty()


def until_again(relay: Relay) -> None:
    """Wait until the relay has noticed that its connection broke, and listens anew."""
    while relay.connections < 2 or not relay.listening.wait(0.05):
        continue


def _fails(_event: Event) -> None:
    raise ValueError("one listener must not silence the others")
