# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A list as a file: CSV that German spreadsheets open by a click, and XLSX; never with a formula in it."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final, Literal
from zoneinfo import ZoneInfo

import xlsxwriter
from django.utils.translation import gettext as _
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from .words import Cell

Form = Literal["csv", "xlsx"]
MEDIA_TYPES: Final[dict[Form, str]] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_FORMULAS: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
"""A spreadsheet takes text that starts so for a formula (OWASP, CSV injection)."""
_BERLIN: Final = ZoneInfo("Europe/Berlin")
_OPTIONS: Final = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": True,
    "constant_memory": True,
}


def written(form: Form, heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """The file; moments are Europe/Berlin, CSV is separated by semicolons and begins with a mark of UTF-8."""
    return _separated(heads, rows) if form == "csv" else _sheet(heads, rows)


def _separated(heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(heads)
    writer.writerows([_words(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _sheet(heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    with tempfile.TemporaryDirectory(prefix="stadtkern-") as folder:
        path = Path(folder) / "list.xlsx"
        with xlsxwriter.Workbook(str(path), {**_OPTIONS, "tmpdir": folder}) as book:
            sheet = book.add_worksheet(_("Liste"))
            sheet.write_row(0, 0, heads, book.add_format({"bold": True}))
            sheet.freeze_panes(1, 0)
            moment = book.add_format({"num_format": "dd.mm.yyyy hh:mm"})
            for line, row in enumerate(rows, start=1):
                for number, cell in enumerate(row):
                    _write(sheet, (line, number), cell, moment)
        return path.read_bytes()


def _write(sheet: Worksheet, place: tuple[int, int], cell: Cell, moment: Format) -> None:
    match cell:
        case None | "":
            return
        case bool():
            sheet.write_string(*place, _words(cell))
        case int() | float():
            sheet.write_number(*place, cell)
        case datetime():
            sheet.write_datetime(*place, _local(cell).replace(tzinfo=None), moment)
        case _:
            sheet.write_string(*place, cell.isoformat() if isinstance(cell, date) else cell)


def _words(cell: Cell) -> str:
    """A cell of CSV: decimal commas, ISO 8601, and an apostrophe before what looks like a formula."""
    match cell:
        case None:
            return ""
        case bool():
            return _("ja") if cell else _("nein")
        case datetime():
            return _local(cell).isoformat(timespec="seconds")
        case date():
            return cell.isoformat()
        case int() | float():
            return str(cell).replace(".", ",")
        case _:
            return f"'{cell}" if cell.startswith(_FORMULAS) else cell


def _local(moment: datetime) -> datetime:
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(_BERLIN)
