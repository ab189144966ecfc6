# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""MQTT of a running city: the embedded broker, the client of an outside one, and what both are told."""

from __future__ import annotations

import secrets
import socket
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import partial

import structlog
from django.conf import settings
from paho.mqtt.client import MQTTMessageInfo

from stadtkern.flow.ingest import keys, rejections
from stadtkern.flow.ingest.models import DecoderKind
from stadtkern.flow.ingest.mqtt.endpoint import Endpoint, PortTaken
from stadtkern.flow.ingest.mqtt.outside import Broker, OutsideBroker, Traffic
from stadtkern.flow.ingest.mqtt.shared import SharedTopics
from stadtkern.flow.ingest.mqtt.words import Listen
from stadtkern.flow.ingest.subscriptions.arriving import Arriving
from stadtkern.flow.ingest.subscriptions.brokers import DEVICES, Supervisor
from stadtkern.flow.ingest.subscriptions.handlers import BrokerTopics, DeclaredTopics, Hearing
from stadtkern.flow.ingest.subscriptions.storing import Storing
from stadtkern.flow.ingest.subscriptions.tasks import Replies
from stadtkern.flow.lake import current
from stadtkern.flow.outlets.sensorthings.http.requests import ROOT
from stadtkern.flow.outlets.sensorthings.http.served import served
from stadtkern.flow.outlets.sensorthings.mqtt.handler import SensorThingsTopics
from stadtkern.flow.outlets.sensorthings.mqtt.topics import PREFIX
from stadtkern.kernel import registry
from stadtkern.kernel.callers import Caller
from stadtkern.kernel.errors import WrongSetting
from stadtkern.kernel.events import Event
from stadtkern.kernel.messages import Handler, Message
from stadtkern.kernel.observation import Rejected

from .env import Knobs
from .pausing import PausedTopics

log = structlog.get_logger(__name__)

_RUNNING: list[SensorThingsTopics] = []
_OUTSIDE: list[OutsideBroker] = []
_EMBEDDED: list[Endpoint] = []
SUPERVISORS: list[Supervisor] = []
"""Those who keep this process in step with the connections."""
_PATIENCE_S = 10.0
"""So long a message of the city may take to a broker."""


@contextmanager
def running(knobs: Knobs) -> Iterator[str]:
    """Offer MQTT as long as the block lasts; the answer says in German how it is offered.

    Raises:
        WrongSetting: the certificate cannot be used.
    """
    if knobs.mqtt is None and not knobs.mqtt_broker:
        with _hearing() as hearing, _supervised(knobs, hearing, None):
            yield "aus"
        return
    tls = _tls(knobs)
    topics = SensorThingsTopics(served(), keep=keep)
    topics.start()
    stop_watching = current.lake().watch(topics.news.observed, others=True)
    _RUNNING.append(topics)
    try:
        with _hearing() as hearing:
            declared = DeclaredTopics(hearing, SharedTopics(one.name for one in registry.domains()))
            endpoint, said = _embedded(knobs, [PausedTopics(topics), declared], tls)
            outside = _outside(knobs, topics, hearing)
            with _serving(endpoint, outside), _supervised(knobs, hearing, outside):
                both = outside is not None and endpoint is not None
                yield f"{said}, dazu der fremde Broker" if both else said
    finally:
        _RUNNING.remove(topics)
        stop_watching()
        topics.stop()


def publish(topic: str, payload: bytes, *, retain: bool = False) -> bool:
    """Publish a message of the city at all its brokers, QoS 1; whether a client or an outside broker took it.

    In a process without a broker the outside broker is called for this one message.
    """
    reached = 0
    for endpoint in _EMBEDDED:
        with suppress(TimeoutError):
            reached += endpoint.publish(topic, payload, retain=retain).result(_PATIENCE_S)
    for one in _OUTSIDE:
        reached += _sent(one.publish(topic, payload, retain=retain))
    knobs: Knobs = settings.KNOBS
    if not _EMBEDDED and not _OUTSIDE and knobs.mqtt_broker:
        return _called_once(knobs, topic, payload, retain)
    return reached > 0


@contextmanager
def _hearing() -> Iterator[Hearing]:
    """What connections hear, and the thread that stores it."""
    replies = Replies()
    arriving = Arriving(Storing(replies).store)
    arriving.start()
    try:
        yield Hearing(arriving, replies)
    finally:
        arriving.stop()


@contextmanager
def _supervised(knobs: Knobs, hearing: Hearing, outside: OutsideBroker | None) -> Iterator[None]:
    """Keep in step with the connections that people make."""
    holder = f"{socket.gethostname()}:{knobs.host}:{knobs.port}"
    supervisor = Supervisor(hearing, holder=holder, alone=not knobs.lake_catalogue, city=outside)
    supervisor.start()
    SUPERVISORS.append(supervisor)
    try:
        yield
    finally:
        SUPERVISORS.remove(supervisor)
        supervisor.stop()


@contextmanager
def _serving(endpoint: Endpoint | None, outside: OutsideBroker | None) -> Iterator[None]:
    """Both brokers, known to :func:`publish` as long as they run."""
    if outside is not None:
        outside.start()
        _OUTSIDE.append(outside)
    if endpoint is not None:
        _EMBEDDED.append(endpoint)
    try:
        yield
    finally:
        if outside is not None:
            _OUTSIDE.remove(outside)
            outside.stop()
        if endpoint is not None:
            _EMBEDDED.remove(endpoint)
            endpoint.stop()


def connected() -> bool:
    """Whether the outside broker can be reached at the moment."""
    return any(one.connected.is_set() for one in _OUTSIDE)


def on_change(event: Event) -> None:
    """Listener of the register: whoever subscribed is told."""
    for topics in _RUNNING:
        topics.news.changed(event)


def authenticate(secret: str) -> Caller:
    """Who holds this key.

    Raises:
        KeyRefused: nobody.
    """
    return keys.holder(secret, now=datetime.now(UTC)).caller


def keep(source: str, message: Message, reason: str, now: datetime) -> None:
    """Keep a message that cannot be stored, for people to look at."""
    origin = rejections.Origin(source_key=source, payload_name=message.topic, kind=DecoderKind.PUSH)
    rejected = Rejected(reason=reason, raw=message.payload, where="MQTT")
    rejections.keep([rejected], origin, now=now)


def _embedded(
    knobs: Knobs, handlers: Sequence[Handler], tls: ssl.SSLContext | None
) -> tuple[Endpoint | None, str]:
    """The broker, and what is said of it; a taken port does not stop the city."""
    if knobs.mqtt is None:
        return None, "fremder Broker"
    host, port = knobs.mqtt
    endpoint = Endpoint(
        listen=Listen(host=host, port=port, tls=tls),
        handlers=handlers,
        authenticate=authenticate,
    )
    try:
        endpoint.start()
    except PortTaken as error:
        log.warning("mqtt_port_taken", reason=str(error))
        return None, f"aus, weil {host}:{port} belegt ist; mit STADTKERN_MQTT eine andere Adresse wählen"
    return endpoint, f"{'mqtts' if tls else 'mqtt'}://{host}:{endpoint.port}"


def _outside(knobs: Knobs, topics: SensorThingsTopics, hearing: Hearing) -> OutsideBroker | None:
    if not knobs.mqtt_broker:
        return None
    key = knobs.mqtt_broker_key
    traffic = Traffic(
        handler=PausedTopics(topics),
        caller=partial(authenticate, key),
        patterns=(f"{PREFIX}#",) if key else (),
        tell=f"{PREFIX}#",
        own=f"{served().address}{ROOT}/".encode(),
    )
    broker = Broker(url=knobs.mqtt_broker, client_id=f"stadtkern-{knobs.host}-{knobs.port}")
    declared = BrokerTopics(hearing, "", replies=True)
    devices = Traffic(handler=declared, caller=lambda: DEVICES, retained=True)
    return OutsideBroker(broker, [traffic, devices])


def _sent(info: MQTTMessageInfo) -> bool:
    """Whether the broker has taken a message within a while."""
    with suppress(ValueError, RuntimeError):
        info.wait_for_publish(_PATIENCE_S)
        return info.is_published()
    return False


def _called_once(knobs: Knobs, topic: str, payload: bytes, retain: bool) -> bool:
    """Call the outside broker for one message."""
    broker = Broker(url=knobs.mqtt_broker, client_id=f"stadtkern-{secrets.token_hex(6)}", session_s=0)
    outside = OutsideBroker(broker, [])
    outside.start()
    try:
        outside.connected.wait(_PATIENCE_S)
        return _sent(outside.publish(topic, payload, retain=retain))
    finally:
        outside.stop()


def _tls(knobs: Knobs) -> ssl.SSLContext | None:
    if not knobs.mqtt_tls:
        return None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    try:
        context.load_cert_chain(knobs.mqtt_tls[0], knobs.mqtt_tls[-1])
    except (ssl.SSLError, OSError) as error:
        raise WrongSetting(
            f"STADTKERN_MQTT_TLS: Zertifikat oder Schlüssel ist nicht lesbar: {error}"
        ) from error
    return context
