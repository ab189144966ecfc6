# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A town, its backup, and the town that was restored from it: each made once and only read by the tests."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest
from pytest_django import DjangoDbBlocker


@pytest.fixture(scope="session")
def reachable(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Registers in files may be opened."""
    with django_db_blocker.unblock():
        yield


@pytest.fixture(scope="session")
def towns() -> ModuleType:
    """The builders of these tests, which need Django's models and so cannot be loaded before it is ready."""
    return import_module("stadtkern.settings.keeping.tests.towns")


@pytest.fixture(scope="session")
def original(towns: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of the recorded town."""
    folder: Path = towns.recorded(tmp_path_factory.mktemp("town"))
    return folder


@pytest.fixture(scope="session")
def backups(
    reachable: None, towns: ModuleType, original: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A folder with one backup of the town."""
    folder = tmp_path_factory.mktemp("shelf") / "backups"
    towns.backed_up(towns.town(original), towns.vault(folder))
    return folder


@pytest.fixture(scope="session")
def restored(
    reachable: None, towns: ModuleType, backups: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The data folder of the town restored from that backup."""
    data = tmp_path_factory.mktemp("restored") / "data"
    there = towns.vault(backups)
    head = there.head(there.ids()[0])
    now = datetime(2026, 11, 22, 12, tzinfo=UTC)
    restore = import_module("stadtkern.settings.keeping.restore")
    restore.restore(towns.town(data), there, head, replace_city=False, now=now, note=towns.quiet)
    return data
