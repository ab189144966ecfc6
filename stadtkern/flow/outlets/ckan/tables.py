# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Rows of the tables behind packages, as the datastore of CKAN answers them."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from stadtkern.flow.catalogue import service as catalogue
from stadtkern.flow.catalogue.words import Column
from stadtkern.flow.lake.open_tables import asking, current
from stadtkern.flow.lake.open_tables.asking import PageQuestion
from stadtkern.flow.outlets.ogc.cql.compiling import compile_condition
from stadtkern.flow.outlets.ogc.cql.errors import ConditionRefused
from stadtkern.flow.outlets.ogc.cql.parsing import parse_json
from stadtkern.flow.outlets.ogc.cql.words import Queryable
from stadtkern.flow.outlets.open_data.tables import querying, service
from stadtkern.flow.outlets.open_data.tables.service import Ready
from stadtkern.flow.outlets.open_data.tables.words import NoTable
from stadtkern.kernel.errors import NotFound

from .errors import Invalid
from .index import Index

Json = dict[str, object]
ID = "_id"
MOST_ROWS = 10_000
MOST_SKIPPED = 1_000_000
_TYPES = {
    "text": "text",
    "integer": "int8",
    "number": "numeric",
    "boolean": "bool",
    "date": "date",
    "datetime": "timestamp",
    "json": "json",
    "geometry": "text",
}
_ARROW = (
    ("int", "int8"),
    ("uint", "int8"),
    ("float", "numeric"),
    ("double", "numeric"),
    ("decimal", "numeric"),
    ("bool", "bool"),
    ("date", "date"),
    ("timestamp", "timestamp"),
)


@dataclass(frozen=True, kw_only=True)
class Wish:
    """Which rows of one table."""

    columns: Sequence[str] = ()
    """Empty: all."""
    filters: Mapping[str, object]
    """By column: a value, or a list of which one must stand there."""
    words: str = ""
    """Must stand in some column of text."""
    order: tuple[str, bool] | None = None
    skip: int = 0
    limit: int = 100


@dataclass(frozen=True, kw_only=True)
class Rows:
    """What was found."""

    fields: list[Json]
    rows: list[list[object]]
    total: int | None


def ready(index: Index, name: str, now: datetime) -> Ready:
    """The table of a resource, or of a package.

    Raises:
        NotFound: there is none.
        BeingPrepared: it is large and is being written.
    """
    row = index.by_resource.get(name) or index.by_name.get(name)
    if row is None:
        raise NotFound(f'Resource "{name}" was not found.')
    try:
        return service.ready(service.table(catalogue.entry(row.key), catalogue.STRANGER), now)
    except NoTable as error:
        raise NotFound(f'Resource "{name}" was not found: it has no table here.') from error


def rows(found: Ready, wish: Wish, *, total: bool) -> Rows:
    """The rows of a table that are wanted.

    Raises:
        Invalid: a column does not exist, or a value does not fit it.
        QueryTooDear, SandboxBusy: the query takes too much, or too many are running.
    """
    columns = _shown(found.table.columns, wish.columns)
    asked = _question(found.table.columns, columns, wish)
    sandbox, path = current.open_tables().sandbox, found.snapshot.path
    number = None
    if total:
        number = asking.count(sandbox, path, asked) if asked.where else found.snapshot.rows
    if wish.limit == 0:
        return Rows(fields=fields(columns), rows=[], total=number)
    told = [_numbered(row) for row in querying.plain_rows(asking.page(sandbox, path, asked).table)]
    return Rows(fields=fields(columns), rows=told, total=number)


def fields(columns: Sequence[Column]) -> list[Json]:
    """Names and types of PostgreSQL, as CKAN names them; the row number first."""
    named: list[Json] = [{"id": one.key, "type": _TYPES[one.kind]} for one in columns]
    return [{"id": ID, "type": "int"}, *named]


def type_of(arrow: str) -> str:
    """The type of PostgreSQL for one of Arrow."""
    return next((name for start, name in _ARROW if arrow.startswith(start)), "text")


def separated(found: Rows, delimiter: str) -> str:
    """Rows as CSV or TSV without a heading, as CKAN gives them."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows(found.rows)
    return out.getvalue()


def _numbered(row: list[object]) -> list[object]:
    """The row with its number first, from 1; it comes last, from 0."""
    *values, place = row
    return [place + 1 if isinstance(place, int) else 0, *values]


def _shown(columns: Sequence[Column], wanted: Sequence[str]) -> list[Column]:
    known = {one.key: one for one in columns}
    unknown = [name for name in wanted if name not in known and name != ID]
    if unknown:
        raise Invalid({"fields": [f'field "{unknown[0][:60]}" not in table']})
    return [known[name] for name in wanted if name in known] or list(columns)


def _question(columns: Sequence[Column], shown: Sequence[Column], wish: Wish) -> PageQuestion:
    known = {one.key: one for one in columns}
    where, parameters = "", {}
    condition = _condition(known, wish)
    if condition is not None:
        queryables = [Queryable(name=one.key, kind=one.kind) for one in columns if one.kind != "geometry"]
        try:
            compiled = compile_condition(parse_json(condition), queryables)
        except ConditionRefused as error:
            raise Invalid({"filters": [str(error)]}) from error
        where, parameters = compiled.sql, dict(compiled.parameters)
    if wish.order is not None and wish.order[0] not in known:
        raise Invalid({"sort": [f'field "{wish.order[0][:60]}" not in table']})
    return PageQuestion(
        columns=[one.key for one in shown],
        where=where,
        parameters=parameters,
        order=wish.order,
        skip=wish.skip,
        limit=max(wish.limit, 1),
    )


def _condition(known: Mapping[str, Column], wish: Wish) -> Json | None:
    """The filters and words as a condition of CQL2 in JSON (OGC 21-065r2 annex B); null: none."""
    parts: list[Json] = []
    for name, value in wish.filters.items():
        if name not in known or known[name].kind == "geometry":
            raise Invalid({"filters": [f'field "{name[:60]}" not in table']})
        parts.append(_equals(known[name], value))
    texts = [name for name, one in known.items() if one.kind == "text"]
    for word in wish.words.split()[:20]:
        held: list[Json] = [_has(name, word) for name in texts]
        parts.append({"op": "or", "args": held} if len(held) > 1 else held[0])
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else {"op": "and", "args": parts}


def _equals(column: Column, value: object) -> Json:
    here = {"property": column.key}
    if value is None:
        return {"op": "isNull", "args": [here]}
    if isinstance(value, list):
        return {"op": "in", "args": [here, [_constant(column, one) for one in value]]}
    return {"op": "=", "args": [here, _constant(column, value)]}


def _constant(column: Column, value: object) -> object:
    """A value as the condition names it; numbers and truth values may come as texts, as in forms."""
    if column.kind in {"date", "datetime"} and isinstance(value, str):
        moment = value.replace(" ", "T")
        whole = moment if moment.endswith("Z") or "+" in moment else f"{moment}Z"
        return {"date": value} if column.kind == "date" else {"timestamp": whole}
    if column.kind in {"integer", "number"} and isinstance(value, str):
        try:
            return int(value) if value.lstrip("-").isdigit() else float(value)
        except ValueError as error:
            raise Invalid({"filters": [f"“{value[:60]}” is no number"]}) from error
    if column.kind == "boolean" and isinstance(value, str):
        return value.strip().lower() in {"true", "t", "1"}
    return value


def _has(name: str, word: str) -> Json:
    pattern = "%" + word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    folded: Json = {"op": "casei", "args": [{"property": name}]}
    return {"op": "like", "args": [folded, {"op": "casei", "args": [pattern]}]}
