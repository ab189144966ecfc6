# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Listening for a moment at a broker of somebody else, so that people see what a topic brings."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Sequence
from concurrent.futures import Future
from datetime import UTC, datetime

from django.utils.translation import gettext as _

from stadtkern.flow.ingest.connections.models import Connection
from stadtkern.flow.ingest.mqtt.outside import Broker, OutsideBroker, Traffic
from stadtkern.kernel.callers import ANYBODY, Caller
from stadtkern.kernel.errors import SourceUnavailable
from stadtkern.kernel.messages import Deliver, Message, Outcome, Verdict, answered

from .brokers import check_address
from .seen import Seen
from .words import address_of, subscription_of

LISTEN_S = 4.0
ENOUGH = 20
"""Different topics."""


class Ear:
    """A handler that keeps the last message of each topic and stores nothing."""

    def __init__(self) -> None:
        self.heard: dict[str, Seen] = {}
        self.enough = threading.Event()

    def covers(self, topic: str) -> bool:
        """All that is subscribed."""
        return True

    def publish(self, caller: Caller, message: Message) -> Future[Outcome]:
        """Keep it."""
        self.heard[message.topic] = Seen(message.topic, message.payload, datetime.now(UTC))
        if len(self.heard) >= ENOUGH:
            self.enough.set()
        return answered(Verdict.TAKEN)

    def subscribe(self, caller: Caller, pattern: str) -> Future[Outcome]:
        """Nobody subscribes here."""
        return answered(Verdict.TAKEN)

    def unsubscribe(self, caller: Caller, pattern: str) -> None:
        """Nothing was noted."""

    def attach(self, deliver: Deliver) -> None:
        """Nothing is told."""


def overheard(connection: Connection) -> Sequence[Seen]:
    """What comes within a few seconds at the broker of a connection, also of a draft.

    Raises:
        SourceUnavailable: the broker does not answer or refuses the call.
        MappingRefused, SealBroken: the settings are not usable.
    """
    words = subscription_of(connection)
    check_address(words.broker)
    why: list[str] = [_("Der Broker antwortet nicht.")]
    broker = Broker(
        url=address_of(connection, words),
        client_id=f"stadtkern-{secrets.token_hex(6)}",
        authority=words.authority,
        session_s=0,
    )
    ear = Ear()
    traffic = Traffic(handler=ear, caller=lambda: ANYBODY, retained=True)
    outside = OutsideBroker(broker, [traffic], state=lambda reason: why.append(reason))
    outside.listen(dict.fromkeys(words.patterns, 0))
    outside.start()
    try:
        if not outside.connected.wait(LISTEN_S):
            raise SourceUnavailable(next(reason for reason in reversed(why) if reason))
        ear.enough.wait(LISTEN_S)
    finally:
        outside.stop()
    return sorted(ear.heard.values(), key=lambda one: one.at, reverse=True)[:ENOUGH]
