# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a column holds, judged by its name and the first records: kind, identity, hints of personal data."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pyarrow as pa

from stadtkern.kernel.collections import FieldKind
from stadtkern.kernel.observation import AnyArray

from .values import FALSE, TRUE, day, moment, plain
from .words import Column

_INTEGER = re.compile(r"[+-]?\d{1,18}")
_POINT = re.compile(r"[+-]?(\d+\.\d*|\.\d+|\d+)([eE][+-]?\d{1,3})?")
_COMMA = re.compile(r"[+-]?(\d{1,3}(\.\d{3})+|\d+),\d+|[+-]?\d{1,18}")
_CODE = re.compile(
    r"plz|postleit|zip|schl(ü|ue)ssel|nummer|\bnr\b|_nr\b|hausnr|\bags\b|\bars\b|tel|fax|kennung|code|\bid\b|_id\b|number",
    re.IGNORECASE,
)
"""Names of columns whose digits are no quantities."""
_PERSONAL = re.compile(
    r"vorname|nachname|familienname|geburt|ansprechp|kontaktp|e-?mail|telefon|\btel\b|mobil|handy|\bfax\b|iban|"
    r"eigent(ü|ue)mer|besitzer|halter|bearbeiter|sachbearb|inhaber|first.?name|last.?name|surname|birth|\buser\b",
    re.IGNORECASE,
)
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[a-zA-Z]{2,}")
_PHONE = re.compile(r"(\+49|0)[\d /()-]{7,20}\d")
_SHORT = 60


def described(name: str, column: AnyArray) -> Column:
    """The column as its first records show it."""
    values = [value for value in plain(column) if value not in (None, "")]
    texts = [value for value in values if isinstance(value, str)]
    comma = False
    kind = _of_type(column.type)
    if kind == "text" and values:
        kind, comma = _of_texts(name, [text.strip() for text in texts])
    if kind == "integer" and _CODE.search(name):
        kind = "text"
    return Column(
        name=name,
        kind=kind,
        examples=[_short(value) for value in dict.fromkeys(_hashable(value) for value in values)][:3],
        empty=not values,
        unique=bool(values) and len(values) == len(column) == len({_hashable(value) for value in values}),
        personal=_personal(name, texts),
        decimal_comma=comma,
    )


def _of_type(given: pa.DataType) -> FieldKind:
    checks: tuple[tuple[bool, FieldKind], ...] = (
        (pa.types.is_boolean(given), "boolean"),
        (pa.types.is_integer(given), "integer"),
        (pa.types.is_floating(given) or pa.types.is_decimal(given), "number"),
        (pa.types.is_date(given), "date"),
        (pa.types.is_timestamp(given), "datetime"),
        (pa.types.is_nested(given), "json"),
    )
    return next((kind for holds, kind in checks if holds), "text")


def _of_texts(name: str, texts: Sequence[str]) -> tuple[FieldKind, bool]:
    """Kind, and whether numbers have a decimal comma."""
    if all(_INTEGER.fullmatch(text) for text in texts):
        leading = any(len(text.lstrip("+-")) > 1 and text.lstrip("+-").startswith("0") for text in texts)
        return ("text" if leading else "integer"), False
    for pattern, comma in ((_POINT, False), (_COMMA, True)):
        if all(pattern.fullmatch(text) for text in texts):
            return "number", comma
    if all(text.lower() in TRUE | FALSE for text in texts):
        return "boolean", False
    if all(text[:1] in "{[" and text[-1:] in "}]" for text in texts):
        return "json", False
    return _of_times(texts), False


def _of_times(texts: Sequence[str]) -> FieldKind:
    if not all(6 <= len(text) <= 35 and text[:1].isdecimal() for text in texts):
        return "text"
    if all(len(text) <= 10 and day(text) for text in texts):
        return "date"
    if not all(moment(text) for text in texts):
        return "text"
    midnight = all(re.search(r"[T ]00:00(:00(\.0+)?)?$", text) for text in texts)
    return "date" if midnight else "datetime"


def _personal(name: str, texts: Sequence[str]) -> str:
    if _PERSONAL.search(name):
        return "Der Name der Spalte deutet auf Angaben zu Personen hin."
    mails = sum(1 for text in texts if _MAIL.search(text))
    phones = sum(1 for text in texts if _PHONE.fullmatch(text.strip()))
    if mails:
        return "Die Spalte enthält E-Mail-Adressen."
    return "Die Spalte enthält Telefonnummern." if phones and phones * 2 > len(texts) else ""


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= _SHORT else f"{text[: _SHORT - 1]}…"


def _hashable(value: object) -> object:
    return value if isinstance(value, str | int | float | bool) else str(value)
