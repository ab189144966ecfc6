# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Results for one datastream and time follow each other: what of a delivery is new, and its number."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from stadtkern.kernel.observation import Quality

from .state import Int64s
from .times import Column
from .words import Place

Mask = npt.NDArray[np.bool_]
Doubles = npt.NDArray[np.float64]
_SUPERSEDED = int(Quality.SUPERSEDED)


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """The delivered rows in order of (datastream, time), as delivered within a key."""

    rows: pa.Table
    ids: Int64s
    times: Int64s
    """Microseconds since 1970, UTC."""
    order: Int64s
    """Where each row stood in the delivery."""

    @cached_property
    def first(self) -> Mask:
        """True for the first row of each key."""
        first = np.ones(len(self.ids), np.bool_)
        np.not_equal(self.ids[1:], self.ids[:-1], out=first[1:])
        first[1:] |= self.times[1:] != self.times[:-1]
        return first

    @cached_property
    def starts(self) -> Int64s:
        """Position of the first row of each key."""
        return np.flatnonzero(self.first)

    @property
    def doubled(self) -> bool:
        """True when a key occurs more than once."""
        return len(self.starts) < len(self.ids)


class Stored:
    """What is stored for each key of a delivery."""

    def __init__(self, *, top: Int64s, live: Mask, seq: Int64s, result: Doubles) -> None:
        self.top = top
        """Highest number in use; -1 when there is none."""
        self.live = live
        """True when one is not superseded; seq, result, json and identity are its."""
        self.seq = seq
        self.result = result
        self.json: dict[int, str] = {}
        self.identity: dict[int, str] = {}

    @classmethod
    def nothing(cls, keys: int) -> Stored:
        """No key has anything."""
        return cls(
            top=np.full(keys, -1, np.int64),
            live=np.zeros(keys, np.bool_),
            seq=np.zeros(keys, np.int64),
            result=np.full(keys, np.nan),
        )

    def fill(self, found: pa.Table) -> None:
        """Take over the answer of ``queries/stored_keys``."""
        np.maximum.at(self.top, found["row"].to_numpy(), found["seq"].to_numpy())
        living = found.filter(found["live"])
        keys = living["row"].to_numpy()
        self.live[keys] = True
        self.seq[keys] = living["seq"].to_numpy()
        self.result[keys] = _doubles(living["result"])
        self.json = _texts(keys, living["result_json"])
        self.identity = _texts(keys, living["identity"])


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What one commit writes."""

    rows: pa.Table
    """New rows sorted by (datastream, time) with ``seq``; flagged when superseded within the delivery."""
    live: pa.Table
    """The new rows that are not superseded."""
    replaced: pa.Table
    """Keys of stored rows that get the flag *superseded*."""
    positions: Int64s
    """Where the new rows stood in the delivery."""
    replacing: Int64s
    """Where those new rows stood that supersede an earlier one."""
    numbers: Int64s
    """``seq`` of every delivered row, by its place in the delivery."""
    identities: dict[int, str]
    """Ids of stored observations that were moved to where a row repeats them, by place in the delivery."""

    def places(self) -> list[Place]:
        """Where every delivered row is stored, in the order of the delivery."""
        known = np.ones(len(self.numbers), np.bool_)
        known[self.positions] = False
        places = list(map(Place, self.numbers.tolist(), known.tolist()))
        for position, identity in self.identities.items():
            places[position] = places[position]._replace(identity=identity)
        return places


def all_new(delivery: Delivery) -> Plan:
    """Nothing is stored for any key, and none is delivered twice."""
    rows = delivery.rows.append_column("seq", pa.nulls(len(delivery.ids), pa.int32()))
    return Plan(
        rows=rows,
        live=rows,
        replaced=_keys(rows.slice(0, 0)),
        positions=delivery.order,
        replacing=delivery.order[:0],
        numbers=np.zeros(len(delivery.order), np.int64),
        identities={},
    )


def resolved(delivery: Delivery, stored: Stored) -> Plan:
    """Compare every row with the one before it in its key, the first one with what is stored."""
    first, starts, order = delivery.first, delivery.starts, delivery.order
    key = np.cumsum(first) - 1
    fresh = ~(_repeated(delivery, stored, key) & (~first | stored.live[key]))
    so_far = np.cumsum(fresh)
    step = so_far - (so_far[starts] - fresh[starts])[key]
    news = step[np.append(starts[1:], len(first)) - 1] if len(first) else step
    number = np.where(step == 0, stored.seq[key], stored.top[key] + step)
    superseded = (step < news[key])[fresh]
    rows = _numbered(delivery.rows.filter(pa.array(fresh)), number[fresh], superseded)
    numbers = np.empty(len(order), np.int64)
    numbers[order] = number
    again = np.flatnonzero(step == 0) if stored.identity else starts[:0]
    return Plan(
        rows=rows,
        live=rows.filter(pa.array(~superseded)) if superseded.any() else rows,
        replaced=_keys(delivery.rows.take(starts[stored.live & (news > 0)])),
        positions=order[fresh],
        replacing=order[fresh & ((step > 1) | stored.live[key])],
        numbers=numbers,
        identities={
            int(order[row]): stored.identity[int(key[row])]
            for row in again
            if int(key[row]) in stored.identity
        },
    )


def _repeated(delivery: Delivery, stored: Stored, key: Int64s) -> Mask:
    """True where result and JSON result are those of the row before."""
    first = delivery.first
    result = _doubles(delivery.rows["result"])
    before = np.where(first, stored.result[key], np.roll(result, 1))
    same: Mask = (result == before) | (np.isnan(result) & np.isnan(before))
    told = delivery.rows["result_json"]
    if told.null_count == len(told) and not stored.json:
        return same
    kept = pa.array([stored.json.get(number) for number in range(len(delivery.starts))], pa.string())
    codes = pa.chunked_array([*told.chunks, kept]).combine_chunks().dictionary_encode().indices
    coded = codes.fill_null(-1).to_numpy(zero_copy_only=False)
    mine, theirs = coded[: len(told)], coded[len(told) :]
    same &= mine == np.where(first, theirs[key], np.roll(mine, 1))
    return same


def _numbered(rows: pa.Table, number: Int64s, superseded: Mask) -> pa.Table:
    """The rows with ``seq`` (null for 0) and the flag of those that a later row supersedes."""
    seq = pa.array(number, pa.int32(), mask=number == 0)
    if superseded.any():
        quality = rows["quality"].combine_chunks()
        flagged = pc.bit_wise_or(quality.fill_null(0), pa.scalar(_SUPERSEDED, pa.uint16()))
        rows = rows.set_column(
            rows.column_names.index("quality"),
            "quality",
            pc.if_else(pa.array(superseded), flagged, quality),
        )
    return rows.append_column("seq", seq)


def _keys(rows: pa.Table) -> pa.Table:
    return rows.select(["datastream_id", "phenomenon_time"])


def _doubles(column: Column) -> Doubles:
    """Numbers, NaN for null; the lake stores finite numbers only."""
    filled = pc.fill_null(column.cast(pa.float64()), pa.scalar(np.nan))
    return np.asarray(filled)


def _texts(keys: Int64s, column: Column) -> dict[int, str]:
    """The texts that are not null, by their key."""
    if column.null_count == len(column):
        return {}
    return {
        key: value
        for key, value in zip(keys.tolist(), column.cast(pa.string()).to_pylist(), strict=True)
        if value is not None
    }
