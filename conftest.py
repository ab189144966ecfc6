# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What every test may use: a data folder of its own, the declared domains, an empty lake."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from django.conf import settings

from stadtkern.flow.lake import current
from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.lake.words import LakeSettings

_DATA = Path(tempfile.mkdtemp(prefix="stadtkern-test-"))
os.environ["STADTKERN_DATA"] = str(_DATA)  # noqa: TID251 - before Django reads the settings
os.environ["DJANGO_SETTINGS_MODULE"] = "stadtkern.settings.django"  # noqa: TID251


def pytest_configure() -> None:
    """Load the settings now, with the data folder of this test run."""
    if not settings.DATABASES:
        raise pytest.UsageError("the settings name no database")


def pytest_unconfigure() -> None:
    """Remove the data folder of this test run."""
    shutil.rmtree(_DATA, ignore_errors=True)


@pytest.fixture(scope="session", autouse=True)
def domains() -> None:
    """The house is wired as in a running city."""
    import_module("stadtkern.settings.wiring").wire(settings.KNOBS)


@pytest.fixture
def lake(tmp_path: Path) -> Iterator[Lake]:
    """An empty lake in a folder of its own; ``flow.lake.current.lake()`` answers it during the test."""
    place = LakeSettings(folder=tmp_path / "lake", memory_mb=512, threads=2)
    current.provide(lambda: Lake.open(place))
    yield current.lake()
    current.close()
