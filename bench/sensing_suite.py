# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""SensorThings beside FROST-Server: the same city, the same requests, the same client, in one run."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pyarrow as pa

from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.lake.words import LakeSettings

from . import city, frost_peer, peer, sensing_city, sensing_writes
from .figures import Figure, median
from .machine import memory_kib
from .sensing_client import Service

_PATH = "/api/sta/v1.1"
_DAY = "phenomenonTime ge 2025-06-10T00:00:00Z and phenomenonTime lt 2025-06-11T00:00:00Z"
_MONTH = "phenomenonTime ge 2025-06-01T00:00:00Z and phenomenonTime lt 2025-07-01T00:00:00Z"
_LATEST = "Observations($top=1;$orderby=phenomenonTime desc)"


@dataclass(frozen=True, kw_only=True)
class Side:
    """One of the two services with its datastreams."""

    service: Service
    streams: list[int | str]
    mqtt_port: int
    memory_kib: Callable[[], int]
    disk_bytes: Callable[[], int]


def measure(folder: Path, rows: int, *, alone: bool) -> Iterator[Figure]:
    """Every row of the issue's table, as ratio to the peer; ``alone``: ours without a peer."""
    with ExitStack() as running:
        theirs = None if alone else _theirs(running, folder / "frost", rows)
        ours = _ours(running, folder / "sensing-city", rows)
        yield from _disk(ours, theirs)
        for read in _READS:
            yield from _read(read, ours, theirs)
        yield from sensing_writes.measure(ours, theirs)
        yield from _memory(ours, theirs)


def _ours(running: ExitStack, data: Path, rows: int) -> Side:
    city.command(data, "migrate")
    key = city.command(data, "key", "create", "bench", "--domain", "sensors", "--may-register").stdout.strip()
    began = time.perf_counter()
    with city.running(data, "--no-demo") as first:
        streams = sensing_city.make(_service(first.port, key))
    _say(f"made ours in {time.perf_counter() - began:.0f} s")
    with_ids = pa.array([int(one) for one in streams], pa.int64())
    lake = Lake.open(LakeSettings(folder=data / "lake"))
    began = time.perf_counter()
    for batch in sensing_city.batches(rows):
        ids = with_ids.take(batch["stream"].combine_chunks())
        lake.append(batch.set_column(0, "datastream_id", ids))
    lake.compact(grace=timedelta(0), keep=timedelta(0))
    lake.close()
    _say(f"loaded ours in {time.perf_counter() - began:.0f} s")
    broker = city.free_port()
    started = running.enter_context(city.running(data, "--no-demo", STADTKERN_MQTT=f"127.0.0.1:{broker}"))
    return Side(
        service=_service(started.port, key),
        streams=streams,
        mqtt_port=broker,
        memory_kib=lambda: memory_kib(started.pid),
        disk_bytes=lambda: _folder_bytes(data / "lake"),
    )


def _theirs(running: ExitStack, folder: Path, rows: int) -> Side | None:
    try:
        frost = running.enter_context(frost_peer.running(folder))
    except frost_peer.NoFrost as error:
        _say(f"no peer: {error}")
        return None
    service = Service(name="frost", port=frost.port, root="/v1.1")
    began = time.perf_counter()
    streams = sensing_city.make(service)
    _say(f"made the peer's in {time.perf_counter() - began:.0f} s")
    began = time.perf_counter()
    connection = running.enter_context(psycopg.connect(frost.dsn, autocommit=True))
    connection.execute(peer.sql("frost_before_load"))
    with_ids = pa.array([int(one) for one in streams], pa.int64())
    for batch in sensing_city.batches(rows):
        ids = with_ids.take(batch["stream"].combine_chunks())
        peer.copy(connection, "frost_copy", batch.set_column(0, "datastream_id", ids))
    connection.execute(peer.sql("frost_after_load"))
    connection.execute(peer.sql("frost_analyze"))
    _say(f"loaded the peer in {time.perf_counter() - began:.0f} s")
    return Side(
        service=service,
        streams=streams,
        mqtt_port=frost.mqtt_port,
        memory_kib=lambda: memory_kib(frost.pid),
        disk_bytes=lambda: peer.number(connection, "frost_size"),
    )


def _service(port: int, key: str) -> Service:
    return Service(name="stadtkern", port=port, root=_PATH, key=key, numbers=False)


@dataclass(frozen=True, kw_only=True)
class Read:
    """A reading request of the table."""

    key: str
    goal: float
    path: Callable[[Side, int], str]
    """Of a side and the number of the request."""
    all_pages: bool = False
    times: int = 7


def _stream(side: Side, number: int) -> str:
    return f"Datastreams({side.service.id(side.streams[(4_321 + 37 * number) % len(side.streams)])})"


def _day(side: Side, number: int) -> str:
    return f"{_stream(side, number)}/Observations?$filter={_DAY}&$orderby=phenomenonTime asc&$top=1000"


def _year(side: Side, number: int) -> str:
    return f"{_stream(side, number)}/Observations?$orderby=phenomenonTime asc&$top=1000"


def _polygon() -> str:
    west, south, east, north = sensing_city.area(11)
    ring = f"{west} {south},{east} {south},{east} {north},{west} {north},{west} {south}"
    return f"geography'POLYGON(({ring}))'"


_READS = (
    Read(
        key="latest_of_all",
        goal=10,
        path=lambda _side, _: f"Datastreams?$top=1000&$expand={_LATEST}",
        all_pages=True,
        times=3,
    ),
    Read(key="one_day", goal=2, path=_day, times=25),
    Read(key="one_day_again", goal=2, path=lambda side, _: _day(side, 0), times=25),
    Read(key="one_year", goal=5, path=_year, all_pages=True, times=9),
    Read(key="one_year_again", goal=5, path=lambda side, _: _year(side, 0), all_pages=True, times=9),
    Read(
        key="month_filter_200_streams",
        goal=10,
        path=lambda _side, _: (
            f"Observations?$filter=result gt 30 and {_MONTH} and Datastream/Thing/properties/area eq 7"
            "&$top=1000"
        ),
        all_pages=True,
        times=3,
    ),
    Read(
        key="polygon_latest",
        goal=2,
        path=lambda _side, _: (
            f"Things?$filter=st_within(Locations/location,{_polygon()})&$top=1000"
            f"&$expand=Datastreams($expand={_LATEST})"
        ),
        all_pages=True,
        times=5,
    ),
    Read(key="count", goal=100, path=lambda _side, _: "Observations?$count=true&$top=1", times=3),
)


def _read(read: Read, ours: Side, theirs: Side | None) -> Iterator[Figure]:
    mine, answer = _timed(read, ours)
    yield Figure(key=f"sta.{read.key}.ours_ms", value=1000 * mine, unit="ms")
    if theirs is None:
        return
    other, expected = _timed(read, theirs)
    if answer != expected:
        _say(f"{read.key}: ours answered {answer} records, the peer {expected}")
    yield Figure(key=f"sta.{read.key}.peer_ms", value=1000 * other, unit="ms")
    yield Figure(
        key=f"sta.{read.key}.ratio",
        value=other / mine,
        unit="×",
        goal=read.goal,
        better="higher",
        note=f"{answer} records here, {expected} there",
    )


def _timed(read: Read, side: Side) -> tuple[float, int]:
    """Median duration [s] and number of records; a peer that needs a minute is asked once."""
    found = [_answered(read, side, 0)]
    durations: list[float] = []
    for number in range(1, read.times + 1):
        began = time.perf_counter()
        found.append(_answered(read, side, number))
        durations.append(time.perf_counter() - began)
        if durations[-1] > 60:
            break
    return median(durations), found[-1]


def _answered(read: Read, side: Side, number: int) -> int:
    path = read.path(side, number)
    pages = side.service.pages(path) if read.all_pages else [side.service.get(path)]
    return sum(len(page["value"]) for page in pages)


def _disk(ours: Side, theirs: Side | None) -> Iterator[Figure]:
    mine = ours.disk_bytes()
    yield Figure(key="sta.disk.ours_mb", value=mine / 1e6, unit="MB")
    if theirs is not None:
        other = theirs.disk_bytes()
        yield Figure(key="sta.disk.peer_mb", value=other / 1e6, unit="MB")
        yield Figure(key="sta.disk.ratio", value=other / mine, unit="×", goal=20, better="higher")


def _memory(ours: Side, theirs: Side | None) -> Iterator[Figure]:
    mine = ours.memory_kib()
    yield Figure(key="sta.memory.ours_mib", value=mine / 1024, unit="MiB", note="after all requests")
    if theirs is not None:
        other = theirs.memory_kib()
        yield Figure(
            key="sta.memory.peer_mib", value=other / 1024, unit="MiB", note="Java, without PostgreSQL"
        )
        yield Figure(key="sta.memory.ratio", value=other / mine, unit="×", goal=3, better="higher")


def _folder_bytes(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _say(text: str) -> None:
    sys.stderr.write(f"{datetime.now(UTC):%H:%M:%S} {text}\n")
