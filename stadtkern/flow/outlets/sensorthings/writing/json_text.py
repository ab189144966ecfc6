# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""JSON read strictly (RFC 8259, I-JSON RFC 7493): one value per name, finite numbers, whole characters."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NoReturn

from stadtkern.flow.devices.sensing.words import Json

from .words import BodyRefused, BodyTooDeep

MOST_DEPTH = 64
"""Arrays and objects within each other."""
_INTEGERS = range(-(2**63), 2**64)


class _Doubled(dict[str, Json]):
    """An object in which a name occurred twice; found again, with its path, by the check."""

    name = ""


def read(body: bytes) -> Json:
    """The JSON value of a body in UTF-8.

    Raises:
        BodyRefused: it is no strict JSON; names line and column, or the path to the fault.
        BodyTooDeep: deeper than ``MOST_DEPTH``.
    """
    text = _text(body)
    try:
        value: Json = _DECODER.decode(text)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise BodyRefused("", f"no valid JSON: {error.msg} ({where})") from error
    except RecursionError as error:
        raise _too_deep() from error
    except ValueError as error:
        raise BodyRefused("", "no valid JSON: a number has too many digits") from error
    escapes = "\\u" in text
    if _has_doubled(value) or escapes or _LONG_NUMBER.search(text):
        _check(value, escapes=escapes)
    return value


def joined(path: str, step: str | int) -> str:
    """The path one step further: ``a.b`` and ``a[0]``."""
    if isinstance(step, int):
        return f"{path}[{step}]"
    return f"{path}.{step}" if path else step


def _text(body: bytes) -> str:
    if not body.strip():
        raise BodyRefused("", "the body is empty; expected JSON")
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BodyRefused("", f"the body is not UTF-8 (byte {error.start})") from error


def _object(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    made = dict(pairs)
    if len(made) == len(pairs):
        return made
    doubled, seen = _Doubled(made), set[str]()
    for name, _ in pairs:
        if name in seen:
            doubled.name = name
        seen.add(name)
    return doubled


def _no_constant(name: str) -> NoReturn:
    raise BodyRefused("", f"no valid JSON: {name} is no JSON number; leave the value out, or give null")


def _has_doubled(value: Json) -> bool:
    """Whether an object has a name twice; goes through arrays and objects only, level by level.

    Raises:
        BodyTooDeep: there are too many levels.
    """
    level: list[Json] = [value]
    doubled = False
    for _ in range(MOST_DEPTH + 1):
        doubled = doubled or any(type(one) is _Doubled for one in level)
        level = [inner for one in level for inner in _inner(one) if type(inner) in _CONTAINERS]
        if not level:
            return doubled
    raise _too_deep()


def _inner(value: Json) -> Iterable[Json]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def _check(value: Json, *, escapes: bool) -> None:
    """Go through all values; ``escapes`` tells whether any character was written as one."""
    waiting: list[tuple[str, Json]] = [("", value)]
    while waiting:
        path, one = waiting.pop()
        for step, inner in _members(one, path):
            if isinstance(inner, dict | list):
                waiting.append((joined(path, step), inner))
            elif type(inner) is float or type(inner) is int:
                _check_number(path, step, inner)
            elif escapes and isinstance(inner, str):
                _check_characters(joined(path, step), inner)
        if escapes:
            _check_names(path, one)


def _members(value: Json, path: str) -> Iterator[tuple[str | int, Json]]:
    if isinstance(value, _Doubled):
        raise BodyRefused(path, f'the name "{value.name}" occurs twice in one object')
    if isinstance(value, Mapping):
        return iter(value.items())
    return enumerate(value) if isinstance(value, list) else iter(())


def _check_number(path: str, step: str | int, value: float) -> None:
    if isinstance(value, float):
        if not math.isfinite(value):
            raise BodyRefused(joined(path, step), "the number is larger than a double can be")
    elif value not in _INTEGERS:
        raise BodyRefused(joined(path, step), "the whole number has more than 64 bits; write it as text")


def _check_names(path: str, value: Json) -> None:
    if isinstance(value, Mapping):
        for name in value:
            _check_characters(path, name)


def _check_characters(path: str, text: str) -> None:
    if "\x00" in text:
        raise BodyRefused(path, "the text holds the character U+0000, which cannot be stored")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise BodyRefused(path, "the text holds half a surrogate pair, which is no character") from error


def _too_deep() -> BodyTooDeep:
    return BodyTooDeep(f"The JSON nests deeper than {MOST_DEPTH} levels.")


_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_no_constant)
_CONTAINERS = (dict, list, _Doubled)
_LONG_NUMBER = re.compile(r"[0-9][eE]|[0-9]{19}", re.ASCII)
"""Only such a number can be larger than a double, or than 64 bits."""
