# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Pieces of a layer, as each format yields them, and how a layer is described before it is read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from stadtkern.kernel.collections import GeometryKind
from stadtkern.kernel.observation import AnyArray

WKB = npt.NDArray[np.object_]
ROWS = 10_000
"""Records of one piece."""


def cells(column: AnyArray) -> list[object]:
    """The values of a column."""
    return list(column.to_pylist())  # type: ignore[misc]  # the stubs know columns of one kind only


@dataclass(frozen=True, kw_only=True)
class Chunk:
    """Some records of a layer, in the order of the file."""

    columns: Mapping[str, AnyArray]
    wkb: WKB | None
    """Null: the layer keeps its places in columns."""
    first: int
    """Number of its first record within the layer, counted from 1 (tables: its line)."""

    @property
    def rows(self) -> int:
        """Number of records."""
        return len(self.wkb) if self.wkb is not None else len(next(iter(self.columns.values()), []))


@dataclass(frozen=True, kw_only=True)
class Described:
    """What a format says about one of its layers."""

    name: str
    chunks: Callable[[int], Iterator[Chunk]]
    """Reads it, in pieces of so many records."""
    crs: str = ""
    geometry: GeometryKind = "any"
    records: int | None = None
    counted: str = "Objekt"
    """What a record is called in messages: Objekt, Zeile."""
    skipped: list[tuple[str, str, str]] = field(default_factory=list)
    """Rows that could not be split: where, their text, and why; complete when all is read."""
