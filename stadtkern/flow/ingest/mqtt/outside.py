# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The client of an outside broker: takes what is published there and tells there what is public.

A message is acknowledged to the broker when it is durable. Messages of such a broker come without a name, so
each kind of traffic says with whose rights they are stored.
"""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

import structlog
from paho.mqtt.client import Client, ConnectFlags, MQTTMessage, MQTTMessageInfo
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode
from paho.mqtt.subscribeoptions import SubscribeOptions

from stadtkern.kernel.callers import ANYBODY, Caller
from stadtkern.kernel.errors import CityError
from stadtkern.kernel.messages import Handler, Message, Outcome, Update, Verdict

from .ahead import AheadClient

log = structlog.get_logger(__name__)

_UNSUPPORTED_VERSION = 132
_RETRY_S = 2.0
_MOST_QUEUED = 20_000
_SESSION_S = 24 * 3600
_RECEIVE_MAXIMUM = 5_000


@dataclass(frozen=True, kw_only=True)
class Broker:
    """Where the outside broker is and who calls it."""

    url: str = field(repr=False)
    """``mqtt(s)://user:password@host:port``."""
    client_id: str
    trusted: str | None = None
    """File with the certificate authority of the broker; null: those of the system."""
    authority: str = ""
    """The same as PEM text."""
    session_s: int = _SESSION_S
    """So long the broker keeps what comes while the city is away; 0: not at all."""
    older: bool = False
    """Speak MQTT 3.1.1, which costs half per message; the broker decides how long it keeps what comes."""


@dataclass(frozen=True, kw_only=True)
class Traffic:
    """What passes between an outside broker and one handler."""

    handler: Handler
    caller: Callable[[], Caller]
    """With whose rights messages are stored; a CityError: they wait."""
    patterns: tuple[str, ...] = ()
    """Always subscribed."""
    tell: str = ""
    """Updates of this pattern of the handler are published at the broker; empty: none."""
    own: bytes = b""
    """What only payloads contain that the city itself has published."""
    retained: bool = False
    """Whether the handler wants retained messages."""


State = Callable[[str], None]
"""Told why there is no connection, in German; empty: there is one."""


class OutsideBroker:
    """Connected as long as it runs; a broker that is away is called again and again."""

    def __init__(
        self, broker: Broker, traffic: Sequence[Traffic], *, state: State = lambda _reason: None
    ) -> None:
        self.connected = threading.Event()
        self.lost = 0
        """Updates that found no room while the broker was away."""
        self._broker = broker
        self._traffic = tuple(traffic)
        self._state = state
        self._wanted: dict[str, int] = {}
        self._subscribed: dict[str, int] = {}
        self._turn = threading.Lock()
        self._waiting: list[tuple[Client, int, Message]] = []
        """Messages that could not be stored and are tried again together."""
        self._stopping = threading.Event()
        self._client = self._made(
            MQTTProtocolVersion.MQTTv311 if broker.older else MQTTProtocolVersion.MQTTv5
        )

    def start(self) -> None:
        """Begin to connect; returns at once."""
        for one in self._traffic:
            if one.tell:
                one.handler.attach(self._deliver)
                one.handler.subscribe(ANYBODY, one.tell)
        self._connect()

    def stop(self) -> None:
        """Say goodbye; what is not acknowledged comes again after the next start."""
        self._stopping.set()
        for one in self._traffic:
            if one.tell:
                one.handler.unsubscribe(ANYBODY, one.tell)
        self._client.disconnect()
        self._client.loop_stop()

    def listen(self, patterns: Mapping[str, int]) -> None:
        """Subscribe to these patterns, with their quality of service, and to those of the traffic."""
        with self._turn:
            self._wanted = dict(patterns)
            if self.connected.is_set():
                self._settle(self._client)

    def publish(self, topic: str, payload: bytes, *, qos: int = 1, retain: bool = False) -> MQTTMessageInfo:
        """Publish a message; what is asked of the answer may wait for the broker."""
        return self._client.publish(topic, payload, qos=qos, retain=retain)

    def _settle(self, client: Client) -> None:
        """Subscribe to what is wanted and not subscribed yet, and the other way round; under the lock."""
        fixed = {pattern: 1 for one in self._traffic for pattern in one.patterns}
        wanted = {**self._wanted, **fixed}
        for pattern in [one for one in self._subscribed if one not in wanted]:
            client.unsubscribe(pattern)
            del self._subscribed[pattern]
        for pattern, qos in wanted.items():
            if self._subscribed.get(pattern) == qos:
                continue
            if client.protocol == MQTTProtocolVersion.MQTTv5:
                client.subscribe(pattern, options=SubscribeOptions(qos=qos, noLocal=True))
            else:
                client.subscribe(pattern, qos=qos)
            self._subscribed[pattern] = qos

    def _made(self, protocol: MQTTProtocolVersion) -> Client:
        v5 = protocol == MQTTProtocolVersion.MQTTv5
        client = AheadClient(
            CallbackAPIVersion.VERSION2,
            client_id=self._broker.client_id,
            clean_session=None if v5 else not self._broker.session_s,
            protocol=protocol,
            manual_ack=True,
        )
        parts = urlsplit(self._broker.url)
        if parts.username:
            client.username_pw_set(unquote(parts.username), unquote(parts.password or ""))
        if parts.scheme == "mqtts":
            authority = self._broker.authority or None
            context = ssl.create_default_context(cafile=self._broker.trusted, cadata=authority)
            client.tls_set_context(context)
        client.max_queued_messages_set(_MOST_QUEUED)
        client.max_inflight_messages_set(_RECEIVE_MAXIMUM)
        client.reconnect_delay_set(1, 60)
        client.on_connect = self._on_connect
        client.on_connect_fail = self._on_connect_fail
        client.on_disconnect = self._on_disconnect
        client.on_message = self._on_message
        return client

    def _connect(self) -> None:
        parts = urlsplit(self._broker.url)
        port = parts.port or (8883 if parts.scheme == "mqtts" else 1883)
        if self._client.protocol == MQTTProtocolVersion.MQTTv5:
            properties = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]  # paho gives no types here
            properties.SessionExpiryInterval = self._broker.session_s
            properties.ReceiveMaximum = _RECEIVE_MAXIMUM
            self._client.connect_async(
                parts.hostname or "", port, clean_start=not self._broker.session_s, properties=properties
            )
        else:
            self._client.connect_async(parts.hostname or "", port)
        self._client.loop_start()

    def _on_connect(
        self,
        client: Client,
        _userdata: object,
        _flags: ConnectFlags,
        code: ReasonCode,
        _properties: Properties | None,
    ) -> None:
        if code.is_failure:
            log.warning("mqtt_broker_refused", reason=str(code))
            self._state(f"Der Broker lehnt die Verbindung ab: {code}.")
            if code.value == _UNSUPPORTED_VERSION and not self._stopping.is_set():
                threading.Thread(target=self._speak_older, daemon=True).start()
            return
        with self._turn:
            self._subscribed = {}
            self._settle(client)
            self.connected.set()
        self._state("")
        log.info("mqtt_broker_connected")

    def _on_connect_fail(self, *_given: object) -> None:
        self._state("Der Broker ist nicht erreichbar.")

    def _on_disconnect(self, *_given: object) -> None:
        self.connected.clear()
        self._state("Die Verbindung zum Broker ist unterbrochen.")

    def _speak_older(self) -> None:
        """A broker that does not know MQTT 5.0 is called with 3.1.1."""
        self._client.disconnect()
        self._client.loop_stop()
        self._client = self._made(MQTTProtocolVersion.MQTTv311)
        self._connect()

    def _on_message(self, client: Client, _userdata: object, message: MQTTMessage) -> None:
        payload = bytes(message.payload)
        said = Message(
            topic=message.topic,
            payload=payload,
            qos=message.qos,
            retain=message.retain,
            again=message.dup,
        )
        traffic = self._of(said)
        if traffic is None:
            client.ack(message.mid, message.qos)
        else:
            self._hand_over(traffic, client, message.mid, said)

    def _of(self, message: Message) -> Traffic | None:
        """Whose business a message is; none: nobody wants it."""
        one = next((one for one in self._traffic if one.handler.covers(message.topic)), None)
        if one is None or (message.retain and not one.retained):
            return None
        return None if one.own and one.own in message.payload else one

    def _hand_over(self, traffic: Traffic, client: Client, mid: int, message: Message) -> None:
        """Give a message to its handler; acknowledge it when it is durable, try again when it is not."""

        def done(future: Future[Outcome]) -> None:
            error = future.exception()
            if error is not None or future.result().verdict is Verdict.LATER:
                self._again(client, mid, message, str(error or future.result().reason))
            else:
                client.ack(mid, message.qos)

        try:
            caller = traffic.caller()
        except CityError as error:
            self._again(client, mid, message, str(error))
            return
        traffic.handler.publish(caller, message).add_done_callback(done)

    def _again(self, client: Client, mid: int, message: Message, reason: str) -> None:
        with self._turn:
            self._waiting.append((client, mid, message))
            first = len(self._waiting) == 1
        if first and not self._stopping.is_set():
            log.warning("mqtt_messages_wait", reason=reason)
            timer = threading.Timer(_RETRY_S, self._retry)
            timer.daemon = True
            timer.start()

    def _retry(self) -> None:
        with self._turn:
            waiting, self._waiting = self._waiting, []
        for client, mid, message in waiting:
            traffic = self._of(message)
            if traffic is None:
                client.ack(mid, message.qos)
            elif not self._stopping.is_set():
                self._hand_over(traffic, client, mid, message)

    def _deliver(self, updates: Sequence[Update]) -> None:
        told = {one.tell for one in self._traffic if one.tell}
        for update in updates:
            if update.pattern in told and not update.domain:
                sent = self._client.publish(update.topic, update.payload, qos=1)
                self.lost += sent.rc == MQTTErrorCode.MQTT_ERR_QUEUE_SIZE
