# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Fixtures of the lake's tests."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.lake.words import LakeSettings


@pytest.fixture
def place(tmp_path: Path) -> LakeSettings:
    """Settings of an embedded lake in a folder of its own that does not exist yet."""
    return LakeSettings(folder=tmp_path / "lake", memory_mb=512, threads=2)


@pytest.fixture
def beginning(emptied_lake: Path) -> Path:
    """The folder of which lakes begin as a copy; tests about files begin with one that never had a row."""
    return emptied_lake


@pytest.fixture
def open_lake(place: LakeSettings, beginning: Path) -> Iterator[Callable[[], Lake]]:
    """Opens the lake; call it again to close it first and open it anew."""
    opened: list[Lake] = []
    shutil.copytree(beginning, place.folder)

    def reopen() -> Lake:
        for lake in opened:
            lake.close()
        opened[:] = [Lake.open(place)]
        return opened[0]

    yield reopen
    for lake in opened:
        lake.close()


@pytest.fixture
def lake(open_lake: Callable[[], Lake]) -> Lake:
    """An empty embedded lake."""
    return open_lake()


@pytest.fixture(scope="module")
def shared_lake(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Lake, list[int]]]:
    """A lake for many examples of one property, with the number of the last datastream used."""
    place = LakeSettings(folder=tmp_path_factory.mktemp("shared"), memory_mb=512, threads=2)
    lake = Lake.open(place)
    yield lake, [0]
    lake.close()
