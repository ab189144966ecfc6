# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Numbers of buckets: fixed lengths by division, days and longer by the calendar of Europe/Berlin."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from stadtkern.flow.lake.buckets import edges, fixed_width
from stadtkern.flow.lake.words import Interval
from stadtkern.flow.outlets.sensorthings.reading.lake_statement import Source
from stadtkern.flow.outlets.sensorthings.reading.lake_terms import moment
from stadtkern.flow.outlets.sensorthings.reading.lake_walk import Extent

_MOST_EDGES = 200_000
_HOUR_US = 3_600_000_000
_FAR_US = 3_000_000_000_000_000
"""Longer than from 1970 back to the first time of the lake, so that numbers of buckets are positive."""


class Calendar:
    """The buckets of an interval over the extent of some datastreams."""

    def __init__(self, interval: Interval, extent: Extent) -> None:
        self._width = fixed_width(interval)
        self._extent = extent
        self._first, self._last = int(extent.low.min()), int(extent.high.max())
        if self._width is None:
            span = (moment(self._first), moment(self._last + 1))
            self._edges = edges(*span, interval, most=_MOST_EDGES)
        else:
            # Six hours start at 0, 6, 12 and 18 o'clock Central European Time, as in the lake's series.
            self._origin = -_HOUR_US - -(-_FAR_US // self._width) * self._width

    def bucket(self, source: Source) -> str:
        """The number of the bucket of an observation, as SQL."""
        if self._width is not None:
            origin = f"{source.bound.value(self._origin)}::bigint"
            return f"(epoch_us(o.phenomenon_time) - {origin}) // {source.bound.value(self._width)}::bigint"
        hours = self._edges // _HOUR_US
        lengths = np.diff(hours)
        table = pa.table(
            {
                "hour": pa.array(np.arange(int(hours[0]), int(hours[-1]), dtype=np.int64)),
                "bucket": pa.array(np.repeat(np.arange(len(lengths), dtype=np.int64), lengths)),
            }
        )
        name = source.shelves.put(table)
        source.shelves.joins.append(
            f"inner join {name} on {name}.hour = (epoch_us(o.phenomenon_time)"
            f" + {_FAR_US // _HOUR_US * _HOUR_US}) // {_HOUR_US} - {_FAR_US // _HOUR_US}"
        )
        return f"{name}.bucket"

    def start_us(self, number: int) -> int:
        """Start of a bucket [us since 1970]."""
        if self._width is not None:
            return self._origin + number * self._width
        return int(self._edges[min(max(number, 0), len(self._edges) - 1)])

    def number(self, start_us: int) -> int:
        """The bucket that starts there."""
        if self._width is not None:
            return (start_us - self._origin) // self._width
        return int(np.searchsorted(self._edges, start_us, side="right")) - 1

    def edge_us(self, from_us: int, number: int) -> int | None:
        """End of the last of so many buckets from a time on; null: everything is within."""
        start = max(from_us, self._first)
        edge = self.number(start) + number
        if self._width is None and edge >= len(self._edges):
            return None
        end = self.start_us(edge)
        return None if end > self._last else end

    def buckets_of_each(self) -> npt.NDArray[np.float64]:
        """About how many buckets each datastream fills."""
        width = self._width or float(np.diff(self._edges).mean())
        spans = (self._extent.high - self._extent.low) / width + 1
        least: npt.NDArray[np.float64] = np.minimum(spans, self._extent.rows)
        return least
