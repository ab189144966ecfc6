# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Why a condition cannot be used: what was found, at which character, and what was expected."""

from __future__ import annotations

from stadtkern.kernel.errors import CityError


class ConditionRefused(CityError):
    """The filter condition cannot be used."""

    def __init__(
        self, problem: str, *, position: int | None = None, path: str = "", expectation: str = ""
    ) -> None:
        """``position`` counts characters of text from 1; ``path`` is the place in JSON, as ``args[1].op``."""
        self.problem = problem
        self.position = position
        self.path = path
        self.expectation = expectation
        place = f", character {position}" if position is not None else f", {path}" if path else ""
        wish = f"; expected {expectation}" if expectation else ""
        super().__init__(f"filter{place}: {problem}{wish}.")


class ConditionTooLarge(ConditionRefused):
    """The filter condition is over a limit."""
