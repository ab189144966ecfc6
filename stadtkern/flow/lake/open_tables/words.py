# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is asked of released tables and what they answer: frozen, free of DuckDB."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

from stadtkern.kernel.errors import CityError, LimitExceeded

MIB = 1024 * 1024


class QueryRefused(CityError):
    """Die Abfrage ist nicht lesbar oder nicht erlaubt."""

    def __init__(self, message: str = "", *, line: int | None = None, column: int | None = None) -> None:
        super().__init__(message)
        self.line = line
        """Where in the text, from 1; null: nowhere in particular."""
        self.column = column
        """Character of the line, from 1."""


class QueryTooDear(LimitExceeded):
    """Die Abfrage braucht mehr Zeit oder Speicher, als einer Abfrage zusteht."""


class SandboxBusy(LimitExceeded):
    """Gerade laufen zu viele Abfragen."""


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What one query may use."""

    rows: int = 10_000
    """The answer is cut after so many rows."""
    bytes: int = 16 * MIB
    """The answer is cut at this size of its columns [bytes]."""
    seconds: float = 10.0
    memory_mb: int = 384
    threads: int = 2
    text: int = 20_000
    """Longest text of a query [characters]."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """The rows of one query."""

    table: pa.Table
    cut: bool
    """True when there are more rows than the limit allows."""
    seconds: float
    """How long it took."""
