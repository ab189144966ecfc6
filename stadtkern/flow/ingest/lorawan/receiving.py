# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Messages of network servers, by whichever wire: kept, read, stored, answered.

Every step can be repeated. A message whose process dies between two steps is healed when the server sends it
again, or by the periodic job that reads what waits (``jobs``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from stadtkern.flow.ingest import counters, rejections
from stadtkern.flow.ingest.connections.models import Connection
from stadtkern.flow.ingest.models import DecoderKind
from stadtkern.kernel.errors import CityError, LakeUnavailable
from stadtkern.kernel.messages import Outcome, Verdict
from stadtkern.kernel.observation import Rejected

from . import effects, raw, servers, storing
from .models import Uplink, UplinkState
from .together import Together
from .words import DeviceEvent, UplinkEvent


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """One message as it arrived."""

    connection: Connection
    topic: str
    """That of MQTT; of a webhook the kind of event that stands in its address."""
    body: bytes
    at: datetime


TAKEN = Outcome(verdict=Verdict.TAKEN)


def take(connection: Connection, topic: str, body: bytes, now: datetime) -> Outcome:
    """Take one message; returns when what it says is durable. Those that arrive at once travel together.

    Raises:
        LakeUnavailable: its observations are not stored yet; the sender shall repeat it.
    """
    outcome = _GATHERED.bring(Delivery(connection=connection, topic=topic, body=body, at=now))
    if outcome.verdict is Verdict.LATER:
        raise LakeUnavailable(outcome.reason)
    return outcome


def take_all(deliveries: Sequence[Delivery]) -> list[Outcome]:
    """Take several messages with one commit; their outcomes in the same order.

    What cannot be stored now is answered with :attr:`Verdict.LATER`; its raw form is kept and read later.
    """
    read = [_read(one) for one in deliveries]
    outcomes = [TAKEN if isinstance(one, tuple) else one for one in read]
    heard: dict[int, list[UplinkEvent]] = {}
    others: list[effects.Told] = []
    for place, (delivery, events) in enumerate(zip(deliveries, read, strict=True)):
        if isinstance(events, Outcome):
            continue
        heard[place] = [event for event in events if isinstance(event, UplinkEvent)]
        others += [
            effects.Told(connection=delivery.connection, event=event, at=delivery.at)
            for event in events
            if not isinstance(event, UplinkEvent)
        ]
    late = _store(deliveries, heard)
    if others:
        effects.apply(others)
    for place in late:
        outcomes[place] = Outcome(verdict=Verdict.LATER, reason=late[place])
    return outcomes


def _store(deliveries: Sequence[Delivery], heard: dict[int, list[UplinkEvent]]) -> dict[int, str]:
    """Keep and read uplinks; why those at some places could not be stored yet."""
    pairs = [(place, event) for place, events in heard.items() for event in events]
    if not pairs:
        return {}
    now = max(one.at for one in deliveries)
    kept = raw.keep([(deliveries[place].connection, event) for place, event in pairs], now)
    waiting = [row for row in kept.values() if row.state == UplinkState.WAITING]
    reasons = storing.store(storing.readable(waiting), now=now)
    if not reasons:
        return {}
    return {
        place: reasons[row.pk]
        for place, event in pairs
        if (row := _row(kept, deliveries[place], event)) is not None and row.pk in reasons
    }


def _row(kept: dict[str, Uplink], delivery: Delivery, event: UplinkEvent) -> Uplink | None:
    return kept.get(raw.fingerprint(delivery.connection, event))


def _read(delivery: Delivery) -> tuple[DeviceEvent, ...] | Outcome:
    """The events of a message; one that cannot be read is kept for people to look at."""
    try:
        server = servers.server_of(delivery.connection)
        return servers.events(server, delivery.topic, delivery.body, delivery.at)
    except CityError as error:
        reason = str(error)
    key = delivery.connection.key
    origin = rejections.Origin(source_key=key, payload_name=delivery.topic, kind=DecoderKind.SOURCE)
    rejections.keep([Rejected(reason=reason, raw=delivery.body, where="LoRaWAN")], origin, now=delivery.at)
    counters.note(key, rejected=1)
    return Outcome(verdict=Verdict.UNREADABLE, reason=reason)


_GATHERED: Together[Delivery, Outcome] = Together(take_all, most=400)
