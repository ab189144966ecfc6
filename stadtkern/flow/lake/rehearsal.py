# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A lake that only notes what many datastreams are asked together, so that it can be read in few passes."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from .lake import Lake
from .members import MembersQuestion, limited

_WHOLE = ("streams", "count", "counted", "left_out", "doubts")
_VALUES = ("sum", "mean", "min", "max", "median")
_MANY = 1_000_000_000
"""Observations of a bucket, so that none is thought incomplete and left out of comparisons."""


class Rehearsal(Lake):
    """The same lake, where what is asked of many datastreams is answered with ones, and nothing is read.

    With gaps a page would not ask for the earlier time that it compares with.
    """

    def __init__(self, lake: Lake) -> None:
        self.__dict__.update(lake.__dict__)
        self.noted: list[MembersQuestion] = []

    def together(self, question: MembersQuestion) -> pa.Table:
        """Ones in every bucket."""
        limited(self._engine, question)
        self.noted.append(question)
        buckets = len(question.edges) - 1
        columns = {
            "bucket": pa.array([*range(buckets), None], pa.int64()),
            **{name: pa.array(np.zeros(buckets + 1, np.int64)) for name in _WHOLE},
            **{name: pa.array(np.ones(buckets + 1)) for name in _VALUES},
            "first_us": pa.array(np.full(buckets + 1, question.start_us)),
            "last_us": pa.array(np.full(buckets + 1, question.end_us - 1)),
        }
        for name in ("count", "counted"):
            columns[name] = pa.array(np.full(buckets + 1, _MANY))
        return pa.table(columns)

    def members(self, question: MembersQuestion) -> pa.Table:
        """Nothing: what each datastream tells by itself is not read ahead."""
        limited(self._engine, question)
        return _NOTHING


_NOTHING = pa.table(
    {
        **{name: pa.array([], pa.int64()) for name in ("member", "bucket", *_WHOLE, "first_us", "last_us")},
        **{name: pa.array([], pa.float64()) for name in (*_VALUES, "last")},
    }
)
