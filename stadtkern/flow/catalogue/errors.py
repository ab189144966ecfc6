# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What can go wrong with entries of the catalogue."""

from __future__ import annotations

from stadtkern.kernel.errors import CityError, Contradiction, PayloadRejected

from .words import Tombstone


class Withdrawn(CityError):
    """This dataset was withdrawn."""

    def __init__(self, tombstone: Tombstone) -> None:
        super().__init__(tombstone.reason)
        self.tombstone = tombstone


class NotReady(Contradiction):
    """The entry cannot be released yet."""

    def __init__(self, reasons: tuple[str, ...]) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = reasons


class FileRefused(PayloadRejected):
    """Files of this kind are not taken."""
