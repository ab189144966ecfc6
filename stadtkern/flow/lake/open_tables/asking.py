# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Usual questions about one released table: a page of rows, and what stands in its columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from .sandbox import Sandbox
from .statements import quoted, statement
from .words import Answer, Limits

TABLE = "rows"
"""The name of the table in these questions."""
ROW = "_row"
"""Number of a row in the file, from 0: what pages are counted by."""
MOST_COLUMNS = 80
_TOP = 5
ColumnKind = Literal["text", "integer", "number", "boolean", "date", "datetime", "json", "geometry"]


@dataclass(frozen=True, kw_only=True)
class PageQuestion:
    """Which rows, which columns, in which order."""

    columns: Sequence[str]
    where: str = ""
    """Condition that the compiler of CQL2 made: columns in double quotes, values as ``$name``."""
    parameters: Mapping[str, object] = field(default_factory=dict)
    order: tuple[str, bool] | None = None
    """Column, and whether descending; null: as the rows lie in the file."""
    skip: int = 0
    """Rows that were shown before."""
    limit: int = 100


@dataclass(frozen=True, kw_only=True)
class ColumnFigures:
    """What stands in one column."""

    key: str
    filled: int
    empty: int
    distinct: int
    """About."""
    least: str | None
    greatest: str | None
    mean: float | None
    """Of numbers."""
    top: tuple[tuple[str, int], ...]
    """Most frequent values and how often, of columns without an order that says something."""


def page(sandbox: Sandbox, path: Path, question: PageQuestion) -> Answer:
    """The rows of one page, with ``_row`` as last column; cut when there are more.

    Raises:
        QueryRefused: a column does not exist, or a value does not fit its condition.
        QueryTooDear, SandboxBusy: as for every query.
    """
    order = f"{quoted(ROW)}"
    if question.order is not None:
        column, descending = question.order
        order = f"{quoted(column)} {'desc' if descending else 'asc'} nulls last, {order}"
    sql = statement(
        "page",
        columns=", ".join(quoted(column) for column in (*question.columns, ROW)),
        where=question.where or "true",
        order=order,
    )
    limits = replace(sandbox.limits, rows=question.limit)
    parameters = {**question.parameters, "_most": question.limit + 1, "_skip": question.skip}
    return sandbox.ask(sql, {TABLE: path}, parameters=parameters, limits=limits)


def count(sandbox: Sandbox, path: Path, question: PageQuestion) -> int:
    """How many rows meet the condition; errors as :func:`page`."""
    sql = statement("count", where=question.where or "true")
    found = sandbox.ask(sql, {TABLE: path}, parameters=dict(question.parameters))
    return int(found.table.column(0)[0].as_py())


def figures(sandbox: Sandbox, path: Path, columns: Mapping[str, ColumnKind]) -> list[ColumnFigures]:
    """What stands in these columns, the first ``MOST_COLUMNS`` of them; geometries are only counted."""
    limits = replace(sandbox.limits, seconds=3 * sandbox.limits.seconds)
    chosen = list(columns.items())[:MOST_COLUMNS]
    return [_figures(sandbox, path, key, kind, limits) for key, kind in chosen]


def _figures(sandbox: Sandbox, path: Path, key: str, kind: ColumnKind, limits: Limits) -> ColumnFigures:
    tables = {TABLE: path}
    counted = sandbox.ask(statement("filled", column=quoted(key)), tables, limits=limits).table
    filled, empty = (int(counted.column(n)[0].as_py()) for n in range(2))
    found = ColumnFigures(
        key=key, filled=filled, empty=empty, distinct=0, least=None, greatest=None, mean=None, top=()
    )
    if not filled or kind in ("geometry", "json"):
        return found
    told = sandbox.ask(statement("range", column=quoted(key)), tables, limits=limits).table.to_pylist()[0]
    found = replace(found, distinct=told["distinct"], least=told["least"], greatest=told["greatest"])
    if kind in ("integer", "number"):
        mean = sandbox.ask(statement("mean", column=quoted(key)), tables, limits=limits).table
        return replace(found, mean=mean.column(0)[0].as_py())
    if kind in ("text", "boolean"):
        rows = sandbox.ask(
            statement("top", column=quoted(key)), tables, parameters={"most": _TOP}, limits=limits
        ).table.to_pylist()
        return replace(found, top=tuple((row["value"], row["times"]) for row in rows))
    return found
