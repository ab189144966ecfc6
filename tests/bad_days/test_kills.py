# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""SIGKILL during pushes and imports: nothing acknowledged is lost, nothing doubled, no repair needed."""

from __future__ import annotations

import random
import subprocess
import sys
import tarfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from stadtkern.flow.lake.lake import Lake
from stadtkern.settings.tests.city_process import environment, free_port

from . import hand_over
from .cities import ARCHIVE, Life, codes, counts, jobs_in, living, must, opened_lake, things, wait_until
from .pushing import Client, make_key, register

pytestmark = pytest.mark.slow

_ROUNDS = 50
_CLIENTS = 3
_BATCHES = Path(__file__).with_name("batches.sql")
_CUT_OFF = 15
"""Imports of everything that are handed over behind the single files, so that some are always under way."""


@dataclass(frozen=True, kw_only=True)
class StoredBatch:
    """What the lake holds of one pushed batch."""

    datastream_id: int
    number: int
    rows: int
    times: int


def test_fifty_kills_in_a_row_lose_and_double_nothing(tmp_path: Path) -> None:
    chance = random.Random(4711)  # noqa: S311 - a repeatable sequence, not a secret
    data, files = tmp_path / "data", unpacked(tmp_path / "files")
    secret = make_key(data)
    clients = [
        Client(secret=secret, datastream=f"probe/{n}", chance=random.Random(n))  # noqa: S311
        for n in range(_CLIENTS)
    ]
    with living(data) as life:
        register(life, secret, *(client.datastream for client in clients))
    hand_over_imports(data, files)

    port = free_port()
    for _ in range(_ROUNDS):
        live_and_die(Life(data=data, port=port), clients, chance)

    assert not [text for client in clients for text in client.unexpected]
    assert all(len(client.acknowledged) > _ROUNDS for client in clients)
    with opened_lake(data) as lake:
        check_batches(lake, data, clients)
    with living(data) as life:
        for client in clients:
            client.send_doubtful(life)
        must("import", str(files), data=data)
        wait_until(lambda: jobs_in(data, "READY", "RUNNING") == 0)
    with opened_lake(data) as lake:
        check_batches(lake, data, clients)
        assert imported(lake, data) == without_any_kill(tmp_path / "calm", files)
        assert lake.status().observations == sum(one.rows for one in counts(lake).values())
        assert all(one.rows == one.times for one in counts(lake).values())


@pytest.mark.parametrize("orphaned", [False, True])
def test_a_first_start_that_is_killed_is_finished_by_the_next_one(tmp_path: Path, orphaned: bool) -> None:
    data = tmp_path / "data"
    first = Life(data=data, demo=True)
    wait_until(lambda: (data / "register.sqlite3").exists() and things(data) > 0)
    (first.kill_parent if orphaned else first.kill)()

    with living(data, demo=True):
        again = must("demo", "load", data=data)

    assert "0 Dateien gelesen" in again
    assert " 0 Messwerte gespeichert" in again


def live_and_die(life: Life, clients: Sequence[Client], chance: random.Random) -> None:
    """One life: clients push, imports run, and at a random moment somebody is killed."""
    life.wait_until_it_answers()
    answered = threading.Event()
    threads = [threading.Thread(target=client.work, args=(life, answered)) for client in clients]
    for thread in threads:
        thread.start()
    assert answered.wait(60), life.said()
    time.sleep(chance.uniform(0.0, 1.5))
    chance.choices([life.kill, life.kill_parent, life.kill_worker], weights=[3, 1, 1])[0]()
    for thread in threads:
        thread.join()


def unpacked(folder: Path) -> Path:
    """The published files, one folder per counting site."""
    with tarfile.open(ARCHIVE) as archive:
        archive.extractall(folder, filter="data")
    return folder


def hand_over_imports(data: Path, files: Path) -> None:
    """One import per file, then some of everything that read again what is known."""
    paths = [str(path) for path in sorted(files.rglob("*.csv"))] + [f"*{files}"] * _CUT_OFF
    subprocess.run([sys.executable, hand_over.__file__, *paths], env=environment(data), check=True)


def check_batches(lake: Lake, data: Path, clients: Sequence[Client]) -> None:
    """Acknowledged batches are there once; those in doubt are there once or not at all, and never in part."""
    ids = codes(data)
    wanted = [ids[client.datastream] for client in clients]
    found = {
        (one.datastream_id, one.number): one for one in lake.rows(_BATCHES, StoredBatch, datastreams=wanted)
    }
    for client, key in zip(clients, wanted, strict=True):
        stored = {number: one for (datastream, number), one in found.items() if datastream == key}
        assert client.acknowledged.keys() <= stored.keys()
        sent = client.acknowledged | client.doubtful
        assert all(one.rows == one.times == sent[number].size for number, one in stored.items())


def imported(lake: Lake, data: Path) -> dict[str, int]:
    """Rows of every imported datastream, by its code."""
    found = counts(lake)
    return {
        code: found[key].rows
        for code, key in codes(data).items()
        if not code.startswith(("probe/", "plattform/")) and key in found
    }


def without_any_kill(data: Path, files: Path) -> dict[str, int]:
    """The same for a city that had only good days."""
    must("import", str(files), data=data)
    with opened_lake(data) as lake:
        return imported(lake, data)
