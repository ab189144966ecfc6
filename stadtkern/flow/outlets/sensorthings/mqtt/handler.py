# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The handler of all topics below ``v1.1/``: rights as over HTTP, answers when what was said is durable."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime

from django.db import DatabaseError, close_old_connections, connections

from stadtkern.flow.outlets.sensorthings.entities import OBSERVATION
from stadtkern.flow.outlets.sensorthings.http import routing
from stadtkern.flow.outlets.sensorthings.http.requests import ROOT, Request
from stadtkern.flow.outlets.sensorthings.http.served import Served
from stadtkern.flow.outlets.sensorthings.query.words import Address
from stadtkern.kernel.callers import Caller
from stadtkern.kernel.errors import CityError, LakeUnavailable, LimitExceeded, NotFound
from stadtkern.kernel.messages import Deliver, Message, Outcome, Update, Verdict, answered

from . import topics
from .arrival import Arrival
from .arriving import Arriving, Keep
from .news import News
from .sight import Sight
from .topics import PREFIX
from .watches import Watch, Watches, is_wild, reading

MOST_WATCHES = 20_000
MOST_ASKING = 200
"""Watches of one subject (or of those without key) that $expand, or filter by related entities."""


class SensorThingsTopics:
    """One per process; ``news.observed`` and ``news.changed`` are to be told what happens."""

    def __init__(self, served: Served, *, keep: Keep) -> None:
        self._served = served
        self._watches = Watches()
        self._sight = Sight(base=f"{served.address}{ROOT}", served=served)
        self._arriving = Arriving(write=self._write, keep=keep)
        self._pool = ThreadPoolExecutor(2, thread_name_prefix="mqtt-watches")
        self._deliver: list[Deliver] = []
        self.news = News(self._watches, self._sight, self._hand_out)

    def start(self) -> None:
        """Begin to take and to tell."""
        self._arriving.start()
        self.news.start()

    def stop(self) -> None:
        """Finish what has arrived."""
        self._arriving.stop()
        self.news.stop()
        self._pool.shutdown(cancel_futures=True)

    def covers(self, topic: str) -> bool:
        """All topics of this version of the standard."""
        return topic.startswith(PREFIX)

    def publish(self, caller: Caller, message: Message) -> Future[Outcome]:
        """Create or change what the topic names."""
        if caller.key_id is None:
            return answered(Verdict.NOT_PERMITTED, "publishing needs a key: send it as the password")
        arrival = Arrival(caller=caller, message=message, address=self._address(message.topic))
        address = arrival.address
        plain = address is not None and address.entity is OBSERVATION and address.many
        if plain and address is not None and (len(address.steps) == 1 or topics.stream_of(address)):
            self._arriving.observation(arrival)
        else:
            self._arriving.other(arrival)
        return arrival.answer

    def subscribe(self, caller: Caller, pattern: str) -> Future[Outcome]:
        """Watch what the pattern names, when the caller may see it."""
        if len(self._watches) >= MOST_WATCHES:
            return answered(Verdict.LATER, "too many subscriptions in this process")
        if is_wild(pattern):
            self._watches.add(Watch(pattern=pattern, caller=reading(caller)))
            return answered(Verdict.TAKEN)
        return self._pool.submit(self._watch, reading(caller), pattern)

    def unsubscribe(self, caller: Caller, pattern: str) -> None:
        """One subscription less."""
        self._watches.remove(pattern, caller)

    def attach(self, deliver: Deliver) -> None:
        """One more broker."""
        self._deliver.append(deliver)

    def _hand_out(self, updates: Sequence[Update]) -> None:
        for deliver in self._deliver:
            deliver(updates)

    def _address(self, topic: str) -> Address | None:
        try:
            return topics.address_of(topic, self._served.limits)
        except CityError:
            return None

    def _watch(self, caller: Caller, pattern: str) -> Outcome:
        close_old_connections()
        try:
            asked = topics.asked(pattern, self._served.limits)
            self._sight.require(asked, caller, datetime.now(UTC))
        except NotFound as error:
            return Outcome(verdict=Verdict.NOT_PERMITTED, reason=str(error))
        except (LakeUnavailable, LimitExceeded, DatabaseError) as error:
            return Outcome(verdict=Verdict.LATER, reason=str(error))
        except CityError as error:
            return Outcome(verdict=Verdict.UNREADABLE, reason=str(error))
        finally:
            connections.close_all()
        watch = Watch(pattern=pattern, caller=caller, address=asked.address, query=asked.query)
        if watch.asks_again and self._watches.asking_again(caller.sight) >= MOST_ASKING:
            return Outcome(
                verdict=Verdict.LATER, reason="too many subscriptions with $expand or such filters"
            )
        self._watches.add(watch)
        return Outcome(verdict=Verdict.TAKEN)

    def _write(self, arrival: Arrival, now: datetime) -> None:
        """Do what HTTP does with such a body: a set creates, an entity is changed (14.2).

        Raises:
            CityError: it cannot be done.
        """
        address = arrival.address or topics.address_of(arrival.message.topic, self._served.limits)
        if not topics.is_creation(address) and not topics.is_change(address):
            raise NotFound("Publish to an entity set to create, or to an entity to change it.")
        request = Request(
            method="POST" if topics.is_creation(address) else "PATCH",
            path=arrival.message.topic.removeprefix(PREFIX),
            query="",
            headers={"content-type": "application/json"},
            content=lambda _most: arrival.message.payload,
            base=self._sight.base,
            caller=arrival.caller,
            now=now,
        )
        routing.answer(request, self._served)
