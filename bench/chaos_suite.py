# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A bad day: processes are killed all the time, the disk is slow, then full; lake and ledger must agree."""

from __future__ import annotations

import os
import random
import resource
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.nats_server import Server as Nats
from tests.postgres_server import Server as Postgres

from . import city, cluster, load_suite, steady
from .figures import Figure

EVERY_S = 5.0
"""Somebody is killed this often."""
_TROUBLE_S = 15.0
_AWAY_S = 30.0
_NOISE = """
import os, sys
sink = os.open(sys.argv[1], os.O_CREAT | os.O_WRONLY)
while True:
    os.pwrite(sink, b"x" * 4_194_304, 0)
    os.fsync(sink)
"""


def embedded(folder: Path, seconds: float) -> Iterator[Figure]:
    """One process and one folder: killed again and again, on a slow disk, on a full disk."""
    data = folder / "chaos-city"
    with city.running(data, "--no-demo") as first:
        key = load_suite.make_key(data)
        steady.register(first.port, key)
    life = _Lives(data)
    life.begin()
    try:
        sending = steady.Sending(ports=(life.port,), key=key, seconds=seconds)
        senders = steady.start(sending)
        with every(EVERY_S, life.kill) as kills:
            time.sleep(seconds / 2)
        with slow_disk(folder):
            time.sleep(min(_TROUBLE_S, seconds / 6))
        with life.full_disk():
            time.sleep(min(_TROUBLE_S, seconds / 6))
        ledger = senders.result()
    finally:
        life.end()
    yield Figure(key="chaos.kills", value=len(kills), unit="SIGKILL")
    yield Figure(key="chaos.sent_again", value=ledger.again, unit="", note=str(ledger.refused))
    yield Figure(key="chaos.unacknowledged", value=ledger.unacknowledged, unit="batches", goal=0)
    yield from load_suite.ledger_figures("chaos", load_suite.judged(folder, data, ledger, sending, {}))


def scaled(folder: Path, seconds: float) -> Iterator[Figure]:
    """Six processes: one of them killed every few seconds; database, log and bucket away for a while."""
    with cluster.running(folder / "chaos-cluster") as six:
        key = load_suite.make_key(six.data, **six.variables)
        steady.register(six.ports("ingest")[0], key)
        doors = six.ports("ingest", "web")
        sending = steady.Sending(ports=doors, key=key, seconds=seconds)
        senders = steady.start(sending)
        with every(EVERY_S, six.kill_one) as kills:
            for trouble in (_restart(six.postgres), _restart(six.nats), lambda: six.bucket.away(_AWAY_S)):
                time.sleep(seconds / 5)
                trouble()
        with slow_disk(folder):
            time.sleep(min(_TROUBLE_S, seconds / 6))
        ledger = senders.result()
        verdict = load_suite.settled(folder, six, ledger, sending)
    yield Figure(key="chaos_six.kills", value=len(kills), unit="SIGKILL")
    yield Figure(key="chaos_six.sent_again", value=ledger.again, unit="", note=str(ledger.refused))
    yield Figure(key="chaos_six.unacknowledged", value=ledger.unacknowledged, unit="batches", goal=0)
    yield from load_suite.ledger_figures("chaos_six", verdict)


def _restart(server: Postgres | Nats) -> Callable[[], None]:
    def deed() -> None:
        server.stop()
        time.sleep(2)
        server.start()

    return deed


class _Lives:
    """A city that is started again whenever it ends."""

    def __init__(self, data: Path) -> None:
        self.port = city.free_port()
        self._data = data
        self._ended = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._live, daemon=True)

    def begin(self) -> None:
        self._thread.start()
        city.wait_for_page(self.port)

    def end(self) -> None:
        self._ended.set()
        if self._process:
            self._process.send_signal(signal.SIGTERM)
        self._thread.join(90)

    def kill(self) -> None:
        """SIGKILL for all its processes."""
        if self._process and self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)

    @contextmanager
    def full_disk(self) -> Iterator[None]:
        """No file of the city may grow meanwhile."""
        worker = int((self._data / "lake" / "lake.lock").read_text())
        _soft, hard = resource.prlimit(worker, resource.RLIMIT_FSIZE)
        resource.prlimit(worker, resource.RLIMIT_FSIZE, (0, hard))
        try:
            yield
        finally:
            resource.prlimit(worker, resource.RLIMIT_FSIZE, (hard, hard))

    def _live(self) -> None:
        with (self._data.parent / "chaos.log").open("ab") as sink:
            while not self._ended.is_set():
                self._process = subprocess.Popen(
                    [sys.executable, "-m", "stadtkern", "up", "--no-demo"],
                    env=city.environment(self._data, self.port),
                    stdout=sink,
                    stderr=sink,
                    start_new_session=True,
                )
                self._process.wait()


@contextmanager
def every(pause_s: float, deed: Callable[[], None]) -> Iterator[list[float]]:
    """Do it again and again, at random moments around every ``pause_s``; the list tells when."""
    chance, done, stop = random.Random(6), [], threading.Event()  # noqa: S311 - the same fate in every run

    def act() -> None:
        while not stop.wait(pause_s * chance.uniform(0.5, 1.5)):
            deed()
            done.append(time.monotonic())

    thread = threading.Thread(target=act, daemon=True)
    thread.start()
    try:
        yield done
    finally:
        stop.set()
        thread.join(60)


@contextmanager
def slow_disk(folder: Path) -> Iterator[None]:
    """Two neighbours write to the same disk and wait for it all the time."""
    noise = [subprocess.Popen([sys.executable, "-c", _NOISE, str(folder / f"noise-{n}")]) for n in (1, 2)]
    try:
        yield
    finally:
        for one in noise:
            one.kill()
            one.wait()
