# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Sets of entities of the register as statements: which rows, in which order, how many, from where on."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from stadtkern.flow.outlets.sensorthings.entities import Link
from stadtkern.flow.outlets.sensorthings.query.words import Expression, Order

from . import keys
from .compiler import Compiler
from .dialects import Dialect
from .fragments import NONE, Sql, both, joined, put
from .keys import Key, KeyValue
from .scopes import Scope, related
from .tables import Crossing, Table

ROW = "sk_r"
PARENT = "sk_p"


@dataclass(frozen=True, kw_only=True)
class Related:
    """The set at the end of a link from some rows."""

    table: Table
    link: Link
    parents: Collection[int]


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which rows of a set, in which order."""

    filter: Expression | None = None
    order: Sequence[Order] = ()
    after: Sequence[KeyValue] | None = None
    """Keys of the last row before."""
    skip: int = 0
    most: int | None = None
    """Rows; null: all."""


class Sets:
    """Writes the statements of one request."""

    def __init__(self, compiler: Compiler) -> None:
        self._compiler = compiler

    def page(self, table: Table, wanted: Wanted, *, below: Related | None = None) -> Sql:
        """Id and keys of the rows of a page; below several parents it begins with the parent's id.

        Below parents ``skip`` and ``most`` count for each of them.
        """
        scope, given = self.keys(table, wanted.order, below)
        conditions = self._conditions(table, wanted, below)
        if wanted.after is not None:
            conditions.append(keys.after(given, wanted.after, self._compiler.dialect))
        columns = [Sql(f'"{ROW}"."id" as "id"')]
        columns += [put(f'{{}} as "k{place}"', key.sql) for place, key in enumerate(given)]
        if below is not None:
            columns.insert(0, Sql(f'"{PARENT}"."id" as "parent"'))
        chosen = put(
            "select {} from {}{} where {}",
            joined(", ", columns),
            self._rows(table, below),
            scope.joins(),
            both(conditions),
        )
        if below is not None:
            return _each_parent(chosen, given, wanted, self._compiler.dialect)
        return put("{} order by {}{}", chosen, keys.order_by(given), self._limit(wanted))

    def count(self, table: Table, wanted: Wanted, *, below: Related | None = None) -> Sql:
        """How many rows there are; below several parents one row of parent and number each."""
        conditions = both(self._conditions(table, wanted, below))
        if below is None:
            return put("select count(*) from {} where {}", self._rows(table, None), conditions)
        return put(
            f'select "{PARENT}"."id", count(*) from {{}} where {{}} group by "{PARENT}"."id"',  # noqa: S608
            self._rows(table, below),
            conditions,
        )

    def columns(self, table: Table, columns: Sequence[Sql], ids: Collection[int], joins: Sql = NONE) -> Sql:
        """Id and columns of the visible rows among ``ids``."""
        return put(
            f'select "{ROW}"."id"{{}} from "{table.table}" as "{ROW}"{{}}'  # noqa: S608
            f' where "{ROW}"."id" in ({{}}) and {{}}',
            joined("", [put(", {}", column) for column in columns]),
            joins,
            self._compiler.dialect.ids(ids),
            self._seen(table),
        )

    def keys(self, table: Table, order: Sequence[Order], below: Related | None) -> tuple[Scope, list[Key]]:
        """Sort keys, the id last, and the scope with the joins they need."""
        scope = self._compiler.scope(table, ROW)
        given: list[Key] = []
        for one in order:
            operand = self._compiler.operand(one.expression, {"": scope})
            given += keys.keys(operand, self._compiler.dialect, descending=one.descending)
        if not order and below is not None:
            given += _place(below)
        given.append(Key(Sql(f'"{ROW}"."id"'), "whole"))
        return scope, given

    def _conditions(self, table: Table, wanted: Wanted, below: Related | None) -> list[Sql]:
        conditions = [self._seen(table)]
        if below is not None:
            conditions.append(related(below.table, PARENT, below.link, ROW)[1])
        if wanted.filter is not None:
            conditions.append(self._compiler.holds(table, ROW, wanted.filter))
        return conditions

    def _seen(self, table: Table) -> Sql:
        return self._compiler.rights.sees(table.name, Sql(f'"{ROW}"."id"'))

    def _rows(self, table: Table, below: Related | None) -> Sql:
        if below is None:
            return Sql(f'"{table.table}" as "{ROW}"')
        return _parents_and(below, self._compiler.dialect)

    def _limit(self, wanted: Wanted) -> Sql:
        whole = self._compiler.dialect.whole
        limit = NONE if wanted.most is None else put(" limit {}", whole(wanted.most))
        return put("{} offset {}", limit, whole(wanted.skip)) if wanted.skip else limit


def below_parents(below: Related, dialect: Dialect) -> Sql:
    """Parents with what is related to them, hidden or not, as rows with a condition."""
    return put("{} where {}", _parents_and(below, dialect), related(below.table, PARENT, below.link, ROW)[1])


def _parents_and(below: Related, dialect: Dialect) -> Sql:
    rows, _ = related(below.table, PARENT, below.link, ROW)
    return put(
        f'({{}}) as "sk_ids" join "{below.table.table}" as "{PARENT}" on "{PARENT}"."id" = "sk_ids"."id"'
        " cross join {}",
        dialect.ids(below.parents),
        rows,
    )


def _each_parent(inner: Sql, given: Sequence[Key], wanted: Wanted, dialect: Dialect) -> Sql:
    """The rows of ``inner`` numbered below each parent, and only those of the wanted page."""
    names = ", ".join(['"parent"', '"id"', *_names(given)])
    last = NONE if wanted.most is None else put(' and "n" <= {}', dialect.whole(wanted.skip + wanted.most))
    return put(
        f'select {names} from (select {names}, row_number() over (partition by "parent" order by {{}}) as "n"'  # noqa: S608
        ' from ({}) as "sk_k") as "sk_n" where "n" > {}{} order by "parent", "n"',
        keys.order_by(given),
        inner,
        dialect.whole(wanted.skip),
        last,
    )


def _names(given: Sequence[Key]) -> list[str]:
    return [f'"k{place}"' for place in range(len(given))]


def _place(below: Related) -> list[Key]:
    """Pairs that have an order keep it."""
    route = below.table.routes[below.link.name]
    if isinstance(route, Crossing) and route.place:
        return [Key(Sql(f'"{ROW}_x"."{route.place}"'), "whole")]
    return []
