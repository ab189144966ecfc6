# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The process that reads files: what it cannot do, and what happens when it dies."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Generator
from pathlib import Path

import pytest

from stadtkern.flow.ingest.geodata.reader import supervisor
from stadtkern.flow.ingest.geodata.reader.confinement import DRIVERS, SETTINGS
from stadtkern.flow.ingest.geodata.wishes import proposed
from stadtkern.kernel.errors import PayloadRejected

from .files import PLAYGROUNDS

ROOT = Path(__file__).parents[5]
TRIES = """
import socket, os, sys
sys.path.insert(0, sys.argv[1])
from stadtkern.flow.ingest.geodata.reader.confinement import confine
import pyogrio
print("|".join(sorted(pyogrio.list_drivers())))
print(confine())
large = 4 * 1024**3
for what in (lambda: socket.socket(), lambda: os.execv("/bin/true", ["true"]), lambda: bytearray(large)):
    try:
        what()
        print("done")
    except (OSError, MemoryError) as error:
        print(type(error).__name__)
"""


def test_the_reading_process_opens_no_socket_starts_no_program_and_has_few_drivers() -> None:
    done = subprocess.run(
        [sys.executable, "-I", "-c", TRIES, str(ROOT)],
        env={"LC_ALL": "C.UTF-8", **SETTINGS},
        capture_output=True,
        text=True,
        check=True,
    )
    drivers, confined, *tries = done.stdout.splitlines()
    assert set(drivers.split("|")) <= DRIVERS
    assert confined == "True"
    assert tries == ["PermissionError", "PermissionError", "MemoryError"]


def test_a_reading_process_that_is_killed_is_a_broken_file(monkeypatch: pytest.MonkeyPatch) -> None:
    layer = supervisor.survey(PLAYGROUNDS, PLAYGROUNDS.name).layers[0]
    started = subprocess.Popen.__init__
    pids: list[int] = []

    def shot(self: subprocess.Popen[bytes], *args: object, **more: object) -> None:
        started(self, *args, **more)  # type: ignore[call-overload]
        pids.append(self.pid)
        os.kill(self.pid, signal.SIGKILL)

    monkeypatch.setattr(subprocess.Popen, "__init__", shot)
    with pytest.raises(PayloadRejected, match="abgebrochen"):
        list(supervisor.read(PLAYGROUNDS, PLAYGROUNDS.name, proposed(layer).plan()))
    with pytest.raises(ProcessLookupError):
        os.kill(pids[0], 0)


def test_who_stops_listening_ends_the_reading_process() -> None:
    layer = supervisor.survey(PLAYGROUNDS, PLAYGROUNDS.name).layers[0]
    reading = supervisor.read(PLAYGROUNDS, PLAYGROUNDS.name, proposed(layer).plan())
    next(reading)
    assert isinstance(reading, Generator)
    reading.close()
    with pytest.raises(StopIteration):
        next(reading)
