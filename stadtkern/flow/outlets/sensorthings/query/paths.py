# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Paths inside options: ``Datastream/Thing/properties/height``, from the entity or from a lambda variable."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from stadtkern.flow.outlets.sensorthings.entities import BY_NAME, Entity, Kind, Link, Property
from stadtkern.flow.outlets.sensorthings.query.cursor import Cursor
from stadtkern.flow.outlets.sensorthings.query.errors import suggestion
from stadtkern.flow.outlets.sensorthings.query.lexer import Sort, Token

MOST_LINKS = 8
"""Links in one path."""
_STEPPED = frozenset((Kind.JSON, Kind.GEOMETRY))
_INDEX = re.compile(r"0|[1-9]\d{0,8}", re.ASCII)


@dataclass(frozen=True, kw_only=True, slots=True)
class Reached:
    """Where a path led: a property with steps into it, or only links."""

    variable: str
    links: tuple[Link, ...]
    entity: Entity
    property: Property | None
    steps: tuple[str | int, ...]
    start: Token
    last: Token


def property_named(entity: Entity, name: str) -> Property | None:
    """The property of this name; ``@iot.id`` is the id."""
    return entity.property("id" if name == "@iot.id" else name)


def index_or_key(text: str) -> str | int:
    """A step into JSON: digits are the place in a list, everything else the key of an object."""
    return int(text) if _INDEX.fullmatch(text) else text


def unknown(entity: Entity, name: str) -> str:
    """What to expect instead of a name that the entity does not have."""
    names = [one.name for one in entity.properties] + [one.name for one in entity.links]
    return suggestion(name, names)


def read(cursor: Cursor, entity: Entity, variables: Mapping[str, Entity]) -> Reached:
    """The path that starts at the cursor; it ends at a property, its steps, or before ``any`` and ``all``."""
    start = cursor.token
    variable = ""
    if start.text == "$it" or start.text in variables:
        cursor.take()
        variable = "" if start.text == "$it" else start.text
        entity = variables.get(variable, entity)
        cursor.need_sign("/", f"“/” and a name of {entity.name} behind {start.text}")
    return _read_on(cursor, entity, variable, start)


def _read_on(cursor: Cursor, entity: Entity, variable: str, start: Token) -> Reached:
    links: list[Link] = []
    while True:
        token = _name(cursor, entity)
        link = entity.link(token.text)
        if link is None:
            return _at_property(cursor, entity, token, (variable, tuple(links), start))
        links.append(link)
        entity = BY_NAME[link.target]
        if len(links) > MOST_LINKS:
            cursor.complain("the path is too long", token, f"at most {MOST_LINKS} links")
        if not cursor.at_sign("/") or cursor.ahead(1).text in ("any", "all"):
            return Reached(
                variable=variable,
                links=tuple(links),
                entity=entity,
                property=None,
                steps=(),
                start=start,
                last=token,
            )
        cursor.take()


def _name(cursor: Cursor, entity: Entity) -> Token:
    if cursor.token.sort not in (Sort.NAME, Sort.STEP):
        cursor.refuse(f"a property or link of {entity.name}")
    return cursor.take()


def _at_property(
    cursor: Cursor, entity: Entity, token: Token, road: tuple[str, tuple[Link, ...], Token]
) -> Reached:
    variable, links, start = road
    found = property_named(entity, token.text)
    if found is None:
        cursor.complain(
            f"{entity.name} has no property or link {token.shown}", token, unknown(entity, token.text)
        )
    last = token
    steps: list[str | int] = []
    while cursor.at_sign("/"):
        slash = cursor.take()
        if found.kind not in _STEPPED:
            cursor.complain(f"{found.name} has no parts", slash, "nothing behind it")
        last = cursor.token
        steps.append(_step(cursor))
    return Reached(
        variable=variable,
        links=links,
        entity=entity,
        property=found,
        steps=tuple(steps),
        start=start,
        last=last,
    )


def _step(cursor: Cursor) -> str | int:
    if cursor.token.sort is Sort.TEXT:
        return cursor.take().text
    if cursor.token.sort is not Sort.STEP:
        cursor.refuse("a key, or the place in a list")
    return index_or_key(cursor.take().text)
