# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The connection of this process to the log: one thread with an event loop, reconnecting for ever."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from concurrent.futures import Future
from typing import Any, TypeVar

import structlog
from nats.aio.client import Client
from nats.errors import Error as NatsError
from nats.js import JetStreamContext
from nats.js.api import (
    AckPolicy,
    ConsumerConfig,
    DiscardPolicy,
    RetentionPolicy,
    StorageType,
    StreamConfig,
)
from nats.js.errors import BadRequestError, NotFoundError

from .words import PARTITIONS, LogSettings, LogUnavailable

log = structlog.get_logger(__name__)
T = TypeVar("T")

AGAIN_S = 1
"""How soon a lost connection is tried again [s]."""
SAME_WITHIN_S = 120
"""So long the log remembers the ids of messages [s]."""
ACK_WITHIN_S = 60
"""A message that a writer neither acknowledged nor reported on is given to it again after this time [s]."""
MOST_UNACKNOWLEDGED = 20_000
_HEADROOM = 4096
"""What headers and subject of a message may take [bytes]."""


class Connection:
    """Started with the first use; all methods may be called from any thread."""

    def __init__(self, settings: LogSettings) -> None:
        self.settings = settings
        self.connected = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._client: Client | None = None
        self._opening: Client | None = None
        self._joined = asyncio.Event()
        self._said = ""
        self._guard = threading.Lock()
        self._thread: threading.Thread | None = None
        self._ending = False

    @property
    def client(self) -> Client:
        """The client, for use on the event loop.

        Raises:
            LogUnavailable: there was never a connection.
        """
        if self._client is None:
            raise LogUnavailable("the ingest log cannot be reached")
        return self._client

    @property
    def streams(self) -> JetStreamContext:
        """JetStream, for use on the event loop.

        Raises:
            LogUnavailable: there was never a connection.
        """
        return self.client.jetstream(timeout=5)

    @property
    def most_bytes(self) -> int:
        """Largest content of a message."""
        client = self._client
        return (client.max_payload if client and client.max_payload else 1024 * 1024) - _HEADROOM

    def run(self, work: Coroutine[Any, Any, T], *, limit_s: float) -> T:
        """Do something on the event loop and wait for it.

        Raises:
            LogUnavailable: it did not come about within the time.
        """
        future = self.begin(work)
        try:
            return future.result(limit_s)
        except (NatsError, OSError, TimeoutError) as error:
            future.cancel()
            raise LogUnavailable(
                f"the ingest log does not answer: {error or type(error).__name__}"
            ) from error

    def begin(self, work: Coroutine[Any, Any, T]) -> Future[T]:
        """Start something on the event loop."""
        self._start()
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    def close(self) -> None:
        """End the connection and the thread."""
        with self._guard:
            thread, self._ending = self._thread, True
        if thread is None:
            self._loop.close()
            return
        self._loop.call_soon_threadsafe(self._loop.stop)
        thread.join(10)

    async def joined(self) -> JetStreamContext:
        """JetStream, once there is a connection; on the event loop."""
        await self._joined.wait()
        return self.streams

    async def ensure(self) -> None:
        """Make the stream and its consumers when they are missing."""
        settings = self.settings
        stream = StreamConfig(
            name=settings.stream,
            subjects=[settings.subject(number) for number in range(PARTITIONS)],
            retention=RetentionPolicy.WORK_QUEUE,
            storage=StorageType.FILE,
            discard=DiscardPolicy.NEW,
            duplicate_window=SAME_WITHIN_S,
            num_replicas=settings.replicas,
        )
        try:
            await self.streams.stream_info(settings.stream)
        except NotFoundError:
            try:
                await self.streams.add_stream(stream)
            except BadRequestError:
                # Another process has just made it.
                await self.streams.stream_info(settings.stream)

    async def ensure_consumer(self, partition: int) -> None:
        """Make the consumer of a partition anew when somebody else has messages of it in hand.

        What he has not acknowledged is then delivered at once and in order, not after a minute.
        """
        stream, name = self.settings.stream, self.settings.consumer(partition)
        try:
            found = await self.streams.consumer_info(stream, name)
        except NotFoundError:
            found = None
        if found is not None and not found.num_ack_pending:
            return
        if found is not None:
            await self.streams.delete_consumer(stream, name)
        await self.streams.add_consumer(
            stream,
            ConsumerConfig(
                durable_name=name,
                filter_subject=self.settings.subject(partition),
                ack_policy=AckPolicy.EXPLICIT,
                ack_wait=ACK_WITHIN_S,
                max_deliver=-1,
                max_ack_pending=MOST_UNACKNOWLEDGED,
            ),
        )

    def _start(self) -> None:
        with self._guard:
            if self._ending:
                raise LogUnavailable("the ingest log is closed")
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="ingest-log", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        connecting = self._loop.create_task(self._connect())
        self._loop.run_forever()
        self._loop.run_until_complete(self._closed(connecting))
        self._loop.close()

    async def _connect(self) -> None:
        while self._client is None:
            try:
                self._opening = Client()
                await self._opening.connect(
                    list(self.settings.servers),
                    name="stadtkern",
                    connect_timeout=2,
                    max_reconnect_attempts=-1,
                    reconnect_time_wait=AGAIN_S,
                    ping_interval=10,
                    pending_size=32 * 1024 * 1024,
                    error_cb=self._failed,
                    disconnected_cb=self._lost,
                    reconnected_cb=self._found,
                )
                self._client = self._opening
            except (NatsError, OSError, TimeoutError) as error:
                log.warning("ingest_log_unreachable", reason=str(error) or type(error).__name__)
                await asyncio.sleep(AGAIN_S)
        self.connected.set()
        self._joined.set()

    async def _lost(self) -> None:
        self.connected.clear()
        if not self._ending:
            log.warning("ingest_log_lost")

    async def _found(self) -> None:
        self.connected.set()
        self._said = ""
        log.info("ingest_log_found")

    async def _failed(self, error: Exception) -> None:
        """What goes wrong again and again while the server is away is said once."""
        reason = str(error) or type(error).__name__
        if reason != self._said:
            self._said = reason
            log.warning("ingest_log_failed", reason=reason)

    async def _closed(self, connecting: asyncio.Task[None]) -> None:
        """Close the client, end what still waits, and let the socket be closed too."""
        connecting.cancel()
        await asyncio.gather(connecting, return_exceptions=True)
        if self._opening is not None:
            await self._opening.close()
        left = asyncio.all_tasks() - {asyncio.current_task()}
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        await asyncio.sleep(0.01)
