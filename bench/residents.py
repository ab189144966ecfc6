# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Virtual residents: each reads pages like a person with a browser, thinks in between, and comes back.

They run in a process of their own. A browser keeps what it was told to keep: each resident sends the ETag of
a page that it has seen before, and counts 304 as an answer. Each has an address of its own, as a proxy in
front would tell it, because limits are kept per address.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import random
import time
from collections.abc import Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field

_GIVE_UP_S = 60.0
_READABLE = (200, 304)


@dataclass(frozen=True, kw_only=True)
class Visit:
    """What residents do."""

    ports: tuple[int, ...]
    """Where the city listens; a resident who finds a closed door tries the next one, as a proxy would."""
    paths: tuple[str, ...]
    """Pages; those named first are read more often."""
    residents: int
    seconds: float
    think_s: float
    """Mean time between two pages of one resident (exponential)."""


@dataclass(kw_only=True)
class Seen:
    """What residents met."""

    latencies: list[float] = field(default_factory=list)
    """From asking to the whole answer [s]."""
    errors: dict[str, int] = field(default_factory=dict)
    """Answers other than 200 and 304, and pages that no door answered."""
    again: int = 0
    """Pages that had to be asked for at another door."""


def start(visit: Visit) -> Future[Seen]:
    """Let the residents in; the result comes when they have gone."""
    pool = ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"))
    future = pool.submit(_run, visit)
    pool.shutdown(wait=False)
    return future


def _run(visit: Visit) -> Seen:
    return asyncio.run(_all(visit))


async def _all(visit: Visit) -> Seen:
    seen = Seen()
    weights = [1.0 / (rank + 1) for rank in range(len(visit.paths))]
    people = [_Resident(visit, weights, number) for number in range(visit.residents)]
    await asyncio.gather(*(person.live(seen) for person in people))
    return seen


class _Resident:
    """One person with one browser."""

    def __init__(self, visit: Visit, weights: Sequence[float], number: int) -> None:
        chance = random.Random(number)  # noqa: S311 - the same walk in every run
        self._visit = visit
        self._weights = weights
        self._chance = chance
        self._door = chance.randrange(len(visit.ports))
        self._address = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}".encode()
        self._known: dict[str, bytes] = {}
        self._link: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def live(self, seen: Seen) -> None:
        end = time.monotonic() + self._visit.seconds
        await asyncio.sleep(self._chance.uniform(0, self._visit.think_s))
        while time.monotonic() < end:
            path = self._chance.choices(self._visit.paths, self._weights)[0]
            await self._read(path, seen)
            pause = self._chance.expovariate(1 / self._visit.think_s)
            await asyncio.sleep(min(pause, max(0.0, end - time.monotonic())))
        self._leave()

    async def _read(self, path: str, seen: Seen) -> None:
        """Ask at one door after the other until one answers."""
        begin = time.monotonic()
        for attempt in range(2 * len(self._visit.ports)):
            try:
                async with asyncio.timeout(_GIVE_UP_S):
                    status = await self._ask(path)
            except (OSError, EOFError, TimeoutError):
                self._leave()
                self._door = (self._door + 1) % len(self._visit.ports)
                if attempt:
                    seen.again += 1
                continue
            if status not in _READABLE:
                words = f"{status} {path}"
                seen.errors[words] = seen.errors.get(words, 0) + 1
            seen.latencies.append(time.monotonic() - begin)
            return
        words = f"no answer {path}"
        seen.errors[words] = seen.errors.get(words, 0) + 1

    async def _ask(self, path: str) -> int:
        if self._link is None:
            self._link = await asyncio.open_connection("127.0.0.1", self._visit.ports[self._door])
        reader, writer = self._link
        known = self._known.get(path)
        condition = b"If-None-Match: " + known + b"\r\n" if known else b""
        writer.write(
            b"GET " + path.encode() + b" HTTP/1.1\r\nHost: localhost\r\nAccept: text/html,*/*\r\n"
            b"Accept-Encoding: gzip\r\nX-Forwarded-For: " + self._address + b"\r\n" + condition + b"\r\n"
        )
        head = await reader.readuntil(b"\r\n\r\n")
        fields = _fields(head)
        await _body(reader, fields)
        if etag := fields.get(b"etag"):
            self._known[path] = etag
        if fields.get(b"connection", b"").lower() == b"close":
            self._leave()
        return int(head.split(b" ", 2)[1])

    def _leave(self) -> None:
        if self._link is not None:
            self._link[1].close()
            self._link = None


def _fields(head: bytes) -> dict[bytes, bytes]:
    lines = (line.partition(b":") for line in head.split(b"\r\n")[1:])
    return {name.strip().lower(): value.strip() for name, _, value in lines if name}


async def _body(reader: asyncio.StreamReader, fields: dict[bytes, bytes]) -> None:
    if fields.get(b"transfer-encoding", b"").lower() == b"chunked":
        while size := int((await reader.readuntil(b"\r\n")).split(b";")[0], 16):
            await reader.readexactly(size + 2)
        await reader.readuntil(b"\r\n")
    elif length := int(fields.get(b"content-length", b"0")):
        await reader.readexactly(length)
