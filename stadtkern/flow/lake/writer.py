# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The one thread that writes: takes everything that is queued, commits it at once, answers each caller."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import TypeVar

import duckdb
import pyarrow as pa
import structlog

from stadtkern.kernel import measures, tracing
from stadtkern.kernel.errors import CityError, LakeUnavailable

from . import commits
from .addresses import Address
from .backup import copy_catalogue
from .edits import Change, Edit, Removal
from .engine import Engine, in_city_words, reason_of
from .receipts import receipts
from .recovery import arrived_since, catch_up, checkpoint, oldest_snapshot, recover, snapshot_of
from .state import State
from .turns import Turns
from .waiting import Append, Waiting, Work
from .watching import Watchers
from .words import Receipt, StoredObservation

log = structlog.get_logger(__name__)
T = TypeVar("T")

Session = duckdb.DuckDBPyConnection
_FOLLOW_S = 1.0
"""How often an idle process looks for what others committed."""
MOST_TOLD = 50_000
"""Rows of other processes that are told at once."""
_CHECKPOINT_ROWS = 5_000_000
_CHECKPOINT_COMMITS = 2_000


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
        self.watchers = Watchers()
        self.followers = Watchers()
        """Those who are also told what other processes commit."""
        self._waiting = Waiting()
        self._doubtful = False
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
        item = Append(batch=batch, lengths=lengths, places=places)
        self._waiting.put(item)
        return item.answer.result()

    def change(self, id: Address, changes: Mapping[str, object]) -> StoredObservation | None:  # noqa: A002
        """Set checked columns of one observation; the observation afterwards, null: it is not stored.

        Raises:
            LakeUnavailable: nothing was changed.
        """
        edit = Change(id=id, changes=changes)
        self._waiting.put(edit)
        return edit.answer.result()

    def remove(self, ids: Sequence[Address]) -> int:
        """Remove observations by their ids; how many there were.

        Raises:
            LakeUnavailable: nothing was removed.
        """
        edit = Removal(ids=ids)
        self._waiting.put(edit)
        return edit.answer.result()

    def run(self, work: Callable[[Session], T]) -> T:
        """Do ``work`` on the writing session between two commits; the state is brought up to date afterwards.

        Raises:
            LakeUnavailable: the lake cannot be written.
        """
        answers: list[T] = []
        item = Work(run=lambda session: answers.append(work(session)))
        self._waiting.put(item)
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
        if not self._waiting.close():
            return
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

    def _run(self) -> None:
        while not self._waiting.over:
            follows = self._doubtful or not self._engine.embedded
            items = self._waiting.take(_FOLLOW_S if follows else None)
            appends = [item for item in items if isinstance(item, Append)]
            edits = [item for item in items if isinstance(item, Change | Removal)]
            if appends:
                self._commit(appends)
            if edits:
                self._edit(edits)
            for item in items:
                if isinstance(item, Work):
                    self._work(item)
            if not items:
                self._follow()

    def _work(self, item: Work) -> None:
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

    def _commit(self, items: Sequence[Append]) -> None:
        try:
            with _measured(items), in_city_words(), self._turns.turn():
                self._settle()
                stored = self._store(items)
        except Exception as error:  # noqa: BLE001 - edge of the thread: the callers get it
            self._failed(error)
            for item in items:
                item.answer.set_exception(_city(error))
            return
        self._waiting.answered(len(items))
        given = iter(stored)
        for item in items:
            item.answer.set_result([next(given) for _ in item.lengths])

    def _edit(self, edits: Sequence[Edit]) -> None:
        try:
            with in_city_words(), self._turns.turn():
                self._settle()
                book = commits.edit(self._session, self.state, edits)
                self._checkpoint_when_due(len(book.touched))
        except Exception as error:  # noqa: BLE001 - edge of the thread: the callers get it
            self._failed(error)
            for edit in edits:
                edit.answer.set_exception(_city(error))
            return
        self._waiting.answered(len(edits))
        for edit, answer in zip(edits, book.answers, strict=True):
            edit.answer.set_result(answer)  # type: ignore[arg-type]  # a number for removals, else an observation

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
            before = self.state.snapshot
            catch_up(self.state, self._session)
            self._tell_of_others(before)

    def _tell_of_others(self, before: int) -> None:
        """Tell who follows what other processes committed; a large delivery is not told row by row."""
        until = self.state.snapshot
        if not self.followers.wanted or until <= before or before < oldest_snapshot(self._session):
            return
        rows = arrived_since(self._session, before, until, most=MOST_TOLD + 1)
        if rows.num_rows <= MOST_TOLD:
            self.followers.tell(rows)

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
        measures.LAKE_FAILURES.inc()
        self._doubtful = True
        with suppress(duckdb.Error):
            self._session.rollback()

    def _store(self, items: Sequence[Append]) -> list[Receipt]:
        asked = [(length, item.places) for item in items for length in item.lengths]
        together = pa.concat_tables([item.batch for item in items]).combine_chunks()
        if not together.num_rows:
            return receipts(asked, None, self.state.snapshot)
        planned = commits.store(self._session, self.state, together)
        measures.LAKE_ROWS.inc(planned.rows.num_rows)
        self._checkpoint_when_due(planned.rows.num_rows)
        self.watchers.tell(planned.live)
        self.followers.tell(planned.live)
        return receipts(asked, planned, self.state.snapshot)

    def _checkpoint_when_due(self, rows: int) -> None:
        if not rows:
            return
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


@contextmanager
def _measured(items: Sequence[Append]) -> Iterator[None]:
    """One commit, timed."""
    with measures.timed(measures.LAKE_COMMIT_SECONDS), tracing.span("lake.commit", callers=len(items)):
        yield


def _city(error: Exception) -> CityError:
    if isinstance(error, CityError):
        return error
    return LakeUnavailable(f"the lake did not finish the work: {error}")
