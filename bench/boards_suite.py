# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Dashboards of twelve tiles over 2,000 datastreams, as readers meet them; the years of all counters."""

from __future__ import annotations

import http.client
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from . import city, residents
from .figures import Figure, median, p95
from .machine import memory_kib

_SPANS = ("month", "year")
"""Dashboards of the world: 30 days and 12 months."""
_WHOLE = "?vollstaendig=1"
_WARM_TURNS = 20
_READERS = 100
_READ_S = 20.0
_FOLLOW_S = 15.0
_ENCODED = {"Accept-Encoding": "gzip, br"}
_LINKED = re.compile(r'(?:href|src)="(/static/[^"]+\.(?:css|m?js|woff2|svg))"')


def measure(folder: Path, count: int, archive: Path | None) -> Iterator[Figure]:
    """A city with about so many observations; with the archive of Münster also two years of its counters."""
    data = folder / "boards-city"
    city.command(data, "migrate")
    _step(data, "register")
    filled = _step(data, "fill", str(count))
    yield Figure(key="dashboards.observations", value=filled["stored"], unit="obs")
    _step(data, "board")
    for name in _SPANS:
        yield from _looks(data, name)
    yield from _busy(data)
    if archive is not None:
        yield from _years(folder, archive)


def _looks(data: Path, name: str) -> Iterator[Figure]:
    """First content and all tiles of a city that was just started, then again."""
    path, key = f"/dashboards/{name}/", f"dashboards.{name}"
    firsts, colds = [], []
    for _turn in range(3):
        with city.running(data, "--no-demo") as running:
            firsts.append(_get(running.port, path)[0])
        with city.running(data, "--no-demo") as running:
            colds.append(_get(running.port, path + _WHOLE)[0])
    yield Figure(key=f"{key}.first", value=median(firsts) * 1000, unit="ms", goal=300)
    yield Figure(key=f"{key}.all_cold", value=median(colds) * 1000, unit="ms", goal=1_500)
    with city.running(data, "--no-demo") as running:
        _get(running.port, path + _WHOLE)
        warm = [_get(running.port, f"{path}{_WHOLE}&n={turn}")[0] for turn in range(_WARM_TURNS)]
        yield Figure(key=f"{key}.all_warm", value=median(warm) * 1000, unit="ms", goal=300)
        if name == "month":
            yield Figure(
                key=f"{key}.weight", value=_weight(running.port, path + _WHOLE) / 1000, unit="kB", goal=120,
                note="page with styles, scripts and letters, packed; without map",
            )  # fmt: skip


def _busy(data: Path) -> Iterator[Figure]:
    """A hundred readers at once while a value comes in each second, and how soon it is to be seen."""
    key = city.command(data, "key", "create", "bench", "--domain", "sensors").stdout.strip()
    path = "/dashboards/month/"
    with city.running(data, "--no-demo") as running:
        _get(running.port, path + _WHOLE)
        visit = residents.Visit(
            ports=(running.port,), paths=(path,), residents=_READERS, seconds=_READ_S, think_s=1.0
        )
        reading = residents.start(visit)
        end, sent = time.monotonic() + _READ_S, 0
        while time.monotonic() < end:
            _push(running.port, key, sent)
            sent += 1
            time.sleep(1)
        seen = reading.result()
        yield Figure(key="dashboards.readers.p50", value=median(seen.latencies) * 1000, unit="ms")
        yield Figure(key="dashboards.readers.p95", value=p95(seen.latencies) * 1000, unit="ms", goal=300)
        yield Figure(key="dashboards.readers.pages", value=len(seen.latencies), unit="pages")
        yield Figure(key="dashboards.readers.errors", value=sum(seen.errors.values()), unit="pages", goal=0)
        yield Figure(key="dashboards.fresh", value=_fresh(running.port, key), unit="s", goal=5)
        yield Figure(key="dashboards.memory", value=memory_kib(running.pid) / 1024, unit="MiB")


def _years(folder: Path, archive: Path) -> Iterator[Figure]:
    data = folder / "counters-city"
    city.command(data, "migrate")
    city.command(data, "import", str(archive))
    found = _step(data, "years")
    yield Figure(key="dashboards.years.lines", value=found["lines"], unit="sites")
    yield Figure(key="dashboards.years.cold", value=found["cold"] * 1000, unit="ms", goal=500)
    yield Figure(key="dashboards.years.warm", value=found["warm"] * 1000, unit="ms")


def _fresh(port: int, key: str) -> float:
    """How long after its acknowledgement a value is on the page [s]."""
    path = "/dashboards/month/kachel/q1/"
    before = _get(port, path)[1]
    _push(port, key, 10_000)
    begin = time.monotonic()
    while time.monotonic() - begin < _FOLLOW_S:
        if _get(port, path)[1] != before:
            return time.monotonic() - begin
        time.sleep(0.05)
    return _FOLLOW_S


def _push(port: int, key: str, number: int) -> None:
    """One value of one datastream, now."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    record = {"datastream": "bench/0/0", "time": datetime.now(UTC).isoformat(), "result": float(number % 50)}
    connection.request(
        "POST",
        "/api/ingest/v1/observations",
        json.dumps(record),
        {"Authorization": f"Bearer {key}", "Content-Type": "application/json"},
    )
    answer = connection.getresponse()
    said = answer.read()
    connection.close()
    if answer.status not in {200, 201}:
        raise RuntimeError(f"the value was not taken: {answer.status} {said[:300]!r}")


def _get(port: int, path: str) -> tuple[float, bytes]:
    """Seconds to the whole answer, and the answer as it was packed.

    Raises:
        RuntimeError: it is no page.
    """
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    begin = time.perf_counter()
    connection.request("GET", path, headers=_ENCODED)
    answer = connection.getresponse()
    body = answer.read()
    spent = time.perf_counter() - begin
    connection.close()
    if answer.status != 200:
        raise RuntimeError(f"{path} answered {answer.status}")
    return spent, body


def _weight(port: int, path: str) -> int:
    """Packed bytes of the page and of what its head names."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    connection.request("GET", path)
    linked = sorted(set(_LINKED.findall(connection.getresponse().read().decode())))
    connection.close()
    return sum(len(_get(port, one)[1]) for one in (path, *linked))


def _step(data: Path, *words: str) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-m", "bench.boards_world", *words],
        env={**os.environ, "STADTKERN_DATA": str(data)},  # noqa: TID251 - the child inherits the shell
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-2_000:])
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found
