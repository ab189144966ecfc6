# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The table of a tile as XLSX: values, and a sheet that says where they come from."""

from __future__ import annotations

import io
import math
from collections.abc import Iterable, Sequence
from datetime import datetime

import xlsxwriter
from django.utils import timezone
from django.utils.translation import gettext as _
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from stadtkern.flow.outlets.dashboards.shown import Cell, Column, ShownTile, TableTwin
from stadtkern.kernel.errors import LimitExceeded
from stadtkern.web.templatetags import web

from .tables import Origin, heading, provenance, table_of, whole_days

MOST_ROWS = 1_048_570
MOST_CHARACTERS = 32_767
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_WIDEST = 60


def xlsx(shown: ShownTile, origin: Origin) -> bytes:
    """Times are Europe/Berlin, as spreadsheets know no time zone.

    Raises:
        NothingToTake: the tile has no values.
        LimitExceeded: more rows than a spreadsheet holds.
    """
    table = table_of(shown)
    if len(table.rows) > MOST_ROWS:
        raise LimitExceeded(_("So viele Zeilen fasst keine Tabellenkalkulation; CSV schon."))
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, _OPTIONS) as book:
        book.set_properties({"title": shown.title, "subject": origin.dashboard})
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        formats = [_format(book, column) for column in table.columns]
        _write_values(book.add_worksheet(_("Werte")), table, bold, formats)
        _write_origin(book.add_worksheet(_("Quellen")), _told(shown, origin), bold, wrapped)
    return out.getvalue()


def _format(book: xlsxwriter.Workbook, column: Column) -> Format:
    if not column.numeric:
        return book.add_format({"num_format": "dd.mm.yyyy" if whole_days(column) else "dd.mm.yyyy hh:mm"})
    decimals = f".{'0' * column.decimals}" if column.decimals else ""
    return book.add_format({"num_format": f"#,##0{decimals}"})


def _write_values(sheet: Worksheet, table: TableTwin, bold: Format, formats: Sequence[Format]) -> None:
    for place, column in enumerate(table.columns):
        text = heading(column)
        sheet.write_string(0, place, text, bold)
        sheet.set_column(place, place, min(max(len(text) + 2, 12 if column.numeric else 20), _WIDEST))
    sheet.freeze_panes(1, 1)
    if table.rows:
        sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)
    for line, row in enumerate(table.rows, start=1):
        for place, cell in enumerate(row):
            _write_cell(sheet, (line, place), cell, formats[place])


def _write_cell(sheet: Worksheet, place: tuple[int, int], cell: Cell, form: Format) -> None:
    line, column = place
    if isinstance(cell, datetime):
        sheet.write_datetime(line, column, timezone.localtime(cell).replace(tzinfo=None), form)
    elif isinstance(cell, float | int):
        if math.isfinite(cell):
            sheet.write_number(line, column, cell, form)
    elif cell:
        sheet.write_string(line, column, cell[:MOST_CHARACTERS])


def _write_origin(sheet: Worksheet, told: Iterable[tuple[str, str]], bold: Format, wrapped: Format) -> None:
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, 90)
    for line, (name, text) in enumerate(told):
        sheet.write_string(line, 0, name, bold)
        sheet.write_string(line, 1, text[:MOST_CHARACTERS], wrapped)


def _told(shown: ShownTile, origin: Origin) -> list[tuple[str, str]]:
    parts = [
        (_("Kachel"), shown.title),
        (_("Dashboard"), origin.dashboard),
        (_("Zusammenfassung"), shown.sentence),
        (_("Hinweis"), shown.note),
        (_("Adresse"), origin.address),
        (_("Abgerufen"), web.moment(origin.made_at)),
        *provenance(shown.facts),
        (_("Zeiten"), _("Ortszeit (Europe/Berlin)")),
    ]
    return [(name, text) for name, text in parts if text]
