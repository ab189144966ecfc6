# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The cockpit pages of keys: make, show, change, take back, and who may not."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from stadtkern.flow.ingest import keys
from stadtkern.flow.ingest.keys import NewKey
from stadtkern.flow.ingest.models import ApiKey
from stadtkern.kernel import registry
from stadtkern.kernel.models import Department, Person
from stadtkern.kernel.rights import Scope
from stadtkern.kernel.roles import Role
from stadtkern.kernel.tests.people_of_tests import administrator, give

pytestmark = pytest.mark.django_db
LIST, NEW = "/cockpit/schluessel/", "/cockpit/schluessel/neu/"


def browser(person: Person | None = None) -> Client:
    """Somebody in front of the screen."""
    client = Client()
    if person is not None:
        client.force_login(person)
    return client


def technician(domain: str = "sensors") -> Person:
    """Somebody who connects devices of the department of a subject."""
    owner, _ = Department.objects.get_or_create(name=registry.domain(domain).department)
    person = Person.objects.create_user(username=f"technik-{domain}")
    give(person, Role.TECHNICIAN, Scope(department=owner.pk))
    return person


def now() -> datetime:
    """The present, which pages look at too."""
    return datetime.now(UTC)


def key(name: str = "Wetterstation", **more: object) -> ApiKey:
    """A key that works now."""
    return keys.create("test", NewKey(name=name, domain="sensors", **more), now=now())[0]  # type: ignore[arg-type]  # the tests give what each field takes


def test_a_technician_makes_a_key_whose_secret_is_shown_once() -> None:
    client = browser(technician())
    sent = {"name": "Wetterstation", "domain": "sensors", "may_observe": "on", "days": "30"}
    answer = client.post(NEW, sent)
    found = re.search(r"sk_[\w-]{43}", answer.content.decode())
    assert found is not None
    assert "no-store" in answer["Cache-Control"]
    made = ApiKey.objects.get(name="Wetterstation")
    assert made.expires_at is not None
    assert not made.sees_internal
    assert found[0] not in client.get(f"{LIST}{made.pk}/").content.decode()
    assert keys.holder(found[0], now=now()).id == made.pk


def test_the_form_offers_only_subjects_within_reach_and_refuses_others() -> None:
    client = browser(technician())
    page = client.get(NEW).content.decode()
    assert 'value="sensors"' in page
    assert 'value="weather"' not in page
    assert "oauth_client" not in page
    answer = client.post(NEW, {"name": "x", "domain": "weather", "may_observe": "on"})
    assert answer.status_code == 422
    forged = {"name": "x", "domain": "sensors", "oauth_client": "app", "may_monitor": "on"}
    client.post(NEW, forged)
    made = ApiKey.objects.get(name="x")
    assert (made.oauth_client, made.may_monitor) == ("", False)


def test_what_the_service_refuses_is_said_on_the_form() -> None:
    answer = browser(technician()).post(NEW, {"name": "x", "domain": "sensors", "may_register": "on"})
    assert answer.status_code == 422
    assert "Sie dürfen in diesem Thema selbst nichts anlegen." in answer.content.decode()


def test_a_key_is_changed_for_a_new_one_and_taken_back_on_its_page() -> None:
    made = key(sees_internal=False)
    client = browser(administrator())
    page = f"{LIST}{made.pk}/"
    assert "sk_" in client.post(f"{page}wechseln/", {"overlap": "7"}).content.decode()
    assert "Zwei Schlüssel gelten" in client.get(page).content.decode()
    client.post(f"{page}alten-beenden/")
    client.post(f"{page}sperren/")
    assert "gesperrt" in client.get(page).content.decode()
    assert client.post(f"{page}wechseln/", {"overlap": "7"}).status_code == 404


def test_only_forms_change_keys() -> None:
    made, client = key(), browser(administrator())
    for action in ("wechseln", "alten-beenden", "sperren"):
        assert client.get(f"{LIST}{made.pk}/{action}/").status_code == 405


def test_strangers_sign_in_and_others_find_nothing() -> None:
    made = key()
    for path in (LIST, NEW, f"{LIST}{made.pk}/"):
        assert browser().get(path).status_code == 302
    auditor = Person.objects.create_user(username="revision")
    give(auditor, Role.AUDITOR)
    assert browser(auditor).get(LIST).status_code == 403
    other = browser(technician("weather"))
    assert "Wetterstation" not in other.get(LIST).content.decode()
    assert other.get(f"{LIST}{made.pk}/").status_code == 404
    assert other.post(f"{LIST}{made.pk}/sperren/").status_code == 404


def test_the_list_says_state_and_last_use_within_a_budget(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(60):
        key(f"Gerät {number:02}", expires_at=now() + timedelta(days=3))
    client = browser(administrator())
    with django_assert_max_num_queries(8):
        page = client.get(LIST).content.decode()
    assert "läuft bald ab" in page
    assert "noch nie" in page
    assert "Gerät 49" in page
    assert "Gerät 50" not in page
    assert "Gerät 59" in client.get(LIST, {"nach": "Gerät 49"}).content.decode()
    assert "Kein Schlüssel gefunden" in client.get(LIST, {"q": "gibtesnicht"}).content.decode()
