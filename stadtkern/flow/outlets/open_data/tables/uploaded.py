# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The first tabular file that people attached to a dataset, as a table with kinds of columns."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from functools import lru_cache, partial
from pathlib import Path
from typing import Literal

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from stadtkern.flow.catalogue import uploads
from stadtkern.flow.catalogue.models import DistributionRow
from stadtkern.flow.catalogue.models.datasets import SHOWN
from stadtkern.flow.catalogue.protection import files
from stadtkern.flow.catalogue.words import Column, Entry
from stadtkern.flow.collections.facts import field_key
from stadtkern.flow.lake.open_tables.snapshots import Subject
from stadtkern.flow.outlets.ogc.encoding.words import Column as Values

from .words import NoTable, OpenTable

_TABULAR = frozenset({"CSV", "TSV", "XLSX", "ODS", "JSON", "GEOJSON", "PARQUET"})
_Turn = Callable[[Values], Values]


def table(entry: Entry) -> OpenTable:
    """The table of an uploaded file.

    Raises:
        NoTable: no file of the dataset is one, or it is too large to be shown as one.
    """
    row = _row(entry)
    if row is None:
        raise NoTable
    subject = Subject(name=f"{entry.key} {row.pk} {row.created_at}", revision=row.sha256)
    columns, rows = _described(row.file, row.format, row.sha256)
    return OpenTable(
        key=entry.key,
        subject=subject,
        columns=columns,
        rows=rows,
        write=partial(_write, row.file, row.format),
    )


@lru_cache(maxsize=200)
def _described(file: str, file_type: str, _sha256: str) -> tuple[tuple[Column, ...], int]:
    """Columns and number of rows; files do not change, another one has another sum."""
    names, read = _read(file, file_type)
    columns = tuple(
        Column(key=field.name, title=name, kind=_kind(field.type))
        for field, name in zip(read.schema, names, strict=True)
    )
    return columns, read.num_rows


def _row(entry: Entry) -> DistributionRow | None:
    rows = DistributionRow.objects.filter(dataset__key=entry.key).exclude(file="").select_related("dataset")
    for row in rows.order_by("pk"):
        if row.columns and row.format in _TABULAR and (row.released_at or row.dataset.state not in SHOWN):
            return row
    return None


def _write(file: str, file_type: str, path: Path) -> None:
    pq.write_table(_read(file, file_type)[1], path, compression="zstd")


def _read(file: str, file_type: str) -> tuple[list[str], pa.Table]:
    """Titles, and the whole file with keys that SQL likes and the kinds that all values of a column have."""
    try:
        with tempfile.NamedTemporaryFile() as copy, uploads.opened(file) as stored:
            shutil.copyfileobj(stored, copy)
            copy.flush()
            found = files.read(Path(copy.name), file_type)
            blocks = [pa.table(dict(block)) for block in found.blocks]
    except (files.Unreadable, FileNotFoundError) as error:
        raise NoTable from error
    if not blocks or not found.whole:
        raise NoTable
    texts = pa.concat_tables(blocks)
    keys: list[str] = []
    for name in texts.column_names:
        keys.append(field_key(name, keys))
    read = pa.table(
        {key: typed(column.combine_chunks()) for key, column in zip(keys, texts.columns, strict=True)}
    )
    return texts.column_names, read


def typed(texts: Values) -> Values:
    """The values in the narrowest kind that fits all of them; texts stay where that could lose something.

    Numbers with a leading zero are keys (of municipalities, of post), and 1.234 may be a thousand or not.
    """
    for pattern, turn in _KINDS:
        if texts.null_count < len(texts) and pc.all(pc.match_substring_regex(texts, pattern)).as_py():
            try:
                return turn(texts)
            except pa.ArrowInvalid:
                return texts
    return texts


def _whole_numbers(texts: Values) -> Values:
    return texts.cast(pa.int64())


def _numbers(texts: Values) -> Values:
    return pc.replace_substring(texts, ",", ".").cast(pa.float64())


def _days(texts: Values) -> Values:
    return texts.cast(pa.date32())


def _german_days(texts: Values) -> Values:
    return pc.strptime(texts, format="%d.%m.%Y", unit="s", error_is_null=False).cast(pa.date32())


_KINDS: tuple[tuple[str, _Turn], ...] = (
    (r"^-?(0|[1-9]\d{0,17})$", _whole_numbers),
    (r"^-?(0|[1-9]\d{0,14})([.,](\d{1,2}|\d{4,}))?$", _numbers),
    (r"^\d{4}-\d{2}-\d{2}$", _days),
    (r"^\d{2}\.\d{2}\.\d{4}$", _german_days),
)
"""What all values must look like, and what is made of them."""


def _kind(stored: pa.DataType) -> Literal["text", "integer", "number", "date"]:
    if pa.types.is_integer(stored):
        return "integer"
    if pa.types.is_floating(stored):
        return "number"
    return "date" if pa.types.is_date(stored) else "text"
