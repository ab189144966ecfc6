# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Rows of tables as somebody asks for them: page by page, or by a query in SQL."""

from __future__ import annotations

import base64
import binascii
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import shapely
from django.utils.translation import gettext as _

from stadtkern.flow.catalogue import service as catalogue
from stadtkern.flow.catalogue.errors import Withdrawn
from stadtkern.flow.catalogue.words import Column
from stadtkern.flow.lake.open_tables import asking, current
from stadtkern.flow.lake.open_tables.asking import ROW, PageQuestion
from stadtkern.flow.lake.open_tables.snapshots import Snapshot
from stadtkern.flow.lake.open_tables.words import Limits, QueryRefused
from stadtkern.flow.outlets.ogc.cql.compiling import compile_condition
from stadtkern.flow.outlets.ogc.cql.parsing import parse
from stadtkern.flow.outlets.ogc.cql.words import Queryable
from stadtkern.kernel.errors import CityError, NotFound
from stadtkern.kernel.rights import Visitor

from . import files, service
from .service import Ready
from .words import NoTable

MOST_TABLES = 5
"""That one query may read."""
MOST_ROWS = 1000
"""Of one page."""
_MOST_SKIPPED = 1_000_000
_GEOMETRY = b"geoarrow.wkb"


class CursorTooOld(CityError):
    """Die Daten haben sich inzwischen geändert. Bitte von vorn beginnen, ohne „after“."""


@dataclass(frozen=True, kw_only=True)
class RowsQuestion:
    """What somebody wants of one table."""

    columns: tuple[str, ...] = ()
    """Empty: all."""
    filter: str = ""
    """CQL2 text."""
    order: str = ""
    """Column, with ``-`` in front: descending."""
    after: str = ""
    """Cursor of the page before."""
    limit: int = 100


@dataclass(frozen=True, kw_only=True)
class Rows:
    """One page of rows."""

    columns: tuple[Column, ...]
    rows: list[dict[str, object]]
    """Plain values; geometries are WKT."""
    after: str
    """Cursor of the next page; empty: there is none."""
    snapshot: Snapshot


@dataclass(frozen=True, kw_only=True)
class Queried:
    """The answer of a query in SQL."""

    names: tuple[str, ...]
    kinds: tuple[str, ...]
    """Types of the columns as Arrow calls them."""
    rows: list[list[object]]
    cut: bool
    seconds: float
    used: Mapping[str, datetime]
    """By key of dataset: when its snapshot was made."""


def rows(ready: Ready, question: RowsQuestion) -> Rows:
    """One page of a table.

    Raises:
        QueryRefused, ConditionRefused: a column does not exist, or the condition cannot be used.
        CursorTooOld: the snapshot of the cursor is gone.
        QueryTooDear, SandboxBusy: as for every query.
    """
    shown = _shown(ready.table.columns, question.columns)
    snapshot, skip = _begin(ready, question.after)
    asked = _page_question(ready.table.columns, question, shown, skip)
    answer = asking.page(current.open_tables().sandbox, snapshot.path, asked)
    found = [dict(zip(answer.table.column_names, row, strict=True)) for row in plain_rows(answer.table)]
    for row in found:
        row.pop(ROW)
    after = _cursor(snapshot, skip + len(found)) if answer.cut else ""
    return Rows(columns=shown, rows=found, after=after, snapshot=snapshot)


def count(ready: Ready, question: RowsQuestion) -> int:
    """How many rows meet the condition; errors as :func:`rows`."""
    if not question.filter:
        return ready.snapshot.rows
    asked = _page_question(ready.table.columns, question, (), 0)
    return asking.count(current.open_tables().sandbox, ready.snapshot.path, asked)


def run(
    sql: str,
    visitor: Visitor,
    now: datetime,
    *,
    key_of: Callable[[str], str] | None = None,
    limits: Limits | None = None,
) -> Queried:
    """The answer of one select statement over tables of datasets that the visitor sees.

    ``key_of`` says which dataset a name in the text stands for, else it is its key (with ``_`` for ``-``).

    Raises:
        QueryRefused: it is not readable, or wants something else than tables of datasets.
        QueryTooDear, SandboxBusy: as for every query.
        BeingPrepared: a table is not ready yet.
    """
    tables = current.open_tables()
    names = tables.sandbox.names(sql)
    if len(names) > MOST_TABLES:
        raise QueryRefused(_("Eine Abfrage darf höchstens %(most)d Tabellen lesen.") % {"most": MOST_TABLES})
    snapshots = {name: _found(name, visitor, now, key_of or _key) for name in names}
    paths: dict[str, Path] = {name: ready.snapshot.path for name, ready in snapshots.items()}
    answer = tables.sandbox.ask(sql, paths, limits=limits)
    return Queried(
        names=tuple(answer.table.column_names),
        kinds=tuple(_kind(field) for field in answer.table.schema),
        rows=plain_rows(answer.table),
        cut=answer.cut,
        seconds=answer.seconds,
        used={ready.table.key: ready.snapshot.made_at for ready in snapshots.values()},
    )


def table_name(key: str) -> str:
    """The name of a dataset's table in SQL, without quotes when possible."""
    plain = key.replace("-", "_")
    return plain if plain.isidentifier() and plain.isascii() and plain.islower() else f'"{key}"'


def _key(name: str) -> str:
    return name


def _found(name: str, visitor: Visitor, now: datetime, key_of: Callable[[str], str]) -> Ready:
    """The snapshot that a name in a query stands for.

    Raises:
        QueryRefused: there is no such table for this visitor.
    """
    for key in dict.fromkeys((key_of(name), name.replace("_", "-"), name.lower().replace("_", "-"))):
        try:
            return service.ready(service.table(catalogue.entry(key, visitor), visitor), now)
        except (NotFound, NoTable, Withdrawn):
            continue
    raise QueryRefused(
        _("Die Tabelle „%(name)s“ gibt es nicht, oder sie ist nicht freigegeben.") % {"name": name}
    )


def _shown(columns: Sequence[Column], wanted: Sequence[str]) -> tuple[Column, ...]:
    known = {column.key: column for column in columns}
    for key in wanted:
        if key not in known:
            raise QueryRefused(
                _("Die Spalte „%(name)s“ gibt es nicht. Es gibt: %(known)s.")
                % {"name": key[:60], "known": ", ".join(list(known)[:40])}
            )
    return tuple(known[key] for key in wanted) or tuple(columns)


def _page_question(
    columns: Sequence[Column], question: RowsQuestion, shown: Sequence[Column], skip: int
) -> PageQuestion:
    where, parameters = "", {}
    if question.filter:
        queryables = [
            Queryable(name=column.key, kind=column.kind) for column in columns if column.kind != "geometry"
        ]
        compiled = compile_condition(parse(question.filter), queryables)
        where, parameters = compiled.sql, dict(compiled.parameters)
    order = None
    if question.order:
        key = question.order.removeprefix("-")
        _shown([column for column in columns if column.kind != "geometry"], (key,))
        order = (key, question.order.startswith("-"))
    return PageQuestion(
        columns=[column.key for column in shown],
        where=where,
        parameters=parameters,
        order=order,
        skip=skip,
        limit=min(max(question.limit, 1), MOST_ROWS),
    )


def _begin(ready: Ready, after: str) -> tuple[Snapshot, int]:
    """The snapshot that a cursor goes on in, and how many rows were shown."""
    if not after:
        return ready.snapshot, 0
    try:
        address, skip = msgspec.json.decode(base64.urlsafe_b64decode(after + "=="), type=tuple[str, int])
    except (binascii.Error, msgspec.MsgspecError, ValueError) as error:
        raise QueryRefused(
            _("„after“ ist nicht lesbar; bitte unverändert aus der Antwort davor übernehmen.")
        ) from error
    if not 0 <= skip <= _MOST_SKIPPED:
        raise QueryRefused(_("So weit kann nicht geblättert werden. Für alle Zeilen gibt es den Download."))
    found = current.open_tables().shelf.named(ready.table.subject, address)
    if found is None:
        raise CursorTooOld
    return found, skip


def _cursor(snapshot: Snapshot, skip: int) -> str:
    return base64.urlsafe_b64encode(msgspec.json.encode((snapshot.address, skip))).decode().rstrip("=")


def plain_rows(table: pa.Table) -> list[list[object]]:
    """Rows as JSON can hold them; geometries are WKT, other bytes hexadecimal."""
    columns = [
        [_plain(value, is_place=_is_place(table.schema.field(number))) for value in column.to_pylist()]
        for number, column in enumerate(table.columns)
    ]
    return [list(row) for row in zip(*columns, strict=True)] if columns else []


def _plain(value: object, *, is_place: bool) -> object:
    if isinstance(value, bytes):
        return shapely.to_wkt(shapely.from_wkb(value), rounding_precision=7) if is_place else value.hex()
    if isinstance(value, dict):
        return {str(key): _plain(one, is_place=False) for key, one in value.items()}
    if isinstance(value, list):
        return [_plain(one, is_place=False) for one in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, datetime) and value.tzinfo:
        return files.plain(value)
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)


def _is_place(field: pa.Field[Any]) -> bool:
    return (field.metadata or {}).get(b"ARROW:extension:name") == _GEOMETRY


def _kind(field: pa.Field[Any]) -> str:
    return "geometry" if _is_place(field) else str(field.type)
