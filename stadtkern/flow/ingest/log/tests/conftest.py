# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A NATS server for the tests of the log, the small city of ingest, and a log of its own for each test."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from importlib import import_module
from typing import TYPE_CHECKING

import pytest

from tests.nats_server import Server, nats_server

if TYPE_CHECKING:
    from stadtkern.flow.ingest.log.handing import Log
    from stadtkern.flow.ingest.log.words import LogSettings
    from stadtkern.flow.ingest.log.writer import LogWriterThread


@pytest.fixture(scope="session")
def nats() -> Iterator[Server]:
    """A server for all tests of this process."""
    with nats_server() as server:
        yield server


@pytest.fixture
def small_city(later_lake: None) -> Iterator[None]:
    """The small city of the tests of ingest, with an empty lake."""
    with import_module("stadtkern.flow.ingest.tests.city").declared():
        yield


@pytest.fixture
def place(nats: Server) -> LogSettings:
    """A log that no other test uses."""
    words = import_module("stadtkern.flow.ingest.log.words")
    settings: LogSettings = words.settings_of(
        [f"{nats.url}/{secrets.token_hex(6)}"], replicas=1, catalogue=""
    )
    return settings


@pytest.fixture
def log(place: LogSettings, small_city: None) -> Iterator[Log]:
    """The log to which everything in this process is handed."""
    current = import_module("stadtkern.flow.ingest.log.current")
    current.provide(place)
    yield current.log()
    current.provide(None)


@pytest.fixture
def writer(place: LogSettings, log: Log) -> Iterator[LogWriterThread]:
    """A writer whose passes the test makes itself."""
    writers = import_module("stadtkern.flow.ingest.log.writer")
    made: LogWriterThread = writers.LogWriterThread(place)
    yield made
    made.put_away()
