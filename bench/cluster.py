# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A scaled-out city on one machine: six processes over PostgreSQL, NATS and S3, each started anew."""

from __future__ import annotations

import http.client
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.nats_server import Server as Nats
from tests.nats_server import nats_server
from tests.postgres_server import Server as Postgres
from tests.postgres_server import restartable

from . import city

_BUCKET = "stadt"
_STOP_S = 60.0
_ROLES = ("web", "web", "ingest", "writer", "writer", "jobs")


class Process:
    """One process of the city that a supervisor keeps alive."""

    def __init__(self, role: str, number: int, cluster: Cluster) -> None:
        self.role = role
        self.port = city.free_port()
        self._name = f"{role}-{number}"
        self._cluster = cluster
        self._ended = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._live, name=self._name, daemon=True)

    def begin(self) -> None:
        """Start it, and again whenever it ends."""
        self._thread.start()

    def kill(self) -> None:
        """SIGKILL for it and its children."""
        if self._process is not None and self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)

    def end(self) -> None:
        """End it in order."""
        self._ended.set()
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
        self._thread.join(_STOP_S)
        self.kill()

    @property
    def pid(self) -> int:
        """Id of the process that runs now; 0: none."""
        return self._process.pid if self._process is not None and self._process.poll() is None else 0

    def _live(self) -> None:
        words = [self.role, *(["--port", str(self.port)] if self.role in {"web", "ingest"} else [])]
        log = self._cluster.folder / f"{self._name}.log"
        while not self._ended.is_set():
            with log.open("ab") as sink:
                self._process = subprocess.Popen(
                    [sys.executable, "-m", "stadtkern", *words],
                    env=self._cluster.environment(),
                    stdout=sink,
                    stderr=sink,
                    start_new_session=True,
                )
                self._process.wait()
            self._ended.wait(0.5)


class Bucket:
    """An S3 server of its own, which can be taken away for a while."""

    def __init__(self, folder: Path) -> None:
        self.port = city.free_port()
        with (folder / "s3.log").open("ab") as sink:
            self._process = subprocess.Popen(
                [str(Path(sys.executable).with_name("moto_server")), "-H", "127.0.0.1", "-p", str(self.port)],
                stdout=sink,
                stderr=sink,
            )
        self._wait()
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        link.request("PUT", f"/{_BUCKET}")
        if link.getresponse().status != 200:
            raise RuntimeError("the S3 server makes no bucket")

    @property
    def endpoint(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"

    def away(self, seconds: float) -> None:
        """Answer nothing for a while."""
        self._process.send_signal(signal.SIGSTOP)
        time.sleep(seconds)
        self._process.send_signal(signal.SIGCONT)

    def end(self) -> None:
        """End it; what it held is gone."""
        self._process.kill()
        self._process.wait()

    def _wait(self) -> None:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
                link.request("GET", "/moto-api/")
                link.getresponse().read()
            except OSError:
                time.sleep(0.1)
            else:
                return
        raise RuntimeError("the S3 server does not answer")


class Cluster:
    """The processes and what they stand on."""

    def __init__(self, folder: Path, postgres: Postgres, nats: Nats, bucket: Bucket) -> None:
        self.folder = folder
        self.postgres = postgres
        self.nats = nats
        self.bucket = bucket
        numbers = range(len(_ROLES))
        self.processes = [Process(role, n, self) for n, role in zip(numbers, _ROLES, strict=True)]
        self._chance = random.Random(66)  # noqa: S311 - the same fate in every run

    @property
    def variables(self) -> dict[str, str]:
        """Settings that all processes share."""
        return {
            "STADTKERN_DATABASE": self.postgres.dsn,
            "STADTKERN_LAKE_CATALOGUE": self.postgres.dsn.replace("/postgres", "/lake"),
            "STADTKERN_LAKE_FILES": f"s3://{_BUCKET}/lake",
            "STADTKERN_FILES": f"s3://{_BUCKET}/files",
            "STADTKERN_S3_ENDPOINT": self.bucket.endpoint,
            "STADTKERN_S3_KEY": "bench",
            "STADTKERN_S3_SECRET": "bench",
            "STADTKERN_NATS": self.nats.url,
            "STADTKERN_MQTT": "0",
            "STADTKERN_LAKE_MEMORY_MB": "512",
        }

    def environment(self) -> dict[str, str]:
        """What a process finds in its environment."""
        return {**city.environment(self.data, 0), **self.variables}

    @property
    def data(self) -> Path:
        """The folder with the secret key that all share."""
        return self.folder / "scaled-city"

    def ports(self, *roles: str) -> tuple[int, ...]:
        """Where processes of these roles listen."""
        return tuple(process.port for process in self.processes if process.role in roles)

    def kill_one(self) -> None:
        """SIGKILL for a process by lot."""
        self._chance.choice(self.processes).kill()


@contextmanager
def running(folder: Path) -> Iterator[Cluster]:
    """A new scaled-out city whose pages and intake answer, until the block ends."""
    folder.mkdir(parents=True, exist_ok=True)
    bucket = Bucket(folder)
    try:
        with restartable() as postgres, nats_server() as nats:
            cluster = Cluster(folder, postgres, nats, bucket)
            city.make_database(postgres.dsn, "lake")
            city.command(cluster.data, "migrate", **cluster.variables)
            for process in cluster.processes:
                process.begin()
            try:
                for port in cluster.ports("web"):
                    city.wait_for_page(port)
                yield cluster
            finally:
                for process in cluster.processes:
                    process.end()
    finally:
        bucket.end()
