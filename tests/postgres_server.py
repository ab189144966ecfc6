# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A private PostgreSQL server for tests: own folder, own socket, own port, gone afterwards."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import psycopg

from tests.ports import free_port

_START_S = 60.0
_DEBIAN = Path("/usr/lib/postgresql")
_UNPRIVILEGED = ("postgres", "nobody")


class NoPostgres(Exception):
    """The programs of a PostgreSQL server are not installed on this machine."""


def programs() -> Path:
    """Folder with ``initdb`` and ``postgres``, the newest version that is installed.

    Raises:
        NoPostgres: there is none.
    """
    found = sorted(_DEBIAN.glob("*/bin/initdb"), key=lambda path: float(path.parent.parent.name))
    if found:
        return found[-1].parent
    config = shutil.which("pg_config")
    if config is not None:
        asked = subprocess.run([config, "--bindir"], check=True, capture_output=True, text=True)
        if (Path(asked.stdout.strip()) / "initdb").exists():
            return Path(asked.stdout.strip())
    raise NoPostgres("install the package postgresql to run the tests marked postgres")


class Server:
    """A server over one folder; it can be ended and started again."""

    def __init__(self, folder: Path, configuration: Mapping[str, str]) -> None:
        self._binaries: Path = programs()
        self._user = _user()
        self._port = free_port()
        self._data = folder / "data"
        self._configuration = configuration
        self._process: subprocess.Popen[bytes] | None = None
        os.chmod(folder, 0o755)  # noqa: S103, PTH101 - it runs as another user; its data lies in a folder of its own
        self._data.mkdir()
        if self._user is not None:
            shutil.chown(self._data, self._user)
            shutil.chown(folder, self._user)
        made = self._binaries / "initdb"
        _run([made, "-D", self._data, "-U", "city", "-A", "trust", "-E", "UTF8", "--no-sync"], self._user)

    @property
    def dsn(self) -> str:
        """How clients connect."""
        return f"postgresql://city@127.0.0.1:{self._port}/postgres"

    def start(self) -> None:
        """Start it and wait until it answers."""
        settings = {
            "port": self._port,
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": self._data.parent,
            "max_connections": 200,
            **self._configuration,
        }
        options = [word for key, value in settings.items() for word in ("-c", f"{key}={value}")]
        self._process = subprocess.Popen(
            [str(word) for word in (self._binaries / "postgres", "-D", self._data, *options)],
            user=self._user,
            cwd=self._data.parent,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        _wait(self.dsn, self._process)

    def stop(self, number: int = signal.SIGINT) -> None:
        """End it and cut all connections; with SIGQUIT without putting anything away."""
        if self._process is not None:
            self._process.send_signal(number)
            self._process.wait(timeout=_START_S)
            self._process = None


@contextmanager
def restartable(configuration: Mapping[str, str] | None = None) -> Iterator[Server]:
    """A fresh, running server that lives as long as the block, with settings of its own.

    Raises:
        NoPostgres: PostgreSQL is not installed.
    """
    programs()
    folder = Path(tempfile.mkdtemp(prefix="stadtkern-pg-"))
    try:
        server = Server(folder, configuration or {})
        try:
            server.start()
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def postgres_server(configuration: Mapping[str, str] | None = None) -> Iterator[str]:
    """Connection string of a fresh server that lives as long as the block, with settings of its own.

    Raises:
        NoPostgres: PostgreSQL is not installed.
    """
    with restartable(configuration) as server:
        yield server.dsn


def _run(command: list[str | Path], user: str | None) -> None:
    subprocess.run([str(word) for word in command], user=user, cwd="/", check=True, stdout=subprocess.DEVNULL)


def _wait(dsn: str, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + _START_S
    while True:
        try:
            psycopg.connect(dsn, connect_timeout=2).close()
        except psycopg.OperationalError:
            if server.poll() is not None or time.monotonic() > until:
                raise
            time.sleep(0.1)
        else:
            return


def _user() -> str | None:
    """PostgreSQL refuses to run as root, so root runs it as somebody else."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in _UNPRIVILEGED if name in names)
