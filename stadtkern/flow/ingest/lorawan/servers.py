# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""An application of a LoRaWAN network server as a connection: its settings, its secrets, its messages."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal

import msgspec
from django.utils.translation import gettext as _

from stadtkern.flow.ingest.connections.models import Connection
from stadtkern.kernel.errors import Contradiction, PayloadRejected
from stadtkern.kernel.sealed import SealBroken, unseal

from . import chirpstack, things_stack
from .words import DeviceEvent

Name = Annotated[str, msgspec.Meta(max_length=200)]
Address = Annotated[str, msgspec.Meta(max_length=1000)]


class Kind(StrEnum):
    """The network servers that are understood."""

    THINGS_STACK = "tts3"
    CHIRPSTACK = "chirpstack4"


TITLES = {Kind.THINGS_STACK: "The Things Stack v3", Kind.CHIRPSTACK: "ChirpStack v4"}


class Server(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """The settings of a connection with wire ``lorawan``."""

    kind: Kind
    application: Name = ""
    """Identifier at the network server; messages of others are refused. Empty: any."""
    base_url: Address = ""
    """Where downlinks go, e.g. ``https://eu1.cloud.thethings.network``; empty: no downlinks."""
    webhook: Name = ""
    """The Things Stack: identifier of the webhook through which downlinks are queued."""
    proof: Literal["bearer", "header", "hmac"] = "bearer"
    """How a webhook proves who sends it: ``Authorization: Bearer``, a header of its own, or a signature."""
    header: Annotated[str, msgspec.Meta(max_length=60, pattern=r"^[A-Za-z0-9-]*$")] = ""
    """Name of the header with the token or the signature (HMAC-SHA256 of the body, hexadecimal)."""
    broker: Address = ""
    """Address of an MQTT broker that brings the messages, e.g. ``mqtts://eu1.cloud.thethings.network:8883``."""
    user: Name = ""
    topics: Annotated[tuple[Name, ...], msgspec.Meta(max_length=20)] = ()
    """Patterns to subscribe to at the broker; empty: those of the application."""
    keep_days: Annotated[int, msgspec.Meta(ge=1, le=366)] = 30
    """So long raw uplinks are kept, so that they can be read again."""


class Secrets(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """What is sealed."""

    token: str = ""
    """What a webhook proves itself with."""
    api_key: str = ""
    """Key of the network server's API, for downlinks."""
    password: str = ""
    """Of the broker."""


def server_of(connection: Connection) -> Server:
    """The settings of a connection.

    Raises:
        Contradiction: they are not those of this wire.
    """
    try:
        return msgspec.convert(connection.settings, Server)
    except msgspec.ValidationError as error:
        raise Contradiction(
            _("Die Einstellungen von „%(key)s“ sind unvollständig: %(why)s")
            % {"key": connection.key, "why": error}
        ) from error


def secrets_of(connection: Connection) -> Secrets:
    """The secrets of a connection; none when they cannot be read."""
    try:
        return msgspec.json.decode(unseal(connection.secret) or "{}", type=Secrets)
    except (SealBroken, msgspec.DecodeError):
        return Secrets()


def new_token() -> str:
    """256 random bits for a webhook."""
    return f"skl_{secrets.token_urlsafe(32)}"


def topics_of(server: Server) -> Sequence[str]:
    """The patterns under which the broker of a network server tells about the application."""
    if server.topics:
        return server.topics
    if server.kind is Kind.CHIRPSTACK:
        return (f"application/{server.application or '+'}/device/+/event/+",)
    user = server.user or f"{server.application}@ttn"
    return tuple(f"v3/{user}/devices/+/{what}" for what in _THINGS_STACK_TOPICS)


_THINGS_STACK_TOPICS = (
    "up",
    "join",
    "down/queued",
    "down/sent",
    "down/ack",
    "down/nack",
    "down/failed",
)


def events(server: Server, topic: str, body: bytes, now: datetime) -> tuple[DeviceEvent, ...]:
    """What a message tells; ``topic`` is that of MQTT, or the kind of event of a webhook.

    Raises:
        PayloadRejected: it is no message of this kind of server, or of another application.
    """
    if server.kind is Kind.THINGS_STACK:
        found, application = things_stack.events(body, now)
    else:
        found, application = chirpstack.events(body, chirpstack.kind_of(topic) or topic, now)
    if server.application and application and application != server.application:
        raise PayloadRejected(
            _("Die Nachricht gehört zur Anwendung „%(other)s“, nicht zu „%(own)s“.")
            % {"other": application[:100], "own": server.application}
        )
    return found
