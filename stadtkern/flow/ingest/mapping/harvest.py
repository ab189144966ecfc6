# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What was read from documents, column by column, until it becomes one batch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pyarrow as pa

from stadtkern.kernel.observation import TIME, Decoded, Rejected, Series, Station, columns

from .clock import Settled
from .fields import Found, Planned

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


@dataclass(kw_only=True)
class Harvest:
    """What was read so far, column by column."""

    stations: dict[str, Station] = field(default_factory=dict)
    series: dict[str, Series] = field(default_factory=dict)
    datastreams: list[str] = field(default_factory=list)
    times: list[int] = field(default_factory=list)
    """Microseconds since 1970."""
    results: list[float | None] = field(default_factory=list)
    texts: list[str | None] = field(default_factory=list)
    """JSON."""
    qualities: list[int | None] = field(default_factory=list)
    parameters: list[str | None] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)

    def decoded(self) -> Decoded:
        """All of it as one batch."""
        return Decoded(
            stations=tuple(self.stations.values()),
            series=tuple(self.series.values()),
            observations=columns(
                datastream=pa.array(self.datastreams, pa.string()).dictionary_encode(),
                phenomenon_time=pa.array(self.times, pa.int64()).cast(TIME),
                result=pa.array(self.results, pa.float64()),
                result_json=pa.array(self.texts, pa.string()),
                quality=pa.array(self.qualities, pa.uint16()),
                parameters=pa.array(self.parameters, pa.string()),
            ),
            rejected=tuple(self.rejected),
        )


@dataclass(frozen=True, kw_only=True)
class Told:
    """One reading of one thing: where it belongs and when it counts."""

    thing: str
    """Code of the thing within the city."""
    at: Settled
    interval_s: int | None = None


def put(found: Sequence[Found], told: Told, harvest: Harvest) -> None:
    """Put the values of one reading to the rest, each into its datastream."""
    time = (told.at.time - EPOCH) // MICROSECOND
    quality = None if told.at.quality is None else int(told.at.quality)
    for one, result, text in found:
        code = f"{told.thing}/{one.series}"
        if code not in harvest.series:
            harvest.series[code] = series_of(one, told)
        harvest.datastreams.append(code)
        harvest.times.append(time)
        harvest.results.append(result)
        harvest.texts.append(text)
        harvest.qualities.append(quality)
        harvest.parameters.append(told.at.parameters)


def series_of(one: Planned, told: Told) -> Series:
    """The datastream of a field at a thing."""
    return Series(
        code=f"{told.thing}/{one.series}",
        station=told.thing,
        name=one.field.name or one.quantity.german,
        quantities=(one.quantity.key,),
        interval_s=told.interval_s,
        period=one.field.period,
    )
