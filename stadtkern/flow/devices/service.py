# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The register's front door: what sources and people tell about things, and what others ask."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta

from django.db import transaction

from stadtkern.kernel import registry
from stadtkern.kernel.domain import LICENCES, Domain, Licence, Source
from stadtkern.kernel.errors import NotFound
from stadtkern.kernel.observation import Series, Station

from .comparing import Told, differences, misplaced
from .editing import ThingFacts, move_thing, update_thing
from .identity import chunks, datastream_ids
from .models import Datastream, Thing, lock_register
from .places import Spot, spots, spots_of_domains
from .positions import position_fault
from .steering import fetch_now, may_steer, pause_source
from .writing import declare_quantities, write

__all__ = [
    "Spot",
    "ThingFacts",
    "datastream_ids",
    "datastream_names",
    "declare_quantities",
    "ensure",
    "fetch_now",
    "licence_of",
    "may_steer",
    "misplaced",
    "move_thing",
    "pause_source",
    "position_fault",
    "retention_cutoffs",
    "spots",
    "spots_of_domains",
    "update_thing",
]


def ensure(
    stations: Sequence[Station],
    series: Sequence[Series],
    *,
    domain: Domain,
    source: Source | None,
    at: datetime | None = None,
) -> dict[str, int]:
    """Make the register say what a source tells; ids of the datastreams by the codes of ``series``.

    Idempotent: telling the same again writes nothing. A station that moved gets a new location from ``at``
    (default: now); fields that a person has edited stay; a position that cannot be a place is left out
    (:func:`misplaced`). One audit entry per call that changed something.

    Raises:
        Contradiction: a series names an unknown station, an undeclared quantity, or others than before.
    """
    told = Told(
        stations={station.code: station for station in stations},
        series={one.code: one for one in series},
        domain=domain,
        source=source,
        at=at or datetime.now(UTC),
    )
    if differences(told):
        with transaction.atomic():
            lock_register()
            found = differences(told)
            write(told, found)
    return datastream_ids(told.series.keys())


def datastream_names(streams: Collection[int]) -> dict[int, str]:
    """Names of datastreams with their things, by id."""
    names = {}
    for chunk in chunks(streams):
        rows = Datastream.objects.filter(pk__in=chunk).values_list("pk", "thing__name", "name")
        names.update({stream: f"{thing}: {name}" for stream, thing, name in rows})
    return names


def licence_of(thing: Thing) -> Licence | None:
    """The licence under which the observations of a thing are published: its own, or that of its source."""
    if thing.licence:
        return LICENCES.get(thing.licence)
    try:
        return registry.source(thing.source)[1].licence
    except NotFound:
        return None


def retention_cutoffs(now: datetime) -> dict[int, datetime]:
    """Per datastream the time before which observations are to be removed; those kept for good are missing.

    The days come from the thing, else from the declaration of its domain.
    """
    declared = {domain.name: domain.retention.days for domain in registry.domains()}
    rows = Datastream.objects.order_by().values_list("pk", "thing__domain", "thing__retention_days")
    cutoffs = {}
    for stream, domain, own_days in rows:
        days = own_days if own_days is not None else declared.get(domain)
        if days is not None:
            cutoffs[stream] = now - timedelta(days=days)
    return cutoffs
