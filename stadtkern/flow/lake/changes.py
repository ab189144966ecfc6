# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What somebody wants changed of one stored observation, checked before it is queued."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import UTC, datetime

import pyarrow as pa

from stadtkern.kernel.errors import PayloadRejected
from stadtkern.kernel.observation import Quality

from .batches import BATCH, checked
from .times import EPOCH
from .words import StoredObservation

_SUPERSEDED = int(Quality.SUPERSEDED)
_ROW = pa.schema([*BATCH, pa.field("seq", pa.int32()), pa.field("identity", pa.string())])


def checked_changes(changes: Mapping[str, object]) -> dict[str, object]:
    """The columns to change with their new values, times in UTC.

    Raises:
        PayloadRejected: a column is unknown or its value is wrong.
    """
    unknown = sorted(set(changes) - set(BATCH.names))
    if unknown:
        raise PayloadRejected(f"unknown columns: {', '.join(unknown)}")
    example: dict[str, object] = {"datastream_id": 1, "phenomenon_time": EPOCH}
    table = checked(pa.table({name: _one(name, value) for name, value in (example | dict(changes)).items()}))
    row = table.to_pylist()[0]
    return {name: row[name] for name in changes}


def changed(old: StoredObservation, changes: Mapping[str, object]) -> StoredObservation:
    """The observation with the new values; what the lake itself says of its quality stays."""
    given = dict(changes)
    if "quality" in given:
        flags = (int(str(given["quality"] or 0))) | ((old.quality or 0) & _SUPERSEDED)
        given["quality"] = None if given["quality"] is None and not flags else flags
    return replace(old, **given)  # type: ignore[arg-type]  # checked against the columns before


def rows_of(observations: list[StoredObservation]) -> pa.Table:
    """The rows as the lake stores them."""
    names = [one.name for one in fields(StoredObservation)]
    columns = {name: [getattr(one, name) for one in observations] for name in names}
    columns["seq"] = [number or None for number in columns["seq"]]
    return pa.table([pa.array(columns[field.name], field.type) for field in _ROW], schema=_ROW)


def _one(name: str, value: object) -> pa.Array[pa.Scalar[pa.DataType]]:
    kind = BATCH.field(name).type
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise PayloadRejected(f"column {name} has times without offset")
        value = value.astimezone(UTC)
    try:
        column: pa.Array[pa.Scalar[pa.DataType]] = pa.array([value], kind)
    except (pa.ArrowInvalid, pa.ArrowTypeError, TypeError, OverflowError) as error:
        raise PayloadRejected(f"column {name} is not {kind}: {error}") from error
    return column
