# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Checks are tested with an empty lake."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def empty_city(request: pytest.FixtureRequest) -> None:
    """An empty lake for tests with a register."""
    if request.node.get_closest_marker("django_db"):
        request.getfixturevalue("later_lake")
