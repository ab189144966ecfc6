# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Tables as people send them (CSV, JSON, XLSX, Parquet), recognised by content, read into named columns."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

import msgspec
import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq
from python_calamine import CalamineError, CalamineWorkbook

from stadtkern.kernel.errors import PayloadRejected, PayloadTooLarge
from stadtkern.kernel.observation import Rejected
from stadtkern.web import unpacking
from stadtkern.web.unpacking import Room

from .limits import limits

NAMES = {
    "datastream": "datastream", "datenstrom": "datastream",
    "time": "time", "zeit": "time", "zeitpunkt": "time", "phenomenon_time": "time",
    "value": "value", "wert": "value", "result": "value",
    "end": "end", "ende": "end", "phenomenon_end": "end",
    "quality": "quality", "qualität": "quality",
}  # fmt: skip
"""Accepted column names (lower case) and what they mean."""
NEEDED = ("datastream", "time", "value")
SEPARATORS = (",", ";", "\t", "|")
BERLIN = ZoneInfo("Europe/Berlin")
_MOST_ROWS = 50_000_000
_EXPECTED = "Erwartet werden Spalten mit den Namen datastream, time, value (oder Datenstrom, Zeit, Wert)"


Skip = Callable[[pacsv.InvalidRow], Literal["skip", "error"]]


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A table with columns named as in :data:`NAMES`, and the rows that could not be split."""

    columns: Mapping[str, pa.ChunkedArray[pa.Scalar[pa.DataType]]]
    first_line: int = 2
    decimal_comma: bool = False
    rejected: tuple[Rejected, ...] = ()
    skipped: Sequence[int] = field(default=())
    """Numbers of lines that are not among the rows, in order."""

    @property
    def rows(self) -> int:
        """Number of rows."""
        return len(self.columns["time"])

    def line(self, row: int) -> int:
        """Line (or sheet row) of a row, counted from 1."""
        number = row + self.first_line
        for skipped in self.skipped:
            if skipped > number:
                break
            number += 1
        return number


def read_sheet(content: bytes) -> Sheet:
    """The table inside these bytes.

    Raises:
        PayloadRejected: not a table of a known format, or without the needed columns.
    """
    if content.startswith(b"PK\x03\x04"):
        return _read_xlsx(content)
    if content.startswith(b"PAR1"):
        return _read_parquet(content)
    if content.lstrip()[:1] in (b"[", b"{"):
        return _read_json(content)
    return _read_csv(content)


def text_of(content: bytes) -> str:
    """Decoded text: byte order mark, then UTF-8, then Windows-1252.

    Raises:
        PayloadRejected: it is binary.
    """
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return content.decode(encoding, errors="replace")
    if b"\x00" in content:
        raise PayloadRejected(
            "Die Datei ist binär und keine Texttabelle; erwartet wird CSV, JSON, XLSX oder Parquet."
        )
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def meanings(header: Sequence[str]) -> list[str]:
    """The meaning of each column; empty for columns that mean nothing here.

    Raises:
        PayloadRejected: a needed column is missing or doubled.
    """
    found = [NAMES.get(str(name).strip().strip('"').lower(), "") for name in header]
    missing = [name for name in NEEDED if name not in found]
    if missing:
        shown = ", ".join(str(name) for name in header)[:200]
        raise PayloadRejected(f"{_EXPECTED}; es fehlt {', '.join(missing)}. Zeile 1 lautet: „{shown}“.")
    doubled = sorted({name for name in found if name and found.count(name) > 1})
    if doubled:
        raise PayloadRejected(f"Die Spalte {doubled[0]} kommt mehrfach vor.")
    return found


def _read_csv(content: bytes) -> Sheet:
    text = text_of(content)
    head = text.lstrip("\r\n").partition("\n")[0].rstrip("\r")
    if not head.strip():
        raise PayloadRejected("Die Datei ist leer.")
    separator = _separator(head)
    names = meanings(next(csv.reader([head], delimiter=separator)))
    broken: list[tuple[int, str]] = []

    def skip(row: pacsv.InvalidRow) -> Literal["skip", "error"]:
        broken.append((row.number or 0, row.text or ""))
        return "skip"

    table = _parsed_csv(text, separator, len(names), skip)
    rejected = tuple(
        Rejected(
            reason=f"Die Zeile hat nicht {len(names)} Spalten wie die Kopfzeile (Trenner „{separator}“).",
            raw=f"{head}\n{line}\n".encode(),
            where=f"Zeile {number}",
        )
        for number, line in broken
        if line.strip()
    )
    return Sheet(
        columns={name: table.column(i) for i, name in enumerate(names) if name},
        decimal_comma=separator != ",",
        rejected=rejected,
        skipped=[number for number, _ in broken],
    )


def _parsed_csv(text: str, separator: str, width: int, skip: Skip) -> pa.Table:
    names = [f"c{i}" for i in range(width)]
    try:
        return pacsv.read_csv(
            io.BytesIO(text.encode()),
            read_options=pacsv.ReadOptions(use_threads=False, skip_rows=1, column_names=names),
            parse_options=pacsv.ParseOptions(
                delimiter=separator,
                newlines_in_values=True,
                ignore_empty_lines=False,
                invalid_row_handler=skip,
            ),
            convert_options=pacsv.ConvertOptions(column_types={n: pa.string() for n in names}),
        )
    except pa.ArrowInvalid as error:
        if "Empty CSV" in str(error):
            return pa.table({name: pa.array([], pa.string()) for name in names})
        raise PayloadRejected(f"Die CSV-Datei ist nicht lesbar: {error}.") from error


def _separator(head: str) -> str:
    for separator in SEPARATORS:
        names = {name.strip().strip('"').lower() for name in head.split(separator)}
        if set(NEEDED) <= {NAMES.get(name, "") for name in names}:
            return separator
    raise PayloadRejected(
        f"Zeile 1: {_EXPECTED}, getrennt durch Komma, Semikolon oder Tabulator. Gefunden: „{head[:200]}“."
    )


def _read_json(content: bytes) -> Sheet:
    try:
        given = msgspec.json.decode(text_of(content))
    except (msgspec.DecodeError, RecursionError) as error:
        raise PayloadRejected(f"Kein gültiges JSON: {error}.") from error
    rows = given.get("observations") if isinstance(given, dict) else given
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
        raise PayloadRejected(f"Erwartet wird eine JSON-Liste von Objekten. {_EXPECTED}.")
    header = list(dict.fromkeys(key for row in rows[:100] for key in row))
    return _from_rows(header, [[row.get(key) for key in header] for row in rows], first_line=1)


def _read_xlsx(content: bytes) -> Sheet:
    _check_unpacked(content)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, OSError, ValueError, IndexError) as error:
        raise PayloadRejected(f"Die XLSX-Datei ist nicht lesbar: {error}.") from error
    if not rows:
        raise PayloadRejected("Das erste Tabellenblatt ist leer.")
    return _from_rows([str(cell) for cell in rows[0]], rows[1:], first_line=2)


def _check_unpacked(content: bytes) -> None:
    """Count what the parts of an XLSX file unpack to before anything reads it whole."""
    bound = limits()
    room = Room(
        member_bytes=bound.file_bytes,
        total_bytes=bound.file_bytes,
        ratio=bound.archive_ratio,
        ratio_from=bound.archive_ratio_from,
    )
    try:
        unpacking.check(content, room=room)
    except PayloadTooLarge as error:
        raise PayloadTooLarge("Die XLSX-Datei ist entpackt größer als erlaubt.") from error
    except PayloadRejected as error:
        raise PayloadRejected("Die XLSX-Datei ist beschädigt oder verschlüsselt.") from error


def _from_rows(header: Sequence[str], rows: Sequence[Sequence[object]], *, first_line: int) -> Sheet:
    names = meanings(header)
    columns = {
        name: pa.chunked_array(
            [pa.array([_text(row[i]) if i < len(row) else None for row in rows], pa.string())]
        )
        for i, name in enumerate(names)
        if name
    }
    return Sheet(columns=columns, first_line=first_line)


def _text(cell: object) -> str | None:
    if cell is None or cell == "":
        return None
    if isinstance(cell, datetime):
        return (cell if cell.tzinfo else cell.replace(tzinfo=BERLIN)).isoformat()
    if isinstance(cell, date):
        return datetime(cell.year, cell.month, cell.day, tzinfo=BERLIN).isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _read_parquet(content: bytes) -> Sheet:
    try:
        file = pq.ParquetFile(pa.BufferReader(content))
        names = meanings(file.schema_arrow.names)
        if file.metadata.num_rows > _MOST_ROWS:
            raise PayloadTooLarge(f"Die Parquet-Datei hat mehr als {_MOST_ROWS} Zeilen; bitte aufteilen.")
        table = file.read(columns=[file.schema_arrow.names[i] for i, name in enumerate(names) if name])
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, OSError) as error:
        raise PayloadRejected(f"Die Parquet-Datei ist nicht lesbar: {error}.") from error
    kept = [name for name in names if name]
    return Sheet(columns={name: table.column(i) for i, name in enumerate(kept)}, first_line=1)
