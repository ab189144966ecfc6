# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Geodata and open data: import, features, tiles and search, beside pygeoapi and tipg over PostGIS."""

from __future__ import annotations

import json
import math
import os
import random
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from . import city, geodata_peers, geodata_world, machine
from .city import City
from .figures import Figure, median, p95
from .geodata_peers import Peer

_HOUSES = 1_000_000
_DATASETS = 10_000
_ASKED = 60
_PATIENCE_S = 25
"""A side that takes longer for all questions of a kind is asked fewer of them."""
_RATE, _LIVE_S = 200, 60
_HALF = 0.005
"""Half the side of the boxes that are asked for [°], about 700 by 1,100 m."""
_TILES_X = "/api/ogc/collections/houses/tiles/WebMercatorQuad"


@dataclass(frozen=True, kw_only=True)
class _Side:
    """How one side is asked."""

    name: str
    box: Callable[[str], str]
    tile: Callable[[int, int, int], str]
    one: Callable[[int], str]


def measure(folder: Path, *, alone: bool = False, houses: int = _HOUSES) -> Iterator[Figure]:
    """All figures; ``alone`` without the peers."""
    file = folder / "houses.fgb"
    world = geodata_world.make(file, houses)
    places = list(zip(world.longitudes.tolist(), world.latitudes.tolist(), strict=True))
    data = folder / "geodata-city"
    city.command(data, "migrate")
    made = _step(data, "houses", str(file))
    yield Figure(
        key="geodata.import",
        value=made["import_s"],
        unit="s",
        goal=60,
        note=f"{made['stored']:,.0f} polygons",
    )
    with city.running(data, "--no-demo") as life:
        ours, memory = {}, 0.0
        for figure in _asked(_ours(life), places):
            ours[figure.key.split(".", 2)[2]] = figure.value
            yield _with_goal(figure)
        yield from _kept_tile(life, places)
        yield from _live(life, places)
        memory = machine.memory_kib(life.pid) / 1024
    yield Figure(key="geodata.ours.memory", value=memory, unit="MiB")
    if not alone:
        yield from _peers(folder, file, places, ours, memory)
    found = _step(data, "datasets", str(_DATASETS))
    yield Figure(
        key="geodata.search",
        value=found["p95_ms"],
        unit="ms p95",
        goal=50,
        note=f"median {found['median_ms']:.1f}",
    )
    yield Figure(key="geodata.search_index", value=found["first_s"], unit="s")


def _peers(
    folder: Path, file: Path, places: list[tuple[float, float]], ours: dict[str, float], memory: float
) -> Iterator[Figure]:
    goals = {"pygeoapi": 5.0, "tipg": 3.0}
    with geodata_peers.running(folder, file) as found:
        for peer in found:
            for figure in _asked(_theirs(peer), places):
                yield figure
                what = figure.key.split(".", 2)[2]
                if what in ours and "p95" not in what:
                    ratio = figure.value / ours[what]
                    goal = goals[peer.name]
                    yield Figure(
                        key=f"geodata.ratio.{peer.name}.{what}",
                        value=ratio,
                        unit="×",
                        goal=goal,
                        better="higher",
                    )
            used = peer.memory_mib()
            yield Figure(key=f"geodata.{peer.name}.memory", value=used, unit="MiB", note="with its database")
            yield Figure(
                key=f"geodata.ratio.{peer.name}.memory",
                value=used / memory,
                unit="×",
                goal=10,
                better="higher",
            )


def _asked(side: _Side, places: list[tuple[float, float]]) -> Iterator[Figure]:
    """Medians over questions at random places; what the side cannot answer is left out."""
    chance = random.Random(11)  # noqa: S311 - the same questions for every side
    asks: list[tuple[str, Callable[[], str], int]] = [
        ("bbox", lambda: side.box(_box(chance.choice(places))), _ASKED),
        ("feature", lambda: side.one(chance.randrange(1, len(places))), _ASKED),
        *(
            (f"tile_z{z}", lambda z=z: side.tile(*_tile(chance.choice(places), z)), 12 if z < 13 else _ASKED)
            for z in (10, 12, 14, 16)
        ),
    ]
    for what, address, times in asks:
        took = _seconds(address, times)
        if took:
            key = f"geodata.{side.name}.{what}"
            yield Figure(
                key=key,
                value=median(took) * 1000,
                unit="ms",
                note=f"p95 {p95(took) * 1000:.1f}, {len(took)} asked",
            )
            yield Figure(key=f"{key}_p95", value=p95(took) * 1000, unit="ms")


def _seconds(address: Callable[[], str], times: int) -> list[float]:
    took: list[float] = []
    end = time.perf_counter() + _PATIENCE_S
    for _time in range(times):
        url = address()
        began = time.perf_counter()
        try:
            with urllib.request.urlopen(url, timeout=120) as answer:  # noqa: S310 - an address of this machine
                answer.read()
        except OSError as error:
            sys.stderr.write(f"{url}: {error}\n")
            return []
        took.append(time.perf_counter() - began)
        if time.perf_counter() > end:
            break
    return took


def _kept_tile(life: City, places: list[tuple[float, float]]) -> Iterator[Figure]:
    """The same tile again and again."""
    z, x, y = _tile(places[0], 14)
    address = _ours(life).tile(z, x, y)
    took = _seconds(lambda: address, 200)[1:]
    yield Figure(key="geodata.ours.tile_kept", value=p95(took) * 1000, unit="ms p95", goal=5)


def _live(life: City, places: list[tuple[float, float]]) -> Iterator[Figure]:
    """Clients that ask again with the ETag they have, at a steady rate over one table."""
    addresses = [_ours(life).box(_box(place)) for place in places[:: max(len(places) // 20, 1)]]
    tags = {address: _etag(address) for address in addresses}

    def ask(n: int) -> float:
        due = began + n / _RATE
        time.sleep(max(0.0, due - time.perf_counter()))
        address = addresses[n % len(addresses)]
        request = urllib.request.Request(address, headers={"If-None-Match": tags[address]})  # noqa: S310
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
                answer.read()
        except urllib.error.HTTPError as error:
            if error.code != 304:
                raise
        return time.perf_counter() - due

    began = time.perf_counter()
    with ThreadPoolExecutor(32) as pool:
        took = list(pool.map(ask, range(_RATE * _LIVE_S)))
    rate = len(took) / (time.perf_counter() - began)
    yield Figure(key="geodata.live_rate", value=rate, unit="/s", goal=0.98 * _RATE, better="higher")
    yield Figure(key="geodata.live_p95", value=p95(took) * 1000, unit="ms", goal=150)


def _etag(address: str) -> str:
    with urllib.request.urlopen(address, timeout=30) as answer:  # noqa: S310 - an address of this machine
        return str(answer.headers.get("ETag", ""))


def _with_goal(figure: Figure) -> Figure:
    goals = {
        "geodata.ours.bbox_p95": 50.0, "geodata.ours.tile_z14_p95": 60.0, "geodata.ours.tile_z10_p95": 250.0,
    }  # fmt: skip
    goal = goals.get(figure.key)
    return figure if goal is None else Figure(key=figure.key, value=figure.value, unit=figure.unit, goal=goal)


def _ours(life: City) -> _Side:
    base = f"http://127.0.0.1:{life.port}"
    items = f"{base}/api/ogc/collections/houses/items"
    return _Side(
        name="ours",
        box=lambda box: f"{items}?f=json&limit=100&bbox={box}",
        tile=lambda z, x, y: f"{base}{_TILES_X}/{z}/{y}/{x}",
        one=lambda n: f"{items}/DENW{n:09d}?f=json",
    )


def _theirs(peer: Peer) -> _Side:
    base = peer.address
    if peer.name == "tipg":
        items, tiles = f"{base}/collections/public.houses/items", f"{base}/collections/public.houses/tiles"
        return _Side(
            name="tipg",
            box=lambda box: f"{items}?f=geojson&limit=100&bbox={box}",
            tile=lambda z, x, y: f"{tiles}/WebMercatorQuad/{z}/{x}/{y}",
            one=lambda n: f"{items}/{n}?f=geojson",
        )
    items, tiles = f"{base}/collections/houses/items", f"{base}/collections/houses/tiles"
    return _Side(
        name="pygeoapi",
        box=lambda box: f"{items}?f=json&limit=100&bbox={box}",
        tile=lambda z, x, y: f"{tiles}/WebMercatorQuad/{z}/{y}/{x}?f=mvt",
        one=lambda n: f"{items}/{n}?f=json",
    )


def _box(place: tuple[float, float]) -> str:
    x, y = place
    return f"{x - _HALF:.6f},{y - _HALF:.6f},{x + _HALF:.6f},{y + _HALF:.6f}"


def _tile(place: tuple[float, float], z: int) -> tuple[int, int, int]:
    x, y = place
    n = 2**z
    row = (1 - math.asinh(math.tan(math.radians(y))) / math.pi) / 2 * n
    return z, int((x + 180) / 360 * n), int(row)


def _step(data: Path, *words: str) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-m", "bench.geodata_city", *words],
        env={**os.environ, "STADTKERN_DATA": str(data)},  # noqa: TID251 - the child inherits the shell
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-2_000:])
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found
