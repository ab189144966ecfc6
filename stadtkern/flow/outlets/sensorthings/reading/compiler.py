# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The query compiler of the register: typed tree in, SQL text with bound values out.

A path over a link to many holds when it holds for one choice of related rows (see :mod:`.scopes`); any() and
all() have scopes of their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from stadtkern.flow.outlets.sensorthings.entities import Kind
from stadtkern.flow.outlets.sensorthings.query.words import (
    Among,
    Arithmetic,
    Both,
    Call,
    Compare,
    Constant,
    Either,
    Expression,
    Negative,
    Not,
    Path,
    Quantified,
)

from . import calls, comparing, properties
from .dialects import Dialect
from .facts import Facts
from .fragments import Sql, both, joined, put
from .operands import Maker, Operand, Scalar
from .rights import Rights
from .scopes import Names, Scope, related
from .tables import TABLES, Table, ToObservations

Scopes: TypeAlias = Mapping[str, Scope]
"""By name of the lambda variable; empty: the filtered entity."""


@dataclass(frozen=True, kw_only=True)
class Compiler:
    """Compiles for one caller and one moment; ``facts`` are what SQL alone cannot know."""

    dialect: Dialect
    rights: Rights
    facts: Facts
    now: datetime
    names: Names

    @property
    def maker(self) -> Maker:
        """Makes operands in the same dialect."""
        return Maker(dialect=self.dialect)

    def scope(self, table: Table, alias: str) -> Scope:
        """A new scope around a row."""
        return Scope(table, alias, rights=self.rights, names=self.names)

    def holds(self, table: Table, alias: str, condition: Expression) -> Sql:
        """That the row fulfils the condition; unknown counts as not."""
        scope = self.scope(table, alias)
        return scope.wrapped(self.condition(condition, {"": scope}))

    def condition(self, node: Expression, scopes: Scopes) -> Sql:
        """True, false or unknown."""
        return put("({})", self.maker.boolean(self.operand(node, scopes)))

    def operand(self, node: Expression, scopes: Scopes) -> Operand:
        """Any expression."""
        match node:
            case Constant():
                return self.maker.constant(node)
            case Path():
                return properties.read(self, scopes[node.variable], node)
            case Both() | Either() | Not() | Among() | Quantified() | Compare():
                return Scalar(Kind.BOOLEAN, self._logic(node, scopes))
            case Call():
                return calls.call(self, node, [self.operand(one, scopes) for one in node.arguments])
            case Arithmetic():
                left, right = self.operand(node.left, scopes), self.operand(node.right, scopes)
                return Scalar(node.kind, calls.arithmetic(self, node, left, right))
            case Negative():
                return Scalar(node.kind, calls.negative(self, node, self.operand(node.operand, scopes)))

    def _logic(self, node: Both | Either | Not | Among | Quantified | Compare, scopes: Scopes) -> Sql:
        match node:
            case Both(operands=operands):
                return joined(" and ", [self.condition(one, scopes) for one in operands])
            case Either(operands=operands):
                return joined(" or ", [self.condition(one, scopes) for one in operands])
            case Not(operand=operand):
                return put("not {}", self.condition(operand, scopes))
            case Among():
                return self._among(node, scopes)
            case Compare():
                left, right = self.operand(node.left, scopes), self.operand(node.right, scopes)
                return comparing.compare(self.maker, node.operator, left, right)
            case Quantified():
                return self._quantified(node, scopes)

    def _among(self, node: Among, scopes: Scopes) -> Sql:
        operand = self.operand(node.operand, scopes)
        return joined(
            " or ",
            [
                put("({})", comparing.compare(self.maker, "eq", operand, self.maker.constant(choice)))
                for choice in node.choices
            ],
        )

    def _quantified(self, node: Quantified, scopes: Scopes) -> Sql:
        table, alias = scopes[node.path_variable].reach(node.links[:-1])
        link = node.links[-1]
        route = table.routes[link.name]
        if isinstance(route, ToObservations):
            return self._quantified_observations(node, table, alias)
        here = self.names.next("e")
        rows, binding = related(table, alias, link, here)
        seen = self.rights.sees(link.target, Sql(f'"{here}"."id"'))
        conditions = [binding, seen]
        if node.condition is not None:
            inner = self.scope(TABLES[link.target], here)
            holds = inner.wrapped(self.condition(node.condition, {**scopes, node.variable: inner}))
            conditions.append(put("({}) is true" if node.quantifier == "any" else "({}) is not true", holds))
        word = "exists" if node.quantifier == "any" else "not exists"
        return put(f"{word} (select 1 from {{}} where {{}})", rows, both(conditions))  # noqa: S608 - no values

    def _quantified_observations(self, node: Quantified, table: Table, alias: str) -> Sql:
        feature = table.name == "FeatureOfInterest"
        found = put(
            f'"{alias}"."id" in ({{}})', self.dialect.ids(self.facts.with_observations(node, feature=feature))
        )
        none = "false" if node.quantifier == "any" else "true"
        return put(f'(case when "{alias}"."id" is null then {none} else {{}} end)', found)
