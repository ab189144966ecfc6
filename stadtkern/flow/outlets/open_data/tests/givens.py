# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A small city with open data: counted squares, benches with a person's name, an entry from elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from shapely import Point

from stadtkern.flow.catalogue import harvested
from stadtkern.flow.catalogue.words import Agent, Distribution, Entry
from stadtkern.flow.collections import service, writing
from stadtkern.flow.collections.facts import Draft
from stadtkern.flow.collections.models import FeatureCollection, Visibility
from stadtkern.flow.devices.models import Datastream, SourceState
from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.outlets.tests import worlds
from stadtkern.kernel.collections import Feature, Field
from stadtkern.kernel.licences import CC_BY_4
from stadtkern.kernel.models import Department, Person
from stadtkern.kernel.tests.people_of_tests import employ

NOW = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
FIELDS = (
    Field(key="name", title="Name"),
    Field(key="seats", title="Plätze", kind="integer"),
    Field(key="opened", title="Eröffnet", kind="date"),
    Field(key="keeper", title="Pate", personal=True),
)


def squares(lake: Lake, *, protected: bool = False, values: Sequence[float] = (20.0,) * 8) -> Datastream:
    """One counter with these quarter hours; every value below 5 is small when ``protected``."""
    declared = worlds.declare(worlds.domain(protection=worlds.RULE if protected else None))
    [stream] = worlds.datastreams(declared, "square/1/all")
    worlds.store(lake, {stream: list(values)})
    SourceState.objects.update_or_create(
        key="squares", defaults={"last_observation_at": worlds.HOUR, "stored": len(values)}
    )
    return stream


def benches(count: int = 3, *, public: bool = True, name: str = "Bank {n}") -> FeatureCollection:
    """Benches along a street, each with the name of the person who looks after it."""
    department, _made = Department.objects.get_or_create(name="Grünflächen")
    person, _made = Person.objects.get_or_create(username="gerda")
    employ(person, department)
    draft = Draft(
        key="benches",
        title="Bänke",
        description="<p>Alle <b>Bänke</b><script>alert(1)</script></p>",
        department=department,
        geometry="point",
        fields=FIELDS,
        name_field="name",
        licence=CC_BY_4.code,
        publisher="Stadt",
        attribution="Stadt, CC BY",
    )
    made = service.create(person, draft, NOW)
    features = [
        Feature(
            key=f"b{n}",
            geometry=Point(6.7 + n / 100, 51.4),
            properties={"name": name.format(n=n), "seats": n, "keeper": "Frau Geheim"},
        )
        for n in range(count)
    ]
    writing.write_features(made, features, complete=True, now=NOW, actor=person)
    wanted = Visibility.PUBLIC if public else Visibility.INTERNAL
    return service.set_visibility(person, made, wanted, NOW)


def elsewhere(**changes: str) -> str:
    """A harvested entry; its key."""
    link = Distribution(
        key="csv",
        title="<img src=x onerror=alert(1)> CSV",
        access_url=changes.get("url", "https://example.org/a.csv"),
        format="CSV",
    )
    entry = Entry(
        key="anything",
        title=changes.get("title", "Bäume der Nachbarstadt"),
        description=changes.get("description", "<p>Alle <i>Bäume</i>.</p><script>alert(2)</script>"),
        origin="harvested",
        publisher=Agent(name="Nachbarstadt"),
        licence=CC_BY_4,
        themes=("ENVI",),
        harvested_from="Portal der Nachbarstadt",
        distributions=(link,),
        modified=NOW,
    )
    key, _outcome = harvested.record_harvested("nachbar", entry, identifier="4711", now=NOW)
    return key
