# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Each test starts with nothing remembered of another test's register, whose ids come again."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module

import pytest


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    """Nothing is remembered, nothing is counted."""
    with import_module("stadtkern.flow.outlets.sensorthings.writing.tests.city").fresh():
        yield
