# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Entries that sources of observations make of themselves: one per source with public datastreams."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, Min, QuerySet
from django.db.models.functions import Coalesce

from stadtkern.flow.devices.models import (
    Component,
    Datastream,
    DatastreamQuerySet,
    Placement,
    SourceState,
    Visibility,
)
from stadtkern.kernel import registry
from stadtkern.kernel.domain import Domain, Source
from stadtkern.kernel.models import Department

from .lists.frequencies import frequency_of
from .lists.high_value import LEGISLATION
from .providing import City
from .words import Agent, Bounds, Column, Entry, Period

COLUMNS = (
    Column(key="time", title="Zeitpunkt", kind="datetime", description="Beginn, UTC"),
    Column(key="end", title="Ende", kind="datetime", description="bei Zeiträumen, UTC"),
    Column(key="place", title="Objekt", kind="text"),
    Column(key="datastream", title="Datenstrom", kind="text"),
    Column(key="quantity", title="Messgröße", kind="text"),
    Column(key="value", title="Wert", kind="number"),
    Column(key="unit", title="Einheit", kind="text"),
    Column(key="text", title="Text", kind="text", description="wenn der Wert keine Zahl ist"),
    Column(key="quality", title="Merkmale der Qualität", kind="integer", description="0: nichts bekannt"),
)
"""Of each table of observations."""


@dataclass(frozen=True, kw_only=True)
class _Facts:
    """What the register knows of one source."""

    since: datetime
    newest: datetime | None
    bounds: Bounds | None
    quantities: tuple[tuple[str, str], ...]
    """German and English names."""


def entries(city: City, key: str | None = None) -> Iterator[Entry]:
    """One entry per source with public datastreams; ``key``: only this one. Five queries for all of them."""
    found = _facts(key)
    emails = dict(Department.objects.exclude(email="").values_list("name", "email"))
    for domain, source in registry.sources():
        if source.key in found:
            yield _entry(domain, source, found[source.key], city, emails)


def _entry(domain: Domain, source: Source, facts: _Facts, city: City, emails: Mapping[str, str]) -> Entry:
    names = ", ".join(sorted(german for german, _english in facts.quantities))
    names_en = ", ".join(sorted(english or german for german, english in facts.quantities))
    return Entry(
        key=source.key,
        title=source.title,
        title_en=source.title_en,
        description=f"{source.description or domain.summary} Gemessen wird: {names}.",
        description_en=f"{source.description_en or domain.summary_en} Measured: {names_en}.",
        origin="measured",
        publisher=Agent(name=source.publisher, url=source.homepage),
        contact=office(domain.department, city, emails),
        maintainer=city.publisher,
        licence=source.licence,
        attribution=source.attribution,
        themes=source.themes or domain.themes,
        keywords=tuple(dict.fromkeys((*domain.keywords, *source.keywords, domain.title))),
        frequency=source.frequency or frequency_of(source.interval_s),
        issued=facts.since,
        modified=facts.newest,
        period=_period(facts),
        bounds=facts.bounds,
        geocoding=city.geocoding,
        high_value=source.high_value,
        applicable_legislation=(LEGISLATION,) if source.high_value else (),
        landing_page=f"/daten/{source.key}/",
        columns=COLUMNS,
        source=source.key,
        domain=domain.name,
        department=domain.department,
    )


def _period(facts: _Facts) -> Period | None:
    """Until the newest observation; an import may bring older ones than the register knows of."""
    if facts.newest is None:
        return None
    return Period(start=facts.since if facts.since <= facts.newest else None, end=facts.newest)


def office(department: str, city: City, emails: Mapping[str, str]) -> Agent:
    """How a department is reached: by its own address, else by that of the municipality."""
    email = emails.get(department, "") or city.contact.email
    return Agent(
        name=department or city.contact.name, email=email, phone=city.contact.phone, url=city.contact.url
    )


def _facts(key: str | None) -> dict[str, _Facts]:
    streams = Datastream.objects.public().exclude(thing__source="")
    placements = Placement.objects.filter(thing__visibility=Visibility.PUBLIC)
    if key is not None:
        streams, placements = streams.filter(thing__source=key), placements.filter(thing__source=key)
    since = dict(streams.order_by().values_list("thing__source").annotate(since=Min("created_at")))
    newest = dict(SourceState.objects.filter(key__in=since).values_list("key", "last_observation_at"))
    bounds, quantities = _bounds(placements), _quantities(streams)
    return {
        source: _Facts(
            since=first,
            newest=newest.get(source),
            bounds=bounds.get(source),
            quantities=tuple(quantities[source]),
        )
        for source, first in since.items()
    }


def _bounds(placements: QuerySet[Placement]) -> dict[str, Bounds]:
    rows = (
        placements.exclude(location__longitude=None)
        .order_by()
        .values_list("thing__source")
        .annotate(
            west=Min(Coalesce("location__west", "location__longitude")),
            south=Min(Coalesce("location__south", "location__latitude")),
            east=Max(Coalesce("location__east", "location__longitude")),
            north=Max(Coalesce("location__north", "location__latitude")),
        )
    )
    return {source: (west, south, east, north) for source, west, south, east, north in rows}


def _quantities(streams: DatastreamQuerySet) -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    rows = (
        Component.objects.filter(datastream__in=streams.order_by())
        .order_by()
        .values_list("datastream__thing__source", "observed_property__name", "observed_property__name_en")
    )
    for source, german, english in rows.distinct():
        found[source].append((german, english))
    return found
