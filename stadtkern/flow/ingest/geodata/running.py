# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reading a file into a collection: previewed or stored, all of what can be read or nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pyarrow as pa
import structlog

from stadtkern.flow.collections import writing
from stadtkern.flow.collections.facts import table_of
from stadtkern.flow.collections.models import FeatureCollection
from stadtkern.flow.collections.rights import Actor, named
from stadtkern.flow.ingest import counters, rejections
from stadtkern.flow.ingest.models import DecoderKind
from stadtkern.flow.lake.current import lake
from stadtkern.flow.lake.features import comparing
from stadtkern.flow.lake.features.words import Changes
from stadtkern.flow.lake.features.writing import Arrival
from stadtkern.kernel.errors import CityError, PayloadRejected
from stadtkern.kernel.models import Person
from stadtkern.kernel.observation import Rejected

from . import records
from .models import Run, RunState
from .reader import supervisor
from .reader.words import Refused, Report
from .wishes import Wish

log = structlog.get_logger(__name__)

_SHOWN = 50
_STUCK = timedelta(days=1)
_SAMPLE = 10


@dataclass(frozen=True, kw_only=True)
class File:
    """A file and how it is to be read."""

    path: Path
    name: str
    wish: Wish


class Preview(msgspec.Struct, kw_only=True, frozen=True):
    """What reading a file would do."""

    inserted: int
    changed: int
    removed: int
    unchanged: int
    report: Report
    refused: list[Refused]
    """The first of them."""
    sample: list[dict[str, object]]
    """Values of the first features by key of field, and their keys."""


@dataclass(kw_only=True)
class _Reading:
    """A file being read: its features go on, what is refused is kept here."""

    file: File
    report: Report = field(default_factory=Report)
    refused: list[Refused] = field(default_factory=list)
    sample: list[dict[str, object]] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    """Keys of refused records: what cannot be read is not taken for gone."""

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Features, batch by batch.

        Raises:
            PayloadRejected: the file cannot be read to its end.
        """
        for item in supervisor.read(self.file.path, self.file.name, self.file.wish.plan()):
            if isinstance(item, Report):
                self.report = item
            elif isinstance(item, list):
                self.refused += item
                self.kept += [one.key for one in item if one.key]
            else:
                self._look_at(item)
                yield item

    def _look_at(self, batch: pa.RecordBatch) -> None:
        room = _SAMPLE - len(self.sample)
        if room > 0:
            rows = batch.drop_columns(["geometry"]).slice(0, room).to_pylist()
            self.sample += [{key: _shown(value) for key, value in row.items()} for row in rows]


def preview(file: File, collection: FeatureCollection | None) -> Preview:
    """Read everything and say what would be stored; nothing is.

    Raises:
        PayloadRejected: the file cannot be read.
        LakeUnavailable: the lake cannot be read.
    """
    reading = _Reading(file=file)
    if collection is None:
        stored = sum(batch.num_rows for batch in reading.batches())
        changes = Changes(inserted=stored, changed=0, removed=0, unchanged=0, revision=0)
    else:
        arrival = Arrival(batches=reading.batches(), complete=file.wish.complete, kept=reading.kept)
        changes = comparing.compare(lake().features, table_of(collection), arrival)
    return Preview(
        inserted=changes.inserted,
        changed=changes.changed,
        removed=changes.removed,
        unchanged=changes.unchanged,
        report=reading.report,
        refused=reading.refused[:_SHOWN],
        sample=reading.sample,
    )


def begun(collection: FeatureCollection, name: str, actor: Actor, now: datetime) -> Run:
    """A run that is about to start."""
    told = named(actor)
    who = told.get_username() if isinstance(told, Person) else told
    return Run.objects.create(collection=collection, name=name[:2000], actor=who[:150], started_at=now)


def tidy(now: datetime) -> None:
    """Runs that were cut off with their process are no longer running."""
    stuck = Run.objects.filter(state=RunState.RUNNING, started_at__lt=now - _STUCK)
    stuck.update(state=RunState.FAILED, trouble="Der Lauf wurde abgebrochen.", finished_at=now)


def run(file: File, collection: FeatureCollection, run: Run, actor: Actor, now: datetime) -> Run:
    """Store the features of a file in one commit; the run says how it went.

    Raises:
        NotPermitted: the actor may not write.
        PayloadRejected: the file cannot be read to its end; nothing was stored.
        LakeUnavailable: nothing was stored.
    """
    reading = _Reading(file=file)
    try:
        changes = writing.write(
            collection,
            _checked(reading),
            complete=file.wish.complete,
            now=now,
            actor=actor,
            kept=reading.kept,
        )
    except CityError as error:
        run.state, run.trouble, run.finished_at = RunState.FAILED, str(error)[:1000], datetime.now(UTC)
        run.save()
        raise
    _keep(reading, collection, file.name, now)
    run.state, run.finished_at = RunState.DONE, datetime.now(UTC)
    run.inserted, run.changed, run.removed = changes.inserted, changes.changed, changes.removed
    run.unchanged, run.refused = changes.unchanged, reading.report.refused
    run.report = msgspec.to_builtins(reading.report)
    run.save()
    log.info("geodata_read", collection=collection.key, stored=changes.inserted + changes.changed)
    return run


def _checked(reading: _Reading) -> Iterator[pa.RecordBatch]:
    """The features; a file out of which nothing can be read changes nothing.

    Raises:
        PayloadRejected: not one record could be taken.
    """
    taken = 0
    for batch in reading.batches():
        taken += batch.num_rows
        yield batch
    if not taken:
        reason = next(iter(reading.report.reasons), "Sie enthält keine Datensätze.")
        raise PayloadRejected(f"Aus der Datei lässt sich nichts übernehmen: {reason}")


def _keep(reading: _Reading, collection: FeatureCollection, name: str, now: datetime) -> None:
    """Refused records wait beside those of all other sources."""
    source = records.file_source(collection.key)
    if reading.refused:
        found = [
            Rejected(reason=one.reason, raw=records.of_file(collection.key, one), where=one.where)
            for one in reading.refused
            if one.raw
        ]
        origin = rejections.Origin(source_key=source, payload_name=name, kind=DecoderKind.FEATURE)
        rejections.keep(found, origin, now=now)
    counters.note(source, rejected=reading.report.refused, success_at=now)


def _shown(value: object) -> object:
    return value if isinstance(value, str | int | float | bool | None) else str(value)
