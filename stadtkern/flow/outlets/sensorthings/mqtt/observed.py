# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""New observations as updates for those who watch them: straight from the committed rows."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from stadtkern.flow.devices.sensing.service import KnownStream
from stadtkern.flow.lake import current
from stadtkern.flow.outlets.sensorthings.entities import (
    DATASTREAM,
    MULTI_DATASTREAM,
    OBSERVATION,
    Kind,
)
from stadtkern.flow.outlets.sensorthings.http.encoding.records import Encoder
from stadtkern.flow.outlets.sensorthings.query import evaluator
from stadtkern.flow.outlets.sensorthings.query.evaluation.rows import Row, Stored
from stadtkern.flow.outlets.sensorthings.query.words import (
    Among,
    Both,
    Constant,
    Path,
    Query,
)
from stadtkern.flow.outlets.sensorthings.reading import observations_rows
from stadtkern.flow.outlets.sensorthings.reading.observations_rows import Columns
from stadtkern.flow.outlets.sensorthings.reading.protected import Guard
from stadtkern.flow.outlets.sensorthings.reading.words import Record
from stadtkern.flow.outlets.sensorthings.writing import streams
from stadtkern.flow.outlets.sensorthings.writing.streams import entity_of
from stadtkern.kernel.messages import Update

from .sight import Sight
from .topics import PREFIX, covered
from .watches import Watch, Watches

_BELIEVED_S = 5.0
_PLAIN = Query(entity=OBSERVATION)
_SETS = f"{PREFIX}{OBSERVATION.plural}"


class ObservedNews:
    """Makes updates of committed rows; one thread."""

    def __init__(self, watches: Watches, sight: Sight) -> None:
        self._watches = watches
        self._sight = sight
        self._protected: dict[str, tuple[float, frozenset[int]]] = {}

    def updates(self, table: pa.Table, now: datetime) -> Iterator[Update]:
        """An update per row and watch that it concerns, as far as the watch may see it."""
        wanted = self._watches.streams
        if wanted is not None:
            table = table.filter(pc.is_in(table.column("datastream_id"), pa.array(list(wanted), pa.int64())))
        if not table.num_rows:
            return
        columns = _columns(table)
        rows: dict[int, list[int]] = {}
        for number, stream in enumerate(columns["datastream_id"]):
            if isinstance(stream, int):
                rows.setdefault(stream, []).append(number)
        for key, numbers in rows.items():
            stream = streams.stream(key)
            if stream is not None:
                part = {name: [values[number] for number in numbers] for name, values in columns.items()}
                yield from self._of_stream(stream, part, now)

    def _of_stream(self, stream: KnownStream, columns: Columns, now: datetime) -> Iterator[Update]:
        without = DATASTREAM.name if stream.multi else MULTI_DATASTREAM.name
        for watch in self._watches.of_stream(stream.id):
            if not self._may_see(watch, stream, now):
                continue
            query = watch.query or _PLAIN
            encoder = Encoder(self._sight.base)
            for record in self._wanted(watch, columns, now):
                payload = msgspec.json.encode(encoder.record(record, query, without=without))
                for topic in _topics(watch, stream):
                    domain = watch.caller.sight
                    yield Update(pattern=watch.pattern, domain=domain, topic=topic, payload=payload)

    def _may_see(self, watch: Watch, stream: KnownStream, now: datetime) -> bool:
        """Whether the watch may see the datastream as it happens; small counts are never shown at once."""
        return stream.seen_by(watch.caller) and stream.id not in self._hidden(watch, now)

    def _hidden(self, watch: Watch, now: datetime) -> Collection[int]:
        """Datastreams with small counts that the watch sees later, over HTTP, when their block is open."""
        domain = watch.caller.sight
        until, found = self._protected.get(domain, (0.0, frozenset()))
        if until < time.monotonic():
            guard = Guard(caller=watch.caller, lake=current.lake(), now=now)
            found = frozenset(one.stream for one in guard.channels())
            self._protected[domain] = (time.monotonic() + _BELIEVED_S, found)
        return found

    def _wanted(self, watch: Watch, columns: Columns, now: datetime) -> Sequence[Record]:
        """The records that the watch asks for, with what it selects and expands."""
        query = watch.query
        if query is None:
            return observations_rows.records(columns, _PLAIN)
        if watch.asks_again:
            return self._asked(watch, query, observations_rows.ids_of(columns), now)
        condition = query.filter
        if condition is None:
            return observations_rows.records(columns, query)
        whole = observations_rows.records(columns, _PLAIN)
        shown = observations_rows.records(columns, query)
        return [
            record
            for record, row in zip(shown, whole, strict=True)
            if evaluator.matches(condition, _Row(row), now=now)
        ]

    def _asked(self, watch: Watch, query: Query, ids: Sequence[str], now: datetime) -> Sequence[Record]:
        """The same by one question to the reader, for what a row alone does not say."""
        known = OBSERVATION.property("id")
        if known is None or watch.address is None:
            return ()
        path = Path(links=(), property=known, kind=Kind.ID)
        these = Among(operand=path, choices=tuple(Constant(value=one, kind=Kind.ID) for one in ids))
        condition = these if query.filter is None else Both(operands=(these, query.filter))
        reader = self._sight.reader(watch.caller, now)
        page = reader.page(watch.address, replace(query, filter=condition, top=len(ids)))
        return page.records


class _Row(Row):
    """An observation for the evaluator."""

    def __init__(self, record: Record) -> None:
        self._record = record

    def value(self, name: str) -> Stored:
        return self._record.id if name == "id" else self._record.values.get(name)

    def related(self, link: str) -> Sequence[Row]:
        return ()


def _columns(table: pa.Table) -> dict[str, Sequence[object]]:
    """All columns that records are made of: a commit leaves out those without any value."""
    for name in observations_rows.ALL:
        if name not in table.column_names:
            table = table.append_column(name, pa.nulls(table.num_rows, pa.string()))
    columns = dict(observations_rows.of_table(table))
    columns["seq"] = [one or 0 for one in columns["seq"]]
    return columns


def _topics(watch: Watch, stream: KnownStream) -> Iterator[str]:
    """The topic as it was subscribed, or all that a pattern with wildcards covers."""
    if watch.address is not None:
        yield watch.pattern
        return
    yield from covered(
        watch.pattern, (_SETS, f"{PREFIX}{entity_of(stream)}s({stream.id})/{OBSERVATION.plural}")
    )
