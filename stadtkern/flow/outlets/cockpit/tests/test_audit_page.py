# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The page of the audit log: found, handed out, verified."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from django.http import StreamingHttpResponse
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from stadtkern.kernel import audit, audit_proof, jobs
from stadtkern.kernel.models import AuditCheck, AuditEntry, Person
from stadtkern.kernel.roles import Role
from stadtkern.kernel.tests import people_of_tests

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
PATH = "/cockpit/protokoll/"

pytestmark = pytest.mark.django_db


def signed_in(role: Role | None) -> Client:
    person = Person.objects.create_user("rita")
    if role:
        people_of_tests.give(person, role)
    client = Client()
    client.force_login(person)
    return client


def entries(count: int = 3) -> None:
    for n in range(count):
        audit.record("eva", "thing.edit", f"thing t/{n}", {"n": n, "person": "carla"}, NOW)


@pytest.mark.parametrize("path", [PATH, f"{PATH}datei/"])
def test_only_auditors_read_the_log(client: Client, path: str) -> None:
    assert client.get(path).status_code == 302
    assert signed_in(None).get(path).status_code == 403


def test_an_auditor_reads_names_and_not_codes() -> None:
    entries(1)

    page = signed_in(Role.AUDITOR).get(PATH).content.decode()

    assert "carla" in page
    assert "p-" + "0" not in page
    assert "Noch nicht geprüft" in page


def test_a_page_of_the_log_costs_few_queries(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    entries(20)
    client = signed_in(Role.AUDITOR)
    client.get(PATH)

    with django_assert_max_num_queries(14):
        client.get(PATH)


def test_entries_are_found_by_kind_and_day() -> None:
    entries(1)
    audit.record("eva", "dataset.release", "dataset luft", {}, NOW)
    client = signed_in(Role.AUDITOR)

    assert "dataset luft" not in client.get(PATH, {"was": "thing"}).content.decode()
    assert "dataset luft" in client.get(PATH, {"was": "dataset.release"}).content.decode()
    assert "dataset luft" in client.get(PATH, {"von": "2026-03-01", "bis": "2026-03-01"}).content.decode()
    assert "Nichts gefunden" in client.get(PATH, {"von": "2027-01-01"}).content.decode()
    assert client.get(PATH, {"von": "gestern"}).status_code == 200


def test_the_log_is_handed_out_and_that_is_noted() -> None:
    entries(2)

    answer = signed_in(Role.AUDITOR).get(f"{PATH}datei/?format=jsonl&was=thing")

    assert isinstance(answer, StreamingHttpResponse)
    lines = answer.getvalue().decode().splitlines()
    assert [json.loads(line)["subject"] for line in lines] == ["thing t/0", "thing t/1"]
    assert AuditEntry.objects.get(action="audit.export").actor == "rita"


def test_the_list_is_taken_along_with_names_and_that_is_noted() -> None:
    entries(2)

    answer = signed_in(Role.AUDITOR).get(PATH, {"format": "csv", "woran": "t/1"})

    head, only = answer.content.decode("utf-8-sig").splitlines()[:2]
    assert head == "Zeitpunkt;Wer;Was;Woran;Änderung"
    assert only.startswith("2026-03-01T10:00:00+01:00;eva;thing.edit;thing t/1;")
    assert "carla" in answer.content.decode()
    noted = AuditEntry.objects.get(action="audit.export")
    assert (noted.actor, noted.change) == ("rita", {"form": "csv", "by_subject": True})


def test_the_log_is_verified_when_somebody_asks(client: Client) -> None:
    entries(2)
    auditor = signed_in(Role.AUDITOR)

    auditor.post(f"{PATH}pruefen/")
    jobs.run_due(NOW)

    assert audit_proof.newest_check() is not None
    assert "2 Einträge stimmen" in auditor.get(PATH).content.decode()
    assert client.post(f"{PATH}pruefen/").status_code == 302


def test_a_broken_log_is_told_on_top() -> None:
    AuditCheck.objects.create(at=NOW, entries=7, number=7, digest="0" * 64, broken=8, reason="missing")

    page = signed_in(Role.AUDITOR).get(PATH).content.decode()

    assert "Das Protokoll ist nicht unversehrt" in page
    assert "erste Fehlstelle: Eintrag 8" in page
