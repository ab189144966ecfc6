# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What forecasts of the bicycle counters of Münster are worth, beside: as in the week before."""

from __future__ import annotations

import tarfile
import time
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from stadtkern.commons.schedules.holidays import holidays_of
from stadtkern.domains.cycling.sources import decode
from stadtkern.flow.outlets.forecasts.backtest import worth
from stadtkern.flow.outlets.forecasts.grid import Grid, grid
from stadtkern.kernel.observation import Payload

from .figures import Figure, median

_DEMO = (
    Path(__file__).resolve().parents[1]
    / "stadtkern/settings/demo/data/cycling-muenster_2025-08_2026-08.tar.xz"
)
_SINCE = "2025-06"
_STATE = "05"
_HOUR_US = 3_600_000_000


def measure(archive: Path | None) -> Iterator[Figure]:
    """Mean gain over the naive forecast over all counters, one, three and seven days ahead."""
    tables = {site: _table(counts) for site, counts in _hours(archive or _DEMO).items()}
    yield Figure(key="forecasts.counters", value=len(tables), unit="sites")
    for days in (1, 3, 7):
        begin = time.perf_counter()
        found = [one for table in tables.values() if (one := worth(table, days=days, counted=True))]
        spent = (time.perf_counter() - begin) / max(len(tables), 1)
        gains = [one.gain * 100 for one in found]
        key = f"forecasts.{days}d"
        yield Figure(
            key=f"{key}.gain", value=float(np.mean(gains)), unit="% MAE", goal=15, better="higher",
            note="mean over the counters, on days that the choice of the method has not seen",
        )  # fmt: skip
        yield Figure(key=f"{key}.gain_median", value=median(gains), unit="% MAE")
        yield Figure(key=f"{key}.gain_worst", value=min(gains), unit="% MAE")
        yield Figure(key=f"{key}.worse_than_naive", value=sum(gain <= 0 for gain in gains), unit="sites")
        yield Figure(
            key=f"{key}.too_little", value=len(tables) - len(found), unit="sites", note="too few days"
        )
        inside = float(np.mean([one.inside for one in found])) * 100
        yield Figure(
            key=f"{key}.inside", value=inside, unit="%", note="of values within the interval of 90 %"
        )
        yield Figure(key=f"{key}.seconds", value=spent, unit="s", note="back-test of one counter")


def _hours(archive: Path) -> dict[str, dict[int, list[float]]]:
    """Counts of the quarters of each hour [s since 1970], by site."""
    sites: dict[str, dict[int, list[float]]] = defaultdict(lambda: defaultdict(list))
    with tarfile.open(archive) as members:
        for member in members:
            month = Path(member.name).stem
            stream = members.extractfile(member) if member.name.endswith(".csv") and month >= _SINCE else None
            if stream is not None:
                site = Path(member.name).parent.name
                _read(sites[site], site, member.name, stream.read())
    return sites


def _read(hours: dict[int, list[float]], site: str, name: str, content: bytes) -> None:
    found = decode(Payload(name=name, content=content, received_at=datetime(2026, 8, 22, tzinfo=UTC)))
    code = pa.scalar(f"muenster/{site}/{site}")
    total = found.observations.filter(pc.equal(found.observations["datastream"].cast(pa.string()), code))
    starts = total["phenomenon_time"].cast(pa.int64()).to_numpy() // _HOUR_US * 3600
    for start, count in zip(starts.tolist(), total["result"].to_numpy().tolist(), strict=True):
        hours[start].append(count)


def _table(hours: dict[int, list[float]]) -> Grid:
    holidays = {one.day for year in range(2025, 2028) for one in holidays_of(_STATE, year)}
    values = [
        (datetime.fromtimestamp(start, UTC), sum(quarters) if len(quarters) == 4 else None)
        for start, quarters in hours.items()
    ]
    return grid(values, lambda day: day in holidays, ahead=8)
