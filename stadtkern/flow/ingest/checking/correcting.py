# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Calibrations on the way into the lake: the corrected value is stored, the measured one in the parameters.

The same measured value becomes the same stored one every time, so a redelivery is recognised.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import msgspec
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from stadtkern.flow.devices.quality.words import StreamRule
from stadtkern.kernel.observation import Quality

MEASURED = "measured"
"""Key of the measured value in the parameters of an observation."""


class Columns(Protocol):
    """What is needed of a delivery."""

    @property
    def rules(self) -> Sequence[StreamRule | None]:
        """Per datastream."""

    @property
    def codes(self) -> npt.NDArray[np.int64]:
        """Which datastream each row belongs to."""

    @property
    def table(self) -> pa.Table:
        """The columns."""


def corrected(batch: Columns) -> pa.Table:
    """The table with corrected results; rows without a number or outside of calibrations stay as they are."""
    table = batch.table
    if "result" not in table.column_names:
        return table
    measured = np.array(table.column("result").to_numpy(), np.float64)
    times = table.column("phenomenon_time").cast(pa.int64()).to_numpy()
    values, touched = measured.copy(), np.zeros(len(measured), np.bool_)
    for code, rule in enumerate(batch.rules):
        for one in rule.corrections if rule else ():
            mine = (batch.codes == code) & (times >= one.start_us) & (times < one.end_us)
            mine &= np.isfinite(measured)
            values[mine] = measured[mine] * one.factor + one.offset
            touched |= mine
    touched &= np.isfinite(values)
    if not touched.any():
        return table
    values[~touched] = measured[~touched]
    table = _set(table, "result", pa.array(values, pa.float64(), mask=np.isnan(values)))
    table = _set(table, "parameters", _told(table, measured, touched))
    return _set(table, "quality", _marked(table, touched))


def _told(
    table: pa.Table, measured: npt.NDArray[np.float64], touched: npt.NDArray[np.bool_]
) -> pa.StringArray:
    given: list[object] = (
        table.column("parameters").to_pylist()
        if "parameters" in table.column_names
        else [None] * table.num_rows
    )
    texts = [
        with_measured(text if isinstance(text, str) else None, value) if mine else text
        for text, value, mine in zip(given, measured.tolist(), touched.tolist(), strict=True)
    ]
    return pa.array(texts, pa.string())


def with_measured(parameters: str | None, measured: float) -> str:
    """The parameters (JSON text) with the measured value."""
    number = msgspec.json.encode(measured).decode()
    if parameters is None:
        return f'{{"{MEASURED}":{number}}}'
    try:
        known = msgspec.json.decode(parameters)
    except msgspec.DecodeError:
        known = parameters
    told = known if isinstance(known, dict) else {"given": known}
    return msgspec.json.encode({**told, MEASURED: measured}).decode()


def _marked(table: pa.Table, touched: npt.NDArray[np.bool_]) -> pa.UInt16Array:
    flag = np.where(touched, int(Quality.CALIBRATED), 0).astype(np.uint16)
    if "quality" not in table.column_names:
        return pa.array(flag, pa.uint16(), mask=~touched)
    quality = table.column("quality").cast(pa.uint16()).combine_chunks()
    nothing = ~touched & np.asarray(quality.is_null())
    return pa.array(np.asarray(quality.fill_null(0)) | flag, pa.uint16(), mask=nothing)


def _set(table: pa.Table, name: str, column: pa.Array[pa.Scalar[pa.DataType]]) -> pa.Table:
    if name not in table.column_names:
        return table.append_column(name, column)
    return table.set_column(table.schema.get_field_index(name), name, column)
