# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""CSV (RFC 4180) that a spreadsheet may open: no cell starts a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

import msgspec

from stadtkern.flow.devices.sensing.words import Json

from .rows import Row, columns

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet takes text that starts so for a formula (OWASP, CSV injection)."""


def rows_csv(found: Sequence[Row]) -> bytes:
    """Rows with their column names; a missing value is an empty cell."""
    names = columns(found)
    return table_csv(names, ([row.get(name) for name in names] for row in found))


def table_csv(names: Sequence[str], found: Iterable[Sequence[Json]]) -> bytes:
    """UTF-8, commas, CRLF."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([_safe(name) for name in names])
    for row in found:
        writer.writerow([_cell(value) for value in row])
    return text.getvalue().encode()


def _cell(value: Json) -> str | int | float | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None or isinstance(value, int | float):
        return value
    return _safe(value if isinstance(value, str) else msgspec.json.encode(value).decode())


def _safe(text: str) -> str:
    return f"'{text}" if text.startswith(_DANGEROUS) else text
