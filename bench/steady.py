# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Senders that push at a steady rate and keep a ledger: which batches were acknowledged, which never.

A batch that is not acknowledged (refused, cut off, nobody there) is sent again, the same bytes, until it is:
the way a gateway in the field behaves. They run in a process of their own.
"""

from __future__ import annotations

import asyncio
import http.client
import json
import multiprocessing
import time
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

_START = datetime(2015, 1, 1, tzinfo=UTC)
_ANSWER_WITHIN_S = 60.0
_PATIENCE_S = 0.2
_STORED = (200, 201, 202)


@dataclass(frozen=True, kw_only=True)
class Sending:
    """How much is sent, and where."""

    ports: tuple[int, ...]
    key: str
    senders: int = 50
    batch: int = 100
    """Observations per request; each sender sends one request per second."""
    seconds: float = 60.0
    drain_s: float = 120.0
    """How long senders go on trying after the time is over."""

    @property
    def per_s(self) -> int:
        """Observations per second of all senders."""
        return self.senders * self.batch


@dataclass(kw_only=True)
class Ledger:
    """What the senders were told."""

    acknowledged: dict[str, list[int]] = field(default_factory=dict)
    """Numbers of the acknowledged batches, per datastream."""
    unacknowledged: int = 0
    """Batches that nobody acknowledged until the very end."""
    again: int = 0
    """Requests that had to be repeated."""
    refused: dict[str, int] = field(default_factory=dict)
    """Answers other than stored, by status."""
    latencies: list[float] = field(default_factory=list)
    """From the first try to the acknowledgement [s]."""

    @property
    def batches(self) -> int:
        """How many batches were acknowledged."""
        return sum(map(len, self.acknowledged.values()))


def datastream(sender: int) -> str:
    """Code of the datastream that a sender fills."""
    return f"bench/{sender}/air_temperature"


def register(port: int, key: str, senders: int = Sending.senders) -> None:
    """Make the datastreams of the senders over the push interface.

    Raises:
        RuntimeError: the city refused.
    """
    said = {
        "things": [{"code": f"bench/{n}", "name": f"Messplatz {n}"} for n in range(senders)],
        "datastreams": [
            {
                "code": datastream(n),
                "thing": f"bench/{n}",
                "name": "Lufttemperatur",
                "quantities": ["air_temperature"],
                "interval_s": 60,
            }
            for n in range(senders)
        ],
    }
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
        connection.request("POST", "/api/ingest/v1/datastreams", json.dumps(said), headers)
        answer = connection.getresponse()
        if answer.status not in (200, 201):
            raise RuntimeError(f"registration answered {answer.status}: {answer.read()[:500]!r}")


def body(sender: int, number: int, size: int) -> bytes:
    """A request: observations of one datastream, each with the number of its batch as result."""
    first = _START + timedelta(seconds=number * size)
    return json.dumps(
        [
            {
                "datastream": datastream(sender),
                "time": (first + timedelta(seconds=n)).isoformat(),
                "result": number,
            }
            for n in range(size)
        ]
    ).encode()


def start(sending: Sending) -> Future[Ledger]:
    """Begin to send; the ledger comes when everything is acknowledged or patience has ended."""
    pool = ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"))
    future = pool.submit(_run, sending)
    pool.shutdown(wait=False)
    return future


def _run(sending: Sending) -> Ledger:
    return asyncio.run(_all(sending))


async def _all(sending: Sending) -> Ledger:
    ledger = Ledger()
    await asyncio.gather(*(_Sender(sending, number, ledger).live() for number in range(sending.senders)))
    return ledger


class _Sender:
    """One gateway."""

    def __init__(self, sending: Sending, number: int, ledger: Ledger) -> None:
        self._sending = sending
        self._number = number
        self._ledger = ledger
        self._door = number % len(sending.ports)
        self._link: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        self._mine = ledger.acknowledged.setdefault(datastream(number), [])

    async def live(self) -> None:
        began = time.monotonic() + self._number / self._sending.senders
        end = began + self._sending.seconds
        for number in range(int(self._sending.seconds)):
            await asyncio.sleep(max(0.0, began + number - time.monotonic()))
            if not await self._deliver(number, end + self._sending.drain_s):
                self._ledger.unacknowledged += 1
        self._leave()

    async def _deliver(self, number: int, until: float) -> bool:
        """Send a batch again and again until it is acknowledged."""
        request = body(self._number, number, self._sending.batch)
        first = time.monotonic()
        while time.monotonic() < until:
            try:
                async with asyncio.timeout(_ANSWER_WITHIN_S):
                    status = await self._post(request)
            except (OSError, EOFError, TimeoutError):
                self._leave()
                self._door = (self._door + 1) % len(self._sending.ports)
                status = 0
            if status in _STORED:
                self._mine.append(number)
                self._ledger.latencies.append(time.monotonic() - first)
                return True
            name = str(status or "no answer")
            self._ledger.refused[name] = self._ledger.refused.get(name, 0) + 1
            self._ledger.again += 1
            await asyncio.sleep(_PATIENCE_S)
        return False

    async def _post(self, request: bytes) -> int:
        if self._link is None:
            self._link = await asyncio.open_connection("127.0.0.1", self._sending.ports[self._door])
        reader, writer = self._link
        writer.write(
            b"POST /api/ingest/v1/observations HTTP/1.1\r\nHost: localhost\r\n"
            b"Authorization: Bearer " + self._sending.key.encode() + b"\r\n"
            b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(request) + request
        )
        head = await reader.readuntil(b"\r\n\r\n")
        for line in head.split(b"\r\n"):
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                await reader.readexactly(int(value))
        return int(head.split(b" ", 2)[1])

    def _leave(self) -> None:
        if self._link is not None:
            self._link[1].close()
            self._link = None
