# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Walking an expression without recursion, so that no tree is too deep for it."""

from __future__ import annotations

from collections.abc import Iterator

from stadtkern.flow.outlets.sensorthings.query.words import (
    Among,
    Arithmetic,
    Both,
    Call,
    Compare,
    Either,
    Expression,
    Negative,
    Not,
    Path,
    Quantified,
)


def children(node: Expression) -> tuple[Expression, ...]:
    """The expressions directly below a node, in the order of the text."""
    match node:
        case Compare() | Arithmetic():
            return (node.left, node.right)
        case Both() | Either():
            return node.operands
        case Call():
            return node.arguments
        case Among():
            return (node.operand, *node.choices)
        case _:
            return _only_child(node)


def _only_child(node: Expression) -> tuple[Expression, ...]:
    match node:
        case Not() | Negative():
            return (node.operand,)
        case Quantified(condition=condition) if condition is not None:
            return (condition,)
        case _:
            return ()


def walk(root: Expression) -> Iterator[Expression]:
    """Every node, the root first."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(children(node))


def depth(root: Expression) -> int:
    """Nodes on the longest way down."""
    deepest, level = 0, [root]
    while level:
        deepest += 1
        level = [child for node in level for child in children(node)]
    return deepest


def passes_many(root: Expression) -> bool:
    """Whether a path of the filtered entity itself leads over a link to many (lambdas have their own)."""
    return any(
        isinstance(node, Path) and not node.variable and any(link.many for link in node.links)
        for node in walk(root)
    )
