# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Signing in, the first administrator, the own password."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from stadtkern.kernel import people
from stadtkern.kernel.models import Person

from .givens import NEW_WORDS, SIGN_IN, WORDS, counted_hashes, page, person, sign_in, signed_in, with_app

pytestmark = pytest.mark.django_db


@pytest.mark.usefixtures("lake")
def test_a_person_signs_in_and_lands_on_the_asked_page(client: Client) -> None:
    person(administrator=True)

    asked = client.get("/cockpit/quellen/")
    assert asked.headers["Location"] == "/konto/anmelden/?next=/cockpit/quellen/"
    answer = sign_in(client, next="/cockpit/quellen/")

    assert (answer.status_code, answer.headers["Location"]) == (302, "/cockpit/quellen/")
    assert client.get("/cockpit/quellen/").status_code == 200


def test_the_old_address_leads_to_the_new_one(client: Client) -> None:
    answer = client.get("/cockpit/anmelden/?next=/cockpit/quellen/")

    assert (answer.status_code, answer.headers["Location"]) == (
        302,
        "/konto/anmelden/?next=/cockpit/quellen/",
    )


def test_an_e_mail_address_opens_as_the_user_name_does(client: Client) -> None:
    person(email="Erik@stadt.example")

    assert sign_in(client, "erik@stadt.example").status_code == 302


def test_signing_in_does_not_lead_to_another_site(client: Client) -> None:
    person(administrator=True)

    assert sign_in(client, next="https://example.org/").headers["Location"] == "/cockpit/"


def test_after_five_failures_even_the_right_password_has_to_wait(client: Client) -> None:
    person()
    for _ in range(5):
        wrong = sign_in(client, password="falsch")
        assert (wrong.status_code, "passen nicht zusammen" in wrong.content.decode()) == (422, True)

    assert "15 Minuten" in sign_in(client).content.decode()
    assert sign_in(Client(REMOTE_ADDR="192.0.2.9")).status_code == 302


def test_another_address_of_the_same_network_has_to_wait_as_well() -> None:
    person()
    for number in range(5):
        sign_in(Client(REMOTE_ADDR=f"2001:db8:1:2::{number}"), password="falsch")

    assert "15 Minuten" in sign_in(Client(REMOTE_ADDR="2001:db8:1:2::ffff")).content.decode()
    assert sign_in(Client(REMOTE_ADDR="2001:db8:1:3::1")).status_code == 302


def test_known_and_unknown_accounts_get_the_same_answer_and_the_same_pause() -> None:
    person()

    def tried(name: str) -> list[str]:
        client = Client(REMOTE_ADDR=f"192.0.2.{len(name)}")
        answers = [sign_in(client, name, "falsch").content.decode() for _ in range(6)]
        return [
            one.replace(f'value="{name}"', "").partition("<main")[2].partition("csrf")[0] for one in answers
        ]

    assert tried("erik") == tried("niemand")


def test_an_unknown_account_costs_one_hash_as_a_known_one_does(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    person()
    Person.objects.create(username="ohne", password="!unbrauchbar")
    hashes = counted_hashes(monkeypatch)
    costs = []
    for name in ("erik", "niemand", "ohne", "niemand@stadt.example"):
        hashes.clear()
        sign_in(client, name, "falsch")
        costs.append(len(hashes))

    assert costs == [1, 1, 1, 1]


def test_signing_out_needs_a_form(client: Client) -> None:
    person(administrator=True)
    sign_in(client)

    assert client.get("/konto/abmelden/").status_code == 405
    assert client.post("/konto/abmelden/").status_code == 302
    assert client.get("/konto/").status_code == 302


@pytest.mark.usefixtures("lake")
def test_the_first_start_link_makes_and_signs_in_the_administrator(client: Client) -> None:
    path = people.first_start_link(timezone.now())
    assert path is not None
    assert "Erstes Konto anlegen" in page(client, path)

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
    answer = client.get("/konto/erststart/erfunden/")

    assert answer.status_code == 410
    assert "24 Stunden" in answer.content.decode()


def test_a_link_for_a_password_does_not_open_past_the_second_factor(client: Client) -> None:
    erik = person()
    with_app(erik)
    path = people.invite("test", erik, at=timezone.now())

    answer = client.post(path, {"password": NEW_WORDS, "again": NEW_WORDS})

    assert answer.headers["Location"] == "/konto/zweiter-faktor/code/"
    assert client.get("/konto/").status_code == 302


def test_a_new_password_voids_every_open_link(client: Client) -> None:
    erik = person()
    first, second = (people.forgotten(erik, at=timezone.now()) for _ in range(2))

    client.post(first, {"password": NEW_WORDS, "again": NEW_WORDS})

    assert Client().get(second).status_code == 410


@pytest.mark.usefixtures("lake")
def test_a_new_own_password_needs_the_present_one_and_ends_every_other_session() -> None:
    person()
    client, other = signed_in(), signed_in()

    wrong = client.post("/konto/passwort/", {"present": "x", "password": NEW_WORDS, "again": NEW_WORDS})
    right = client.post("/konto/passwort/", {"present": WORDS, "password": NEW_WORDS, "again": NEW_WORDS})

    assert (wrong.status_code, right.status_code) == (422, 302)
    assert client.get("/konto/").status_code == 200
    assert other.get("/konto/").status_code == 302
    assert sign_in(Client(), password=NEW_WORDS).status_code == 302


def test_a_deactivated_person_is_signed_out_at_the_next_request() -> None:
    person()
    client = signed_in()
    Person.objects.update(is_active=False)

    assert client.get("/konto/").status_code == 302


def test_without_mail_server_the_administration_is_named_and_nobody_registers(client: Client) -> None:
    assert "Administration" in page(client, "/konto/wiederherstellung/")
    assert "Administration" in page(client, "/konto/registrieren/")
    assert "Konto anlegen" not in page(client, SIGN_IN)
