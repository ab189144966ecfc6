# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Rows of a list: of the register, paged by key in the database, or held in memory."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Generic, TypeVar

from django.db.models import F, Model, Q, QuerySet

from .words import COUNTED, PAGE, Asked, Cell, Column, Filter, Found, Row

ModelRow = TypeVar("ModelRow", bound=Model)
_LONGEST_ID: Final = 18


@dataclass(frozen=True, kw_only=True)
class Stored(Generic[ModelRow]):
    """Rows of the register that the person may see; rows without a value stand last either way."""

    rows: QuerySet[ModelRow]

    def found(self, asked: Asked[ModelRow]) -> Found[ModelRow]:
        """A page of rows by key: as fast on the last page as on the first."""
        narrowed = _narrowed(self.rows, asked.given)
        begun = narrowed.filter(_behind(self.rows, asked)) if asked.after else narrowed
        rows = list(_ordered(begun, asked)[: PAGE + 1])
        whole = not asked.after and len(rows) <= PAGE
        count = len(rows) if whole else narrowed.order_by()[: COUNTED + 1].count()
        return Found(rows=rows[:PAGE], more=len(rows) > PAGE, count=count)

    def many(self, asked: Asked[ModelRow], most: int) -> list[ModelRow]:
        """The first rows of all that are found."""
        return list(_ordered(_narrowed(self.rows, asked.given), asked)[:most])

    def named(self, keys: Sequence[str]) -> list[ModelRow]:
        """The rows with these ids, by id."""
        ids = {int(key) for key in keys if key.isdecimal() and len(key) <= _LONGEST_ID}
        return list(self.rows.filter(pk__in=ids).order_by("pk"))

    def key(self, row: ModelRow) -> str:
        """Its id."""
        return str(row.pk)


@dataclass(frozen=True, kw_only=True)
class Held(Generic[Row]):
    """Rows that are in memory: a few hundred at most."""

    rows: Sequence[Row]
    by: Callable[[Row], str]
    """The key of a row."""

    def found(self, asked: Asked[Row]) -> Found[Row]:
        """A page of rows."""
        rows = self._ordered(asked)
        keys = [self.by(row) for row in rows]
        start = keys.index(asked.after) + 1 if asked.after in keys else 0
        return Found(rows=rows[start : start + PAGE], more=len(rows) > start + PAGE, count=len(rows))

    def many(self, asked: Asked[Row], most: int) -> list[Row]:
        """The first rows of all that are found."""
        return self._ordered(asked)[:most]

    def named(self, keys: Sequence[str]) -> list[Row]:
        """The rows with these keys."""
        wanted = set(keys)
        return [row for row in self.rows if self.by(row) in wanted]

    def key(self, row: Row) -> str:
        """As ``by`` says."""
        return self.by(row)

    def _ordered(self, asked: Asked[Row]) -> list[Row]:
        rows = [row for row in self.rows if all(_holds(one, row, value) for one, value in asked.given)]
        empty = [row for row in rows if asked.column.value(row) in {None, ""}]
        full = [row for row in rows if asked.column.value(row) not in {None, ""}]
        return sorted(full, key=lambda row: _rank(asked.column, row), reverse=asked.falling) + empty


def _narrowed(rows: QuerySet[ModelRow], given: Sequence[tuple[Filter[ModelRow], str]]) -> QuerySet[ModelRow]:
    for one, value in given:
        if one.condition is not None:
            rows = rows.filter(one.condition(value))
    return rows


def _ordered(rows: QuerySet[ModelRow], asked: Asked[ModelRow]) -> QuerySet[ModelRow]:
    by = F(asked.column.sort)
    if asked.falling:
        return rows.order_by(by.desc(nulls_last=True), "-pk")
    return rows.order_by(by.asc(nulls_last=True), "pk")


def _behind(seen: QuerySet[ModelRow], asked: Asked[ModelRow]) -> Q:
    """Condition that a row comes after the last one of the page before; a row that is gone begins anew."""
    if not asked.after.isdecimal() or len(asked.after) > _LONGEST_ID:
        return Q()
    by, beyond = asked.column.sort, "lt" if asked.falling else "gt"
    last = seen.order_by().filter(pk=int(asked.after)).values_list(by, "pk").first()
    if last is None:
        return Q()
    value, key = last
    later = Q((f"pk__{beyond}", key))
    if value is None:
        return Q((f"{by}__isnull", True)) & later
    return Q((f"{by}__{beyond}", value)) | Q((by, value)) & later | Q((f"{by}__isnull", True))


def _holds(one: Filter[Row], row: Row, value: str) -> bool:
    return one.holds is None or one.holds(row, value)


def _rank(column: Column[Row], row: Row) -> tuple[float, str]:
    return (column.rank(row), "") if column.rank else _order(column.value(row))


def _order(value: Cell) -> tuple[float, str]:
    """Numbers and moments by size, words by the alphabet."""
    match value:
        case datetime():
            return value.timestamp(), ""
        case date():
            return float(value.toordinal()), ""
        case bool() | int() | float():
            return float(value), ""
        case _:
            return 0.0, str(value).casefold()
