# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The embedded broker as a part of the city's process: a thread with an event loop, started and stopped."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor

import structlog

from stadtkern.kernel.errors import CityError
from stadtkern.kernel.messages import Handler

from .broker import Broker, Counters
from .connection import Connection
from .doorbell import Doorbell
from .opening import Opening
from .packets import Publish
from .words import Authenticate, Limits, Listen

log = structlog.get_logger(__name__)

_SWEEP_S = 0.5
_START_S = 10.0
_STOP_S = 10.0


class PortTaken(CityError):
    """The address is taken by another program, or is none of this machine."""


class Endpoint:
    """An MQTT 3.1.1 and 5.0 server."""

    def __init__(
        self,
        *,
        listen: Listen,
        handlers: Sequence[Handler],
        authenticate: Authenticate,
        limits: Limits | None = None,
    ) -> None:
        self.port = listen.port
        self.counters = Counters()
        self._listen = listen
        self._handlers = handlers
        self._authenticate = authenticate
        self._limits = limits or Limits()
        self._thread: threading.Thread | None = None
        self._broker: Broker | None = None
        self._end: tuple[asyncio.AbstractEventLoop, asyncio.Event] | None = None

    def start(self) -> None:
        """Listen; returns when clients can connect.

        Raises:
            PortTaken: the address cannot be used.
        """
        listening: Future[int] = Future()
        self._thread = threading.Thread(
            target=lambda: asyncio.run(self._serve(listening)), name="mqtt", daemon=True
        )
        self._thread.start()
        self.port = listening.result(timeout=_START_S)

    def stop(self) -> None:
        """Send all clients away and end; what is not acknowledged comes again."""
        if self._end is not None:
            loop, event = self._end
            with contextlib.suppress(RuntimeError):
                loop.call_soon_threadsafe(event.set)
        if self._thread is not None:
            self._thread.join(_STOP_S)

    def publish(self, topic: str, payload: bytes, *, retain: bool = False) -> Future[int]:
        """Publish something of the city itself; how many clients it is meant for. From any thread."""
        reached: Future[int] = Future()
        broker = self._broker
        if broker is None:
            reached.set_result(0)
            return reached
        message = Publish(topic=topic, payload=payload, qos=1, retain=retain)
        broker.doorbell.call(lambda: reached.set_result(broker.relay(message, None)))
        return reached

    async def _serve(self, listening: Future[int]) -> None:
        loop = asyncio.get_running_loop()
        end = asyncio.Event()
        self._end = (loop, end)
        with ThreadPoolExecutor(2, thread_name_prefix="mqtt-keys") as pool:
            broker = Broker(handlers=self._handlers, limits=self._limits, doorbell=Doorbell(loop))
            self.counters = broker.counters
            self._broker = broker
            opening = Opening(broker, authenticate=self._authenticate, pool=pool)
            try:
                server = await self._listener(broker, opening)
            except OSError as error:
                listening.set_exception(PortTaken(f"{self._listen.host}:{self._listen.port}: {error}"))
                return
            for handler in self._handlers:
                handler.attach(broker.deliver)
            listening.set_result(server.sockets[0].getsockname()[1])
            keeper = asyncio.create_task(self._keep(opening))
            await end.wait()
            keeper.cancel()
            server.close()
            opening.shut_down()
            await asyncio.sleep(0.05)

    async def _listener(self, broker: Broker, opening: Opening) -> asyncio.Server:
        return await asyncio.get_running_loop().create_server(
            lambda: Connection(broker, opening),
            self._listen.host,
            self._listen.port,
            ssl=self._listen.tls,
            backlog=512,
        )

    async def _keep(self, opening: Opening) -> None:
        """Sweep now and then; the keys more seldom."""
        since = 0.0
        while True:
            await asyncio.sleep(_SWEEP_S)
            since += _SWEEP_S
            try:
                opening.sweep()
                if since >= self._limits.recheck_s:
                    since = 0.0
                    await opening.recheck()
            except Exception:  # the edge of a loop that must go on
                log.exception("mqtt_sweep_failed")
