# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is wrong with an expression, said so that a clerk can mend it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from stadtkern.kernel.errors import CityError


class ExpressionRefused(CityError):
    """Dieser Ausdruck lässt sich nicht berechnen."""

    def __init__(self, message: str = "", *, line: int | None = None, column: int | None = None) -> None:
        """``line`` and ``column`` count from 1; null: it is about the whole expression."""
        self.line, self.column = line, column
        where = "" if line is None else f"Zeile {line}, Spalte {column}: "
        super().__init__(where + message if message else "")


class IndicatorUnknown(ExpressionRefused):
    """Diese Kennzahl gibt es nicht."""


def meant(given: str, known: Iterable[str]) -> str:
    """A sentence that offers what may have been meant; begins with a space, empty when nothing is near."""
    near = difflib.get_close_matches(given, list(known), n=3, cutoff=0.5)
    return f" Gemeint ist vielleicht: {', '.join(near)}." if near else ""
