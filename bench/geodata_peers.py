# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The peers of the geodata bench: pygeoapi and tipg over one PostGIS with the same houses.

Both come from the package index into an environment of their own and run with two worker processes, as the
machine has two cores. PostGIS has a primary key, a spatial index, much memory, and is vacuumed first.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pyogrio

from tests.postgres_server import postgres_server

from . import machine, peer
from .city import free_port
from .peer import sql

_CHECKOUT = Path(__file__).resolve().parent.parent
_UV = _CHECKOUT / ".tools" / "uv" / "bin" / "uv"
_ENVIRONMENT = _CHECKOUT / ".tools" / "geodata-peers"
_PACKAGES = (
    "pygeoapi==0.21.0",
    "tipg==1.6.1",
    "sqlalchemy==2.0.58",
    "geoalchemy2==0.20.0",
    "pygeofilter[backend-sqlalchemy]==0.4.0",
    "psycopg2-binary==2.9.13",
    "gunicorn==27.0.1",
    "uvicorn[standard]",
)
_COLUMNS = ("house", "kind", "levels", "year", "area_m2", "wkb_geometry")
_TYPES = ("text", "text", "int4", "int4", "float8", "bytea")
_START_S = 60.0


class NoPeers(Exception):
    """PostGIS or the packages of the peers are not to be had on this machine."""


@dataclass(frozen=True, kw_only=True)
class Peer:
    """A peer that answers."""

    name: str
    address: str
    pid: int
    database_pid: int

    def memory_mib(self) -> float:
        """Of the whole set-up: its processes and the database [MiB]."""
        return (machine.memory_kib(self.pid) + machine.memory_kib(self.database_pid)) / 1024


@contextmanager
def running(folder: Path, houses: Path) -> Iterator[tuple[Peer, Peer]]:
    """Both peers over the same houses.

    Raises:
        NoPeers: something is missing that cannot be installed here.
    """
    _installed()
    with postgres_server(peer.CONFIGURATION) as dsn:
        database = _filled(dsn, houses)
        with _pygeoapi(folder, dsn, database) as first, _tipg(folder, dsn, database) as second:
            yield first, second


def _installed() -> None:
    if (_ENVIRONMENT / "bin" / "tipg").exists() or (_ENVIRONMENT / "bin" / "uvicorn").exists():
        return
    shutil.rmtree(_ENVIRONMENT, ignore_errors=True)
    for command in (
        [_UV, "venv", "--quiet", _ENVIRONMENT],
        [_UV, "pip", "install", "--quiet", "--python", _ENVIRONMENT / "bin" / "python", *_PACKAGES],
    ):
        if subprocess.run(list(map(str, command)), check=False).returncode:
            raise NoPeers("the packages of pygeoapi and tipg cannot be installed")


def _filled(dsn: str, houses: Path) -> int:
    """Load the houses; process id of the database server."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        try:
            connection.execute("create extension postgis")
        except psycopg.Error as error:
            raise NoPeers("install the package postgresql-15-postgis-3") from error
        connection.execute(sql("peer_houses_raw"))
        _meta, table = pyogrio.read_arrow(houses, columns=list(_COLUMNS[:-1]))
        with connection.cursor() as cursor, cursor.copy(sql("peer_houses_copy")) as copy:
            copy.set_types(_TYPES)
            for batch in table.to_batches(50_000):
                columns = [batch.column(name).to_pylist() for name in _COLUMNS]
                for row in zip(*columns, strict=True):
                    copy.write_row(row)
        for name in ("peer_houses", "peer_houses_fill", "peer_houses_index", "peer_houses_vacuum"):
            connection.execute(sql(name))
        told = connection.execute(sql("peer_data_folder")).fetchone()
    folder = "" if told is None else str(told[0])
    return int((Path(folder) / "postmaster.pid").read_text().splitlines()[0])


@contextmanager
def _pygeoapi(folder: Path, dsn: str, database: int) -> Iterator[Peer]:
    port = free_port()
    settings, described = folder / "pygeoapi.yml", folder / "pygeoapi-openapi.yml"
    template = (Path(__file__).parent / "pygeoapi.yml").read_text()
    settings.write_text(
        template.replace("$PORT", str(port)).replace("$DATABASE", dsn.split(":")[-1].split("/")[0])
    )
    variables = {"PYGEOAPI_CONFIG": str(settings), "PYGEOAPI_OPENAPI": str(described)}
    program = _ENVIRONMENT / "bin" / "pygeoapi"
    subprocess.run(
        [program, "openapi", "generate", settings, "--output-file", described],
        env={**os.environ, **variables},  # noqa: TID251 - the child inherits the shell
        check=True,
        capture_output=True,
    )
    command: list[str | Path] = [
        _ENVIRONMENT / "bin" / "gunicorn",
        "-w",
        "2",
        "-b",
        f"127.0.0.1:{port}",
        "pygeoapi.flask_app:APP",
    ]
    with _process(command, variables, folder / "pygeoapi.log") as pid:
        _wait(f"http://127.0.0.1:{port}/collections/houses/items?limit=1&f=json")
        yield Peer(name="pygeoapi", address=f"http://127.0.0.1:{port}", pid=pid, database_pid=database)


@contextmanager
def _tipg(folder: Path, dsn: str, database: int) -> Iterator[Peer]:
    port = free_port()
    variables = {"DATABASE_URL": dsn}
    command: list[str | Path] = [
        _ENVIRONMENT / "bin" / "uvicorn", "tipg.main:app", "--port", str(port), "--workers", "2",
        "--log-level", "error",
    ]  # fmt: skip
    with _process(command, variables, folder / "tipg.log") as pid:
        _wait(f"http://127.0.0.1:{port}/collections/public.houses/items?limit=1&f=geojson")
        yield Peer(name="tipg", address=f"http://127.0.0.1:{port}", pid=pid, database_pid=database)


@contextmanager
def _process(command: list[str | Path], variables: dict[str, str], log: Path) -> Iterator[int]:
    with log.open("ab") as sink:
        process = subprocess.Popen(
            list(map(str, command)),
            env={**os.environ, **variables},  # noqa: TID251 - the child inherits the shell
            stdout=sink,
            stderr=sink,
        )
    try:
        yield process.pid
    finally:
        process.terminate()
        process.wait(timeout=_START_S)


def _wait(address: str) -> None:
    end = time.monotonic() + _START_S
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(address, timeout=5):  # noqa: S310 - an address of this machine
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise NoPeers(f"{address} does not answer")
