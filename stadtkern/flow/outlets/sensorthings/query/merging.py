# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A link named twice, as in ``$expand=Datastreams/Sensor,Datastreams/Observations``, is expanded once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, replace

from stadtkern.flow.outlets.sensorthings.query.errors import QueryRefused
from stadtkern.flow.outlets.sensorthings.query.words import Expand, Query

_JOINED = frozenset(("entity", "expand"))


def merged(items: Iterable[Expand], option: str) -> tuple[Expand, ...]:
    """The items in the order they were first named, each link once."""
    by_link: dict[str, Expand] = {}
    for item in items:
        known = by_link.get(item.link.name)
        by_link[item.link.name] = item if known is None else _joined(known, item, option)
    return tuple(by_link.values())


def _joined(one: Expand, other: Expand, option: str) -> Expand:
    """Both as one; an option that only one of them has is kept, two different ones contradict each other."""
    query = one.query
    plain = Query(entity=query.entity)
    for field in fields(Query):
        if field.name in _JOINED:
            continue
        first, second = getattr(query, field.name), getattr(other.query, field.name)
        usual = getattr(plain, field.name)
        if usual not in (first, second) and first != second:
            raise QueryRefused(
                f"{one.link.name} is expanded twice with different options",
                option=option,
                expectation="it once, with all options in its brackets",
            )
        query = replace(query, **{field.name: second if first == usual else first})
    return replace(one, query=replace(query, expand=merged((*query.expand, *other.query.expand), option)))
