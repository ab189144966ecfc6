# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A message of a client on its way through the city."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import dataclass, field

from stadtkern.flow.outlets.sensorthings.query.words import Address
from stadtkern.kernel.callers import Caller
from stadtkern.kernel.messages import Message, Outcome, Verdict


@dataclass(frozen=True, kw_only=True, slots=True)
class Arrival:
    """A message that waits for its answer."""

    caller: Caller
    message: Message
    address: Address | None
    """Null: the topic names nothing."""
    answer: Future[Outcome] = field(default_factory=Future)

    def settle(self, verdict: Verdict, reason: str = "") -> None:
        """Give the answer."""
        self.answer.set_result(Outcome(verdict=verdict, reason=reason))
