# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Observations on their way from a payload to the lake, as records and as columns.

A decoder names a datastream by its *code* (``muenster/100035541/101035541``); the register gives it its id.
All times are aware UTC.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import IntFlag
from typing import TypeAlias

import pyarrow as pa

from .collections import Feature

TIME = pa.timestamp("us", tz="UTC")
AnyArray: TypeAlias = "pa.Array[pa.Scalar[pa.DataType]]"

OBSERVATIONS = pa.schema(
    [
        pa.field("datastream", pa.dictionary(pa.int32(), pa.string()), nullable=False),
        pa.field("phenomenon_time", TIME, nullable=False),
        pa.field("phenomenon_end", TIME),
        pa.field("result_time", TIME),
        pa.field("result", pa.float64()),
        pa.field("result_json", pa.string()),
        pa.field("valid_start", TIME),
        pa.field("valid_end", TIME),
        pa.field("quality", pa.uint16()),
        pa.field("parameters", pa.string()),
        pa.field("feature_id", pa.int64()),
        pa.field("result_quality", pa.string()),
    ]
)
"""Columns of a batch that a decoder hands over; all but the first two may be null."""


class Quality(IntFlag):
    """What is known about the trustworthiness of one observation; no flag (null) means nothing is known."""

    PROVISIONAL = 1
    """The source will check or correct it later."""
    SOURCE_SUSPECT = 2
    """The source itself marks it as doubtful or disturbed."""
    SUPERSEDED = 4
    """A later delivery gave another result for the same time; kept, but left out of charts."""
    OUT_OF_RANGE = 8
    """Outside the plausible range of its datastream."""
    STEP = 16
    """Further from the value before than its datastream can change."""
    STUCK = 32
    """One of a run of equal values that is longer than its datastream shows in reality."""
    AFTER_GAP = 64
    """The first value after a gap."""
    DRIFT = 128
    """Its datastream moves away from its neighbours."""
    CLOCK = 256
    """The device's clock was wrong; the time of arrival stands for it, the device's is in the parameters."""
    CALIBRATED = 512
    """Corrected by a calibration; the measured value is in the parameters."""
    SIMULATED = 1024
    """Not measured but simulated."""


IMPLAUSIBLE = Quality.SOURCE_SUSPECT | Quality.OUT_OF_RANGE | Quality.STEP | Quality.STUCK | Quality.DRIFT
"""Flags that say: do not rely on this value."""

LEFT_OUT = Quality.OUT_OF_RANGE | Quality.STEP | Quality.STUCK | Quality.DRIFT
"""Flags of values that are kept but left out of means, sums, minima and maxima.

What the source itself doubts stays in: its own publications count it too.
"""


@dataclass(frozen=True, kw_only=True)
class Observation:
    """One measured value: what a decoder of small payloads yields."""

    datastream: str
    phenomenon_time: datetime
    result: float | None = None
    result_json: str | None = None
    phenomenon_end: datetime | None = None
    result_time: datetime | None = None
    valid_start: datetime | None = None
    valid_end: datetime | None = None
    quality: Quality | None = None
    parameters: str | None = None
    feature_id: int | None = None
    result_quality: str | None = None
    """JSON as a client gave it (SensorThings ``resultQuality``)."""


@dataclass(frozen=True, kw_only=True)
class Rejected:
    """A record that was not stored: why, where in the payload, and its raw form."""

    reason: str
    """One German sentence: what is wrong and what was expected."""
    raw: bytes
    where: str = ""
    """Position in the payload, e.g. ``Zeile 17, Spalte Datetime``."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a station was (or is, when ``valid_to`` is null) during a time."""

    longitude: float
    latitude: float
    """WGS 84 degrees."""
    valid_from: datetime
    valid_to: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Station:
    """A thing that a payload tells about; it becomes (or updates) a thing of the register."""

    code: str
    """Unique within the city, prefixed by the source, e.g. ``muenster/100035541``."""
    name: str
    """Empty when the payload knows only the code: then the register keeps what it says about the thing."""
    longitude: float | None = None
    latitude: float | None = None
    """WGS 84 degrees."""
    description: str = ""
    properties: Mapping[str, str | int | float | bool | None] = field(default_factory=dict)
    places: tuple[Place, ...] = ()
    """All places of the station, oldest first, when the payload tells its history."""


@dataclass(frozen=True, kw_only=True)
class Series:
    """A datastream that a payload tells about: one or more quantities of one station."""

    code: str
    """Unique within the city, e.g. ``muenster/100035541/101035541``."""
    station: str
    name: str
    quantities: tuple[str, ...]
    """Keys of the measured quantities; more than one makes a datastream with several components."""
    interval_s: int | None = None
    """Expected spacing of the observations; null when irregular."""
    period: bool = False
    """True when a result is valid for the interval that starts at its time (counts, sums)."""
    properties: Mapping[str, str | int | float | bool | None] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Payload:
    """Bytes as they arrived: file name (or topic, or URL) and content."""

    name: str
    content: bytes
    received_at: datetime


def no_observations() -> pa.Table:
    """An empty batch with the columns of :data:`OBSERVATIONS`."""
    return OBSERVATIONS.empty_table()


@dataclass(frozen=True, kw_only=True)
class Decoded:
    """What a decoder found in one payload."""

    stations: tuple[Station, ...] = ()
    series: tuple[Series, ...] = ()
    observations: pa.Table = field(default_factory=no_observations)
    """Columns of :data:`OBSERVATIONS`; build it with :func:`columns` or :func:`observation_columns`."""
    rejected: tuple[Rejected, ...] = ()
    features: Mapping[str, tuple[Feature, ...]] = field(default_factory=dict)
    """By key of the collection that they belong to."""
    complete: frozenset[str] = frozenset()
    """Keys of collections whose features are all in this payload: what it does not name is gone."""
    complaint: str = ""
    """Why this is not what was agreed upon, although parts of it could be read; one German sentence."""


def columns(**given: AnyArray | pa.ChunkedArray[pa.Scalar[pa.DataType]]) -> pa.Table:
    """A batch from the given columns; the missing ones are null.

    Raises:
        ValueError: a column is unknown, or ``datastream`` or ``phenomenon_time`` is missing.
    """
    unknown = set(given) - set(OBSERVATIONS.names)
    if unknown or not {"datastream", "phenomenon_time"} <= set(given):
        raise ValueError(f"unknown or missing columns: {sorted(unknown) or 'datastream, phenomenon_time'}")
    rows = len(given["phenomenon_time"])
    arrays = [
        given[name].cast(OBSERVATIONS.field(name).type)
        if name in given
        else pa.nulls(rows, OBSERVATIONS.field(name).type)
        for name in OBSERVATIONS.names
    ]
    return pa.table(arrays, schema=OBSERVATIONS)


def observation_columns(observations: Iterable[Observation]) -> pa.Table:
    """A batch from single observations; times are converted to UTC.

    Raises:
        ValueError: an observation has a time without offset.
    """
    rows = list(observations)
    for row in rows:
        if row.phenomenon_time.tzinfo is None:
            raise ValueError(f"{row.datastream}: phenomenon_time has no offset")
    return pa.table(
        [
            _column([getattr(row, name) for row in rows], OBSERVATIONS.field(name).type)
            for name in OBSERVATIONS.names
        ],
        schema=OBSERVATIONS,
    )


def _column(values: list[object], kind: pa.DataType) -> AnyArray:
    made: AnyArray
    if pa.types.is_timestamp(kind):
        made = pa.array([v.astimezone(UTC) if isinstance(v, datetime) else v for v in values], kind)
    elif pa.types.is_dictionary(kind):
        made = pa.array(values, pa.string()).dictionary_encode()
    else:
        made = pa.array(values, kind)
    return made
