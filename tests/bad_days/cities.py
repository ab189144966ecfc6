# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Cities that live dangerously: in a process group of their own, killed, and looked into afterwards."""

from __future__ import annotations

import http.client
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.lake.words import LakeSettings
from stadtkern.settings.demo.load import DATA
from stadtkern.settings.tests.city_process import environment, free_port, stadtkern

ARCHIVE = DATA / "cycling-muenster_2025-08_2026-08.tar.xz"
"""Thirteen months of counters in Münster, as the city publishes them."""
_COUNTS = Path(__file__).with_name("counts.sql")
_ANSWERS_WITHIN_S = 90


@dataclass(frozen=True, kw_only=True)
class PerDatastream:
    """Rows of one datastream, and how many times they have."""

    datastream_id: int
    rows: int
    times: int


@dataclass(kw_only=True)
class Life:
    """One life of a city, from its start to its end; what it says goes to ``city.log`` beside its folder."""

    data: Path
    port: int = field(default_factory=free_port)
    demo: bool = False
    mqtt: int = 0
    """Port of its MQTT broker; 0: none."""
    process: subprocess.Popen[bytes] = field(init=False)

    def __post_init__(self) -> None:
        with self._log.open("ab") as sink:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "stadtkern", "up", self._option, "--port", str(self.port)],
                env=environment(self.data, STADTKERN_MQTT=f"127.0.0.1:{self.mqtt}" if self.mqtt else "0"),
                stdout=sink,
                stderr=sink,
                start_new_session=True,
            )

    @property
    def _option(self) -> str:
        return "--demo" if self.demo else "--no-demo"

    @property
    def _log(self) -> Path:
        return self.data.parent / "city.log"

    @property
    def worker(self) -> int:
        """Id of the process that holds the lake, as it says itself."""
        return int((self.data / "lake" / "lake.lock").read_text())

    def wait_until_it_answers(self) -> None:
        """Wait for the first page."""
        until = time.monotonic() + _ANSWERS_WITHIN_S
        while time.monotonic() < until:
            code = self.process.poll()
            assert code is None, f"the city ended with {code}: {self.said()}"
            try:
                self.page("/ueber/")
            except OSError:
                time.sleep(0.05)
            else:
                return
        raise AssertionError(f"the city does not answer: {self.said()}")

    def page(self, path: str) -> tuple[int, str]:
        """Status and text of a page."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)) as link:
            link.request("GET", path)
            answer = link.getresponse()
            return answer.status, answer.read().decode()

    def kill(self) -> None:
        """SIGKILL for every process of the city at once."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(30)

    def kill_parent(self) -> None:
        """SIGKILL for the parent only: the worker is left to itself."""
        self.process.kill()
        self.process.wait(30)

    def kill_worker(self) -> None:
        """SIGKILL for the worker only: the parent follows by itself."""
        os.kill(self.worker, signal.SIGKILL)
        assert self.process.wait(30) != 0

    def stop(self) -> int:
        """The exit code after the end in order."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(60)

    def said(self) -> str:
        """The end of what all lives of this city have said."""
        return self._log.read_text(errors="replace")[-3000:]


@contextmanager
def living(data: Path, *, demo: bool = False, mqtt: int = 0, port: int = 0) -> Iterator[Life]:
    """A city that answers; ended in order with the block when it still runs. ``port`` 0: any that is free."""
    life = Life(data=data, demo=demo, mqtt=mqtt, port=port or free_port())
    try:
        life.wait_until_it_answers()
        yield life
    finally:
        if life.process.poll() is None:
            life.stop()


def must(*words: str, data: Path) -> str:
    """What a command said that has to succeed."""
    ended = stadtkern(*words, data=data)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


@contextmanager
def opened_lake(data: Path) -> Iterator[Lake]:
    """The lake of a city that does not run."""
    lake = Lake.open(LakeSettings(folder=data / "lake"))
    try:
        yield lake
    finally:
        lake.close()


def counts(lake: Lake) -> dict[int, PerDatastream]:
    """Rows of every datastream, counted one by one."""
    return {one.datastream_id: one for one in lake.rows(_COUNTS, PerDatastream)}


def codes(data: Path) -> dict[str, int]:
    """Id of every datastream of the register, by its code."""
    with closing(sqlite3.connect(data / "register.sqlite3")) as register:
        return dict(register.execute("select code, id from devices_datastream"))


def things(data: Path) -> int:
    """How many things the register knows; none before it has tables."""
    with closing(sqlite3.connect(data / "register.sqlite3")) as register:
        tables = "select count(*) from sqlite_master where name = 'devices_thing'"
        if not register.execute(tables).fetchone()[0]:
            return 0
        return int(register.execute("select count(*) from devices_thing").fetchone()[0])


def jobs_in(data: Path, *states: str) -> int:
    """How many imports that were handed over are in these states of ``django_tasks``."""
    with closing(sqlite3.connect(data / "register.sqlite3")) as register:
        found = register.execute(
            "select status from django_tasks_database_dbtaskresult where task_path like '%import_files'"
        )
        return sum(1 for (state,) in found if state in states)


def wait_until(true: Callable[[], bool], within_s: float = 120) -> None:
    """Ask again and again until it is true."""
    deadline = time.monotonic() + within_s
    while not true():
        assert time.monotonic() < deadline, "it did not come true"
        time.sleep(0.1)
