# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Small cities for the tests of the catalogue: one counting source, people of two departments, datasets."""

from __future__ import annotations

from datetime import UTC, datetime

from stadtkern.flow.catalogue.models import Dataset
from stadtkern.flow.catalogue.models.datasets import Origin, State
from stadtkern.flow.devices import service as devices
from stadtkern.kernel import registry
from stadtkern.kernel.domain import DL_DE_BY_2, Domain, Retention, Source
from stadtkern.kernel.models import Department, Person
from stadtkern.kernel.observation import Decoded, Payload, Series, Station
from stadtkern.kernel.quantities import PEDESTRIAN_COUNT
from stadtkern.kernel.tests.people_of_tests import administrator as boss
from stadtkern.kernel.tests.people_of_tests import employ

NOW = datetime(2026, 7, 1, 10, tzinfo=UTC)


def undecoded(_payload: Payload) -> Decoded:
    """A source of these tests brings nothing by itself."""
    return Decoded()


def source(key: str = "squares", *, internal: bool = False) -> Source:
    """A source of counts."""
    return Source(
        key=key,
        title="Plätze",
        title_en="Squares",
        publisher="Stadt Musterhausen",
        homepage="https://example.org/",
        licence=DL_DE_BY_2,
        attribution="Stadt Musterhausen, dl-by-de/2.0",
        decode=undecoded,
        files=(),
        recorded="-",
        interval_s=900,
        internal=internal,
    )


def domain(*sources: Source) -> Domain:
    """A subject with these sources."""
    return Domain(
        name="squares",
        title="Plätze",
        title_en="Squares",
        slug="plaetze",
        summary="Wer über die Plätze geht.",
        summary_en="Who crosses the squares.",
        department="Amt für Plätze",
        fields_of_action=(),
        quantities=(PEDESTRIAN_COUNT,),
        sources=sources,
        retention=Retention(days=None, reason="Keine Personen erkennbar."),
        themes=("TRAN",),
        keywords=("Zählung",),
    )


def counted(*keys: str) -> None:
    """Sources with these keys, each with one public place at 7.6° east, 51.9° north."""
    made = [source(key) for key in keys]
    declared = domain(*made)
    registry.declare([declared])
    devices.declare_quantities([declared])
    for one in made:
        station = Station(code=f"{one.key}/1", name="Marktplatz", longitude=7.6, latitude=51.9)
        series = Series(
            code=f"{one.key}/1/all",
            station=station.code,
            name="Alle",
            quantities=(PEDESTRIAN_COUNT.key,),
            interval_s=900,
        )
        devices.ensure([station], [series], domain=declared, source=one, at=NOW)


def department(name: str = "Amt für Plätze") -> Department:
    """A department of this name."""
    return Department.objects.get_or_create(name=name)[0]


def person(name: str, *departments: Department, administrator: bool = False) -> Person:
    """Somebody who works for these departments."""
    made = boss(name) if administrator else Person.objects.create(username=name)
    employ(made, *departments)
    return made


def dataset(key: str, *, state: State = State.RELEASED, owner: Department | None = None) -> Dataset:
    """A dataset that somebody entered."""
    return Dataset.objects.create(
        key=key,
        origin=Origin.UPLOADED,
        state=state,
        title=f"Datensatz {key}",
        description="Was darin steht.",
        department=owner or department(),
        licence="dl-by-de/2.0",
        themes=["GOVE"],
        keywords=["Haushalt"],
        released_at=None if state in {State.DRAFT, State.REVIEW} else NOW,
        created_at=NOW,
        changed_at=NOW,
    )
