# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The pages of the cockpit: who sees what, what the forms do, and how many queries a page takes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pyarrow as pa
import pytest
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from pytest_django import DjangoAssertNumQueries

from stadtkern.flow.devices.models import Datastream, SourceState, Thing
from stadtkern.flow.lake import current
from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.lake.words import LakeSettings
from stadtkern.flow.outlets.cockpit.listing import state_of
from stadtkern.kernel import audit, granting, jobs, people, registry
from stadtkern.kernel.domain import DL_DE_BY_2, Domain, Pull, Retention, Source
from stadtkern.kernel.errors import LakeUnavailable
from stadtkern.kernel.models import AuditEntry, Department, PeriodicJob, Person
from stadtkern.kernel.observation import TIME, Decoded, Payload, columns
from stadtkern.kernel.people import NewPerson
from stadtkern.kernel.tests import jobs_of_tests

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
WORDS = "vier Störche am Kanal"
PAGES = ["", "quellen/", "aufgaben/", "datensee/", "objekte/"]
BUDGET = {"": 30}
"""Queries; the first page asks every part of the city."""
ADMINISTRATOR_PAGES = ["personen/", "personen/neu/", "protokoll/", "datensee/aufbewahrung/"]

pytestmark = pytest.mark.django_db


def decode(payload: Payload) -> Decoded:
    return Decoded()


FEED = Source(
    key="probe-feed", title="Probe-Feed", title_en="Feed", publisher="P", homepage="https://example.org",
    licence=DL_DE_BY_2, attribution="P", decode=decode, files=(), recorded="x",
    pull=Pull(url="https://example.org/x", every_s=60), outage_after_s=600,
)  # fmt: skip
FILES = replace(FEED, key="probe-files", title="Probe-Dateien", pull=None)


@pytest.fixture(autouse=True)
def one_domain(tmp_path: Path) -> Iterator[None]:
    """One subject; the lake is opened by the pages that need it."""
    before = registry.domains()
    place = LakeSettings(folder=tmp_path / "lake", memory_mb=256, threads=1)
    current.provide(lambda: Lake.open(place))
    registry.declare(
        [
            Domain(
                name="probe",
                title="Probe",
                title_en="Probe",
                slug="probe",
                summary="",
                summary_en="",
                department="Verkehr",
                fields_of_action=(),
                quantities=(),
                sources=(FEED, FILES),
                retention=Retention(days=30, reason=""),
            )
        ]
    )
    yield
    current.close()
    registry.declare(before)


def department(name: str = "Verkehr") -> Department:
    return Department.objects.get_or_create(name=name)[0]


def editor(name: str = "Verkehr", username: str = "erik") -> Client:
    facts = NewPerson(username=username, departments=(department(name),))
    return signed_in(people.create_person("test", facts, password=WORDS, at=NOW))


def administrator() -> Client:
    facts = NewPerson(username="amira", administrator=True)
    return signed_in(people.create_person("test", facts, password=WORDS, at=NOW))


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def thing(code: str = "t/1", owner: str = "Verkehr", **facts: str) -> Thing:
    return Thing.objects.create(
        code=code, name=facts.get("name", code), domain="probe", owner=department(owner)
    )


def text(client: Client, page: str) -> str:
    answer = client.get(f"/cockpit/{page}")
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("page", PAGES + ADMINISTRATOR_PAGES)
def test_a_stranger_is_asked_to_sign_in(client: Client, page: str) -> None:
    answer = client.get(f"/cockpit/{page}")

    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/konto/anmelden/?next=")


@pytest.mark.parametrize("page", ADMINISTRATOR_PAGES)
def test_an_editor_does_not_get_into_pages_of_administrators(page: str) -> None:
    assert editor().get(f"/cockpit/{page}").status_code == 403


@pytest.mark.parametrize("page", PAGES + ADMINISTRATOR_PAGES)
def test_an_administrator_gets_every_page_within_its_query_budget(
    page: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = administrator()
    for number in range(60):
        it = thing(f"t/{number}")
        Datastream.objects.create(code=f"t/{number}/a", name="a", thing=it)
        jobs_of_tests.tell_progress.enqueue()
        audit.record("x", "y", "z", {"n": number}, NOW)
        people.create_person("test", NewPerson(username=f"p{number:02}", departments=(department(),)), at=NOW)

    text(client, page)  # The first visit lets the register know declared dashboards.
    with django_assert_max_num_queries(BUDGET.get(page, 22)):
        body = text(client, page)

    assert body.count("<h1") == 1
    assert 'lang="de"' in body


@pytest.mark.parametrize("page", PAGES + ADMINISTRATOR_PAGES)
def test_an_empty_city_has_pages_too(page: str) -> None:
    text(administrator(), page)


def test_pages_are_never_kept_by_caches() -> None:
    assert "no-store" in administrator().get("/cockpit/").headers["Cache-Control"]


def test_the_navigation_shows_only_what_the_person_may_open() -> None:
    assert "/cockpit/protokoll/" not in text(editor(), "")
    assert "/cockpit/protokoll/" in text(administrator(), "")


def test_the_overview_names_troubled_sources_and_failed_jobs() -> None:
    later = datetime.now(UTC) + timedelta(seconds=60)
    SourceState.objects.create(
        key="probe-feed", outage_since=NOW, outage_reason="Zeitüberschreitung", next_attempt_at=later
    )
    job_id = jobs_of_tests.fail.enqueue("/nirgends").id
    jobs.run_due(NOW)
    assert DBTaskResult.objects.get(pk=job_id).status == "FAILED"

    body = text(administrator(), "")

    assert "Zeitüberschreitung" in body
    assert "1 Aufgabe ist" in body


def test_the_overview_stays_readable_without_lake() -> None:
    def refuse() -> Lake:
        raise LakeUnavailable

    current.provide(refuse)

    client = administrator()
    assert "Datensee ist gerade nicht erreichbar" in text(client, "")
    assert client.get("/cockpit/datensee/").status_code == 503


def test_the_state_of_a_source_follows_from_its_deliveries() -> None:
    def row(**facts: object) -> SourceState:
        return SourceState(key="probe-feed", **facts)

    assert state_of(FEED, None, NOW) == "waiting"
    assert state_of(FEED, row(last_success_at=NOW), NOW + timedelta(seconds=600)) == "running"
    assert state_of(FEED, row(last_success_at=NOW), NOW + timedelta(seconds=601)) == "silent"
    assert state_of(FILES, row(last_success_at=NOW), NOW + timedelta(days=900)) == "running"
    assert state_of(FEED, row(outage_since=NOW), NOW) == "outage"
    assert state_of(FEED, row(last_success_at=NOW, outage_since=NOW, paused=True), NOW) == "paused"


def test_an_editor_pauses_and_fetches_the_sources_of_the_own_department() -> None:
    client = editor()
    page = text(client, "quellen/")
    assert 'form="abrufen-probe-feed"' in page
    assert '<form id="abrufen-probe-feed" method="post" action="/cockpit/quellen/probe-feed/abrufen/"' in page

    client.post("/cockpit/quellen/probe-feed/abrufen/")
    client.post("/cockpit/quellen/probe-feed/anhalten/", {"paused": "1"})

    state = SourceState.objects.get(pk="probe-feed")
    assert state.paused
    assert state.next_attempt_at is not None
    assert list(
        AuditEntry.objects.filter(subject="source probe-feed").order_by("pk").values_list("action", flat=True)
    ) == [
        "source.fetch",
        "source.pause",
    ]
    assert "angehalten" in text(client, "quellen/")
    assert "Probe-Feed" not in text(client, "quellen/?zustand=outage")

    chosen = {"tun": "fortsetzen", "zeile": ["probe-feed", "probe-files"], "bestaetigt": "1"}
    told = client.post("/cockpit/quellen/", chosen, follow=True).content.decode()

    assert not SourceState.objects.get(pk="probe-feed").paused
    assert "1 Datenquelle wird wieder abgerufen" in told
    assert "wird nicht abgerufen" in told
    file = client.get("/cockpit/quellen/?format=csv&q=probe-feed").content.decode()
    assert "Probe-Feed" in file


def test_another_department_neither_sees_nor_steers_the_source() -> None:
    client = editor("Grün")

    assert "Probe-Feed" not in text(client, "quellen/")
    assert client.post("/cockpit/quellen/probe-feed/anhalten/", {"paused": "1"}).status_code == 403
    assert client.post("/cockpit/quellen/gibt-es-nicht/anhalten/").status_code == 404
    assert not SourceState.objects.filter(paused=True).exists()


def test_a_source_of_files_cannot_be_fetched_and_the_page_says_why() -> None:
    answer = administrator().post("/cockpit/quellen/probe-files/abrufen/", follow=True)

    assert "wird nicht abgerufen" in answer.content.decode()


@pytest.mark.parametrize(
    "address", ["quellen/probe-feed/abrufen/", "quellen/probe-feed/anhalten/", "datensee/verdichten/"]
)
def test_actions_are_forms(address: str) -> None:
    assert administrator().get(f"/cockpit/{address}").status_code == 405


def test_a_failed_job_is_retried_from_its_page() -> None:
    job_id = UUID(jobs_of_tests.fail.enqueue("/nirgends").id)
    jobs.run_due(NOW)
    client = administrator()
    assert "die Quelle antwortet nicht" in text(client, "aufgaben/")

    client.post(f"/cockpit/aufgaben/{job_id}/wiederholen/")

    assert DBTaskResult.objects.get(pk=job_id).status == "READY"


def test_an_editor_neither_sees_nor_steers_jobs() -> None:
    job_id = jobs_of_tests.tell_progress.enqueue().id
    client = editor()

    assert client.get("/cockpit/aufgaben/").status_code == 403
    assert client.post(f"/cockpit/aufgaben/{job_id}/wiederholen/").status_code == 403
    assert client.post("/cockpit/aufgaben/kernel.forget/anhalten/", {"paused": "1"}).status_code == 403


def test_a_periodic_job_is_paused_from_its_page() -> None:
    administrator().post("/cockpit/aufgaben/kernel.forget/anhalten/", {"paused": "1"})

    assert PeriodicJob.objects.get(name="kernel.forget").paused


def test_jobs_are_paged_by_their_time() -> None:
    for _ in range(30):
        jobs_of_tests.tell_progress.enqueue()
    client = administrator()
    first = client.get("/cockpit/aufgaben/?zustand=wartend")

    second = client.get("/cockpit/aufgaben/", {"zustand": "wartend", "vor": first.context["next"]})

    assert (len(first.context["jobs"]), len(second.context["jobs"])) == (25, 5)
    assert client.get("/cockpit/aufgaben/?vor=2026-99-99T00:00:00Z").status_code == 200


def test_compacting_is_started_as_a_job_by_administrators_only() -> None:
    assert editor().post("/cockpit/datensee/verdichten/").status_code == 403
    assert administrator().post("/cockpit/datensee/verdichten/").status_code == 302

    assert DBTaskResult.objects.get().task_path == "stadtkern.flow.lake.jobs.compact_now"


def test_things_are_found_by_name_and_by_code_and_paged_by_key() -> None:
    for number in range(60):
        thing(f"t/{number:02}", name="Zählstelle")
    thing("muenster/7", name="Promenade")
    client = editor()

    assert "Promenade" in text(client, "objekte/?q=promen")
    assert "Promenade" in text(client, "objekte/?q=muenster/7")
    first = client.get("/cockpit/objekte/?q=Zählstelle")
    second = client.get(f"/cockpit/objekte/?{first.context['list'].next}")
    codes = {shown.row.code for page in (first, second) for shown in page.context["list"].rows}
    assert codes == {f"t/{number:02}" for number in range(60)}


def test_chosen_things_are_hidden_after_a_question_and_only_those_one_may_release() -> None:
    mine, other = thing("t/1", name="Promenade"), thing("t/2", name="Kanal")
    client, sent = editor(), {"tun": "intern", "zeile": [str(mine.pk)]}

    asked = client.post("/cockpit/objekte/?sichtbarkeit=public", sent)
    assert "Objekte nur noch intern zeigen?" in asked.content.decode()
    assert Thing.objects.get(pk=mine.pk).visibility == "public"

    told = client.post("/cockpit/objekte/?sichtbarkeit=public", {**sent, "bestaetigt": "1"}, follow=True)
    assert "1 Objekt ist nur intern." in told.content.decode()
    assert "Promenade" not in told.content.decode()
    assert Thing.objects.get(pk=mine.pk).visibility == "internal"
    assert Thing.objects.get(pk=other.pk).visibility == "public"
    assert AuditEntry.objects.filter(action="thing.visibility").count() == 1


def test_things_of_others_cannot_be_chosen() -> None:
    foreign = thing(owner="Grün", name="Fremdes Beet")

    told = editor().post(
        "/cockpit/objekte/", {"tun": "intern", "zeile": [str(foreign.pk)], "bestaetigt": "1"}, follow=True
    )

    assert "Es war nichts ausgewählt." in told.content.decode()
    assert Thing.objects.get(pk=foreign.pk).visibility == "public"


def test_an_editor_edits_a_thing_of_the_own_department() -> None:
    it = thing()

    answer = editor().post(
        f"/cockpit/objekte/{it.pk}/",
        {
            "name": "Neu",
            "description": "",
            "visibility": "internal",
            "owner": it.owner.pk,
            "licence": "cc-zero",
        },
        follow=True,
    )

    it.refresh_from_db()
    assert "Gespeichert." in answer.content.decode()
    assert (it.name, it.visibility, it.licence, it.retention_days) == ("Neu", "internal", "cc-zero", None)
    assert AuditEntry.objects.get(action="thing.edit").actor == "erik"


def test_an_editor_neither_sees_nor_edits_things_of_others() -> None:
    it = thing(owner="Grün", name="Fremdes Beet")
    client = editor()

    assert "Fremdes Beet" not in text(client, "objekte/")
    assert client.get(f"/cockpit/objekte/{it.pk}/").status_code == 403
    assert client.post(f"/cockpit/objekte/{it.pk}/", {"name": "x"}).status_code == 403


def test_a_thing_cannot_be_handed_to_a_foreign_department() -> None:
    it, foreign = thing(), department("Grün")

    answer = editor().post(
        f"/cockpit/objekte/{it.pk}/",
        {"name": "x", "visibility": "public", "owner": foreign.pk, "licence": ""},
    )

    assert answer.status_code == 422
    assert Thing.objects.get().owner.name == "Verkehr"


def test_a_new_person_gets_a_link_that_works_once() -> None:
    body = (
        administrator()
        .post("/cockpit/personen/neu/", {"username": "eva", "departments": [department().pk]})
        .content.decode()
    )
    path = body[body.index("/konto/erststart/") :].split("<", 1)[0]
    guest = Client()

    answer = guest.post(path, {"password": WORDS, "again": WORDS})

    assert answer.status_code == 302
    assert guest.get("/cockpit/objekte/").status_code == 200
    assert Client().get(path).status_code == 410


def test_rights_are_changed_and_accounts_deactivated() -> None:
    client = administrator()
    eva = people.create_person("test", NewPerson(username="eva"), password=WORDS, at=NOW)

    client.post(f"/cockpit/personen/{eva.pk}/", {"role": "editor", "place": department().pk})
    client.post(f"/cockpit/personen/{eva.pk}/konto/", {"active": "0"})

    eva.refresh_from_db()
    (role,) = granting.grants_of(eva)
    assert (role.role, role.department) == ("editor", department())
    assert not eva.is_active


def test_the_last_administrator_cannot_go_and_the_page_says_why() -> None:
    client = administrator()
    me = Person.objects.get(username="amira")

    role = granting.grants_of(me)[0]
    rights = client.post(f"/cockpit/personen/{me.pk}/rollen/{role.pk}/entziehen/", follow=True)
    account = client.post(f"/cockpit/personen/{me.pk}/konto/", {"active": "0"}, follow=True)

    assert "Mindestens eine Person" in rights.content.decode()
    assert "Mindestens eine Person" in account.content.decode()
    assert granting.administrators() == [me]


@pytest.mark.parametrize("address", ["", "einladen/", "konto/"])
def test_an_editor_cannot_change_people(address: str) -> None:
    client = editor()

    assert client.post(f"/cockpit/personen/{Person.objects.get().pk}/{address}").status_code == 403


def test_the_audit_log_is_filtered_and_paged() -> None:
    for number in range(55):
        audit.record("eva", "thing.edit", f"thing t/{number}", {"name": {"before": "a", "after": "b"}}, NOW)
    client = administrator()

    first = client.get("/cockpit/protokoll/?wer=eva")
    second = client.get("/cockpit/protokoll/", {"wer": "eva", "nach": first.context["list"].after})

    assert (len(first.context["list"].rows), len(second.context["list"].rows)) == (50, 5)
    assert "a → b" in first.content.decode()
    assert "thing t/7<" in text(client, "protokoll/?woran=t/7")


def test_the_retention_page_counts_and_removes_nothing() -> None:
    stream = Datastream.objects.create(code="t/1/a", name="Tempo", thing=thing(name="Brücke"))
    old = timezone.now() - timedelta(days=31)
    rows = columns(
        datastream=pa.array(["x", "x"]),
        phenomenon_time=pa.array([old, timezone.now()], TIME),
        result=pa.array([1.0, 2.0]),
    )
    ids = pa.array([stream.pk, stream.pk], pa.int64())
    current.lake().append(rows.set_column(0, pa.field("datastream_id", pa.int64()), ids))
    client = administrator()

    first, second = text(client, "datensee/aufbewahrung/"), text(client, "datensee/aufbewahrung/")

    assert "Brücke: Tempo" in first
    assert "zusammen 1" in second
    assert current.lake().latest([stream.pk])[stream.pk].count == 2
