# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Topics that the clients of one subject share: ``<subject>/…`` is handed from key to key, not stored."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import Future

from stadtkern.kernel.callers import Caller
from stadtkern.kernel.messages import Deliver, Message, Outcome, Verdict, answered


class SharedTopics:
    """Who holds a key of a subject talks to the others of it; strangers hear and say nothing."""

    def __init__(self, subjects: Iterable[str]) -> None:
        self._subjects = frozenset(subjects)

    def covers(self, topic: str) -> bool:
        """Topics and filters that begin with the name of a subject."""
        return topic.partition("/")[0] in self._subjects

    def publish(self, caller: Caller, message: Message) -> Future[Outcome]:
        """Let the broker hand it on."""
        if caller.may_observe and self._own(caller, message.topic):
            return answered(Verdict.RELAYED)
        return answered(Verdict.NOT_PERMITTED, "only keys of this subject may publish here")

    def subscribe(self, caller: Caller, pattern: str) -> Future[Outcome]:
        """Keys of the subject may listen."""
        if caller.sees_internal and self._own(caller, pattern):
            return answered(Verdict.TAKEN)
        return answered(Verdict.NOT_PERMITTED, "only keys of this subject may listen here")

    def unsubscribe(self, caller: Caller, pattern: str) -> None:
        """Nothing was noted."""

    def attach(self, deliver: Deliver) -> None:
        """The city itself says nothing here."""

    def _own(self, caller: Caller, topic: str) -> bool:
        return bool(caller.subject) and topic.partition("/")[0] == caller.subject
