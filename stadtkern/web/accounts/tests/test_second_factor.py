# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Codes of an app, codes for emergencies, who needs a second factor, and what is kept of all that."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from stadtkern.web.accounts import operators

from .givens import WORDS, acts, code, emergency_codes, factors, page, person, sign_in, signed_in, with_app

ASKED = "/konto/zweiter-faktor/code/"

pytestmark = pytest.mark.django_db


def confirm(client: Client) -> None:
    assert client.post("/konto/bestaetigen/", {"password": WORDS}).status_code == 302


def test_an_app_is_set_up_with_its_first_code_and_asked_for_at_the_next_sign_in() -> None:
    erik, client = person(), signed_in()
    assert client.get("/konto/zweiter-faktor/app/")["Location"].startswith("/konto/bestaetigen/?next=")
    confirm(client)
    shown = page(client, "/konto/zweiter-faktor/app/")
    secret = re.search(r"<code class=\"ac-secret\">(\w+)<", shown)
    assert secret is not None
    assert "data:image/svg+xml;base64," in shown

    answer = client.post("/konto/zweiter-faktor/app/", {"code": code(secret.group(1))})

    assert answer["Location"] == "/konto/notfall-codes/"
    assert factors(erik) == {"totp", "recovery_codes"}
    other = Client()
    assert sign_in(other)["Location"] == ASKED
    assert other.get("/konto/").status_code == 302


def test_the_secret_of_an_app_is_sealed_in_the_register() -> None:
    secret = with_app(person())

    assert secret not in str(Authenticator.objects.get().data)


def test_a_code_opens_once_even_for_those_who_looked_over_the_shoulder() -> None:
    secret = with_app(person())
    now = code(secret)
    first, second = Client(), Client()
    for client in (first, second):
        sign_in(client)

    assert first.post(ASKED, {"code": f"{now[:3]} {now[3:]}"}).status_code == 302
    replayed = second.post(ASKED, {"code": now})

    assert "schon benutzt" in replayed.content.decode()
    assert second.get("/konto/").status_code == 302


def test_an_older_code_does_not_open_after_a_newer_one() -> None:
    secret = with_app(person())
    first, second = Client(), Client()
    for client in (first, second):
        sign_in(client)
    first.post(ASKED, {"code": code(secret, at=timezone.now() + timedelta(seconds=29))})

    second.post(ASKED, {"code": code(secret, at=timezone.now() - timedelta(seconds=30))})

    assert second.get("/konto/").status_code == 302


def test_codes_cannot_be_tried_out(client: Client) -> None:
    secret = with_app(person())
    sign_in(client)
    for _ in range(5):
        client.post(ASKED, {"code": "000000"})

    answer = client.post(ASKED, {"code": code(secret)})

    assert "Zu viele Fehlversuche" in answer.content.decode()


def test_a_code_for_emergencies_opens_once() -> None:
    erik = person()
    with_app(erik)
    emergency = emergency_codes(erik)[0]
    first, second = Client(), Client()
    for client in (first, second):
        sign_in(client)

    assert first.post(ASKED, {"code": emergency}).status_code == 302
    assert second.post(ASKED, {"code": emergency}).status_code == 200
    assert second.get("/konto/").status_code == 302


def test_somebody_with_an_app_may_say_so_by_a_code_instead_of_the_password() -> None:
    erik, client = person(), signed_in()
    secret = with_app(erik)

    assert "mit einem Code" in page(client, "/konto/bestaetigen/")
    answer = client.post("/konto/zweiter-faktor/bestaetigen/", {"code": code(secret)})

    assert answer.status_code == 302
    assert client.get("/konto/notfall-codes/neu/").status_code == 200


def test_codes_for_emergencies_are_shown_once() -> None:
    erik, client = person(), signed_in()
    with_app(erik)
    codes = emergency_codes(erik)
    confirm(client)

    first, again = (page(client, "/konto/notfall-codes/") for _ in range(2))

    assert codes[0] in first
    assert codes[0] not in again


def test_a_second_factor_half_way_opens_nothing(client: Client) -> None:
    with_app(person(administrator=True))
    sign_in(client)

    assert client.get("/cockpit/")["Location"].startswith("/konto/anmelden/")
    assert client.get("/konto/sitzungen/")["Location"].startswith("/konto/anmelden/")


@pytest.mark.usefixtures("lake")
def test_administrators_set_up_a_second_factor_first_where_the_city_asks_for_it(
    settings: Settings,
) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    erik, anna = person(administrator=True), person("anna")
    boss, other = signed_in(), signed_in("anna")

    assert boss.get("/cockpit/")["Location"] == "/konto/zweiter-faktor/"
    assert boss.get("/")["Location"] == "/konto/zweiter-faktor/"
    assert boss.get("/konto/").status_code == 200
    assert other.get("/").status_code == 200
    with_app(erik)
    assert boss.get("/cockpit/").status_code == 200
    assert factors(anna) == set()


def test_the_last_second_factor_that_is_needed_stays(settings: Settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    erik = person(administrator=True)
    client = signed_in()
    with_app(erik)
    confirm(client)

    answer = client.post("/konto/zweiter-faktor/app/entfernen/")

    assert "braucht einen zweiten Faktor" in answer.content.decode()
    assert "totp" in factors(erik)


def test_setting_up_and_removing_is_in_the_audit_log() -> None:
    erik, client = person(), signed_in()
    with_app(erik)
    confirm(client)

    client.post("/konto/zweiter-faktor/app/entfernen/")

    assert ("erik", "person.factor_gone") in acts()


def test_an_administrator_removes_the_second_factor_of_somebody_who_lost_it() -> None:
    boss, erik = person("amira", administrator=True), person()
    with_app(erik)
    client = Client()

    removed = operators.remove_factors(boss, erik, at=timezone.now())

    assert (removed, factors(erik)) == (1, set())
    assert ("amira", "person.factor_gone") in acts()
    assert sign_in(client).status_code == 302
