# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The page ``Betrieb`` and the public word about maintenance."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from stadtkern.flow.outlets.operations import entries, health, maintenance
from stadtkern.flow.outlets.operations.maintenance import Plan
from stadtkern.flow.outlets.operations.models import Maintenance, Trouble
from stadtkern.kernel.models import Person
from stadtkern.kernel.roles import Role
from stadtkern.kernel.tests.people_of_tests import administrator, employ, give

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("later_lake")]
PAGE = "/cockpit/betrieb/"


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    """Nothing is remembered from the test before, nor for the next one."""
    health.forget()
    maintenance.forget()
    yield
    Maintenance.objects.all().delete()
    maintenance.forget()
    maintenance.planned()
    maintenance.forget()
    health.forget()


@pytest.fixture
def operator() -> Person:
    person = Person.objects.create_user("betrieb", email="betrieb@stadt.example")
    give(person, Role.OPERATOR)
    return person


def trouble(key: str = "clock:servers", **facts: datetime) -> Trouble:
    return Trouble.objects.create(
        key=key,
        severity="bad",
        heading="Die Uhr dieses Rechners geht falsch",
        text="Sie geht vor.",
        page="operations:overview",
        since=timezone.now(),
        **facts,
    )


def test_the_page_is_for_those_who_run_the_platform(client: Client, operator: Person) -> None:
    assert client.get(PAGE).status_code == 302
    client.force_login(employ(Person.objects.create_user("redaktion"), "Verkehr"))
    assert client.get(PAGE).status_code == 403
    assert client.post(f"{PAGE}wartung/", {"reason": "x"}).status_code == 403
    assert client.post(f"{PAGE}wartung/beenden/").status_code == 403
    for person in (operator, administrator()):
        client.force_login(person)
        assert client.get(PAGE).status_code == 200


def test_one_screen_shows_parts_troubles_figures_and_what_was(client: Client, operator: Person) -> None:
    trouble()
    trouble("disk:low", ended_at=timezone.now())
    client.force_login(operator)
    page = client.get(PAGE).content.decode()
    assert "1 Punkt braucht Aufmerksamkeit" in page
    assert "Register (Datenbank)" in page
    assert page.count("Die Uhr dieses Rechners geht falsch") == 2
    assert "Störungen, die vorbei sind" in page


def test_a_trouble_whose_page_an_upgrade_has_taken_away_is_shown_all_the_same(
    client: Client, operator: Person
) -> None:
    row = trouble()
    row.page = "gone:overview"
    row.save()
    client.force_login(operator)
    assert "Die Uhr dieses Rechners geht falsch" in client.get(PAGE).content.decode()


def test_the_page_takes_few_queries(
    client: Client, operator: Person, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(20):
        trouble(f"source:{number}")
    client.force_login(operator)
    with django_assert_max_num_queries(24):
        client.get(PAGE)


def test_maintenance_is_switched_on_and_off_by_forms(client: Client, operator: Person) -> None:
    client.force_login(operator)
    answer = client.post(f"{PAGE}wartung/", {"reason": "Neue Version", "refuses_data": "on"}, follow=True)
    assert "Der Wartungsmodus ist eingeschaltet." in answer.content.decode()
    assert not maintenance.takes_data()
    answer = client.post(f"{PAGE}wartung/beenden/", follow=True)
    assert "Die Seiten sind wieder für alle da." in answer.content.decode()
    assert maintenance.takes_data()


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"reason": "x", "begins_at": "gestern"},
        {"reason": "x", "until": "2020-01-01T10:00"},
        {"reason": "x" * 301},
    ],
)
def test_a_form_that_makes_no_sense_says_so_and_keeps_what_was_typed(
    client: Client, operator: Person, form: dict[str, str]
) -> None:
    client.force_login(operator)
    answer = client.post(f"{PAGE}wartung/", form)
    assert answer.status_code == 422
    assert not Maintenance.objects.exists()


def test_only_a_form_changes_maintenance(client: Client, operator: Person) -> None:
    client.force_login(operator)
    assert client.get(f"{PAGE}wartung/").status_code == 302
    assert client.get(f"{PAGE}wartung/beenden/").status_code == 405


def test_everybody_reads_what_is_announced(client: Client) -> None:
    assert "keine Wartung angekündigt" in client.get("/wartung/").content.decode()
    now = datetime.now(UTC)
    plan = Plan(reason="Neue Version", begins_at=now + timedelta(hours=3), until=now + timedelta(hours=4))
    maintenance.announce("command line", plan, at=now)
    page = client.get("/wartung/").content.decode()
    assert "Neue Version" in page
    assert "sind die Seiten geschlossen" in page


def test_the_overview_of_the_cockpit_names_troubles_to_those_who_run_the_platform(operator: Person) -> None:
    for number in range(7):
        trouble(f"clock:{number}")
    trouble("source:known-from-elsewhere")
    now = timezone.now()
    notices = entries.notices(operator, now)
    assert len(notices) == 6
    assert notices[-1].text == "2 weitere Störungen"
    assert entries.notices(employ(Person.objects.create_user("redaktion"), "Verkehr"), now) == []
