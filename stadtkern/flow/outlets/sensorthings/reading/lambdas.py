# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Conditions about observations inside conditions about the register, as the observation sees them."""

from __future__ import annotations

from dataclasses import replace

from stadtkern.flow.outlets.sensorthings.entities import Kind
from stadtkern.flow.outlets.sensorthings.query.errors import QueryRefused
from stadtkern.flow.outlets.sensorthings.query.trees import children, walk
from stadtkern.flow.outlets.sensorthings.query.words import (
    Compare,
    Constant,
    Either,
    Expression,
    Not,
    Path,
    Quantified,
)

from . import observations_logic as logic

_NULL = Constant(value=None, kind=Kind.NOTHING)


def of_observation(node: Quantified) -> Expression:
    """What an observation fulfils: for any() the condition, for all() what contradicts it.

    Raises:
        QueryRefused: the condition speaks of something outside of its own variable.
    """
    condition = logic.TRUE if node.condition is None else unnamed(node.condition, node.variable)
    if node.quantifier == "any":
        return condition
    return Either(
        operands=(Not(operand=condition), Compare(operator="eq", left=condition, right=_NULL)), at=node.at
    )


def unnamed(node: Expression, variable: str) -> Expression:
    """The condition with the entity of ``variable`` as the filtered one."""
    inner = {one.variable for one in walk(node) if isinstance(one, Quantified)} | {variable}
    for one in walk(node):
        start = (
            one.variable
            if isinstance(one, Path)
            else one.path_variable
            if isinstance(one, Quantified)
            else variable
        )
        if start not in inner:
            raise QueryRefused(
                "a condition on observations cannot name what is outside of its brackets",
                option="$filter",
                position=one.at.start + 1,
                expectation=f"paths that start with {variable}/, such as {variable}/Datastream/name",
            )
    return _renamed(node, variable)


def _renamed(node: Expression, variable: str) -> Expression:
    match node:
        case Path() if node.variable == variable:
            return replace(node, variable="")
        case Quantified():
            condition = None if node.condition is None else _renamed(node.condition, variable)
            start = "" if node.path_variable == variable else node.path_variable
            return replace(node, condition=condition, path_variable=start)
        case _:
            return logic.rebuilt(node, tuple(_renamed(one, variable) for one in children(node)))
