# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Each test has a register of its own; what ingest remembers of the one before is forgotten."""

from __future__ import annotations

from importlib import import_module

import pytest


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    """Codes of datastreams are looked up again."""
    import_module("stadtkern.flow.ingest.streams").forget()
