# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The values of one record: found by their paths, read as numbers or texts, converted to their quantities."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import msgspec

from stadtkern.flow.devices.sensing.words import Json
from stadtkern.flow.devices.units import SAME, Linear, UnitRefused, conversion
from stadtkern.kernel.errors import CityError
from stadtkern.kernel.quantities import Quantity

from .paths import MISSING, Query, query
from .texts import scalar_text
from .words import FieldMapping

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3}){2,}")
_SWITCHES = {"true": 1.0, "false": 0.0, "on": 1.0, "off": 0.0}
_LONGEST_TEXT = 1_000


class FieldRefused(CityError):
    """Dieses Feld lässt sich nicht zuordnen."""


class ValueUnreadable(CityError):
    """Dieser Wert ist nicht lesbar."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Planned:
    """A field whose path, unit and quantity are understood."""

    field: FieldMapping
    query: Query
    quantity: Quantity
    series: str
    """Last part of the datastream's code."""
    linear: Linear
    """From the delivered value to the unit of the quantity."""
    texts: bool
    """Whether a text that is no number is a result."""
    missing: frozenset[str | float]


class Found(NamedTuple):
    """A value of a record, in the unit of its quantity."""

    planned: Planned
    result: float | None
    result_json: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """A value that cannot be used: one German sentence, and where it stands."""

    where: str
    reason: str


@dataclass(kw_only=True, slots=True)
class Values:
    """What a record holds."""

    found: list[Found]
    problems: list[Problem]
    present: list[Planned]
    """Fields whose path leads somewhere, even when no value stands there."""


def values(
    document: Json, fields: Sequence[FieldMapping], quantities: Sequence[Quantity]
) -> tuple[list[Found], list[Problem]]:
    """What a decoded document holds, and what of it cannot be used; absent fields are neither.

    Raises:
        FieldRefused: a field has an unknown quantity, a wrong unit or no usable path.
    """
    read = record_values(document, planned(tuple(fields), tuple(quantities)))
    return read.found, read.problems


@lru_cache(maxsize=500)
def planned(fields: tuple[FieldMapping, ...], quantities: tuple[Quantity, ...]) -> tuple[Planned, ...]:
    """Fields with all that can be found out in advance.

    Raises:
        FieldRefused: a field has an unknown quantity, a wrong unit or no usable path.
    """
    known = {quantity.key: quantity for quantity in quantities}
    return tuple(_planned(field, known.get(field.quantity)) for field in fields)


def record_values(
    record: Json, plan: Sequence[Planned], *, loose: bool = False, decimal_comma: bool = False
) -> Values:
    """Read all fields of a record; ``loose``: it was XML, ``decimal_comma``: its texts are German."""
    read = Values(found=[], problems=[], present=[])
    for one in plan:
        value = one.query.one(record, loose=loose)
        if value is MISSING:
            continue
        read.present.append(one)
        if loose and isinstance(value, dict) and "#text" in value:
            value = value["#text"]
        try:
            result = _result(value, one, decimal_comma)
        except ValueUnreadable as error:
            read.problems.append(Problem(where=one.field.path, reason=str(error)))
            continue
        if type(result) is float:
            read.found.append(Found(one, result, None))
        elif result is not None:
            read.found.append(Found(one, None, msgspec.json.encode(result).decode()))
    return read


def number(text: str, *, decimal_comma: bool = False) -> float | None:
    """The number that a text says, with point or comma; none when it says none."""
    said = text.strip().replace("\u00a0", "").replace("\u2212", "-")
    if decimal_comma or ("," in said and said.rfind(",") > said.rfind(".") > -1):
        said = said.replace(".", "").replace(",", ".")
    elif "," in said and ("." in said or _THOUSANDS.fullmatch(said)):
        said = said.replace(",", "")
    else:
        said = said.replace(",", ".")
    return float(said) if _NUMBER.fullmatch(said) else None


def _planned(field: FieldMapping, quantity: Quantity | None) -> Planned:
    if quantity is None:
        raise FieldRefused(f"{field.path}: Die Messgröße „{field.quantity}“ gibt es in diesem Thema nicht.")
    path = query(field.path)
    if not path.single:
        raise FieldRefused(f"{field.path}: Der Pfad muss zu genau einer Stelle führen (ohne *, .. und ?).")
    try:
        linear = conversion(field.unit, quantity.ucum) if field.unit else SAME
    except UnitRefused as error:
        raise FieldRefused(f"{field.path} ({quantity.german}): {error}") from error
    plain = field.factor == 1.0 and field.offset == 0.0
    joined = Linear(factor=field.factor * linear.factor, offset=field.offset * linear.factor + linear.offset)
    numbers = (number(text) for text in field.missing)
    return Planned(
        field=field,
        query=path,
        quantity=quantity,
        series=field.series or quantity.key,
        linear=linear if plain else joined,
        texts=quantity.ucum == "1",
        missing=frozenset({*field.missing, *(one for one in numbers if one is not None)}),
    )


def _result(value: object, one: Planned, decimal_comma: bool) -> float | str | None:
    """Number, text, or nothing when the value says that there is none."""
    if value is None or value == "":
        return None
    if one.missing and scalar_text(value) in one.missing:
        return None
    result = _number(value, one, decimal_comma)
    if isinstance(result, str) or result in one.missing:
        return result if isinstance(result, str) else None
    if not math.isfinite(result):
        raise ValueUnreadable(_unreadable(value, one))
    return result if one.linear is SAME else one.linear.of(result)


def _number(value: object, one: Planned, decimal_comma: bool) -> float | str:
    if isinstance(value, int | float):
        try:
            return float(value)
        except OverflowError as error:
            raise ValueUnreadable(_unreadable(value, one)) from error
    if isinstance(value, str):
        read = number(value, decimal_comma=decimal_comma)
        read = _SWITCHES.get(value.strip().lower()) if read is None else read
        if read is not None:
            return read
        if one.texts:
            return value.strip()[:_LONGEST_TEXT]
    raise ValueUnreadable(_unreadable(value, one))


def _unreadable(value: object, one: Planned) -> str:
    shown = scalar_text(value)
    said = f"„{shown[:60]}“" if shown is not None else "eine Liste oder ein Objekt"
    return f"{one.field.path}: {one.quantity.german} ist eine Zahl, hier steht {said}."
