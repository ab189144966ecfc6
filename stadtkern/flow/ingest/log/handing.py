# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Handing observations to the log: answered when they are durable there, or when a writer has stored them."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Sequence
from dataclasses import replace

import pyarrow as pa
from nats.aio.msg import Msg
from nats.js.api import PubAck
from nats.js.errors import NoStreamResponseError, NotFoundError

from stadtkern.flow.lake.batches import checked
from stadtkern.flow.lake.words import Place, Receipt
from stadtkern.kernel import measures, tracing

from .connection import Connection
from .envelope import content_id, receipt_of
from .splitting import Message, messages
from .words import LogSettings, Part

DURABLE_WITHIN_S = 10.0
"""So long a sender waits for the log [s]; then it is told to come again."""
STORED_WITHIN_S = 15.0
"""So long a caller that needs a receipt waits for a writer [s]."""
_AT_ONCE = 32
"""Messages of one batch that are on their way at the same time."""
ANSWER = "Stadtkern-Answer"
"""Header with the subject to which a writer sends its receipt."""
_HANDED = measures.counter(
    "stadtkern_ingest_log_handed", "Observations that the shared ingest log has taken from this process."
)


class Log:
    """The shared ingest log as senders see it; all methods may be called from any thread."""

    def __init__(self, settings: LogSettings) -> None:
        self.connection = Connection(settings)
        self._slots: asyncio.Semaphore | None = None
        self._inbox = f"{settings.name}.answer.{secrets.token_hex(8)}"
        self._listening = False
        self._waiting: dict[str, asyncio.Future[bytes]] = {}

    def hand_over(self, table: pa.Table, parts: Sequence[Part]) -> Receipt:
        """Returns when all rows are durable in the log; a writer stores them soon.

        ``table`` has the columns of the lake's ``append``, ``parts`` say in order whose rows they are.

        Raises:
            PayloadRejected: a column is wrong; nothing was taken.
            LogUnavailable: not everything was taken; the same may be sent again.
        """
        batch = checked(table)
        if not batch.num_rows:
            return Receipt(stored=0, duplicates=0, superseded=0, snapshot=0)
        some = messages(batch, parts, most=self.connection.most_bytes)
        with tracing.span("ingest.log", rows=batch.num_rows, messages=len(some)):
            self.connection.run(self._publish(some), limit_s=DURABLE_WITHIN_S + len(some) / _AT_ONCE)
        _HANDED.inc(batch.num_rows)
        return Receipt(stored=0, duplicates=0, superseded=0, snapshot=0, accepted=batch.num_rows)

    def ask(self, table: pa.Table, part: Part, *, limit_s: float = STORED_WITHIN_S) -> Receipt:
        """Returns when a writer has stored all rows, with the place of each.

        Raises:
            PayloadRejected: the lake refused the values.
            LogUnavailable: no writer answered in time; the same may be sent again, it is stored once.
        """
        batch = checked(table)
        if not batch.num_rows:
            return Receipt(stored=0, duplicates=0, superseded=0, snapshot=0)
        some = messages(batch, [part], most=self.connection.most_bytes)
        answers = self.connection.run(self._ask(some, limit_s), limit_s=limit_s + 1)
        _HANDED.inc(batch.num_rows)
        return _together(some, [receipt_of(one) for one in answers], batch.num_rows)

    def close(self) -> None:
        """End the connection."""
        self.connection.close()

    async def _publish(self, some: Sequence[Message]) -> None:
        await asyncio.gather(*(self._hand_over(one) for one in some))

    async def _hand_over(self, message: Message) -> None:
        """Publish once; content that the log has just had is published again only when other came since.

        Otherwise a value that is set back to what it was would be lost.
        """
        printed = content_id(message.content)
        taken = await self._send(message, {"Nats-Msg-Id": printed})
        if taken.duplicate and not await self._is_last(message.partition, taken.seq):
            await self._send(message, {"Nats-Msg-Id": f"{printed}-{secrets.token_hex(8)}"})

    async def _is_last(self, partition: int, seq: int) -> bool:
        settings = self.connection.settings
        try:
            last = await self.connection.streams.get_last_msg(settings.stream, settings.subject(partition))
        except NotFoundError:
            return False
        return last.seq == seq

    async def _send(self, message: Message, headers: dict[str, str]) -> PubAck:
        self._slots = self._slots or asyncio.Semaphore(_AT_ONCE)
        subject = self.connection.settings.subject(message.partition)
        async with self._slots:
            streams = await self.connection.joined()
            try:
                return await streams.publish(subject, message.content, headers=headers)
            except NoStreamResponseError:
                await self.connection.ensure()
                return await streams.publish(subject, message.content, headers=headers)

    async def _ask(self, some: Sequence[Message], limit_s: float) -> list[bytes]:
        await self._listen()
        names = [f"{self._inbox}.{secrets.token_hex(8)}" for _ in some]
        for name in names:
            self._waiting[name] = asyncio.get_running_loop().create_future()
        waiting = [self._waiting[name] for name in names]
        try:
            async with asyncio.timeout(limit_s):
                await asyncio.gather(
                    *(self._send(one, {ANSWER: name}) for one, name in zip(some, names, strict=True))
                )
                return list(await asyncio.gather(*waiting))
        finally:
            for name in names:
                self._waiting.pop(name, None)

    async def _listen(self) -> None:
        if not self._listening:
            await self.connection.joined()
            self._listening = True
            await self.connection.client.subscribe(f"{self._inbox}.*", cb=self._answered)

    async def _answered(self, message: Msg) -> None:
        waiting = self._waiting.pop(message.subject, None)
        if waiting is not None and not waiting.done():
            waiting.set_result(message.data)


def _together(some: Sequence[Message], receipts: Sequence[Receipt], rows: int) -> Receipt:
    """One receipt for a batch that was stored in several messages."""
    places: list[Place] = [Place(0, known=False)] * rows
    total = Receipt(stored=0, duplicates=0, superseded=0, snapshot=0)
    for message, receipt in zip(some, receipts, strict=True):
        for row, place in zip(message.rows.tolist(), receipt.places, strict=True):
            places[row] = place
        total = replace(
            total,
            stored=total.stored + receipt.stored,
            duplicates=total.duplicates + receipt.duplicates,
            superseded=total.superseded + receipt.superseded,
            snapshot=max(total.snapshot, receipt.snapshot),
        )
    return replace(total, places=tuple(places))
