# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Single observations on their way into the lake, before they are columns: for callers that bring few."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import pyarrow as pa

from stadtkern.kernel.errors import PayloadRejected
from stadtkern.kernel.observation import TIME


class Row(NamedTuple):
    """One observation; times are microseconds since 1970 (UTC), ``…_json`` and the like are JSON text.

    A tuple, because thousands of them are turned into columns per second.
    """

    datastream_id: int
    phenomenon_time: int
    result: float | None = None
    result_json: str | None = None
    phenomenon_end: int | None = None
    result_time: int | None = None
    valid_start: int | None = None
    valid_end: int | None = None
    quality: int | None = None
    result_quality: str | None = None
    parameters: str | None = None
    feature_id: int | None = None


_KINDS: tuple[pa.DataType, ...] = (
    pa.int64(),
    TIME,
    pa.float64(),
    pa.string(),
    TIME,
    TIME,
    TIME,
    TIME,
    pa.uint16(),
    pa.string(),
    pa.string(),
    pa.int64(),
)


def table(rows: Sequence[Row]) -> pa.Table:
    """A batch for the lake; columns without any value are left out.

    Raises:
        PayloadRejected: a value does not fit its column.
    """
    columns: dict[str, pa.Array[pa.Scalar[pa.DataType]]] = {}
    if not rows:
        return pa.table(columns)
    try:
        for name, kind, values in zip(Row._fields, _KINDS, zip(*rows, strict=True), strict=True):
            if any(value is not None for value in values):
                columns[name] = pa.array(values, kind)
    except (pa.ArrowInvalid, pa.ArrowTypeError, OverflowError) as error:
        raise PayloadRejected(f"a value does not fit its column: {error}") from error
    return pa.table(columns)
