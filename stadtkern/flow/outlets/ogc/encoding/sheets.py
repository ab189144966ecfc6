# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""XLSX: the table, what its columns mean, and where it comes from; text never becomes a formula or link."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from stadtkern.flow.outlets.ogc.encoding import columns, parts, separated
from stadtkern.flow.outlets.ogc.encoding.words import Layer, Rows
from stadtkern.kernel.collections import Field
from stadtkern.kernel.errors import LimitExceeded

MOST_ROWS = 1_048_575
MOST_CHARACTERS = 32_767
_FIRST_DAY = date(1900, 3, 1)
"""Days before are counted wrongly by spreadsheets; they are written as text."""
_EXACT = 10**15
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": True,
    "default_date_format": "yyyy-mm-dd",
}


def encode(rows: Rows, layer: Layer) -> Iterator[bytes]:
    """Moments are UTC; LimitExceeded beyond ``MOST_ROWS`` features, as spreadsheets hold no more."""
    with tempfile.TemporaryDirectory(prefix="stadtkern-") as folder:
        path = Path(folder) / "table.xlsx"
        with xlsxwriter.Workbook(str(path), {**_OPTIONS, "tmpdir": folder}) as book:
            bold = book.add_format({"bold": True})
            moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
            _write_rows(book.add_worksheet("Daten"), rows, layer, (bold, moment))
            _write_columns(book.add_worksheet("Spalten"), layer, bold)
            _write_source(book.add_worksheet("Quelle"), layer, bold)
        yield from parts.read(path)


def _write_rows(sheet: Worksheet, rows: Rows, layer: Layer, formats: tuple[Format, Format]) -> None:
    bold, moment = formats
    line = 0
    for batch in columns.batches(rows):
        cells = _cells(batch, layer)
        if line == 0:
            sheet.write_row(0, 0, list(cells), bold)
            sheet.freeze_panes(1, 0)
        if line + batch.num_rows > MOST_ROWS:
            raise LimitExceeded(f"more than {MOST_ROWS} rows, a spreadsheet holds no more; CSV does")
        for row in zip(*cells.values(), strict=True):
            line += 1
            for number, value in enumerate(row):
                _write_cell(sheet, (line, number), value, moment)
    if line == 0:
        sheet.write_row(0, 0, ["key", *(one.key for one in layer.fields)], bold)


def _cells(batch: pa.RecordBatch, layer: Layer) -> dict[str, list[object]]:
    """Values by column; the same columns as in CSV, but days and moments stay what they are."""
    kept = {field.key: column for field, column in columns.shown(batch, layer)}
    kept["key"] = columns.keys(batch)
    table = separated.table(batch, layer)
    return {name: kept.get(name, column).to_pylist() for name, column in table.items()}


def _write_cell(sheet: Worksheet, place: tuple[int, int], value: object, moment: Format) -> None:
    line, number = place
    match value:
        case None:
            return
        case bool():
            sheet.write_boolean(line, number, value)
        case datetime() if value.date() >= _FIRST_DAY:
            sheet.write_datetime(line, number, value.astimezone(UTC).replace(tzinfo=None), moment)
        case date() if not isinstance(value, datetime) and value >= _FIRST_DAY:
            sheet.write_datetime(line, number, datetime(value.year, value.month, value.day))  # noqa: DTZ001  # a day
        case int() | float() if abs(value) < _EXACT:
            sheet.write_number(line, number, value)
        case _:
            sheet.write_string(line, number, str(value)[:MOST_CHARACTERS])


def _write_columns(sheet: Worksheet, layer: Layer, bold: Format) -> None:
    sheet.write_row(0, 0, ["Spalte", "Titel", "Art", "Einheit", "Beschreibung"], bold)
    for line, field in enumerate(layer.fields, start=1):
        for number, text in enumerate(_described(field)):
            sheet.write_string(line, number, text)


def _described(field: Field) -> tuple[str, ...]:
    codes = "; ".join(f"{code} = {title}" for code, title in field.values.items())
    description = " ".join(one for one in (field.description, codes) if one)
    return field.key, field.title, field.kind, field.unit, description[:MOST_CHARACTERS]


def _write_source(sheet: Worksheet, layer: Layer, bold: Format) -> None:
    known = (
        ("Titel", layer.title or layer.name),
        ("Quellenangabe", layer.attribution),
        ("Lizenz", layer.licence),
        ("Adresse", layer.source),
        ("Koordinatensystem", "" if layer.geometry == "none" else layer.crs_uri),
        ("Zeiten", "UTC"),
    )
    for line, (name, text) in enumerate(known):
        sheet.write_string(line, 0, name, bold)
        sheet.write_string(line, 1, text)
