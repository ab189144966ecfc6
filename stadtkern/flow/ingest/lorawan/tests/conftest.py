# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Tests of LoRaWAN with a register have an empty lake, see connections at once, and remember nothing."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module

import pytest


@pytest.fixture(autouse=True)
def fresh(request: pytest.FixtureRequest) -> Iterator[None]:
    """A lake for tests with a register, and caches of this process emptied."""
    with_register = request.node.get_closest_marker("django_db") is not None
    if with_register:
        request.getfixturevalue("later_lake")
        request.getfixturevalue("connected")
    names = ("flow.ingest.counters", "flow.ingest.health", "flow.ingest.streams")
    more = ("flow.ingest.lorawan.door", "flow.ingest.lorawan.webhook_wsgi", "flow.ingest.codecs.running")
    kept = [import_module(f"stadtkern.{name}") for name in (*names, *more)]
    for one in kept:
        one.forget()
    yield
    for one in kept:
        one.forget()
