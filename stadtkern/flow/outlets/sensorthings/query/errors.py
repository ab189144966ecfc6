# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Why a query cannot be read: which option, at which character, what was found and what was expected."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches

from stadtkern.kernel.errors import CityError

_IMPOSSIBLE = re.compile(r"[\0\ud800-\udfff]")


class QueryRefused(CityError):
    """The query cannot be read."""

    def __init__(
        self, problem: str, *, option: str, position: int | None = None, expectation: str = ""
    ) -> None:
        """``position`` counts characters of the option's value from 1; null: it is about the whole option."""
        self.option = option
        self.position = position
        self.problem = problem
        self.expectation = expectation
        place = option if position is None else f"{option}, character {position}"
        wish = f"; expected {expectation}" if expectation else ""
        super().__init__(f"{place}: {problem}{wish}.")


def suggestion(name: str, known: Iterable[str]) -> str:
    """What to expect instead of an unknown name: the nearest known one, or some of them."""
    names = sorted(set(known))
    near = get_close_matches(name[:60], names, n=1, cutoff=0.6) or [
        one for one in names if one.lower() == name.lower()
    ]
    if near:
        return f"“{near[0]}” perhaps"
    return one_of(names)


def one_of(names: Iterable[str]) -> str:
    """A few names as English text."""
    all_names = list(names)
    shown = all_names[:8]
    return ("one of " if len(all_names) > 1 else "") + ", ".join(shown) + (" …" if len(all_names) > 8 else "")


def check_characters(text: str, option: str) -> None:
    """Characters that no text of the register can hold are refused."""
    found = _IMPOSSIBLE.search(text)
    if found is not None:
        raise QueryRefused(
            f"the character U+{ord(found.group()):04X} cannot be stored or found",
            option=option,
            position=found.start() + 1,
        )


def quoted(text: str) -> str:
    """Text of a client, short enough for an error."""
    return f"“{text[:40]}…”" if len(text) > 41 else f"“{text}”"
