# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The way of a dataset to the public and back."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from pytest_django import DjangoCaptureOnCommitCallbacks

from stadtkern.flow.catalogue import distributing, drafts, findings, release, service
from stadtkern.flow.catalogue.distributing import Link
from stadtkern.flow.catalogue.errors import FileRefused, NotReady, Withdrawn
from stadtkern.flow.catalogue.facts import DatasetFacts
from stadtkern.flow.catalogue.models import Dataset
from stadtkern.flow.catalogue.models.datasets import State
from stadtkern.flow.catalogue.release import FourEyes
from stadtkern.kernel.errors import Contradiction, NotFound, NotPermitted, PayloadRejected
from stadtkern.kernel.models import AuditEntry, Person

from . import givens
from .givens import NOW

pytestmark = pytest.mark.django_db
LINK = Link(title="Haushalt", url="https://example.org/haushalt.csv", format="CSV")


def _facts(**more: object) -> DatasetFacts:
    said: dict[str, object] = {
        "title": "Haushalt 2026",
        "description": "Einnahmen und Ausgaben nach Produkten.",
        "licence": "dl-by-de/2.0",
        "attribution": "Stadt Musterhausen",
        "themes": ("GOVE",),
        "keywords": ("Haushalt",),
    }
    return DatasetFacts(department=givens.department(), **(said | more))  # type: ignore[arg-type]


@pytest.fixture
def author() -> Person:
    return givens.person("author", givens.department())


@pytest.fixture
def second() -> Person:
    return givens.person("second", givens.department())


@pytest.fixture
def draft(author: Person) -> Dataset:
    made = drafts.create(author, _facts(), now=NOW)
    distributing.add_link(author, made, LINK, now=NOW)
    return made


@pytest.fixture
def published(author: Person, second: Person, draft: Dataset) -> Dataset:
    release.submit(author, draft, now=NOW)
    return release.release(second, draft, now=NOW)


def _file(text: str, name: str = "liste.csv") -> dict[str, object]:
    return {"title": "Liste", "name": name, "file": io.BytesIO(text.encode())}


def test_two_people_bring_a_dataset_to_the_public(author: Person, second: Person, draft: Dataset) -> None:
    release.submit(author, draft, now=NOW)
    with pytest.raises(NotFound):
        service.entry(draft.key)
    release.release(second, draft, now=NOW)
    entry = service.entry(draft.key)
    assert (entry.key, entry.state, entry.issued) == ("haushalt-2026", "released", NOW)
    assert [one.access_url for one in entry.distributions] == [LINK.url]
    steps = list(draft.steps.order_by("pk").values_list("step", "actor"))
    assert steps == [
        ("created", "author"),
        ("edited", "author"),
        ("submitted", "author"),
        ("released", "second"),
    ]
    assert AuditEntry.objects.filter(subject="dataset haushalt-2026", action="dataset.released").count() == 1


def test_nobody_releases_what_they_changed_last(author: Person, draft: Dataset) -> None:
    release.submit(author, draft, now=NOW)
    with pytest.raises(FourEyes):
        release.release(author, draft, now=NOW)


def test_a_town_with_one_person_may_do_without_the_second(author: Person, draft: Dataset) -> None:
    head = givens.person("head", administrator=True)
    release.set_four_eyes(head, False, now=NOW)
    release.release(author, draft, now=NOW)
    assert service.entry(draft.key).state == "released"
    assert AuditEntry.objects.filter(action="catalogue.rule", change={"four_eyes": False}).exists()
    with pytest.raises(NotPermitted):
        release.set_four_eyes(author, True, now=NOW)


def test_what_is_missing_is_said_in_words(author: Person) -> None:
    bare = drafts.create(author, DatasetFacts(department=givens.department(), title="Leer"), now=NOW)
    with pytest.raises(NotReady) as caught:
        release.submit(author, bare, now=NOW)
    text = str(caught.value)
    assert "Beschreibung" in text and "Lizenz" in text and "keine Datei und keinen Link" in text


def test_a_changed_dataset_must_be_submitted_again(author: Person, second: Person, draft: Dataset) -> None:
    release.submit(author, draft, now=NOW)
    drafts.change(second, draft, _facts(title="Haushalt 2027"), now=NOW)
    draft.refresh_from_db()
    assert draft.state == State.DRAFT
    with pytest.raises(Contradiction):
        release.release(author, draft, now=NOW)


def test_personal_data_stop_a_release_until_somebody_says_why_not(author: Person, draft: Dataset) -> None:
    distributing.add_file(author, draft, **_file("Amt;Kontakt\n61;erika@example.org\n"), now=NOW)  # type: ignore[arg-type]
    with pytest.raises(NotReady, match="nicht beantwortet"):
        release.submit(author, draft, now=NOW)
    [finding] = findings.open_findings(draft)
    assert (finding.place, finding.check_name, finding.hits) == ("liste.csv: Kontakt", "email", 1)
    with pytest.raises(PayloadRejected):
        findings.answer(author, draft, finding.pk, "ok", now=NOW)
    findings.answer(author, draft, finding.pk, "Adressen von Ämtern, keine Personen.", now=NOW)
    assert release.submit(author, draft, now=NOW).state == State.REVIEW


def test_an_answer_falls_when_other_hits_are_found(author: Person, draft: Dataset) -> None:
    drafts.change(author, draft, _facts(description="Fragen an a@example.org stellen."), now=NOW)
    [finding] = findings.open_findings(draft)
    findings.answer(author, draft, finding.pk, "Das ist die Adresse des Amtes.", now=NOW)
    drafts.change(author, draft, _facts(description="a@example.org", keywords=("b@example.org",)), now=NOW)
    draft.refresh_from_db()
    assert [one.hits for one in findings.open_findings(Dataset.objects.get(pk=draft.pk))] == [2]


def test_new_files_of_a_public_dataset_wait_for_a_second_person(
    author: Person, second: Person, published: Dataset
) -> None:
    distributing.add_file(author, published, **_file("Produkt;Euro\nParks;5\n"), now=NOW)  # type: ignore[arg-type]
    assert [one.key for one in service.entry(published.key).distributions] == ["haushalt"]
    with pytest.raises(FourEyes):
        release.release(author, published, now=NOW)
    release.release(second, published, now=NOW + timedelta(days=1))
    entry = service.entry(published.key)
    assert [one.key for one in entry.distributions] == ["haushalt", "liste.csv"]
    assert (entry.issued, entry.modified) == (NOW, NOW + timedelta(days=1))
    assert [one.key for one in entry.columns] == ["Produkt", "Euro"]


def test_an_end_is_announced_30_days_ahead_and_comes_by_itself(author: Person, published: Dataset) -> None:
    day = (NOW + timedelta(days=30)).date()
    with pytest.raises(PayloadRejected):
        release.deprecate(author, published, reason="Wird ersetzt.", on=day - timedelta(days=1), now=NOW)
    release.deprecate(author, published, reason="Wird ersetzt.", on=day, successor="haushalt-2027", now=NOW)
    with pytest.raises(Contradiction):
        release.withdraw(author, published, reason="Wird ersetzt.", now=NOW)
    assert service.entry(published.key).deprecated_on == day
    assert release.withdraw_due(NOW + timedelta(days=29)) == 0
    assert release.withdraw_due(NOW + timedelta(days=30)) == 1
    with pytest.raises(Withdrawn) as caught:
        service.entry(published.key)
    assert (caught.value.tombstone.reason, caught.value.tombstone.successor) == (
        "Wird ersetzt.",
        "haushalt-2027",
    )


def test_what_must_not_stay_public_goes_at_once(author: Person, published: Dataset) -> None:
    release.withdraw(author, published, reason="Enthält Namen.", urgent=True, now=NOW)
    assert [one.key for one in service.tombstones()] == ["haushalt-2026"]
    release.reopen(author, published, now=NOW)
    assert service.tombstones() == []


def test_a_stranger_to_the_department_may_nothing(published: Dataset, draft: Dataset) -> None:
    other = givens.person("other", givens.department("Anderes Amt"))
    with pytest.raises(NotPermitted):
        drafts.create(other, _facts(), now=NOW)
    with pytest.raises(NotPermitted):
        drafts.change(other, draft, _facts(), now=NOW)
    with pytest.raises(NotPermitted):
        release.withdraw(other, published, reason="Einfach so.", urgent=True, now=NOW)
    with pytest.raises(NotPermitted):
        distributing.add_file(other, draft, **_file("a\n1\n"), now=NOW)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("liste.exe", b"MZ", "nicht an"),
        ("seite.html", b"<html>", "nicht an"),
        ("liste.csv", b"", "leer"),
        ("liste.pdf", b"Kein PDF", "passt nicht"),
        ("liste.csv", b"a\x00b", "passt nicht"),
        ("daten.xml", b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><a/>", "passt nicht"),
    ],
)
def test_files_that_are_not_what_they_say_are_refused(
    author: Person, draft: Dataset, name: str, content: bytes, said: str
) -> None:
    with pytest.raises(FileRefused, match=said):
        distributing.add_file(author, draft, title="", name=name, file=io.BytesIO(content), now=NOW)
    assert draft.distribution_rows.filter(url="").count() == 0


def test_a_file_with_a_path_as_name_stays_in_its_folder(author: Person, draft: Dataset) -> None:
    row = distributing.add_file(author, draft, **_file("a\n1\n", "../../etc/liste.csv"), now=NOW)  # type: ignore[arg-type]
    assert row.file_name == "liste.csv" and row.file.startswith("open-data/haushalt-2026/")


def test_a_removed_file_is_gone(
    author: Person, draft: Dataset, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    row = distributing.add_file(author, draft, **_file("Vorname\nErika\n"), now=NOW)  # type: ignore[arg-type]
    with django_capture_on_commit_callbacks(execute=True):
        distributing.remove_distribution(author, draft, row.key, now=NOW)
    assert not default_storage.exists(row.file)
    assert findings.open_findings(draft) == []


def test_a_contact_is_an_office_and_no_person(author: Person, draft: Dataset) -> None:
    for contact in ({"contact_name": "Frau Schulze"}, {"contact_email": "erika.schulze@example.org"}):
        with pytest.raises(PayloadRejected, match="Stelle"):
            drafts.change(author, draft, _facts(**contact), now=NOW)
    drafts.change(author, draft, _facts(contact_name="Amt 61", contact_email="amt61@example.org"), now=NOW)


def test_only_codes_of_the_lists_are_taken(author: Person, draft: Dataset) -> None:
    wrong: tuple[dict[str, object], ...] = (
        {"licence": "mine"},
        {"themes": ("XXXX",)},
        {"frequency": "OFTEN"},
        {"geocoding": ("5",)},
    )
    for one in wrong:
        with pytest.raises(PayloadRejected):
            drafts.change(author, draft, _facts(**one), now=NOW)


def test_only_a_draft_is_thrown_away(author: Person, draft: Dataset, second: Person) -> None:
    drafts.discard(author, draft, now=NOW)
    assert not Dataset.objects.filter(key="haushalt-2026").exists()
    made = drafts.create(author, _facts(), now=NOW)
    distributing.add_link(author, made, LINK, now=NOW)
    release.submit(author, made, now=NOW)
    release.release(second, made, now=NOW)
    with pytest.raises(Contradiction):
        drafts.discard(author, made, now=NOW)


def test_nobody_releases_their_own_file_because_somebody_else_changed_a_word(
    author: Person, second: Person, published: Dataset
) -> None:
    row = distributing.add_file(author, published, **_file("Produkt;Euro\nSchulen;1\n"), now=NOW)  # type: ignore[arg-type]
    drafts.change(second, published, _facts(title="Haushalt 2027"), now=NOW)
    published.refresh_from_db()
    with pytest.raises(FourEyes):
        release.release(author, published, now=NOW)
    release.release(second, published, now=NOW)
    row.refresh_from_db()
    assert row.released_at == NOW
    default_storage.delete(row.file)


def test_of_two_who_added_each_releases_what_the_other_added(
    author: Person, second: Person, published: Dataset
) -> None:
    mine = distributing.add_link(author, published, LINK, now=NOW)
    theirs = distributing.add_link(second, published, LINK, now=NOW)
    release.release(author, published, now=NOW)
    mine.refresh_from_db()
    theirs.refresh_from_db()
    assert (mine.released_at, theirs.released_at) == (None, NOW)
    release.release(second, published, now=NOW)
    mine.refresh_from_db()
    assert mine.released_at == NOW


def test_who_looked_at_something_else_does_not_release(
    author: Person, second: Person, draft: Dataset
) -> None:
    release.submit(author, draft, now=NOW)
    draft.refresh_from_db()
    seen = release.state_of(draft)
    drafts.change(author, draft, _facts(title="Haushalt 2027"), now=NOW + timedelta(minutes=1))
    release.submit(author, draft, now=NOW + timedelta(minutes=2))
    with pytest.raises(Contradiction, match="Inzwischen"):
        release.release(second, draft, seen=seen, now=NOW + timedelta(minutes=3))
    draft.refresh_from_db()
    assert draft.state == State.REVIEW


def test_texts_are_checked_again_before_the_release(author: Person, second: Person, draft: Dataset) -> None:
    drafts.change(author, draft, _facts(description="Fragen an erika.mustermann@example.org"), now=NOW)
    assert findings.open_findings(draft)
    way = distributing.add_link(author, draft, Link(title="Beschreibung", url=LINK.url), now=NOW)
    distributing.remove_distribution(author, draft, way.key, now=NOW)
    with pytest.raises(NotReady):
        release.submit(author, draft, now=NOW)
