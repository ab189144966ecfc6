# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Questions of the outlets: compiled select statements, and observations by their addresses."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager

import duckdb
import pyarrow as pa

from stadtkern.kernel.errors import WrongSetting
from stadtkern.kernel.observation import TIME

from . import addresses
from .addresses import Address
from .engine import Engine, reason_of
from .moves import Moves, read_moves
from .plan import bounds
from .reading import records
from .sql import statement
from .times import micros
from .words import Question, StoredObservation


def ask(engine: Engine, question: Question) -> pa.Table:
    """The answer of one select statement; times are ``timestamp[us, UTC]``.

    Raises:
        LimitExceeded: the query took too long or needs too much memory.
        LakeUnavailable: the lake cannot be read.
        WrongSetting: it is no single select statement, or does not fit the schema.
    """
    with engine.reading(question.limit_s) as session, shelved(session, question.shelves):
        return answer(session, question)


def answer(session: duckdb.DuckDBPyConnection, question: Question) -> pa.Table:
    """The answer on a session that has the shelves.

    Raises:
        WrongSetting: it is no single select statement, or does not fit the schema.
    """
    try:
        statements = session.extract_statements(question.sql)
        if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
            raise WrongSetting("a question to the lake is one select statement")
        wanted = {name: question.parameters[name] for name in statements[0].named_parameters}
        return session.execute(statements[0], wanted).to_arrow_table()
    except (duckdb.ProgrammingError, duckdb.NotSupportedError, KeyError) as error:
        raise WrongSetting(f"the question does not fit the lake: {reason_of(error)}") from error


@contextmanager
def shelved(session: duckdb.DuckDBPyConnection, shelves: Mapping[str, pa.Table]) -> Iterator[None]:
    """The tables are visible under their names inside."""
    for name, table in shelves.items():
        session.register(name, table)
    try:
        yield
    finally:
        for name in shelves:
            session.unregister(name)


def find(engine: Engine, moves: Moves, ids: Collection[Address]) -> dict[Address, StoredObservation]:
    """The observations with these ids; those that are not stored are missing.

    Raises:
        LimitExceeded: the query took too long.
        LakeUnavailable: the lake cannot be read.
    """
    if not ids:
        return {}
    with engine.reading() as session:
        found = stored_at(session, moves, ids)
        missing = [one for one in ids if one not in found]
        if missing and not engine.embedded:
            # Another process may have moved them a moment ago.
            present = Moves()
            present.replace(read_moves(session))
            found |= stored_at(session, present, missing)
    return found


def stored_at(
    session: duckdb.DuckDBPyConnection, moves: Moves, ids: Collection[Address]
) -> dict[Address, StoredObservation]:
    """The same on a given session."""
    found = _rows_at(session, [moves.place(one) for one in ids])
    by_id = {id_of(one): one for one in records(found, StoredObservation)}
    return {one: by_id[one] for one in ids if one in by_id}


def _rows_at(session: duckdb.DuckDBPyConnection, where: list[Address]) -> pa.Table:
    if len(where) == 1:
        return session.execute(statement("stored_one"), one_address(where[0])).to_arrow_table()
    wanted = places(where)
    times = wanted["phenomenon_time"].cast(pa.int64()).to_numpy()
    limits = bounds(wanted["datastream_id"].to_numpy(), times)
    with shelved(session, {"wanted": wanted}):
        return session.execute(statement("stored_at"), limits).to_arrow_table()


def one_address(address: Address) -> dict[str, int]:
    """Parameters of the queries for a single observation, which need no join and cost half."""
    return {"datastream": address.datastream_id, "time_us": address.time_us, "seq": address.seq}


def places(wanted: Iterable[Address]) -> pa.Table:
    """A table of places (datastream_id, phenomenon_time, seq)."""
    ids, times, numbers = zip(*dict.fromkeys(wanted), strict=True)
    return pa.table(
        {
            "datastream_id": pa.array(ids, pa.int64()),
            "phenomenon_time": pa.array(times, pa.int64()).cast(TIME),
            "seq": pa.array(numbers, pa.int32()),
        }
    )


def place_of(one: StoredObservation) -> Address:
    """Where it lies."""
    return Address(one.datastream_id, micros(one.phenomenon_time), one.seq)


def id_of(one: StoredObservation) -> Address:
    """The address that is its id."""
    first = addresses.read(one.identity) if one.identity else None
    return first or place_of(one)
