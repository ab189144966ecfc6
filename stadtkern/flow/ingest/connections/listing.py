# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Connections as the cockpit lists them: each with how its source is doing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from stadtkern.flow.devices.models import Datastream, SourceState, Thing
from stadtkern.flow.ingest.models import RejectedRecord
from stadtkern.kernel import registry
from stadtkern.kernel.domain import Domain
from stadtkern.kernel.models import Person

from .models import Connection, Stage

State = Literal["draft", "paused", "outage", "silent", "waiting", "running"]
_ORDER: dict[str, int] = {"outage": 0, "silent": 1, "draft": 2, "waiting": 3, "running": 4, "paused": 5}
_REJECTED_SHOWN = 5
_STREAMS_SHOWN = 10


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A connection with its subject and state."""

    connection: Connection
    domain: Domain | None
    """Null when its subject is no longer declared."""
    state: State
    row: SourceState | None


@dataclass(frozen=True, kw_only=True)
class Shown:
    """What the page of one connection tells."""

    listed: Listed
    rejected: Sequence[RejectedRecord]
    rejected_open: int
    things: int
    streams: Sequence[Datastream]
    """Some of its datastreams, newest first."""
    stream_count: int


def listed(person: Person, now: datetime) -> list[Listed]:
    """The connections of the person's departments (administrators: all), troubled first; three queries."""
    rows = SourceState.objects.in_bulk()
    domains = {domain.name: domain for domain in registry.domains()}
    found = [
        _listed(one, domains.get(one.domain), rows.get(one.key), now)
        for one in Connection.objects.of_person(person)
    ]
    return sorted(found, key=lambda one: (_ORDER[one.state], one.connection.title))


def shown(connection: Connection, now: datetime) -> Shown:
    """One connection with its last rejections and datastreams."""
    row = SourceState.objects.filter(pk=connection.key).first()
    domains = {domain.name: domain for domain in registry.domains()}
    rejected = RejectedRecord.objects.open().filter(source=connection.key)
    streams = Datastream.objects.filter(thing__source=connection.key)
    return Shown(
        listed=_listed(connection, domains.get(connection.domain), row, now),
        rejected=list(rejected.before(None)[:_REJECTED_SHOWN]),
        rejected_open=rejected.count(),
        things=Thing.objects.filter(source=connection.key).count(),
        streams=list(streams.select_related("thing").order_by("-pk")[:_STREAMS_SHOWN]),
        stream_count=streams.count(),
    )


def state_of(connection: Connection, row: SourceState | None, now: datetime) -> State:
    """How a connection is doing in one word."""
    if connection.stage == Stage.DRAFT:
        return "draft"
    if connection.stage == Stage.PAUSED or (row is not None and row.paused):
        return "paused"
    if row is not None and row.outage_since:
        return "outage"
    if row is None or row.last_success_at is None:
        return "waiting"
    limit = connection.outage_after_s
    late = limit is not None and now - row.last_success_at > timedelta(seconds=limit)
    return "silent" if late else "running"


def _listed(connection: Connection, domain: Domain | None, row: SourceState | None, now: datetime) -> Listed:
    return Listed(connection=connection, domain=domain, state=state_of(connection, row, now), row=row)
