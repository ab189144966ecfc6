# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Passkeys: setting up, signing in with and without a password, and what does not open."""

from __future__ import annotations

import json
import re

import pytest
from allauth.mfa.models import Authenticator
from django.http import HttpResponse
from django.test import Client

from .authenticator import Passkey
from .givens import WORDS, factors, page, person, sign_in

HERE = "https://localhost"

pytestmark = pytest.mark.django_db


def browser() -> Client:
    return Client(headers={"host": "localhost"})


def shown_options(client: Client, path: str) -> dict[str, object]:
    found = re.search(r'id="passkey-options" type="application/json">(.*?)</script>', page(client, path))
    assert found is not None
    options: dict[str, object] = json.loads(found.group(1))
    return options


def set_up(passkey: Passkey) -> HttpResponse:
    client = browser()
    sign_in(client)
    client.post("/konto/bestaetigen/", {"password": WORDS})
    options = shown_options(client, "/konto/passkeys/neu/")["creation_options"]
    assert isinstance(options, dict)
    answer = client.post(
        "/konto/passkeys/neu/",
        {"credential": passkey.create(options), "name": "Telefon", "passwordless": "on"},
    )
    assert isinstance(answer, HttpResponse)
    return answer


def asked(client: Client) -> dict[str, object]:
    answer = client.get("/konto/passkeys/anmelden/", headers={"accept": "application/json"})
    options: dict[str, object] = answer.json()["request_options"]
    return options


def test_a_passkey_opens_without_password() -> None:
    erik, passkey = person(), Passkey()
    assert set_up(passkey)["Location"] == "/konto/notfall-codes/"
    assert factors(erik) == {"webauthn", "recovery_codes"}
    client = browser()

    answer = client.post("/konto/passkeys/anmelden/", {"credential": passkey.get(asked(client))})

    assert answer["Location"] == "/konto/"
    assert "Angemeldet als" in page(client, "/konto/")


def test_a_passkey_is_a_second_factor_after_the_password() -> None:
    person()
    passkey = Passkey()
    set_up(passkey)
    client = browser()
    assert sign_in(client)["Location"] == "/konto/zweiter-faktor/code/"
    options = shown_options(client, "/konto/zweiter-faktor/code/")["request_options"]
    assert isinstance(options, dict)

    client.post("/konto/zweiter-faktor/code/", {"credential": passkey.get(options)})

    assert client.get("/konto/").status_code == 200


def test_an_answer_that_was_recorded_does_not_open_again() -> None:
    person()
    passkey = Passkey()
    set_up(passkey)
    first, second = browser(), browser()
    answer = passkey.get(asked(first))
    asked(second)

    first.post("/konto/passkeys/anmelden/", {"credential": answer})
    second.post("/konto/passkeys/anmelden/", {"credential": answer})

    assert (first.get("/konto/").status_code, second.get("/konto/").status_code) == (200, 302)


@pytest.mark.parametrize(
    ("site", "origin"),
    [
        ("localhost", "https://localhost.example"),
        ("stadt.example", HERE),
        ("localhost", "http://boese.example"),
    ],
)
def test_a_passkey_that_another_site_asked_for_does_not_open(site: str, origin: str) -> None:
    person()
    passkey = Passkey()
    set_up(passkey)
    client = browser()
    options = asked(client)
    passkey.site, passkey.origin = site, origin

    client.post("/konto/passkeys/anmelden/", {"credential": passkey.get(options)})

    assert client.get("/konto/").status_code == 302


def test_a_passkey_of_another_site_is_not_set_up() -> None:
    person()

    answer = set_up(Passkey(origin="https://boese.example"))

    assert answer.status_code == 200
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize(
    "credential", ["", "{}", "[]", '{"id": 1}', "null", '"x"', '{"response": {"userHandle": 7}}']
)
def test_nonsense_does_not_open_and_breaks_nothing(credential: str) -> None:
    person()
    client = browser()
    asked(client)

    answer = client.post("/konto/passkeys/anmelden/", {"credential": credential})

    assert answer.status_code == 302
    assert client.get("/konto/").status_code == 302


NOTHING = {"clientDataJSON": "AA", "attestationObject": "AA"}
CREATED = json.dumps({"rawId": "AA", "id": "AA", "type": "public-key", "response": NOTHING})


@pytest.mark.parametrize(
    "credential",
    [
        "{}",
        CREATED,
    ],
)
def test_nonsense_is_not_set_up(credential: str) -> None:
    person()
    client = browser()
    sign_in(client)
    client.post("/konto/bestaetigen/", {"password": WORDS})
    page(client, "/konto/passkeys/neu/")

    answer = client.post("/konto/passkeys/neu/", {"credential": credential, "name": ""})

    assert (answer.status_code, Authenticator.objects.exists()) == (200, False)


def test_somebody_elses_passkey_opens_only_the_account_of_its_owner() -> None:
    person()
    passkey = Passkey()
    set_up(passkey)
    other = person("anna")
    client = browser()
    sign_in(client, "anna")
    client.post("/konto/bestaetigen/", {"password": WORDS})

    assert (
        client.get(f"/konto/passkeys/{Authenticator.objects.order_by('pk')[0].pk}/entfernen/").status_code
        == 404
    )
    assert factors(other) == set()
