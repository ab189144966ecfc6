# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""JSON Patch (RFC 6902) over JSON Pointer (RFC 6901): applied to a copy, all or nothing."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Mapping
from typing import TypeAlias

from stadtkern.flow.devices.sensing.words import Json

from .json_text import joined
from .values import items, kind_of, members, text
from .words import BodyRefused, BodyTooDeep, PatchTestFailed

MEDIA_TYPE = "application/json-patch+json"
MOST_OPERATIONS = 1_000
_INDEX = re.compile(r"0|[1-9][0-9]{0,8}", re.ASCII)

Tree: TypeAlias = dict[str, "Node"]
Node: TypeAlias = "bool | int | float | str | list[Node] | dict[str, Node] | None"
"""JSON that may be changed in place."""


def applied(patch: Json, document: Mapping[str, Json]) -> dict[str, Json]:
    """The document after all operations.

    Raises:
        BodyRefused: an operation cannot be read, or its target is not there; names the operation.
        PatchTestFailed: a test does not hold.
        BodyTooDeep: more than ``MOST_OPERATIONS``.
    """
    operations = items(patch, "")
    if len(operations) > MOST_OPERATIONS:
        raise BodyTooDeep(f"A JSON Patch may have at most {MOST_OPERATIONS} operations.")
    root: Node = copied(document)
    for place, one in enumerate(operations):
        root = _operated(root, members(one, joined("", place)), joined("", place))
    return dict(members(root, ""))


def names(patch: Json) -> frozenset[str]:
    """First steps of all paths that are written to: the properties and links that a patch speaks of."""
    found: set[str] = set()
    for place, one in enumerate(items(patch, "")):
        path = joined("", place)
        found.update(_steps(members(one, path), "path", path)[:1])
    return frozenset(found)


def copied(value: Json | Mapping[str, Json]) -> Node:
    """The same JSON, free to be changed."""
    if isinstance(value, Mapping):
        return {name: copied(one) for name, one in value.items()}
    if isinstance(value, str) or value is None or isinstance(value, bool | int | float):
        return value
    return [copied(one) for one in value]


def _operated(root: Node, given: Mapping[str, Json], path: str) -> Node:
    name = text(given.get("op"), joined(path, "op"))
    operation = _OPERATIONS.get(name)
    if operation is None:
        raise BodyRefused(joined(path, "op"), f"expected one of {', '.join(_OPERATIONS)}, got {name[:40]!r}")
    return operation(root, given, path)


def _add(root: Node, given: Mapping[str, Json], path: str) -> Node:
    return _put(root, _steps(given, "path", path), _value(given, path), joined(path, "path"))


def _remove(root: Node, given: Mapping[str, Json], path: str) -> Node:
    return _taken(root, _steps(given, "path", path), joined(path, "path"))


def _replace(root: Node, given: Mapping[str, Json], path: str) -> Node:
    steps, value = _steps(given, "path", path), _value(given, path)
    if not steps:
        return value
    holder, step = _holder(root, steps, joined(path, "path"))
    _at(holder, step, joined(path, "path"))
    if isinstance(holder, dict):
        holder[step] = value
    elif isinstance(holder, list):
        holder[int(step)] = value
    return root


def _move(root: Node, given: Mapping[str, Json], path: str) -> Node:
    origin, target = _steps(given, "from", path), _steps(given, "path", path)
    if target[: len(origin)] == origin and len(target) > len(origin):
        raise BodyRefused(joined(path, "path"), "a value cannot be moved into itself")
    value = _found(root, origin, joined(path, "from"))
    if origin == target:
        return root
    return _put(_taken(root, origin, joined(path, "from")), target, value, joined(path, "path"))


def _copy(root: Node, given: Mapping[str, Json], path: str) -> Node:
    value = _found(root, _steps(given, "from", path), joined(path, "from"))
    return _put(root, _steps(given, "path", path), copy.deepcopy(value), joined(path, "path"))


def _test(root: Node, given: Mapping[str, Json], path: str) -> Node:
    steps, value = _steps(given, "path", path), _value(given, path)
    if not _same(_found(root, steps, joined(path, "path")), value):
        raise PatchTestFailed(
            f"{path}: the value at {given.get('path')!r} is another one; nothing was changed."
        )
    return root


_OPERATIONS: Mapping[str, Callable[[Node, Mapping[str, Json], str], Node]] = {
    "add": _add,
    "remove": _remove,
    "replace": _replace,
    "move": _move,
    "copy": _copy,
    "test": _test,
}


def _steps(given: Mapping[str, Json], key: str, path: str) -> list[str]:
    pointer = text(given.get(key), joined(path, key))
    if pointer and not pointer.startswith("/"):
        raise BodyRefused(joined(path, key), f"a JSON Pointer starts with /, got {pointer[:60]!r}")
    return [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]


def _value(given: Mapping[str, Json], path: str) -> Node:
    if "value" not in given:
        raise BodyRefused(joined(path, "value"), "this operation needs a value")
    return copied(given["value"])


def _found(root: Node, steps: list[str], path: str) -> Node:
    node = root
    for step in steps:
        node = _at(node, step, path)
    return node


def _holder(root: Node, steps: list[str], path: str) -> tuple[Node, str]:
    return _found(root, steps[:-1], path), steps[-1]


def _at(node: Node, step: str, path: str) -> Node:
    if isinstance(node, dict) and step in node:
        return node[step]
    if isinstance(node, list) and _INDEX.fullmatch(step) and int(step) < len(node):
        return node[int(step)]
    raise BodyRefused(path, f"there is no {step[:60]!r} to operate on")


def _put(root: Node, steps: list[str], value: Node, path: str) -> Node:
    if not steps:
        return value
    holder, step = _holder(root, steps, path)
    if isinstance(holder, dict):
        holder[step] = value
    elif isinstance(holder, list):
        holder.insert(_insertion(step, len(holder), path), value)
    else:
        raise BodyRefused(path, f"nothing can be added to {kind_of(holder)}")
    return root


def _insertion(step: str, length: int, path: str) -> int:
    if step == "-":
        return length
    if not _INDEX.fullmatch(step) or int(step) > length:
        raise BodyRefused(path, f"expected a place from 0 to {length} or -, got {step[:60]!r}")
    return int(step)


def _taken(root: Node, steps: list[str], path: str) -> Node:
    if not steps:
        raise BodyRefused(path, "the entity itself cannot be taken away; use DELETE")
    holder, step = _holder(root, steps, path)
    _at(holder, step, path)
    if isinstance(holder, dict):
        del holder[step]
    elif isinstance(holder, list):
        del holder[int(step)]
    return root


def differ(one: Json, other: Json) -> bool:
    """Whether two values are not equal as RFC 6902 section 4.6 says."""
    return not _same(copied(one), copied(other))


def _same(one: Node, other: Node) -> bool:
    """Equal as RFC 6902 section 4.6 says: numbers by value, and true is not 1."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_same(one[name], other[name]) for name in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_same, one, other))
    return isinstance(one, bool) == isinstance(other, bool) and one == other
