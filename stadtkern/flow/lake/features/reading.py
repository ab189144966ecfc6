# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Answers questions about features: pages, single ones, counts, versions."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from datetime import datetime

import duckdb
import pyarrow as pa

from stadtkern.flow.lake.engine import reason_of
from stadtkern.kernel.errors import LakeUnavailable, LimitExceeded, PayloadRejected

from .identifiers import current, history, listed, names, quoted, statement
from .tables import Session, Tables
from .words import Bounds, FeatureQuestion, FeatureSize, FeatureTable

_ESTIMATE_S = 0.3
_STREAM_S = 3600.0
_STREAM_ROWS = 5_000
_RADIUS_M = 6_378_137.0
_FARTHEST = 89.9
"""Latitude at which boxes in web mercator are cut [°]."""
_MOST_ROWS = 100_000
_MOST_SEEN = 1_000
"""Larger pages are read by programs, which do not ask for their features one by one."""


def page(tables: Tables, question: FeatureQuestion) -> pa.Table:
    """One page: fid, key, geometry (WKB), fields; ordered as asked, else by fid.

    Raises:
        PayloadRejected: a field does not exist, or a value does not fit its condition.
        LimitExceeded: the page is too large, or the query took too long.
        LakeUnavailable: the lake cannot be read.
    """
    if question.limit is None or not 0 <= question.limit <= _MOST_ROWS:
        raise LimitExceeded(f"a page has at most {_MOST_ROWS} features")
    sql, wanted = compiled(question)
    with tables.reading() as session:
        return _seen(tables, question.table, answered(session, sql, wanted).to_arrow_table())


def stream(tables: Tables, question: FeatureQuestion) -> Iterator[pa.RecordBatch]:
    """All batches of the answer, as of one moment.

    Raises:
        PayloadRejected: a field does not exist, or a value does not fit its condition.
        LimitExceeded: it took longer than an hour.
        LakeUnavailable: the lake cannot be read.
    """
    sql, wanted = compiled(question)
    with tables.reading(_STREAM_S) as session:
        yield from answered(session, sql, wanted).to_arrow_reader(_STREAM_ROWS)


def feature(tables: Tables, table: FeatureTable, key: str, at: datetime | None, crs: int) -> pa.Table:
    """The feature with this key, or no row."""
    question = FeatureQuestion(table=table, at=at, crs=crs)
    source, wanted = source_of(question)
    parts = {"place": _place(question), "fields": listed(names(table, None)), "source": source}
    number = None if at else tables.numbers.get(table.id, key)
    with tables.reading() as session:
        if number is not None:
            sql = statement("feature", **parts, condition="fid = $fid and key = $key")
            found = answered(session, sql, {"key": key, "fid": number}).to_arrow_table()
            if found.num_rows:
                return found
        sql = statement("feature", **parts, condition="key = $key")
        found = answered(session, sql, {**wanted, "key": key}).to_arrow_table()
    return found if at else _seen(tables, table, found)


def _seen(tables: Tables, table: FeatureTable, rows: pa.Table) -> pa.Table:
    """The rows, of which it is remembered where they lie."""
    if 0 < rows.num_rows <= _MOST_SEEN:
        keys = (str(key) for key in rows["key"].to_pylist())
        tables.numbers.put(table.id, keys, rows["fid"].to_numpy().tolist())
    return rows


def versions(tables: Tables, table: FeatureTable, key: str) -> pa.Table:
    """All that was ever true of a feature, oldest first: _since, _until, fid, key, geometry, fields."""
    parts = {"table": current(table), "history": history(table), "fields": listed(names(table, None))}
    with tables.reading() as session:
        return answered(session, statement("versions", **parts), {"key": key}).to_arrow_table()


def extent(tables: Tables, table: FeatureTable) -> Bounds | None:
    """The box of all features [°]; null when none has a geometry."""
    with tables.reading() as session:
        row = answered(session, statement("extent", table=current(table)), {}).fetchone()
    return None if row is None or row[0] is None else (row[0], row[1], row[2], row[3])


def size(tables: Tables) -> FeatureSize:
    """Tables, features and bytes."""
    with tables.engine.reading() as session:
        names_of, size_bytes = answered(session, statement("size"), {}).fetchone() or ([], 0)
        counted = [statement("count", source=f"lake.{name}", condition="true") for name in names_of]
        features = sum(answered(session, sql, {}).fetchall()[0][0] for sql in counted)
    return FeatureSize(tables=len(names_of), features=features, bytes=size_bytes)


def count(tables: Tables, question: FeatureQuestion, *, limit_s: float | None = None) -> int:
    """How many features meet the question, counted.

    Raises:
        LimitExceeded: counting took too long.
    """
    source, wanted = source_of(question)
    condition, more = _condition(question)
    with tables.reading(limit_s) as session:
        found = answered(
            session, statement("count", source=source, condition=condition), {**wanted, **more}
        ).fetchone()
    return int(found[0]) if found else 0


def estimate(tables: Tables, question: FeatureQuestion) -> int:
    """About how many features meet the question: counted when that is quick, else from a sample."""
    try:
        return count(tables, question, limit_s=_ESTIMATE_S)
    except LimitExceeded:
        condition, wanted = _condition(question)
        sql = statement("sample_share", table=current(question.table), condition=condition)
        with tables.reading() as session:
            features, found = answered(session, sql, wanted).fetchone() or (0, 0)
        everything = count(tables, FeatureQuestion(table=question.table))
        return round(everything * found / features) if features else 0


def compiled(question: FeatureQuestion) -> tuple[str, dict[str, object]]:
    """The statement and its parameters."""
    source, wanted = source_of(question)
    condition, more = _condition(question)
    parts = {
        "place": _place(question),
        "fields": listed(names(question.table, question.columns)),
        "source": source,
        "condition": condition,
        "order": _order(question),
        "limit": "" if question.limit is None else f"limit {int(question.limit)}",
    }
    return statement("page", **parts), {**wanted, **more}


def answered(session: Session, sql: str, wanted: Mapping[str, object]) -> Session:
    """The session with the answer.

    Raises:
        PayloadRejected: the question does not fit the table or its values.
        LakeUnavailable: the table is missing; the next write makes it.
    """
    try:
        return session.execute(sql, dict(wanted))
    except duckdb.CatalogException as error:
        if "Table with name features_" not in str(error):
            raise PayloadRejected(f"the question does not fit the features: {reason_of(error)}") from error
        raise LakeUnavailable("the lake does not have the table of this collection") from error
    except (duckdb.DataError, duckdb.ProgrammingError, duckdb.NotSupportedError) as error:
        raise PayloadRejected(f"the question does not fit the features: {reason_of(error)}") from error


def source_of(question: FeatureQuestion) -> tuple[str, dict[str, object]]:
    """What is true now, or was at the time of the question, as a table in SQL; its parameters."""
    table = question.table
    if question.at is None:
        return current(table), {}
    fields = listed(names(table, None))
    sql = statement("at_source", table=current(table), history=history(table), fields=fields)
    return sql, {"_at": question.at}


def _place(question: FeatureQuestion) -> str:
    if question.geometry == "none":
        return ""
    if question.crs == 4326:
        return ", ST_AsWKB(geometry) as geometry"
    target = f"EPSG:{int(question.crs)}"
    return f", ST_AsWKB(ST_Transform(geometry, 'OGC:CRS84', '{target}', always_xy := true)) as geometry"


def _condition(question: FeatureQuestion) -> tuple[str, dict[str, object]]:
    conditions, wanted = [], dict(question.parameters)
    if question.after is not None:
        conditions.append("fid > $_after")
        wanted["_after"] = question.after
    if question.bounds is not None:
        west, _, east, _ = question.bounds
        conditions.append(statement("touches" if west <= east else "touches_both_sides"))
        wanted |= _box(question.bounds)
    if question.where:
        conditions.append(f"({question.where})")
    return " and ".join(conditions) or "true", wanted


def _order(question: FeatureQuestion) -> str:
    names(question.table, [name for name, _ in question.order if name not in ("key", "fid")])
    orders = [f"{quoted(name)} {'desc' if down else 'asc'} nulls last" for name, down in question.order]
    return ", ".join([*orders, "fid"])


def _box(bounds: Bounds) -> dict[str, object]:
    west, south, east, north = (float(number) for number in bounds)
    if not all(math.isfinite(number) for number in (west, south, east, north)) or south > north:
        raise PayloadRejected("a box is west, south, east, north in degrees, south below north")
    metres = {
        "_west_m": _east_of(west),
        "_east_m": _east_of(east),
        "_south_m": _north_of(south),
        "_north_m": _north_of(north),
    }
    return {"_west": west, "_south": south, "_east": east, "_north": north, **metres}


def _east_of(longitude: float) -> float:
    return math.radians(longitude) * _RADIUS_M


def _north_of(latitude: float) -> float:
    cut = max(-_FARTHEST, min(_FARTHEST, latitude))
    return _RADIUS_M * math.log(math.tan(math.pi / 4 + math.radians(cut) / 2))
