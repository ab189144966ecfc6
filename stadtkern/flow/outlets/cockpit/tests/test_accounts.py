# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Signing in, the first administrator, the own password."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from stadtkern.flow.lake.lake import Lake
from stadtkern.kernel import people
from stadtkern.kernel.models import Person
from stadtkern.kernel.people import NewPerson

WORDS = "vier Störche am Kanal"

pytestmark = pytest.mark.django_db


def person(username: str = "erik") -> Person:
    return people.create_person("test", NewPerson(username=username), password=WORDS, at=timezone.now())


def sign_in(client: Client, password: str = WORDS, **more: str) -> int:
    return client.post("/cockpit/anmelden/", {"username": "erik", "password": password} | more).status_code


def test_a_person_signs_in_and_lands_on_the_asked_page(client: Client, lake: Lake) -> None:
    person()

    asked = client.get("/cockpit/quellen/")
    assert asked.headers["Location"] == "/cockpit/anmelden/?next=/cockpit/quellen/"
    answer = client.post(
        asked.headers["Location"], {"username": "erik", "password": WORDS, "next": "/cockpit/quellen/"}
    )

    assert (answer.status_code, answer.headers["Location"]) == (302, "/cockpit/quellen/")
    assert client.get("/cockpit/quellen/").status_code == 200


def test_signing_in_does_not_lead_to_another_site(client: Client) -> None:
    person()

    answer = client.post(
        "/cockpit/anmelden/", {"username": "erik", "password": WORDS, "next": "https://example.org/"}
    )

    assert answer.headers["Location"] == "/cockpit/"


def test_after_five_failures_even_the_right_password_has_to_wait(client: Client) -> None:
    person()
    for _ in range(5):
        assert (
            "passen nicht zusammen"
            in client.post("/cockpit/anmelden/", {"username": "erik", "password": "falsch"}).content.decode()
        )

    answer = client.post("/cockpit/anmelden/", {"username": "erik", "password": WORDS})

    assert "15 Minuten" in answer.content.decode()
    assert sign_in(Client(REMOTE_ADDR="192.0.2.9")) == 302


def test_signing_out_needs_a_form(client: Client) -> None:
    client.force_login(person())

    assert client.get("/cockpit/abmelden/").status_code == 405
    assert client.post("/cockpit/abmelden/").status_code == 302
    assert client.get("/cockpit/").status_code == 302


def test_the_first_start_link_makes_and_signs_in_the_administrator(client: Client, lake: Lake) -> None:
    path = people.first_start_link(timezone.now())
    assert path is not None
    assert "Erstes Konto anlegen" in client.get(path).content.decode()

    answer = client.post(path, {"username": "amira", "password": WORDS, "again": WORDS})

    assert answer.headers["Location"] == "/cockpit/"
    assert client.get("/cockpit/personen/").status_code == 200
    assert client.get(path).status_code == 410


def test_a_weak_or_mistyped_password_is_explained_and_the_link_stays_valid(client: Client) -> None:
    path = people.first_start_link(timezone.now())
    assert path is not None

    weak = client.post(path, {"username": "amira", "password": "kurz", "again": "kurz"})
    mistyped = client.post(path, {"username": "amira", "password": WORDS, "again": "x"})

    assert (weak.status_code, mistyped.status_code) == (422, 422)
    assert "verschieden" in mistyped.content.decode()
    assert not Person.objects.exists()
    assert client.get(path).status_code == 200


def test_an_unknown_link_says_what_to_do(client: Client) -> None:
    answer = client.get("/cockpit/erststart/erfunden/")

    assert answer.status_code == 410
    assert "24 Stunden" in answer.content.decode()


def test_a_new_own_password_needs_the_present_one(client: Client, lake: Lake) -> None:
    client.force_login(person())
    new = "drei Enten auf dem Aasee"

    wrong = client.post("/cockpit/passwort/", {"present": "x", "password": new, "again": new})
    right = client.post("/cockpit/passwort/", {"present": WORDS, "password": new, "again": new})

    assert (wrong.status_code, right.status_code) == (422, 302)
    assert client.get("/cockpit/").status_code == 200
    assert sign_in(Client(), new) == 302


def test_a_deactivated_person_is_signed_out_at_the_next_request(client: Client) -> None:
    who = person()
    client.force_login(who)
    Person.objects.update(is_active=False)

    assert client.get("/cockpit/").status_code == 302
