# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Files for download: stored observations of a range, or hourly values where small counts are protected."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from datetime import datetime
from typing import IO, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.lake.words import ExportFormat, Selection
from stadtkern.flow.outlets import protection, readings
from stadtkern.flow.outlets.readings import Channel, Series

MEDIA_TYPES: dict[ExportFormat, str] = {
    "csv": "text/csv; charset=utf-8",
    "csv-de": "text/csv; charset=utf-8",
    "json": "application/json",
    "parquet": "application/vnd.apache.parquet",
    "arrow": "application/vnd.apache.arrow.stream",
}
SUFFIXES: dict[ExportFormat, str] = {
    "csv": "csv",
    "csv-de": "csv",
    "json": "json",
    "parquet": "parquet",
    "arrow": "arrow",
}


def download(
    one: Channel, kind: ExportFormat, *, start: datetime, end: datetime, lake: Lake, now: datetime
) -> IO[bytes]:
    """An open temporary file with the observations of ``[start, end)``; it vanishes when it is closed."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it after the last byte
    try:
        _fill(file, one, kind, (start, end), lake=lake, now=now)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return file


def _fill(
    file: BinaryIO,
    one: Channel,
    kind: ExportFormat,
    span: tuple[datetime, datetime],
    *,
    lake: Lake,
    now: datetime,
) -> None:
    start, end = span
    if one.rule is None:
        selection = Selection(datastreams=[one.datastream.pk], start=start, end=end)
        lake.export(selection, kind, file, {one.datastream.pk: one.datastream.code})
    else:
        blocks = protection.block(one.rule)
        found = readings.series(one, start=start, end=end, interval=blocks, lake=lake, now=now)
        _write(found, kind, file)


def _write(found: Series, kind: ExportFormat, file: BinaryIO) -> None:
    """Block sums of a protected series in the same formats."""
    table = _table(found)
    if kind == "parquet":
        pq.write_table(table, file)
    elif kind == "arrow":
        file.write(_arrow(table))
    elif kind == "json":
        file.write(json.dumps(_records(table)).encode())
    else:
        file.write(_csv(table, german=kind == "csv-de").encode("utf-8-sig" if kind == "csv-de" else "utf-8"))


def _arrow(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as stream:
        stream.write_table(table)
    return sink.getvalue().to_pybytes()


def _table(found: Series) -> pa.Table:
    filled = [point for point in found.points if point.value is not None]
    time = pa.timestamp("us", tz="UTC")
    return pa.table(
        {
            "datastream": pa.array([found.channel.datastream.code] * len(filled), pa.string()),
            "phenomenon_time": pa.array([point.start for point in filled], time),
            "phenomenon_end": pa.array([point.end for point in filled], time),
            "result": pa.array([point.value for point in filled], pa.float64()),
            "observations": pa.array([point.count for point in filled], pa.int64()),
        }
    )


def _records(table: pa.Table) -> list[dict[str, object]]:
    return [
        {key: value.isoformat() if isinstance(value, datetime) else value for key, value in row.items()}
        for row in table.to_pylist()
    ]


def _csv(table: pa.Table, *, german: bool) -> str:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";" if german else ",", lineterminator="\r\n")
    writer.writerow(table.column_names)
    for row in _records(table):
        cells = [
            f"{value!r}".replace(".", ",") if german and isinstance(value, float) else value
            for value in row.values()
        ]
        writer.writerow(cells)
    return text.getvalue()
