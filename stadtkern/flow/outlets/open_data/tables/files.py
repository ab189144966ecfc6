# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Snapshots as files to take away; made once per snapshot, with where the data comes from."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from io import StringIO
from pathlib import Path

import msgspec
import pyarrow as pa
import pyarrow.csv as pcsv
import pyarrow.parquet as pq
import xlsxwriter

from stadtkern.flow.catalogue.words import Entry
from stadtkern.flow.lake.open_tables import current
from stadtkern.flow.outlets.ogc.encoding import columns
from stadtkern.flow.outlets.ogc.encoding.formats import ENCODINGS
from stadtkern.flow.outlets.ogc.encoding.words import Column
from stadtkern.kernel.errors import NotFound

from .service import Ready

MOST_SHEET_ROWS = 200_000
"""Larger tables are not offered as spreadsheets."""
_BATCH = 10_000
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""A spreadsheet takes text that starts so for a formula (OWASP, CSV injection)."""


@dataclass(frozen=True, kw_only=True)
class Format:
    """A format of the files of a table."""

    suffix: str
    """Of the address, without dot."""
    title: str
    media_type: str
    file_type: str
    """Code of the EU file type list."""


@dataclass(frozen=True, kw_only=True)
class File:
    """A file that is ready or will be made when it is asked for."""

    format: Format
    bytes: int | None
    """Null: it is made at the first download."""


_PLAIN = (
    Format(suffix="csv", title="CSV", media_type="text/csv; charset=utf-8", file_type="CSV"),
    Format(
        suffix="xlsx",
        title="Excel (XLSX)",
        media_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        file_type="XLSX",
    ),
    Format(suffix="json", title="JSON", media_type="application/json", file_type="JSON"),
    Format(
        suffix="parquet", title="Parquet", media_type="application/vnd.apache.parquet", file_type="PARQUET"
    ),
)
_PLACES = (Format(suffix="geojson", title="GeoJSON", media_type="application/geo+json", file_type="GEOJSON"),)


def formats(ready: Ready) -> tuple[Format, ...]:
    """The formats that this table is offered in."""
    layer = ready.table.layer
    offered = _PLACES + _PLAIN if layer is not None and layer.geometry != "none" else _PLAIN
    return tuple(
        Format(suffix="parquet", title="GeoParquet", media_type=one.media_type, file_type="PARQUET")
        if one.suffix == "parquet" and offered is not _PLAIN
        else one
        for one in offered
        if one.suffix != "xlsx" or ready.snapshot.rows <= MOST_SHEET_ROWS
    )


def files(ready: Ready) -> list[File]:
    """What can be taken away, with the sizes that are known."""
    return [File(format=one, bytes=_size(ready, one)) for one in formats(ready)]


def file(ready: Ready, suffix: str, entry: Entry, address: str) -> tuple[Format, Path]:
    """One file; ``address``: absolute, of the dataset's page.

    Raises:
        NotFound: it is not offered in this format.
        LakeUnavailable: the disk is full.
    """
    wanted = next((one for one in formats(ready) if one.suffix == suffix), None)
    if wanted is None:
        raise NotFound(f"no format {suffix[:20]!r}")
    if suffix == "parquet":
        return wanted, ready.snapshot.path
    write = _writer(ready, suffix, described(entry, address))
    return wanted, current.open_tables().shelf.beside(ready.snapshot, f".{suffix}", write)


def described(entry: Entry, address: str) -> dict[str, str]:
    """What files say about where they come from."""
    return {
        "title": entry.title,
        "publisher": entry.publisher.name,
        "attribution": entry.attribution,
        "license": entry.licence.url,
        "source": address,
    }


def batches(path: Path) -> Iterator[pa.RecordBatch]:
    """The rows of a snapshot, as many at a time as fit into little memory."""
    with pq.ParquetFile(path) as source:
        yield from source.iter_batches(_BATCH)


def _size(ready: Ready, one: Format) -> int | None:
    path = ready.snapshot.path.with_suffix(f".{one.suffix}")
    return path.stat().st_size if path.exists() else None


def _writer(ready: Ready, suffix: str, origin: dict[str, str]) -> Callable[[Path], None]:
    source, layer = ready.snapshot.path, ready.table.layer
    if layer is not None and suffix in ("csv", "xlsx", "geojson"):
        encode = ENCODINGS["json" if suffix == "geojson" else suffix].encode
        return lambda path: _join(path, encode(batches(source), layer))
    writers: dict[str, Callable[[Path, Path, dict[str, str]], None]] = {
        "csv": _write_csv,
        "json": _write_json,
        "xlsx": _write_sheet,
    }
    return partial(_turned, writers[suffix], source, origin)


def _turned(
    write: Callable[[Path, Path, dict[str, str]], None], source: Path, origin: dict[str, str], path: Path
) -> None:
    write(source, path, origin)


def _join(path: Path, parts: Iterable[bytes]) -> None:
    with path.open("wb") as file:
        file.writelines(parts)


def plain(value: object) -> object:
    """A value as JSON and CSV write it."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return value


def _write_csv(source: Path, path: Path, _origin: dict[str, str]) -> None:
    options = pcsv.WriteOptions(include_header=False, quoting_style="needed")
    with path.open("wb") as file:
        file.write((",".join(pq.read_schema(source).names) + "\n").encode())
        for batch in batches(source):
            pcsv.write_csv(pa.table(_texts(batch, defuse=True)), file, options)


def _texts(batch: pa.RecordBatch, *, defuse: bool) -> dict[str, Column]:
    """Columns as files write them: moments as text, geometries left out."""
    found: dict[str, Column] = {}
    for name, column in zip(batch.schema.names, batch.columns, strict=True):
        if name in ("geometry", "bbox"):
            continue
        if pa.types.is_timestamp(column.type):
            found[name] = columns.moments(column)
        else:
            found[name] = columns.defused(column) if defuse and pa.types.is_string(column.type) else column
    return found


def written_csv(columns: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """Rows as one CSV text."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([defused(column) for column in columns])
    writer.writerows([defused(cell) for cell in row] for row in rows)
    return text.getvalue()


def defused(cell: object) -> object:
    """A cell that no spreadsheet takes for a formula: an apostrophe stands in front of such a text."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def _write_json(source: Path, path: Path, origin: dict[str, str]) -> None:
    with path.open("wb") as file:
        file.write(msgspec.json.encode({"dataset": origin})[:-1] + b',"rows":[')
        between = b"\n"
        for batch in batches(source):
            for record in pa.table(_texts(batch, defuse=False)).to_pylist():
                file.write(between + msgspec.json.encode(record))
                between = b",\n"
        file.write(b"\n]}\n")


def _write_sheet(source: Path, path: Path, origin: dict[str, str]) -> None:
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "nan_inf_to_errors": True,
        "remove_timezone": True,
        "tmpdir": str(path.parent),
    }
    with xlsxwriter.Workbook(str(path), options) as book:
        bold = book.add_format({"bold": True})
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        sheet = book.add_worksheet("Daten")
        sheet.write_row(0, 0, pq.read_schema(source).names, bold)
        sheet.freeze_panes(1, 0)
        line = 0
        for batch in batches(source):
            for row in batch.to_pylist():
                line += 1
                for column, cell in enumerate(row.values()):
                    if cell is not None:
                        sheet.write(line, column, cell, moment if isinstance(cell, datetime) else None)
        about = book.add_worksheet("Quelle")
        for number, pair in enumerate(origin.items()):
            about.write_row(number, 0, pair)
