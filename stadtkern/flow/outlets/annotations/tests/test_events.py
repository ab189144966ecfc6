# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Events: who notes, releases, reads and brings them back; which of them a diagram marks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from stadtkern.flow.devices import editing as devices
from stadtkern.flow.devices.models import Thing
from stadtkern.flow.devices.models import Visibility as Hidden
from stadtkern.flow.devices.places import Spot
from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.outlets.annotations import editing, service
from stadtkern.flow.outlets.annotations.discarded import TRASH
from stadtkern.flow.outlets.annotations.editing import AnnotationFacts
from stadtkern.flow.outlets.annotations.models import Annotation, Visibility
from stadtkern.flow.outlets.annotations.words import Noted
from stadtkern.flow.outlets.series.tests.givens import fill, site
from stadtkern.flow.outlets.series.words import Places
from stadtkern.kernel.errors import Contradiction, NotFound, NotPermitted
from stadtkern.kernel.models import AuditEntry, Department, Person
from stadtkern.kernel.roles import Role
from stadtkern.kernel.tests.people_of_tests import administrator, employ, give

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def nothing_by_itself() -> Iterator[None]:
    """Only what the test notes."""
    before = list(service._PROVIDERS)
    service.provide(())
    yield
    service.provide(before)


def facts(title: str = "Stadtfest", **given: object) -> AnnotationFacts:
    """Three days in June."""
    owner, _made = Department.objects.get_or_create(name="Stadtmarketing")
    said: dict[str, object] = {
        "starts_at": datetime(2026, 6, 4, 22, tzinfo=UTC),
        "ends_at": datetime(2026, 6, 7, 22, tzinfo=UTC),
        "department": owner,
        **given,
    }
    return AnnotationFacts(title=title, **said)  # type: ignore[arg-type]  # as the test gives them


def noted(title: str = "Stadtfest", *, public: bool = True, **given: object) -> Annotation:
    """A stored event."""
    actor = administrator()
    row = editing.create(actor, facts(title, **given), at=NOW)
    if public:
        row = editing.set_visibility(actor, row.pk, Visibility.PUBLIC, at=NOW)
    return row


def marked(**given: object) -> list[str]:
    """Titles of what a diagram of June marks."""
    start = datetime(2026, 5, 31, 22, tzinfo=UTC)
    found = service.marks(start, start + 30 * DAY, **given)  # type: ignore[arg-type]  # as the test gives them
    return [one.title for one in found]


def test_the_public_reads_only_what_was_released() -> None:
    noted("Stadtfest")
    noted("Planung", public=False)
    assert marked() == ["Stadtfest"]
    assert sorted(marked(reader=administrator())) == ["Planung", "Stadtfest"]


def test_an_event_of_one_place_is_not_marked_at_another() -> None:
    site("cycling", "bicycle_count", "nord")
    noted("Sperrung", extent="things", codes=("x/nord",))
    noted("Markt", extent="district", district="Walsum")
    noted("Streik")
    assert marked(places=Places(sites=("x/süd",))) == ["Streik"]
    assert sorted(marked(places=Places(sites=("x/nord",)))) == ["Sperrung", "Streik"]
    assert sorted(marked(places=Places(district="Walsum"))) == ["Markt", "Streik"]
    assert len(marked()) == 3


def test_an_event_of_one_datastream_is_marked_at_its_place() -> None:
    site("cycling", "bicycle_count", "nord")
    noted("Störung", extent="streams", codes=("x/nord/bicycle_count",))
    assert marked(places=Places(sites=("x/nord",))) == ["Störung"]
    assert marked(places=Places(sites=("x/süd",))) == []


def test_an_event_of_one_subject_is_not_marked_in_another() -> None:
    noted("Sensortausch", domain="weather")
    assert marked(domain="cycling") == []
    assert marked(domain="weather") == ["Sensortausch"]


def test_roadworks_are_marked_only_close_to_chosen_sites() -> None:
    site("cycling", "bicycle_count", "nord", place=(7.6, 51.9))
    begins = datetime(2026, 6, 10, tzinfo=UTC)
    close = Noted(title="nah", kind="roadworks", start=begins, end=NOW, near=Spot(7.601, 51.9))
    far = Noted(title="fern", kind="roadworks", start=begins, end=NOW, near=Spot(7.7, 51.9))
    service.provide((lambda start, end: (close, far),))
    assert marked() == []
    assert marked(places=Places(sites=("x/nord",))) == ["nah"]


def test_what_lasts_is_marked_only_where_it_begins() -> None:
    noted("Neuer Radweg", ends_at=None)
    noted("Alter Radweg", starts_at=NOW - 400 * DAY, ends_at=None)
    assert marked() == ["Neuer Radweg"]


def test_a_diagram_has_at_most_twelve_marks_and_people_go_first() -> None:
    for number in range(11):
        noted(f"Fest {number}")
    day = datetime(2026, 6, 2, tzinfo=UTC)
    service.provide(
        (lambda start, end: [Noted(title="Feiertag", kind="holiday", start=day, end=day + DAY)] * 5,)
    )
    found = marked()
    assert len(found) == 12
    assert found.count("Feiertag") == 1


def test_a_stranger_changes_nothing() -> None:
    row = noted()
    stranger = employ(Person.objects.create_user("fremd"), "Grünflächenamt")
    with pytest.raises(NotPermitted):
        editing.change(stranger, row.pk, facts("Anders"), expected_revision=row.revision, at=NOW)
    with pytest.raises(NotPermitted):
        editing.remove(stranger, row.pk, at=NOW)
    hidden = noted("Geheim", public=False)
    with pytest.raises(NotFound):
        editing.remove(stranger, hidden.pk, at=NOW)


def test_two_who_change_at_once_do_not_overwrite_each_other() -> None:
    row = noted()
    editing.change(administrator(), row.pk, facts("Eins"), expected_revision=row.revision, at=NOW)
    with pytest.raises(Contradiction, match="inzwischen"):
        editing.change(administrator(), row.pk, facts("Zwei"), expected_revision=row.revision, at=NOW)


def test_what_was_removed_comes_back_within_thirty_days() -> None:
    row = noted()
    actor = administrator()
    editing.remove(actor, row.pk, at=NOW)
    assert marked() == []
    assert [one.title for one in TRASH.discarded(actor, NOW + DAY)] == ["Stadtfest"]
    TRASH.restore(actor, str(row.pk), NOW + DAY)
    assert marked() == ["Stadtfest"]
    editing.remove(actor, row.pk, at=NOW)
    assert TRASH.remove(NOW + DAY) == 1
    assert not Annotation.objects.exists()
    actions = AuditEntry.objects.order_by("pk").values_list("action", flat=True)
    assert [*actions] == [
        "event.create", "event.visibility", "event.remove", "event.restore", "event.remove",
    ]  # fmt: skip


def test_an_event_comes_back_internal_by_whoever_may_not_release() -> None:
    editor, row = Person.objects.create_user("redaktion"), noted()
    give(editor, Role.EDITOR)
    editing.remove(administrator(), row.pk, at=NOW)
    assert editing.restore(editor, row.pk, at=NOW).visibility == Visibility.INTERNAL
    assert marked() == []


def test_staff_note_an_event_by_the_form(client: Client) -> None:
    site("cycling", "bicycle_count", "nord")
    owner = Department.objects.create(name="Stadtmarketing")
    client.force_login(administrator())
    given = {
        "title": "Straßenfest", "kind": "festival", "first_day": "2026-06-05", "last_day": "2026-06-07",
        "extent": "things", "places": "Ort nord", "department": owner.pk,
    }  # fmt: skip
    refused = client.post("/cockpit/ereignisse/neu/", {**given, "places": "Gibtesnicht"})
    assert refused.status_code == 422
    assert "weder ein Name noch eine Kennung" in refused.content.decode()
    assert client.post("/cockpit/ereignisse/neu/", given).status_code == 302
    row = Annotation.objects.get()
    assert row.codes == ["x/nord"]
    assert (row.starts_at, row.ends_at) == (
        datetime(2026, 6, 4, 22, tzinfo=UTC),
        datetime(2026, 6, 7, 22, tzinfo=UTC),
    )
    page = client.get(f"/cockpit/ereignisse/{row.pk}/").content.decode()
    assert 'value="2026-06-07"' in page


def test_a_table_notes_what_can_be_and_says_why_the_rest_cannot(client: Client) -> None:
    owner = Department.objects.create(name="Stadtmarketing")
    client.force_login(administrator())
    table = b"titel;art;beginn;ende\nKirmes;Veranstaltung;01.06.2026;03.06.2026\nMarkt;;2026-06-31;\n"

    def send() -> str:
        file = SimpleUploadedFile("ereignisse.csv", table, "text/csv")
        answer = client.post("/cockpit/ereignisse/einlesen/", {"file": file, "department": owner.pk})
        return answer.content.decode()

    assert "ist kein Tag" in send()
    assert "ist kein Tag" in send()
    row = Annotation.objects.get()
    assert (row.title, row.kind) == ("Kirmes", "festival")
    assert row.ends_at == datetime(2026, 6, 3, 22, tzinfo=UTC)


def test_pages_show_events_of_a_year_and_hide_internal_ones(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    row, hidden = noted(), noted("Geheim", public=False)
    with django_assert_max_num_queries(6):
        page = client.get("/ereignisse/?jahr=2026").content.decode()
    assert "Stadtfest" in page
    assert "05.06.2026 bis 07.06.2026" in page
    assert "Geheim" not in page
    assert "Stadtfest" not in client.get("/ereignisse/?jahr=2024&art=roadworks").content.decode()
    assert client.get(f"/ereignisse/{row.pk}/").status_code == 200
    assert client.get(f"/ereignisse/{hidden.pk}/").status_code == 404
    assert client.get("/ereignisse/?jahr=abc&seite=99").status_code == 200


def test_the_page_of_an_evaluation_says_what_changed_and_how_that_is_known(
    client: Client, lake: Lake
) -> None:
    stream = site("cycling", "bicycle_count", "nord", interval_s=86_400)
    values = [100.0 + (n % 7) for n in range(420)] + [150.0 + (n % 7) for n in range(70)]
    begin = datetime(2025, 3, 2, 23, tzinfo=UTC)
    fill(lake, stream, values, start=begin, step=DAY)
    row = noted(
        "Neuer Radweg",
        starts_at=datetime(2026, 4, 26, 22, tzinfo=UTC),
        ends_at=None,
        expression="sum(cycling.bicycle_count)",
    )
    page = client.get(f"/ereignisse/{row.pk}/auswertung/").content.decode()
    assert "mehr als zu erwarten war" in page
    assert "<svg" in page
    assert "So wurde gerechnet" in page
    for nasty in ("1 + " * 200 + "1", 'stream("\0")'):
        refused = client.get(f"/ereignisse/{row.pk}/auswertung/", {"was": nasty})
        assert "Keine Auswertung möglich" in refused.content.decode()
    asked = client.get(f"/ereignisse/{row.pk}/auswertung/", {"was": "sum(cycling."})
    assert "Keine Auswertung möglich" in asked.content.decode()
    devices.show_thing(administrator(), Thing.objects.get(), Hidden.INTERNAL, at=NOW)
    withdrawn = client.get(f"/ereignisse/{row.pk}/auswertung/").content.decode()
    assert "keine Werte, die hier gezeigt werden dürfen" in withdrawn
    assert '<svg class="dw' not in withdrawn
