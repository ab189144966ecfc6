# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Observations whose datastream or time was changed: their id stays the first address, which stays taken."""

from __future__ import annotations

from collections.abc import Mapping

import duckdb
import numpy as np
import numpy.typing as npt

from .addresses import Address
from .sql import statement

Int64s = npt.NDArray[np.int64]


class Moves:
    """Where moved observations are now; few, so all of them are kept in memory."""

    def __init__(self) -> None:
        self._places: Mapping[Address, Address] = {}
        self._taken: Mapping[tuple[int, int], int] = {}

    def __len__(self) -> int:
        return len(self._places)

    def replace(self, places: Mapping[Address, Address]) -> None:
        """Set where each first address leads to."""
        taken: dict[tuple[int, int], int] = {}
        for first in places:
            key = (first.datastream_id, first.time_us)
            taken[key] = max(first.seq, taken.get(key, -1))
        self._taken, self._places = taken, dict(places)

    def place(self, first: Address) -> Address:
        """Where the observation with this id lies."""
        return self._places.get(first, first)

    def tops(self, ids: Int64s, times: Int64s) -> Int64s | None:
        """Highest number that is the id of a moved observation, per key; -1 where none is, null: nowhere."""
        if not self._taken:
            return None
        here = np.flatnonzero(np.isin(ids, np.array([key for key, _ in self._taken], np.int64)))
        tops = np.full(len(ids), -1, np.int64)
        for number in here.tolist():
            tops[number] = self._taken.get((int(ids[number]), int(times[number])), -1)
        return tops if bool((tops >= 0).any()) else None


def read_moves(session: duckdb.DuckDBPyConnection) -> dict[Address, Address]:
    """The present place of every moved observation by its id."""
    found = session.execute(statement("moves")).fetchall()
    return {Address(*row[:3]): Address(*row[3:]) for row in found}
