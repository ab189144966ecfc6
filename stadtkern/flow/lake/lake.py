# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The observation lake: what the rest of the city may ask of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, TypeVar

import pyarrow as pa

from stadtkern.kernel.errors import PayloadRejected

from . import answers, asking, export, maintenance, reading, removals
from .addresses import Address
from .answers import Answers
from .batches import checked
from .buckets import edges
from .changes import checked_changes
from .copying import CatalogueCopy, copy_catalogue, counted
from .engine import Engine, in_city_words
from .features.store import FeatureStore
from .gathering import apart, gathered, lots
from .members import Member, MembersQuestion, by_member, limited, together
from .migrate import migrate, version
from .recovery import snapshot_of
from .sparing import Sparing
from .sql import statement
from .times import micros
from .turns import FEATURES, Advisory, OnlyOne
from .wholes import joined, parted
from .words import (
    Bucket,
    Compaction,
    ExportFormat,
    Forecast,
    Interval,
    LakeSettings,
    LakeStatus,
    Latest,
    Question,
    Receipt,
    RetentionCut,
    Selection,
    Statistic,
    StoredObservation,
)
from .writer import Writer

T = TypeVar("T")
_COUNT_LIMIT_S = 3600.0
_PING_S = 5.0
_SERIES_BYTES = 64 * 1024 * 1024
"""Kept answers about series of many datastreams."""


class Lake:
    """An open lake; all methods may be called from any thread."""

    def __init__(self, engine: Engine, writer: Writer, version: int) -> None:
        self._engine = engine
        self._writer = writer
        self._version = version
        self._answers = Answers()
        self._series = Answers(_SERIES_BYTES, largest_share=4)
        catalogue = engine.settings.catalogue
        self._sparing = Sparing(catalogue)
        self.features = FeatureStore(engine, Advisory(catalogue, key=FEATURES) if catalogue else OnlyOne())

    @classmethod
    def open(cls, settings: LakeSettings) -> Lake:
        """Open the lake, making it when it is missing, and recover the state of all datastreams.

        Raises:
            LakeBusy: another process holds the embedded lake.
            LakeUnavailable: folder or catalogue cannot be used.
            WrongSetting: the lake was made by a newer Stadtkern.
        """
        turns = Advisory(settings.catalogue) if settings.catalogue else OnlyOne()
        with turns.turn():
            engine = Engine(settings)
            try:
                version = _migrated(engine)
            except BaseException:
                engine.close()
                raise
        try:
            return cls(engine, Writer(engine, turns), version)
        except BaseException:
            engine.close()
            turns.close()
            raise

    @property
    def folder(self) -> Path:
        """Where the embedded lake lies; scaled out: the temporary files of this machine."""
        return self._engine.settings.folder

    def append(self, batch: pa.Table) -> Receipt:
        """Store a batch; returns after it is durably committed, together with what other callers brought.

        Columns of ``kernel.observation.OBSERVATIONS``, with ``datastream_id`` (int64) in place of
        ``datastream``; missing columns are null.

        Raises:
            PayloadRejected: a column is wrong; nothing was stored.
            LakeUnavailable: nothing was stored; the same batch may be sent again.
        """
        return self._writer.append(checked(batch), [batch.num_rows])[0]

    def append_parts(self, batch: pa.Table, lengths: Sequence[int], *, places: bool = False) -> list[Receipt]:
        """As :meth:`append` for the rows of several senders together; a receipt per part of ``lengths`` rows.

        With ``places`` the receipts say where each row is stored.

        Raises:
            PayloadRejected: a column is wrong, or the parts do not add up; nothing was stored.
            LakeUnavailable: nothing was stored; the same batch may be sent again.
        """
        if sum(lengths) != batch.num_rows:
            raise PayloadRejected(f"the parts have {sum(lengths)} rows, the batch has {batch.num_rows}")
        return self._writer.append(checked(batch), lengths, places=places)

    def find(self, addresses: Collection[Address]) -> dict[Address, StoredObservation]:
        """The observations with these ids, superseded ones too; those that are not stored are missing.

        Raises:
            LimitExceeded: the query took too long.
            LakeUnavailable: the lake cannot be read.
        """
        return asking.find(self._engine, self._writer.state.moves, addresses)

    def change(self, address: Address, changes: Mapping[str, object]) -> StoredObservation | None:
        """Set columns of the observation with this id; how it is afterwards, null: it is not stored.

        The id stays when ``datastream_id`` or ``phenomenon_time`` changes; what lies there is superseded.
        Durable when it returns.

        Raises:
            PayloadRejected: a column or value is wrong; nothing was changed.
            LakeUnavailable: nothing was changed.
        """
        return self._writer.change(address, checked_changes(changes))

    def remove(self, addresses: Collection[Address]) -> int:
        """Remove the observations with these ids; how many there were. Durable when it returns.

        Raises:
            LakeUnavailable: nothing was removed.
        """
        return self._writer.remove(list(addresses))

    def remove_streams(self, ids: Collection[int]) -> int:
        """Remove all observations of these datastreams; how many rows, superseded ones too.

        Raises:
            LakeUnavailable: nothing was removed.
        """
        return removals.of_datastreams(self._writer, ids)

    def remove_features(self, ids: Collection[int]) -> int:
        """Remove all observations of these features of interest; how many rows, superseded ones too.

        Raises:
            LakeUnavailable: nothing was removed.
        """
        return removals.of_features(self._writer, ids)

    def remove_found(self, question: Question, *, most: int) -> int:
        """Remove what the question finds: places (datastream_id, phenomenon_time, seq); how many there were.

        Raises:
            LimitExceeded: it finds more than ``most``, or takes too long; nothing was removed.
            LakeUnavailable: nothing was removed.
        """
        return removals.of_question(self._engine, self._writer, question, most=most)

    def ask(self, question: Question) -> pa.Table:
        """The answer of a select statement over ``observations`` and the shelves of the question.

        Times are ``timestamp[us, UTC]``; superseded observations are in the table (``quality & 4``).

        Raises:
            LimitExceeded: the query took too long or needs too much memory.
            LakeUnavailable: the lake cannot be read.
            WrongSetting: it is no single select statement, or does not fit the schema.
        """
        if not question.streams or not self._engine.embedded:
            return asking.ask(self._engine, question)
        key, changes = answers.key(question), self._writer.state.changes(question.streams)
        known = self._answers.get(key, changes)
        if known is None:
            known = asking.ask(self._engine, question)
            self._answers.put(key, changes, known)
        return known

    def watch(self, listener: Callable[[pa.Table], None], *, others: bool = False) -> Callable[[], None]:
        """Tell ``listener`` after each commit of this process which rows are new; the answer ends it.

        With ``others`` also what other processes have committed, within two seconds; of theirs a delivery of
        more than 50,000 rows is not told.

        Columns of the table ``observations``, ``seq`` included. The listener runs on the
        writing thread: it must return at once.
        """
        return (self._writer.followers if others else self._writer.watchers).add(listener)

    def refresh(self) -> None:
        """Know at once what other processes have committed, which otherwise takes up to two seconds.

        Raises:
            LakeUnavailable: the lake cannot be read.
        """
        self._writer.refresh()

    @property
    def commits(self) -> int:
        """How often rows of any datastream changed since the start: equal numbers mean equal rows."""
        return self._writer.state.commits

    def latest(self, datastreams: Collection[int]) -> dict[int, Latest]:
        """Newest value, count and time range of each datastream, from memory; missing: no observations."""
        return self._writer.state.latest(datastreams)

    def series(
        self,
        datastream_id: int,
        *,
        start: datetime,
        end: datetime,
        interval: Interval,
        statistics: Collection[Statistic],
        component: int | None = None,
    ) -> list[Bucket]:
        """Every bucket that touches [start, end), empty ones with count 0; only values in [start, end) count.

        Raises:
            LimitExceeded: too many buckets, or the query took too long.
        """
        return self.series_of(
            [datastream_id],
            start=start,
            end=end,
            interval=interval,
            statistics=statistics,
            component=component,
        )

    def series_of(
        self,
        datastreams: Sequence[int],
        *,
        start: datetime,
        end: datetime,
        interval: Interval,
        statistics: Collection[Statistic],
        component: int | None = None,
    ) -> list[Bucket]:
        """The same over the values of several datastreams together: their sum, their mean, their percentiles.

        Raises:
            LimitExceeded: too many buckets, or the query took too long.
        """
        question = reading.SeriesQuestion(
            datastreams=datastreams,
            start=start,
            end=end,
            interval=interval,
            statistics=statistics,
            component=component,
        )
        return reading.series(self._engine, question)

    def series_by(
        self,
        datastreams: Sequence[int],
        *,
        start: datetime,
        end: datetime,
        interval: Interval,
        component: int | None = None,
    ) -> pa.Table:
        """The series of each datastream: its position in ``member``, the number of its bucket, statistics.

        Columns ``count``, ``counted``, ``left_out``, ``doubts``, ``sum``, ``min``, ``max``, ``first_us``,
        ``last_us``; buckets without observations are missing. The buckets are those of :meth:`series`.

        Raises:
            LimitExceeded: too many buckets or values, or the query took too long.
        """
        limits = edges(start, end, interval, most=self._engine.settings.most_buckets)
        question = MembersQuestion(
            members=[Member(datastream_id=one, component=component) for one in datastreams],
            edges=limits,
            start_us=micros(start),
            end_us=micros(end),
        )
        return self.members(question)

    def members(self, question: MembersQuestion) -> pa.Table:
        """As :meth:`series_by` for any edges; kept while nothing of the datastreams changed.

        Raises:
            LimitExceeded: too many buckets or values, or the query took too long.
        """
        limited(self._engine, question)
        return self._kept(by_member(question), question.end_us)

    def together(self, question: MembersQuestion) -> pa.Table:
        """What the members are together, a row per bucket and one (``bucket`` null) for the whole range.

        Columns ``streams`` (members with a value), ``count``, ``counted``, ``left_out``, ``doubts``, ``sum``,
        ``mean``, ``min``, ``max``, ``median``, ``first_us``, ``last_us``. Kept as above.

        Raises:
            LimitExceeded: too many buckets, or the query took too long.
        """
        limited(self._engine, question)
        parts = parted(question, self._writer.state)
        tables = [(self._kept(together(part), part.end_us), offset) for part, offset in parts]
        return joined(tables, question)

    def gather(self, questions: Sequence[MembersQuestion]) -> None:
        """Answer these in as few passes as it takes; :meth:`together` then has what was not known before.

        Raises:
            LimitExceeded: too many buckets, or a query took too long.
        """
        for question in questions:
            limited(self._engine, question)
        parts = [part for one in questions for part, _offset in parted(one, self._writer.state)]
        known = {self._keys(together(part), part.end_us): part for part in parts}
        missing = [part for keys, part in known.items() if self._series.get(*keys) is None]
        for lot in lots(missing):
            if len(lot.questions) == 1:
                self._kept(together(lot.questions[0]), lot.end_us)
                continue
            keys = [self._keys(together(part), part.end_us) for part in lot.questions]
            table = asking.ask(self._engine, gathered(lot))
            for number, key in enumerate(keys):
                self._series.put(*key, apart(table, number))

    def _keys(self, question: Question, until_us: int) -> tuple[bytes, tuple[int, ...]]:
        """By which an answer is known, and what it rests on, all of which lies before a moment."""
        # Thousands of datastreams make long keys, which would need more memory than the answers.
        key = sha256(repr(answers.key(question)).encode()).digest()
        return key, self._writer.state.past(question.streams, until_us)

    def _kept(self, question: Question, until_us: int) -> pa.Table:
        """The answer, from memory while what it rests on stays, all of which lies before a moment.

        Of other processes' changes this process knows within two seconds.
        """
        key, past = self._keys(question, until_us)
        known = self._series.get(key, past)
        if known is None:
            known = asking.ask(self._engine, question)
            self._series.put(key, past, known)
        return known

    def observations(
        self,
        datastream_id: int,
        *,
        start: datetime | None = None,
        end: datetime | None = None,
        limit: int,
        after: tuple[datetime, int] | None = None,
        newest_first: bool = False,
    ) -> list[StoredObservation]:
        """A page of observations in [start, end) after the key (time, seq) of the last one seen.

        Raises:
            LimitExceeded: ``limit`` is over the setting, or the query took too long.
        """
        page = reading.Page(
            datastream_id=datastream_id,
            start=start,
            end=end,
            limit=limit,
            after=after,
            newest_first=newest_first,
        )
        return reading.observations(self._engine, page)

    def rows(self, query: Path, row: type[T], **parameters: object) -> list[T]:
        """The answer of a domain's query file; its columns are the fields of the frozen dataclass ``row``.

        The table ``observations`` is visible unqualified; superseded ones are in it (``quality & 4``).

        Raises:
            LimitExceeded: the query took too long.
        """
        return reading.rows(self._engine, query, row, parameters)

    def explain(self, query: Path) -> None:
        """Plan a domain's query file against the schema without running it.

        Raises:
            WrongSetting: a table, column or function of the query does not exist.
        """
        reading.explain(self._engine, query)

    def export(
        self,
        selection: Selection,
        format: ExportFormat,  # noqa: A002 - the word of the interface
        target: BinaryIO | Path,
        names: Mapping[int, str] | None = None,
    ) -> int:
        """Write the selection, ``names`` being the text for each datastream; returns the number of rows.

        Raises:
            LakeUnavailable: the lake cannot be read.
            LimitExceeded: the export took longer than an hour.
        """
        return export.export(self._engine, selection, format, target, names)

    def status(self) -> LakeStatus:
        """Size and health of the lake.

        Raises:
            LakeUnavailable: the lake cannot be read.
        """
        return maintenance.status(
            self._engine, self._writer, schema_version=self._version, features=self.features.size()
        )

    def forecast(self, *, now: datetime | None = None) -> Forecast:
        """When the disk will be full at the growth of the last 30 days by arrival.

        Raises:
            LakeUnavailable: the lake cannot be read.
        """
        return maintenance.forecast(self._engine, now=now or datetime.now(UTC))

    def ping(self) -> None:
        """Make sure that the lake answers: its catalogue is asked, no file is read.

        Raises:
            LakeUnavailable: it cannot be read.
            LimitExceeded: it took longer than five seconds.
        """
        with self._engine.reading(_PING_S) as session:
            snapshot_of(session)

    def compact(
        self,
        *,
        now: datetime | None = None,
        keep: timedelta = timedelta(days=1),
        grace: timedelta = timedelta(hours=1),
    ) -> Compaction:
        """Join small files, forget snapshots older than ``keep``, delete files unused for ``grace``, back up.

        Safe while others read and write: readers keep their files for ``grace``, appends wait for one step.

        Raises:
            LakeUnavailable: a step failed; nothing is lost.
        """
        moment = now or datetime.now(UTC)
        with self.features.alone():
            self.features.tidy(moment)
            return maintenance.compact(
                self._engine, self._writer, self._sparing, now=moment, keep=keep, grace=grace
            )

    def copy(self, target: LakeSettings, meanwhile: Callable[[], T]) -> tuple[CatalogueCopy, T]:
        """Copy the catalogue into the empty place of ``target``; nobody writes the lake during ``meanwhile``.

        The files that it names are copied by the caller, within :meth:`spared`.

        Raises:
            LakeUnavailable: the catalogue cannot be read or written.
        """
        with self.features.alone():
            copied, found = self._writer.run(lambda session: (copy_catalogue(session, target), meanwhile()))
        with self._engine.reading(_COUNT_LIMIT_S) as session:
            return counted(session, copied), found

    def spared(self) -> AbstractContextManager[None]:
        """Inside no file of the lake is deleted, by whichever process."""
        return self._sparing.spared()

    def retention(self, rules: Mapping[int, datetime], *, dry_run: bool) -> list[RetentionCut]:
        """Remove (or only count) observations older than each datastream's date; ``compact`` frees the disk.

        Raises:
            LakeUnavailable: nothing was removed.
        """
        return maintenance.retention(self._writer, rules, dry_run=dry_run)

    def close(self) -> None:
        """Finish what is queued, keep a checkpoint and a copy of the catalogue, release the lake."""
        self._writer.close()
        self.features.close()
        self._engine.close()


def _migrated(engine: Engine) -> int:
    with in_city_words():
        session = engine.session()
        try:
            before, now = version(session), migrate(session)
            if 0 < before < now:
                # Small batches in the catalogue have tables per schema version; a later flush would remove
                # the older ones while readers beside it, or in other processes, still look for them.
                session.execute(statement("flush"))
        finally:
            session.close()
    if 0 < before < now:
        engine.reopen()
    return now
