# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""MQTT of a running city: the embedded broker, the client of an outside one, and what both are told."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial

import structlog

from stadtkern.flow.ingest import keys, rejections
from stadtkern.flow.ingest.models import DecoderKind
from stadtkern.flow.ingest.mqtt.endpoint import Endpoint, PortTaken
from stadtkern.flow.ingest.mqtt.outside import Broker, OutsideBroker, Traffic
from stadtkern.flow.ingest.mqtt.shared import SharedTopics
from stadtkern.flow.ingest.mqtt.words import Listen
from stadtkern.flow.lake import current
from stadtkern.flow.outlets.sensorthings.http.requests import ROOT
from stadtkern.flow.outlets.sensorthings.http.served import served
from stadtkern.flow.outlets.sensorthings.mqtt.handler import SensorThingsTopics
from stadtkern.flow.outlets.sensorthings.mqtt.topics import PREFIX
from stadtkern.kernel import registry
from stadtkern.kernel.callers import Caller
from stadtkern.kernel.errors import WrongSetting
from stadtkern.kernel.events import Event
from stadtkern.kernel.messages import Message
from stadtkern.kernel.observation import Rejected

from .env import Knobs

log = structlog.get_logger(__name__)

_RUNNING: list[SensorThingsTopics] = []
_OUTSIDE: list[OutsideBroker] = []


@contextmanager
def running(knobs: Knobs) -> Iterator[str]:
    """Offer MQTT as long as the block lasts; the answer says in German how it is offered.

    Raises:
        WrongSetting: the certificate cannot be used.
    """
    if knobs.mqtt is None and not knobs.mqtt_broker:
        yield "aus"
        return
    tls = _tls(knobs)
    topics = SensorThingsTopics(served(), keep=keep)
    topics.start()
    stop_watching = current.lake().watch(topics.news.observed)
    _RUNNING.append(topics)
    endpoint, said = _embedded(knobs, topics, tls)
    outside = _outside(knobs, topics)
    if outside is not None:
        outside.start()
        _OUTSIDE.append(outside)
    try:
        yield f"{said}, dazu der fremde Broker" if outside is not None and endpoint is not None else said
    finally:
        if outside is not None:
            _OUTSIDE.remove(outside)
            outside.stop()
        if endpoint is not None:
            endpoint.stop()
        _RUNNING.remove(topics)
        stop_watching()
        topics.stop()


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
    knobs: Knobs, topics: SensorThingsTopics, tls: ssl.SSLContext | None
) -> tuple[Endpoint | None, str]:
    """The broker, and what is said of it; a taken port does not stop the city."""
    if knobs.mqtt is None:
        return None, "fremder Broker"
    host, port = knobs.mqtt
    endpoint = Endpoint(
        listen=Listen(host=host, port=port, tls=tls),
        handlers=[topics, SharedTopics(domain.name for domain in registry.domains())],
        authenticate=authenticate,
    )
    try:
        endpoint.start()
    except PortTaken as error:
        log.warning("mqtt_port_taken", reason=str(error))
        return None, f"aus, weil {host}:{port} belegt ist; mit STADTKERN_MQTT eine andere Adresse wählen"
    return endpoint, f"{'mqtts' if tls else 'mqtt'}://{host}:{endpoint.port}"


def _outside(knobs: Knobs, topics: SensorThingsTopics) -> OutsideBroker | None:
    if not knobs.mqtt_broker:
        return None
    key = knobs.mqtt_broker_key
    traffic = Traffic(
        handler=topics,
        caller=partial(authenticate, key),
        patterns=(f"{PREFIX}#",) if key else (),
        tell=f"{PREFIX}#",
        own=f"{served().address}{ROOT}/".encode(),
    )
    broker = Broker(url=knobs.mqtt_broker, client_id=f"stadtkern-{knobs.host}-{knobs.port}")
    return OutsideBroker(broker, [traffic])


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
