# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The order of observations and the key after which the next page begins.

Nulls come last ascending and first descending; a time sorts by its start, then its end; JSON numbers come
before texts, texts before false and true. The id decides what is left (datastream, time, number).
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass

from stadtkern.flow.outlets.sensorthings.entities import Kind
from stadtkern.flow.outlets.sensorthings.query.errors import QueryRefused
from stadtkern.flow.outlets.sensorthings.query.words import Order, Path
from stadtkern.flow.outlets.sensorthings.reading.lake_compiler import Compiler
from stadtkern.flow.outlets.sensorthings.reading.lake_terms import Bound, Document, Stretch, finite

Part = str | float | int | bool | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Key:
    """A column to sort by."""

    text: str
    descending: bool
    kind: Kind
    """TIME, NUMBER, TEXT, BOOLEAN; DURATION stands for every count of microseconds."""
    always: bool = False
    """Never null."""

    @property
    def clause(self) -> str:
        """For ``order by``."""
        if self.always:
            return f"{self.text} desc" if self.descending else self.text
        return f"{self.text} {'desc nulls first' if self.descending else 'asc nulls last'}"

    @property
    def shown(self) -> str:
        """As it comes back in an answer: times as microseconds."""
        return f"epoch_us({self.text})" if self.kind is Kind.TIME else self.text

    def same(self, value: Part, bound: Bound) -> str:
        """The key has this value."""
        return f"{self.text} is null" if value is None else f"{self.text} = {self._bound(value, bound)}"

    def beyond(self, value: Part, bound: Bound) -> str:
        """The key comes after this value."""
        if value is None:
            return f"{self.text} is not null" if self.descending else "false"
        given = self._bound(value, bound)
        if self.descending:
            return f"{self.text} < {given}"
        return f"{self.text} > {given}" if self.always else f"({self.text} > {given} or {self.text} is null)"

    def _bound(self, value: Part, bound: Bound) -> str:
        if self.kind is Kind.TIME and isinstance(value, int):
            return bound.micros(value)
        return f"{bound.value(value)}::{_TYPES[self.kind]}"

    def accepts(self, value: object) -> bool:
        """Whether a value of a token can be one of this key."""
        if value is None:
            return not self.always
        if self.kind in (Kind.TIME, Kind.DURATION):
            return isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**62
        fitting = {Kind.NUMBER: (int, float), Kind.TEXT: (str,), Kind.BOOLEAN: (bool,)}[self.kind]
        return isinstance(value, fitting) and isinstance(value, bool) is (self.kind is Kind.BOOLEAN)


_TYPES = {Kind.NUMBER: "double", Kind.TEXT: "varchar", Kind.BOOLEAN: "boolean", Kind.DURATION: "bigint"}
STREAM, TIME, SEQ = "o.datastream_id", "o.phenomenon_time", "coalesce(o.seq, 0)"
END, RESULT_TIME = "coalesce(o.phenomenon_end, o.phenomenon_time)", "o.result_time"
_ADDRESS = ((STREAM, Kind.DURATION), (TIME, Kind.TIME), (SEQ, Kind.DURATION))


@dataclass(frozen=True, kw_only=True, slots=True)
class Ordering:
    """All keys, those of the address last."""

    asked: tuple[Key, ...]

    @property
    def keys(self) -> tuple[Key, ...]:
        """What is sorted by."""
        known = {key.text for key in self.asked}
        return self.asked + tuple(
            Key(text=text, descending=False, kind=kind, always=True)
            for text, kind in _ADDRESS
            if text not in known
        )

    @property
    def leading(self) -> str:
        """Column by which the first key sorts; empty when it is computed."""
        first = self.keys[0].text
        return first if first in (STREAM, TIME) else ""

    @property
    def clause(self) -> str:
        """For ``order by``."""
        return ", ".join(key.clause for key in self.keys)

    def after(self, token: Sequence[Part], bound: Bound) -> str:
        """The rows behind the one that a token names."""
        keys, found = self.keys, []
        for n, key in enumerate(keys):
            same = [one.same(value, bound) for one, value in zip(keys[:n], token, strict=False)]
            found.append(" and ".join((*same, key.beyond(token[n], bound))))
        return "(" + " or ".join(f"({one})" for one in found) + ")"

    def token(self, values: Sequence[Part]) -> str:
        """The values of all keys as opaque text."""
        return encoded(values)

    def read(self, token: str) -> list[Part]:
        """The inverse.

        Raises:
            QueryRefused: the token is not one of this order.
        """
        keys = self.keys
        values = decoded(token, len(keys))
        if not all(key.accepts(value) for key, value in zip(keys, values, strict=True)):
            raise foreign()
        return values

    def part(self, token: Sequence[Part], text: str) -> int | None:
        """The value of one of the address columns in a token."""
        for key, value in zip(self.keys, token, strict=True):
            if key.text == text and isinstance(value, int):
                return value
        return None


def encoded(values: Sequence[Part]) -> str:
    """A key as opaque text."""
    return base64.urlsafe_b64encode(json.dumps(list(values)).encode()).decode().rstrip("=")


def decoded(token: str, length: int) -> list[Part]:
    """The inverse, with this many values.

    Raises:
        QueryRefused: it is none.
    """
    try:
        text = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
        values = json.loads(text)
    except (binascii.Error, ValueError, RecursionError) as error:
        raise foreign() from error
    if not isinstance(values, list) or len(values) != length:
        raise foreign()
    return values


def foreign() -> QueryRefused:
    """The error about a token of another list."""
    return QueryRefused(
        "this is no token of this list", option="$skiptoken", expectation="the next link as it was given"
    )


def ordering(order: Sequence[Order], compiler: Compiler) -> Ordering:
    """The order that a query asks for; without $orderby by id."""
    keys: list[Key] = []
    for one in order:
        keys += [key for key in _keys(one, compiler) if key.text not in {known.text for known in keys}]
    return Ordering(asked=tuple(keys))


def _keys(order: Order, compiler: Compiler) -> list[Key]:
    expression, down = order.expression, order.descending
    if isinstance(expression, Path) and expression.property.name == "id" and not expression.variable:
        if not expression.links:
            return [Key(text=text, descending=down, kind=kind, always=True) for text, kind in _ADDRESS]
        if tuple(link.name for link in expression.links) == ("Datastream",):
            return [Key(text=STREAM, descending=down, kind=Kind.DURATION, always=True)]
    term = compiler.term(expression)
    if isinstance(term, Document):
        columns = ((term.number, Kind.NUMBER), (term.text, Kind.TEXT), (term.boolean, Kind.BOOLEAN))
        return [Key(text=text, descending=down, kind=kind) for text, kind in columns]
    if isinstance(term, Stretch):
        always = term.start == TIME
        end = END if always else f"coalesce({term.end}, {term.start})"
        return [Key(text=text, descending=down, kind=Kind.TIME, always=always) for text in (term.start, end)]
    return [
        Key(
            text=_sortable(term.kind, finite(term.text) if term.raw else term.text),
            descending=down,
            kind=_sort_kind(term.kind),
        )
    ]


def _sort_kind(kind: Kind) -> Kind:
    if kind in (Kind.DATE, Kind.TIME_OF_DAY):
        return Kind.DURATION
    return {Kind.ID: Kind.TEXT, Kind.NOTHING: Kind.TEXT}.get(kind, kind)


def _sortable(kind: Kind, text: str) -> str:
    if kind is Kind.DATE:
        return f"epoch_us({text}::timestamp)"
    if kind is Kind.TIME_OF_DAY:
        return f"epoch_us({text})"
    return text
