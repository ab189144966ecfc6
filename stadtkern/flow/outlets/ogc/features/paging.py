# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Pages by key: the next one begins behind the last feature, however large the collection is."""

from __future__ import annotations

import base64
import binascii
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

import msgspec

from stadtkern.flow.outlets.ogc.common.errors import ParameterRefused
from stadtkern.flow.outlets.ogc.cql.words import Constant, Day, Expression, Kind, Moment, Operation, Property

AFTER = "after"
Order = tuple[tuple[str, bool], ...]
"""Pairs of name and whether it descends; empty values come last either way."""
Stored = str | int | float | bool | None
_MOST_TOKEN = 2_000
_MOST_ID = 2**63 - 1


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a page ends: the number of its last feature, and what that has at the names of the order."""

    fid: int
    values: tuple[Stored, ...] = ()


def token(place: Place) -> str:
    """The place as an opaque text for an address."""
    written = msgspec.json.encode([place.fid, *place.values])
    return base64.urlsafe_b64encode(written).rstrip(b"=").decode()


def place_of(text: str, order: Order) -> Place:
    """The place that a token stands for.

    Raises:
        ParameterRefused: no token of this interface, or one of another order.
    """
    refused = ParameterRefused(
        "this is no place in these results", parameter=AFTER, expectation="the link to the next page as it is"
    )
    if len(text) > _MOST_TOKEN:
        raise refused
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        found = msgspec.json.decode(raw, type=list[Stored])
    except (ValueError, binascii.Error, msgspec.DecodeError, RecursionError) as error:
        raise refused from error
    fid, *values = found or [None]
    if (
        not isinstance(fid, int)
        or isinstance(fid, bool)
        or not 0 <= fid <= _MOST_ID
        or len(values) != len(order)
    ):
        raise refused
    return Place(fid=fid, values=tuple(values))


def place_in(row: Mapping[str, object], order: Order) -> Place:
    """The place of a feature in the results."""
    fid = row["fid"]
    return Place(
        fid=fid if isinstance(fid, int) else 0, values=tuple(_stored(row[name]) for name, _ in order)
    )


def beyond(place: Place, order: Order, kinds: Mapping[str, Kind]) -> Expression:
    """What comes behind the place in this order, as a condition.

    Raises:
        ParameterRefused: a value of the token does not fit its field.
    """
    found: Expression = _compared(">", "fid", Constant(value=place.fid))
    for (name, descends), value in reversed(tuple(zip(order, place.values, strict=True))):
        empty = Operation(name="isnull", arguments=(Property(name=name),))
        if value is None:
            found = Operation(name="and", arguments=(empty, found))
            continue
        given = _expression(value, kinds[name])
        further = _compared("<" if descends else ">", name, given)
        same = Operation(name="and", arguments=(_compared("=", name, given), found))
        found = Operation(name="or", arguments=(further, empty, same))
    return found


def _compared(sign: str, name: str, value: Expression) -> Operation:
    return Operation(name=sign, arguments=(Property(name=name), value))


def _stored(value: object) -> Stored:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value if isinstance(value, str | int | float | bool) else None


def _expression(value: Stored, kind: Kind) -> Expression:
    try:
        if kind == "date" and isinstance(value, str):
            return Day(value=date.fromisoformat(value))
        if kind == "datetime" and isinstance(value, str):
            return Moment(value=datetime.fromisoformat(value).astimezone(UTC))
    except ValueError as error:
        raise ParameterRefused("a value in it is no time", parameter=AFTER) from error
    return Constant(value="" if value is None else value)


def order_of(text: str, sortables: Sequence[str], *, most: int = 3) -> Order:
    """The order of ``sortby=-area,name`` (20-004 clause 7.7, sorting).

    Raises:
        ParameterRefused: a name is not sortable, doubled, or there are too many.
    """
    found: list[tuple[str, bool]] = []
    for part in text.split(","):
        name = part.strip().lstrip("+-")
        if name not in sortables or any(name == known for known, _ in found):
            raise ParameterRefused(
                f"“{name[:60]}” cannot be sorted by", parameter="sortby", expectation=", ".join(sortables)
            )
        found.append((name, part.strip().startswith("-")))
    if len(found) > most:
        raise ParameterRefused(f"at most {most} names", parameter="sortby")
    return tuple(found)
