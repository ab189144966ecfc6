# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Every test of ingest has the small city, an empty lake and nothing remembered from another test."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module

import pytest


@pytest.fixture(autouse=True)
def small_city(request: pytest.FixtureRequest) -> Iterator[None]:
    """The small city, and a lake for tests with a register; imported late, since it needs Django."""
    if request.node.get_closest_marker("django_db"):
        request.getfixturevalue("later_lake")
    with import_module("stadtkern.flow.ingest.tests.city").declared():
        yield
