# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The active connections with all that can be found out in advance, and which of them a topic concerns."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import structlog

from stadtkern.flow.ingest.connections.models import Connection, Wire
from stadtkern.flow.ingest.mapping.checking import checked
from stadtkern.flow.ingest.mapping.paths import Query, query
from stadtkern.flow.ingest.mapping.reading import Reader
from stadtkern.flow.ingest.mapping.texts import Template, template
from stadtkern.flow.ingest.mapping.words import Mapping
from stadtkern.flow.ingest.mqtt.topics import matches
from stadtkern.kernel import registry
from stadtkern.kernel.errors import CityError

from .words import Presence, Subscription, subscription_of

log = structlog.get_logger(__name__)

_MOST_TOPICS = 100_000
_TOLD = {
    "battery_level": "battery_percent",
    "battery_voltage": "battery_v",
    "signal_strength": "rssi_dbm",
    "signal_noise": "snr_db",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Watch:
    """How presence is read."""

    words: Presence
    thing: Template
    path: Query


@dataclass(frozen=True, kw_only=True, slots=True)
class Live:
    """An active connection."""

    key: str
    revision: int
    domain: str
    subscription: Subscription
    reader: Reader
    timed: bool
    """Whether messages tell their time; then the same message twice is the same observation."""
    watch: Watch | None
    health: dict[str, str] = field(repr=False)
    """Last parts of datastream codes that tell how a device is doing, and what they tell."""


def is_presence(live: Live, topic: str) -> bool:
    """Whether a topic tells of presence, and not of observations."""
    words = live.subscription.presence
    return words is not None and matches(words.topic, topic)


def live(connection: Connection) -> Live:
    """A connection, understood.

    Raises:
        CityError: its settings or mapping are not usable.
    """
    words = subscription_of(connection)
    domain = registry.domain(connection.domain)
    mapping = mapping_of(connection)
    presence = words.presence
    return Live(
        key=connection.key,
        revision=connection.revision,
        domain=connection.domain,
        subscription=words,
        reader=Reader(
            mapping, source_key=connection.key, quantities=domain.measurable, form=words.form, sparse=True
        ),
        timed=bool(mapping.time.path),
        watch=Watch(words=presence, thing=template(presence.thing), path=query(presence.path or "$"))
        if presence
        else None,
        health={
            one.series or one.quantity: _TOLD[one.quantity] for one in mapping.fields if one.quantity in _TOLD
        },
    )


def mapping_of(connection: Connection) -> Mapping:
    """The mapping of a connection that can be used.

    Raises:
        CityError: its settings or mapping are not usable, or its domain is gone.
    """
    words = subscription_of(connection)
    return checked(connection.mapping, registry.domain(connection.domain), form=words.form)


class Table:
    """Active connections by topic; replaced as a whole when one changes."""

    def __init__(self, lives: Iterable[Live] = ()) -> None:
        self.lives = tuple(lives)
        self._known: dict[str, tuple[Live, ...]] = {}
        self._known_at: dict[tuple[str, str], tuple[Live, ...]] = {}

    def of(self, topic: str) -> tuple[Live, ...]:
        """Those that hear this topic."""
        known = self._known.get(topic)
        if known is None:
            known = tuple(
                one for one in self.lives if any(matches(p, topic) for p in one.subscription.patterns)
            )
            if len(self._known) >= _MOST_TOPICS:
                self._known = {}
            self._known[topic] = known
        return known

    def at(self, broker: str, topic: str) -> tuple[Live, ...]:
        """Those that hear this topic at this broker."""
        known = self._known_at.get((broker, topic))
        if known is None:
            known = tuple(one for one in self.of(topic) if one.subscription.broker == broker)
            if len(self._known_at) >= _MOST_TOPICS:
                self._known_at = {}
            self._known_at[broker, topic] = known
        return known


def looked_up(former: Table) -> Table:
    """The table as the register says it now; the former one when nothing has changed."""
    rows = list(Connection.objects.active().filter(wire=Wire.MQTT).order_by("key"))
    known = {(one.key, one.revision): one for one in former.lives}
    if [(row.key, row.revision) for row in rows] == [(one.key, one.revision) for one in former.lives]:
        return former
    lives = []
    for row in rows:
        try:
            lives.append(known.get((row.key, row.revision)) or live(row))
        except CityError as error:
            log.warning("mqtt_connection_unusable", connection=row.key, reason=str(error))
    return Table(lives)
