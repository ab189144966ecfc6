# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Small builders for the tests of the series language."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pyarrow as pa

from stadtkern.flow.devices import service as register
from stadtkern.flow.lake.lake import Lake
from stadtkern.kernel import registry
from stadtkern.kernel.observation import TIME, Series, Station

START = datetime(2026, 5, 4, 22, tzinfo=UTC)
"""Midnight of Tuesday 5 May 2026 in Germany."""


def site(
    domain: str,
    quantity: str,
    code: str,
    *,
    interval_s: int | None = 3600,
    place: tuple[float, float] = (6.76, 51.43),
) -> int:
    """A thing with one datastream of the first source of the domain; the id of the datastream.

    Code and name of both begin with ``code``.
    """
    declared = registry.domain(domain)
    station = Station(code=f"x/{code}", name=f"Ort {code}", longitude=place[0], latitude=place[1])
    series = Series(
        code=f"x/{code}/{quantity}",
        station=station.code,
        name=quantity,
        quantities=(quantity,),
        interval_s=interval_s,
        period=True,
    )
    source = declared.sources[0] if declared.sources else None
    return register.ensure([station], [series], domain=declared, source=source)[series.code]


def fill(
    lake: Lake,
    stream: int,
    values: Sequence[float | None],
    *,
    start: datetime = START,
    step: timedelta = timedelta(hours=1),
) -> None:
    """Values one step after another; null leaves one out."""
    rows = [(start + n * step, value) for n, value in enumerate(values) if value is not None]
    lake.append(
        pa.table(
            {
                "datastream_id": pa.array([stream] * len(rows), pa.int64()),
                "phenomenon_time": pa.array([at for at, _value in rows], TIME),
                "result": pa.array([value for _at, value in rows], pa.float64()),
            }
        )
    )
