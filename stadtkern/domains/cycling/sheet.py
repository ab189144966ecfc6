# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A counting file as text columns: header understood, odd rows and odd times set aside, their lines kept.

Columns are ``Datetime``, ``<id> (<name>)`` and ``<id>-status``; rows ascend in time.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from stadtkern.kernel.errors import PayloadRejected
from stadtkern.kernel.observation import Payload, Rejected

from .clock import Mask, Minutes, civil_times

TIME = "Datetime"
MAX_REJECTED = 5000
"""Rows listed singly per file and reason; what goes beyond is summed up in one rejection."""

Index = npt.NDArray[np.int64]
_VALUE = re.compile(r"(\d+) \((.*)\)\Z", re.DOTALL)
_STATUS = re.compile(r"(\d+)-status\Z")


@dataclass(frozen=True, kw_only=True)
class Channel:
    """A column of counts."""

    id: str
    label: str
    position: int
    status: int | None
    """Position of its status column."""


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """The text columns of a file; the first column of counts is the total of the site."""

    lines: Sequence[bytes]
    line_of_row: Index
    """Line number (1 = header) of each row."""
    channels: tuple[Channel, ...]
    text: tuple[pa.StringArray, ...]

    def rejections(self, rows: Index, column: str, reason: str) -> list[Rejected]:
        """One rejection per row, with the header and the line as they arrived."""
        found = [
            Rejected(
                reason=reason,
                raw=self.lines[0] + b"\n" + self.lines[int(self.line_of_row[row]) - 1],
                where=f"Zeile {self.line_of_row[row]}, Spalte {column}",
            )
            for row in rows[:MAX_REJECTED]
        ]
        if len(rows) > MAX_REJECTED:
            more = f"{reason} Das betrifft {len(rows) - MAX_REJECTED} weitere Zeilen der Datei."
            found.append(Rejected(reason=more, raw=self.lines[0], where=f"Spalte {column}"))
        return found


@dataclass(frozen=True, kw_only=True)
class Rows:
    """What is known about the time of each row."""

    utc: Minutes
    """Minutes since 1970-01-01 00:00 UTC; only meaningful where ``good``."""
    good: Mask
    both_hours: Mask
    """True where one row holds the counts of both passes through the hour that comes twice in autumn."""
    spacing_min: int | None
    """Usual distance of two rows; null with fewer than two."""


def read(payload: Payload) -> tuple[Sheet, list[Rejected]]:
    """The columns of a counting file, and what could not be taken from it.

    Raises:
        PayloadRejected: not a counting file: not UTF-8, no column ``Datetime``, no column of counts.
    """
    content = payload.content.removeprefix(b"\xef\xbb\xbf")
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise PayloadRejected("Die Zähldatei ist nicht in UTF-8 geschrieben.") from error
    lines = content.splitlines()
    names = next(csv.reader(io.StringIO(lines[0].decode() if lines else "")), [])
    if not names or names[0] != TIME:
        found = names[0][:40] if names else ""
        raise PayloadRejected(
            f"Die erste Spalte heißt „{found}“, erwartet wird „{TIME}“ (mit Komma getrennt)."
        )
    channels, rejected = _channels(names, lines[0])
    text, odd = _columns(content, len(names), lines)
    line_of_row = np.setdiff1d(np.arange(2, len(text[0]) + len(odd) + 2, dtype=np.int64), sorted(odd))
    sheet = Sheet(lines=lines, line_of_row=line_of_row, channels=channels, text=text)
    return sheet, [*rejected, *odd.values()]


def times(sheet: Sheet) -> tuple[Rows, list[Rejected]]:
    """The time of each row, and the rows whose time cannot be used."""
    parsed = pc.strptime(sheet.text[0], format="%Y-%m-%d %H:%M", unit="s", error_is_null=True)
    readable = np.flatnonzero(parsed.is_valid().to_numpy(zero_copy_only=False))
    local = parsed.drop_null().cast(pa.int64()).to_numpy(zero_copy_only=False) // 60
    civil = civil_times(local)
    odd = np.zeros(local.size, np.bool_)
    shown = np.flatnonzero(~civil.missing)
    odd[shown] = _out_of_order(civil.utc[shown])
    unreadable = np.setdiff1d(np.arange(len(parsed)), readable)
    rejected = [
        *sheet.rejections(unreadable, TIME, "Die Zeit ist nicht als JJJJ-MM-TT hh:mm lesbar."),
        *sheet.rejections(
            readable[civil.missing],
            TIME,
            "Diese Uhrzeit gab es nicht: In dieser Stunde wurde auf Sommerzeit vorgestellt.",
        ),
        *sheet.rejections(
            readable[odd], TIME, "Die Zeile steht nicht in der zeitlichen Reihenfolge der Datei."
        ),
    ]
    good = np.zeros(len(parsed), np.bool_)
    good[readable] = ~civil.missing & ~odd
    utc = np.zeros(len(parsed), np.int64)
    utc[readable] = civil.utc
    both = np.zeros(len(parsed), np.bool_)
    both[readable] = civil.only_pass
    steps = np.diff(utc[good])
    spacing = int(steps.min()) if steps.size else None
    return Rows(utc=utc, good=good, both_hours=both, spacing_min=spacing), rejected


def _channels(names: Sequence[str], header: bytes) -> tuple[tuple[Channel, ...], list[Rejected]]:
    values: dict[str, tuple[int, str]] = {}
    states: dict[str, int] = {}
    rejected: list[Rejected] = []
    for position, name in enumerate(names[1:], start=1):
        value, status = _VALUE.match(name), _STATUS.match(name)
        if value and value[1] not in values:
            values[value[1]] = (position, value[2].strip())
        elif status and status[1] not in states:
            states[status[1]] = position
        else:
            reason = f"Die Spalte „{name}“ ist unbekannt oder doppelt; erwartet wird „<Kennung> (<Name>)“."
            rejected.append(Rejected(reason=reason, raw=header, where=f"Zeile 1, Spalte {position + 1}"))
    if not values:
        raise PayloadRejected("Die Zähldatei hat keine Spalte „<Kennung> (<Name>)“.")
    channels = tuple(
        Channel(id=key, label=label, position=position, status=states.get(key))
        for key, (position, label) in values.items()
    )
    return channels, rejected


def _columns(
    content: bytes, width: int, lines: Sequence[bytes]
) -> tuple[tuple[pa.StringArray, ...], dict[int, Rejected]]:
    """All columns as text; rows with a wrong number of cells are left out, by line number."""
    odd: dict[int, Rejected] = {}

    def leave_out(row: pyarrow.csv.InvalidRow) -> Literal["skip", "error"]:
        number = int(row.number or 0)
        odd[number] = Rejected(
            reason=f"Die Zeile hat {row.actual_columns} Zellen, erwartet werden {row.expected_columns}.",
            raw=lines[0] + b"\n" + lines[number - 1],
            where=f"Zeile {number}",
        )
        return "skip"

    names = [str(i) for i in range(width)]
    table = pyarrow.csv.read_csv(
        io.BytesIO(content),
        read_options=pyarrow.csv.ReadOptions(use_threads=False, column_names=names, skip_rows=1),
        parse_options=pyarrow.csv.ParseOptions(invalid_row_handler=leave_out, ignore_empty_lines=False),
        convert_options=pyarrow.csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
        ),
    )
    return tuple(pa.array(table.column(name).combine_chunks(), pa.string()) for name in names), odd


def _out_of_order(utc: Minutes) -> Mask:
    """Rows that break the ascending order: single leaps ahead first, then all that fall behind."""
    odd = np.zeros(utc.size, np.bool_)
    if utc.size > 2:
        odd[1:-1] = (utc[1:-1] > utc[2:]) & (utc[2:] > utc[:-2])
    kept = np.flatnonzero(~odd)
    if kept.size > 1:
        before = np.maximum.accumulate(utc[kept])[:-1]
        odd[kept[1:][utc[kept][1:] <= before]] = True
    return odd
