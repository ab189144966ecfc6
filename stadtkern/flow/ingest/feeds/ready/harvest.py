# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a ready connector gathers from a payload: stations, values in units of their quantities, refusals."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pyarrow as pa

from stadtkern.flow.devices.units import UnitRefused, conversion
from stadtkern.flow.ingest.mapping.clock import Settled
from stadtkern.kernel.observation import (
    Decoded,
    Observation,
    Rejected,
    Series,
    Station,
    observation_columns,
)
from stadtkern.kernel.quantities import Quantity

BERLIN = ZoneInfo("Europe/Berlin")
Fact = str | int | float | bool | None


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A value as it was told."""

    quantity: Quantity
    value: object
    at: Settled
    unit: str = ""
    """UCUM; empty: that of the quantity."""
    series: str = ""
    """Last part of the datastream's code; empty: the quantity."""
    interval_s: int | None = None


@dataclass(kw_only=True)
class Harvest:
    """What was gathered so far; codes begin with the key of the source."""

    key: str
    stations: dict[str, Station] = field(default_factory=dict)
    series: dict[str, Series] = field(default_factory=dict)
    observations: list[Observation] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)

    def station(self, code: str, name: str = "", **more: object) -> str:
        """Note a station; ``more``: longitude and latitude [degrees], properties. Its whole code."""
        whole = f"{self.key}/{code}"
        longitude, latitude = degrees(more.get("longitude")), degrees(more.get("latitude"))
        placed = longitude is not None and latitude is not None
        told = more.get("properties")
        self.stations[whole] = Station(
            code=whole,
            name=name,
            longitude=longitude if placed else None,
            latitude=latitude if placed else None,
            properties=told if isinstance(told, Mapping) else {},
        )
        return whole

    def value(self, station: str, reading: Reading) -> str:
        """Note a value; why it is refused, or nothing."""
        number = as_number(reading.value)
        if number is None:
            return f"„{str(reading.value)[:40]}“ ist keine Zahl ({reading.quantity.german})."
        if reading.unit and reading.unit != reading.quantity.ucum:
            try:
                number = conversion(reading.unit, reading.quantity.ucum).of(number)
            except UnitRefused as error:
                return str(error)
        code = f"{station}/{reading.series or reading.quantity.key}"
        self.series[code] = Series(
            code=code,
            station=station,
            name=reading.quantity.german,
            quantities=(reading.quantity.key,),
            interval_s=reading.interval_s,
        )
        at = reading.at
        self.observations.append(
            Observation(
                datastream=code,
                phenomenon_time=at.time,
                result=number,
                quality=at.quality,
                parameters=at.parameters,
            )
        )
        return ""

    def refuse(self, reason: str, raw: bytes, where: str = "") -> None:
        """Note a record that is not stored."""
        self.rejected.append(Rejected(reason=reason, raw=raw, where=where))

    def decoded(self) -> Decoded:
        """All of it as one batch."""
        return Decoded(
            stations=tuple(self.stations.values()),
            series=tuple(self.series.values()),
            observations=observation_columns(self.observations),
            rejected=tuple(self.rejected),
        )


def as_number(value: object) -> float | None:
    """A finite number; texts with a point are numbers, truth values are not."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def degrees(value: object) -> float | None:
    """A coordinate, none when it cannot be one or is the zero of “unknown”."""
    number = as_number(value)
    return number if number is not None and number and abs(number) <= 180 else None


def iso_time(text: object, *, zone: ZoneInfo | None = None) -> datetime | None:
    """A time as UTC; ``zone`` for those without offset, none: these are no times."""
    if not isinstance(text, str):
        return None
    try:
        read = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    if read.tzinfo is None:
        return read.replace(tzinfo=zone).astimezone(UTC) if zone else None
    return read.astimezone(UTC)


def day_of(moment: datetime) -> Settled:
    """Local midnight: what hardly changes is observed once a day."""
    local = moment.astimezone(BERLIN).replace(hour=0, minute=0, second=0, microsecond=0)
    return Settled(time=local.astimezone(UTC))


def under_key(decoded: Decoded, key: str) -> Decoded:
    """What a decoder of a declared source found, as things of the connection with this key."""

    def renamed(code: str) -> str:
        return f"{key}/{code.partition('/')[2]}"

    position = decoded.observations.schema.get_field_index("datastream")
    codes = decoded.observations.column("datastream").cast(pa.string()).to_pylist()
    column = pa.array([renamed(str(code)) for code in codes], pa.string()).dictionary_encode()
    return replace(
        decoded,
        stations=tuple(replace(one, code=renamed(one.code)) for one in decoded.stations),
        series=tuple(
            replace(one, code=renamed(one.code), station=renamed(one.station)) for one in decoded.series
        ),
        observations=decoded.observations.set_column(
            position, decoded.observations.schema.field("datastream"), column
        ),
    )
