# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Clients of the push interface that remember exactly what was acknowledged and what is in doubt."""

from __future__ import annotations

import http.client
import json
import random
import threading
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from stadtkern.settings.tests.city_process import migrated

from .cities import Life, must

_START = datetime(2015, 1, 1, tzinfo=UTC)
_SPACING = timedelta(minutes=15)
_SIZES = (1, 1, 1, 30, 400, 3000)
"""Single values, inlined batches and such that become files of their own."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a sender is told."""

    status: int
    text: str

    def field(self, name: str) -> int:
        """A number of the answer."""
        return int(json.loads(self.text)[name])


@dataclass(frozen=True, kw_only=True)
class Batch:
    """Observations that are sent together; each has the number of the batch as its result."""

    number: int
    first: int
    size: int

    def body(self, datastream: str) -> bytes:
        """The request."""
        times = (_START + _SPACING * place for place in range(self.first, self.first + self.size))
        return json.dumps(
            [{"datastream": datastream, "time": time.isoformat(), "result": self.number} for time in times]
        ).encode()


def make_key(data: Path, name: str = "probe") -> str:
    """A key that may register datastreams; also makes the tables of a city that was never started."""
    migrated(data)
    return must("key", "create", name, "--domain", "cycling", "--may-register", data=data).strip()


def register(life: Life, secret: str, *datastreams: str) -> None:
    """Make these datastreams over the push interface."""
    description = {
        "things": [{"code": "probe", "name": "Probe", "longitude": 7.6, "latitude": 51.9}],
        "datastreams": [
            {"code": code, "thing": "probe", "name": "Räder", "quantities": ["bicycle_count"]}
            for code in datastreams
        ],
    }
    answer = send(life.port, secret, "datastreams", json.dumps(description).encode())
    assert answer.status == 200, answer.text


def push(life: Life, secret: str, datastream: str, batch: Batch) -> Answer:
    """Send one batch."""
    return send(life.port, secret, "observations", batch.body(datastream))


def send(port: int, secret: str, what: str, body: bytes) -> Answer:
    """One request of the push interface over a connection of its own."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as link:
        headers = {"Authorization": f"Bearer {secret}", "Content-Type": "application/json"}
        link.request("POST", f"/api/ingest/v1/{what}", body, headers)
        answer = link.getresponse()
        return Answer(status=answer.status, text=answer.read().decode())


@dataclass(kw_only=True)
class Client:
    """Fills one datastream as fast as it is answered; every second batch in doubt is kept until the end."""

    secret: str
    datastream: str
    chance: random.Random
    acknowledged: dict[int, Batch] = field(default_factory=dict)
    doubtful: dict[int, Batch] = field(default_factory=dict)
    unexpected: list[str] = field(default_factory=list)
    """Answers other than stored or try again."""
    _number: int = 0
    _next: int = 0

    def work(self, life: Life, first_answer: threading.Event) -> None:
        """Send again what may be sent again, then new batches, until the city is gone."""
        again = [batch for batch in self.doubtful.values() if batch.number % 2]
        try:
            for batch in again:
                self.send(life, batch, first_answer)
            while True:
                self.send(life, self._new(), first_answer)
        except (OSError, http.client.HTTPException):
            return

    def send_doubtful(self, life: Life) -> None:
        """Send again everything that is in doubt."""
        for batch in list(self.doubtful.values()):
            self.send(life, batch, threading.Event())

    def send(self, life: Life, batch: Batch, answered: threading.Event) -> None:
        """Send a batch; it is in doubt until it is acknowledged."""
        self.doubtful[batch.number] = batch
        answer = push(life, self.secret, self.datastream, batch)
        if answer.status in (200, 201):
            self.acknowledged[batch.number] = self.doubtful.pop(batch.number)
            answered.set()
        elif answer.status != 503:
            self.unexpected.append(f"{answer.status} {answer.text}")

    def _new(self) -> Batch:
        batch = Batch(number=self._number, first=self._next, size=self.chance.choice(_SIZES))
        self._number += 1
        self._next += batch.size
        return batch
