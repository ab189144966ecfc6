# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Conditions taken apart: negations inward, joint conditions apart, missing entities put in as null."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

from stadtkern.flow.outlets.sensorthings.entities import Kind
from stadtkern.flow.outlets.sensorthings.query.errors import QueryRefused
from stadtkern.flow.outlets.sensorthings.query.trees import children, walk
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

MOST_CASES = 64
"""Cases that an alternative between conditions about several related entities may fall into."""
TRUE = Constant(value=True, kind=Kind.BOOLEAN)
FALSE = Constant(value=False, kind=Kind.BOOLEAN)


def inward(node: Expression, *, negated: bool = False) -> Expression:
    """The same condition with negations only right before comparisons, functions and quantifiers."""
    match node:
        case Not(operand=operand):
            return inward(operand, negated=not negated)
        case Both(operands=operands):
            parts = tuple(inward(one, negated=negated) for one in operands)
            return Either(operands=parts, at=node.at) if negated else Both(operands=parts, at=node.at)
        case Either(operands=operands):
            parts = tuple(inward(one, negated=negated) for one in operands)
            return Both(operands=parts, at=node.at) if negated else Either(operands=parts, at=node.at)
        case _:
            return Not(operand=node, at=node.at) if negated else node


def conjuncts(node: Expression) -> Iterator[Expression]:
    """Conditions that must all hold."""
    if isinstance(node, Both):
        for operand in node.operands:
            yield from conjuncts(operand)
    else:
        yield node


def joined(parts: tuple[Expression, ...]) -> Expression:
    """All of these hold."""
    return parts[0] if len(parts) == 1 else Both(operands=parts)


def cases(node: Expression, *, option: str) -> list[tuple[Expression, ...]]:
    """Alternatives, each a list of conditions that hold together.

    Raises:
        QueryRefused: there are too many.
    """
    match node:
        case Either(operands=operands):
            found = [case for operand in operands for case in cases(operand, option=option)]
        case Both(operands=operands):
            each = [cases(operand, option=option) for operand in operands]
            number = 1
            for one in each:
                number *= len(one)
            if number > MOST_CASES:
                raise _too_complex(node, option)
            found = [tuple(part for case in chosen for part in case) for chosen in product(*each)]
        case _:
            return [(node,)]
    if len(found) > MOST_CASES:
        raise _too_complex(node, option)
    return found


def _too_complex(node: Expression, option: str) -> QueryRefused:
    return QueryRefused(
        "this mixes “and” and “or” over entities of many relations too much",
        option=option,
        position=node.at.start + 1,
        expectation="any(…) for each relation, or a simpler condition",
    )


def starts(node: Expression) -> frozenset[str]:
    """Names of the first links of the paths from the filtered entity; empty text: a property of its own."""
    found: set[str] = set()
    for one in walk(node):
        if isinstance(one, Path) and not one.variable:
            found.add(one.links[0].name if one.links else "")
        elif isinstance(one, Quantified) and not one.path_variable:
            found.add(one.links[0].name)
    return frozenset(found)


def below(node: Expression) -> Expression:
    """The condition as the entity behind the first link sees it."""
    match node:
        case Path(variable="", links=links):
            return replace(node, links=links[1:])
        case Quantified(path_variable="", links=links, condition=condition):
            inner = None if condition is None else below(condition)
            return replace(node, links=links[1:], condition=inner)
        case _:
            return rebuilt(node, tuple(below(one) for one in children(node)))


def without(node: Expression, missing: frozenset[str]) -> Expression:
    """The condition (negations inward) for an entity whose links ``missing`` lead nowhere."""
    match node:
        case Both(operands=operands):
            parts = tuple(without(one, missing) for one in operands)
            if FALSE in parts:
                return FALSE
            kept = tuple(one for one in parts if one != TRUE)
            return joined(kept) if kept else TRUE
        case Either(operands=operands):
            parts = tuple(without(one, missing) for one in operands)
            if TRUE in parts:
                return TRUE
            kept = tuple(one for one in parts if one != FALSE)
            return (kept[0] if len(kept) == 1 else Either(operands=kept)) if kept else FALSE
        case _:
            if not starts(node) & missing:
                return node
            return TRUE if _truth(node, missing) else FALSE


def _truth(node: Expression, missing: frozenset[str]) -> bool | None:
    """What a leaf with a path into nothing says; null: unknown."""
    match node:
        case Not(operand=operand):
            inner = _truth(operand, missing)
            return None if inner is None else not inner
        case Quantified(quantifier=quantifier):
            return quantifier == "all"
        case Compare(operator=operator, left=left, right=right):
            return operator == "eq" if Kind.NOTHING in (left.kind, right.kind) else None
        case _:
            return None


def rebuilt(node: Expression, parts: tuple[Expression, ...]) -> Expression:
    """The node with other children (for ``in`` and any() only the first counts)."""
    match node:
        case Compare() | Arithmetic():
            return replace(node, left=parts[0], right=parts[1])
        case Both() | Either():
            return replace(node, operands=parts)
        case Not() | Negative():
            return replace(node, operand=parts[0])
        case Call():
            return replace(node, arguments=parts)
        case Among():
            return replace(node, operand=parts[0])
        case _:
            return node
