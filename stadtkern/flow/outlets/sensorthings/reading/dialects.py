# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What SQLite and PostgreSQL write differently, so that both answer alike.

In SQL, times, dates, times of day and durations are whole microseconds (times since 1970 in UTC), numbers
are doubles, and geometries appear only as rows of a :class:`Shelf` that was filled before.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol, TypeAlias

from stadtkern.flow.outlets.sensorthings.query.words import ArithmeticOperator

from .fragments import Sql

Step: TypeAlias = str | int
Steps: TypeAlias = Sequence[Step]
Shelved: TypeAlias = Mapping[str, str | float | int | bool | None]
"""Values by key; a key without value is null."""


class Dialect(Protocol):
    """One kind of database."""

    def text(self, value: str) -> Sql:
        """A text constant."""

    def number(self, value: float) -> Sql:
        """A double constant."""

    def whole(self, value: int) -> Sql:
        """A constant of 64 bits."""

    def null(self, kind: str) -> Sql:
        """Null as text, number, whole or boolean."""

    def as_number(self, whole: Sql) -> Sql:
        """A whole number as a double."""

    def as_text(self, whole: Sql) -> Sql:
        """A whole number as text."""

    def by_code_point(self, text: Sql) -> Sql:
        """Text that is compared and sorted by code point."""

    def ids(self, ids: Collection[int]) -> Sql:
        """A query for these ids in one column named ``id``; one bound value however many there are."""

    def shelf(self, rows: Shelved, key: Sql, kind: str) -> Sql:
        """The value under a text key: number, whole or boolean."""

    def micros(self, column: Sql) -> Sql:
        """A column with a time."""

    def json_text(self, column: Sql, steps: Steps) -> Sql:
        """Text of a JSON column, null when it is no text there."""

    def json_number(self, column: Sql, steps: Steps) -> Sql:
        """Number of a JSON column, null when it is no number there."""

    def json_boolean(self, column: Sql, steps: Steps) -> Sql:
        """Truth of a JSON column, null when it is neither true nor false there."""

    def json_there(self, column: Sql, steps: Steps) -> Sql:
        """Whether there is something else than null."""

    def json_part(self, column: Sql, steps: Steps) -> Sql:
        """The JSON there as text."""

    def call(self, function: str, arguments: Sequence[Sql]) -> Sql:
        """A function of texts, numbers or times; null when an argument is null."""

    def calculated(self, operator: ArithmeticOperator, left: Sql, right: Sql) -> Sql:
        """Arithmetic of doubles; null for a division by 0."""

    def within_years(self, micros: Sql) -> Sql:
        """A time, null outside of the years 1 to 9999."""

    def scaled(self, whole: Sql, number: Sql, *, divide: bool) -> Sql:
        """A duration times (or by) a number, rounded to microseconds as durations of Python are."""
