# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Observations of a source as one long table; small counts are protected as in all downloads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from hashlib import blake2b
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from django.utils import timezone

from stadtkern.flow.catalogue.words import Column, Entry
from stadtkern.flow.devices.models import Datastream, SourceState
from stadtkern.flow.lake.current import lake
from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.lake.open_tables.snapshots import Subject
from stadtkern.flow.lake.words import Question
from stadtkern.flow.outlets import protection, readings
from stadtkern.flow.outlets.readings import MOST_POINTS, Channel, Point

from .words import OpenTable

COLUMNS = (
    Column(key="time", title="Zeitpunkt", kind="datetime", description="Beginn, UTC"),
    Column(key="end", title="Ende", kind="datetime", description="bei Zeiträumen, UTC"),
    Column(key="place", title="Objekt", kind="text"),
    Column(key="datastream", title="Datenstrom", kind="text"),
    Column(key="quantity", title="Messgröße", kind="text"),
    Column(key="value", title="Wert", kind="number"),
    Column(key="unit", title="Einheit", kind="text"),
    Column(key="text", title="Text", kind="text", description="wenn der Wert keine Zahl ist"),
    Column(key="quality", title="Merkmale der Qualität", kind="integer", description="0: nichts bekannt"),
)
_TIME: pa.DataType = pa.timestamp("us", tz="UTC")
SCHEMA = pa.schema(
    [
        pa.field("time", _TIME),
        pa.field("end", _TIME),
        pa.field("place", pa.string()),
        pa.field("datastream", pa.string()),
        pa.field("quantity", pa.string()),
        pa.field("value", pa.float64()),
        pa.field("unit", pa.string()),
        pa.field("text", pa.string()),
        pa.field("quality", pa.int32()),
    ]
)
_AT_ONCE = 500_000
"""Observations that are read at once."""
_LIMIT_S = 600.0
_KEPT_S = 600
_QUERY = (Path(__file__).parent.parent / "queries" / "open_observations.sql").read_text(encoding="utf-8")


def table(entry: Entry) -> OpenTable:
    """The table of a source of observations."""
    rows = readings.readable(Datastream.objects.filter(thing__source=entry.source)).order_by("pk")
    streams = list(rows)
    known = lake().latest([stream.pk for stream in streams])
    state = SourceState.objects.filter(key=entry.source).first()
    told = [f"{stream.pk} {stream.visibility} {stream.thing_id}" for stream in streams]
    name = blake2b("\n".join(told).encode(), digest_size=12).hexdigest()
    seen = f"{state.stored} {state.last_observation_at}" if state else ""
    return OpenTable(
        key=entry.key,
        subject=Subject(
            name=f"{entry.key} {name} {entry.issued}",
            revision=f"{seen} {sum(one.count for one in known.values())}",
        ),
        columns=COLUMNS,
        rows=sum(one.count for one in known.values()),
        write=partial(_write, streams),
        kept_s=_KEPT_S,
        first="-time",
    )


def _write(streams: Sequence[Datastream], path: Path) -> None:
    """All observations of these public datastreams, by datastream and time."""
    open_lake, now = lake(), timezone.now()
    channels = [one for stream in streams for one in readings.channels(stream)]
    with pq.ParquetWriter(path, SCHEMA, compression="zstd") as writer:
        for chunk in _chunks([one for one in channels if one.rule is None], open_lake):
            writer.write_table(_observations(chunk, open_lake).cast(SCHEMA))
        for one in channels:
            if one.rule is not None:
                for points in _protected(one, open_lake, now):
                    writer.write_table(_blocks(one, points))


def _chunks(channels: Sequence[Channel], open_lake: Lake) -> Iterator[list[Channel]]:
    """Channels whose observations may be read together."""
    known = open_lake.latest([one.datastream.pk for one in channels])
    chunk: list[Channel] = []
    size = 0
    for one in channels:
        latest = known.get(one.datastream.pk)
        if latest is None:
            continue
        if chunk and size + latest.count > _AT_ONCE:
            yield chunk
            chunk, size = [], 0
        chunk.append(one)
        size += latest.count
    if chunk:
        yield chunk


def _observations(channels: Sequence[Channel], open_lake: Lake) -> pa.Table:
    given = {
        "datastreams": [one.datastream.pk for one in channels],
        "components": [one.component for one in channels],
        "several": [one.datastream.multi for one in channels],
        "codes": [one.datastream.code for one in channels],
        "places": [one.datastream.thing.name for one in channels],
        "quantities": [one.quantity.german for one in channels],
        "units": [one.quantity.symbol for one in channels],
    }
    return open_lake.ask(Question(_QUERY, given, limit_s=_LIMIT_S))


def _protected(one: Channel, open_lake: Lake, now: datetime) -> Iterator[list[Point]]:
    """Sums of whole blocks, as many at once as a series may have."""
    rule, latest = one.rule, open_lake.latest([one.datastream.pk]).get(one.datastream.pk)
    if rule is None or latest is None:
        return
    interval = protection.block(rule)
    span = timedelta(seconds=rule.finer_than_s) * (MOST_POINTS - 1)
    start, end = protection.block_start(rule, latest.first_time), latest.last_time + timedelta(microseconds=1)
    while start < end:
        until = min(start + span, end)
        found = readings.series(one, start=start, end=until, interval=interval, lake=open_lake, now=now)
        yield [point for point in found.points if point.value is not None]
        start = protection.block_end(rule, until)


def _blocks(one: Channel, points: Sequence[Point]) -> pa.Table:
    count = len(points)
    return pa.table(
        {
            "time": pa.array([point.start for point in points], _TIME),
            "end": pa.array([point.end for point in points], _TIME),
            "place": pa.array([one.datastream.thing.name] * count, pa.string()),
            "datastream": pa.array([one.datastream.code] * count, pa.string()),
            "quantity": pa.array([one.quantity.german] * count, pa.string()),
            "value": pa.array([point.value for point in points], pa.float64()),
            "unit": pa.array([one.quantity.symbol] * count, pa.string()),
            "text": pa.nulls(count, pa.string()),
            "quality": pa.array([int(point.doubts) for point in points], pa.int32()),
        },
        schema=SCHEMA,
    )
