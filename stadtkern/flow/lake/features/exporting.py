# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Writes features into files that other programs read: GeoParquet 1.1.0."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pyproj

from stadtkern.kernel.errors import LakeUnavailable

from .identifiers import names
from .reading import stream
from .tables import Tables
from .words import ARROW, FeatureQuestion

_ROW_GROUP = 20_480


def export(tables: Tables, question: FeatureQuestion, target: Path) -> int:
    """Write what the question finds as GeoParquet; how many features. The file appears only when it is whole.

    Raises:
        LakeUnavailable: the lake cannot be read, or the file cannot be written.
        LimitExceeded: it took longer than an hour.
    """
    unfinished = target.with_name(f".{target.name}.part")
    try:
        rows = _written(stream(tables, replace(question, limit=None)), _schema(question), unfinished)
        unfinished.replace(target)
    except OSError as error:
        raise LakeUnavailable(f"the file {target} cannot be written: {error.strerror or error}") from error
    finally:
        unfinished.unlink(missing_ok=True)
    return rows


def _written(batches: Iterator[pa.RecordBatch], schema: pa.Schema, file: Path) -> int:
    rows = 0
    with pq.ParquetWriter(file, schema, compression="zstd") as writer:
        for batch in batches:
            table = pa.Table.from_batches([batch]).select(schema.names).cast(schema)
            writer.write_table(table, row_group_size=_ROW_GROUP)
            rows += batch.num_rows
    return rows


def _schema(question: FeatureQuestion) -> pa.Schema:
    """Columns key, geometry, fields; with the metadata that GeoParquet asks for."""
    kinds = {column.name: ARROW[column.kind] for column in question.table.columns}
    columns: list[tuple[str, pa.DataType]] = [("key", pa.string())]
    metadata: dict[str | bytes, str | bytes] = {}
    if question.geometry == "wkb":
        columns.append(("geometry", pa.binary()))
        metadata["geo"] = json.dumps(_geo(question.crs))
    columns += [(name, kinds[name]) for name in names(question.table, question.columns)]
    return pa.schema(columns).with_metadata(metadata)


def _geo(crs: int) -> dict[str, object]:
    place: dict[str, object] = {"encoding": "WKB", "geometry_types": []}
    if crs != 4326:
        place["crs"] = pyproj.CRS.from_epsg(crs).to_json_dict()
    return {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": place}}
