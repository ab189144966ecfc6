# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The search of the cockpit: finds what a person may open, and nothing else."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from stadtkern.flow.catalogue.models import Dataset
from stadtkern.flow.collections.models import FeatureCollection
from stadtkern.flow.devices import service
from stadtkern.flow.devices.models import Thing, Visibility
from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.outlets.rules.models import StoredRule
from stadtkern.kernel import finding, registry
from stadtkern.kernel.models import Department, Person
from stadtkern.kernel.observation import Series, Station
from stadtkern.kernel.rights import Scope
from stadtkern.kernel.roles import Role
from stadtkern.kernel.tests.people_of_tests import administrator, employ, give

pytestmark = pytest.mark.django_db


def city() -> Department:
    """One object of each kind that is called after the same street, internal where that can be."""
    domain, now = registry.domain("cycling"), timezone.now()
    service.declare_quantities([domain])
    station = Station(code="zählstelle/7", name="Ärztehaus Königstraße", longitude=7.6, latitude=51.9)
    series = Series(
        code="zählstelle/7/rad", station=station.code, name="Räder Königstraße", quantities=("bicycle_count",)
    )
    service.ensure([station], [series], domain=domain, source=None, at=now)
    Thing.objects.update(visibility=Visibility.INTERNAL)
    owner = Thing.objects.get().owner
    Dataset.objects.create(
        key="koenig",
        title="Zählung Königstraße",
        department=owner,
        origin="uploaded",
        created_at=now,
        changed_at=now,
    )
    FeatureCollection.objects.create(
        key="koenigstrasse",
        title="Karte der Königstraße",
        domain="cycling",
        department=owner,
        visibility="internal",
        created_at=now,
        changed_at=now,
    )
    StoredRule.objects.create(
        key="cycling/stau", domain="cycling", title="Stau Königstraße", created_at=now, changed_at=now
    )
    Person.objects.create_user("klara", last_name="Königstraße", first_name="Klara")
    return owner


def browser(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def hits(person: Person, text: str) -> dict[str, list[finding.Hit]]:
    return {group.finder.key: list(group.hits) for group in finding.found(person, text)}


def test_everything_of_the_own_department_is_found_and_can_be_opened(lake: Lake) -> None:
    colleague = employ(Person.objects.create_user("erik"), city())

    found = hits(colleague, "königstraße")

    assert set(found) == {"objekte", "datenstroeme", "datensaetze", "sammlungen", "regeln"}
    client = browser(colleague)
    for hit in [one for group in found.values() for one in group]:
        assert client.get(hit.address).status_code == 200, hit


@pytest.mark.parametrize("role", [Role.EDITOR, Role.TECHNICIAN, Role.AUDITOR, Role.STEWARD])
@pytest.mark.parametrize("public", [True, False])
def test_whatever_a_role_finds_it_can_open(lake: Lake, role: Role, *, public: bool) -> None:
    owner = city()
    if public:
        Thing.objects.update(visibility=Visibility.PUBLIC)
    colleague = Person.objects.create_user("erik")
    give(colleague, role, Scope(department=owner.pk))
    client = browser(colleague)

    found = hits(colleague, "königstraße")

    assert {"objekte", "datenstroeme", "regeln"} <= set(found)
    for hit in [one for group in found.values() for one in group]:
        assert client.get(hit.address).status_code == 200, hit


def test_strangers_find_neither_internal_objects_nor_people(lake: Lake) -> None:
    city()
    stranger = employ(Person.objects.create_user("gast"), "Feuerwehr")

    assert hits(stranger, "königstraße") == {}
    assert "Königstraße" not in browser(stranger).get("/cockpit/suche/?q=klara").content.decode().replace(
        "„klara“", ""
    )


def test_administrators_find_people_and_pages_too(lake: Lake) -> None:
    city()

    found = hits(administrator(), "Klara")
    assert [hit.detail for hit in found["personen"]] == ["klara"]
    assert "/cockpit/protokoll/" in {hit.address for hit in hits(administrator(), "protokoll")["seiten"]}


def test_declared_indicators_are_found_and_can_be_opened(lake: Lake) -> None:
    stranger = employ(Person.objects.create_user("gast"), "Feuerwehr")

    for person in (administrator(), stranger):
        found = hits(person, "Fahrräder")["kennzahlen"]
        assert found
        assert browser(person).get(found[0].address).status_code == 200


@pytest.mark.parametrize("text", ["ÄRZTEHAUS", "ärztehaus", "Königstrasse ärzte", "zählstelle/7", "haus"])
def test_case_umlauts_and_order_of_words_do_not_matter(lake: Lake, text: str) -> None:
    city()

    assert [hit.title for hit in hits(administrator(), text)["objekte"]] == ["Ärztehaus Königstraße"]


def test_the_exact_key_comes_first_then_what_begins_alike(lake: Lake) -> None:
    owner = city()
    for code, name in (("a", "Am Platz"), ("platz", "Zuletzt"), ("b", "Platz der Einheit")):
        Thing.objects.create(code=code, name=name, domain="cycling", owner=owner)

    titles = [hit.title for hit in hits(administrator(), "platz")["objekte"]]

    assert titles == ["Zuletzt", "Platz der Einheit", "Am Platz"]


@pytest.mark.parametrize(
    "text", ["", "   ", "\0", "%", "x" * 5000, "' or 1=1 --", "<script>alert(1)</script>"]
)
def test_odd_questions_have_an_answer(lake: Lake, text: str) -> None:
    city()

    answer = browser(administrator()).get("/cockpit/suche/", {"q": text})

    assert answer.status_code == 200
    assert "<script>alert" not in answer.content.decode()


def test_more_hits_lead_to_the_list_of_all_and_the_page_has_a_budget(
    lake: Lake, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    owner = city()
    Thing.objects.bulk_create(
        Thing(code=f"k/{number}", name=f"Königstraße {number}", domain="cycling", owner=owner)
        for number in range(20)
    )
    client = browser(administrator())

    client.get("/cockpit/suche/?q=x")  # The first search lets the register know declared dashboards.
    with django_assert_max_num_queries(24):
        page = client.get("/cockpit/suche/?q=königstraße").content.decode()

    assert "Alle Treffer: Objekte" in page
    assert "/cockpit/objekte/?q=k%C3%B6nigstra%C3%9Fe" in page
