# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Pages of privacy: the record for everybody, the own data for whoever is signed in, answers for staff."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime, timedelta

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from stadtkern.commons.feedback.models import Feedback
from stadtkern.commons.privacy import entries, service
from stadtkern.commons.privacy.models import ErasureRequest
from stadtkern.kernel import consents, privacy
from stadtkern.kernel.errors import Contradiction, NotFound, NotPermitted
from stadtkern.kernel.models import AuditCheck, AuditEntry, Person
from stadtkern.kernel.roles import Role
from stadtkern.kernel.tests import people_of_tests
from stadtkern.web.accounts.tests import givens

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
MAIL = "erik@example.org"

pytestmark = pytest.mark.django_db


def auditor() -> Client:
    person = givens.person("rita")
    people_of_tests.give(person, Role.AUDITOR)
    return signed_in(person)


def boss() -> Client:
    return signed_in(people_of_tests.administrator("amira"))


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def confirmed(name: str) -> Client:
    """Somebody who has just given the password again."""
    client = givens.signed_in(name)
    answer = client.post("/konto/bestaetigen/", {"password": givens.WORDS, "next": "/konto/meine-daten/"})
    assert answer.status_code == 302
    return client


def test_everybody_reads_the_record_in_short(client: Client) -> None:
    page = client.get("/datenschutz/verzeichnis/").content.decode()

    assert all(str(one.title) in page for one in privacy.processings())
    assert "feedback.Feedback" not in page


@pytest.mark.parametrize("path", ["/cockpit/verzeichnis/", "/cockpit/verzeichnis/tabelle/"])
def test_only_auditors_and_administrators_read_the_whole_record(client: Client, path: str) -> None:
    assert client.get(path)["Location"].startswith("/konto/anmelden/")
    assert signed_in(givens.person("erik")).get(path).status_code == 403
    assert auditor().get(path).status_code == 200
    assert boss().get(path).status_code == 200


def test_the_whole_record_costs_few_queries(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    client = auditor()
    client.get("/cockpit/verzeichnis/")

    with django_assert_max_num_queries(16):
        page = client.get("/cockpit/verzeichnis/").content.decode()

    assert "feedback.Feedback" in page


def test_the_record_as_a_table_has_a_row_per_activity_and_is_noted() -> None:
    answer = auditor().get("/cockpit/verzeichnis/tabelle/")

    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) == 1 + len(privacy.processings())
    assert AuditEntry.objects.get(action="privacy.record").actor == "rita"


def test_a_stranger_sees_no_own_data(client: Client) -> None:
    for path in ("/konto/meine-daten/", "/konto/meine-daten/herunterladen/", "/konto/meine-daten/loeschen/"):
        assert client.get(path).status_code == 302


def test_a_person_downloads_the_own_data() -> None:
    person = givens.person("erik", email=MAIL)
    EmailAddress.objects.update_or_create(user=person, email=MAIL, defaults={"verified": True})
    Feedback.objects.create(message="Die Karte ist leer.", email=MAIL, created_at=NOW)
    Feedback.objects.create(message="Fremdes", email="otto@example.org", created_at=NOW)

    answer = confirmed("erik").get("/konto/meine-daten/herunterladen/")

    assert answer["Content-Disposition"].startswith("attachment")
    assert "no-store" in answer["Cache-Control"]
    told = json.loads(answer.content)
    text = json.dumps(told, ensure_ascii=False)
    assert "Die Karte ist leer." in text
    assert "Fremdes" not in text
    assert AuditEntry.objects.get(action="privacy.export").shown_subject == "person erik"


def test_an_address_that_is_not_confirmed_brings_nothing() -> None:
    person = givens.person("erik")
    client = confirmed("erik")
    EmailAddress.objects.update_or_create(user=person, email=MAIL, defaults={"verified": False})
    Feedback.objects.create(message="Gehört jemand anderem", email=MAIL, created_at=NOW)

    answer = client.get("/konto/meine-daten/herunterladen/")

    assert "Gehört jemand anderem" not in answer.content.decode()


def test_a_session_without_a_fresh_password_confirms_first() -> None:
    person = givens.person("erik")

    answer = signed_in(person).get("/konto/meine-daten/herunterladen/")

    assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/konto/bestaetigen/")


def test_a_consent_is_shown_with_its_text_and_taken_back() -> None:
    person = givens.person("erik")
    consents.give(person, "push", at=NOW)
    client = signed_in(person)

    assert "Meldedienst meines Browsers" in client.get("/konto/meine-daten/").content.decode()
    client.post("/konto/meine-daten/einwilligungen/push/widerrufen/")

    assert consents.given(person, "push") is None
    assert client.post("/konto/meine-daten/einwilligungen/push/widerrufen/").status_code == 404


def test_asking_to_be_erased_is_answered_by_somebody_else() -> None:
    person = givens.person("erik")
    client = confirmed("erik")

    assert (
        "Danach lässt sich nichts zurückholen" in client.get("/konto/meine-daten/loeschen/").content.decode()
    )
    client.post("/konto/meine-daten/loeschen/")
    client.post("/konto/meine-daten/loeschen/")

    request = ErasureRequest.objects.get()
    office = boss()
    assert "erik" in office.get("/cockpit/verzeichnis/").content.decode()
    wrong = office.post(f"/cockpit/verzeichnis/antraege/{request.pk}/loeschen/", {"name": "x"}, follow=True)
    assert "Es wurde nichts gelöscht" in wrong.content.decode()
    office.post(f"/cockpit/verzeichnis/antraege/{request.pk}/loeschen/", {"name": "erik"})
    assert not Person.objects.filter(pk=person.pk).exists()
    assert not ErasureRequest.objects.exists()
    assert client.get("/konto/meine-daten/").status_code == 302


def test_a_refusal_needs_a_reason_that_the_person_reads() -> None:
    person = givens.person("erik")
    request = service.ask(person, at=NOW)
    office = boss()
    path = f"/cockpit/verzeichnis/antraege/{request.pk}/ablehnen/"

    said = office.post(path, {"answer": " "}, follow=True).content.decode()
    assert "Bitte begründen Sie" in said
    office.post(path, {"answer": "Es läuft ein Verfahren."})

    assert "Es läuft ein Verfahren." in signed_in(person).get("/konto/meine-daten/").content.decode()
    with pytest.raises(NotFound):
        service.fulfil(Person.objects.get(username="amira"), request.pk, at=NOW)


def test_a_request_can_be_taken_back() -> None:
    person = givens.person("erik")
    service.ask(person, at=NOW)

    signed_in(person).post("/konto/meine-daten/loeschen/zurueckziehen/")

    assert not ErasureRequest.objects.exists()
    with pytest.raises(NotFound):
        service.take_back(person, at=NOW)


def test_nobody_without_the_right_answers_and_nobody_answers_the_own_request() -> None:
    admin = people_of_tests.administrator("amira")
    own = service.ask(admin, at=NOW)

    with pytest.raises(NotPermitted):
        service.fulfil(givens.person("erik"), own.pk, at=NOW)
    with pytest.raises(Contradiction):
        service.fulfil(admin, own.pk, at=NOW)


def test_the_overview_tells_of_a_broken_log_and_of_requests_that_wait() -> None:
    rita = givens.person("rita")
    people_of_tests.give(rita, Role.AUDITOR)
    now = timezone.now()
    assert entries.notices(rita, now) == []

    service.ask(givens.person("erik"), at=now - timedelta(days=25))
    AuditCheck.objects.create(at=now, entries=1, number=1, digest="0" * 64, broken=2, reason="changed")

    told = entries.notices(rita, now)
    assert [notice.kind for notice in told] == ["bad", "bad"]
    assert "verändert" in told[0].text
    assert len(entries.notices(people_of_tests.administrator("amira"), now)) == 1
    assert entries.notices(givens.person("fremd"), now) == []
