# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A tree as text, in its one spelling: what it prints is read as the same tree."""

from __future__ import annotations

import re

from .tree import (
    Aggregate,
    Call,
    Chain,
    Condition,
    Expression,
    Length,
    Named,
    Negative,
    Number,
    OneStream,
    Selector,
)

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def printed(node: Expression) -> str:
    """The text of an expression."""
    if isinstance(node, Chain):
        return _chain(node)
    if isinstance(node, Negative):
        return f"-{_wrapped(node.operand)}"
    return _atom(node)


def quoted(text: str) -> str:
    """Text in quotation marks."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def number(value: float) -> str:
    """A number without sign, as short as it can be read back."""
    whole = f"{value:.15g}"
    return whole if float(whole) == value else repr(value)


def selector(one: Selector) -> str:
    """Subject, quantity and conditions."""
    quantity = one.quantity if _NAME.fullmatch(one.quantity) else quoted(one.quantity)
    conditions = f"[{', '.join(map(_condition, one.conditions))}]" if one.conditions else ""
    return f"{one.domain}.{quantity}{conditions}"


def span(length: Length) -> str:
    """A span of time."""
    return f"{length.number} {length.unit}"


def _condition(one: Condition) -> str:
    name = one.name if _NAME.fullmatch(one.name) else quoted(one.name)
    field = f"property.{name}" if one.field == "property" else one.field
    if len(one.values) == 1:
        return f"{field}={quoted(one.values[0])}"
    return f"{field} in ({', '.join(map(quoted, one.values))})"


def _chain(node: Chain) -> str:
    text = printed(node.first) if node.additive else _wrapped(node.first)
    for operator, part in node.rest:
        text += f" {operator} {_wrapped(part, inside_sum=node.additive)}"
    return text


def _wrapped(node: Expression, *, inside_sum: bool = False) -> str:
    bare = not isinstance(node, Chain) or (inside_sum and not node.additive)
    return printed(node) if bare else f"({printed(node)})"


def _atom(node: Expression) -> str:
    if isinstance(node, Number):
        sign = "-" if str(node.value).startswith("-") else ""
        return f"{sign}{number(abs(node.value))}" + (f" [{node.unit}]" if node.unit else "")
    if isinstance(node, Aggregate):
        return f"{node.kind}({selector(node.selector)})"
    if isinstance(node, OneStream):
        position = f", {node.component}" if node.component else ""
        return f"stream({quoted(node.code)}{position})"
    if isinstance(node, Named):
        return f"indicator({quoted(node.key)})"
    return _call(node) if isinstance(node, Call) else ""


def _call(node: Call) -> str:
    if node.compare is not None:
        left, right = map(printed, node.operands)
        return f"{node.function}({left} {node.compare} {right})"
    given = [printed(one) for one in node.operands]
    if node.length is not None:
        given.append(span(node.length))
    if node.unit:
        given.append(f"[{node.unit}]")
    if node.years is not None:
        given.append(f"{node.years[0]}..{node.years[1]}")
    given += [
        f"{name} {_atom(value)}" for name, value in (("base", node.base), ("limit", node.limit)) if value
    ]
    return f"{node.function}({', '.join(given)})"
