# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The one thread that writes: takes everything that is queued, commits it at once, answers each caller."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TypeVar

import duckdb
import numpy as np
import pyarrow as pa
import structlog

from stadtkern.kernel.errors import CityError, LakeUnavailable

from .backup import copy_catalogue
from .chains import Plan
from .engine import Engine, in_city_words, reason_of
from .plan import bounds, plan
from .recovery import catch_up, checkpoint, recover, snapshot_of
from .sql import statement
from .state import Int64s, State, summary_of
from .turns import Turns
from .words import Receipt

log = structlog.get_logger(__name__)
T = TypeVar("T")

Session = duckdb.DuckDBPyConnection
_MOST_ROWS = 2_000_000
"""A commit takes no further caller when it has this many rows; one caller's batch is never split."""
_LINGER_S = 0.005
"""Callers that were just answered come back with their next batch within this time."""
_FOLLOW_S = 1.0
"""How often an idle process looks for what others committed."""
_CHECKPOINT_ROWS = 5_000_000
_CHECKPOINT_COMMITS = 2_000


@dataclass(kw_only=True)
class _Append:
    batch: pa.Table
    lengths: Sequence[int]
    """Rows of each part, in order; every part gets a receipt."""
    places: bool
    answer: Future[list[Receipt]] = field(default_factory=Future)


@dataclass(kw_only=True)
class _Work:
    run: Callable[[Session], object]
    answer: Future[object] = field(default_factory=Future)


class Writer:
    """Owns the session that writes and the state that it keeps."""

    def __init__(self, engine: Engine, turns: Turns) -> None:
        """Recover the state and start the thread.

        Raises:
            LakeUnavailable: the lake cannot be read.
        """
        self.state = State()
        self._engine = engine
        self._turns = turns
        self._queue: deque[_Append | _Work] = deque()
        self._arrived = threading.Condition()
        self._closing = False
        self._doubtful = False
        self._expected = 0
        """Callers that took part in the last commit or waited for its end."""
        self._rows_since = self._commits_since = 0
        with in_city_words():
            self._session = engine.session()
            recover(self.state, self._session)
        self._thread = threading.Thread(target=self._run, name="lake-writer", daemon=True)
        self._thread.start()

    def append(self, batch: pa.Table, lengths: Sequence[int], *, places: bool = False) -> list[Receipt]:
        """Store a checked batch; returns a receipt per part (``lengths`` in rows) after the commit.

        With ``places`` the receipts say where each row is stored.

        Raises:
            LakeUnavailable: nothing of the batch was stored.
        """
        item = _Append(batch=batch, lengths=lengths, places=places)
        self._put(item)
        return item.answer.result()

    def run(self, work: Callable[[Session], T]) -> T:
        """Do ``work`` on the writing session between two commits; the state is brought up to date afterwards.

        Raises:
            LakeUnavailable: the lake cannot be written.
        """
        answers: list[T] = []
        item = _Work(run=lambda session: answers.append(work(session)))
        self._put(item)
        item.answer.result()
        return answers[0]

    def checkpoint(self) -> None:
        """Keep the state in the lake, so that older snapshots may be forgotten.

        Raises:
            LakeUnavailable: the checkpoint could not be written.
        """
        self.run(lambda session: checkpoint(self.state, session))
        self._rows_since = self._commits_since = 0

    def refresh(self) -> None:
        """Bring the state up to date with what other processes committed."""
        self.run(lambda session: None)

    def close(self) -> None:
        """Finish what is queued, keep a checkpoint, end the thread."""
        with self._arrived:
            if self._closing:
                return
            self._closing = True
            self._arrived.notify()
        self._thread.join()
        if self._rows_since or self._commits_since:
            self._leave_tidy()
        self._session.close()
        self._turns.close()

    def _leave_tidy(self) -> None:
        """Checkpoint and copy of the catalogue; without them the next start only takes longer."""
        with suppress(CityError, duckdb.Error, OSError), self._turns.turn():
            self._settle()
            checkpoint(self.state, self._session)
            if self._engine.embedded:
                copy_catalogue(self._session, self._engine.settings.folder)

    def _put(self, item: _Append | _Work) -> None:
        with self._arrived:
            if self._closing:
                raise LakeUnavailable("the lake is closed")
            self._queue.append(item)
            if len(self._queue) == 1 or len(self._queue) >= self._expected:
                self._arrived.notify()

    def _run(self) -> None:
        while not (self._closing and not self._queue):
            items = self._take()
            appends = [item for item in items if isinstance(item, _Append)]
            if appends:
                self._commit(appends)
            for item in items:
                if isinstance(item, _Work):
                    self._work(item)
            if not items:
                self._follow()

    def _take(self) -> list[_Append | _Work]:
        """The next piece of work alone, or as many appends as fit into one commit; empty after idling.

        Callers that were just answered come back at once; those that waited meanwhile are here. In one commit
        they are all answered soonest, so it waits a moment until as many are here.
        """
        with self._arrived:
            if not self._queue and not self._closing:
                self._arrived.wait(None if self._engine.embedded and not self._doubtful else _FOLLOW_S)
            if self._expected > 1 and not self._closing:
                self._linger()
            items: list[_Append | _Work] = []
            rows = 0
            while self._queue and rows < _MOST_ROWS:
                item = self._queue[0]
                if isinstance(item, _Work) and items:
                    break
                items.append(self._queue.popleft())
                if isinstance(item, _Work):
                    break
                rows += item.batch.num_rows
            return items

    def _linger(self) -> None:
        until = time.monotonic() + _LINGER_S
        while len(self._queue) < self._expected and (left := until - time.monotonic()) > 0:
            self._arrived.wait(left)

    def _work(self, item: _Work) -> None:
        try:
            with in_city_words(), self._turns.turn():
                self._settle()
                item.run(self._session)
                catch_up(self.state, self._session)
        except Exception as error:  # noqa: BLE001 - edge of the thread: the caller gets it
            self._failed(error)
            item.answer.set_exception(_city(error))
        else:
            item.answer.set_result(None)

    def _commit(self, items: Sequence[_Append]) -> None:
        try:
            with in_city_words(), self._turns.turn():
                self._settle()
                receipts = self._store(items)
        except Exception as error:  # noqa: BLE001 - edge of the thread: the callers get it
            self._failed(error)
            for item in items:
                item.answer.set_exception(_city(error))
            return
        self._expected = len(items) + len(self._queue)
        given = iter(receipts)
        for item in items:
            item.answer.set_result([next(given) for _ in item.lengths])

    def _follow(self) -> None:
        """While idle: count in what other processes committed, or recover after a failure."""
        if self._engine.embedded and not self._doubtful:
            return
        try:
            with in_city_words():
                self._settle()
        except CityError as error:
            if not self._doubtful:
                self._failed(error)

    def _settle(self) -> None:
        """Know what is stored: after a failure, and when other processes write too."""
        if self._doubtful:
            self._recover()
            self._doubtful = False
        elif not self._engine.embedded:
            catch_up(self.state, self._session)

    def _recover(self) -> None:
        """Count in what was committed; attach anew when the engine gave up.

        An embedded catalogue is attached anew only then: two engines must never have the same file open.
        """
        gave_up = duckdb.FatalException if self._engine.embedded else duckdb.Error
        try:
            catch_up(self.state, self._session)
        except gave_up:
            self._session.close()
            self._engine.reopen()
            self._session = self._engine.session()
            catch_up(self.state, self._session)

    def _failed(self, error: BaseException) -> None:
        log.error("lake_write_failed", reason=reason_of(error))
        self._doubtful = True
        with suppress(duckdb.Error):
            self._session.rollback()

    def _store(self, items: Sequence[_Append]) -> list[Receipt]:
        asked = [(length, item.places) for item in items for length in item.lengths]
        together = pa.concat_tables([item.batch for item in items]).combine_chunks()
        if not together.num_rows:
            return _receipts(asked, None, self.state.snapshot)
        planned = plan(together, self.state, self._session)
        if planned.rows.num_rows:
            self._write(planned)
            self.state.snapshot = snapshot_of(self._session)
            self.state.subtract(planned.replaced["datastream_id"].to_numpy())
            self.state.add(summary_of(planned.rows, planned.live))
            self._checkpoint_when_due(planned.rows.num_rows)
        return _receipts(asked, planned, self.state.snapshot)

    def _write(self, planned: Plan) -> None:
        session = self._session
        session.begin()
        if planned.replaced.num_rows:
            session.register("replaced", planned.replaced)
            session.execute(statement("mark_superseded"), _bounds(planned.replaced))
            session.unregister("replaced")
        session.register("new_rows", planned.rows)
        session.execute(statement("insert_rows"))
        session.unregister("new_rows")
        session.commit()

    def _checkpoint_when_due(self, rows: int) -> None:
        self._rows_since += rows
        self._commits_since += 1
        if self._rows_since >= _CHECKPOINT_ROWS or self._commits_since >= _CHECKPOINT_COMMITS:
            self._keep_checkpoint(self._session)

    def _keep_checkpoint(self, session: Session) -> None:
        try:
            checkpoint(self.state, session)
        except duckdb.Error as error:
            log.warning("lake_checkpoint_failed", reason=reason_of(error))
            self._doubtful = True
            return
        self.state.snapshot = snapshot_of(session)
        self._rows_since = self._commits_since = 0


def _receipts(asked: Sequence[tuple[int, bool]], planned: Plan | None, snapshot: int) -> list[Receipt]:
    """A receipt for each part (rows, whether its places are asked for)."""
    ends = np.cumsum([length for length, _ in asked])
    stored = _per_caller(ends, planned.positions if planned else None)
    superseded = _per_caller(ends, planned.replacing if planned else None)
    places = planned.places() if planned and any(wanted for _, wanted in asked) else []
    return [
        Receipt(
            stored=new,
            duplicates=length - new,
            superseded=old,
            snapshot=snapshot,
            places=tuple(places[end - length : end]) if wanted else (),
        )
        for (length, wanted), end, new, old in zip(asked, ends.tolist(), stored, superseded, strict=True)
    ]


def _bounds(keys: pa.Table) -> dict[str, int]:
    return bounds(keys["datastream_id"].to_numpy(), keys["phenomenon_time"].cast(pa.int64()).to_numpy())


def _per_caller(ends: Int64s, positions: Int64s | None) -> list[int]:
    if positions is None or not len(positions):
        return [0] * len(ends)
    callers = np.searchsorted(ends, positions, side="right")
    return [int(number) for number in np.bincount(callers, minlength=len(ends))]


def _city(error: Exception) -> CityError:
    if isinstance(error, CityError):
        return error
    return LakeUnavailable(f"the lake did not finish the work: {error}")
