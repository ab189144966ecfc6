# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Values on their way into the lake are corrected and flagged: once, the same way, for every way in.

Columns of numbers, never row by row. Datastreams without rules cost a look into a table in memory.
What the lake has already stays as it is: it compares results, so other flags alone are no news to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from stadtkern.flow.devices.quality.words import StreamRule
from stadtkern.kernel.observation import Quality

from . import known, tails
from .correcting import corrected
from .looking_back import gap_flags, looked_back
from .sequence import Doubles, Int64s, Mask

Flags = npt.NDArray[np.uint16]
_U16 = pa.uint16()


@dataclass(frozen=True, kw_only=True)
class Batch:
    """A delivery as columns of numbers."""

    ids: tuple[int, ...]
    """The datastreams in it."""
    rules: tuple[StreamRule | None, ...]
    """Their rules, in the same order."""
    codes: Int64s
    """Which of them each row belongs to."""
    table: pa.Table


def judged(table: pa.Table) -> pa.Table:
    """The batch with ``datastream_id``, corrected and flagged; asks the register when need be."""
    return _judged(table, ask=True)


def judged_from_memory(table: pa.Table) -> pa.Table:
    """The same with the rules in memory: whoever brings the rows has called ``known.prepare``."""
    return _judged(table, ask=False)


def forget() -> None:
    """Forget rules and values, e.g. because register and lake are others now."""
    known.forget()
    tails.forget()


def _judged(table: pa.Table, *, ask: bool) -> pa.Table:
    if not table.num_rows:
        return table
    ids, codes = _coded(table.column("datastream_id"))
    if ask:
        known.prepare(ids)
    rules = known.rules(ids)
    if not any(rules):
        return table
    batch = Batch(ids=tuple(ids), rules=tuple(rules), codes=codes, table=table)
    if any(rule and rule.corrections for rule in rules):
        batch = Batch(ids=batch.ids, rules=batch.rules, codes=codes, table=corrected(batch))
    return _flagged(batch.table, _flags(batch))


def _coded(column: pa.ChunkedArray[pa.Scalar[pa.DataType]]) -> tuple[list[int], Int64s]:
    """The different datastreams, and for each row which of them it is."""
    ids = column.to_numpy()
    if ids[0] == ids[-1] and bool((ids == ids[0]).all()):
        return [int(ids[0])], np.zeros(len(ids), np.int64)
    encoded = pa.array(ids).dictionary_encode()
    return [int(one) for one in encoded.dictionary.to_numpy()], encoded.indices.to_numpy()


def _flags(batch: Batch) -> Flags | None:
    """The flags to add to each row; null: none anywhere."""
    flags: list[tuple[Quality, Mask]] = []
    values = _values(batch.table)
    outside = None if values is None else _outside(batch, values)
    if outside is not None:
        flags.append((Quality.OUT_OF_RANGE, outside))
    if values is not None and any(rule and rule.looks_back for rule in batch.rules):
        stepped, stuck = looked_back(
            batch.ids, batch.rules, batch.codes, batch.table, _usable(batch, values, outside)
        )
        flags += [(Quality.STEP, stepped), (Quality.STUCK, stuck)]
    if any(rule and rule.gap_us for rule in batch.rules):
        flags.append((Quality.AFTER_GAP, gap_flags(batch.ids, batch.rules, batch.codes, batch.table)))
    if any(rule and rule.drifting for rule in batch.rules):
        flags.append((Quality.DRIFT, _where(batch, [bool(rule and rule.drifting) for rule in batch.rules])))
    found = [(flag, mask) for flag, mask in flags if mask.any()]
    if not found:
        return None
    added = np.zeros(batch.table.num_rows, np.uint16)
    for flag, mask in found:
        added[mask] |= int(flag)
    return added


def _values(table: pa.Table) -> Doubles | None:
    """The results as numbers, NaN for none; null when no row has one."""
    if "result" not in table.column_names:
        return None
    column = table.column("result")
    if column.null_count == len(column):
        return None
    return column.to_numpy()


def _outside(batch: Batch, values: Doubles) -> Mask | None:
    """Rows out of the range of their datastream; null: none."""
    lows = np.array([rule.low if rule else -np.inf for rule in batch.rules])
    highs = np.array([rule.high if rule else np.inf for rule in batch.rules])
    least, most = float(np.fmin.reduce(values)), float(np.fmax.reduce(values))
    if least >= lows.max() and most <= highs.min():
        return None
    if len(lows) == 1:
        return np.asarray((values < lows[0]) | (values > highs[0]))
    return np.asarray((values < lows[batch.codes]) | (values > highs[batch.codes]))


def _usable(batch: Batch, values: Doubles, outside: Mask | None) -> Doubles:
    """The values that others may be compared with, NaN for the rest."""
    usable = values if outside is None else np.where(outside, np.nan, values)
    if "quality" in batch.table.column_names:
        quality = batch.table.column("quality")
        if quality.null_count < len(quality):
            told = np.asarray(pc.fill_null(quality.cast(_U16), pa.scalar(0, _U16)))
            usable = np.where(told & int(Quality.SOURCE_SUSPECT), np.nan, usable)
    return np.asarray(usable)


def _where(batch: Batch, streams: Sequence[bool]) -> Mask:
    """The rows of the datastreams for which it is so."""
    return np.asarray(np.array(streams, np.bool_)[batch.codes])


def _flagged(table: pa.Table, added: Flags | None) -> pa.Table:
    if added is None:
        return table
    if "quality" not in table.column_names:
        return table.append_column("quality", pa.array(added, _U16, mask=added == 0))
    quality = table.column("quality").cast(_U16).combine_chunks()
    before = np.asarray(quality.fill_null(0))
    together = before | added
    nothing = (added == 0) & np.asarray(quality.is_null())
    position = table.schema.get_field_index("quality")
    return table.set_column(position, "quality", pa.array(together, _U16, mask=nothing))
