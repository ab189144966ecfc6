# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Messages of the log in the hands of a writer: asked for ahead, kept in order, reported on as they wait."""

from __future__ import annotations

import asyncio
import threading
import time
from collections import deque
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

import msgspec
import structlog
from nats.aio.msg import Msg
from nats.errors import Error as NatsError
from nats.js.errors import Error as StreamError

from .connection import ACK_WITHIN_S, Connection
from .handing import ANSWER

log = structlog.get_logger(__name__)

AHEAD = 500
"""Messages of one partition that are asked for at once."""
MOST_BYTES = 64 * 1024 * 1024
"""So much waits in memory at most; what is in hand already comes on top."""
_EXPIRES_S = 5.0
_REPORT_S = ACK_WITHIN_S / 4


@dataclass(kw_only=True, eq=False, slots=True)
class Taken:
    """A message in the hands of this writer."""

    partition: int
    content: bytes
    answer: str
    """Subject to which the receipt goes; empty: nobody waits for it."""
    again: bool
    """Whether it was delivered before."""
    message: Msg
    attempts: int = 0
    """How often the lake could not store it on its own."""
    since: float = field(default_factory=time.monotonic)


class Tap:
    """Asks for the messages of one partition as long as it runs; lives on the event loop."""

    def __init__(self, taking: Taking, partition: int) -> None:
        self.partition = partition
        self._taking = taking
        self._left = 0
        self._turn = 0
        self._over = asyncio.Event()

    async def run(self) -> None:
        """Ask again and again."""
        connection = self._taking.connection
        settings = connection.settings
        streams = await connection.joined()
        inbox = connection.client.new_inbox()
        listening = await connection.client.subscribe(f"{inbox}.*", cb=self._came)
        ask = f"$JS.API.CONSUMER.MSG.NEXT.{settings.stream}.{settings.consumer(self.partition)}"
        wish = {"batch": AHEAD, "expires": int(_EXPIRES_S * 1e9)}
        try:
            await connection.ensure()
            await connection.ensure_consumer(self.partition)
            while True:
                await self._taking.room()
                self._turn, self._left = self._turn + 1, AHEAD
                self._over.clear()
                await connection.client.publish(ask, msgspec.json.encode(wish), f"{inbox}.{self._turn}")
                await _within(self._over.wait(), _EXPIRES_S + 1)
        finally:
            del streams
            await listening.unsubscribe()

    async def _came(self, message: Msg) -> None:
        if not message.reply:
            if message.subject.rpartition(".")[2] == str(self._turn):
                self._over.set()
            return
        self._left -= 1
        self._taking.put(self.partition, message)
        if self._left <= 0:
            self._over.set()


class Taking:
    """What a writer has in hand of the partitions that are his; its methods may be called from any thread."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._changed = threading.Condition()
        self._waiting: deque[Taken] = deque()
        self._bytes = 0
        self._held: dict[int, Taken] = {}
        self._taps: dict[int, asyncio.Task[None]] = {}
        self._reporting: asyncio.Task[None] | None = None
        self.redelivered = 0

    def tap(self, partitions: Collection[int]) -> None:
        """Take messages of exactly these partitions from now on; what waits of others is given back."""
        self.connection.run(self._tap(frozenset(partitions)), limit_s=15)

    def gathered(self, *, wait_s: float, most_rows_bytes: int) -> list[Taken]:
        """What has come, in order, at most about so many bytes; empty when nothing came in time."""
        with self._changed:
            self._changed.wait_for(lambda: bool(self._waiting), wait_s)
            found: list[Taken] = []
            size = 0
            while self._waiting and size < most_rows_bytes:
                found.append(one := self._waiting.popleft())
                size += len(one.content)
            self._bytes -= size
        return found

    def done(self, some: Sequence[Taken]) -> None:
        """These are stored (or kept elsewhere): the log forgets them."""
        self.connection.run(self._settle(some, "ack"), limit_s=30)

    def later(self, some: Sequence[Taken]) -> None:
        """These come again later, maybe to another writer."""
        self.connection.run(self._settle(some, "nak"), limit_s=30)

    def answer(self, subject: str, content: bytes) -> None:
        """Tell somebody who waits; nobody may be there any more."""
        self.connection.run(self.connection.client.publish(subject, content), limit_s=10)

    def put(self, partition: int, message: Msg) -> None:
        """A message came; called on the event loop."""
        headers = message.headers or {}
        again = message.metadata.num_delivered > 1
        taken = Taken(
            partition=partition,
            content=message.data,
            answer=headers.get(ANSWER, ""),
            again=again,
            message=message,
        )
        self.redelivered += again
        with self._changed:
            self._held[id(taken)] = taken
            self._waiting.append(taken)
            self._bytes += len(message.data)
            self._changed.notify()

    async def room(self) -> None:
        """Wait until so little is in hand that more may be asked for."""
        while self._bytes > MOST_BYTES:
            await asyncio.sleep(0.05)

    async def _tap(self, partitions: frozenset[int]) -> None:
        loop = asyncio.get_running_loop()
        if self._reporting is None:
            self._reporting = loop.create_task(self._report())
        gone = self._taps.keys() - partitions
        ended = [self._taps.pop(partition) for partition in gone]
        for tap in ended:
            tap.cancel()
        await asyncio.gather(*ended, return_exceptions=True)
        if gone:
            await self._settle(self._given_up(gone), "nak")
        for partition in partitions:
            running = self._taps.get(partition)
            if running is None or running.done():
                _say(running)
                self._taps[partition] = loop.create_task(Tap(self, partition).run())

    def _given_up(self, partitions: Collection[int]) -> list[Taken]:
        with self._changed:
            left = [one for one in self._waiting if one.partition in partitions]
            self._waiting = deque(one for one in self._waiting if one.partition not in partitions)
            self._bytes = sum(len(one.content) for one in self._waiting)
        return left

    async def _settle(self, some: Sequence[Taken], how: str) -> None:
        for one in some:
            self._held.pop(id(one), None)
            await (one.message.ack() if how == "ack" else one.message.nak())
        await self.connection.client.flush()

    async def _report(self) -> None:
        """Tell the log that messages are still being worked on, so that it does not give them out again."""
        while True:
            await asyncio.sleep(_REPORT_S)
            due = time.monotonic() - _REPORT_S / 2
            for one in [held for held in list(self._held.values()) if held.since < due]:
                try:
                    await one.message.in_progress()
                except (NatsError, StreamError) as error:
                    log.warning("ingest_log_report_failed", reason=str(error))


async def _within(waiting: asyncio.Future[bool] | object, limit_s: float) -> None:
    """Wait for it, at most so long."""
    try:
        await asyncio.wait_for(waiting, limit_s)  # type: ignore[arg-type]  # a coroutine
    except TimeoutError:
        return


def _say(ended: asyncio.Task[None] | None) -> None:
    """A tap that ended by itself has failed; it is opened anew."""
    if ended is not None and not ended.cancelled() and ended.exception() is not None:
        log.warning("ingest_log_tap_failed", reason=str(ended.exception()))
