# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a sample holds: lists that could be its records, and the paths of a record with example values."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from stadtkern.flow.devices.sensing.words import Json
from stadtkern.flow.ingest.mapping.paths import MISSING, query
from stadtkern.flow.ingest.mapping.texts import scalar_text

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_DEEPEST = 8
_MOST_PATHS = 200
_MOST_LISTS = 20
_MOST_ITEMS = 12
_RECORDS_LOOKED_AT = 20
_EXAMPLES = 3
_LONGEST_EXAMPLE = 60


@dataclass(frozen=True, kw_only=True)
class RecordList:
    """A list of objects in a document."""

    path: str
    count: int
    fields: int


@dataclass(frozen=True, kw_only=True)
class Found:
    """A path of a record, with what stands there."""

    path: str
    examples: tuple[str, ...]
    number: bool
    """Whether at least half of the examples can be read as numbers: real feeds have a „defekt“ in between."""


def record_lists(document: Json) -> list[RecordList]:
    """Places whose objects could be the records, the largest first; the document itself comes last."""
    found = sorted(_lists(document, "$", 0), key=lambda one: (-one.count, -one.fields))[:_MOST_LISTS]
    whole = [RecordList(path="$", count=1, fields=len(document))] if isinstance(document, dict) else []
    return [*found, *whole]


def guessed_records(document: Json) -> str:
    """The largest list of objects; an object without any is a record itself."""
    lists = record_lists(document)
    return lists[0].path if lists else "$"


def paths(document: Json, records: str, *, loose: bool = False) -> list[Found]:
    """The paths of the first records that lead to single values, in the order of the document.

    Raises:
        PathRefused: ``records`` breaks the grammar of JSONPath.
    """
    looked_at = query(records).all(document, loose=loose)[:_RECORDS_LOOKED_AT]
    known: dict[str, None] = {}
    for record in looked_at:
        for path in _leaves(record, "$", 0):
            known[path] = None
            if len(known) == _MOST_PATHS:
                break
    return [_found(path, looked_at, loose) for path in known]


def _found(path: str, records: Sequence[Json], loose: bool) -> Found:
    examples: list[str] = []
    for record in records:
        value = query(path).one(record, loose=loose)
        text = None if value is MISSING else scalar_text(value)
        if text and text[:_LONGEST_EXAMPLE] not in examples:
            examples.append(text[:_LONGEST_EXAMPLE])
        if len(examples) == _EXAMPLES:
            break
    numbers = sum(1 for one in examples if _is_number(one))
    return Found(path=path, examples=tuple(examples), number=2 * numbers >= len(examples) > 0)


def _lists(value: Json, path: str, depth: int) -> Iterator[RecordList]:
    if depth > _DEEPEST:
        return
    if isinstance(value, Mapping):
        for name, member in list(value.items())[:_MOST_PATHS]:
            yield from _lists(member, path + step(name), depth + 1)
    elif isinstance(value, list):
        objects = [item for item in value[:_MOST_PATHS] if isinstance(item, Mapping)]
        if objects:
            count = len(value) if len(objects) == len(value[:_MOST_PATHS]) else len(objects)
            yield RecordList(path=f"{path}[*]", count=count, fields=len(objects[0]))
            for name, member in objects[0].items():
                yield from _lists(member, f"{path}[*]{step(name)}", depth + 2)


def _leaves(value: Json, path: str, depth: int) -> Iterator[str]:
    if depth > _DEEPEST:
        return
    if isinstance(value, Mapping):
        for name, member in value.items():
            yield from _leaves(member, path + step(name), depth + 1)
    elif isinstance(value, list):
        for place, item in enumerate(value[:_MOST_ITEMS]):
            yield from _leaves(item, f"{path}[{place}]", depth + 1)
    elif path != "$":
        yield path


def step(name: str) -> str:
    """A member as a step of a path (RFC 9535, section 2.3.1)."""
    if _PLAIN.fullmatch(name):
        return f".{name}"
    escaped = name.replace("\\", "\\\\").replace("'", "\\'")
    return f"['{escaped}']"


def _is_number(text: str) -> bool:
    return bool(re.fullmatch(r"[+-]?\d+([.,]\d+)?([eE][+-]?\d+)?", text.strip()))
