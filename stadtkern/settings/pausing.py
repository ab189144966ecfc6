# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Topics while the city takes no data: what clients publish is refused for later, what they hear goes on."""

from __future__ import annotations

from concurrent.futures import Future

from stadtkern.kernel import pausing
from stadtkern.kernel.callers import Caller
from stadtkern.kernel.messages import Deliver, Handler, Message, Outcome, Verdict, answered

_REASON = "The city takes no data at the moment (maintenance); send it again later."


class PausedTopics:
    """Asks before every message whether data is taken, then hands it on."""

    def __init__(self, handler: Handler) -> None:
        self._handler = handler

    def covers(self, topic: str) -> bool:
        """As the handler behind says."""
        return self._handler.covers(topic)

    def publish(self, caller: Caller, message: Message) -> Future[Outcome]:
        """Hand it on, or ask for it again later: brokers and devices keep what is not acknowledged."""
        if not pausing.takes_data():
            return answered(Verdict.LATER, _REASON)
        return self._handler.publish(caller, message)

    def subscribe(self, caller: Caller, pattern: str) -> Future[Outcome]:
        """As the handler behind says."""
        return self._handler.subscribe(caller, pattern)

    def unsubscribe(self, caller: Caller, pattern: str) -> None:
        """As the handler behind does."""
        self._handler.unsubscribe(caller, pattern)

    def attach(self, deliver: Deliver) -> None:
        """As the handler behind does."""
        self._handler.attach(deliver)
