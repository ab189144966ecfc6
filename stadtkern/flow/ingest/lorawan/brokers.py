# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""MQTT servers of network servers: one client per application that names one, in step with the register.

A message is acknowledged when it is durable. Of several processes of a city one calls; when it dies another
goes on with its sessions, in which the servers have kept what came meanwhile.
"""

from __future__ import annotations

import hashlib
import queue
import threading
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import quote, urlsplit

import structlog
from django.db import DatabaseError, close_old_connections
from django.db import connections as databases

from stadtkern.flow.ingest.connections.models import Connection, Wire
from stadtkern.flow.ingest.mqtt.outside import Broker, OutsideBroker, Traffic
from stadtkern.flow.ingest.subscriptions.models import give_turn_back, take_turn
from stadtkern.kernel.callers import Caller
from stadtkern.kernel.errors import CityError, SourceUnavailable
from stadtkern.kernel.messages import Deliver, Message, Outcome, Verdict, answered
from stadtkern.web.outgoing import guard
from stadtkern.web.outgoing.limits import limits

from . import receiving, servers
from .receiving import Delivery

log = structlog.get_logger(__name__)

EVERY_S = 2.0
"""A change of a connection counts after at most this long [s]."""
_TURN = "lorawan-brokers"
_MOST = 200
_NETWORK_SERVER = Caller(name="lorawan", may_observe=True)


@dataclass(frozen=True, kw_only=True)
class _Arrival:
    connection: Connection
    message: Message
    answer: Future[Outcome] = field(default_factory=Future)


class Arriving:
    """A thread that takes what has arrived, many messages at once."""

    def __init__(self) -> None:
        self._waiting: queue.SimpleQueue[_Arrival | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="lorawan-arriving", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """Take what has arrived, then end."""
        self._waiting.put(None)
        if self._thread.is_alive():
            self._thread.join(20)

    def put(self, connection: Connection, message: Message) -> Future[Outcome]:
        """One more message; its answer."""
        arrival = _Arrival(connection=connection, message=message)
        self._waiting.put(arrival)
        return arrival.answer

    def _run(self) -> None:
        try:
            while (first := self._waiting.get()) is not None:
                some = [first]
                while len(some) < _MOST and not self._waiting.empty():
                    one = self._waiting.get()
                    if one is None:
                        self._waiting.put(None)
                        break
                    some.append(one)
                close_old_connections()
                _take(some)
        finally:
            databases.close_all()


class ApplicationTopics:
    """The topics of one application at its broker; whoever publishes there was let in by that broker."""

    def __init__(self, connection: Connection, arriving: Arriving) -> None:
        self._connection = connection
        self._arriving = arriving

    def covers(self, topic: str) -> bool:
        """Everything that was subscribed."""
        return True

    def publish(self, caller: Caller, message: Message) -> Future[Outcome]:
        """Take it as a webhook's message is taken."""
        return self._arriving.put(self._connection, message)

    def subscribe(self, caller: Caller, pattern: str) -> Future[Outcome]:
        """Nobody subscribes here."""
        return answered(Verdict.TAKEN)

    def unsubscribe(self, caller: Caller, pattern: str) -> None:
        """Nothing was noted."""

    def attach(self, deliver: Deliver) -> None:
        """The city itself says nothing here."""


class Supervisor:
    """A thread that looks at the register now and then and calls the brokers that applications name."""

    def __init__(self, *, holder: str, alone: bool) -> None:
        """``holder``: this process; ``alone``: there is no other."""
        self._holder = holder
        self._alone = alone
        self._arriving = Arriving()
        self._called: dict[str, tuple[int, OutsideBroker]] = {}
        """By key of the connection: its revision, and the client."""
        self._leads = False
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._run, name="lorawan-brokers", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._arriving.start()
        self._thread.start()

    def stop(self) -> None:
        """End the calls; their sessions stay at the brokers."""
        self._end.set()
        self._thread.join(20)
        for _revision, outside in self._called.values():
            outside.stop()
        self._arriving.stop()
        if self._leads and not self._alone:
            give_turn_back(_TURN, self._holder)

    def connected(self, key: str) -> bool:
        """Whether the broker of this application answers."""
        called = self._called.get(key)
        return called is not None and called[1].connected.is_set()

    def look(self) -> None:
        """Do what the register says now."""
        self._leads = self._alone or take_turn(_TURN, self._holder, datetime.now(UTC))
        active = Connection.objects.active().filter(wire=Wire.LORAWAN) if self._leads else []
        wanted = {one.key: one for one in active if one.settings.get("broker")}
        for key, (revision, outside) in list(self._called.items()):
            if key not in wanted or wanted[key].revision != revision:
                outside.stop()
                del self._called[key]
        for key, connection in wanted.items():
            if key not in self._called:
                self._call(connection)

    def _call(self, connection: Connection) -> None:
        try:
            server = servers.server_of(connection)
            _check(server.broker)
            outside = self._made(connection)
            outside.start()
        except (CityError, ValueError, OSError) as error:
            log.warning("lorawan_broker_unusable", connection=connection.key, reason=str(error))
            return
        self._called[connection.key] = (connection.revision, outside)

    def _made(self, connection: Connection) -> OutsideBroker:
        server = servers.server_of(connection)
        address = address_of(connection)
        client = hashlib.sha256(f"{connection.key} {server.broker} {server.user}".encode()).hexdigest()[:12]
        traffic = Traffic(
            handler=ApplicationTopics(connection, self._arriving),
            caller=lambda: _NETWORK_SERVER,
            patterns=tuple(servers.topics_of(server)),
        )
        return OutsideBroker(Broker(url=address, client_id=f"stadtkern-lorawan-{client}"), [traffic])

    def _run(self) -> None:
        try:
            while not self._end.is_set():
                close_old_connections()
                try:
                    self.look()
                except DatabaseError as error:
                    log.warning("lorawan_register_not_read", reason=str(error))
                except Exception:  # the edge of a thread that must go on
                    log.exception("lorawan_supervisor_failed")
                self._end.wait(EVERY_S)
        finally:
            databases.close_all()


def address_of(connection: Connection) -> str:
    """The broker of an application with user and password; holds a secret."""
    server = servers.server_of(connection)
    if not server.user:
        return server.broker
    parts = urlsplit(server.broker)
    password = servers.secrets_of(connection).password
    return f"{parts.scheme}://{quote(server.user, safe='')}:{quote(password, safe='')}@{parts.netloc}"


def _take(some: list[_Arrival]) -> None:
    now = datetime.now(UTC)
    deliveries = [
        Delivery(connection=one.connection, topic=one.message.topic, body=one.message.payload, at=now)
        for one in some
    ]
    try:
        outcomes = receiving.take_all(deliveries)
    except Exception as error:  # the edge of a thread: whoever waits must get an answer
        log.exception("lorawan_messages_failed", messages=len(some))
        outcomes = [Outcome(verdict=Verdict.LATER, reason=str(error))] * len(some)
    for one, outcome in zip(some, outcomes, strict=True):
        one.answer.set_result(outcome)


def _check(url: str) -> None:
    """Refuse brokers in private networks unless the operator allows them.

    Raises:
        SourceUnavailable: the address is refused or cannot be resolved.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"mqtt", "mqtts"} or not parts.hostname:
        raise SourceUnavailable(f"{url} ist keine Adresse eines MQTT-Brokers.")
    guard.checked(f"https://{parts.netloc}", allow_private=limits().allow_private)
