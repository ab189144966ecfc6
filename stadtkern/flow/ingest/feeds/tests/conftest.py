# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Tests of feeds have the real subjects, connected sources, an empty lake and a feed of their own."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module

import pytest


@pytest.fixture(autouse=True)
def nothing_remembered(request: pytest.FixtureRequest) -> Iterator[None]:
    """A lake for tests with a register; datastreams and counters of another test are forgotten."""
    if request.node.get_closest_marker("django_db"):
        request.getfixturevalue("connected")
        request.getfixturevalue("later_lake")
    names = [import_module(f"stadtkern.flow.ingest.{name}") for name in ("streams", "keys", "counters")]
    for one in names:
        one.forget()
    yield
    for one in names:
        one.forget()


@pytest.fixture
def feed() -> Iterator[object]:
    """A feed on this machine; imported late, since it needs Django."""
    with import_module("stadtkern.flow.ingest.feeds.tests.serving").serving() as served:
        yield served
