# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A city of its own in a process of its own, for tests of the command line."""

from __future__ import annotations

import atexit
import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_ANSWERS_WITHIN_S = 60


@dataclass(frozen=True, kw_only=True)
class City:
    """A running city; ``process`` is the parent that watches the worker."""

    data: Path
    port: int
    process: subprocess.Popen[str]

    def page(self, path: str) -> tuple[int, str]:
        """Status and text of a page."""
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            link.request("GET", path)
            answer = link.getresponse()
            return answer.status, answer.read().decode()
        finally:
            link.close()

    def stop(self, number: int = signal.SIGTERM) -> tuple[int, str]:
        """Exit code and everything that was said after this signal."""
        self.process.send_signal(number)
        said, _ = self.process.communicate(timeout=60)
        return self.process.returncode, said


def stadtkern(*words: str, data: Path, **env: str) -> subprocess.CompletedProcess[str]:
    """The command, run to its end; texts of both outputs."""
    return subprocess.run(
        [sys.executable, "-m", "stadtkern", *words],
        env=environment(data, **env),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def migrated(data: Path) -> Path:
    """A data folder as ``stadtkern migrate`` leaves it, copied: that is quicker than making one each time."""
    shutil.copytree(_empty(), data, dirs_exist_ok=True)
    return data


@cache
def _empty() -> Path:
    """The folder that is copied; it goes with this process."""
    folder = Path(tempfile.mkdtemp(prefix="stadtkern-empty-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    ended = stadtkern("migrate", data=folder)
    assert ended.returncode == 0, ended.stderr
    (folder / "lake" / "lake.lock").unlink(missing_ok=True)
    return folder


@contextmanager
def running_city(
    data: Path,
    *,
    command: Path | None = None,
    folder: Path | None = None,
    words: tuple[str, ...] = ("up", "--no-demo"),
    env: Mapping[str, str] | None = None,
) -> Iterator[City]:
    """``stadtkern up`` on a free port, answering; ended with the block when it still runs.

    ``command`` is another installation's ``stadtkern``, ``folder`` where it is started.
    """
    port = free_port()
    start = [str(command)] if command else [sys.executable, "-m", "stadtkern"]
    process = subprocess.Popen(
        [*start, *words, "--port", str(port)],
        cwd=folder,
        env=environment(data, **(env or {})),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    city = City(data=data, port=port, process=process)
    try:
        _wait(city)
        yield city
    finally:
        if process.poll() is None:
            city.stop(signal.SIGTERM)
        if process.stdout:
            process.stdout.close()


def environment(data: Path, **env: str) -> dict[str, str]:
    """The environment of this process with a data folder and without other settings of the city."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("STADTKERN_")}  # noqa: TID251
    return {**kept, "STADTKERN_DATA": str(data), "STADTKERN_MQTT": "0", **env}


def free_port() -> int:
    """A port nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    assert isinstance(port, int)
    return port


def _wait(city: City) -> None:
    until = time.monotonic() + _ANSWERS_WITHIN_S
    while time.monotonic() < until and city.process.poll() is None:
        try:
            city.page("/")
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError(f"the city does not answer: {city.stop()[1]}")
