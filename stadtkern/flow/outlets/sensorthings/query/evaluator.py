# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What an expression means, over plain objects: slow and obvious.

It filters MQTT subscriptions, and it is what the query compilers are tested against. Null is also “unknown”:
comparisons and calculations with null are null, ``and`` and ``or`` follow SQL, and only true is kept.

A path over links to many chooses one related entity (none related: a row of nulls). All paths that share the
links share the choice, in the whole filter, inside lambdas too; the filter is true if some choice makes it
true. ``any`` is true if its condition is true for one related entity, ``all`` if it is true for each of
them; both are never unknown. Paths of a lambda variable choose anew for every entity of the lambda.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

import shapely

from stadtkern.flow.outlets.sensorthings.entities import Kind, Link
from stadtkern.flow.outlets.sensorthings.query.evaluation import calling, comparing, places
from stadtkern.flow.outlets.sensorthings.query.evaluation.calculating import calculated, opposite
from stadtkern.flow.outlets.sensorthings.query.evaluation.rows import Result, Row, Stored
from stadtkern.flow.outlets.sensorthings.query.trees import walk
from stadtkern.flow.outlets.sensorthings.query.words import (
    Among,
    Arithmetic,
    Both,
    Call,
    Compare,
    Constant,
    Either,
    Expression,
    Geometry,
    Negative,
    Not,
    Path,
    Quantified,
)
from stadtkern.kernel.errors import LimitExceeded

MOST_TRIED = 100_000
"""Choices of related entities that one evaluation tries."""
_Names = tuple[str, ...]
_Choices = dict[tuple[str, _Names], Row | None]


def matches(condition: Expression, row: Row, *, now: datetime) -> bool:
    """Whether the condition is true for this entity."""
    return evaluate(condition, row, now=now) is True


def evaluate(expression: Expression, row: Row, *, now: datetime) -> Result:
    """The value for this entity; LimitExceeded when there are too many choices of related entities."""
    scope = _Scope(now=now, rows={"": row}, budget=[MOST_TRIED])
    if expression.kind is Kind.BOOLEAN:
        return _some_choice(expression, scope, "")
    first = next(iter(_choices(expression, scope, "")))
    return _value(expression, first)


@dataclass(frozen=True, kw_only=True)
class _Scope:
    """What names mean at this place of the tree."""

    now: datetime
    rows: dict[str, Row | None]
    """By lambda variable; empty: the filtered entity."""
    chosen: _Choices = field(default_factory=dict)
    """By variable and names of links to many; set and taken back while the choices are tried."""
    budget: list[int]
    """How many choices may still be tried, shared by the whole evaluation."""


def _some_choice(condition: Expression, scope: _Scope, variable: str) -> bool | None:
    """True if a choice makes the condition true; else unknown if it is so for one, else false."""
    unknown = False
    for attempt in _choices(condition, scope, variable):
        outcome = _value(condition, attempt)
        if outcome is True:
            return True
        unknown = unknown or outcome is None
    return None if unknown else False


def _choices(expression: Expression, scope: _Scope, variable: str) -> Iterator[_Scope]:
    """The scope once for every choice of the entities that paths of this variable lead to."""
    yield from _chosen(sorted(_roads(expression, variable), key=len), scope, variable)


def _roads(expression: Expression, variable: str) -> set[_Names]:
    """The links to many that paths of this variable use, with all links before them."""
    found: set[_Names] = set()
    for node in walk(expression):
        if isinstance(node, Path) and node.variable == variable:
            found |= {_names(node.links[: place + 1]) for place, link in enumerate(node.links) if link.many}
    return found


def _chosen(roads: Sequence[_Names], scope: _Scope, variable: str) -> Iterator[_Scope]:
    if not roads:
        scope.budget[0] -= 1
        if scope.budget[0] < 0:
            raise LimitExceeded(
                f"the filter would try more than {MOST_TRIED} combinations of related entities; use any(…)"
            )
        yield scope
        return
    road = roads[0]
    before = _reached(road[:-1], scope, variable)
    related = before.related(road[-1]) if before is not None else ()
    for row in related or (None,):
        scope.chosen[variable, road] = row
        yield from _chosen(roads[1:], scope, variable)
    del scope.chosen[variable, road]


def _reached(names: Iterable[str], scope: _Scope, variable: str) -> Row | None:
    """The entity at the end of these links; null when there is none."""
    row = scope.rows[variable]
    road: _Names = ()
    for name in names:
        road = (*road, name)
        if (variable, road) in scope.chosen:
            row = scope.chosen[variable, road]
        elif row is not None:
            row = next(iter(row.related(name)), None)
    return row


def _names(links: Iterable[Link]) -> _Names:
    return tuple(link.name for link in links)


def _value(node: Expression, scope: _Scope) -> Result:
    match node:
        case Both():
            return _all_of([_value(one, scope) for one in node.operands])
        case Either():
            return _not(_all_of([_not(_value(one, scope)) for one in node.operands]))
        case Not():
            return _not(_value(node.operand, scope))
        case Compare():
            kinds = (node.left.kind, node.right.kind)
            return comparing.compared(
                node.operator, _value(node.left, scope), _value(node.right, scope), kinds
            )
        case Among():
            return _value(_spelled_out(node), scope)
        case _:
            return _term(node, scope)


def _term(node: Expression, scope: _Scope) -> Result:
    match node:
        case Path():
            return _at_path(node, scope)
        case Constant():
            return shapely.from_wkt(node.value.wkt) if isinstance(node.value, Geometry) else node.value
        case Call():
            return calling.called(node.function, [_value(one, scope) for one in node.arguments], scope.now)
        case Arithmetic():
            return calculated(node.operator, _value(node.left, scope), _value(node.right, scope))
        case Negative():
            return opposite(_value(node.operand, scope))
        case Quantified():
            return _quantified(node, scope)
        case _:
            raise TypeError(f"{type(node).__name__} is no expression")


def _all_of(outcomes: Sequence[Result]) -> bool | None:
    if False in outcomes:
        return False
    return None if None in outcomes else True


def _not(outcome: Result) -> bool | None:
    return None if outcome is None else not outcome


def _spelled_out(node: Among) -> Expression:
    """``x in (a, b)`` is ``x eq a or x eq b``."""
    return Either(
        operands=tuple(Compare(operator="eq", left=node.operand, right=choice) for choice in node.choices)
    )


def _at_path(node: Path, scope: _Scope) -> Result:
    row = _reached(_names(node.links), scope, node.variable)
    if row is None:
        return None
    stored = row.value(node.property.name)
    if node.kind is Kind.GEOMETRY:
        return places.from_geojson(stored)
    for step in node.steps:
        stored = _stepped(stored, step)
    return stored


def _stepped(stored: Stored, step: str | int) -> Stored:
    """One step into JSON: a number into a list, a text into an object."""
    if isinstance(step, int) and isinstance(stored, list | tuple):
        return stored[step] if step < len(stored) else None
    if isinstance(step, str) and isinstance(stored, dict):
        found: Stored = stored.get(step)
        return found
    return None


def _quantified(node: Quantified, scope: _Scope) -> bool:
    before = _reached(_names(node.links[:-1]), scope, node.path_variable)
    related = before.related(node.links[-1].name) if before is not None else ()
    outcomes = [_holds_for(row, node, scope) for row in related]
    return any(outcomes) if node.quantifier == "any" else all(outcomes)


def _holds_for(row: Row, node: Quantified, scope: _Scope) -> bool:
    if node.condition is None:
        return True
    inner = replace(scope, rows={**scope.rows, node.variable: row})
    return _some_choice(node.condition, inner, node.variable) is True
