# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Changes of the register reach the other processes through PostgreSQL, within half a second.

Who subscribed over MQTT at another process is told too. What is lost while PostgreSQL is away is lost to
subscribers only: caches ask the register for its revision anyway.
"""

from __future__ import annotations

import queue
import secrets
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec
import psycopg
import structlog

from stadtkern.kernel.events import Event, RegisterChanged

log = structlog.get_logger(__name__)

_STATEMENTS = Path(__file__).parent / "statements"
_LOOK_S = 0.2
_AGAIN_S = 1.0
_MOST_WAITING = 10_000
_MOST_BYTES = 7_900
Listener = Callable[[Event], None]


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """A change on its way."""

    sender: str
    at: datetime
    entity: str
    id: int
    change: Literal["created", "changed", "deleted"]
    fields: list[str]


class Relay:
    """Says what this process changed, hears what others did."""

    def __init__(self, dsn: str, listeners: Sequence[Listener]) -> None:
        self._dsn = dsn
        self._listeners = tuple(listeners)
        self._name = secrets.token_hex(8)
        self._waiting: queue.Queue[Said] = queue.Queue(_MOST_WAITING)
        self._stop = threading.Event()
        self.listening = threading.Event()
        self.connections = 0
        """How often it connected."""
        self._thread = threading.Thread(target=self._run, name="register-relay", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """Say what waits, then end."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(10)

    def say(self, event: RegisterChanged) -> None:
        """Tell the others; returns at once."""
        said = Said(
            sender=self._name,
            at=event.at,
            entity=event.entity,
            id=event.id,
            change=event.change,
            fields=sorted(event.fields),
        )
        with suppress(queue.Full):
            self._waiting.put_nowait(said)

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                with psycopg.connect(self._dsn, autocommit=True, connect_timeout=5) as connection:
                    connection.execute(_statement("listen"))
                    self.connections += 1
                    self.listening.set()
                    self._talk(connection)
            except psycopg.Error as error:
                log.warning("register_relay_lost", reason=str(error)[:300])
                self._stop.wait(_AGAIN_S)
            finally:
                self.listening.clear()

    def _talk(self, connection: psycopg.Connection) -> None:
        over = False
        while not over:
            over = self._stop.is_set()
            while not self._waiting.empty():
                content = msgspec.json.encode(self._waiting.get_nowait())
                if len(content) <= _MOST_BYTES:
                    connection.execute(_statement("say"), (content.decode(),))
            for heard in connection.notifies(timeout=_LOOK_S):
                self._hear(heard.payload)

    def _hear(self, content: str) -> None:
        try:
            said = msgspec.json.decode(content, type=Said)
        except msgspec.DecodeError:
            log.warning("register_relay_unreadable", size=len(content))
            return
        if said.sender == self._name:
            return
        event = RegisterChanged(
            at=said.at, entity=said.entity, id=said.id, change=said.change, fields=frozenset(said.fields)
        )
        for listener in self._listeners:
            try:
                listener(event)
            except Exception:  # the edge of a listener: one must not silence the others
                log.exception("register_relay_listener_failed")


_RUNNING: list[Relay] = []


def tell_others(event: Event) -> None:
    """Listener of this process: others shall know too."""
    for relay in _RUNNING:
        if isinstance(event, RegisterChanged):
            relay.say(event)


@contextmanager
def running(dsn: str, listeners: Sequence[Listener]) -> Iterator[None]:
    """Say and hear as long as the block lasts; without PostgreSQL there is nobody else."""
    if not dsn:
        yield
        return
    relay = Relay(dsn, listeners)
    relay.start()
    _RUNNING.append(relay)
    try:
        yield
    finally:
        _RUNNING.remove(relay)
        relay.stop()


@cache
def _statement(name: str) -> bytes:
    lines = (_STATEMENTS / f"{name}.sql").read_text(encoding="utf-8").splitlines()
    return "\n".join(line for line in lines if not line.startswith("--")).encode()
