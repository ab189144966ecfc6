# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Rows of the register as text that is the same for both databases, and a sum that tells them apart."""

from __future__ import annotations

import base64
import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from hashlib import sha256
from uuid import UUID

import msgspec
from django.db import models

from .words import BackupDamaged

Row = Sequence[object]
Plain = list[object]
"""A row whose values JSON can say."""

_MOST_BYTES = 4 * 1024 * 1024
_SPAN = 4096
"""Rows whose counted keys lie in one span are written together, so that unchanged spans stay the same."""


def fields_of(model: type[models.Model]) -> list[models.Field[object, object]]:
    """The stored fields of a model, in the order of its declaration."""
    return [field for field in model._meta.concrete_fields if isinstance(field, models.Field)]


def plain(row: Row, model_fields: Sequence[models.Field[object, object]]) -> Plain:
    """The row as JSON can say it."""
    return [
        None if value is None else _said(value, field) for value, field in zip(row, model_fields, strict=True)
    ]


def values(said: Plain, model_fields: Sequence[models.Field[object, object]]) -> list[object]:
    """The row as it was.

    Raises:
        BackupDamaged: it is not a row of these fields.
    """
    try:
        return [
            None if value is None else _meant(value, field)
            for value, field in zip(said, model_fields, strict=True)
        ]
    except (ValueError, TypeError) as error:
        raise BackupDamaged(f"Eine Zeile der Sicherung ist nicht lesbar: {error}") from error


def spans(rows: Iterable[Plain], key: int) -> Iterator[list[Plain]]:
    """The rows in lists of some megabytes; ``key`` is the position of their key, -1: cut by number alone."""
    kept: list[Plain] = []
    size, span = 0, None
    for number, row in enumerate(rows):
        counted = row[key] if key >= 0 else number
        here = counted // _SPAN if isinstance(counted, int) else number // _SPAN
        if kept and (here != span or size > _MOST_BYTES):
            yield kept
            kept, size = [], 0
        span = here
        size += _size(row)
        kept.append(row)
    if kept:
        yield kept


def encoded(rows: list[Plain]) -> bytes:
    """A list of rows as bytes."""
    return msgspec.json.encode(rows)


def decoded(content: bytes) -> list[Plain]:
    """The list of rows.

    Raises:
        BackupDamaged: these bytes are none.
    """
    try:
        return msgspec.json.decode(content, type=list[Plain])
    except msgspec.DecodeError as error:
        raise BackupDamaged(f"Zeilen der Sicherung sind nicht lesbar: {error}") from error


class Digest:
    """A sum over rows that does not depend on their order, nor on how a database writes JSON."""

    def __init__(self) -> None:
        self.rows = 0
        self._sum = 0

    def add(self, row: Plain) -> None:
        """Count in a row."""
        self.rows += 1
        self._sum += int.from_bytes(fingerprint(row))

    def hex(self) -> str:
        """The sum, modulo 2²⁵⁶."""
        return f"{self._sum % (1 << 256):064x}"


def fingerprint(row: Plain) -> bytes:
    """A hash of one row; equal numbers count as equal, whether written 1 or 1.0."""
    return sha256(msgspec.json.encode([_canonical(value) for value in row], order="deterministic")).digest()


def _said(value: object, field: models.Field[object, object]) -> object:
    if isinstance(field, models.JSONField):
        return value
    found = _SAYS.get(type(value))
    if found is not None:
        return found(value)
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value if isinstance(value, str | int | float) else str(value)


def _meant(said: object, field: models.Field[object, object]) -> object:
    target = _target(field)
    reading = _MEANS.get(target.get_internal_type())
    return said if reading is None else reading(said)


def _target(field: models.Field[object, object]) -> models.Field[object, object]:
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    return field


def _size(row: Plain) -> int:
    return sum(len(value) if isinstance(value, str) else 16 for value in row)


def _canonical(value: object) -> object:
    if isinstance(value, float) and value.is_integer() and abs(value) < 1 << 53:
        return int(value)
    if isinstance(value, dict):
        return {key: _canonical(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_canonical(item) for item in value]
    return value


_SAYS: dict[type, Callable[..., object]] = {
    datetime: lambda value: value.astimezone(UTC).isoformat(),
    date: date.isoformat,
    time: time.isoformat,
    timedelta: lambda value: value // timedelta(microseconds=1),
    Decimal: str,
    UUID: str,
    bytes: lambda value: base64.b64encode(value).decode(),
    bytearray: lambda value: base64.b64encode(value).decode(),
    memoryview: lambda value: base64.b64encode(value).decode(),
}
_MEANS: dict[str, Callable[..., object]] = {
    "DateTimeField": datetime.fromisoformat,
    "DateField": date.fromisoformat,
    "TimeField": time.fromisoformat,
    "DurationField": lambda said: timedelta(microseconds=said),
    "DecimalField": Decimal,
    "UUIDField": UUID,
    "BinaryField": base64.b64decode,
    "FloatField": float,
}
