# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Conditions of the register whose paths pass observations, said with any() and all() over them instead.

One choice of related entities must make the whole condition true. So it is taken apart into cases that hold
together; in each case, what speaks of the same observations becomes one any(), or the wish that there are
none when a row of nulls would fulfil it too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from stadtkern.flow.outlets.sensorthings.entities import BY_NAME, OBSERVATION, Entity, Link
from stadtkern.flow.outlets.sensorthings.query.errors import QueryRefused
from stadtkern.flow.outlets.sensorthings.query.evaluation.rows import Row, Stored
from stadtkern.flow.outlets.sensorthings.query.evaluator import matches
from stadtkern.flow.outlets.sensorthings.query.trees import children, walk
from stadtkern.flow.outlets.sensorthings.query.words import Both, Either, Expression, Path, Quantified

from . import observations_logic as logic

_VARIABLE = "observation of this case"
_Links = tuple[Link, ...]
_Inner = dict[_Links, list[Expression]]


def spelled_out(entity: Entity, condition: Expression) -> Expression:
    """The same condition without paths over observations outside of any() and all().

    Raises:
        QueryRefused: it would fall into too many cases, or relates observations to entities out of reach.
    """
    if not any(_observations(node) for node in walk(condition)):
        return condition
    return _spelled(_Start(entity, ""), _lambdas(condition))


@dataclass(frozen=True)
class _Start:
    """Where the paths of a condition start."""

    entity: Entity
    variable: str


def _observations(node: Expression) -> _Links:
    """The links of a path up to the first observations; empty when there are none."""
    if not isinstance(node, Path):
        return ()
    for place, link in enumerate(node.links):
        if link.target == OBSERVATION.name:
            return node.links[: place + 1]
    return ()


def _lambdas(node: Expression) -> Expression:
    """Conditions inside lambdas over the register are spelled out for themselves."""
    if not isinstance(node, Quantified):
        return logic.rebuilt(node, tuple(_lambdas(one) for one in children(node)))
    if node.condition is None or node.links[-1].target == OBSERVATION.name:
        return node
    start = _Start(BY_NAME[node.links[-1].target], node.variable)
    return replace(node, condition=_spelled(start, _lambdas(node.condition)))


def _spelled(start: _Start, condition: Expression) -> Expression:
    if not _speaks(start, condition):
        return condition
    found = [_case(start, parts) for parts in _cases(start, logic.inward(condition))]
    return found[0] if len(found) == 1 else Either(operands=tuple(found))


def _speaks(start: _Start, condition: Expression) -> bool:
    """Whether paths from this start pass observations."""
    return any(
        isinstance(node, Path) and node.variable == start.variable and _observations(node)
        for node in walk(condition)
    )


def _cases(start: _Start, node: Expression) -> list[tuple[Expression, ...]]:
    """Alternatives of conditions that hold together; what does not speak of observations stays whole."""
    if not _speaks(start, node) or not isinstance(node, Both | Either):
        return [(node,)]
    each = [_cases(start, one) for one in node.operands]
    if isinstance(node, Either):
        found = [case for cases in each for case in cases]
    else:
        found = [()]
        for cases in each:
            found = [(*before, *case) for before in found for case in cases]
            _check(found, node)
    _check(found, node)
    return found


def _check(found: Sequence[object], node: Expression) -> None:
    if len(found) > logic.MOST_CASES:
        raise QueryRefused(
            "this mixes “and” and “or” over observations too much",
            option="$filter",
            position=node.at.start + 1,
            expectation="Observations/any(o: …), or a simpler condition",
        )


def _case(start: _Start, parts: Sequence[Expression]) -> Expression:
    kept: list[Expression] = []
    inner: _Inner = {}
    for part in parts:
        ways = {_observations(node) for node in walk(part)} - {()}
        if not ways or not _speaks(start, part):
            kept.append(part)
        elif len(ways) == 1:
            way = next(iter(ways))
            inner.setdefault(way, []).append(_seen_from(start, way, part))
        else:
            raise _refused(part, "observations of two relations cannot be compared with each other")
    kept += [_existing(start, way, logic.joined(tuple(found))) for way, found in inner.items()]
    return logic.joined(tuple(kept))


def _existing(start: _Start, way: _Links, condition: Expression) -> Expression:
    """That there is such an observation, or none at all when that fulfils the condition too."""
    there = Quantified(
        quantifier="any", links=way, path_variable=start.variable, variable=_VARIABLE, condition=condition
    )
    if not matches(lower(condition), _Nothing(), now=_ANY_TIME):
        return there
    none = replace(there, quantifier="all", condition=logic.FALSE)
    return Either(operands=(there, none))


def lower(condition: Expression) -> Expression:
    """The condition with the lambda's variable as the filtered entity."""
    match condition:
        case Path():
            return replace(condition, variable="")
        case Quantified():
            return replace(condition, path_variable="")
        case _:
            return logic.rebuilt(condition, tuple(lower(one) for one in children(condition)))


def _seen_from(start: _Start, way: _Links, node: Expression) -> Expression:
    """The condition with all paths starting at the observation."""
    match node:
        case Path():
            return replace(node, links=_road(start, way, node, node.variable, node.links), variable=_VARIABLE)
        case Quantified():
            links = _road(start, way, node, node.path_variable, node.links)
            return replace(node, links=links, path_variable=_VARIABLE)
        case _:
            return logic.rebuilt(node, tuple(_seen_from(start, way, one) for one in children(node)))


def _road(start: _Start, way: _Links, node: Expression, variable: str, links: _Links) -> _Links:
    """The links from an observation at the end of ``way`` to what a path from the start leads to."""
    if variable != start.variable:
        raise _refused(node, "a condition on observations cannot name what is outside of its brackets")
    # The set of any() and all() is never the choice of the case.
    own_set = 1 if isinstance(node, Quantified) else 0
    chosen = links[: len(links) - own_set]
    shared = 0
    while shared < min(len(way), len(chosen)) and way[shared] == chosen[shared]:
        shared += 1
    rest = links[shared:]
    if shared < len(way) and any(link.many for link in chosen[shared:]):
        raise _refused(node, "observations cannot be compared with entities of another relation to many")
    entities = [start.entity, *(BY_NAME[link.target] for link in way)]
    back = [_back(node, entities[place], way[place]) for place in range(len(way) - 1, shared - 1, -1)]
    return (*back, *rest)


def _back(node: Expression, source: Entity, link: Link) -> Link:
    """The link to one in the other direction."""
    found = BY_NAME[link.target].link(source.name)
    if found is None or found.many:
        raise _refused(node, f"there is no single {source.name} of a {link.target}")
    return found


def _refused(node: Expression, problem: str) -> QueryRefused:
    return QueryRefused(
        problem,
        option="$filter",
        position=node.at.start + 1,
        expectation="Observations/any(o: …) with a condition on o and on links to one of it",
    )


class _Nothing:
    """The row of nulls."""

    def value(self, name: str) -> Stored:
        """Null."""
        del name
        return None

    def related(self, link: str) -> Sequence[Row]:
        """Nothing."""
        del link
        return ()


_ANY_TIME = datetime(1970, 1, 1, tzinfo=UTC)
"""What is true of nulls is so at any time."""
