# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
# mypy: disable-error-code="arg-type,type-arg,no-any-return,call-overload,type-var"
# The stubs of pyarrow do not know that compute functions take arrays of any type.
"""Columns as they are read become columns of a kind; a cell that is not of the kind is told of."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from stadtkern.kernel.collections import FieldKind
from stadtkern.kernel.observation import AnyArray

from .chunks import cells

BERLIN = ZoneInfo("Europe/Berlin")
ARROW: dict[FieldKind, pa.DataType] = {
    "text": pa.string(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "datetime": pa.timestamp("us", tz="UTC"),
    "json": pa.string(),
}
WORDS: dict[FieldKind, str] = {
    "text": "Text",
    "integer": "eine ganze Zahl",
    "number": "eine Zahl",
    "boolean": "ja oder nein",
    "date": "ein Datum",
    "datetime": "ein Zeitpunkt",
    "json": "JSON",
}
TRUE = frozenset({"true", "ja", "wahr", "j", "yes", "t", "x", "1"})
FALSE = frozenset({"false", "nein", "falsch", "n", "no", "f", "0"})
_INTEGER = r"^[+-]?\d{1,18}(\.0+)?$"
_POINT = r"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?$"
_COMMA = r"^[+-]?(\d{1,3}(\.\d{3})+|\d+)(,\d+)?$"
_PATTERNS = ("%d.%m.%Y", "%d.%m.%Y %H:%M", "%d.%m.%Y %H:%M:%S", "%Y/%m/%d", "%Y/%m/%d %H:%M:%S", "%Y%m%d")
_LONGEST = 100_000
"""Characters of a text; longer ones are cut by no one, the record is refused."""


def cast(
    column: AnyArray, kind: FieldKind, *, decimal_comma: bool = False
) -> tuple[AnyArray, npt.NDArray[np.int64]]:
    """The column as the kind wants it, and the places of cells that are not of the kind (null there)."""
    if kind in {"text", "json"}:
        made = _texts(column)
        wrong = pc.greater(pc.utf8_length(made), _LONGEST)
    elif pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        made = _from_text(pc.utf8_trim_whitespace(column.cast(pa.string())), kind, decimal_comma)
        wrong = pc.and_(pc.is_null(made), pc.greater(pc.utf8_length(pc.utf8_trim_whitespace(column)), 0))
    else:
        made = _from_typed(column, kind)
        wrong = pc.and_(pc.is_null(made), pc.is_valid(column))
    found = np.flatnonzero(np.asarray(pc.fill_null(wrong, False)))
    return made, found


def coordinates(column: AnyArray) -> tuple[AnyArray, npt.NDArray[np.int64]]:
    """Numbers with decimal point or comma, and the places of cells that are neither."""
    made, wrong = cast(column, "number")
    if len(wrong):
        made = pc.coalesce(made, cast(column, "number", decimal_comma=True)[0])
    texts = _texts(column)
    return made, np.flatnonzero(np.asarray(made.is_null()) & np.asarray(texts.is_valid()))


def plain(column: AnyArray) -> list[object]:
    """Values for JSON, as they were read."""
    return [_jsonable(value) for value in cells(column)]


def moment(text: str) -> datetime | None:
    """A point in time; one without offset is local time of Europe/Berlin."""
    try:
        found = datetime.fromisoformat(text.replace("/", "-") if text[:4].isdecimal() else text)
    except ValueError:
        read = _by_pattern(text)
        if read is None:
            return None
        found = read
    if not 1 < found.year < 9999:
        return None
    return (found if found.tzinfo else found.replace(tzinfo=BERLIN)).astimezone(UTC)


def day(text: str) -> date | None:
    """A day, also of a time stamp."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        pass
    try:
        return datetime.fromisoformat(text).date()
    except ValueError:
        found = _by_pattern(text)
        return found.date() if found else None


def _by_pattern(text: str) -> datetime | None:
    for pattern in _PATTERNS:
        try:
            return datetime.strptime(text, pattern)  # noqa: DTZ007 - the offset is set by who asks
        except ValueError:
            continue
    return None


def _texts(column: AnyArray) -> AnyArray:
    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        trimmed = pc.utf8_trim_whitespace(column.cast(pa.string()))
        return pc.if_else(pc.equal(trimmed, ""), pa.scalar(None, pa.string()), trimmed)
    if pa.types.is_nested(column.type):
        values = cells(column)
        return pa.array(
            [None if v is None else json.dumps(_jsonable(v), ensure_ascii=False) for v in values], pa.string()
        )
    if pa.types.is_binary(column.type) or pa.types.is_large_binary(column.type):
        return pa.nulls(len(column), pa.string())
    if pa.types.is_floating(column.type):
        values = cells(column)
        return pa.array([None if v is None else f"{v:.15g}" for v in values], pa.string())
    return column.cast(pa.string())


def _from_text(texts: AnyArray, kind: FieldKind, decimal_comma: bool) -> AnyArray:
    if kind == "integer":
        good = pc.match_substring_regex(texts, _INTEGER)
        whole = pc.replace_substring_regex(texts, r"\.0+$", "")
        return pc.if_else(good, whole, pa.scalar(None, pa.string())).cast(pa.int64())
    if kind == "number":
        good = pc.match_substring_regex(texts, _COMMA if decimal_comma else _POINT)
        pointed = (
            pc.replace_substring(pc.replace_substring(texts, ".", ""), ",", ".") if decimal_comma else texts
        )
        return pc.if_else(good, pointed, pa.scalar(None, pa.string())).cast(pa.float64())
    values = cells(texts)
    if kind == "boolean":
        return pa.array([_yes(v) for v in values], pa.bool_())
    if kind == "date":
        return pa.array([day(str(v)) if v else None for v in values], pa.date32())
    return pa.array([moment(str(v)) if v else None for v in values], ARROW["datetime"])


def _yes(text: object) -> bool | None:
    word = str(text or "").lower()
    return True if word in TRUE else False if word in FALSE else None


def _from_typed(column: AnyArray, kind: FieldKind) -> AnyArray:
    try:
        if pa.types.is_timestamp(column.type) and column.type.tz is None and kind == "datetime":
            return pc.assume_timezone(column, "Europe/Berlin").cast(ARROW[kind])
        if pa.types.is_floating(column.type):
            column = pc.if_else(pc.is_finite(column), column, pa.scalar(None, column.type))
        return column.cast(ARROW[kind])
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        return _from_text(_texts(column), kind, False)


def _jsonable(value: object) -> object:
    if isinstance(value, dict):
        return {str(key): _jsonable(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_jsonable(one) for one in value]
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, bytes):
        return None
    if isinstance(value, float) and not np.isfinite(value):
        return None
    return value if isinstance(value, str | int | float | bool | None) else str(value)
