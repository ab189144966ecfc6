# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The settings of a connection with the wire ``mqtt``: which topics, at which broker, written how."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote, urlsplit

import msgspec

from stadtkern.flow.ingest.connections.models import Connection
from stadtkern.flow.ingest.mapping.checking import MappingRefused, german
from stadtkern.flow.ingest.mapping.documents import Form
from stadtkern.flow.ingest.mapping.paths import query
from stadtkern.flow.ingest.mapping.texts import template
from stadtkern.flow.ingest.mqtt.topics import is_pattern
from stadtkern.kernel.errors import CityError
from stadtkern.kernel.sealed import unseal

Topic = Annotated[str, msgspec.Meta(min_length=1, max_length=500)]
Said = Annotated[tuple[str, ...], msgspec.Meta(max_length=10)]


class Presence(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """Topics on which devices, or the broker in their last will, say whether they are there."""

    topic: Topic
    thing: Annotated[str, msgspec.Meta(min_length=1, max_length=300)]
    """Code of the thing with placeholders, as in the mapping."""
    path: Annotated[str, msgspec.Meta(max_length=300)] = ""
    """Where in a JSON message the word stands; empty: the message is the word."""
    offline: Said = ("offline", "0", "false")
    online: Said = ("online", "1", "true")


class Subscription(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """What a connection hears."""

    topics: Annotated[tuple[Topic, ...], msgspec.Meta(min_length=1, max_length=20)]
    form: Form = Form()
    qos: Annotated[int, msgspec.Meta(ge=0, le=2)] = 1
    broker: Annotated[str, msgspec.Meta(max_length=500)] = ""
    """``mqtt(s)://host:port`` of a broker of somebody else; empty: that of the city."""
    user: Annotated[str, msgspec.Meta(max_length=200)] = ""
    """At that broker; the password is the secret of the connection."""
    authority: Annotated[str, msgspec.Meta(max_length=20_000)] = ""
    """Certificate authority of that broker (PEM); empty: those of the system."""
    presence: Presence | None = None

    @property
    def patterns(self) -> tuple[str, ...]:
        """All topics that are subscribed."""
        return (*self.topics, self.presence.topic) if self.presence else self.topics


def subscription_of(connection: Connection) -> Subscription:
    """The settings of a connection.

    Raises:
        MappingRefused: a word is missing, unknown or contradicts the rest.
    """
    return understood(connection.settings)


def understood(raw: object) -> Subscription:
    """The settings as somebody wrote them.

    Raises:
        MappingRefused: a word is missing, unknown or contradicts the rest.
    """
    try:
        read = msgspec.convert(raw, Subscription)
    except msgspec.ValidationError as error:
        raise MappingRefused(german(error)) from error
    for pattern in read.patterns:
        if not is_pattern(pattern):
            raise MappingRefused(
                f"„{pattern}“ ist kein Topic: + und # stehen allein zwischen Schrägstrichen."
            )
        if pattern.startswith(("$", "v1.1/")) or pattern in {"#", "+/#"}:
            raise MappingRefused(
                f"„{pattern}“ ist zu weit gefasst oder gehört der SensorThings-Schnittstelle."
            )
    if read.broker:
        _check_broker(read.broker)
    if read.presence:
        try:
            template(read.presence.thing)
            query(read.presence.path or "$")
        except CityError as error:
            raise MappingRefused(str(error)) from error
    return read


def address_of(connection: Connection, subscription: Subscription) -> str:
    """The broker with user and password; holds a secret.

    Raises:
        SealBroken: the password cannot be read.
    """
    parts = urlsplit(subscription.broker)
    if not subscription.user:
        return subscription.broker
    person = f"{quote(subscription.user, safe='')}:{quote(unseal(connection.secret), safe='')}"
    return f"{parts.scheme}://{person}@{parts.netloc}"


def _check_broker(url: str) -> None:
    try:
        parts = urlsplit(url)
        usable = parts.scheme in {"mqtt", "mqtts"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable or parts.username is not None or parts.path.strip("/"):
        raise MappingRefused("Der Broker wird als mqtt://rechner:port oder mqtts://rechner:port angegeben.")
