# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A private NATS server with JetStream for tests: own folder, own port; it can be ended and started again."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.ports import free_port, wait_for

_START_S = 20.0
_SBIN = ("/usr/sbin", "/usr/local/sbin")


class NoNats(Exception):
    """The program of Debian's package nats-server is not installed on this machine."""


def program() -> Path:
    """Where ``nats-server`` is.

    Raises:
        NoNats: nowhere.
    """
    path = os.pathsep.join((os.environ.get("PATH", ""), *_SBIN))  # noqa: TID251 - sbin is often not in PATH
    found = shutil.which("nats-server", path=path)
    if found is None:
        raise NoNats("install the package nats-server to run the tests marked nats")
    return Path(found)


class Server:
    """A server over one folder."""

    def __init__(self, folder: Path, port: int, lines: Sequence[str] = ()) -> None:
        self._folder = folder
        self._configuration = folder / "nats.conf"
        storage = "\n".join((f'store_dir: "{folder}"', *lines))
        self._configuration.write_text(f"jetstream {{\n{storage}\n}}\n")
        self._port = port
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Its address."""
        return f"nats://127.0.0.1:{self._port}"

    def start(self) -> None:
        """Start it and wait until it answers."""
        where = ["-c", str(self._configuration), "-a", "127.0.0.1", "-p", str(self._port)]
        self._process = subprocess.Popen(
            [program(), *where], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        wait_for(self._port, self._process, _START_S)

    def stop(self, number: int = signal.SIGTERM) -> None:
        """End it; with SIGKILL as a machine would that loses its power."""
        if self._process is not None:
            self._process.send_signal(number)
            self._process.wait(timeout=_START_S)
            self._process = None


@contextmanager
def nats_server(*lines: str) -> Iterator[Server]:
    """A fresh server that lives as long as the block, with further lines about its storage.

    Raises:
        NoNats: the server is not installed.
    """
    program()
    with tempfile.TemporaryDirectory(prefix="stadtkern-nats-") as folder:
        server = Server(Path(folder), free_port(), lines)
        server.start()
        try:
            yield server
        finally:
            server.stop(signal.SIGKILL)
