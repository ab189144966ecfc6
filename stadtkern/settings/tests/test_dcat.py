# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the subjects of the house declare makes valid entries of DCAT-AP.de 3.0."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.conf import settings

from stadtkern.commons.profile.models import CityProfile
from stadtkern.flow.catalogue import service
from stadtkern.flow.catalogue.harvested import record_harvested
from stadtkern.flow.catalogue.words import Agent, Entry
from stadtkern.flow.collections import service as collections
from stadtkern.flow.collections.models import FeatureCollection
from stadtkern.flow.devices import service as devices
from stadtkern.flow.outlets.dcat import surveying
from stadtkern.flow.outlets.dcat.portal import portal
from stadtkern.kernel import registry
from stadtkern.kernel.domain import Domain, Source
from stadtkern.kernel.licences import DL_DE_BY_2
from stadtkern.kernel.observation import Series, Station
from stadtkern.settings.catalogue import municipality
from stadtkern.settings.command import COMMANDS
from stadtkern.settings.dcat import portal_of
from stadtkern.settings.declared import declared_domains

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 7, 1, 10, tzinfo=UTC)


@pytest.fixture(autouse=True)
def whole_house() -> Iterator[None]:
    """All subjects are declared, whatever another test has declared."""
    registry.declare(declared_domains())
    yield
    registry.declare(declared_domains())


def measured(domain: Domain, source: Source) -> None:
    """One public place with one series of this source."""
    station = Station(code=f"{source.key}/1", name="Marktplatz", longitude=7.6, latitude=51.9)
    series = Series(
        code=f"{source.key}/1/all",
        station=station.code,
        name="Alle",
        quantities=(domain.quantities[0].key,),
        interval_s=900,
    )
    devices.ensure([station], [series], domain=domain, source=source, at=NOW)


def test_every_declared_source_makes_a_valid_entry() -> None:
    every = [(domain, source) for domain, source in registry.sources() if domain.quantities]
    devices.declare_quantities(declared_domains())
    for domain, source in every:
        measured(domain, source)
    survey = surveying.survey()
    assert [one for one in survey.findings if one.violation.severity == "violation"] == []
    assert survey.entries >= len([1 for _, source in every if not source.internal])


def test_every_declared_collection_makes_a_valid_entry(later_lake: None) -> None:
    for _, declared in registry.collections():
        collections.ensure_declared(declared.key, NOW)
    FeatureCollection.objects.update(features=1, data_changed_at=NOW)
    survey = surveying.survey()
    assert [one for one in survey.findings if one.violation.severity == "violation"] == []
    assert survey.entries == FeatureCollection.objects.public().count() > 0


def test_a_fault_is_found_with_the_key_of_its_entry() -> None:
    entry = Entry(
        key="x",
        title="Haushalt",
        description="Der Haushaltsplan.",
        origin="harvested",
        publisher=Agent(name="Land"),
        licence=DL_DE_BY_2,
        themes=("NIX",),
    )
    key, _ = record_harvested("land", entry, identifier="1", now=NOW)
    record_harvested("land", replace(entry, themes=("GOVE",)), identifier="2", now=NOW)
    survey = surveying.survey()
    assert [one.key for one in survey.findings if one.violation.severity == "violation"] == [key]
    assert (survey.violations, survey.advice) == (1, len(survey.findings) - 1)


def test_the_portal_is_published_by_the_municipality() -> None:
    CityProfile.objects.create(pk=1, name="Stadt Musterhausen", email="stadt@musterhausen.example")
    assert portal().publisher == municipality().publisher
    assert portal().publisher.name == "Stadt Musterhausen"


def test_iris_last_behind_a_proxy_and_follow_the_request_else() -> None:
    public = replace(settings.KNOBS, https=True, allowed_hosts=("daten.example.de",))
    assert portal_of(public)().address == "https://daten.example.de"
    assert portal_of(replace(settings.KNOBS, https=False))().address == ""


def test_the_command_is_in_the_overview() -> None:
    assert "catalogue" in COMMANDS
    assert service.services()
