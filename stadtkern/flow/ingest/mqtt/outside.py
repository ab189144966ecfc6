# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The client of an outside broker: takes what is published there and tells there what is public.

A message is acknowledged to the broker when it is durable. Messages of such a broker come without a name, so
all of them are stored with the rights of one key, which the operator names; without it none are.
"""

from __future__ import annotations

import ssl
import threading
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

import structlog
from paho.mqtt.client import Client, ConnectFlags, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode
from paho.mqtt.subscribeoptions import SubscribeOptions

from stadtkern.kernel.callers import ANYBODY, Caller
from stadtkern.kernel.errors import CityError
from stadtkern.kernel.messages import Handler, Message, Outcome, Update, Verdict

from .words import Authenticate

log = structlog.get_logger(__name__)

_UNSUPPORTED_VERSION = 132
_RETRY_S = 2.0
_MOST_QUEUED = 20_000
_SESSION_S = 24 * 3600
_RECEIVE_MAXIMUM = 1_000


@dataclass(frozen=True, kw_only=True)
class Broker:
    """Where the outside broker is and what passes through it."""

    url: str
    """``mqtt(s)://user:password@host:port``."""
    client_id: str
    pattern: str
    """Topics of the handler, e.g. ``v1.1/#``."""
    key: str = ""
    """With its rights messages are stored; empty: none are."""
    own: bytes = b""
    """What only payloads contain that the city itself has published."""
    trusted: str | None = None
    """File with the certificate authority of the broker; null: those of the system."""


class OutsideBroker:
    """Connected as long as it runs; a broker that is away is called again and again."""

    def __init__(self, broker: Broker, *, handler: Handler, authenticate: Authenticate) -> None:
        self.connected = threading.Event()
        self.lost = 0
        """Updates that found no room while the broker was away."""
        self._broker = broker
        self._handler = handler
        self._authenticate = authenticate
        self._stopping = threading.Event()
        self._client = self._made(MQTTProtocolVersion.MQTTv5)

    def start(self) -> None:
        """Begin to connect; returns at once."""
        self._handler.attach(self._deliver)
        self._handler.subscribe(ANYBODY, self._broker.pattern)
        self._connect()

    def stop(self) -> None:
        """Say goodbye; what is not acknowledged comes again after the next start."""
        self._stopping.set()
        self._handler.unsubscribe(ANYBODY, self._broker.pattern)
        self._client.disconnect()
        self._client.loop_stop()

    def _made(self, protocol: MQTTProtocolVersion) -> Client:
        v5 = protocol == MQTTProtocolVersion.MQTTv5
        client = Client(
            CallbackAPIVersion.VERSION2,
            client_id=self._broker.client_id,
            clean_session=None if v5 else False,
            protocol=protocol,
            manual_ack=True,
        )
        parts = urlsplit(self._broker.url)
        if parts.username:
            client.username_pw_set(unquote(parts.username), unquote(parts.password or ""))
        if parts.scheme == "mqtts":
            client.tls_set_context(ssl.create_default_context(cafile=self._broker.trusted))
        client.max_queued_messages_set(_MOST_QUEUED)
        client.max_inflight_messages_set(_RECEIVE_MAXIMUM)
        client.reconnect_delay_set(1, 60)
        client.on_connect = self._on_connect
        client.on_disconnect = self._on_disconnect
        client.on_message = self._on_message
        return client

    def _connect(self) -> None:
        parts = urlsplit(self._broker.url)
        port = parts.port or (8883 if parts.scheme == "mqtts" else 1883)
        if self._client.protocol == MQTTProtocolVersion.MQTTv5:
            properties = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]  # paho gives no types here
            properties.SessionExpiryInterval = _SESSION_S
            properties.ReceiveMaximum = _RECEIVE_MAXIMUM
            self._client.connect_async(parts.hostname or "", port, clean_start=False, properties=properties)
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
            if code.value == _UNSUPPORTED_VERSION and not self._stopping.is_set():
                threading.Thread(target=self._speak_older, daemon=True).start()
            return
        if self._broker.key and client.protocol == MQTTProtocolVersion.MQTTv5:
            client.subscribe(self._broker.pattern, options=SubscribeOptions(qos=1, noLocal=True))
        elif self._broker.key:
            client.subscribe(self._broker.pattern, qos=1)
        self.connected.set()
        log.info("mqtt_broker_connected")

    def _on_disconnect(self, *_given: object) -> None:
        self.connected.clear()

    def _speak_older(self) -> None:
        """A broker that does not know MQTT 5.0 is called with 3.1.1."""
        self._client.disconnect()
        self._client.loop_stop()
        self._client = self._made(MQTTProtocolVersion.MQTTv311)
        self._connect()

    def _on_message(self, client: Client, _userdata: object, message: MQTTMessage) -> None:
        payload = bytes(message.payload)
        ours = bool(self._broker.own) and self._broker.own in payload
        if ours or message.retain or not self._handler.covers(message.topic):
            client.ack(message.mid, message.qos)
            return
        said = Message(topic=message.topic, payload=payload, qos=message.qos)
        self._hand_over(client, message.mid, said)

    def _hand_over(self, client: Client, mid: int, message: Message) -> None:
        """Give a message to the handler; acknowledge it when it is durable, try again when it is not."""

        def done(future: Future[Outcome]) -> None:
            error = future.exception()
            if error is not None or future.result().verdict is Verdict.LATER:
                log.warning("mqtt_message_waits", reason=str(error or future.result().reason))
                self._again(client, mid, message)
                return
            client.ack(mid, message.qos)

        try:
            caller = self._caller()
        except CityError as error:
            log.warning("mqtt_broker_key", reason=str(error))
            self._again(client, mid, message)
            return
        self._handler.publish(caller, message).add_done_callback(done)

    def _again(self, client: Client, mid: int, message: Message) -> None:
        if not self._stopping.is_set():
            timer = threading.Timer(_RETRY_S, self._hand_over, (client, mid, message))
            timer.daemon = True
            timer.start()

    def _caller(self) -> Caller:
        return self._authenticate(self._broker.key)

    def _deliver(self, updates: Sequence[Update]) -> None:
        for update in updates:
            if update.pattern == self._broker.pattern and not update.domain:
                told = self._client.publish(update.topic, update.payload, qos=1)
                self.lost += told.rc == MQTTErrorCode.MQTT_ERR_QUEUE_SIZE
