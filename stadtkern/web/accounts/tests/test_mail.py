# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What accounts write by e-mail: links for new passwords, confirmations, changes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from pytest_django.fixtures import Settings

from stadtkern.kernel import granting, jobs, people
from stadtkern.kernel.models import OneTimeLink, Person
from stadtkern.kernel.roles import Role
from stadtkern.web.accounts import mails
from stadtkern.web.accounts.views import entrance

from .givens import (
    NEW_WORDS,
    WORDS,
    acts,
    counted_hashes,
    link_in,
    page,
    person,
    sign_in,
    signed_in,
    with_app,
)

ERIK = "erik@stadt.example"
FORGOTTEN = "/konto/wiederherstellung/"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def mail_server(settings: Settings) -> Iterator[None]:
    """The city has a mail server, and no jobs but those of these tests."""
    settings.EMAIL_HOST = "mail.stadt.example"
    before = jobs.periodic_jobs()
    jobs.declare([])
    yield
    jobs.declare([one for one in before if one is not jobs.FORGET])


@pytest.fixture
def registration(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Residents may register, and wait for no more than it takes."""
    monkeypatch.setattr(entrance, "EVEN_S", 0.0)
    settings.REGISTRATION = True
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"


def letters() -> list[mail.EmailMessage]:
    """Every e-mail that jobs have sent by now."""
    jobs.run_due(datetime.now(UTC))
    return [one for one in mail.outbox if isinstance(one, mail.EmailMessage)]


def register(client: Client, address: str) -> str:
    answer = client.post("/konto/registrieren/", {"email": address, "password1": WORDS, "password2": WORDS})
    return answer.headers["Location"]


def test_who_forgot_the_password_gets_a_link_that_works_once() -> None:
    person(email=ERIK)

    asked = Client().post(FORGOTTEN, {"email": "Erik@Stadt.example"})
    (letter,) = letters()
    path = link_in(str(letter.body), "/konto/erststart/")
    client = Client()
    answer = client.post(path, {"password": NEW_WORDS, "again": NEW_WORDS})

    assert asked["Location"] == f"{FORGOTTEN}gesendet/"
    assert (letter.to, "erik" in str(letter.body)) == (["Erik@Stadt.example"], True)
    assert answer["Location"] == "/konto/"
    assert Client().get(path).status_code == 410
    assert sign_in(Client(), password=NEW_WORDS).status_code == 302


def test_strangers_learn_nothing_by_asking_for_a_link() -> None:
    person(email=ERIK)

    def asked(address: str) -> tuple[int, str, int]:
        before = DBTaskResult.objects.count()
        answer = Client().post(FORGOTTEN, {"email": address})
        return answer.status_code, answer["Location"], DBTaskResult.objects.count() - before

    assert asked(ERIK) == asked("niemand@stadt.example")
    assert not OneTimeLink.objects.exists()
    assert [one.to for one in letters()] == [[ERIK]]


def test_jobs_keep_no_address_and_no_link_in_clear() -> None:
    person(email=ERIK)

    Client().post(FORGOTTEN, {"email": ERIK})

    assert ERIK not in str(list(DBTaskResult.objects.values_list("args_kwargs", flat=True)))


def test_an_address_that_nobody_confirmed_gets_no_link_for_an_account() -> None:
    erik = person()
    EmailAddress.objects.create(user=erik, email="fremd@stadt.example", verified=False)
    Person.objects.filter(pk=erik.pk).update(email="fremd@stadt.example")

    assert mails.accounts_of("fremd@stadt.example") == []


def test_links_are_sent_a_few_times_only() -> None:
    person(email=ERIK)

    for _ in range(8):
        Client().post(FORGOTTEN, {"email": ERIK})

    assert len(letters()) == 5


def test_asking_for_links_voids_no_invitation() -> None:
    erik = person(email=ERIK)
    invitation = people.invite("test", erik, at=timezone.now())

    Client().post(FORGOTTEN, {"email": ERIK})
    letters()

    assert Client().get(invitation).status_code == 200


@pytest.mark.usefixtures("registration")
def test_a_resident_registers_confirms_the_address_and_signs_in() -> None:
    client = Client()

    assert register(client, "mia@example.org") == "/konto/e-mail/gesendet/"
    assert sign_in(client, "mia@example.org").headers["Location"] == "/konto/e-mail/gesendet/"
    path = link_in(str(letters()[0].body), "/konto/e-mail/bestaetigen/")
    assert "mia@example.org" in page(client, path)
    client.post(path)

    assert sign_in(client, "mia@example.org").headers["Location"] == "/konto/"
    mia = Person.objects.get()
    assert [Role(one.role) for one in granting.grants_of(mia)] == [Role.RESIDENT]
    assert (mia.username.startswith("konto-"), client.get("/cockpit/").status_code) == (True, 403)


@pytest.mark.usefixtures("registration")
def test_who_mistypes_the_password_is_told_so() -> None:
    given = {"email": "mia@example.org", "password1": WORDS, "password2": NEW_WORDS}

    answer = Client().post("/konto/registrieren/", given)

    assert "sind verschieden" in answer.content.decode()
    assert not Person.objects.exists()


@pytest.mark.usefixtures("registration")
def test_registering_with_a_taken_address_looks_the_same_and_tells_only_its_owner(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    person(email=ERIK)
    signed_in()
    waits: list[float] = []
    monkeypatch.setattr(entrance, "EVEN_S", 100.0)
    monkeypatch.setattr("time.sleep", waits.append)
    hashes = counted_hashes(monkeypatch)

    new, cost = register(Client(), "mia@example.org"), len(hashes)
    taken, both = register(Client(), ERIK), len(hashes)

    assert (new, cost) == (taken, both - cost)
    assert [round(one / 10) for one in waits] == [10, 10]
    assert Person.objects.count() == 2
    told = {one.to[0]: one.subject for one in letters()}
    assert "schon ein Konto" in told[ERIK]
    assert "bestätigen" in told["mia@example.org"]


def test_nobody_registers_where_the_city_does_not_ask_for_it() -> None:
    answer = Client().post("/konto/registrieren/", {"email": ERIK, "password1": WORDS, "password2": WORDS})

    assert "Administration" in answer.content.decode()
    assert not Person.objects.exists()


def test_a_new_address_is_confirmed_first_and_the_former_one_is_told() -> None:
    person(email=ERIK)
    client = signed_in()
    client.post("/konto/bestaetigen/", {"password": WORDS})

    client.post("/konto/e-mail/", {"action_add": "", "email": "neu@stadt.example"})
    assert sign_in(Client(), "neu@stadt.example").status_code == 422
    client.post(link_in(str(letters()[0].body), "/konto/e-mail/bestaetigen/"))

    assert sign_in(Client(), "neu@stadt.example").status_code == 302
    assert ("erik", "person.address") in acts()
    assert [one.to for one in letters()] == [["neu@stadt.example"], [ERIK]]


def test_an_address_of_somebody_else_cannot_be_taken_over() -> None:
    person(email=ERIK)
    signed_in()
    anna = person("anna")
    client = signed_in("anna")
    client.post("/konto/bestaetigen/", {"password": WORDS})

    client.post("/konto/e-mail/", {"action_add": "", "email": ERIK})

    assert not EmailAddress.objects.filter(user=anna, verified=True).exists()
    assert [one.username for one in mails.accounts_of(ERIK)] == ["erik"]


def test_a_changed_password_and_a_lost_factor_are_told_by_e_mail() -> None:
    erik = person(email=ERIK)
    client = signed_in()
    with_app(erik)
    client.post("/konto/bestaetigen/", {"password": WORDS})

    client.post("/konto/passwort/", {"present": WORDS, "password": NEW_WORDS, "again": NEW_WORDS})
    client.post("/konto/zweiter-faktor/app/entfernen/")

    bodies = " ".join(str(one.body) for one in letters())
    assert "Das Passwort wurde geändert." in bodies
    assert "Die App für Einmal-Codes wurde entfernt." in bodies


def test_links_in_e_mails_bear_the_address_of_the_city_whatever_host_was_asked() -> None:
    person(email=ERIK)

    Client(headers={"host": "localhost"}).post(FORGOTTEN, {"email": ERIK})

    assert "http://127.0.0.1:8000/konto/erststart/" in str(letters()[0].body)
