# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Tests of geodata have a folder for files of their own, and a service on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from django.test import override_settings


@pytest.fixture
def files(tmp_path: Path) -> Iterator[Path]:
    """The folder in which the city keeps files."""
    with override_settings(MEDIA_ROOT=tmp_path / "files"):
        yield tmp_path / "files"


@pytest.fixture
def feed() -> Iterator[object]:
    """A server on this machine; imported late, since it needs Django."""
    with import_module("stadtkern.flow.ingest.feeds.tests.serving").serving() as served:
        yield served
