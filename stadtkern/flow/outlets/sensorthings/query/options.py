# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Query options to a checked Query: $filter $orderby $select $expand $top $skip $count $apply and ours.

Every option is read by one small function that gets the cursor at its value; nested options in the brackets
of $expand are read by the same functions from the same cursor.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from stadtkern.flow.outlets.sensorthings.entities import BY_NAME, Entity, Kind, Link
from stadtkern.flow.outlets.sensorthings.query import bucketing, expressions, kinds, paths
from stadtkern.flow.outlets.sensorthings.query.cursor import Cursor
from stadtkern.flow.outlets.sensorthings.query.errors import (
    QueryRefused,
    check_characters,
    quoted,
    suggestion,
)
from stadtkern.flow.outlets.sensorthings.query.lexer import Sort
from stadtkern.flow.outlets.sensorthings.query.merging import merged
from stadtkern.flow.outlets.sensorthings.query.trees import passes_many
from stadtkern.flow.outlets.sensorthings.query.words import Expand, Order, Query, Selected
from stadtkern.flow.outlets.sensorthings.reading.words import Limits

MOST_KEYS = 20
"""Keys of one $orderby."""
_MOST_NUMBER = 10**9
_OPAQUE = ("$skiptoken", "$resultFormat")
"""Options whose value is not looked into here."""


def parse_query(entity: Entity, options: Sequence[tuple[str, str]], *, limits: Limits) -> Query:
    """All options of one address, decoded; names without $ that resemble none of ours are left alone."""
    query = Query(entity=entity)
    given: set[str] = set()
    for name, value in options:
        if not _is_ours(name):
            continue
        if name in given:
            raise QueryRefused("this option is given twice", option=name, expectation="it once")
        given.add(name)
        check_characters(value, name)
        if name == "$skiptoken":
            query = replace(query, skip_token=value)
        elif name not in _OPAQUE:
            query = _from_text(query, name, value, limits)
    return _consistent(query)


def result_format(options: Sequence[tuple[str, str]]) -> str | None:
    """The value of $resultFormat as given; null without one."""
    return next((value for name, value in options if name == "$resultFormat"), None)


def _from_text(query: Query, name: str, value: str, limits: Limits) -> Query:
    cursor = Cursor(value, name, limits=limits)
    if cursor.token.sort is Sort.END:
        raise QueryRefused("the value is empty", option=name, position=1, expectation=_WANTED[name])
    query = _READERS[name](cursor, query, 1)
    cursor.need_end(_behind(cursor, name))
    if len(list(_items(query.expand))) > limits.expand_items:
        raise QueryRefused(
            "this expands too much",
            option=name,
            expectation=f"at most {limits.expand_items} links in all levels",
        )
    return query


def _is_ours(name: str) -> bool:
    if name in _READERS or name in _OPAQUE:
        return True
    if name.startswith("$") or "$" + name in {*_READERS, *_OPAQUE}:
        raise QueryRefused(
            f"there is no option {quoted(name)}",
            option=name[:40],
            expectation=suggestion(name, (*_READERS, *_OPAQUE)),
        )
    return False


def _consistent(query: Query) -> Query:
    if query.bucketing is not None and (query.expand or query.select or query.order):
        raise QueryRefused(
            "buckets have no properties and links",
            option="$apply",
            expectation="no $select, $expand or $orderby",
        )
    return query


def _behind(cursor: Cursor, name: str) -> str:
    if name == "$filter":
        return expressions.follow_up(cursor, "the end")
    if name == "$orderby":
        return "asc, desc, “,” or the end"
    return "“,” or the end" if name in ("$select", "$expand") else "the end"


def _filter(cursor: Cursor, query: Query, _depth: int) -> Query:
    return replace(query, filter=expressions.condition(cursor, query.entity))


def _orderby(cursor: Cursor, query: Query, _depth: int) -> Query:
    keys = [_key(cursor, query.entity)]
    while cursor.skip_sign(","):
        keys.append(_key(cursor, query.entity))
        if len(keys) > MOST_KEYS:
            cursor.refuse(f"at most {MOST_KEYS} keys")
    return replace(query, order=tuple(keys))


def _key(cursor: Cursor, entity: Entity) -> Order:
    token = cursor.token
    expression = expressions.value(cursor, entity)
    if expression.kind in (Kind.GEOMETRY, Kind.NOTHING):
        cursor.complain(f"{kinds.shown(expression.kind)} has no order", token, "a property with an order")
    if passes_many(expression):
        cursor.complain(
            "the path leads to many values", token, "a path over links to one, such as Thing/name"
        )
    descending = cursor.at_word("desc")
    if cursor.at_word("asc", "desc"):
        cursor.take()
    return Order(expression=expression, descending=descending)


def _select(cursor: Cursor, query: Query, _depth: int) -> Query:
    everything = False
    chosen: list[Selected] = []
    while True:
        if cursor.skip_sign("*"):
            everything = True
        else:
            chosen.append(_chosen(cursor, query.entity))
        if not cursor.skip_sign(","):
            return replace(query, select=() if everything else tuple(dict.fromkeys(chosen)))


def _chosen(cursor: Cursor, entity: Entity) -> Selected:
    token = cursor.token
    reached = paths.read(cursor, entity, {})
    if not reached.links:
        return Selected(property=reached.property, steps=reached.steps)
    if len(reached.links) > 1 or reached.property is not None:
        cursor.complain(
            "$select names what belongs to the entity itself",
            token,
            f"$expand={token.text}($select=…) for its parts",
        )
    return Selected(link=reached.links[0])


def _expand(cursor: Cursor, query: Query, depth: int) -> Query:
    items = [_item(cursor, query.entity, depth)]
    while cursor.skip_sign(","):
        items.append(_item(cursor, query.entity, depth))
    return replace(query, expand=merged(items, cursor.option))


def _item(cursor: Cursor, entity: Entity, depth: int) -> Expand:
    """``A``, ``A/B`` or ``A(…)``; ``A/B`` is A with an Expand of B."""
    if depth > cursor.limits.expand_depth:
        cursor.refuse(f"at most {cursor.limits.expand_depth} levels of $expand")
    link = _link(cursor, entity)
    below = Query(entity=BY_NAME[link.target])
    if cursor.skip_sign("/"):
        below = replace(below, expand=(_item(cursor, below.entity, depth + 1),))
    elif cursor.skip_sign("("):
        below = _nested(cursor, below, depth + 1)
    return Expand(link=link, query=below)


def _link(cursor: Cursor, entity: Entity) -> Link:
    token = cursor.token
    link = entity.link(token.text) if token.sort in (Sort.NAME, Sort.STEP) else None
    if link is None:
        names = [one.name for one in entity.links]
        cursor.complain(
            f"found {token.shown}", token, f"a link of {entity.name}: {suggestion(token.text, names)}"
        )
    cursor.take()
    return link


def _nested(cursor: Cursor, query: Query, depth: int) -> Query:
    given: set[str] = set()
    while True:
        token = cursor.token
        if token.text not in _NESTED:
            cursor.complain(f"found {token.shown}", token, f"an option: {suggestion(token.text, _NESTED)}")
        if token.text in given:
            cursor.complain(f"{token.text} is given twice", token, "it once")
        given.add(token.text)
        cursor.take()
        cursor.need_sign("=", f"“=” behind {token.text}")
        query = _READERS[token.text](cursor, query, depth)
        if cursor.skip_sign(")"):
            return query
        cursor.need_sign(";", "“;” and the next option, or “)”")
        if cursor.skip_sign(")"):
            return query


def _top(cursor: Cursor, query: Query, _depth: int) -> Query:
    return replace(query, top=_whole_number(cursor))


def _skip(cursor: Cursor, query: Query, _depth: int) -> Query:
    token = cursor.token
    skip = _whole_number(cursor)
    if skip > cursor.limits.most_skip:
        cursor.complain(
            f"{skip} is too far",
            token,
            f"at most {cursor.limits.most_skip}; follow @iot.nextLink or use a $filter",
        )
    return replace(query, skip=skip)


def _whole_number(cursor: Cursor) -> int:
    token = cursor.token
    if token.sort is not Sort.NUMBER or not token.text.isdecimal():
        cursor.refuse("a whole number from 0")
    cursor.take()
    return min(int(token.text[:20]), _MOST_NUMBER)


def _count(cursor: Cursor, query: Query, _depth: int) -> Query:
    word = _word(cursor, "true", "false", "exact")
    return replace(query, count=word != "false", exact_count=word == "exact")


def _superseded(cursor: Cursor, query: Query, _depth: int) -> Query:
    return replace(query, superseded=_word(cursor, "true", "false") == "true")


def _word(cursor: Cursor, *words: str) -> str:
    if not cursor.at_word(*words):
        cursor.refuse(", ".join(words[:-1]) + " or " + words[-1])
    return cursor.take().text


def _apply(cursor: Cursor, query: Query, _depth: int) -> Query:
    return replace(query, bucketing=bucketing.read(cursor, query.entity))


def _items(expand: Sequence[Expand]) -> Sequence[Expand]:
    return [one for item in expand for one in (item, *_items(item.query.expand))]


_READERS: dict[str, Callable[[Cursor, Query, int], Query]] = {
    "$filter": _filter,
    "$orderby": _orderby,
    "$select": _select,
    "$expand": _expand,
    "$top": _top,
    "$skip": _skip,
    "$count": _count,
    "$apply": _apply,
    "superseded": _superseded,
}
_NESTED = ("$filter", "$orderby", "$select", "$expand", "$top", "$skip", "$count", "superseded")
_WANTED = {
    "$filter": "a condition such as name eq 'x'",
    "$orderby": "a property, then asc or desc",
    "$select": "names of properties",
    "$expand": "names of links",
    "$top": "a whole number from 0",
    "$skip": "a whole number from 0",
    "$count": "true, false or exact",
    "$apply": bucketing.EXAMPLE,
    "superseded": "true or false",
}
