# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who may say and hear what on topics that people have declared: at the city's broker and at others."""

from __future__ import annotations

from concurrent.futures import Future

from stadtkern.flow.ingest.mqtt.shared import SharedTopics
from stadtkern.flow.ingest.mqtt.topics import within
from stadtkern.kernel.callers import Caller
from stadtkern.kernel.messages import Deliver, Message, Outcome, Verdict, answered

from . import seen
from .arriving import Arrival, Arriving
from .live import Live, Table, is_presence
from .tasks import Replies


class Hearing:
    """What the city wants to hear at present; shared by all brokers of a process."""

    def __init__(self, arriving: Arriving, replies: Replies) -> None:
        self.table = Table()
        self.arriving = arriving
        self.replies = replies


class DeclaredTopics:
    """Topics at the embedded broker; put it behind handlers of topics with a fixed meaning.

    A key that is bound to topics uses those (the broker refuses others before); any other key uses the topics
    of connections of its subject, and those that begin with the name of its subject.
    """

    def __init__(self, hearing: Hearing, shared: SharedTopics) -> None:
        self._hearing = hearing
        self._shared = shared

    def covers(self, topic: str) -> bool:
        """All but those of the broker itself."""
        return not topic.startswith("$")

    def publish(self, caller: Caller, message: Message) -> Future[Outcome]:
        """Store it for the connections that hear it, then let the broker hand it on."""
        hearing = self._hearing
        if caller.key_id is not None:
            seen.note(message, hearing.arriving.clock.now())
        lives = hearing.table.at("", message.topic)
        permitted = tuple(one for one in lives if _may_fill(caller, one))
        reply = caller.may_observe and hearing.replies.covers(message.topic)
        if permitted or reply:
            arrival = Arrival(
                message=message,
                at=hearing.arriving.clock.now(),
                lives=permitted,
                reply=reply,
                domain="" if caller.topics else caller.domain,
            )
            return hearing.arriving.put(arrival)
        if lives:
            return answered(Verdict.NOT_PERMITTED, "this key may not publish on this topic")
        if caller.topics and caller.may_observe:
            return answered(Verdict.RELAYED)
        if self._shared.covers(message.topic):
            return self._shared.publish(caller, message)
        return answered(Verdict.UNKNOWN, "nobody listens to this topic")

    def subscribe(self, caller: Caller, pattern: str) -> Future[Outcome]:
        """Keys may listen to what they may publish, and to what concerns their subject."""
        if self._own(caller, pattern):
            return answered(Verdict.TAKEN)
        return answered(Verdict.NOT_PERMITTED, "this key may not listen to these topics")

    def unsubscribe(self, caller: Caller, pattern: str) -> None:
        """Nothing was noted."""

    def attach(self, deliver: Deliver) -> None:
        """The city itself says nothing here."""

    def _own(self, caller: Caller, pattern: str) -> bool:
        if caller.topics:
            return True
        if not caller.subject or not caller.sees_internal:
            return False
        if pattern.partition("/")[0] == caller.domain or self._hearing.replies.covers(pattern):
            return True
        own = (one for one in self._hearing.table.lives if one.domain == caller.domain)
        return any(within(pattern, topic) for one in own for topic in one.subscription.patterns)


class BrokerTopics:
    """Topics at an outside broker: whoever may publish there has been let in by that broker."""

    def __init__(self, hearing: Hearing, broker: str, *, replies: bool = False) -> None:
        """``broker``: as the connections name it; ``replies``: actuators answer there."""
        self._hearing = hearing
        self._broker = broker
        self._replies = replies

    def covers(self, topic: str) -> bool:
        """Topics of connections at this broker."""
        return bool(self._lives(topic)) or self._is_reply(topic)

    def publish(self, caller: Caller, message: Message) -> Future[Outcome]:
        """Store it; what the broker had kept and tells no time would be made new, so it is left."""
        hearing = self._hearing
        lives, at = self._lives(message.topic), hearing.arriving.clock.now()
        seen.note(message, at)
        if message.retain:
            lives = tuple(one for one in lives if one.timed or is_presence(one, message.topic))
        reply = self._is_reply(message.topic) and not message.retain
        if not lives and not reply:
            return answered(Verdict.TAKEN)
        return hearing.arriving.put(Arrival(message=message, at=at, lives=lives, reply=reply))

    def subscribe(self, caller: Caller, pattern: str) -> Future[Outcome]:
        """Nobody subscribes here."""
        return answered(Verdict.TAKEN)

    def unsubscribe(self, caller: Caller, pattern: str) -> None:
        """Nothing was noted."""

    def attach(self, deliver: Deliver) -> None:
        """The city itself says nothing here."""

    def _lives(self, topic: str) -> tuple[Live, ...]:
        return self._hearing.table.at(self._broker, topic)

    def _is_reply(self, topic: str) -> bool:
        return self._replies and self._hearing.replies.covers(topic)


def _may_fill(caller: Caller, live: Live) -> bool:
    """Whether the key may bring observations of this connection."""
    if not caller.may_observe or caller.bound or (caller.source_only and caller.source != live.key):
        return False
    return bool(caller.topics) or caller.domain == live.domain
