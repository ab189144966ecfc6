# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Counts so small that persons show through, and rows that are unlike all others.

The idea is the one of the published series: a value below the limit stays unpublished, and no published
total may give it away.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pyarrow as pa

from stadtkern.kernel import small_numbers

from . import names
from .words import Block, Found

_HIDDEN = frozenset({"x", "*", ".", "·", "-", "–", "/", "...", "…", "k.a.", "k. a.", "geheim"})
_MOST_COMBINATIONS = 200_000
_FEW = 20
"""Shorter tables tell nothing about rarity."""


class SmallNumbers:
    """Looks at one table, block by block."""

    def __init__(self) -> None:
        self._small: Counter[str] = Counter()
        self._hidden: Counter[str] = Counter()
        self._numbers: Counter[str] = Counter()
        self._combinations: Counter[tuple[str | None, ...]] = Counter()
        self._describing: tuple[str, ...] = ()

    def look(self, block: Block) -> None:
        """Take in some rows."""
        for name, values in block.items():
            if names.counts_people(name):
                self._count(name, values)
        self._describing = tuple(name for name in block if names.describes_people(name))
        if len(self._describing) > 1 and len(self._combinations) < _MOST_COMBINATIONS:
            self._combinations.update(
                zip(*(block[name].to_pylist() for name in self._describing), strict=True)
            )

    def findings(self) -> Iterator[Found]:
        """What the whole table says."""
        for name, number in self._numbers.items():
            if self._small[name]:
                yield Found(column=name, check="small", hits=self._small[name], scanned=number)
            if self._hidden[name] == 1:
                yield Found(column=name, check="complement", hits=1, scanned=number)
        total = self._combinations.total()
        alone = sum(1 for times in self._combinations.values() if times == 1)
        if total >= _FEW and alone:
            yield Found(column=", ".join(self._describing), check="unique", hits=alone, scanned=total)

    def _count(self, name: str, values: pa.StringArray) -> None:
        for value in values.to_pylist():
            number = _number(value)
            if number is not None:
                self._numbers[name] += 1
                self._small[name] += small_numbers.is_small(number)
            elif value is not None and value.strip().casefold() in _HIDDEN:
                self._hidden[name] += 1


def _number(value: str | None) -> float | None:
    """A whole number as people write it; null for everything else."""
    if value is None:
        return None
    plain = value.strip().removesuffix(".0").replace("\u00a0", "").replace(" ", "")
    return float(plain) if plain.lstrip("-").isdecimal() else None
