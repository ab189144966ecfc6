# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What can go wrong with an action, as CKAN names it; ``problems`` knows the status codes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from stadtkern.kernel.errors import CityError, PayloadRejected


class ActionUnknown(CityError):
    """There is no such action."""


class BodyUnreadable(PayloadRejected):
    """The body is no JSON object and no form."""


class Invalid(CityError):
    """Parameters are missing or wrong."""

    def __init__(self, faults: Mapping[str, Sequence[str]]) -> None:
        super().__init__("; ".join(f"{name}: {' '.join(said)}" for name, said in faults.items()))
        self.faults = faults
        """Sentences by parameter."""


class SearchRefused(CityError):
    """The search query cannot be read."""


class ReadOnly(CityError):
    """This interface only reads; data is changed in the cockpit."""
