# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Guess which decoded field is which quantity: a proposal; nothing is used that no person has confirmed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from stadtkern.flow.devices.sensing.words import Json
from stadtkern.flow.devices.units import UnitRefused, conversion
from stadtkern.flow.ingest.mapping.words import FieldMapping

from .vocabulary import ENDINGS, LENGTHS, NO_VALUE, RULES, UNITS, Rule, Told

_DEEPEST = 5
_LONGEST_LIST = 16
_MOST_FIELDS = 100
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_PART = re.compile(r"[A-Z]{2,}(?=[A-Z][a-zäöü]|\b|_|\d)|[A-ZÄÖÜ]?[a-zäöüéèê]+|[A-Z]+|\d+")
_JOINED = (
    (re.compile(r"pm[ _.]?2[ _.p]?5(?!\d)"), " pm25 "),
    (re.compile(r"pm[ _.]?10(?!\d)"), " pm10 "),
    (re.compile(r"(co|no|so)[ _]?2(?!\d)"), r" \g<1>2 "),
    (re.compile(r"(?<![a-z])o[ _]?3(?!\d)"), " o3 "),
)


@dataclass(frozen=True, kw_only=True)
class Field:
    """A number or switch in decoded data."""

    path: str
    """JSONPath with ``$`` = decoded data."""
    name: str
    """As the codec calls it, with the names around it."""
    example: float | bool
    unit: str = ""
    """As the codec writes it beside the value."""


@dataclass(frozen=True, kw_only=True)
class Guess:
    """A field with the proposal for it, if there is any."""

    field: Field
    mapping: FieldMapping | None


def fields(samples: Sequence[Mapping[str, Json]]) -> list[Field]:
    """All numbers and switches that these decoded documents hold, in the order of their first appearance."""
    found: dict[str, Field] = {}
    for sample in samples:
        for one in _walk(sample, "$", ()):
            found.setdefault(one.path, one)
    return list(found.values())[:_MOST_FIELDS]


def guess(samples: Sequence[Mapping[str, Json]], declared: AbstractSet[str]) -> list[Guess]:
    """A proposal for each field; only for quantities (keys) that some subject declares."""
    guesses = [Guess(field=one, mapping=_proposal(one, declared)) for one in fields(samples)]
    seen: dict[str, int] = {}
    for one in guesses:
        if one.mapping:
            seen[one.mapping.quantity] = seen.get(one.mapping.quantity, 0) + 1
    return [
        replace(one, mapping=_named(one.field, one.mapping))
        if one.mapping and seen[one.mapping.quantity] > 1
        else one
        for one in guesses
    ]


def series_name(path: str) -> str:
    """A part of a datastream's code made of a path: letters, digits, underscore."""
    return re.sub(r"\W+", "_", path.removesuffix(".value").lstrip("$")).strip("_")[:60]


def _named(field: Field, mapping: FieldMapping) -> FieldMapping:
    """The same with a series of its own, because the quantity comes more than once."""
    return FieldMapping(
        path=mapping.path,
        quantity=mapping.quantity,
        unit=mapping.unit,
        factor=mapping.factor,
        series=series_name(field.path),
    )


def _walk(value: Json, path: str, names: tuple[str, ...]) -> Iterator[Field]:
    if len(names) > _DEEPEST:
        return
    if isinstance(value, bool | int | float):
        yield Field(path=path, name=" ".join(names), example=value)
    elif isinstance(value, Mapping):
        yield from _members(value, path, names)
    elif isinstance(value, list):
        for place, inner in enumerate(value[:_LONGEST_LIST]):
            yield from _walk(inner, f"{path}[{place}]", names)


def _members(value: Mapping[str, Json], path: str, names: tuple[str, ...]) -> Iterator[Field]:
    """The members of an object; one that describes a value (name, unit, value) is a single field."""
    number, unit = value.get("value"), value.get("unit")
    if isinstance(number, bool | int | float) and ("unit" in value or "displayName" in value):
        told = unit if isinstance(unit, str) else ""
        yield Field(path=f"{path}.value", name=" ".join(names), example=number, unit=told)
        return
    for name, inner in value.items():
        step = f".{name}" if _PLAIN.fullmatch(name) else f"[{_quoted(name)}]"
        yield from _walk(inner, f"{path}{step}", (*names, name))


def _quoted(name: str) -> str:
    return "'" + name.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _proposal(field: Field, declared: AbstractSet[str]) -> FieldMapping | None:
    words = _words(field.name)
    if not words or isinstance(field.example, bool):
        return None
    for rule in RULES:
        if _holds(rule, words):
            told = _told(rule, field, words)
            if told is not None and rule.quantity.key in declared:
                unit = "" if told.unit == rule.quantity.ucum else told.unit
                return FieldMapping(
                    path=field.path, quantity=rule.quantity.key, unit=unit, factor=told.factor
                )
            if told is not None:
                return None
    return None


def _holds(rule: Rule, words: AbstractSet[str]) -> bool:
    known = rule.words | rule.also
    return (
        bool(words & rule.words)
        and (not rule.also or bool(words & rule.also))
        and not words & rule.never
        and not (words & NO_VALUE) - known
    )


def _told(rule: Rule, field: Field, words: AbstractSet[str]) -> Told | None:
    """The unit written beside the value, or at the end of its name, or that in which it is plausible."""
    last = re.split(r"[\W_]+|(?<=[a-z])(?=[A-Z])", field.name)[-1].lower()
    written = UNITS.get(field.unit.strip().lower()) or (ENDINGS.get(last) if not field.unit else None)
    if written:
        return _written(written, rule, field.example)
    whole = float(field.example).is_integer()
    plausible = [one for one in rule.told if one.least <= field.example <= one.most]
    return next((one for one in plausible if whole or one.factor >= 1), None)


def _written(unit: str, rule: Rule, example: float) -> Told | None:
    """The unit that stands beside the value, unless the value is not plausible in it."""
    same = next((one for one in rule.told if one.unit == unit and one.factor == 1), None)
    if same is not None:
        least = 0 if unit in LENGTHS else same.least
        return same if least <= example <= same.most else None
    return Told(unit=unit, least=0, most=0) if _fits(unit, rule.quantity.ucum) else None


def _fits(unit: str, wanted: str) -> bool:
    try:
        conversion(unit, wanted)
    except UnitRefused:
        return False
    return True


def _words(name: str) -> frozenset[str]:
    """The words of a name, in small letters: ``TempC_SHT`` is temp, c, tempc and sht."""
    text = name
    lower = text.lower()
    found: set[str] = set()
    for pattern, joined in _JOINED:
        if pattern.search(lower):
            lower = pattern.sub(joined, lower)
            text = pattern.sub(joined, text.lower())
    found.update(part.lower() for part in _PART.findall(text))
    found.update(part for part in re.split(r"[\W_]+", lower) if part)
    return frozenset(found)
