# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Checks batches before they are queued: columns, types, nulls, times, numbers."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from stadtkern.kernel.errors import PayloadRejected
from stadtkern.kernel.observation import OBSERVATIONS, Quality

from .times import FIRST_US, LAST_US, Column

BATCH = pa.schema([pa.field("datastream_id", pa.int64(), nullable=False), *list(OBSERVATIONS)[1:]])
"""Columns of a batch on its way into the lake: those of a decoder, with the id instead of the code."""

_KEYS = ("datastream_id", "phenomenon_time")


def checked(batch: pa.Table) -> pa.Table:
    """``batch`` with exactly the columns of :data:`BATCH`; missing ones are null.

    Raises:
        PayloadRejected: says which column is wrong and what was expected.
    """
    unknown = sorted(set(batch.column_names) - set(BATCH.names))
    if unknown:
        raise PayloadRejected(f"unknown columns: {', '.join(unknown)}")
    for name in _KEYS:
        if name not in batch.column_names:
            raise PayloadRejected(f"column {name} is missing")
        if batch.column(name).null_count:
            raise PayloadRejected(f"column {name} is empty in {batch.column(name).null_count} rows")
    table = pa.Table.from_arrays([_column(batch, field) for field in BATCH], schema=BATCH.remove_metadata())
    _check_times(table)
    _check_values(table)
    return table


def _column(batch: pa.Table, field: pa.Field[pa.DataType]) -> Column:
    if field.name not in batch.column_names:
        return pa.chunked_array([pa.nulls(batch.num_rows).cast(field.type)])
    column = batch.column(field.name)
    if column.type.equals(field.type):
        return column
    if pa.types.is_timestamp(field.type) and not _has_offset(column.type):
        raise PayloadRejected(f"column {field.name} has times without offset")
    try:
        return column.cast(field.type)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        raise PayloadRejected(f"column {field.name} is not {field.type}: {error}") from error


def _has_offset(kind: pa.DataType) -> bool:
    return pa.types.is_null(kind) or (isinstance(kind, pa.TimestampType) and kind.tz is not None)


def _check_times(table: pa.Table) -> None:
    if not table.num_rows:
        return
    for name in (field.name for field in BATCH if pa.types.is_timestamp(field.type)):
        column = table.column(name)
        if column.null_count == table.num_rows:
            continue
        numbers = column.cast(pa.int64())
        if pc.min(numbers).as_py() < FIRST_US or pc.max(numbers).as_py() >= LAST_US:
            raise PayloadRejected(f"column {name} has times outside the years 1900 to 2199")


def _check_values(table: pa.Table) -> None:
    result = table.column("result")
    if result.null_count < table.num_rows and not pc.all(pc.is_finite(result)).as_py():
        raise PayloadRejected("column result has values that are not finite numbers")
    quality = table.column("quality")
    if quality.null_count < table.num_rows:
        flagged = pc.bit_wise_and(quality, pa.scalar(int(Quality.SUPERSEDED), pa.uint16()))
        if pc.any(pc.greater(flagged, pa.scalar(0, pa.uint16()))).as_py():
            raise PayloadRejected("only the lake itself marks observations as superseded")
