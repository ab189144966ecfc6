# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""While the city takes no data: messages are asked for again, feeds wait, subscriptions go on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from datetime import UTC, datetime

import pytest

from stadtkern.flow.ingest import jobs
from stadtkern.flow.ingest.subscriptions.arriving import Arrival, Arriving
from stadtkern.kernel import pausing
from stadtkern.kernel.callers import ANYBODY, Caller
from stadtkern.kernel.messages import Deliver, Message, Outcome, Verdict, answered
from stadtkern.settings.pausing import PausedTopics

MESSAGE = Message(topic="v1.1/Datastreams(1)/Observations", payload=b"{}")


@pytest.fixture
def paused() -> Iterator[None]:
    """The city takes no data."""
    pausing.provide(lambda: False)
    yield
    pausing.provide(None)


class Topics:
    """A handler that takes everything."""

    def covers(self, topic: str) -> bool:
        """All."""
        return True

    def publish(self, caller: Caller, message: Message) -> Future[Outcome]:
        """Taken."""
        return answered(Verdict.TAKEN)

    def subscribe(self, caller: Caller, pattern: str) -> Future[Outcome]:
        """Taken."""
        return answered(Verdict.TAKEN)

    def unsubscribe(self, caller: Caller, pattern: str) -> None:
        """Nothing."""

    def attach(self, deliver: Deliver) -> None:
        """Nothing."""


def test_messages_are_taken_when_data_is() -> None:
    assert PausedTopics(Topics()).publish(ANYBODY, MESSAGE).result().verdict is Verdict.TAKEN


def test_messages_are_asked_for_again_and_subscriptions_go_on(paused: None) -> None:
    topics = PausedTopics(Topics())
    outcome = topics.publish(ANYBODY, MESSAGE).result()
    assert outcome.verdict is Verdict.LATER
    assert "later" in outcome.reason
    assert topics.subscribe(ANYBODY, "#").result().verdict is Verdict.TAKEN


def test_what_connections_hear_is_not_stored_meanwhile(paused: None) -> None:
    stored: list[Sequence[Arrival]] = []
    arriving = Arriving(stored.append)
    arrival = Arrival(message=MESSAGE, at=datetime.now(UTC), lives=())
    assert arriving.put(arrival).result().verdict is Verdict.LATER
    assert stored == []


def test_feeds_are_not_fetched_meanwhile(paused: None) -> None:
    assert jobs.fetch_due(datetime.now(UTC)) is None
