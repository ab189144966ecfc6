# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Counts of people so small that somebody shows through, withheld so that nobody can work them out.

A count is *small* from 1 up to below the threshold; 0 says nothing about anybody and stays. A line of counts
with a total is safe when nothing in it is withheld, or when at least two counts are, and what total and shown
counts leave for them leaves each of them at least as many possible values as the threshold: five suspects
instead of one. Otherwise the next smallest counts are withheld with them (complementary suppression), and at
last the total. Basis: Statistical Disclosure Control, cell suppression with an interval audit per line.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

THRESHOLD: Final = 5
"""Smallest count of people that may stand alone, where a domain declares no other."""

Key = TypeVar("Key")


@dataclass(frozen=True, kw_only=True)
class Counts(Generic[Key]):
    """Counts of one line as they may be published; ``None`` is withheld."""

    counts: dict[Key, int | None]
    total: int | None


@dataclass(frozen=True, kw_only=True)
class Table:
    """Counts of a table as they may be published; ``None`` is withheld."""

    cells: tuple[tuple[int | None, ...], ...]
    rows: tuple[int | None, ...]
    """Totals of the rows."""
    columns: tuple[int | None, ...]
    """Totals of the columns."""
    total: int | None


def is_small(count: float, below: int = THRESHOLD) -> bool:
    """Whether this many people are too few to be told."""
    return 0 < count < below


def shown(count: int, below: int = THRESHOLD) -> int | None:
    """A count that stands alone, without total and neighbours; ``None`` when it is withheld."""
    return None if is_small(count, below) else count


def rounded(count: int, to: int = THRESHOLD) -> int:
    """To the nearest multiple, halves to the even one, so that sums of rounded counts do not drift."""
    whole, rest = divmod(count, to)
    up = rest * 2 > to or (rest * 2 == to and whole % 2 == 1)
    return (whole + up) * to


def protect(counts: Mapping[Key, int], *, below: int = THRESHOLD) -> Counts[Key]:
    """Counts that are published together with their total."""
    keys = list(counts)
    table = protect_table([[counts[key] for key in keys]], below=below)
    return Counts(counts=dict(zip(keys, table.cells[0], strict=True)), total=table.rows[0])


def protect_table(cells: Sequence[Sequence[int]], *, below: int = THRESHOLD) -> Table:
    """Counts in rows and columns that are published together with all totals.

    Raises:
        ValueError: the rows differ in length, or a count is negative.
    """
    work = _Work(cells, below)
    work.suppress()
    return work.table()


class _Work:
    """A table with its totals as one grid, the last row and the last column; and what is withheld of it.

    Totals are counts as well: a line of totals is protected like any other.
    """

    def __init__(self, cells: Sequence[Sequence[int]], below: int) -> None:
        width = len(cells[0]) if cells else 0
        if any(len(row) != width for row in cells) or any(count < 0 for row in cells for count in row):
            raise ValueError("a table of counts needs rows of one length and no negative counts")
        rows = [[*row, sum(row)] for row in cells]
        self.grid = [*rows, [sum(row[place] for row in rows) for place in range(width + 1)]]
        self.below = below
        self.hidden = {
            (r, c) for r, row in enumerate(self.grid) for c, count in enumerate(row) if is_small(count, below)
        }
        height = len(self.grid)
        across = [[(r, c) for c in range(width + 1)] for r in range(height)]
        down = [[(r, c) for r in range(height)] for c in range(width + 1)]
        self.lines = across[:1] if len(cells) == 1 else [*across, *down]
        """One row alone has no other totals than its own."""

    def suppress(self) -> None:
        """Withhold more until every line is safe; each step withholds one count, so it ends."""
        while (unsafe := next((line for line in self.lines if not self._is_safe(line)), None)) is not None:
            visible = [place for place in unsafe if place not in self.hidden]
            filled = [place for place in visible if self._count(place)] or visible
            self.hidden.add(min(filled, key=lambda place: (place == unsafe[-1], self._count(place), place)))

    def table(self) -> Table:
        """What is left."""
        told = [
            tuple(None if (r, c) in self.hidden else count for c, count in enumerate(row))
            for r, row in enumerate(self.grid)
        ]
        if len(told) == 2:
            told[1] = told[0]
        *rows, last = told
        return Table(
            cells=tuple(row[:-1] for row in rows),
            rows=tuple(row[-1] for row in rows),
            columns=last[:-1],
            total=last[-1],
        )

    def _is_safe(self, line: list[tuple[int, int]]) -> bool:
        *parts, total = line
        hidden = [self._count(place) for place in parts if place in self.hidden]
        if not hidden or total in self.hidden:
            # A withheld total leaves each part open; one that is withheld alone would be the sum of the rest.
            return bool(hidden) or total not in self.hidden
        open_values = sum(hidden) - len(hidden) + 1
        return len(hidden) >= 2 and (open_values >= self.below or not self._can_hide_more(line))

    def _can_hide_more(self, line: list[tuple[int, int]]) -> bool:
        return any(place not in self.hidden for place in line)

    def _count(self, place: tuple[int, int]) -> int:
        return self.grid[place[0]][place[1]]
