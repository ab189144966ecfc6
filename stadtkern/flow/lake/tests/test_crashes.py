# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""SIGKILL at random moments: nothing acknowledged is lost, nothing is doubled, no repair is needed."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from stadtkern.flow.lake.lake import Lake

from . import editor, pusher
from .given import QUARTER, at, run

_ROUNDS = 50


@dataclass(frozen=True, kw_only=True)
class PerDatastream:
    """Rows of one datastream, and how many times they have."""

    datastream_id: int
    rows: int
    times: int


COUNT_ALL = Path(__file__).with_name("count_all.sql")


def acknowledged(process: subprocess.Popen[bytes]) -> set[int]:
    """Kill the process; the numbers of the batches that it was told are stored."""
    process.kill()
    out, _ = process.communicate()
    return {int(line.split()[0]) for line in out.split(b"\n")[:-1]}


def hear(process: subprocess.Popen[bytes], batches: int) -> set[int]:
    """Wait until the process was told that so many more batches are stored; their numbers."""
    assert process.stdout is not None
    return {int(process.stdout.readline().split()[0]) for _ in range(batches)}


def start(folder: Path, catalogue: str, first: int, step: int) -> subprocess.Popen[bytes]:
    """A pushing process."""
    command = [sys.executable, "-m", pusher.__name__, str(folder), catalogue, str(first), str(step)]
    return subprocess.Popen(command, stdout=subprocess.PIPE)


def check(lake: Lake, certain: set[int]) -> None:
    """Everything acknowledged is there once; the state agrees with the rows; whole batches only."""
    stored = {one.datastream_id: one for one in lake.rows(COUNT_ALL, PerDatastream)}
    assert certain <= set(stored)
    for number, one in stored.items():
        assert one.rows == one.times == pusher.numbered(number).num_rows
    known = lake.latest(range(1, 1_000_000))
    assert {number: entry.count for number, entry in known.items()} == {
        number: one.rows for number, one in stored.items()
    }


@pytest.mark.slow
def test_fifty_kills_in_a_row_lose_and_double_nothing(tmp_path: Path) -> None:
    chance = random.Random(4711)  # noqa: S311 - a repeatable sequence, not a secret
    folder = tmp_path / "lake"
    certain: set[int] = set()
    first = 1
    for _ in range(_ROUNDS):
        process = start(folder, "", first, 1)
        if chance.random() < 0.8:
            certain |= hear(process, 1)
        time.sleep(chance.uniform(0.0, 0.8))
        certain |= acknowledged(process)

        lake = Lake.open(pusher.settings(folder, ""))
        check(lake, certain)
        unsure = sorted(set(range(first, first + 8 + len(certain))) - certain)[:8]
        for number in unsure:
            lake.append(pusher.numbered(number))
        certain |= set(unsure)
        check(lake, certain)
        lake.close()
        first = max(certain) + 1

    assert len(certain) > 8 * _ROUNDS


@pytest.mark.slow
def test_kills_lose_no_acknowledged_change_or_removal(tmp_path: Path) -> None:
    chance = random.Random(42)  # noqa: S311 - a repeatable sequence, not a secret
    folder = tmp_path / "lake"
    lake = Lake.open(pusher.settings(folder, ""))
    for datastream in (1, 2, 3):
        lake.append(run(datastream, 0, [-1.0] * editor.OBSERVATIONS))
    lake.close()
    done = 0
    for _ in range(8):
        command = [sys.executable, "-m", editor.__name__, str(folder), str(done)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE)
        certain = hear(process, 3)
        time.sleep(chance.uniform(0.0, 0.6))
        certain |= acknowledged(process)
        done = max(certain) + 1

        lake = Lake.open(pusher.settings(folder, ""))
        check_edits(lake, done)
        for number in range(done, done + 3):
            editor.edit(lake, number)
        lake.close()
        done += 3

    assert done > 8 * 6


def check_edits(lake: Lake, done: int) -> None:
    """Every edit below ``done`` is there; up to three later ones may be; the state agrees with the rows."""
    keys = [editor.address(1 + number % 3, number // 3 % editor.OBSERVATIONS) for number in range(done)]
    stored_now = lake.find(keys)
    for number, key in enumerate(keys):
        found = stored_now.get(key)
        if number % 3 == 2:
            assert found is None
            continue
        assert found is not None
        expected = found.result if number % 3 == 0 else (found.phenomenon_time - at(editor.FAR)) / QUARTER
        assert expected == number
    stored = {one.datastream_id: one for one in lake.rows(COUNT_ALL, PerDatastream)}
    known = lake.latest([1, 2, 3])
    assert {key: entry.count for key, entry in known.items()} == {
        key: one.rows for key, one in stored.items()
    }
    assert known[1].count == known[2].count == editor.OBSERVATIONS
    assert editor.OBSERVATIONS - known[3].count in range(done // 3, done // 3 + 2)
