# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Messages between clients of a broker and the city: who may say and hear what, and what becomes of it.

A broker (embedded or outside) knows connections; a :class:`Handler` knows what the topics mean.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from .callers import Caller


@dataclass(frozen=True, kw_only=True, slots=True)
class Message:
    """What a client publishes."""

    topic: str
    payload: bytes
    qos: int = 0
    retain: bool = False
    """As the sender said it; from an outside broker: the message is what the broker had kept."""
    again: bool = False
    """The sender is not sure whether it was taken before."""


class Verdict(Enum):
    """What became of a message or of the wish to subscribe."""

    TAKEN = "taken"
    """Stored, durable; or subscribed."""
    RELAYED = "relayed"
    """Not for the city itself: the broker hands it to the other clients."""
    UNREADABLE = "unreadable"
    """Cannot be stored as it is; kept with its reason, so that the sender need not repeat it."""
    NOT_PERMITTED = "not permitted"
    UNKNOWN = "unknown"
    """There is no such topic."""
    LATER = "later"
    """Not stored, nothing kept: the sender shall repeat it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """The answer to a message or subscription."""

    verdict: Verdict
    reason: str = ""
    """One English sentence for the developer of the client; empty when all is well."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Update:
    """News for all who subscribed to ``pattern`` and may see what is public or of the sight ``domain``."""

    pattern: str
    domain: str
    """Name of a subject; empty: for those who see only what is public."""
    topic: str
    payload: bytes


Deliver = Callable[[Sequence[Update]], None]
"""Hands updates to a broker; returns at once, from any thread."""


class Handler(Protocol):
    """Knows what a family of topics means; called in the broker's thread, so no method may wait."""

    def covers(self, topic: str) -> bool:
        """Whether this topic or pattern is the handler's business; the first handler that says so gets it."""

    def publish(self, caller: Caller, message: Message) -> Future[Outcome]:
        """Take a message; the future resolves when what it says is durable, or refused."""

    def subscribe(self, caller: Caller, pattern: str) -> Future[Outcome]:
        """Ask for updates of a pattern; every granted subscription is ended by :meth:`unsubscribe`."""

    def unsubscribe(self, caller: Caller, pattern: str) -> None:
        """End a granted subscription."""

    def attach(self, deliver: Deliver) -> None:
        """Say where updates go; a handler may serve several brokers."""


def answered(verdict: Verdict, reason: str = "") -> Future[Outcome]:
    """An answer that needs no waiting."""
    future: Future[Outcome] = Future()
    future.set_result(Outcome(verdict=verdict, reason=reason))
    return future
