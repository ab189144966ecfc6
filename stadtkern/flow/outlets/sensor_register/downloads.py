# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The register as a file: JSON for programs, CSV for spreadsheets; both are written piece by piece."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator

import msgspec

from .entries import Entry

_COLUMNS = (
    "code", "name", "subject", "purpose", "measures", "not_measured", "legal_basis", "retention",
    "protection", "owner", "email", "source", "licence", "since", "longitude", "latitude", "url",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

Address = Callable[[str], str]
"""The full address of the page of a device, by its code."""


def as_json(entries: Iterable[Entry], address: Address) -> Iterator[bytes]:
    """``{"sensors": […]}``."""
    yield b'{"sensors":['
    for number, entry in enumerate(entries):
        yield (b",\n" if number else b"\n") + msgspec.json.encode(facts(entry, address))
    yield b"\n]}\n"


def as_csv(entries: Iterable[Entry], address: Address) -> Iterator[bytes]:
    """Comma separated, UTF-8 with byte order mark, so that spreadsheets read umlauts."""
    yield "\ufeff".encode()
    yield _line(_COLUMNS)
    for entry in entries:
        told = facts(entry, address)
        yield _line([_cell(told[name]) for name in _COLUMNS])


def facts(entry: Entry, address: Address) -> dict[str, object]:
    """One entry as a program reads it."""
    spot = entry.spot
    return {
        name: getattr(entry, name, None)
        for name in _COLUMNS
    } | {
        "measures": list(entry.measures),
        "since": entry.since.isoformat(),
        "longitude": round(spot.longitude, 6) if spot else None,
        "latitude": round(spot.latitude, 6) if spot else None,
        "url": address(entry.code),
    }  # fmt: skip


def _cell(value: object) -> str:
    """Text of a cell; what a spreadsheet would take for a formula is marked as text."""
    if isinstance(value, float):
        return str(value)
    text = "; ".join(str(one) for one in value) if isinstance(value, list) else str(value or "")
    return f"'{text}" if text.startswith(_FORMULA) else text


def _line(cells: Iterable[str]) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer).writerow(cells)
    return buffer.getvalue().encode()
