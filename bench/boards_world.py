# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the bench of dashboards sets up in a city, through the services that the cockpit uses.

Runs as a process of its own (``python -m bench.boards_world STEP …``) on the city's data folder.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import numpy as np
import pyarrow as pa

from stadtkern.settings import start

_KNOBS = start.django(quiet=True)

from stadtkern.flow.devices import service as devices  # noqa: E402 - Django must be ready
from stadtkern.flow.lake.lake import Lake  # noqa: E402
from stadtkern.flow.lake.words import Interval  # noqa: E402
from stadtkern.flow.outlets.dashboards import service as dashboards  # noqa: E402
from stadtkern.flow.outlets.series import service as series  # noqa: E402
from stadtkern.flow.outlets.series.words import SeriesQuestion  # noqa: E402
from stadtkern.kernel import granting, registry  # noqa: E402
from stadtkern.kernel.dashboards import (  # noqa: E402
    AnyTile,
    BarTile,
    ChartTile,
    Dashboard,
    DashboardPage,
    GaugeTile,
    HeatTile,
    MapTile,
    NumberTile,
    QualityTile,
    ScatterTile,
    Series,
    TableTile,
    Target,
)
from stadtkern.kernel.errors import NotFound  # noqa: E402
from stadtkern.kernel.models import Person  # noqa: E402
from stadtkern.kernel.observation import Series as Told  # noqa: E402
from stadtkern.kernel.observation import Station  # noqa: E402
from stadtkern.kernel.roles import Role  # noqa: E402
from stadtkern.settings import lakes  # noqa: E402

from . import rows  # noqa: E402

DOMAIN = "sensors"
QUANTITIES = ("bicycle_count", "air_temperature", "pm10", "relative_humidity", "battery_voltage")
"""In the order of the columns of ``bench.rows``."""
SPANS = {"month": "30d", "year": "12m"}


def register(_word: str) -> dict[str, float]:
    """2,000 things with a datastream each; seconds."""
    begin = time.perf_counter()
    domain = registry.domain(DOMAIN)
    numbers = range(rows.DATASTREAMS)
    stations = [
        Station(
            code=f"bench/{n}", name=f"Platz {n}", longitude=7.5 + n % 50 / 300, latitude=51.9 + n // 50 / 400
        )
        for n in numbers
    ]
    told = [
        Told(
            code=f"bench/{n}/0",
            station=f"bench/{n}",
            name=f"Reihe {n}",
            quantities=(QUANTITIES[n % 5],),
            interval_s=rows.STEP_S,
            period=n % 5 == 0,
        )
        for n in numbers
    ]
    devices.ensure(stations, told, domain=domain, source=None)
    return {"seconds": time.perf_counter() - begin}


def fill(count: str) -> dict[str, float]:
    """About so many observations of a year, compacted; how many, and seconds."""
    begin = time.perf_counter()
    lake = _lake()
    from_number = _ids()
    stored = 0
    for batch in rows.batches(int(count)):
        numbers = batch["datastream_id"].to_numpy() - 1
        stored += lake.append(batch.set_column(0, "datastream_id", pa.array(from_number[numbers]))).stored
    lake.compact(now=datetime.now(UTC) + timedelta(days=2))
    lake.close()
    return {"stored": float(stored), "seconds": time.perf_counter() - begin}


def board(_word: str) -> dict[str, float]:
    """A public dashboard of twelve tiles for each time range."""
    now = datetime.now(UTC)
    actor, _made = Person.objects.get_or_create(username="bench")
    granting.grant("bench", actor, Role.ADMINISTRATOR, at=now)
    for name, span in SPANS.items():
        page = DashboardPage(key="alles", title="Alles", tiles=_tiles())
        definition = Dashboard(key=name, title=name, pages=(page,), span=span)
        stored = dashboards.create(actor, title=name, department=None, definition=definition, at=now)
        dashboards.publish(actor, stored.key, at=now)
    return {"tiles": float(len(_tiles()))}


def years(_word: str) -> dict[str, float]:
    """Two years of all counters side by side, week by week: seconds cold and (median of five) warm."""
    lake = _lake()
    extent = series.extent("each(cycling.bicycle_count)", reader=None, lake=lake)
    if extent is None:
        raise NotFound("no counts in this city")
    end = extent[1]

    def compared() -> int:
        found = [
            series.lines(
                SeriesQuestion(
                    expression=expression,
                    start=end - timedelta(days=364),
                    end=end,
                    interval=Interval(number=1, unit="week"),
                ),
                lake=lake,
                now=end,
            )
            for expression in ("each(cycling.bicycle_count)", "shift(each(cycling.bicycle_count), 52 w)")
        ]
        return len(found[0])

    times, lines = [], 0
    for _turn in range(6):
        begin = time.perf_counter()
        lines = compared()
        times.append(time.perf_counter() - begin)
    lake.close()
    return {"cold": times[0], "warm": float(np.median(times[1:])), "lines": float(lines)}


def _tiles() -> tuple[AnyTile, ...]:
    """Every kind that computes something; two of them over all 400 places one by one."""

    def of(expression: str) -> Series:
        return Series(expression=f"{expression}")

    people, air, dust, damp, power = (f"{DOMAIN}.{key}" for key in QUANTITIES)
    most = Target(value=20.0, direction="at_most")
    return (
        NumberTile(key="z1", title="Heute", series=of(f"sum({people})"), period="day"),
        NumberTile(key="z2", title="Luft", series=of(f"mean({air})"), period="day", trend="week"),
        NumberTile(key="z3", title="Strom", series=of(f"min({power})"), period="day"),
        ChartTile(key="c1", title="Verlauf", series=(of(f"mean({air})"), of(f"mean({damp})"))),
        ChartTile(key="c2", title="Vergleich", series=(of(f"sum({people})"),), compare=("week", "year")),
        BarTile(key="b1", title="Wochentage", series=(of(f"sum({people})"),), by="weekday"),
        HeatTile(key="h1", title="Wochenbild", series=of(f"sum({people})")),
        ScatterTile(key="s1", title="Zusammenhang", x=of(f"mean({air})"), y=of(f"mean({damp})")),
        TableTile(key="t1", title="Tabelle", series=(of(f"mean({dust})"), of(f"max({dust})")), rows="series"),
        MapTile(key="m1", title="Karte", series=of(f"each({dust})")),
        GaugeTile(key="g1", title="Ziel", series=of(f"mean({dust})"), target=most, period="range"),
        QualityTile(key="q1", title="Güte", series=of(f"sum({people})")),
    )


def _ids() -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Ids of the datastreams by their number."""
    codes = [f"bench/{n}/0" for n in range(rows.DATASTREAMS)]
    known = devices.datastream_ids(codes)
    return np.array([known[code] for code in codes], np.int64)


def _lake() -> Lake:
    return lakes.open_lake(_KNOBS)


_STEPS: dict[str, Callable[[str], dict[str, float]]] = {
    "register": register,
    "fill": fill,
    "board": board,
    "years": years,
}


def main() -> None:
    """Do one step and print what was measured as JSON."""
    step, *words = sys.argv[1:]
    sys.stdout.write(json.dumps(_STEPS[step](words[0] if words else "")) + "\n")


if __name__ == "__main__":
    main()
