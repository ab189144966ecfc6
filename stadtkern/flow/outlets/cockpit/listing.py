# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What lists of the cockpit show: sources with their state, and pages of long lists by key."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from stadtkern.flow.devices.models import SourceState
from stadtkern.flow.lake.words import Forecast
from stadtkern.kernel import registry, rights
from stadtkern.kernel.domain import Domain, Source
from stadtkern.kernel.models import Person
from stadtkern.kernel.roles import Action

_SOON_DAYS = 30
State = Literal["running", "outage", "silent", "paused", "waiting"]
ORDER: Final[dict[State, int]] = {"outage": 0, "silent": 1, "running": 2, "waiting": 3, "paused": 4}
"""Troubled ones first."""


@dataclass(frozen=True, kw_only=True)
class ListedSource:
    """A declared source with how it is doing."""

    domain: Domain
    source: Source
    state: State
    """``outage``: fetching fails; ``silent``: nothing came for too long; ``waiting``: nothing came ever."""
    may_steer: bool
    last_success_at: datetime | None
    newest: datetime | None
    """Phenomenon time of the newest observation."""
    next_attempt_at: datetime | None
    outage_since: datetime | None
    outage_reason: str
    stored: int
    rejected: int


def listed_sources(person: Person, now: datetime) -> list[ListedSource]:
    """The sources of the person's departments (administrators: all), troubled first. At most two queries."""
    rows = SourceState.objects.in_bulk()
    names = set(rights.domains_of(person, Action.SEE_INTERNAL))
    steered = set(rights.domains_of(person, Action.CONNECT))
    listed = [
        _listed(domain, source, rows.get(source.key), now, may_connect=domain.name in steered)
        for domain, source in registry.sources()
        if domain.name in names
    ]
    return sorted(listed, key=lambda one: (ORDER[one.state], one.source.title))


def state_of(source: Source, row: SourceState | None, now: datetime) -> State:
    """How a source is doing in one word."""
    if row is None or row.last_success_at is None:
        return "paused" if row and row.paused else "outage" if row and row.outage_since else "waiting"
    if row.paused:
        return "paused"
    if row.outage_since:
        return "outage"
    limit = source.outage_after_s if source.pull else None
    silent = limit is not None and now - row.last_success_at > timedelta(seconds=limit)
    return "silent" if silent else "running"


def soon_full(forecast: Forecast | None) -> bool:
    """Whether the disk will be full within 30 days."""
    days = forecast.days_until_full if forecast else None
    return days is not None and days < _SOON_DAYS


def _listed(
    domain: Domain, source: Source, row: SourceState | None, now: datetime, *, may_connect: bool
) -> ListedSource:
    return ListedSource(
        domain=domain,
        source=source,
        state=state_of(source, row, now),
        may_steer=may_connect and source.pull is not None,
        last_success_at=row.last_success_at if row else None,
        newest=row.last_observation_at if row else None,
        next_attempt_at=row.next_attempt_at if row else None,
        outage_since=row.outage_since if row else None,
        outage_reason=row.outage_reason if row else "",
        stored=row.stored if row else 0,
        rejected=row.rejected if row else 0,
    )
