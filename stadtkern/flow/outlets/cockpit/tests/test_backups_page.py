# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The page of backups: who may see it, what it says about them, and how one is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from stadtkern.flow.outlets.cockpit import backups
from stadtkern.kernel import granting, people
from stadtkern.kernel.models import AuditEntry, Person
from stadtkern.kernel.people import NewPerson
from stadtkern.kernel.roles import Role
from stadtkern.kernel.upkeep import service
from stadtkern.kernel.upkeep.models import BackupRun

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
PAGE = "/cockpit/sicherungen/"

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked() -> Iterator[list[str]]:
    """What was asked of a city that backs itself up to a folder."""
    before, asked = backups.offered(), list[str]()
    backups.provide(
        backups.Offer(
            place="/mnt/sicherung",
            every=timedelta(hours=6),
            back_up=lambda actor: asked.append(f"back up for {actor}"),
            verify=lambda: asked.append("verify"),
        )
    )
    yield asked
    backups.provide(before)


def person(role: Role | None) -> Person:
    made = people.create_person("test", NewPerson(username="ines"), password="vier Störche am Kanal", at=NOW)
    if role is not None:
        granting.grant("test", made, role, at=NOW)
    return made


def client_of(someone: Person) -> Client:
    client = Client()
    client.force_login(someone)
    return client


def made(backup: str, made_at: datetime) -> BackupRun:
    run = BackupRun(
        backup=backup, place="/mnt/sicherung", made_at=made_at, seconds=3.6, rows=9_731,
        observations=797_747, files=30, bytes=8_178_892, written_bytes=1_572_864,
    )  # fmt: skip
    return service.note_backup("system", run, at=made_at)


def test_strangers_and_people_without_the_role_do_not_see_it(client: Client, asked: list[str]) -> None:
    assert client.get(PAGE).headers["Location"].startswith("/konto/anmelden/")
    somebody = client_of(person(Role.RESIDENT))
    assert somebody.get(PAGE).status_code == 403
    assert somebody.post(f"{PAGE}jetzt/").status_code == 403
    assert somebody.post(f"{PAGE}pruefen/").status_code == 403
    assert asked == []


def test_an_operator_sees_each_backup_and_whether_it_could_be_read(
    asked: list[str], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(20):
        made(f"2026-11-{number + 1:02}", NOW - timedelta(days=number))
    service.note_verified(["2026-11-01"], fault="", at=NOW)
    service.note_verified(["2026-11-02"], fault="Der Sicherung fehlt das Objekt 12ab.", at=NOW)
    client = client_of(person(Role.OPERATOR))
    with django_assert_max_num_queries(16):
        body = client.get(PAGE).content.decode()
    assert "797.747" in body
    assert "lesbar" in body
    assert "Der Sicherung fehlt das Objekt 12ab." in body
    assert body.count("noch nicht") == 18
    assert "/mnt/sicherung" in body


def test_without_a_place_the_page_says_what_to_set() -> None:
    before = backups.offered()
    backups.provide(None)
    body = client_of(person(Role.OPERATOR)).get(PAGE).content.decode()
    refused = client_of(Person.objects.get()).post(f"{PAGE}jetzt/", follow=True).content.decode()
    backups.provide(before)
    assert "STADTKERN_BACKUP_KEY_FILE" in body
    assert "Es gibt noch keine Sicherung" in body
    assert "Es ist kein Ort für Sicherungen eingerichtet." in refused


def test_the_buttons_ask_for_a_backup_and_for_reading_the_newest(asked: list[str]) -> None:
    client = client_of(person(Role.OPERATOR))
    assert client.post(f"{PAGE}jetzt/").headers["Location"] == PAGE
    assert client.post(f"{PAGE}pruefen/").headers["Location"] == PAGE
    assert asked == ["back up for ines", "verify"]


def test_a_backup_is_overdue_after_two_intervals() -> None:
    every = timedelta(hours=6)
    assert not service.overdue(every, at=NOW)
    service.note_release("0.1.0", at=NOW)
    assert not service.overdue(every, at=NOW + timedelta(hours=12))
    assert service.overdue(every, at=NOW + timedelta(hours=13))
    made("old", NOW)
    assert not service.overdue(every, at=NOW + timedelta(hours=12))
    assert service.overdue(every, at=NOW + timedelta(hours=13))


def test_a_backup_is_a_copy_of_everything_and_stands_in_the_audit_log() -> None:
    made("2026-11-22T120000Z-abcdef", NOW)
    entry = AuditEntry.objects.get(action="backup.make")
    assert (entry.subject, entry.change["observations"]) == ("backup 2026-11-22T120000Z-abcdef", 797_747)
