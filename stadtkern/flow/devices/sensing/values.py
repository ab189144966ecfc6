# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Values of clients made fit for every database: what cannot be stored is refused with its name."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import fields

from django.db.models import Field, JSONField, Model

from stadtkern.kernel.errors import PayloadRejected

from .words import UNSET, Facts

_DEEPEST = 100
_NAMES = {
    "encoding_type": "encodingType",
    "observation_type": "observationType",
    "observed_area": "observedArea",
    "component_types": "multiObservationDataTypes",
}


def told(facts: Facts) -> dict[str, object]:
    """What the client spoke of, by name of the fact."""
    every = {one.name: getattr(facts, one.name) for one in fields(facts)}
    return {name: value for name, value in every.items() if value is not UNSET}


def require(entity: str, values: Mapping[str, object], *names: str) -> None:
    """Go on only when the client spoke of all of these.

    Raises:
        PayloadRejected: one is missing.
    """
    for name in names:
        if values.get(name) is None:
            raise PayloadRejected(f"{entity}: {shown(name)} is missing; it is mandatory")


def fill(entity: str, row: Model, values: Mapping[str, object]) -> frozenset[str]:
    """Set the columns that differ; their names. A null for ``properties`` empties them.

    Raises:
        PayloadRejected: a value does not fit its column.
    """
    changed = set()
    for name, given in values.items():
        value = column_value(entity, row, name, given)
        if not _same(getattr(row, name), value):
            setattr(row, name, value)
            changed.add(name)
    return frozenset(changed)


def column_value(entity: str, row: Model, name: str, given: object) -> object:
    """The value as its column keeps it.

    Raises:
        PayloadRejected: it does not fit.
    """
    column = row._meta.get_field(name)
    if isinstance(column, JSONField):
        value = {} if given is None and name == "properties" else given
        if not _storable(value, 0):
            raise PayloadRejected(
                f"{entity}: {shown(name)} must be JSON of at most {_DEEPEST} levels without NUL characters "
                "and without numbers that are none"
            )
        return value
    return text(entity, name, given, _longest(column), empty=name not in ("name", "encoding_type"))


def text(entity: str, name: str, given: object, longest: int | None = None, *, empty: bool = True) -> str:
    """A text that every database keeps.

    Raises:
        PayloadRejected: it is no text, is too long or has NUL characters; empty where it must not be.
    """
    if not isinstance(given, str):
        raise PayloadRejected(f"{entity}: {shown(name)} must be a text")
    if not _storable(given, 0):
        raise PayloadRejected(f"{entity}: {shown(name)} has a NUL character or half a surrogate pair")
    if longest is not None and len(given) > longest:
        raise PayloadRejected(f"{entity}: {shown(name)} has {len(given)} characters; at most {longest}")
    if not empty and not given.strip():
        raise PayloadRejected(f"{entity}: {shown(name)} is empty; expected a text")
    return given


def shown(name: str) -> str:
    """The name of a fact as clients write it."""
    return _NAMES.get(name, name)


def _longest(column: object) -> int | None:
    return column.max_length if isinstance(column, Field) else None


def _storable(value: object, depth: int) -> bool:
    if depth > _DEEPEST:
        return False
    if isinstance(value, str):
        return _encodable(value)
    if isinstance(value, float):
        return math.isfinite(value)
    if isinstance(value, Mapping):
        return all(_storable(key, depth + 1) and _storable(one, depth + 1) for key, one in value.items())
    if isinstance(value, list | tuple):
        return all(_storable(one, depth + 1) for one in value)
    return value is None or isinstance(value, bool | int)


def _encodable(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return "\x00" not in value


def _same(stored: object, given: object) -> bool:
    """Whether both are the same JSON: true and 1 differ, although Python calls them equal."""
    return stored == given and json.dumps(stored, sort_keys=True) == json.dumps(given, sort_keys=True)
