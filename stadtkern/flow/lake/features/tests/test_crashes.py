# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""SIGKILL while features are written: what was acknowledged is there, and nothing is half written."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pyarrow.compute as pc
import pytest

from stadtkern.flow.lake.features.words import FeatureQuestion
from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.lake.tests.pusher import settings
from stadtkern.flow.lake.tests.test_crashes import acknowledged, hear
from tests.postgres_server import postgres_server

from . import surveyor
from .given import later


def start(folder: Path, catalogue: str, first: int, step: int) -> subprocess.Popen[bytes]:
    """A process that writes surveys."""
    command = [sys.executable, "-m", surveyor.__name__, str(folder), catalogue, str(first), str(step)]
    return subprocess.Popen(command, stdout=subprocess.PIPE)


def whole_survey(lake: Lake, *, day: int | None = None) -> int:
    """The survey that is stored (or was on that day), after making sure that it is one, and whole."""
    at = None if day is None else later(day)
    rows = lake.features.page(FeatureQuestion(table=surveyor.LAND, limit=10_000, at=at))
    (found,) = {int(number) for number in rows["number"].to_numpy()}
    assert set(rows["key"].to_pylist()) == set(surveyor.survey(found)["key"].to_pylist())
    assert len(pc.unique(rows["fid"])) == rows.num_rows == surveyor.SIZE - found % 5
    return found


@pytest.mark.slow
def test_kills_lose_no_acknowledged_survey_and_leave_none_half_written(tmp_path: Path) -> None:
    chance = random.Random(815)  # noqa: S311 - a repeatable sequence, not a secret
    folder, newest = tmp_path / "lake", 0
    for _ in range(4):
        process = start(folder, "", newest + 1, 1)
        certain = hear(process, 1)
        time.sleep(chance.uniform(0.0, 0.4))
        certain |= acknowledged(process)

        lake = Lake.open(settings(folder, ""))
        stored = whole_survey(lake)
        assert stored in (max(certain), max(certain) + 1)
        assert whole_survey(lake, day=min(certain)) == min(certain)
        newest = stored
        lake.close()

    assert newest >= 4


@pytest.mark.postgres
def test_processes_write_features_in_turn_over_one_catalogue(tmp_path: Path) -> None:
    with postgres_server() as server:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute("create database features")
        catalogue = server.replace("/postgres", "/features")
        processes = [start(tmp_path / f"p{number}", catalogue, 1 + number, 2) for number in range(2)]
        try:
            first, second = (hear(process, 2) for process in processes)
            first |= acknowledged(processes[0])
            second |= hear(processes[1], 2) | acknowledged(processes[1])
        finally:
            for process in processes:
                process.kill()

        lake = Lake.open(settings(tmp_path / "check", catalogue))
        assert whole_survey(lake) >= min(max(first), max(second))
        lake.features.write(surveyor.LAND, [surveyor.survey(1)], complete=True, at=later(1000))
        assert whole_survey(lake) == 1
        lake.close()
