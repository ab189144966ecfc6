# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Every subject arrives by its payloads, harmlessly twice, and leaves cleanly."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.test import Client

from stadtkern.flow.collections.models import FeatureCollection
from stadtkern.flow.devices.models import Thing
from stadtkern.flow.ingest.importing import import_path
from stadtkern.flow.lake.lake import Lake
from stadtkern.kernel import registry
from stadtkern.kernel.domain import Domain
from stadtkern.settings.declared import declared_domains

DOMAINS = Path(__file__).resolve().parents[2] / "stadtkern" / "domains"
NOW = datetime(2026, 8, 22, 6, tzinfo=UTC)

FED = [domain for domain in declared_domains() if domain.sources]
"""Subjects that sources are declared for; the others are filled through interfaces."""
INVENTORIES = {"street_lighting"}
"""Subjects whose sources bring things; their values come from devices."""


@pytest.fixture
def declarations() -> Iterator[None]:
    """The declarations of the house are back after the test."""
    yield
    registry.declare(declared_domains())


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("domain", FED, ids=lambda domain: domain.name)
def test_the_city_runs_on_when_a_subject_is_removed(domain: Domain, lake: Lake, declarations: None) -> None:
    report = import_path(DOMAINS / domain.name / "tests" / "payloads", now=NOW)
    assert (report.files > 0, report.failed) == (True, [])
    assert Thing.objects.exists() or FeatureCollection.objects.filter(features__gt=0).exists()
    assert report.total.stored + report.total.features > 0 or domain.name in INVENTORIES
    registry.declare(other for other in declared_domains() if other.name != domain.name)
    for address in ("/", "/karte/", "/themen/", "/messwerte/", "/daten/", "/ueber/"):
        assert Client().get(address).status_code == 200, address


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("domain", FED, ids=lambda domain: domain.name)
def test_a_subject_takes_its_payloads_twice_and_shows_both_languages(domain: Domain, lake: Lake) -> None:
    report = import_path(DOMAINS / domain.name / "tests" / "payloads", now=NOW)
    assert (report.failed, report.unmatched) == ([], [])
    again = import_path(DOMAINS / domain.name / "tests" / "payloads", now=NOW, again=True)
    assert (again.total.stored, again.total.superseded) == (0, 0)
    german = Client().get(f"/themen/{domain.slug}/").content.decode()
    english = Client().get(f"/en/themen/{domain.slug}/").content.decode()
    assert domain.summary in german
    assert domain.summary_en in english
    for source in domain.sources:
        assert source.attribution in Client().get(f"/daten/{source.key}/").content.decode()
