# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Pieces of DuckDB's SQL with their kind, and their bound values; text of a request never becomes SQL."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeAlias

from stadtkern.flow.outlets.sensorthings.entities import Kind

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
_SHORT = 300
NO_TIME = "null::timestamptz"


@dataclass(frozen=True, kw_only=True, slots=True)
class Scalar:
    """One value: number (double), text, boolean, time (timestamptz), duration (us), date, time of day."""

    kind: Kind
    text: str
    raw: bool = False
    """True for a calculated number that may be beyond the range of doubles, which counts as null."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Stretch:
    """An instant (``end`` is null) or a period."""

    start: str
    end: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Document:
    """A JSON value: as number, as text, as boolean; null where it is of another kind."""

    number: str
    text: str
    boolean: str
    present: str
    """True unless it is missing or null."""


Term: TypeAlias = Scalar | Stretch | Document


@dataclass(slots=True)
class Bound:
    """The values of one statement by the name of their parameter."""

    values: dict[str, object] = field(default_factory=dict)

    def value(self, value: str | float | bool | int | date | time | None) -> str:
        """The parameter that carries this value."""
        name = f"p{len(self.values)}"
        self.values[name] = value
        return f"${name}"

    def moment(self, at: datetime) -> str:
        """A time; a plain constant for the scan."""
        return self.micros(micros(at))

    def micros(self, at_us: int) -> str:
        """A time [us since 1970]; a plain constant for the scan."""
        return f"make_timestamptz({self.value(at_us)}::bigint)"


def once(text: str, use: Callable[[str], str]) -> str:
    """SQL that uses a piece several times without repeating it, so that nesting does not multiply it."""
    if len(text) <= _SHORT:
        return use(text)
    name = f"v{len(text)}"
    return f"list_transform([{text}], lambda {name}: {use(name)})[1]"


def finite(number: str) -> str:
    """Null beyond the range of doubles and for what is no number."""
    return once(number, lambda one: f"case when isfinite({one}) then {one} end")


def micros(at: datetime) -> int:
    """Microseconds since 1970 of an aware time."""
    return (at - EPOCH) // MICROSECOND


def moment(at_us: int) -> datetime:
    """Aware UTC time of microseconds since 1970."""
    return EPOCH + at_us * MICROSECOND


def plain(at: str) -> str:
    """A timestamptz as UTC timestamp without zone, whose parts are quick to take."""
    return f"make_timestamp(epoch_us({at}))"
