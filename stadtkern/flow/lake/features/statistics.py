# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Says what stands in the columns of a table: how many values, which ones, how often."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from .identifiers import names, quoted, statement
from .reading import answered, source_of
from .tables import Session, Tables
from .words import ColumnStatistics, FeatureColumn, FeatureQuestion

_LIMIT_S = 120.0
_MOST_DISTINCT = 10_000
"""Of columns with more different values nobody asks which are frequent."""
_COUNTED = ("text", "boolean", "integer", "date")


def statistics(tables: Tables, question: FeatureQuestion) -> Sequence[ColumnStatistics]:
    """One per column of the question, over all features of its table (or what was true at its time).

    Raises:
        LimitExceeded: it took too long.
        LakeUnavailable: the lake cannot be read.
    """
    source, wanted = source_of(question)
    chosen = set(names(question.table, question.columns))
    columns = [column for column in question.table.columns if column.name in chosen]
    with tables.reading(_LIMIT_S) as session:
        return [_column(session, column, source, wanted) for column in columns]


def _column(
    session: Session, column: FeatureColumn, source: str, wanted: dict[str, object]
) -> ColumnStatistics:
    name = quoted(column.name)
    mean = f"avg({name})" if column.kind in ("integer", "number") else "null"
    sql = statement("column_statistics", column=name, source=source, mean=mean)
    row = answered(session, sql, wanted).to_arrow_table().to_pylist()[0]
    top: list[tuple[str, int]] = []
    if column.kind in _COUNTED and row["distinct"] <= _MOST_DISTINCT:
        sql = statement("frequent_values", column=name, source=source)
        top = [(str(value), int(number)) for value, number in answered(session, sql, wanted).fetchall()]
    return ColumnStatistics(
        name=column.name,
        count=row["count"],
        nulls=row["nulls"],
        distinct=row["distinct"],
        least=_text(row["least"]),
        greatest=_text(row["greatest"]),
        mean=row["mean"],
        top=tuple(top),
    )


def _text(value: object) -> str | None:
    if value is None:
        return None
    return value.isoformat() if isinstance(value, date) else str(value)
