# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The pages on which roles are given, and who sees what is said and changed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from stadtkern.flow.devices.models import Thing, Visibility
from stadtkern.kernel import granting
from stadtkern.kernel.models import AuditEntry, Department, Person, Share
from stadtkern.kernel.rights import Scope
from stadtkern.kernel.roles import Role
from stadtkern.kernel.tests.people_of_tests import administrator, employ, give

pytestmark = pytest.mark.django_db
PAGE = "/cockpit/sichtbarkeit/thing/muenster/1/"


def thing(visibility: str = "internal") -> Thing:
    """A thing of the department of traffic."""
    owner = Department.objects.get_or_create(name="Verkehr")[0]
    return Thing.objects.create(
        code="muenster/1", name="Zählstelle", domain="cycling", owner=owner, visibility=visibility
    )


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def steward() -> Client:
    """Somebody who does everything for traffic."""
    return signed_in(employ(Person.objects.create(username="stine", first_name="Stine"), "Verkehr"))


def test_the_page_says_who_sees_it_and_why() -> None:
    thing()
    administrator("amira")
    fire = Department.objects.create(name="Feuerwehr")
    client = steward()

    client.post(PAGE, {"deed": "share", "department": fire.pk, "until": "2099-12-31"})

    page = client.get(PAGE).content.decode()
    assert "Stine (stine)" in page
    assert "Rolle: Redaktion eines Fachbereichs, Datenverantwortung, Technik (Verkehr)" in page
    assert "Rolle: Verwaltung der Plattform (ganze Kommune)" in page
    assert "Fachbereich Feuerwehr" in page
    assert "geteilt von stine" in page
    assert Thing.objects.get().visibility == Visibility.SHARED
    told = (
        AuditEntry.objects.filter(subject__startswith="thing ")
        .order_by("pk")
        .values_list("action", flat=True)
    )
    assert list(told) == ["thing.share", "thing.visibility"]


def test_a_share_is_ended_on_the_page() -> None:
    it = thing("shared")
    fire = Department.objects.create(name="Feuerwehr")
    client = steward()
    client.post(PAGE, {"deed": "share", "department": fire.pk})
    fred = employ(Person.objects.create(username="fred"), fire)
    assert Thing.objects.visible_to(fred).exists()

    client.post(PAGE, {"deed": "unshare", "share": Share.objects.get().pk})

    assert not Share.objects.exists()
    assert not Thing.objects.visible_to(fred).filter(pk=it.pk).exists()


def test_others_neither_see_the_page_nor_change_anything() -> None:
    thing()
    fire = Department.objects.create(name="Feuerwehr")
    fred = signed_in(employ(Person.objects.create(username="fred"), fire))
    resident = Person.objects.create(username="rosa")
    give(resident, Role.RESIDENT)

    assert Client().get(PAGE).status_code == 302
    assert signed_in(resident).get(PAGE).status_code == 403
    assert fred.get(PAGE).status_code == 404
    assert fred.post(PAGE, {"deed": "share", "department": fire.pk}).status_code == 404
    assert not Share.objects.exists()


def test_an_editor_sees_the_page_but_releases_nothing() -> None:
    it = thing()
    editor = Person.objects.create(username="erik")
    give(editor, Role.EDITOR, Scope(department=it.owner.pk))
    client = signed_in(editor)

    assert "Ändern darf das" in client.get(PAGE).content.decode()
    assert client.post(PAGE, {"deed": "visibility", "visibility": "public"}).status_code == 403
    edited = {"name": "Neu", "visibility": "public", "owner": it.owner.pk, "licence": ""}
    assert client.post(f"/cockpit/objekte/{it.pk}/", edited).status_code == 302
    assert (Thing.objects.get().name, Thing.objects.get().visibility) == ("Neu", "internal")


def test_an_auditor_sees_who_sees_it_and_changes_nothing() -> None:
    thing()
    auditor = Person.objects.create(username="rita")
    give(auditor, Role.AUDITOR)
    client = signed_in(auditor)

    assert client.get(PAGE).status_code == 200
    assert client.post(PAGE, {"deed": "visibility", "visibility": "public"}).status_code == 403
    assert client.get("/cockpit/protokoll/").status_code == 200
    assert client.get("/cockpit/personen/").status_code == 403


def test_an_operator_runs_jobs_and_sees_nothing_internal() -> None:
    it = thing()
    operator = Person.objects.create(username="otto")
    give(operator, Role.OPERATOR)
    client = signed_in(operator)

    assert client.get("/cockpit/aufgaben/").status_code == 200
    assert client.get(f"/cockpit/objekte/{it.pk}/").status_code == 403
    assert client.get(PAGE).status_code == 404
    assert client.get("/cockpit/protokoll/").status_code == 403


def test_sharing_needs_exactly_one_with_whom() -> None:
    thing()

    answer = steward().post(PAGE, {"deed": "share"})

    assert answer.status_code == 422
    assert "entweder einen Fachbereich oder einen Zugang" in answer.content.decode()


def test_a_role_is_given_with_scope_and_end_and_taken_back() -> None:
    boss, eva = administrator("amira"), Person.objects.create(username="eva")
    owner = Department.objects.create(name="Verkehr")
    client = signed_in(boss)

    answer = client.post(
        f"/cockpit/personen/{eva.pk}/",
        {"role": "steward", "place": owner.pk, "kind": "thing", "key": "muenster/1", "until": "2099-05-01"},
        follow=True,
    )

    (given,) = granting.grants_of(eva)
    assert (given.role, given.department, given.subject) == ("steward", owner, "thing:muenster/1")
    assert given.expires_at == datetime(2099, 5, 1, 22, tzinfo=UTC)
    assert "Verkehr, Objekt muenster/1" in answer.content.decode()

    client.post(f"/cockpit/personen/{eva.pk}/rollen/{given.pk}/entziehen/")

    assert granting.grants_of(eva) == []


def test_nobody_gets_a_role_for_the_whole_city_by_an_oversight() -> None:
    boss, eva = administrator("amira"), Person.objects.create(username="eva")
    client = signed_in(boss)

    answer = client.post(f"/cockpit/personen/{eva.pk}/", {"role": "editor"})
    wrong = client.post(
        f"/cockpit/personen/{eva.pk}/",
        {"role": "operator", "place": Department.objects.create(name="Verkehr").pk},
    )

    assert (answer.status_code, wrong.status_code) == (422, 422)
    assert "wofür die Rolle gilt" in answer.content.decode()
    assert granting.grants_of(eva) == []


def test_an_ended_role_is_shown_as_ended() -> None:
    boss, eva = administrator("amira"), Person.objects.create(username="eva")
    give(eva, Role.OPERATOR, until=datetime.now(UTC) - timedelta(days=1))

    page = signed_in(boss).get(f"/cockpit/personen/{eva.pk}/").content.decode()

    assert "abgelaufen" in page
    assert signed_in(eva).get("/cockpit/").status_code == 403
