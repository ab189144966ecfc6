# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A city of its own for the bench: its command, started in a fresh folder on a free port."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql


@dataclass(frozen=True, kw_only=True)
class City:
    """A running city."""

    port: int
    pid: int
    started_s: float
    """From the start of the process to the first answered start page [s]."""


def command(data: Path, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run ``stadtkern …`` on a data folder, with these environment variables, and wait for it.

    Raises:
        CalledProcessError: the command failed; its output is in the error.
    """
    return subprocess.run(
        [sys.executable, "-m", "stadtkern", *words],
        env=environment(data, 0) | variables,
        check=True,
        capture_output=True,
        text=True,
    )


def make_database(dsn: str, name: str) -> None:
    """Make an empty database on a server."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(sql.SQL("create database {}").format(sql.Identifier(name)))


@contextmanager
def running(data: Path, *words: str, **variables: str) -> Iterator[City]:
    """``stadtkern up`` on a data folder, with these environment variables, until the block ends."""
    port = free_port()
    log = data.parent / f"{data.name}.log"
    begin = time.perf_counter()
    with log.open("ab") as sink:
        process = subprocess.Popen(
            [sys.executable, "-m", "stadtkern", "up", *words],
            env=environment(data, port) | variables,
            stdout=sink,
            stderr=sink,
        )
    try:
        wait_for_page(port, process, log)
        yield City(port=port, pid=process.pid, started_s=time.perf_counter() - begin)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


def page_seconds(port: int, path: str, times: int) -> list[float]:
    """How long each of ``times`` requests of a page takes over one kept connection [s]."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    found = []
    for _ in range(times):
        begin = time.perf_counter()
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        found.append(time.perf_counter() - begin)
        if answer.status != 200:
            raise RuntimeError(f"{path} answered {answer.status}")
    connection.close()
    return found


def environment(data: Path, port: int) -> dict[str, str]:
    """What a city on this folder and port finds in its environment."""
    own = {"STADTKERN_DATA": str(data), **({"STADTKERN_PORT": str(port)} if port else {})}
    return {**os.environ, **own}  # noqa: TID251 - the child inherits the developer's shell


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for_page(port: int, process: subprocess.Popen[bytes] | None = None, log: Path | None = None) -> None:
    """Wait until the start page is answered.

    Raises:
        RuntimeError: the process ended, or nothing was answered for three minutes.
    """
    deadline = time.monotonic() + 180
    while time.monotonic() < deadline:
        if process and process.poll() is not None:
            raise RuntimeError(f"the city stopped: {_said(log)}")
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            connection.request("GET", "/")
            if connection.getresponse().status == 200:
                return
        except (OSError, http.client.HTTPException):
            time.sleep(0.02)
    raise RuntimeError(f"no page after 180 s: {_said(log)}")


def _said(log: Path | None) -> str:
    return log.read_text()[-2000:] if log else ""
