# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Observations created on both sides of the SensorThings bench, each answered after its durable commit."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from . import mqtt_load, sensing_city
from .figures import Figure
from .load import Run, Target, post_all

if TYPE_CHECKING:
    from .sensing_suite import Side

_ARRAY_ROWS = 1_000
_ARRAY_CLIENTS = 8
_SINGLE_CLIENTS = 32
_MQTT_CLIENTS = 16
_BACKFILL = 250_000
_NEW = datetime(2026, 2, 1, tzinfo=UTC)
_OLD = datetime(2019, 1, 1, tzinfo=UTC)


def measure(ours: Side, theirs: Side | None) -> Iterator[Figure]:
    """Data arrays, single values, MQTT and back-fill: rates of both sides and their ratio."""
    mine, other = _arrays(ours, 25), _arrays(theirs, 5) if theirs else None
    yield from _rates("data_array", mine, other, ratio=10, rate=40_000)
    mine, other = _singles(ours, 150), _singles(theirs, 40) if theirs else None
    yield from _rates("single", mine, other, ratio=2)
    mine, other = _mqtt(ours, 2_000), _mqtt(theirs, 500) if theirs else None
    yield from _rates("mqtt", mine, other, ratio=2, rate=3_000)
    mine, other = _backfill(ours), _backfill(theirs) if theirs else None
    yield from _rates("backfill", mine, other, ratio=20)


def _rates(
    key: str, mine: float, other: float | None, *, ratio: float, rate: float | None = None
) -> Iterator[Figure]:
    yield Figure(key=f"sta.{key}.ours", value=mine, unit="obs/s", goal=rate, better="higher")
    if other is not None:
        yield Figure(key=f"sta.{key}.peer", value=other, unit="obs/s")
        yield Figure(key=f"sta.{key}.ratio", value=mine / other, unit="×", goal=ratio, better="higher")


def _arrays(side: Side, per_client: int) -> float:
    """Data arrays of 1,000 rows from 8 clients, each client into datastreams of its own [obs/s]."""

    def bodies(day: datetime, number: int) -> list[list[bytes]]:
        return [
            [
                sensing_city.data_array(side.streams[client * 100 + n], _rows(day, _ARRAY_ROWS))
                for n in range(number)
            ]
            for client in range(_ARRAY_CLIENTS)
        ]

    post_all(_target(side, "CreateObservations"), bodies(_NEW, 1))
    run = post_all(_target(side, "CreateObservations"), bodies(_NEW + timedelta(days=5), per_client))
    return _rate(run, _ARRAY_ROWS)


def _singles(side: Side, per_client: int) -> float:
    """Single observations from 32 clients, each into a datastream of its own [obs/s]."""

    def run(day: datetime, number: int) -> Run:
        bodies = [
            [_single(side.streams[1_000 + client], row) for row in _rows(day, number)]
            for client in range(_SINGLE_CLIENTS)
        ]
        return post_all(_target(side, "Observations"), bodies)

    run(_NEW, 10)
    return _rate(run(_NEW + timedelta(days=5), per_client), 1)


def _mqtt(side: Side, per_client: int) -> float:
    """QoS 1 publishes of 16 clients until all are stored; one side acknowledges before that [obs/s]."""
    streams = [f"Datastreams({side.service.id(one)})" for one in side.streams[2_000 : 2_000 + _MQTT_CLIENTS]]

    def published(start: datetime, each: int) -> float:
        load = mqtt_load.Load(
            port=side.mqtt_port,
            key=side.service.key,
            clients=_MQTT_CLIENTS,
            each=each,
            first_s=int(start.timestamp()),
            topics=tuple(f"v1.1/{stream}/Observations" for stream in streams),
        )
        sent = mqtt_load.run(load)
        acknowledged = time.perf_counter()
        for stream in streams:
            _await_stored(side, stream, start, each)
        return sent.messages / (sent.seconds + time.perf_counter() - acknowledged)

    published(_NEW, 20)
    return published(_NEW + timedelta(days=5), per_client)


def _await_stored(side: Side, stream: str, start: datetime, number: int) -> None:
    """Wait until a datastream has this many observations from a time on."""
    since = f"{start:%Y-%m-%dT%H:%M:%SZ}"
    path = f"{stream}/Observations?$filter=phenomenonTime ge {since}&$top=1&$skip={number - 1}"
    until = time.monotonic() + 300
    while not side.service.get(path)["value"]:
        if time.monotonic() > until:
            raise RuntimeError(f"{side.service.name}: published observations are missing")
        time.sleep(0.02)


def _backfill(side: Side) -> float:
    """250,000 values older than all others into one datastream, by one client with data arrays [obs/s]."""
    stream = side.streams[3_000]
    rows = _rows(_OLD, _BACKFILL)
    bodies = [
        sensing_city.data_array(stream, rows[begin : begin + _ARRAY_ROWS])
        for begin in range(0, _BACKFILL, _ARRAY_ROWS)
    ]
    return _rate(post_all(_target(side, "CreateObservations"), [bodies]), _ARRAY_ROWS)


def _target(side: Side, path: str) -> Target:
    return Target(port=side.service.port, path=f"{side.service.root}/{path}", key=side.service.key)


def _rate(run: Run, rows: int) -> float:
    if run.refused:
        raise RuntimeError(f"{run.refused} requests were refused")
    return float(len(run.latencies) * rows / run.seconds)


def _rows(start: datetime, number: int) -> list[tuple[str, float]]:
    """Values at every minute."""
    return [
        ((start + timedelta(minutes=n)).strftime("%Y-%m-%dT%H:%M:%SZ"), n % 400 / 10) for n in range(number)
    ]


def _single(stream: int | str, row: Sequence[str | float]) -> bytes:
    content = {"phenomenonTime": row[0], "result": row[1], "Datastream": {"@iot.id": stream}}
    return json.dumps(content).encode()
