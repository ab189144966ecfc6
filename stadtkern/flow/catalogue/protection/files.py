# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reads uploaded files as tables of texts; what is no table, or too dangerous to unpack, is not read."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from python_calamine import CalamineError, CalamineWorkbook

from stadtkern.kernel.errors import PayloadRejected
from stadtkern.web import unpacking
from stadtkern.web.unpacking import Room

from .words import Block, Table

MOST_ROWS = 100_000
"""Rows of a table that are looked at."""
_BLOCK = 10_000
_SNIFFED = 65_536
_MOST_JSON = 50_000_000
_MOST_UNPACKED = 300_000_000
_MOST_COLUMNS = 500
_LINES = {"TXT", "XML", "KML", "GML", "ICS", "RDF_XML", "RDF_TURTLE", "JSON_LD", "HTML", "ATOM", "RSS"}


class Unreadable(Exception):
    """The file is no table that can be read."""


def read(path: Path, file_type: str) -> Table:
    """The file as a table of texts.

    Raises:
        Unreadable: it is none, or damaged.
    """
    try:
        rows = _rows(path, file_type)
        head = [str(name).strip() or f"Spalte {place + 1}" for place, name in enumerate(next(rows))]
        body = list(islice(rows, MOST_ROWS + 1))
    except (
        OSError,
        ValueError,
        StopIteration,
        csv.Error,
        CalamineError,
        PayloadRejected,
        RecursionError,
    ) as error:
        raise Unreadable(str(error)) from error
    return Table(blocks=_blocks(_distinct(head), body[:MOST_ROWS]), whole=len(body) <= MOST_ROWS)


def _rows(path: Path, file_type: str) -> Iterator[Sequence[object]]:
    """First the names of the columns, then the rows."""
    if file_type in {"CSV", "TSV"}:
        return _csv(path)
    if file_type in {"XLSX", "ODS"}:
        return _sheet(path)
    if file_type in {"JSON", "GEOJSON"}:
        return _json(path)
    if file_type == "PARQUET":
        return _parquet(path)
    if file_type in _LINES:
        return _lines(path)
    raise Unreadable(file_type)


def _csv(path: Path) -> Iterator[Sequence[object]]:
    encoding = _encoding(path)
    with path.open(encoding=encoding, newline="", errors="replace") as file:
        start = file.read(_SNIFFED)
        file.seek(0)
        first = start.split("\n", 1)[0]
        delimiter = max(";,\t|", key=first.count)
        yield from csv.reader(file, delimiter=delimiter)


def _encoding(path: Path) -> str:
    with path.open("rb") as file:
        start = file.read(_SNIFFED)
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            start[:-4].decode(encoding)
        except UnicodeDecodeError:
            continue
        return encoding
    return "latin-1"


def _sheet(path: Path) -> Iterator[Sequence[object]]:
    unpacking.check(path, room=Room(member_bytes=_MOST_UNPACKED, total_bytes=_MOST_UNPACKED))
    book = CalamineWorkbook.from_path(str(path))
    for number in range(len(book.sheet_names)):
        rows = book.get_sheet_by_index(number).to_python(skip_empty_area=True)
        if rows:
            yield from rows
            return


def _json(path: Path) -> Iterator[Sequence[object]]:
    if path.stat().st_size > _MOST_JSON:
        raise Unreadable("too large")
    found = json.loads(path.read_bytes())
    records = found.get("features", [found]) if isinstance(found, dict) else found
    if not isinstance(records, list):
        raise Unreadable("no list of records")
    flat = [_flat(one) for one in islice(records, MOST_ROWS + 1)]
    head = list(dict.fromkeys(key for one in flat for key in one))
    yield head
    yield from ([one.get(key) for key in head] for one in flat)


def _flat(record: object) -> dict[str, object]:
    """The properties of a feature, or the values of a record; inner objects as text."""
    if not isinstance(record, dict):
        return {"Wert": record}
    inner = record.get("properties")
    values = inner if isinstance(inner, dict) else record
    return {str(key): value for key, value in values.items() if key != "geometry"}


def _parquet(path: Path) -> Iterator[Sequence[object]]:
    file = pq.ParquetFile(path)
    names = [name for name in file.schema_arrow.names if name not in {"geometry", "geom", "bbox"}]
    yield names
    for batch in file.iter_batches(batch_size=_BLOCK, columns=names):
        yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


def _lines(path: Path) -> Iterator[Sequence[object]]:
    yield ["Text"]
    with path.open(encoding=_encoding(path), errors="replace") as file:
        while line := file.readline(_SNIFFED):
            yield [line]


def _distinct(head: Iterable[str]) -> list[str]:
    names: list[str] = []
    for name in islice(head, _MOST_COLUMNS):
        names.append(name if name not in names else f"{name} ({len(names) + 1})")
    return names


def _blocks(head: Sequence[str], rows: Sequence[Sequence[object]]) -> Iterator[Block]:
    for start in range(0, len(rows), _BLOCK):
        part = rows[start : start + _BLOCK]
        yield {
            name: pa.array([_text(row, place) for row in part], pa.string())
            for place, name in enumerate(head)
        }


def _text(row: Sequence[object], place: int) -> str | None:
    value = row[place] if place < len(row) else None
    if value is None or value == "":
        return None
    return (
        value
        if isinstance(value, str)
        else json.dumps(value, ensure_ascii=False, default=str)
        if isinstance(value, dict | list)
        else str(value)
    )
