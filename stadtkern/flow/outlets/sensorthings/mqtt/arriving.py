# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What clients publish on its way into lake and register; each message is answered when it is durable.

Observations wait for each other and share commits; everything else is written one after the other.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import structlog
from django.db import DatabaseError, close_old_connections, connections

from stadtkern.flow.lake.rows import Row
from stadtkern.flow.outlets.sensorthings.query.words import Address
from stadtkern.flow.outlets.sensorthings.writing import json_text, observations
from stadtkern.flow.outlets.sensorthings.writing.bodies import NOTHING, Implied
from stadtkern.kernel.errors import CityError, LakeUnavailable, NotPermitted, PayloadRejected
from stadtkern.kernel.messages import Message, Verdict

from .arrival import Arrival
from .convoy import Convoy, Pair
from .topics import stream_of

log = structlog.get_logger(__name__)

_TOGETHER = 100
"""Messages that are read at a time."""


Write = Callable[[Arrival, datetime], None]
"""Does what a message says; raises a CityError when it cannot be done."""
Keep = Callable[[str, Message, str, datetime], None]
"""Keeps a message that cannot be stored: source of the key, message, reason, time."""


class Lane:
    """A thread that does one thing after the other."""

    def __init__(self, name: str, work: Callable[[Sequence[Arrival]], None]) -> None:
        self._arrivals: queue.SimpleQueue[Arrival | None] = queue.SimpleQueue()
        self._work = work
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End after what has arrived."""
        self._arrivals.put(None)
        if self._thread.is_alive():
            self._thread.join(20)

    def put(self, arrival: Arrival) -> None:
        """One more message."""
        self._arrivals.put(arrival)

    def _run(self) -> None:
        try:
            while (batch := self._drained()) is not None:
                close_old_connections()
                self._guarded(batch)
        finally:
            connections.close_all()

    def _drained(self) -> list[Arrival] | None:
        """What has arrived, at least one; nothing at the end."""
        batch: list[Arrival] = []
        try:
            one = self._arrivals.get()
            while one is not None:
                batch.append(one)
                if len(batch) >= _TOGETHER:
                    break
                one = self._arrivals.get_nowait()
            else:
                self._arrivals.put(None)
        except queue.Empty:
            pass
        return batch or None

    def _guarded(self, batch: Sequence[Arrival]) -> None:
        try:
            self._work(batch)
        except Exception as error:  # the edge of a thread: whoever waits must get an answer
            log.exception("mqtt_lane_failed")
            for one in batch:
                if not one.answer.done():
                    one.answer.set_exception(error)


class Arriving:
    """Both lanes; ``write`` does what is no plain observation."""

    def __init__(self, *, write: Write, keep: Keep) -> None:
        self._write = write
        self._keep = keep
        self._convoy = Convoy(self._stored)
        self._flow = Lane("mqtt-observations", self._observations)
        self._rest = Lane("mqtt-entities", self._others)

    def start(self) -> None:
        """Begin to take messages."""
        self._convoy.start()
        self._flow.start()
        self._rest.start()

    def stop(self) -> None:
        """Finish what has arrived."""
        self._flow.stop()
        self._convoy.stop()
        self._rest.stop()

    def observation(self, arrival: Arrival) -> None:
        """A message that brings an observation."""
        self._flow.put(arrival)

    def other(self, arrival: Arrival) -> None:
        """Any other message."""
        self._rest.put(arrival)

    def _observations(self, batch: Sequence[Arrival]) -> None:
        now = datetime.now(UTC)
        rows = ((one, self._row(one, now)) for one in batch)
        self._convoy.join([(one, row) for one, row in rows if row is not None])

    def _row(self, arrival: Arrival, now: datetime) -> Row | None:
        """The row of a plain observation; nothing when it was refused or goes another way."""
        try:
            implied = _implied(arrival.address)
            draft = observations.drafted(json_text.read(arrival.message.payload), implied)
            if observations.is_plain(draft):
                return observations.row(draft, implied, caller=arrival.caller, now=now)
        except (CityError, DatabaseError) as error:
            self._refuse(arrival, error, now)
        else:
            self.other(arrival)
        return None

    def _stored(self, pairs: Sequence[Pair], error: BaseException | None) -> None:
        """Answer; a row that the lake refuses costs the others nothing: they go one by one."""
        now = datetime.now(UTC)
        for arrival, _row in pairs:
            if error is None:
                arrival.settle(Verdict.TAKEN)
            elif not isinstance(error, PayloadRejected):
                arrival.settle(Verdict.LATER, str(error))
            elif len(pairs) > 1:
                self.other(arrival)
            else:
                self._refuse(arrival, error, now)

    def _others(self, batch: Sequence[Arrival]) -> None:
        for one in batch:
            now = datetime.now(UTC)
            try:
                self._write(one, now)
            except (CityError, DatabaseError) as error:
                self._refuse(one, error, now)
            else:
                one.settle(Verdict.TAKEN)

    def _refuse(self, arrival: Arrival, error: Exception, now: datetime) -> None:
        """Say why; what is wrong with the message itself is kept for people to look at."""
        if isinstance(error, LakeUnavailable | DatabaseError):
            arrival.settle(Verdict.LATER, str(error))
            return
        if isinstance(error, NotPermitted):
            arrival.settle(Verdict.NOT_PERMITTED, str(error))
            return
        try:
            self._keep(arrival.caller.source, arrival.message, str(error), now)
        except (CityError, DatabaseError) as failed:
            arrival.settle(Verdict.LATER, str(failed))
        else:
            arrival.settle(Verdict.UNREADABLE, str(error))


def _implied(address: Address | None) -> Implied:
    stream = stream_of(address) if address is not None else None
    return Implied(link=stream[0], id=stream[1]) if stream is not None else NOTHING
