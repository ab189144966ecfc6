# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Tables with places in columns: CSV in any usual encoding and separator, and workbooks (XLSX, XLS, ODS)."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import islice
from pathlib import Path

import pyarrow as pa
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from stadtkern.kernel.errors import PayloadRejected

from .chunks import Chunk, Described
from .formats import Opened
from .words import MOST_COLUMNS

_SEPARATORS = ";,\t|"
_LOOKED_AT = 40
"""So many lines are looked through for the one with the names."""
_SAMPLE = 256 * 1024
_TOO_WIDE = "Die Zeile hat mehr Zellen als die Kopfzeile Namen."
_LONGEST = 16 * 1024 * 1024
csv.field_size_limit(_LONGEST)


@dataclass(frozen=True, kw_only=True)
class _Head:
    """Where the names stand."""

    names: list[str]
    line: int
    """Lines before the names."""


def layers(opened: Opened) -> list[Described]:
    """The table of a CSV file, or the sheets of a workbook.

    Raises:
        PayloadRejected: no table can be found in it.
    """
    if opened.format == "xlsx":
        return _workbook(opened)
    encoding = _encoding(opened.path)
    separator = _separator(opened.path, encoding)
    head = _head(list(islice(_lines(opened.path, encoding, separator), _LOOKED_AT)))
    skipped: list[tuple[str, str, str]] = []

    def chunks(rows: int) -> Iterator[Chunk]:
        lines = islice(_lines(opened.path, encoding, separator), head.line + 1, None)
        return _chunked(lines, head, rows, skipped)

    name = opened.name.rpartition(".")[0] or opened.name
    return [Described(name=name, counted="Zeile", chunks=chunks, skipped=skipped)]


def _encoding(path: Path) -> str:
    """Byte order mark, then UTF-8 when all of it is, else Windows-1252."""
    with path.open("rb") as stream:
        head = stream.read(4)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with path.open("rb") as stream:
            while block := stream.read(1 << 20):
                decoder.decode(block)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"


def _separator(path: Path, encoding: str) -> str:
    """The one that splits most lines into equally many parts, more than one."""
    with path.open(encoding=encoding, errors="replace", newline="") as stream:
        sample = stream.read(_SAMPLE)
    best, most = ";", 0
    for separator in _SEPARATORS:
        widths = [
            len(row) for row in islice(csv.reader(sample.splitlines(), delimiter=separator), 200) if row
        ]
        usual = max(set(widths), key=lambda width: (widths.count(width), width)) if widths else 0
        score = widths.count(usual) * usual if usual > 1 else 0
        if score > most:
            best, most = separator, score
    return best


def _lines(path: Path, encoding: str, separator: str) -> Iterator[list[str]]:
    with path.open(encoding=encoding, errors="replace", newline="") as stream:
        try:
            yield from csv.reader(stream, delimiter=separator)
        except csv.Error as error:
            raise PayloadRejected(f"Die Tabelle ist nicht lesbar ({error}).") from error


def _head(lines: Sequence[Sequence[object]]) -> _Head:
    """The first line that is as wide as most, and names all of it in words.

    Raises:
        PayloadRejected: there is no table.
    """
    widths = [_width(line) for line in lines]
    usual = max(widths, default=0)
    for number, line in enumerate(lines):
        texts = [str(cell).strip() for cell in line if str(cell or "").strip()]
        if texts and len(texts) >= 0.6 * usual and not any(_is_number(text) for text in texts):
            return _Head(names=_named(line), line=number)
    raise PayloadRejected("In der Datei wurde keine Kopfzeile mit den Namen der Spalten gefunden.")


def _width(line: Sequence[object]) -> int:
    return sum(1 for cell in line if str(cell or "").strip())


def _is_number(text: str) -> bool:
    return text.replace(",", "").replace(".", "").replace("-", "").isdecimal()


def _named(line: Sequence[object]) -> list[str]:
    """Names of the columns, each once; those without a name are numbered."""
    if len(line) > MOST_COLUMNS:
        raise PayloadRejected(f"Die Tabelle hat mehr als {MOST_COLUMNS} Spalten.")
    names: list[str] = []
    for number, cell in enumerate(line, start=1):
        name = " ".join(str(cell or "").split()) or f"Spalte {number}"
        names.append(name if name not in names else f"{name} ({number})")
    while names and names[-1] == f"Spalte {len(names)}":
        names.pop()
    return names


def _chunked(
    lines: Iterator[Sequence[object]], head: _Head, rows: int, skipped: list[tuple[str, str, str]]
) -> Iterator[Chunk]:
    """Rows as texts; one that has more cells than names is left out and told."""
    number = head.line + 2
    width = len(head.names)
    while taken := list(islice(lines, rows)):
        texts: list[list[str | None]] = []
        for offset, line in enumerate(taken):
            cells = [_text(cell) for cell in line]
            if any(cells[width:]):
                text = ";".join(cell or "" for cell in cells)[:2000]
                skipped.append((f"Zeile {number + offset}", text, _TOO_WIDE))
                cells = []
            texts.append((cells + [None] * width)[:width])
        yield Chunk(
            columns={
                name: pa.array([line[place] for line in texts], pa.string())
                for place, name in enumerate(head.names)
            },
            wkb=None,
            first=number,
        )
        number += len(taken)


def _text(cell: object) -> str | None:
    """A cell as text; numbers with a point, days and times in ISO 8601."""
    if isinstance(cell, str):
        return cell.strip() or None
    if cell is None:
        return None
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return cell.isoformat() if isinstance(cell, datetime | date | time) else str(cell)


def _workbook(opened: Opened) -> list[Described]:
    try:
        book = CalamineWorkbook.from_path(str(opened.path))
        sheets = [book.get_sheet_by_name(name) for name in book.sheet_names[:50]]
    except (CalamineError, OSError, ValueError) as error:
        raise PayloadRejected(f"Die Arbeitsmappe ist beschädigt oder geschützt ({error}).") from error
    found = [one for sheet in sheets if (one := _sheet(sheet)) is not None]
    if not found:
        raise PayloadRejected("In der Arbeitsmappe wurde keine Tabelle mit Kopfzeile gefunden.")
    return found


def _sheet(sheet: CalamineSheet) -> Described | None:
    start = sheet.start
    if start is None:
        return None
    try:
        head = _head(list(islice(sheet.iter_rows(), _LOOKED_AT)))
    except PayloadRejected:
        return None
    skipped: list[tuple[str, str, str]] = []

    def chunks(rows: int) -> Iterator[Chunk]:
        return _chunked(islice(sheet.iter_rows(), head.line + 1, None), head, rows, skipped)

    return Described(name=sheet.name, counted="Zeile", chunks=chunks, skipped=skipped)
