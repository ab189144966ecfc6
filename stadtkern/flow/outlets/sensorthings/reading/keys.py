# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Sort keys and what follows a key: nulls last ascending and first descending, ties by id.

A page ends at the keys of its last row; they travel to the client and back as an opaque text.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from typing import NamedTuple, TypeAlias

import msgspec

from stadtkern.flow.outlets.sensorthings.entities import Kind
from stadtkern.flow.outlets.sensorthings.query.errors import QueryRefused

from .dialects import Dialect
from .fragments import Sql, both, joined, put
from .operands import Document, Operand, Scalar, Span

KeyValue: TypeAlias = str | float | int | None
_MOST_TOKEN = 10_000
_WHOLE = 2**63


class Key(NamedTuple):
    """One column that is sorted by."""

    sql: Sql
    sort: str
    """``text``, ``number`` or ``whole``."""
    descending: bool = False


def keys(operand: Operand, dialect: Dialect, *, descending: bool) -> list[Key]:
    """The columns that an operand sorts by: JSON first by its kind, a period by start and end."""
    match operand:
        case Scalar(kind=Kind.TEXT, sql=sql):
            columns = [(dialect.by_code_point(sql), "text")]
        case Scalar(kind=Kind.NUMBER, sql=sql):
            columns = [(sql, "number")]
        case Scalar(kind=Kind.BOOLEAN, sql=sql):
            columns = [(_truth(sql), "whole")]
        case Scalar(sql=sql):
            columns = [(sql, "whole")]
        case Span():
            columns = [(operand.start, "whole"), (operand.end, "whole")]
        case Document():
            columns = [
                (_rank(operand), "whole"),
                (operand.number, "number"),
                (dialect.by_code_point(operand.text), "text"),
                (_truth(operand.boolean), "whole"),
            ]
        case _:
            columns = []
    return [Key(sql, sort, descending) for sql, sort in columns]


def _truth(sql: Sql) -> Sql:
    return put("(case when {} then 1 when not {} then 0 end)", sql, sql)


def _rank(document: Document) -> Sql:
    return put(
        "(case when {} is not null then 0 when {} is not null then 1 when {} is not null then 2 end)",
        document.number,
        document.text,
        document.boolean,
    )


def order_by(given: Sequence[Key]) -> Sql:
    """The order of columns named k0, k1 and so on, which hold the keys."""
    directions = ["desc nulls first" if key.descending else "asc nulls last" for key in given]
    return Sql(", ".join(f'"k{place}" {direction}' for place, direction in enumerate(directions)))


def after(given: Sequence[Key], values: Sequence[KeyValue], dialect: Dialect) -> Sql:
    """That a row comes after these values of the keys."""
    alternatives = []
    same: list[Sql] = []
    for key, value in zip(given, values, strict=True):
        column = key.sql
        here = None if value is None else _constant(key.sort, value, dialect)
        later = _later(column, here, descending=key.descending)
        if later is not None:
            alternatives.append(both([*same, later]))
        same.append(put("({}) is null", column) if here is None else put("({}) = {}", column, here))
    return put("({})", joined(" or ", alternatives)) if alternatives else Sql("(1 = 0)")


def _later(column: Sql, value: Sql | None, *, descending: bool) -> Sql | None:
    if descending:
        return put("({}) is not null", column) if value is None else put("({}) < {}", column, value)
    if value is None:
        return None
    return put("(({}) > {} or ({}) is null)", column, value, column)


def _constant(sort: str, value: str | float, dialect: Dialect) -> Sql:
    match sort:
        case "text" if isinstance(value, str):
            return dialect.text(value)
        case "number" if isinstance(value, int | float):
            return dialect.number(value)
        case "whole" if isinstance(value, int) and -_WHOLE <= value < _WHOLE:
            return dialect.whole(value)
        case _:
            raise token_refused()


def token(values: Sequence[object]) -> str:
    """Key values as URL-safe text."""
    return base64.urlsafe_b64encode(msgspec.json.encode(list(values))).rstrip(b"=").decode()


def read_token(text: str, number: int) -> list[KeyValue]:
    """The key values, as many as there are keys.

    Raises:
        QueryRefused: it is not what :func:`token` made for this query.
    """
    if len(text) > _MOST_TOKEN or not text.isascii():
        raise token_refused()
    try:
        packed = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        values = msgspec.json.decode(packed, type=list[str | float | int | None])
    except (binascii.Error, msgspec.DecodeError, ValueError) as error:
        raise token_refused() from error
    if len(values) != number:
        raise token_refused()
    return values


def token_refused() -> QueryRefused:
    """The error about a token that is not ours."""
    return QueryRefused(
        "this is no token of this query",
        option="$skiptoken",
        expectation="@iot.nextLink as it is, or no $skiptoken for the first page",
    )
