# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Rules as the cockpit builds them: a row of conditions that all, or one of which, must hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import msgspec

from stadtkern.kernel.rules import AllOf, AnyOf, Condition, Leaf, Not, Rule

Link = Literal["all", "any"]


@dataclass(frozen=True, kw_only=True)
class Part:
    """One condition, perhaps turned around."""

    leaf: Leaf
    negated: bool = False

    @property
    def condition(self) -> Condition:
        """As a part of a tree."""
        return Not(part=self.leaf) if self.negated else self.leaf


@dataclass(frozen=True, kw_only=True)
class Row:
    """Conditions side by side."""

    link: Link
    parts: tuple[Part, ...]


def row_of(condition: Condition) -> Row | None:
    """The conditions of a rule as a row; null when they are nested more deeply, as a declaration may do."""
    link: Link = "any" if isinstance(condition, AnyOf) else "all"
    given = condition.parts if isinstance(condition, AllOf | AnyOf) else (condition,)
    parts = []
    for one in given:
        inner = one.part if isinstance(one, Not) else one
        if isinstance(inner, AllOf | AnyOf | Not):
            return None
        parts.append(Part(leaf=inner, negated=isinstance(one, Not)))
    return Row(link=link, parts=tuple(parts))


def condition_of(row: Row) -> Condition:
    """The inverse of :func:`row_of`."""
    parts = tuple(one.condition for one in row.parts)
    return AnyOf(parts=parts) if row.link == "any" else AllOf(parts=parts)


def with_part(rule: Rule, number: int, part: Part) -> Rule:
    """The rule with this condition at the place, or behind the last one."""
    row = row_of(rule.condition)
    if row is None:
        return rule
    parts = [*row.parts]
    if number < len(parts):
        parts[number] = part
    else:
        parts.append(part)
    return _with_row(rule, row.link, parts)


def without_part(rule: Rule, number: int) -> Rule:
    """The rule without the condition at this place."""
    row = row_of(rule.condition)
    if row is None:
        return rule
    return _with_row(rule, row.link, [one for n, one in enumerate(row.parts) if n != number])


def with_link(rule: Rule, link: Link) -> Rule:
    """The rule whose conditions must all hold, or one of them."""
    row = row_of(rule.condition)
    return rule if row is None else _with_row(rule, link, row.parts)


def _with_row(rule: Rule, link: Link, parts: Sequence[Part]) -> Rule:
    return msgspec.structs.replace(rule, condition=condition_of(Row(link=link, parts=tuple(parts))))
