# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Functions of text: by Unicode code point, places count from 0."""

from __future__ import annotations

import math
from collections.abc import Callable

BLANKS = " \t\r\n"
"""What trim takes away."""

TESTS: dict[str, Callable[[str, str], bool]] = {
    "substringof": lambda needle, text: needle in text,
    "contains": lambda text, needle: needle in text,
    "startswith": lambda text, beginning: text.startswith(beginning),
    "endswith": lambda text, ending: text.endswith(ending),
}
CHANGES: dict[str, Callable[[str], str]] = {
    "tolower": str.lower,
    "toupper": str.upper,
    "trim": lambda text: text.strip(BLANKS),
}


def part(text: str, start: float, length: float | None) -> str:
    """A part of a text; a fraction of a place is cut down, a negative start is 0, a negative length is 0."""
    first = max(math.floor(start), 0)
    return text[first:] if length is None else text[first : first + max(math.floor(length), 0)]
