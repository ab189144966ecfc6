# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""How far the writers are behind: what waits in the log, since when, and what came more than once."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime

from nats.js.api import ConsumerInfo
from nats.js.errors import NotFoundError

from .connection import Connection
from .words import PARTITIONS

ASK_WITHIN_S = 3.0
_LOOK_S = 0.05


@dataclass(frozen=True, kw_only=True)
class PartitionStanding:
    """One part of the log."""

    number: int
    waiting: int
    """Messages that no writer has taken yet."""
    in_hand: int
    """Messages that a writer has taken and not stored yet."""
    redelivered: int
    """Of those, the ones that came more than once."""


@dataclass(frozen=True, kw_only=True)
class Standing:
    """The whole log."""

    messages: int
    """Not stored in the lake yet."""
    size_bytes: int
    oldest_at: datetime | None
    """When the oldest of them came [UTC]."""
    partitions: tuple[PartitionStanding, ...]

    def lag_s(self, now: datetime) -> float:
        """Age of the oldest message that is not stored yet [s]."""
        return max(0.0, (now - self.oldest_at).total_seconds()) if self.oldest_at else 0.0

    @property
    def redelivered(self) -> int:
        """Messages in hand that came more than once."""
        return sum(one.redelivered for one in self.partitions)


def standing(connection: Connection) -> Standing:
    """How it stands now; a log that nobody has used yet is empty.

    Raises:
        LogUnavailable: the log does not answer.
    """
    return connection.run(_standing(connection), limit_s=ASK_WITHIN_S)


def settled(connection: Connection, *, limit_s: float = 5.0) -> None:
    """Wait until everything that is in the log now has been stored.

    Raises:
        LogUnavailable: the writers did not come so far in time, or the log does not answer.
    """
    connection.run(_settled(connection), limit_s=limit_s)


async def _settled(connection: Connection) -> None:
    streams = await connection.joined()
    name = connection.settings.stream
    try:
        last = (await streams.stream_info(name)).state.last_seq
        while True:
            state = (await streams.stream_info(name)).state
            if not state.messages or state.first_seq > last:
                return
            await asyncio.sleep(_LOOK_S)
    except NotFoundError:
        return


async def _standing(connection: Connection) -> Standing:
    streams = await connection.joined()
    settings = connection.settings
    try:
        stream = await streams.stream_info(settings.stream)
    except NotFoundError:
        return Standing(messages=0, size_bytes=0, oldest_at=None, partitions=())
    found = await asyncio.gather(*(_consumer(connection, number) for number in range(PARTITIONS)))
    oldest = None
    if stream.state.messages:
        first = await streams.get_msg(settings.stream, stream.state.first_seq)
        oldest = _moment(first.time) if first.time else None
    return Standing(
        messages=stream.state.messages,
        size_bytes=stream.state.bytes,
        oldest_at=oldest,
        partitions=tuple(_partition(number, one) for number, one in enumerate(found)),
    )


async def _consumer(connection: Connection, number: int) -> ConsumerInfo | None:
    try:
        settings = connection.settings
        found: ConsumerInfo = await connection.streams.consumer_info(
            settings.stream, settings.consumer(number)
        )
    except NotFoundError:
        return None
    return found


def _partition(number: int, found: ConsumerInfo | None) -> PartitionStanding:
    return PartitionStanding(
        number=number,
        waiting=(found.num_pending or 0) if found else 0,
        in_hand=(found.num_ack_pending or 0) if found else 0,
        redelivered=(found.num_redelivered or 0) if found else 0,
    )


def _moment(given: datetime | str) -> datetime:
    if isinstance(given, datetime):
        return given.astimezone(UTC)
    head, _, fraction = given.removesuffix("Z").partition(".")
    return datetime.fromisoformat(f"{head}.{(fraction or '0')[:6]:0<6}").replace(tzinfo=UTC)
