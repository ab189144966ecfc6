# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
# mypy: disable-error-code="arg-type,type-arg,no-any-return,call-overload,type-var"
# The stubs of pyarrow do not know that compute functions take chunked arrays and plain scalars.
"""The general table: one observation per row, columns ``datastream, time, value`` (``end, quality``).

Times need an offset (RFC 3339); XLSX cells that hold a date are local time of Europe/Berlin. Values are
numbers with a decimal point, or a decimal comma where the separator is not a comma. The datastreams must be
registered.
"""

from __future__ import annotations

import csv
import io
from datetime import datetime

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from stadtkern.kernel.observation import TIME, Decoded, Payload, Rejected, columns

from .push_words import FIRST_YEAR, LAST_YEAR
from .sheets import NEEDED, Sheet, read_sheet

_TIME = r"^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)$"
_NUMBER = r"^[+-]?\d+(\.\d+)?([eE][+-]?\d{1,3})?$"
_QUALITY = r"^\d{1,5}$"


def decode(payload: Payload) -> Decoded:
    """The observations of a table; each row that cannot be read is rejected on its own.

    Raises:
        PayloadRejected: the file is no table, or lacks a needed column.
    """
    sheet = read_sheet(payload.content)
    codes = _codes(sheet.columns["datastream"])
    times = _times(sheet.columns["time"])
    values = _numbers(sheet.columns["value"], sheet.decimal_comma)
    given = {"datastream": codes, "phenomenon_time": times, "result": values}
    good = pc.and_(pc.and_(pc.is_valid(codes), pc.is_valid(times)), pc.is_valid(values))
    if "end" in sheet.columns:
        given["phenomenon_end"] = _times(sheet.columns["end"])
        good = pc.and_(good, _same_gaps(sheet.columns["end"], given["phenomenon_end"]))
    if "quality" in sheet.columns:
        given["quality"] = _qualities(sheet.columns["quality"])
        good = pc.and_(good, _same_gaps(sheet.columns["quality"], given["quality"]))
    bad = [int(row) for row in np.flatnonzero(~good.to_numpy())]
    kept = {name: column.filter(good) for name, column in given.items()} if bad else given
    kept["datastream"] = kept["datastream"].dictionary_encode()
    return Decoded(
        observations=columns(**kept),
        rejected=(*sheet.rejected, *(_rejected(sheet, row) for row in bad)),
    )


def _codes(column: pa.ChunkedArray) -> pa.ChunkedArray:
    text = pc.utf8_trim_whitespace(column.cast(pa.string()))
    return pc.if_else(pc.equal(text, ""), pa.scalar(None, pa.string()), text)


def _times(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if pa.types.is_timestamp(column.type):
        aware = column.type.tz is not None
        moments = column.cast(TIME) if aware else pa.chunked_array([pa.nulls(len(column), TIME)])
    else:
        moments = _parsed_times(column.cast(pa.string()))
    year = pc.year(moments)
    right = pc.and_(pc.greater_equal(year, FIRST_YEAR), pc.less_equal(year, LAST_YEAR))
    return pc.if_else(pc.fill_null(right, False), moments, pa.scalar(None, TIME))


def _parsed_times(text: pa.ChunkedArray) -> pa.ChunkedArray:
    trimmed = pc.utf8_trim_whitespace(text)
    plausible = pc.if_else(pc.match_substring_regex(trimmed, _TIME), trimmed, pa.scalar(None, pa.string()))
    try:
        return plausible.cast(TIME)
    except pa.ArrowInvalid:
        return pa.chunked_array([pa.array([_moment(one) for one in plausible.to_pylist()], TIME)])


def _moment(text: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(text) if text else None
    except ValueError:
        return None


def _numbers(column: pa.ChunkedArray, decimal_comma: bool) -> pa.ChunkedArray:
    if not pa.types.is_string(column.type):
        numbers = column.cast(pa.float64())
        return pc.if_else(pc.is_finite(numbers), numbers, pa.scalar(None, pa.float64()))
    text = pc.utf8_trim_whitespace(column)
    if decimal_comma:
        pointless = pc.invert(pc.match_substring(text, "."))
        text = pc.if_else(pointless, pc.replace_substring(text, ",", ".", max_replacements=1), text)
    numeric = pc.if_else(pc.match_substring_regex(text, _NUMBER), text, pa.scalar(None, pa.string()))
    numbers = numeric.cast(pa.float64())
    return pc.if_else(pc.is_finite(numbers), numbers, pa.scalar(None, pa.float64()))


def _qualities(column: pa.ChunkedArray) -> pa.ChunkedArray:
    text = column.cast(pa.string())
    digits = pc.if_else(pc.match_substring_regex(text, _QUALITY), text, pa.scalar(None, pa.string()))
    numbers = digits.cast(pa.int32())
    return pc.if_else(pc.less_equal(numbers, 65535), numbers, pa.scalar(None, pa.int32())).cast(pa.uint16())


def _same_gaps(given: pa.ChunkedArray, read: pa.ChunkedArray) -> pa.ChunkedArray:
    """True where an optional cell was either empty or could be read."""
    text = given.cast(pa.string())
    empty = pc.or_kleene(pc.is_null(text), pc.equal(text, ""))
    return pc.or_(pc.fill_null(empty, True), pc.is_valid(read))


def _rejected(sheet: Sheet, row: int) -> Rejected:
    cells = {name: column[row].as_py() for name, column in sheet.columns.items()}
    texts = {name: "" if cell is None else str(cell) for name, cell in cells.items()}
    separator = ";" if sheet.decimal_comma else ","
    raw = io.StringIO()
    writer = csv.writer(raw, delimiter=separator, lineterminator="\n")
    writer.writerow(texts)
    writer.writerow(texts.values())
    return Rejected(
        reason=_reason(texts, sheet.decimal_comma),
        raw=raw.getvalue().encode(),
        where=f"Zeile {sheet.line(row)}",
    )


def _reason(texts: dict[str, str], decimal_comma: bool) -> str:
    missing = [name for name in NEEDED if not texts[name].strip()]
    if missing:
        return f"Die Spalte {missing[0]} ist leer."
    number = pa.chunked_array([[texts["value"]]])
    if not _numbers(number, decimal_comma)[0].is_valid:
        hint = "mit Dezimalkomma oder Dezimalpunkt" if decimal_comma else "mit Dezimalpunkt"
        return (
            f"„{texts['value'][:60]}“ ist keine Zahl; erwartet wird eine Zahl {hint}, ohne Tausendertrennung."
        )
    for name in ("time", "end"):
        if texts.get(name) and not _times(pa.chunked_array([[texts[name]]]))[0].is_valid:
            return (
                f"„{texts[name][:60]}“ ist keine Zeit mit Versatz (Spalte {name});"
                " erwartet wird z. B. 2026-03-01T12:00:00+01:00."
            )
    return f"„{texts.get('quality', '')[:60]}“ ist keine Güteangabe von 0 bis 65535."
