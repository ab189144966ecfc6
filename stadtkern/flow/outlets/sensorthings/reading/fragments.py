# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Pieces of SQL text with the values that are bound to them; values never enter the text."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, TypeAlias

Cell: TypeAlias = bool | int | float | str | None
"""What goes into the database as a bound value, and what comes back."""


class Sql(NamedTuple):
    """Text with ``%s`` for each of its values, in order."""

    text: str
    values: tuple[Cell, ...] = ()


def put(template: str, *parts: Sql) -> Sql:
    """The template with each ``{}`` replaced by a piece.

    Raises:
        ValueError: there are more or fewer pieces than gaps.
    """
    gaps = template.split("{}")
    if len(gaps) != len(parts) + 1:
        raise ValueError(f"{len(parts)} pieces for {len(gaps) - 1} gaps: {template}")
    text = [gaps[0]]
    values: list[Cell] = []
    for part, gap in zip(parts, gaps[1:], strict=True):
        text += (part.text, gap)
        values += part.values
    return Sql("".join(text), tuple(values))


def bound(value: Cell) -> Sql:
    """One value."""
    return Sql("%s", (value,))


def joined(separator: str, parts: Iterable[Sql]) -> Sql:
    """Pieces one after the other."""
    pieces = list(parts)
    return Sql(
        separator.join(piece.text for piece in pieces),
        tuple(value for piece in pieces for value in piece.values),
    )


def both(parts: Iterable[Sql]) -> Sql:
    """All of these conditions."""
    pieces = list(parts)
    return put("({})", joined(" and ", pieces)) if pieces else TRUE


TRUE = Sql("(1 = 1)")
NONE = Sql("")
