# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A small scaled-out city of processes for tests, and a sender that keeps a ledger of what was taken."""

from __future__ import annotations

import http.client
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from stadtkern.flow.lake.lake import Lake
from stadtkern.settings.env import read
from stadtkern.settings.lakes import lake_settings
from stadtkern.settings.tests.city_process import environment, free_port, stadtkern

START = datetime(2026, 3, 1, tzinfo=UTC)
_STARTS_WITHIN_S = 90
_TAKEN = frozenset({200, 201, 202})


class Process:
    """One process of the city; it can be killed and started again."""

    def __init__(self, role: str, data: Path, env: Mapping[str, str]) -> None:
        self.role = role
        self.port = free_port()
        self._log = data / f"{role}-{self.port}.log"
        self._data = data
        self._env = dict(env)
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it."""
        words = [self.role, *(["--port", str(self.port)] if self.role in {"web", "ingest"} else [])]
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "stadtkern", *words],
                env=environment(self._data, **self._env),
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def kill(self) -> None:
        """SIGKILL for it and its children, as when the machine fails."""
        if self._process is not None and self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def stop(self) -> int:
        """Ask it to end; its exit code."""
        assert self._process is not None
        self._process.terminate()
        return self._process.wait(timeout=60)

    def ready(self) -> bool:
        """Whether it does its work."""
        if self.role not in {"web", "ingest"}:
            return b"Beenden:" in self._log.read_bytes()
        with suppress(OSError, http.client.HTTPException):
            return _asked(self.port, "GET", "/health/live", b"", {})[0] == 200
        return False


class City:
    """Processes over shared stores."""

    def __init__(self, data: Path, env: Mapping[str, str], roles: Sequence[str]) -> None:
        data.mkdir(parents=True, exist_ok=True)
        self.data = data
        self.env = {**env, "STADTKERN_PRIVATE_ADDRESSES": "1"}
        self.processes = [Process(role, data, self.env) for role in roles]

    def of(self, role: str) -> list[Process]:
        """The processes of a role."""
        return [one for one in self.processes if one.role == role]

    def start(self) -> str:
        """Make the stores and start everything; the secret of a key that may register and deliver."""
        made = stadtkern("migrate", data=self.data, **self.env)
        assert made.returncode == 0, made.stderr
        key = stadtkern(
            "key", "create", "tests", "--subject", "cycling", "--register", data=self.data, **self.env
        )
        assert key.returncode == 0, key.stderr
        for one in self.processes:
            one.start()
        for one in self.processes:
            until(one.ready, _STARTS_WITHIN_S)
        return next(word for word in key.stdout.split() if word.startswith("sk_"))

    def stop(self) -> None:
        """End what still runs."""
        for one in self.processes:
            one.kill()

    def lake(self, folder: Path) -> Lake:
        """The lake of the city, opened by the test."""
        knobs = read({**self.env, "STADTKERN_DATA": str(folder)})
        return Lake.open(lake_settings(knobs))


class Sender:
    """Devices that deliver, repeat what was not acknowledged, and note what was."""

    def __init__(self, ports: Sequence[int], secret: str, streams: int = 4) -> None:
        self._ports = ports
        self._secret = secret
        self.codes = [f"ledger/{number}/count" for number in range(streams)]
        self.ids: dict[str, int] = {}
        self.acknowledged: dict[str, int] = dict.fromkeys(self.codes, 0)
        self.refused = 0
        self._stop = threading.Event()
        self._threads = [
            threading.Thread(target=self._send, args=(code,), daemon=True) for code in self.codes
        ]

    def register(self) -> None:
        """Make the datastreams."""
        things = [
            {"code": code.rsplit("/", 1)[0], "name": code, "longitude": 7.6, "latitude": 51.9}
            for code in self.codes
        ]
        streams = [
            {"code": code, "thing": code.rsplit("/", 1)[0], "name": code, "quantities": ["bicycle_count"]}
            for code in self.codes
        ]
        status, answer = self._post("datastreams", {"things": things, "datastreams": streams})
        assert status == 200, answer
        self.ids = {one["code"]: one["id"] for one in json.loads(answer)["datastreams"]}

    def start(self) -> None:
        """Begin."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Repeat what is open until it is acknowledged, then end."""
        self._stop.set()
        for thread in self._threads:
            thread.join(120)
            assert not thread.is_alive(), "a delivery was never acknowledged"

    @property
    def total(self) -> int:
        """Observations that were acknowledged."""
        return sum(self.acknowledged.values())

    def _send(self, code: str) -> None:
        dice = random.Random(code)  # noqa: S311 - sizes of batches
        while not self._stop.is_set():
            first, size = self.acknowledged[code], dice.choice((1, 3, 20, 300))
            body = {
                "observations": [
                    {
                        "datastream": code,
                        "time": (START + timedelta(seconds=first + n)).isoformat(),
                        "result": float(first + n),
                    }
                    for n in range(size)
                ]
            }
            while not self._acknowledged(body):
                self.refused += 1
                time.sleep(0.2)
            self.acknowledged[code] += size

    def _acknowledged(self, body: object) -> bool:
        with suppress(OSError, http.client.HTTPException):
            return self._post("observations", body)[0] in _TAKEN
        return False

    def _post(self, path: str, body: object) -> tuple[int, bytes]:
        headers = {"Authorization": f"Bearer {self._secret}", "Content-Type": "application/json"}
        port = random.choice(self._ports)  # noqa: S311 - a load balancer
        return _asked(port, "POST", f"/api/ingest/v1/{path}", json.dumps(body).encode(), headers)


def check_ledger(sender: Sender, lake: Lake, limit_s: float = 90) -> None:
    """Everything that was acknowledged is there, once, with its value."""
    ids = [sender.ids[code] for code in sender.codes]
    wanted = [sender.acknowledged[code] for code in sender.codes]
    until(lambda: [one.count for one in lake.latest(ids).values()] == wanted, limit_s)
    for code, number in sender.acknowledged.items():
        found = []
        after = None
        while page := lake.observations(sender.ids[code], limit=5_000, after=after):
            found += page
            after = (page[-1].phenomenon_time, page[-1].seq)
        assert [one.result for one in found] == [float(value) for value in range(number)]
        assert {one.seq for one in found} <= {0}


def until(reached: Callable[[], bool], limit_s: float) -> None:
    """Wait until it is so."""
    end = time.monotonic() + limit_s
    while not reached():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.1)


def _asked(port: int, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, bytes]:
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        link.request(method, path, body, dict(headers))
        answer = link.getresponse()
        return answer.status, answer.read()
    finally:
        link.close()
