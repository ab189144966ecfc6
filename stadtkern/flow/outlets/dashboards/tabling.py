# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Table twins as they are printed: numbers and moments in the language of the reader, newest rows first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from stadtkern.web.templatetags.web import moment, number

from .sentences import dates
from .sentences.dates import StepUnit
from .shown import Cell, Column, TableTwin

Language = Literal["de", "en"]
_UNITS: dict[str, StepUnit] = {unit: unit for unit in get_args(StepUnit)}


@dataclass(frozen=True, kw_only=True)
class PrintedTable:
    """A table whose cells are text."""

    caption: str
    heads: tuple[tuple[str, bool], ...]
    """Title with unit, and whether numbers stand below."""
    rows: tuple[tuple[tuple[str, bool], ...], ...]
    left_out: int
    """Rows that are not printed here."""
    newest_first: bool


def printed(twin: TableTwin, language: Language, *, most: int) -> PrintedTable:
    """A table of at most so many rows; when it goes along time, the newest."""
    along_time = bool(twin.columns and twin.columns[0].step)
    rows = tuple(reversed(twin.rows)) if along_time else twin.rows
    return PrintedTable(
        caption=twin.caption,
        heads=tuple((_head(one), one.numeric) for one in twin.columns),
        rows=tuple(
            tuple(
                (text(cell, column, language), column.numeric)
                for cell, column in zip(row, twin.columns, strict=False)
            )
            for row in rows[:most]
        ),
        left_out=max(0, len(rows) - most),
        newest_first=along_time,
    )


def text(cell: Cell, column: Column, language: Language) -> str:
    """A cell in words; what is missing is a dash."""
    if isinstance(cell, datetime):
        unit = _UNITS.get(column.step)
        return dates.label(cell, unit, language) if unit else moment(cell)
    if cell is None:
        return "–"
    return number(cell, column.decimals) if isinstance(cell, int | float) else cell


def _head(column: Column) -> str:
    told = not column.unit or column.unit.casefold() == column.title.casefold()
    return column.title if told else f"{column.title} [{column.unit}]"
