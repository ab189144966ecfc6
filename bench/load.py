# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A load client: keep-alive connections that post bodies and wait for the answers, in its own process."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Target:
    """Where to post: a city on this machine."""

    port: int
    path: str
    key: str


@dataclass(frozen=True, kw_only=True)
class Run:
    """What happened: latencies of all answered posts and the whole duration [s]."""

    latencies: tuple[float, ...]
    seconds: float
    refused: int
    """Answers other than 200 or 201."""


def post_all(target: Target, bodies_per_client: Sequence[Sequence[bytes]]) -> Run:
    """Post every client's bodies one after the other, all clients at once, from another process."""
    with ProcessPoolExecutor(1) as pool:
        return pool.submit(_run, target, bodies_per_client).result()


def _run(target: Target, bodies_per_client: Sequence[Sequence[bytes]]) -> Run:
    return asyncio.run(_clients(target, bodies_per_client))


async def _clients(target: Target, bodies_per_client: Sequence[Sequence[bytes]]) -> Run:
    start = time.perf_counter()
    answers = await asyncio.gather(*(_client(target, bodies) for bodies in bodies_per_client))
    seconds = time.perf_counter() - start
    return Run(
        latencies=tuple(latency for latencies, _ in answers for latency in latencies),
        seconds=seconds,
        refused=sum(refused for _, refused in answers),
    )


async def _client(target: Target, bodies: Sequence[bytes]) -> tuple[list[float], int]:
    reader, writer = await asyncio.open_connection("127.0.0.1", target.port)
    head = (
        f"POST {target.path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {target.key}\r\n"
        "Content-Type: application/json\r\nContent-Length: "
    ).encode()
    latencies, refused = [], 0
    try:
        for body in bodies:
            begin = time.perf_counter()
            writer.write(head + str(len(body)).encode() + b"\r\n\r\n" + body)
            refused += await _status(reader) not in (200, 201)
            latencies.append(time.perf_counter() - begin)
    finally:
        writer.close()
    return latencies, refused


async def _status(reader: asyncio.StreamReader) -> int:
    head = await reader.readuntil(b"\r\n\r\n")
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            await reader.readexactly(int(value))
    return int(head.split(b" ", 2)[1])
