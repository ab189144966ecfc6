# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A page of observations as columns for CSV, Arrow and Parquet.

``id``, ``datastream``, ``phenomenonTime``, ``phenomenonEnd`` (null: an instant), ``resultTime``, ``result``
(a number), ``resultJson`` (any other result), ``resultQuality``, ``validStart``,
``validEnd``, ``parameters``.
"""

from __future__ import annotations

import pyarrow as pa

from stadtkern.flow.outlets.sensorthings.query.words import Query
from stadtkern.flow.outlets.sensorthings.reading import observations_rows

_NAMES = {
    "phenomenonTime": {"phenomenon_time": "phenomenonTime", "phenomenon_end": "phenomenonEnd"},
    "resultTime": {"result_time": "resultTime"},
    "result": {"result": "result", "result_json": "resultJson"},
    "resultQuality": {"result_quality": "resultQuality"},
    "validTime": {"valid_start": "validStart", "valid_end": "validEnd"},
    "parameters": {"parameters": "parameters"},
}


def named(table: pa.Table, query: Query, next_token: str | None) -> pa.Table:
    """Columns of the lake under the names of the standard."""
    ids = observations_rows.ids_of(observations_rows.of_table(table))
    made = {"id": pa.chunked_array([pa.array(ids, pa.string())]), "datastream": table["datastream_id"]}
    for name in observations_rows.selected(query):
        for column, shown in _NAMES[name].items():
            made[shown] = _quality(table) if column == "result_quality" else table[column]
    metadata = None if next_token is None else {"next": next_token}
    return pa.table(made).replace_schema_metadata(metadata)


def _quality(table: pa.Table) -> pa.ChunkedArray[pa.StringScalar]:
    """Quality as JSON text."""
    values = [
        observations_rows.quality_json(flags, text)
        for flags, text in zip(table["quality"].to_pylist(), table["result_quality"].to_pylist(), strict=True)
    ]
    return pa.chunked_array([pa.array(values, pa.string())])
