# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Runs against a portal on this machine: what comes in, what goes, and what the report says."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from stadtkern.flow.catalogue import service as catalogue
from stadtkern.flow.catalogue.errors import Withdrawn
from stadtkern.flow.catalogue.harvested import harvested_keys
from stadtkern.flow.catalogue.words import Entry
from stadtkern.flow.ingest.feeds.tests.serving import Answer, Feed
from stadtkern.flow.ingest.harvest import entries, jobs, links, running, service
from stadtkern.flow.ingest.harvest.models import HarvestRun, HarvestSource, Outcome
from stadtkern.flow.ingest.harvest.service import Draft
from stadtkern.kernel.errors import Contradiction, NotPermitted
from stadtkern.kernel.models import AuditEntry, Department, Person
from stadtkern.kernel.tests.people_of_tests import employ
from stadtkern.web.outgoing.limits import Limits

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 31, 12, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
_PREFIXES = """
@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .
@prefix hydra: <http://www.w3.org/ns/hydra/core#> .
"""


def dataset(address: str, name: str, title: str = "Bäume") -> str:
    return (
        f'<{address}/d/{name}> a dcat:Dataset ; dct:title "{title}" ; '
        f"dcat:distribution [ dct:license <http://dcat-ap.de/def/licenses/cc-by/4.0> ; "
        f"dcat:accessURL <{address}/files/{name.replace(' ', '')}.csv> ] .\n"
    )


def told(feed: Feed, *names: str, path: str = "/catalog.ttl", more: str = "", **headers: str) -> None:
    document = _PREFIXES + "".join(dataset(feed.address, name) for name in names) + more
    feed.tell(path, document, Content_Type="text/turtle", **headers)


def department(name: str = "Amt für Daten") -> Department:
    return Department.objects.get_or_create(name=name)[0]


def person(name: str = "eva", *, of: str = "Amt für Daten") -> Person:
    made = Person.objects.create(username=name, email=f"{name}@stadt.example")
    employ(made, department(of))
    return made


def draft(feed: Feed, **more: str) -> Draft:
    given = {
        "title": "Nachbarn",
        "kind": "dcat",
        "url": f"{feed.address}/catalog.ttl",
        "query": "",
        "licence": "",
    }
    return Draft(**{**given, **more}, interval_h=24)


def source(feed: Feed, **more: str) -> HarvestSource:
    return service.create(person(), draft(feed, **more), "Amt für Daten", at=NOW)


def run(found: HarvestSource, now: datetime = NOW) -> HarvestRun:
    found.refresh_from_db()
    return running.run(found, now, pause_s=0)


def counts(report: HarvestRun) -> tuple[int, int, int, int, int]:
    return report.new, report.changed, report.unchanged, report.withdrawn, report.rejected


def shown() -> list[Entry]:
    return [one for one in catalogue.all_public() if one.origin == "harvested"]


def test_records_come_in_change_and_vanish(feed: Feed) -> None:
    found = source(feed)
    told(feed, "1", "2", "3")
    first = run(found)
    told(feed, "1", "2", more=dataset(feed.address, "4", "Neu"))
    second = run(found, LATER)

    assert (first.outcome, counts(first)) == (Outcome.COMPLETE, (3, 0, 0, 0, 0))
    assert counts(second) == (1, 0, 2, 1, 0)
    assert {one.harvested_from for one in shown()} == {"Nachbarn"}
    assert len(shown()) == 3
    (gone,) = catalogue.tombstones()
    assert "Nachbarn" in gone.reason
    with pytest.raises(Withdrawn):
        catalogue.entry(gone.key)


def test_one_bad_record_never_stops_a_run(feed: Feed) -> None:
    found = source(feed)
    told(feed, "1", "mit Leerzeichen", "2")

    report = run(found)

    problem = report.problems.get()
    assert counts(report) == (2, 0, 0, 0, 1)
    assert "ein Leerzeichen" in problem.sentence
    assert problem.refused


def test_pages_are_walked_to_the_end(feed: Feed) -> None:
    found = source(feed)
    first, second = f"{feed.address}/catalog.ttl", f"{feed.address}/catalog.ttl?page=2"
    told(feed, "1", more=f"<{first}> hydra:next <{second}> .")
    told(feed, "2", path="/catalog.ttl?page=2")

    report = run(found)

    assert (report.pages, report.new) == (2, 2)


def test_pages_in_a_circle_end_with_a_reason_and_nothing_is_withdrawn(feed: Feed) -> None:
    found = source(feed)
    told(feed, "1", "2")
    run(found)
    first, second = f"{feed.address}/catalog.ttl", f"{feed.address}/catalog.ttl?page=2"
    told(feed, "1", more=f"<{first}> hydra:next <{second}> .")
    told(feed, path="/catalog.ttl?page=2", more=f"<{second}> hydra:next <{first}> .")

    report = run(found, LATER)

    assert report.outcome == Outcome.PARTIAL
    assert "im Kreis" in report.reason
    assert len(shown()) == 2


def test_an_unchanged_document_is_not_read_again(feed: Feed) -> None:
    found = source(feed)
    told(feed, "1", ETag='"7"')
    run(found)
    feed.answers["/catalog.ttl"] = Answer(content=b"", status=304)

    report = run(found, LATER)

    assert feed.asked[-1]["If-None-Match"] == '"7"'
    assert report.outcome == Outcome.UNCHANGED
    assert len(shown()) == 1


@pytest.mark.parametrize(
    ("content", "status", "words"),
    [
        (b"", 500, "Status 500"),
        (b"<html><body>Wartung</body></html>", 200, "HTML"),
        (b"nix", 200, "Turtle"),
    ],
)
def test_a_portal_in_trouble_leaves_everything_as_it_was(
    feed: Feed, content: bytes, status: int, words: str
) -> None:
    found = source(feed)
    told(feed, "1")
    run(found)
    feed.answers["/catalog.ttl"] = Answer(content=content, status=status)

    report = run(found, LATER)

    assert report.outcome == Outcome.FAILED
    assert words in report.reason
    assert len(shown()) == 1
    assert entries.notices(Person.objects.get(), LATER)[0].text == "Nachbarn"


def test_a_catalogue_that_is_suddenly_empty_or_tiny_withdraws_nothing(feed: Feed) -> None:
    found = source(feed)
    told(feed, *map(str, range(30)))
    run(found)

    told(feed, "1", "2")
    tiny = run(found, LATER)
    told(feed)
    empty = run(found, LATER + timedelta(hours=1))

    assert "Von 30 bekannten Datensätzen kamen nur 2" in tiny.reason
    assert "Nichts wurde zurückgezogen" in empty.reason
    assert len(shown()) == 30


def test_the_address_of_a_private_network_is_refused(feed: Feed, monkeypatch: pytest.MonkeyPatch) -> None:
    found = source(feed, url="http://169.254.169.254/catalog.ttl")
    monkeypatch.setattr("stadtkern.flow.ingest.harvest.fetching.outgoing", Limits)

    report = run(found)

    assert "privates Netz" in report.reason


def test_two_catalogues_may_have_the_same_identifiers(feed: Feed) -> None:
    told(feed, "1")
    told(feed, "1", path="/other.ttl")
    first = source(feed)
    second = service.create(
        Person.objects.get(),
        draft(feed, title="Andere", url=f"{feed.address}/other.ttl"),
        "Amt für Daten",
        at=NOW,
    )

    run(first)
    run(second)

    assert len(shown()) == 2
    assert len(harvested_keys(second.key)) == 1


def test_what_another_catalogue_has_from_here_is_not_taken_back(
    feed: Feed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "_OWN", ["https://stadt.example/"])
    echo = (
        f"<{feed.address}/d/1> <http://www.w3.org/ns/adms#identifier> "
        '[ <http://www.w3.org/2004/02/skos/core#notation> "https://stadt.example/daten/baeume/" ] .'
    )
    told(feed, "1", "2", more=echo)

    report = run(source(feed))

    assert counts(report) == (1, 0, 0, 0, 1)
    assert report.problems.get().sentence == "Dieser Datensatz stammt aus dem eigenen Katalog."


def test_due_catalogues_are_harvested_by_the_job_and_paused_ones_not(feed: Feed) -> None:
    told(feed, "1")
    found = source(feed)

    said = jobs.harvest_due(NOW)
    again = jobs.harvest_due(LATER)
    service.pause(Person.objects.get(), found, True, at=LATER)
    paused = jobs.harvest_due(NOW + timedelta(days=2))

    assert said == "Kataloge: 1, davon gescheitert: 0; neue Datensätze: 1."
    assert again is paused is None


def test_links_are_asked_and_the_answer_stands_beside_them(feed: Feed) -> None:
    told(feed, "1", "2")
    feed.tell("/files/1.csv", "a")
    run(source(feed))

    checked = links.check(NOW, pause_s=0)
    again = links.check(LATER, pause_s=0)

    assert (checked.asked, checked.dead) == (2, 1)
    assert again.asked == 0
    assert {way.alive for one in shown() for way in one.distributions} == {True, False}
    assert [way.access_url for _entry, way in links.dead()] == [f"{feed.address}/files/2.csv"]


def test_only_the_own_department_may_harvest(feed: Feed) -> None:
    found = source(feed)
    stranger = person("paul", of="Amt für anderes")

    for forbidden in (
        lambda: service.create(stranger, draft(feed, url="https://x.example/"), "Amt für Daten", at=NOW),
        lambda: service.pause(stranger, found, True, at=NOW),
        lambda: service.remove(stranger, found, at=NOW),
        lambda: service.run_soon(stranger, found, at=NOW),
        lambda: service.change(stranger, found, draft(feed, title="x"), at=NOW),
    ):
        with pytest.raises(NotPermitted):
            forbidden()


def test_a_catalogue_is_harvested_once_and_removed_with_its_entries(feed: Feed) -> None:
    told(feed, "1")
    found = source(feed)
    run(found)
    eva = Person.objects.get()

    with pytest.raises(Contradiction):
        service.create(eva, draft(feed), "Amt für Daten", at=NOW)
    gone = service.remove(eva, found, at=LATER)

    assert gone == 1
    assert shown() == []
    assert set(AuditEntry.objects.values_list("action", flat=True)) >= {"harvest.create", "harvest.remove"}


def test_the_pages_lead_from_a_form_to_the_report(feed: Feed, client: Client) -> None:
    told(feed, "1", "mit Leerzeichen")
    eva = person()
    client.force_login(eva)
    empty = client.get("/cockpit/uebernahmen/").content.decode()
    given = {
        "title": "Nachbarn",
        "kind": "dcat",
        "url": f"{feed.address}/catalog.ttl",
        "interval_h": "24",
        "department": "Amt für Daten",
    }

    made = client.post("/cockpit/uebernahmen/neu/", given)
    report = run(HarvestSource.objects.get())
    page = client.get(made["Location"]).content.decode()
    told_report = client.get(f"{made['Location']}lauf/{report.pk}/").content.decode()
    assert "Noch kein Katalog wird übernommen" in empty
    assert "vollständig" in page
    assert "ein Leerzeichen" in told_report
    for path in ("", "links/", "katalog/nachbarn/aendern/", "katalog/nachbarn/entfernen/"):
        assert client.get(f"/cockpit/uebernahmen/{path}").status_code == 200
    assert client.post(f"{made['Location']}anhalten/").status_code == 302
    removed = client.post(f"{made['Location']}entfernen/", follow=True).content.decode()
    assert not HarvestSource.objects.exists()
    assert "Rückgängig" in removed
    back = client.post("/cockpit/papierkorb/zurueck/", {"art": "catalogue", "schluessel": "nachbarn"})
    assert back["Location"] == made["Location"]
    assert run(HarvestSource.objects.get()).outcome == "complete"


def test_strangers_see_nothing_of_harvesting(feed: Feed, client: Client) -> None:
    found = source(feed)
    address = f"/cockpit/uebernahmen/katalog/{found.key}/"

    outside = client.get(address)
    client.force_login(person("paul", of="Amt für anderes"))

    assert outside.status_code == 302
    assert client.get(address).status_code == 404
    assert found.title not in client.get("/cockpit/uebernahmen/").content.decode()
