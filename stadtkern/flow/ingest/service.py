# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Decoded payloads become stored observations: register, ids, lake, rejections, counters, event.

:func:`store` returns only after the observations are durably committed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from stadtkern.flow.devices import service as devices
from stadtkern.flow.lake.current import lake
from stadtkern.flow.lake.times import micros
from stadtkern.flow.lake.words import Receipt
from stadtkern.kernel import registry, tracing
from stadtkern.kernel.domain import Domain, Source
from stadtkern.kernel.errors import NotFound
from stadtkern.kernel.events import ObservationsStored, tell
from stadtkern.kernel.observation import Decoded, Rejected, Series, Station

from . import counters, rejections, streams
from .checking import judging
from .geodata import placing
from .geodata.placing import Placed
from .log import current as shared
from .log.words import Part
from .models import DecoderKind

_ROWS_KEPT = 20_000
"""Rows of an unknown datastream that are kept; rejections cut the text to their own limit."""


@dataclass(frozen=True, kw_only=True)
class Stored:
    """What became of the records of one or more payloads."""

    stored: int = 0
    duplicates: int = 0
    superseded: int = 0
    rejected: int = 0
    features: int = 0
    """Features of collections that arrived, new or known."""
    accepted: int = 0
    """Observations that the shared ingest log has taken; a writer stores and counts them."""

    def __add__(self, other: Stored) -> Stored:
        return Stored(
            stored=self.stored + other.stored,
            duplicates=self.duplicates + other.duplicates,
            superseded=self.superseded + other.superseded,
            rejected=self.rejected + other.rejected,
            features=self.features + other.features,
            accepted=self.accepted + other.accepted,
        )


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """What a decoder found in one payload."""

    decoded: Decoded
    name: str = ""
    """File name, topic or URL; kept with rejected records."""
    kind: DecoderKind = DecoderKind.SOURCE


def store(decoded: Decoded, *, source_key: str, now: datetime, name: str = "") -> Stored:
    """Store what a decoder found; idempotent, since the lake recognises what it already has.

    Raises:
        LakeUnavailable: the lake cannot be written; nothing was stored.
    """
    return store_all([Delivery(decoded=decoded, name=name)], source_key=source_key, now=now)


def store_all(
    deliveries: Sequence[Delivery], *, source_key: str, now: datetime, directly: bool = False
) -> Stored:
    """Store several payloads of one source: their observations in one commit, then features by collection.

    ``directly``: past the shared ingest log, for large batches that are sent again when something fails.

    Raises:
        LakeUnavailable: the lake cannot be written; what was stored before is recognised when it comes again.
    """
    known = _ensured(deliveries, source_key)
    tables, unknown = [], []
    for delivery in deliveries:
        table, missing = with_ids(delivery.decoded.observations, known)
        tables.append(table)
        unknown.append(_unknown_streams(delivery.decoded.observations, missing))
    together = pa.concat_tables(tables) if tables else None
    with tracing.span("ingest.batch", deliveries=len(deliveries)):
        receipt, newest = append(together, source_key=source_key, now=now, directly=directly)
    placed = [placing.place(one.decoded, source_key=source_key, now=now) for one in deliveries]
    rejected = sum(
        _keep(delivery, more, features, source_key, now)
        for delivery, more, features in zip(deliveries, unknown, placed, strict=True)
    )
    stored = stored_of(receipt) + Stored(rejected=rejected, features=sum(one.arrived for one in placed))
    told(stored, source_key=source_key, newest=newest, now=now)
    return stored


def append(
    table: pa.Table | None, *, source_key: str, now: datetime, directly: bool = False
) -> tuple[Receipt, datetime | None]:
    """Put a table with ``datastream_id`` into the lake; the receipt and the newest phenomenon time [UTC].

    With a shared ingest log it is taken there, unless it shall go ``directly``; then the time is null, since
    the writer tells it.

    Raises:
        LakeUnavailable: neither lake nor log took it; nothing was stored.
    """
    if table is None or not table.num_rows:
        return Receipt(stored=0, duplicates=0, superseded=0, snapshot=0), None
    log = None if directly else shared.log()
    if log is not None:
        return log.hand_over(table, [Part(source_key, table.num_rows, micros(now))]), None
    newest = pc.max(table.column("phenomenon_time")).as_py()
    return lake().append(judging.judged(table)), newest


def stored_of(receipt: Receipt) -> Stored:
    """A receipt in the words of ingest."""
    return Stored(
        stored=receipt.stored,
        duplicates=receipt.duplicates,
        superseded=receipt.superseded,
        accepted=receipt.accepted,
    )


def told(stored: Stored, *, source_key: str, newest: datetime | None, now: datetime) -> None:
    """Count for the source and tell the event; called after the commit."""
    counters.note(
        source_key,
        stored=stored.stored,
        duplicates=stored.duplicates,
        rejected=stored.rejected,
        success_at=now if stored.stored or stored.duplicates or stored.features else None,
        newest=newest,
    )
    if stored.stored:
        tell(
            ObservationsStored(at=now, source=source_key, stored=stored.stored, duplicates=stored.duplicates)
        )


def with_ids(observations: pa.Table, known: Mapping[str, int]) -> tuple[pa.Table, dict[str, int]]:
    """The batch with ``datastream_id`` for ``datastream``, and the number of rows per unknown code."""
    chunks: list[pa.Int64Array] = []
    missing: Counter[str] = Counter()
    for codes, index in _dictionaries(observations):
        ids = pa.array([known.get(code) for code in codes], pa.int64()).take(pa.array(index))
        chunks.append(ids)
        if ids.null_count:
            lost = index[ids.is_null().to_numpy(zero_copy_only=False)]
            missing.update({codes[i]: int(rows) for i, rows in enumerate(np.bincount(lost)) if rows})
    column = pa.chunked_array(chunks, pa.int64())
    position = observations.schema.get_field_index("datastream")
    table = observations.set_column(position, pa.field("datastream_id", pa.int64()), column)
    return (table.filter(column.is_valid()) if missing else table), dict(missing)


def _dictionaries(observations: pa.Table) -> Iterator[tuple[list[str], npt.NDArray[np.integer]]]:
    """Codes and index of each chunk of the column ``datastream``."""
    for chunk in observations.column("datastream").chunks:
        if isinstance(chunk, pa.DictionaryArray):
            yield [str(code) for code in chunk.dictionary.to_pylist()], chunk.indices.to_numpy()


def domain_and_source(source_key: str) -> tuple[Domain, Source] | None:
    """The declaration of a source; none for a free name such as ``push-<name>``."""
    try:
        return registry.source(source_key)
    except NotFound:
        return None


def _ensured(deliveries: Sequence[Delivery], source_key: str) -> dict[str, int]:
    """Ids of all codes in the deliveries; what a declared source tells about is registered first."""
    stations: dict[str, Station] = {}
    series: dict[str, Series] = {}
    codes: set[str] = set()
    for delivery in deliveries:
        stations.update({station.code: station for station in delivery.decoded.stations})
        series.update({one.code: one for one in delivery.decoded.series})
        for named, _ in _dictionaries(delivery.decoded.observations):
            codes.update(named)
    known: dict[str, int] = {}
    declared = domain_and_source(source_key)
    if declared and (stations or series):
        domain, source = declared
        known.update(
            devices.ensure(tuple(stations.values()), tuple(series.values()), domain=domain, source=source)
        )
    left = codes - known.keys()
    known.update({code: stream.id for code, stream in streams.streams(left).items()})
    return known


def _unknown_streams(observations: pa.Table, missing: Mapping[str, int]) -> list[Rejected]:
    """One rejection per unknown code, with its observations as a general table that can be replayed."""
    found = []
    for code, rows in sorted(missing.items()):
        table = observations.filter(pc.field("datastream").cast(pa.string()) == code)
        lines = [f"{code},{time},{value}" for time, value in _cells(table.slice(0, _ROWS_KEPT))]
        reason = f"Datenstrom unbekannt: {code} ({rows} Messwerte nicht gespeichert)"
        found.append(Rejected(reason=reason, raw="\n".join(["datastream,time,value", *lines, ""]).encode()))
    return found


def _cells(table: pa.Table) -> Iterator[tuple[str, str]]:
    times = table.column("phenomenon_time").to_pylist()
    for time, value in zip(times, table.column("result").to_pylist(), strict=True):
        if isinstance(time, datetime):
            yield time.isoformat(), "" if value is None else repr(value)


def _keep(
    delivery: Delivery, unknown: Sequence[Rejected], placed: Placed, source_key: str, now: datetime
) -> int:
    kept = (
        (delivery.decoded.rejected, delivery.kind),
        (unknown, DecoderKind.TABLE),
        (placed.rejected, DecoderKind.FEATURE),
    )
    for rejected, kind in kept:
        if rejected:
            origin = rejections.Origin(source_key=source_key, payload_name=delivery.name, kind=kind)
            rejections.keep(rejected, origin, now=now)
    return sum(len(rejected) for rejected, _kind in kept)
