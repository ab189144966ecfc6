# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Keys, values and tags of a layer (Mapbox Vector Tile 2.1, 4.4): each value is written once per column."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from .paths import Ints
from .varints import one, zigzag

_VALUE, _KEY = b"\x22", b"\x1a"
_STRING, _DOUBLE, _SINT, _BOOL = 0x0A, 0x19, 0x30, 0x38

Column: TypeAlias = "pa.ChunkedArray[Any]"
Values: TypeAlias = "pa.Array[Any]"


@dataclass(frozen=True)
class Attributes:
    """What the features of a layer say."""

    numbers: Ints
    """Pairs of the index of a key and the index of a value, feature by feature."""
    owner: Ints
    """Of each number its feature; rising."""
    tables: bytes
    """The fields ``keys`` and ``values`` of the layer."""


def attributes(columns: Mapping[str, Column]) -> Attributes:
    """Of columns of equal length; what is null is not written."""
    tags: list[Ints] = []
    keys: list[bytes] = []
    values: list[bytes] = []
    offset = 0
    for name, column in columns.items():
        encoded = column.combine_chunks().dictionary_encode()
        if not len(encoded.dictionary):
            continue
        places = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
        tags.append(
            np.column_stack([np.full(len(places), len(keys)), np.where(places < 0, -1, places + offset)])
        )
        keys.append(_KEY + _sized(name.encode()))
        values.append(_values(encoded.dictionary))
        offset += len(encoded.dictionary)
    if not tags:
        nothing = np.zeros(0, np.int64)
        return Attributes(nothing, nothing, b"")
    matrix = np.stack(tags, axis=1)
    known = matrix[:, :, 1] >= 0
    return Attributes(
        matrix[known].ravel(), np.repeat(np.nonzero(known)[0], 2), b"".join(keys) + b"".join(values)
    )


def _values(given: Values) -> bytes:
    if pa.types.is_boolean(given.type):
        return b"".join(_VALUE + bytes((2, _BOOL, bool(value))) for value in given.to_pylist())
    if pa.types.is_integer(given.type):
        return _integers(given.cast(pa.int64()).to_numpy(zero_copy_only=False))
    if pa.types.is_floating(given.type) or pa.types.is_decimal(given.type):
        return _doubles(given.cast(pa.float64()).to_numpy(zero_copy_only=False))
    return b"".join(
        [_VALUE + _sized(_STRING.to_bytes(1, "big") + _sized(_said(one))) for one in given.to_pylist()]
    )


def _integers(given: Ints) -> bytes:
    """Each as ``sint_value``: field 6."""
    return b"".join(
        [_VALUE + _sized(b"\x30" + one(number)) for number in zigzag(given).astype(np.uint64).tolist()]
    )


def _doubles(given: npt.NDArray[np.float64]) -> bytes:
    """Each as ``double_value``: field 3, eight bytes, lowest first."""
    found = np.empty((len(given), 11), np.uint8)
    found[:, 0], found[:, 1], found[:, 2] = _VALUE[0], 9, _DOUBLE
    found[:, 3:] = given.astype("<f8").view(np.uint8).reshape(-1, 8)
    return found.tobytes()


def _said(value: object) -> bytes:
    """Dates and moments as ISO 8601."""
    return (value.isoformat() if isinstance(value, date | datetime) else str(value)).encode()


def _sized(given: bytes) -> bytes:
    return (bytes((len(given),)) if len(given) < 128 else one(len(given))) + given
