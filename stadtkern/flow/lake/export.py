# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Writes any selection of observations as CSV, JSON, Parquet or Arrow, batch by batch."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa
import pyarrow.csv as pcsv
import pyarrow.parquet as pq

from .engine import Engine
from .sql import statement
from .times import FIRST_US, LAST_US, micros
from .words import ExportFormat, Selection

_ROWS = 50_000
_LIMIT_S = 3600.0
_BOM = b"\xef\xbb\xbf"


def export(
    engine: Engine,
    selection: Selection,
    form: ExportFormat,
    target: BinaryIO | Path,
    names: Mapping[int, str] | None,
) -> int:
    """Write the selection to ``target``; returns the number of observations. A file appears only when whole.

    Raises:
        LakeUnavailable: the lake cannot be read, or the file cannot be written.
        LimitExceeded: the export took longer than an hour.
    """
    if not isinstance(target, Path):
        return _export(engine, selection, form, target, names or {})
    unfinished = target.with_name(f".{target.name}.part")
    try:
        with unfinished.open("wb") as file:
            rows = _export(engine, selection, form, file, names or {})
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)
    return rows


def _export(
    engine: Engine,
    selection: Selection,
    form: ExportFormat,
    target: BinaryIO,
    names: Mapping[int, str],
) -> int:
    query, write = _FORMATS[form]
    wanted = {
        "everything": not selection.datastreams,
        "datastreams": list(selection.datastreams),
        "start_us": FIRST_US if selection.start is None else micros(selection.start),
        "end_us": LAST_US if selection.end is None else micros(selection.end),
    }
    known = pa.table(
        {
            "datastream_id": pa.array(list(names), pa.int64()),
            "datastream": pa.array(list(names.values()), pa.string()),
        }
    )
    with engine.reading(_LIMIT_S) as session:
        session.register("export_names", known)
        try:
            return write(session.execute(statement(query), wanted).to_arrow_reader(_ROWS), target)
        finally:
            session.unregister("export_names")


def _write_csv(reader: pa.RecordBatchReader, target: BinaryIO) -> int:
    return _csv(reader, target, ",")


def _write_german_csv(reader: pa.RecordBatchReader, target: BinaryIO) -> int:
    target.write(_BOM)
    return _csv(reader, target, ";")


def _csv(reader: pa.RecordBatchReader, target: BinaryIO, delimiter: str) -> int:
    options = pcsv.WriteOptions(delimiter=delimiter, quoting_style="needed")
    with pcsv.CSVWriter(target, reader.schema, write_options=options) as writer:
        return _each(reader, writer.write_batch)


def _write_json(reader: pa.RecordBatchReader, target: BinaryIO) -> int:
    rows = 0
    target.write(b"[")
    for batch in reader:
        if batch.num_rows:
            target.write(b",\n" if rows else b"\n")
            target.write(",\n".join(map(str, batch.column(0).to_pylist())).encode())
            rows += batch.num_rows
    target.write(b"\n]\n")
    return rows


def _write_parquet(reader: pa.RecordBatchReader, target: BinaryIO) -> int:
    with pq.ParquetWriter(target, reader.schema, compression="zstd") as writer:
        return _each(reader, writer.write_batch)


def _write_arrow(reader: pa.RecordBatchReader, target: BinaryIO) -> int:
    with pa.ipc.new_stream(target, reader.schema) as writer:  # type: ignore[arg-type]  # any binary file will do
        return _each(reader, writer.write_batch)


def _each(batches: Iterable[pa.RecordBatch], write: Callable[[pa.RecordBatch], None]) -> int:
    rows = 0
    for batch in batches:
        write(batch)
        rows += batch.num_rows
    return rows


_Write = Callable[[pa.RecordBatchReader, BinaryIO], int]
_FORMATS: dict[ExportFormat, tuple[str, _Write]] = {
    "csv": ("export_csv", _write_csv),
    "csv-de": ("export_csv_de", _write_german_csv),
    "json": ("export_json", _write_json),
    "parquet": ("export_rows", _write_parquet),
    "arrow": ("export_rows", _write_arrow),
}
