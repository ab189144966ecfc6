# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The check of one table: names of columns, values, small numbers."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from . import names, values
from .small_numbers import SmallNumbers
from .words import Found, Table


def scan(table: Table) -> list[Found]:
    """Everything that is suspicious in a table, by column."""
    counted: defaultdict[str, Counter[str]] = defaultdict(Counter)
    scanned: Counter[str] = Counter()
    small = SmallNumbers()
    for block in table.blocks:
        for name, column in block.items():
            scanned[name] += len(column) - column.null_count
            counted[name].update(values.hits(column))
        small.look(block)
    found = [one for name in scanned for one in _of_column(name, counted[name], scanned[name])]
    found += small.findings()
    if not table.whole:
        found.append(Found(column="", check="partial", hits=0, scanned=max(scanned.values(), default=0)))
    return found


def scan_names(columns: list[str]) -> list[Found]:
    """What the names of columns alone say."""
    return [
        Found(column=name, check=check, hits=0, scanned=0)
        for name in columns
        for check in names.suspicions(name)
    ]


def _of_column(name: str, counted: Counter[str], scanned: int) -> Iterator[Found]:
    named = set(names.suspicions(name)) if scanned else set()
    if "birth" in named and not counted[values.DATES]:
        named.discard("birth")
    if counted["person"]:
        named.discard("person_column")
    for check in sorted(named | {check for check in counted if check != values.DATES}):
        hits = counted[values.DATES] if check == "birth" else counted[check]
        yield Found(
            column=name, check=check, hits=hits or (scanned if check in named else 0), scanned=scanned
        )
