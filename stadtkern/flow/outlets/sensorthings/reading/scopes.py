# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Ways over links as left joins: all paths of one scope with the same beginning share their joins.

One combination of joined rows is one choice of related entities; where nothing related is visible, there is
one row of nulls. Hidden rows are left out in the join condition, never afterwards, so they cannot turn a row
of nulls into nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count

from stadtkern.flow.outlets.sensorthings.entities import Link

from .fragments import NONE, Sql, joined, put
from .rights import Rights
from .tables import TABLES, Crossing, Reference, Referrer, Route, Table, ToObservations


class Names:
    """Aliases that occur once in a statement."""

    def __init__(self) -> None:
        self._numbers = count()

    def next(self, letter: str) -> str:
        """An alias such as ``sk_e3``."""
        return f"sk_{letter}{next(self._numbers)}"


class Scope:
    """A row that paths start from, and what they have joined to it."""

    def __init__(self, table: Table, alias: str, *, rights: Rights, names: Names) -> None:
        self.table = table
        self.alias = alias
        self._rights = rights
        self._names = names
        self._reached: dict[tuple[str, ...], tuple[Table, str]] = {(): (table, alias)}
        self._joins: list[Sql] = []

    def reach(self, links: Sequence[Link]) -> tuple[Table, str]:
        """Table and alias at the end of the links; joined when it was not yet."""
        way = tuple(link.name for link in links)
        if way not in self._reached:
            table, alias = self.reach(links[:-1])
            self._reached[way] = self._join(table, alias, links[-1])
        return self._reached[way]

    def joins(self) -> Sql:
        """The left joins of all paths so far."""
        return put(" {}", joined(" ", self._joins)) if self._joins else NONE

    def wrapped(self, condition: Sql) -> Sql:
        """That there is a choice of related rows for which the condition holds."""
        if not self._joins:
            return condition
        one = self._names.next("z")
        exists = f'exists (select 1 from (select 1) as "{one}"{{}} where {{}})'  # noqa: S608 - an alias of ours
        return put(exists, self.joins(), condition)

    def _join(self, table: Table, alias: str, link: Link) -> tuple[Table, str]:
        target, here = TABLES[link.target], self._names.next("e")
        key = Sql(f'"{here}"."id"')
        match table.routes[link.name]:
            case Reference(column=column):
                on = f'"{here}"."id" = "{alias}"."{column}"'
                seen = self._rights.sees(target.name, Sql(f'"{alias}"."{column}"'))
            case Referrer(column=column):
                on = f'"{here}"."{column}" = "{alias}"."id"'
                seen = self._rights.sees(target.name, key)
            case Crossing() as crossing:
                self._joins.append(self._cross(crossing, alias, here, target))
                on, seen = f'"{here}"."id" = "{here}_x"."{crossing.far}"', Sql("1 = 1")
            case route:
                raise _not_here(route)
        self._joins.append(put(f'left join "{target.table}" as "{here}" on {on} and {{}}', seen))
        return target, here

    def _cross(self, crossing: Crossing, alias: str, here: str, target: Table) -> Sql:
        seen = self._rights.sees(target.name, Sql(f'"{here}_x"."{crossing.far}"'))
        first = f' and "{here}_x"."{crossing.place}" = 0' if crossing.first else ""
        on = f'"{here}_x"."{crossing.near}" = "{alias}"."id"{first}'
        return put(f'left join "{crossing.table}" as "{here}_x" on {on} and {{}}', seen)


def related(table: Table, alias: str, link: Link, here: str) -> tuple[Sql, Sql]:
    """What to select from to get the rows of a link as ``here``, and what binds them to ``alias``.

    The far key is ``here.id`` either way; hidden rows are not yet left out.
    """
    target = TABLES[link.target].table
    match table.routes[link.name]:
        case Reference(column=column):
            return Sql(f'"{target}" as "{here}"'), Sql(f'"{here}"."id" = "{alias}"."{column}"')
        case Referrer(column=column):
            return Sql(f'"{target}" as "{here}"'), Sql(f'"{here}"."{column}" = "{alias}"."id"')
        case Crossing() as crossing:
            first = f' and "{here}_x"."{crossing.place}" = 0' if crossing.first else ""
            pairs = f'"{crossing.table}" as "{here}_x"'
            bound = f'"{here}_x"."{crossing.near}" = "{alias}"."id"{first}'
            return Sql(
                f'{pairs} join "{target}" as "{here}" on "{here}"."id" = "{here}_x"."{crossing.far}"'
            ), Sql(bound)
        case route:
            raise _not_here(route)


def _not_here(route: Route) -> TypeError:
    """Observations are asked of the lake before a scope is made; reaching this is a fault of the compiler."""
    return TypeError(f"{'features' if isinstance(route, ToObservations) and route.feature else route}")
