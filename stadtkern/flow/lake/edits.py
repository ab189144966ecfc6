# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Changes and removals of stored observations: what one commit of them writes, and what follows from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field, fields, replace

import duckdb
import numpy as np
import pyarrow as pa

from stadtkern.kernel.observation import Quality

from . import addresses
from .addresses import Address
from .asking import one_address, place_of, places, shelved, stored_at
from .changes import changed, rows_of
from .moves import read_moves
from .plan import bounds
from .recovery import recount_some
from .sql import statement
from .state import State
from .times import micros
from .words import Latest, StoredObservation

_SUPERSEDED = int(Quality.SUPERSEDED)
_KEYS = ("datastream_id", "phenomenon_time")
_NEWEST = [one.name for one in fields(StoredObservation) if one.name not in _KEYS]


@dataclass(kw_only=True)
class Change:
    """New values for one observation; answered with it as it is afterwards, or null: it is not stored."""

    id: Address
    changes: Mapping[str, object]
    answer: Future[StoredObservation | None] = field(default_factory=Future)

    @property
    def moves(self) -> bool:
        """True when it may get another datastream or time."""
        return any(name in self.changes for name in _KEYS)


@dataclass(kw_only=True)
class Removal:
    """Observations that shall go; answered with how many there were."""

    ids: Sequence[Address]
    answer: Future[int] = field(default_factory=Future)


Edit = Change | Removal


@dataclass(kw_only=True)
class Book:
    """Observations before and after the edits of one commit, by their ids."""

    before: dict[Address, StoredObservation]
    after: dict[Address, StoredObservation] = field(default_factory=dict)
    answers: list[StoredObservation | int | None] = field(default_factory=list)
    """What each edit is answered, in order."""
    replaced: list[tuple[int, int]] = field(default_factory=list)
    """Keys (datastream, time in us) at which a stored observation was superseded by a moved one."""
    moved: bool = False
    """True when an observation that is or was moved is among them."""

    @property
    def touched(self) -> list[Address]:
        """Ids of observations that are no longer as they were."""
        return [key for key, one in self.before.items() if self.after.get(key) != one]


def write(session: duckdb.DuckDBPyConnection, state: State, edits: Sequence[Edit]) -> Book:
    """Carry out the edits one after another, inside the caller's transaction."""
    wanted = [one for edit in edits for one in (edit.ids if isinstance(edit, Removal) else [edit.id])]
    before = stored_at(session, state.moves, wanted) if wanted else {}
    book = Book(before=before, after=dict(before))
    for edit in edits:
        book.answers.append(_removed(book, edit) if isinstance(edit, Removal) else _changed(book, edit))
    for key in book.touched:
        if key in book.after and _key(book.after[key]) != _key(book.before[key]):
            _move(session, state, book, key)
    _write(session, state, book)
    return book


def settle(session: duckdb.DuckDBPyConnection, state: State, book: Book) -> None:
    """Bring the state up to date after the commit; reads only datastreams whose first or newest row went."""
    again: set[int] = set()
    for key in book.touched:
        old, new = book.before[key], book.after.get(key)
        again |= _counted(state, old, new)
        state.note_change({one.datastream_id for one in (old, new) if one})
    if again | {ids for ids, _ in book.replaced}:
        recount_some(state, session, again | {ids for ids, _ in book.replaced})
    if book.moved:
        state.moves.replace(read_moves(session))
        state.stored_times.forget({one.datastream_id for one in book.after.values()})


def _counted(state: State, old: StoredObservation, new: StoredObservation | None) -> set[int]:
    """Count the difference in; the datastreams for which that cannot be done without reading."""
    ids = {old.datastream_id} | ({new.datastream_id} if new else set())
    known = state.latest(ids).get(old.datastream_id)
    if known is None or (new and _elsewhere(old, new)):
        return ids
    if new is None:
        if _outermost(known, old) or micros(old.phenomenon_time) == state.top(old.datastream_id):
            return ids
        if not _superseded(old):
            state.subtract(np.array([old.datastream_id], np.int64))
    elif not _superseded(new) and new.phenomenon_time == known.last_time:
        values = {name: getattr(new, name) for name in _NEWEST}
        state.set_latest(replace(known, **values))
    return set()


def _outermost(known: Latest, old: StoredObservation) -> bool:
    """True when a time range of the datastream, or its newest observation, may depend on this one."""
    times = (known.first_time, known.last_time)
    result_times = (known.first_result_time, known.last_result_time)
    return old.phenomenon_time in times or (old.result_time is not None and old.result_time in result_times)


def _elsewhere(old: StoredObservation, new: StoredObservation) -> bool:
    return _key(old) != _key(new) or old.result_time != new.result_time


def _removed(book: Book, removal: Removal) -> int:
    return sum(book.after.pop(key, None) is not None for key in dict.fromkeys(removal.ids))


def _changed(book: Book, change: Change) -> StoredObservation | None:
    if change.id not in book.after:
        return None
    book.after[change.id] = changed(book.after[change.id], change.changes)
    return book.after[change.id]


def _move(session: duckdb.DuckDBPyConnection, state: State, book: Book, key: Address) -> None:
    """Give the observation ``key`` its place at another datastream or time; it supersedes what is there."""
    one = book.after[key]
    target = place_of(one)
    wanted = pa.table({"row": pa.array([0], pa.int64())})
    for name, column in zip(_KEYS, places([target]).columns, strict=False):
        wanted = wanted.append_column(name, column)
    limits = bounds(*(np.array([number], np.int64) for number in target[:2]))
    with shelved(session, {"old_keys": wanted}):
        found = session.execute(statement("stored_keys"), limits).to_arrow_table().to_pylist()
    tops = state.moves.tops(*(np.array([number], np.int64) for number in target[:2]))
    top = max([row["seq"] for row in found] + ([] if tops is None else tops.tolist()), default=-1)
    moved = replace(one, seq=top + 1, identity=addresses.text(key))
    book.after[key] = moved
    book.answers = [moved if answer == one else answer for answer in book.answers]
    if any(row["live"] for row in found) and not _superseded(one):
        book.replaced.append(target[:2])
        with shelved(session, {"replaced": wanted}):
            session.execute(statement("mark_superseded"), limits)


def _write(session: duckdb.DuckDBPyConnection, state: State, book: Book) -> None:
    touched = book.touched
    if not touched:
        return
    _remove(session, [place_of(book.before[key]) for key in touched])
    new = [book.after[key] for key in touched if key in book.after]
    if new:
        rows = rows_of(sorted(new, key=place_of))
        with shelved(session, {"new_rows": rows}):
            session.execute(statement("insert_rows"))
    for key in touched:
        _note(session, state, book, key)


def _remove(session: duckdb.DuckDBPyConnection, where: list[Address]) -> None:
    if len(where) == 1:
        session.execute(statement("remove_one"), one_address(where[0]))
        return
    gone = places(where)
    times = gone["phenomenon_time"].cast(pa.int64()).to_numpy()
    with shelved(session, {"gone": gone}):
        session.execute(statement("remove_places"), bounds(gone["datastream_id"].to_numpy(), times))


def _note(session: duckdb.DuckDBPyConnection, state: State, book: Book, key: Address) -> None:
    """Remember where a moved observation is now, or forget it with the observation."""
    old, new = state.moves.place(key), place_of(book.after[key]) if key in book.after else None
    if old == new or (old == key and new is None):
        return
    book.moved = True
    first = {"datastream": key.datastream_id, "time_us": key.time_us, "seq": key.seq}
    if old != key:
        session.execute(statement("forget_move"), first)
    if new is not None:
        to = {"to_datastream": new.datastream_id, "to_time_us": new.time_us, "to_seq": new.seq}
        session.execute(statement("note_move"), first | to)


def _key(one: StoredObservation) -> tuple[int, int]:
    return place_of(one)[:2]


def _superseded(one: StoredObservation) -> bool:
    return bool((one.quality or 0) & _SUPERSEDED)
