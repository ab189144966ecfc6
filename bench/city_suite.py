# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The whole city as its users meet it: import, push, pages, memory, start."""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.lake.words import LakeSettings

from . import city, steady
from .figures import Figure, median, p95, seconds
from .load import Run, Target, post_all
from .machine import memory_kib

_PATH = "/api/ingest/v1/observations"
_CLIENTS = 64
_BATCH = 1_000
_DAY = datetime(2026, 3, 1, tzinfo=UTC)


def imports(folder: Path, archive: Path) -> Iterator[Figure]:
    """The whole Münster archive through the command line into a new city, and once more."""
    data = folder / "archive-city"
    city.command(data, "migrate")
    first = seconds(lambda: city.command(data, "import", str(archive)))
    before = _observations(data)
    second = seconds(lambda: city.command(data, "import", str(archive)))
    yield Figure(key="import.observations", value=before, unit="obs")
    yield Figure(key="import.first_s", value=first, unit="s", goal=60)
    yield Figure(key="import.second_s", value=second, unit="s", goal=20)
    yield Figure(key="import.second_stored", value=_observations(data) - before, unit="obs", goal=0)


def pushes(folder: Path) -> Iterator[Figure]:
    """Observations pushed by 64 clients to a city of its own, each answered after the durable commit."""
    data = folder / "push-city"
    city.command(data, "migrate")
    key = city.command(data, "key", "create", "bench", "--domain", "weather", "--may-register").stdout.strip()
    with city.running(data, "--no-demo") as running:
        target = Target(port=running.port, path=_PATH, key=key)
        steady.register(running.port, key, _CLIENTS)
        post_all(target, _singles(_DAY, 20))
        single = post_all(target, _singles(_DAY + timedelta(days=1), 250))
        batch = post_all(target, _batches(_DAY + timedelta(days=10), 10))
    yield from _rates("push.single", single, rows=1, rate=1_500, p95_ms=300)
    yield from _rates("push.batch", batch, rows=_BATCH, rate=50_000)


def pages(folder: Path) -> Iterator[Figure]:
    """Start page and datastream page of the demo region, memory when idle, time of a warm start."""
    data = folder / "demo-city"
    with city.running(data) as first:
        yield Figure(
            key="start.first_s", value=first.started_s, unit="s", note="with loading of the demo region"
        )
    starts = []
    for _ in range(3):
        with city.running(data) as warm:
            starts.append(warm.started_s)
    yield Figure(key="start.warm_s", value=median(starts), unit="s", goal=5)
    with city.running(data) as quiet:
        for key, path in (("page.start", "/"), ("page.datastream", _datastream_page(quiet.port))):
            city.page_seconds(quiet.port, path, 10)
            spent = city.page_seconds(quiet.port, path, 200)
            yield Figure(key=f"{key}_p50", value=median(spent) * 1000, unit="ms")
            yield Figure(key=f"{key}_p95", value=p95(spent) * 1000, unit="ms", goal=80)
        time.sleep(10)
        yield Figure(
            key="memory.idle",
            value=memory_kib(quiet.pid) / 1024,
            unit="MiB",
            goal=400,
            note="both processes, proportional",
        )


def _rates(key: str, run: Run, *, rows: int, rate: float, p95_ms: float | None = None) -> Iterator[Figure]:
    yield Figure(
        key=f"{key}_rate",
        value=len(run.latencies) * rows / run.seconds,
        unit="obs/s",
        goal=rate,
        better="higher",
    )
    yield Figure(key=f"{key}_p50", value=median(run.latencies) * 1000, unit="ms")
    yield Figure(key=f"{key}_p95", value=p95(run.latencies) * 1000, unit="ms", goal=p95_ms)
    yield Figure(key=f"{key}_refused", value=run.refused, unit="answers", goal=0)


def _record(client: int, at: datetime, number: int) -> dict[str, object]:
    return {
        "datastream": steady.datastream(client),
        "time": at.isoformat(),
        "result": round(8 + (number * 7 % 90) / 10, 1),
    }


def _singles(start: datetime, per_client: int) -> list[list[bytes]]:
    return [
        [json.dumps(_record(client, start + timedelta(minutes=n), n)).encode() for n in range(per_client)]
        for client in range(_CLIENTS)
    ]


def _batches(start: datetime, per_client: int) -> list[list[bytes]]:
    return [
        [
            json.dumps(
                [_record(client, start + timedelta(minutes=b * _BATCH + n), n) for n in range(_BATCH)]
            ).encode()
            for b in range(per_client)
        ]
        for client in range(_CLIENTS)
    ]


def _observations(data: Path) -> int:
    lake = Lake.open(LakeSettings(folder=data / "lake"))
    try:
        return lake.status().observations
    finally:
        lake.close()


def _datastream_page(port: int) -> str:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", "/messwerte/?q=Neutor")
    text = connection.getresponse().read().decode()
    begin = text.index('href="/messwerte/') + len('href="')
    return text[begin : text.index('"', begin)]
