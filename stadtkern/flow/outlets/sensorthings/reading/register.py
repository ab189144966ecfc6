# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The register as one caller sees it at one moment: ids, values, records and pages of its entities."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from stadtkern.flow.outlets.sensorthings.entities import BY_NAME, Entity, Kind, Link
from stadtkern.flow.outlets.sensorthings.query.words import (
    Compare,
    Constant,
    Expression,
    Path,
    Period,
    Query,
)
from stadtkern.kernel.callers import Caller
from stadtkern.kernel.errors import LimitExceeded

from . import keys, observing
from .asking import Asker
from .branches import Branches, page_of, page_size
from .compiler import Compiler
from .fragments import Cell, Sql
from .known import Known
from .operands import EPOCH, Document, Operand, Scalar, Span
from .rights import Rights
from .scopes import Names
from .sets import ROW, Related, Sets, Wanted
from .tables import TABLES, Table
from .values import Values
from .words import Limits, Observed, Page, Record, Shown


class Register:
    """Answers of one request; ``streams`` is asked only when a query speaks of observations."""

    def __init__(
        self, *, caller: Caller, limits: Limits, now: datetime, streams: Callable[[], Observed]
    ) -> None:
        self._limits = limits
        self._streams = streams
        self._asker = Asker(limit_s=limits.query_s)
        rights = Rights(caller)
        self._known = Known(self._asker, rights, streams)
        self._compiler = Compiler(
            dialect=self._asker.dialect, rights=rights, facts=self._known, now=now, names=Names()
        )
        self._sets = Sets(self._compiler)
        self._values = Values(self._asker, self._sets, self._known, streams)
        self._branches = Branches(self._asker, self._sets, self._values, streams, limits)

    def ids(self, entity: Entity, condition: Expression | None) -> frozenset[int]:
        """Visible rows that fulfil the condition.

        Raises:
            LimitExceeded: there are more than a part of a query may name to another.
        """
        most = self._limits.most_ids
        wanted = Wanted(filter=self._filter(entity, condition), most=most + 1)
        rows = self._asker.rows(self._sets.page(TABLES[entity.name], wanted))
        found = frozenset(one for one, *_ in rows if isinstance(one, int))
        if len(found) > most:
            raise LimitExceeded(f"more than {most} {entity.plural} fulfil a part of the query: narrow it")
        return found

    def column(self, entity: Entity, expression: Expression, ids: Collection[int]) -> dict[int, Shown]:
        """The value of an expression for each visible row among ``ids``; paths lead over links to one."""
        table = TABLES[entity.name]
        scope = self._compiler.scope(table, ROW)
        operand = self._compiler.operand(expression, {"": scope})
        columns = _columns(operand)
        rows = self._asker.rows(self._sets.columns(table, columns, ids, scope.joins()))
        return {one: _shown(operand, values) for one, *values in rows if isinstance(one, int)}

    def records(self, entity: Entity, ids: Collection[int], query: Query) -> dict[int, Record]:
        """The visible ones among these entities, with what the query selects and expands."""
        return self._branches.records(ids, query if query.entity == entity else replace(query, entity=entity))

    def page(self, query: Query, *, below: Related | None = None) -> Page:
        """A page of all visible entities, or of those at the end of a link from one of them."""
        table, top = TABLES[query.entity.name], page_size(query, self._limits)
        wanted = Wanted(filter=self._filter(query.entity, query.filter), order=query.order)
        after = self._after(table, query, below)
        chosen = replace(wanted, after=after, skip=0 if after else query.skip, most=top + 1)
        rows = self._asker.rows(self._sets.page(table, chosen, below=below))
        if below is not None:
            rows = [row[1:] for row in rows]
        shown = frozenset(one for one, *_ in rows[:top] if isinstance(one, int))
        return page_of(
            query,
            rows,
            self._branches.records(shown, query),
            top=top,
            count=self._count(table, wanted, below) if query.count else None,
        )

    def _after(self, table: Table, query: Query, below: Related | None) -> list[keys.KeyValue] | None:
        if not query.skip_token:
            return None
        _, given = self._sets.keys(table, query.order, below)
        return keys.read_token(query.skip_token, len(given))

    def _count(self, table: Table, wanted: Wanted, below: Related | None) -> int:
        rows = self._asker.rows(self._sets.count(table, wanted, below=below))
        number = rows[0][-1] if rows else 0
        return number if isinstance(number, int) else 0

    def related(self, entity: Entity, one: int, link: Link, target: int | None = None) -> frozenset[int]:
        """Ids of what is visible at the end of a link, at most two; only ``target`` when it is named."""
        below = Related(table=TABLES[entity.name], link=link, parents=(one,))
        condition = None if target is None else has_id(link, target)
        statement = self._sets.page(TABLES[link.target], Wanted(filter=condition, most=2), below=below)
        return frozenset(found for _, found, *_ in self._asker.rows(statement) if isinstance(found, int))

    def exists(self, entity: Entity, one: int) -> bool:
        """Whether there is a visible entity of this id."""
        return bool(self._asker.rows(self._sets.columns(TABLES[entity.name], (), (one,))))

    def found(self, query: Query, *, below: Related | None = None) -> frozenset[int]:
        """Ids of all visible entities that a filter names, of those below another one when it is given.

        Raises:
            LimitExceeded: there are more than a part of a query may name.
        """
        most = self._limits.most_ids
        wanted = Wanted(filter=self._filter(query.entity, query.filter), most=most + 1)
        statement = self._sets.page(TABLES[query.entity.name], wanted, below=below)
        rows = self._asker.rows(statement)
        if len(rows) > most:
            raise LimitExceeded(f"the filter names more than {most} {query.entity.plural}: narrow it")
        return frozenset(one for row in rows if isinstance(one := row[0 if below is None else 1], int))

    def _filter(self, entity: Entity, condition: Expression | None) -> Expression | None:
        return None if condition is None else observing.spelled_out(entity, condition)


def has_id(link: Link, target: int) -> Expression:
    """The condition that an entity has this id."""
    path = Path(links=(), property=BY_NAME[link.target].properties[0], kind=Kind.ID)
    return Compare(operator="eq", left=path, right=Constant(value=str(target), kind=Kind.ID))


def _columns(operand: Operand) -> list[Sql]:
    match operand:
        case Scalar(sql=sql):
            return [sql]
        case Span(start=start, end=end):
            return [start, end]
        case Document(text=text, number=number, boolean=boolean):
            return [text, number, boolean]
        case _:
            return []


def _shown(operand: Operand, values: Sequence[Cell]) -> Shown:
    """The value of one row from the columns of an operand."""
    match operand:
        case Scalar(kind=kind):
            return _scalar(kind, values[0])
        case Span():
            start, end = (_moment(value) for value in values)
            return None if start is None or end is None else Period(start=start, end=end)
        case Document():
            text, number, boolean = values
            if text is not None or number is not None:
                return number if text is None else text
            return _scalar(Kind.BOOLEAN, boolean)
        case _:
            return None


def _scalar(kind: Kind, value: Cell) -> Shown:
    if not isinstance(value, int) or isinstance(value, bool):
        return value
    match kind:
        case Kind.TIME:
            return _moment(value)
        case Kind.BOOLEAN:
            return bool(value)
        case Kind.ID:
            return str(value)
        case _:
            return value


def _moment(micros: Cell) -> datetime | None:
    return EPOCH + timedelta(microseconds=micros) if isinstance(micros, int) else None
