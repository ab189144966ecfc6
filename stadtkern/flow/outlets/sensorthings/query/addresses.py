# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Resource paths, e.g. ``Things('1')/Datastreams(2)/Observations/$count`` (OGC 18-088 clause 9.2)."""

from __future__ import annotations

import re
from typing import Literal, TypeAlias
from urllib.parse import unquote

from stadtkern.flow.outlets.sensorthings.entities import BY_NAME, BY_PLURAL, Entity, Kind, Property
from stadtkern.flow.outlets.sensorthings.query import paths
from stadtkern.flow.outlets.sensorthings.query.errors import (
    QueryRefused,
    check_characters,
    quoted,
    suggestion,
)
from stadtkern.flow.outlets.sensorthings.query.words import Address, Step
from stadtkern.flow.outlets.sensorthings.reading.words import Limits
from stadtkern.kernel.errors import NotFound

MOST_SEGMENTS = 20
_SEGMENT = re.compile(r"([^\W\d]\w*)(?:\((?:'((?:[^']|'')*)'|([\w.:\-]+))\))?")
_BROKEN = re.compile(r"[^\W\d]\w*\(")
Form: TypeAlias = Literal["", "$value", "$ref", "$count"]
_FORMS: dict[str, Form] = {
    "$value": "$value",
    "$ref": "$ref",
    "$count": "$count",
}


def parse_address(path: str, *, limits: Limits) -> Address:
    """The path below ``/v1.1/``, percent-encoded as it came; NotFound for names that do not exist."""
    if len(path) > limits.most_filter:
        raise QueryRefused(
            "the path is too long", option="path", expectation=f"at most {limits.most_filter} characters"
        )
    segments = _segments(path)
    form: Form = _FORMS.get(segments[-1][0], "")
    if form:
        segments.pop()
    steps: list[Step] = []
    while segments and (step := _step(*segments[0], steps)) is not None:
        steps.append(step)
        segments.pop(0)
    address = _with_attribute(tuple(steps), segments, form)
    _check_form(address, path)
    return address


def _segments(path: str) -> list[tuple[str, int]]:
    """Decoded parts with the characters where they begin."""
    found: list[tuple[str, int]] = []
    at = 0
    for raw in path.removesuffix("/").split("/"):
        try:
            segment = unquote(raw, errors="strict")
        except UnicodeDecodeError as error:
            raise QueryRefused("this is no UTF-8", option="path", position=at + 1) from error
        check_characters(segment, "path")
        found.append((segment, at))
        at += len(raw) + 1
    if len(found) > MOST_SEGMENTS:
        raise QueryRefused(
            "the path is too long", option="path", expectation=f"at most {MOST_SEGMENTS} parts"
        )
    return found


def _step(text: str, at: int, steps: list[Step]) -> Step | None:
    """The next entity set, entity or link; null when it is a property."""
    name, id_text = _name_and_id(text, at)
    if not steps:
        return Step(entity=_entity_set(name), link=None, id=id_text)
    before = steps[-1]
    link = before.entity.link(name)
    if link is None:
        return None
    if before.many:
        raise QueryRefused(
            f"{quoted(name)} follows a set",
            option="path",
            position=at + 1,
            expectation=f"one of them, e.g. {before.entity.plural}('1')/{name}",
        )
    if id_text is not None and not link.many:
        raise NotFound(f"{before.entity.name} has one {name}, without an id")
    return Step(entity=BY_NAME[link.target], link=link, id=id_text)


def _entity_set(name: str) -> Entity:
    entity = BY_PLURAL.get(name)
    if entity is None:
        raise NotFound(f"there is no entity set {quoted(name)}; expected {suggestion(name, BY_PLURAL)}")
    return entity


def _name_and_id(text: str, at: int) -> tuple[str, str | None]:
    match = _SEGMENT.fullmatch(text)
    if match is not None:
        id_text = match[2].replace("''", "'") if match[2] is not None else match[3]
        return match[1], id_text
    if _BROKEN.match(text) is not None:
        raise QueryRefused(
            f"the id in {quoted(text)} cannot be read",
            option="path",
            position=at + text.index("(") + 2,
            expectation="a number or text in single quotes, then “)”",
        )
    return text, None


def _with_attribute(steps: tuple[Step, ...], rest: list[tuple[str, int]], form: Form) -> Address:
    if not steps:
        raise NotFound("the path names no entity set")
    if not rest:
        return Address(steps=steps, form=form)
    name, at = rest[0]
    found = _attribute(steps[-1], name, at)
    if len(rest) > 1 and found.kind not in (Kind.JSON, Kind.GEOMETRY):
        raise NotFound(f"{found.name} has no parts")
    return Address(
        steps=steps,
        attribute=found,
        attribute_steps=tuple(paths.index_or_key(text) for text, _ in rest[1:]),
        form=form,
    )


def _attribute(step: Step, name: str, at: int) -> Property:
    found = paths.property_named(step.entity, name)
    if found is None:
        raise NotFound(
            f"{step.entity.name} has no property or link {quoted(name)}; "
            f"expected {paths.unknown(step.entity, name)}"
        )
    if step.many:
        raise QueryRefused(
            f"{quoted(name)} follows a set",
            option="path",
            position=at + 1,
            expectation=f"one of them, e.g. {step.entity.plural}('1')/{name}",
        )
    return found


def _check_form(address: Address, path: str) -> None:
    fits = {
        "": True,
        "$value": address.attribute is not None,
        "$ref": address.attribute is None,
        "$count": address.many,
    }
    wanted = {"$value": "a property", "$ref": "an entity or a set", "$count": "a set"}
    if not fits[address.form]:
        raise QueryRefused(
            f"{address.form} stands behind something else",
            option="path",
            position=path.rfind("/") + 2,
            expectation=f"{address.form} behind {wanted[address.form]}",
        )
