# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Many processes over one PostgreSQL catalogue."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pyarrow as pa
import pytest

from stadtkern.flow.lake.addresses import Address
from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.lake.times import micros
from stadtkern.flow.lake.words import LakeSettings
from stadtkern.kernel.errors import LakeUnavailable
from tests.postgres_server import postgres_server

from .given import at, run
from .test_crashes import acknowledged, check, hear, start

pytestmark = pytest.mark.postgres


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """A private server for the tests of this process."""
    with postgres_server() as dsn:
        yield dsn


@pytest.fixture
def catalogue(server: str, request: pytest.FixtureRequest) -> str:
    """An empty database of its own."""
    name = f"lake_{abs(hash(request.node.nodeid))}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"create database {name}")
    return server.replace("/postgres", f"/{name}")


def shared(tmp_path: Path, catalogue: str, name: str) -> LakeSettings:
    return LakeSettings(
        folder=tmp_path / name, catalogue=catalogue, files=str(tmp_path / "files"), memory_mb=256, threads=1
    )


def test_a_redelivery_to_another_process_is_stored_once(tmp_path: Path, catalogue: str) -> None:
    one = Lake.open(shared(tmp_path, catalogue, "one"))
    two = Lake.open(shared(tmp_path, catalogue, "two"))
    one.append(run(1, 0, [1.0] * 500))

    receipt = two.append(run(1, 0, [1.0] * 501))

    assert (receipt.stored, receipt.duplicates) == (1, 500)
    one.close()
    two.close()


def test_old_observations_by_two_processes_in_turn_are_stored_once(tmp_path: Path, catalogue: str) -> None:
    one = Lake.open(shared(tmp_path, catalogue, "one"))
    two = Lake.open(shared(tmp_path, catalogue, "two"))
    one.append(run(1, 1_000, [1.0]))
    for number in range(6):
        one.append(run(1, number * 20, [1.0] * 20))
        receipt = two.append(run(1, number * 20 + 10, [1.0] * 20))
        assert (receipt.stored, receipt.duplicates) == (10, 10)
        assert one.append(run(1, number * 20 + 10, [1.0] * 20)).duplicates == 20

    assert one.latest([1])[1].count == 131
    one.close()
    two.close()


def test_changes_and_removals_are_seen_by_other_processes(tmp_path: Path, catalogue: str) -> None:
    one = Lake.open(shared(tmp_path, catalogue, "one"))
    two = Lake.open(shared(tmp_path, catalogue, "two"))
    one.append(run(1, 0, [1.0] * 300))
    first, second, third = (Address(1, micros(at(quarter)), 0) for quarter in range(3))

    two.change(first, {"phenomenon_time": at(900), "result": 7.0})
    two.remove([second])
    one.change(third, {"result": 8.0})

    found = one.find([first, second, third])
    assert [(one.phenomenon_time, one.result) for one in found.values()] == [(at(900), 7.0), (at(2), 8.0)]
    assert (one.latest([1])[1].count, one.latest([1])[1].result) == (299, 7.0)
    assert one.append(run(1, 0, [1.0])).stored == 1
    assert two.find([Address(1, micros(at(0)), 1)])
    one.close()
    two.close()


def test_an_idle_process_learns_what_others_stored(tmp_path: Path, catalogue: str) -> None:
    one = Lake.open(shared(tmp_path, catalogue, "one"))
    two = Lake.open(shared(tmp_path, catalogue, "two"))
    one.append(run(1, 0, [1.0, 2.0]))

    until = time.monotonic() + 30
    while not two.latest([1]) and time.monotonic() < until:
        time.sleep(0.1)

    assert two.latest([1])[1].count == 2
    one.close()
    two.close()


def test_compaction_by_one_process_changes_nothing_for_the_other(tmp_path: Path, catalogue: str) -> None:
    one = Lake.open(shared(tmp_path, catalogue, "one"))
    two = Lake.open(shared(tmp_path, catalogue, "two"))
    for number in range(5):
        one.append(run(1, number * 300, [1.0] * 300))
    two.append(run(1, 0, [2.0]))

    two.compact()

    receipt = one.append(run(1, 0, [2.0] + [1.0] * 1499))
    assert (receipt.stored, receipt.duplicates) == (0, 1500)
    assert one.latest([1])[1].count == len(two.observations(1, limit=5000)) == 1500
    one.close()
    two.close()


def test_three_processes_write_at_once_and_one_is_killed(tmp_path: Path, catalogue: str) -> None:
    processes = [start(tmp_path / f"process-{number}", catalogue, 1 + number, 3) for number in range(3)]
    try:
        certain = set.union(*[hear(process, 8) for process in processes])
        certain |= acknowledged(processes[1])
        certain |= hear(processes[0], 8) | hear(processes[2], 8)
    finally:
        rest = [acknowledged(process) for process in processes if process.poll() is None]

    lake = Lake.open(shared(tmp_path, catalogue, "check"))
    check(lake, certain.union(*rest))
    assert {number % 3 for number in certain} == {0, 1, 2}
    lake.close()


def test_a_catalogue_that_does_not_answer_is_told(tmp_path: Path) -> None:
    with pytest.raises(LakeUnavailable, match="catalogue"):
        Lake.open(shared(tmp_path, "postgresql://city@127.0.0.1:1/postgres", "one"))


def test_who_follows_is_told_what_other_processes_commit_and_knows_the_newest_values(
    tmp_path: Path, catalogue: str
) -> None:
    one = Lake.open(shared(tmp_path, catalogue, "one"))
    two = Lake.open(shared(tmp_path, catalogue, "two"))
    told: list[pa.Table] = []
    own: list[pa.Table] = []
    arrived = threading.Event()

    def listener(rows: pa.Table) -> None:
        told.append(rows)
        arrived.set()

    two.watch(listener, others=True)
    two.watch(own.append)

    one.append(run(1, 0, [1.0, 2.0, 3.0]))
    assert arrived.wait(20)
    two.append(run(1, 3, [4.0]))

    assert two.latest([1])[1].count == 4
    assert [rows["result"].to_pylist() for rows in told] == [[1.0, 2.0, 3.0], [4.0]]
    assert [rows["result"].to_pylist() for rows in own] == [[4.0]]
    assert told[0].column("seq").to_pylist() == [0, 0, 0]
    one.close()
    two.close()
