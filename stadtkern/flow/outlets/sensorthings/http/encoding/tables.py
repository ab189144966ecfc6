# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Answers as Arrow tables: an Arrow IPC stream, a Parquet file, or CSV from columns."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from stadtkern.flow.devices.sensing.words import Json
from stadtkern.flow.outlets.sensorthings.reading.words import Bucketed, Shown

from .rows import Row, columns
from .separated import table_csv
from .texts import as_json

ARROW = "application/vnd.apache.arrow.stream"
PARQUET = "application/vnd.apache.parquet"
_TIME = pa.timestamp("us", tz="UTC")


def arrow(table: pa.Table) -> bytes:
    """An Arrow IPC stream."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as stream:
        stream.write_table(table)
    return sink.getvalue().to_pybytes()


def parquet(table: pa.Table) -> bytes:
    """A Parquet file, packed with Zstandard."""
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd")
    return sink.getvalue().to_pybytes()


def table_of_rows(found: Sequence[Row]) -> pa.Table:
    """Flat rows as columns: numbers, truth values and text; anything mixed or nested as JSON text."""
    names = columns(found)
    return pa.table({name: _column([row.get(name) for row in found]) for name in names})


def table_of_buckets(found: Bucketed) -> pa.Table:
    """The columns of an aggregation; times as timestamps."""
    return pa.table(
        {name: _shown_column([row[place] for row in found.rows]) for place, name in enumerate(found.columns)}
    )


def csv_of_buckets(found: Bucketed) -> bytes:
    """The same as CSV."""
    return table_csv(found.columns, ([as_json(value) for value in row] for row in found.rows))


def _shown_column(values: Sequence[Shown]) -> pa.Array[pa.Scalar[pa.DataType]]:
    known = [value for value in values if value is not None]
    if known and all(isinstance(value, datetime) for value in known):
        return pa.array(values, _TIME)
    return _column([as_json(value) for value in values])


def _column(values: Sequence[Json]) -> pa.Array[pa.Scalar[pa.DataType]]:
    kinds = {type(value) for value in values if value is not None}
    if kinds == {bool}:
        return pa.array(values, pa.bool_())
    if kinds == {int} and all(value is None or -(2**63) <= value < 2**63 for value in values):  # type: ignore[operator]
        return pa.array(values, pa.int64())
    if kinds and kinds <= {int, float}:
        return pa.array([None if value is None else float(value) for value in values], pa.float64())  # type: ignore[arg-type]
    texts = [value if value is None or isinstance(value, str) else _text(value) for value in values]
    return pa.array(texts, pa.string())


def _text(value: Json) -> str:
    return msgspec.json.encode(value).decode()
