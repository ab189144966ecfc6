# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The city's own notices: what people and rules publish, and how it reaches the world as CAP 1.2."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import xmlschema
from django.test import Client

from stadtkern.commons.notices import by_rule, service
from stadtkern.commons.notices.by_rule import RuleWarning
from stadtkern.commons.notices.models import Notice, NoticeMessage
from stadtkern.commons.notices.service import NoticeFacts
from stadtkern.flow.outlets.cap import bundles, reading
from stadtkern.kernel.errors import Contradiction, NotPermitted
from stadtkern.kernel.models import AuditEntry, Person
from stadtkern.kernel.tests.people_of_tests import employ

SCHEMA = xmlschema.XMLSchema(Path(__file__).parents[3] / "flow/outlets/cap/tests/cap12.xsd")
SQUARE: dict[str, object] = {
    "type": "Polygon", "coordinates": [[[7.6, 51.9], [7.7, 51.9], [7.7, 52.0], [7.6, 52.0], [7.6, 51.9]]],
}  # fmt: skip

pytestmark = pytest.mark.django_db


def now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


def facts() -> NoticeFacts:
    return NoticeFacts(
        title="Trinkwasser abkochen",
        text="Im Leitungsnetz wurden <Keime> gefunden.",
        instruction="Kochen Sie das Wasser ab.",
        plain_text="Das Wasser ist schmutzig. Kochen Sie es.",
        title_en="Boil drinking water",
        text_en="Germs were found.",
        severity="Severe",
        category="Health",
        starts=now() - timedelta(minutes=1),
        ends=now() + timedelta(days=2),
    )


def officer() -> Person:
    person = Person.objects.create_user("ordnung")
    employ(person, service.DEPARTMENT)
    return person


def test_each_step_is_a_valid_message_that_names_all_before_it() -> None:
    person = officer()
    row = service.publish(person, facts(), now=now())
    service.change(
        person, row, replace(facts(), text="Neuer Stand.", starts=row.starts, ends=row.ends), now=now()
    )
    service.cancel(person, row, now=now())
    service.cancel(person, row, now=now())

    documents = [one.document for one in row.messages.all()]
    for document in documents:
        SCHEMA.validate(document)
    alerts = [reading.read(document.encode()) for document in documents]
    assert [one.message_type for one in alerts] == ["Alert", "Update", "Cancel"]
    assert [len(one.references) for one in alerts] == [0, 1, 2]
    assert alerts[2].references[1].identifier == alerts[1].identifier
    assert [info.language for info in alerts[0].infos] == ["de-DE", "en-GB"]
    assert alerts[0].infos[0].description == "Im Leitungsnetz wurden <Keime> gefunden."
    actions = AuditEntry.objects.order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["notice.publish", "notice.change", "notice.cancel"]


def test_an_area_is_told_as_a_polygon_and_a_test_as_a_test() -> None:
    row = service.publish(officer(), replace(facts(), area=SQUARE, status="Test"), now=now())

    alert = reading.read(row.messages.get().document.encode())
    assert alert.status == "Test"
    assert set(alert.infos[0].areas[0].polygons[0]) == {(51.9, 7.6), (51.9, 7.7), (52.0, 7.7), (52.0, 7.6)}


def test_nothing_changes_without_a_change_and_a_test_never_becomes_real() -> None:
    person = officer()
    given = replace(facts(), status="Test")
    row = service.publish(person, given, now=now())

    assert service.change(person, row, given, now=now()) is False
    with pytest.raises(Contradiction, match="Ernstfall"):
        service.change(person, row, replace(given, status="Actual"), now=now())
    service.cancel(person, row, now=now())
    with pytest.raises(Contradiction, match="aufgehoben"):
        service.change(person, row, replace(given, text="x"), now=now())
    assert row.messages.count() == 2


def test_a_stranger_may_not_warn() -> None:
    stranger = Person.objects.create_user("ben")
    with pytest.raises(NotPermitted):
        service.publish(stranger, facts(), now=now())
    client = Client()
    client.force_login(stranger)
    for address in ("/cockpit/warnungen/", "/cockpit/warnungen/hinweise/neu/", "/cockpit/warnungen/gebiet/"):
        assert client.get(address).status_code == 403
        assert Client().get(address).status_code == 302


def test_a_rule_has_one_notice_that_is_changed_and_ends_with_its_alarm() -> None:
    warning = RuleWarning(rule="environment/heat", title="Hitze", text="38 °C", severity="severe")
    code = by_rule.warn_from_rule(warning, now=now())
    assert by_rule.warn_from_rule(warning, now=now()) == code
    assert by_rule.warn_from_rule(replace(warning, text="39 °C"), now=now()) == code

    assert by_rule.end_warning_of_rule("environment/heat", now=now())
    assert not by_rule.end_warning_of_rule("environment/heat", now=now())
    types = NoticeMessage.objects.order_by("pk").values_list("message_type", flat=True)
    assert list(types) == ["Alert", "Update", "Cancel"]

    again = by_rule.warn_from_rule(warning, now=now())
    assert again != code
    assert Notice.objects.standing(now()).count() == 1


def test_a_rule_that_is_tried_out_does_not_touch_what_is_real() -> None:
    warning = RuleWarning(rule="environment/heat", title="Hitze", text="38 °C")
    by_rule.warn_from_rule(warning, now=now())
    by_rule.warn_from_rule(replace(warning, test=True), now=now())

    standing = Notice.objects.standing(now())
    assert {row.status for row in standing} == {"Test"}


def test_the_index_lists_the_newest_message_and_is_sent_only_when_it_changed() -> None:
    person, client = officer(), Client()
    row = service.publish(person, facts(), now=now())
    first = client.get("/api/cap/")
    same = client.get("/api/cap/", headers={"If-None-Match": first.headers["ETag"]})
    service.cancel(person, row, now=now())
    after = client.get("/api/cap/", headers={"If-None-Match": first.headers["ETag"]})

    assert first.headers["Content-Type"] == "application/atom+xml"
    assert first.headers["Last-Modified"]
    assert (same.status_code, after.status_code) == (304, 200)
    links = bundles.links(after.content, base="http://testserver/api/cap/")
    assert links == [f"http://testserver/api/cap/stadtkern-{row.code}-2.xml"]
    message = client.get(links[0])
    assert message.headers["Content-Type"] == "application/cap+xml"
    assert reading.read(message.content).message_type == "Cancel"
    assert client.get(links[0], headers={"If-None-Match": message.headers["ETag"]}).status_code == 304
    assert client.get("/api/cap/unbekannt.xml").status_code == 404
    assert client.post("/api/cap/").status_code == 405


def test_an_old_notice_leaves_the_index_but_stays_readable() -> None:
    past = now() - timedelta(days=30)
    row = service.publish(officer(), replace(facts(), starts=past, ends=past + timedelta(days=1)), now=past)

    assert bundles.links(Client().get("/api/cap/").content, base="http://testserver/") == []
    assert Client().get(f"/api/cap/stadtkern-{row.code}-1.xml").status_code == 200
    page = Client().get(f"/themen/warnungen/stadt/{row.code}/").content.decode()
    assert "abgelaufen" in page


GIVEN = {
    "status": "Test",
    "title": "Probe <b>",
    "text": "Nur ein Versuch.",
    "severity": "Minor",
    "category": "Safety",
    "starts": "2026-05-01T12:00",
}


def test_a_notice_is_looked_at_before_it_is_published() -> None:
    client = Client()
    client.force_login(officer())
    start = client.get("/cockpit/warnungen/hinweise/neu/").content.decode()
    assert "Jetzt veröffentlichen" not in start

    seen = client.post("/cockpit/warnungen/hinweise/neu/", GIVEN | {"vorschau": "1"}).content.decode()
    assert "So wird es aussehen" in seen
    assert "Probe &lt;b&gt;" in seen
    assert Notice.objects.count() == 0

    answer = client.post("/cockpit/warnungen/hinweise/neu/", GIVEN | {"veroeffentlichen": "1"}, follow=True)
    row = Notice.objects.get()
    assert "Der Hinweis ist veröffentlicht." in answer.content.decode()
    assert row.starts == datetime(2026, 5, 1, 10, 0, tzinfo=UTC)

    edit = f"/cockpit/warnungen/hinweise/{row.code}/"
    client.post(edit, GIVEN | {"title": "Probe 2", "veroeffentlichen": "1"})
    refused = client.post(edit, GIVEN | {"status": "Actual", "veroeffentlichen": "1"})
    assert "Aus einem Test wird kein Ernstfall" in refused.content.decode()
    client.post(f"{edit}aufheben/")
    row.refresh_from_db()
    assert (row.title, row.cancelled_at is not None, row.messages.count()) == ("Probe 2", True, 3)


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("ends", "2026-05-01T11:00", "Das Ende muss nach dem Beginn liegen."),
        ("area", "{", "keine Fläche in GeoJSON"),
        ("area", '{"type": "Point", "coordinates": [7, 51]}', "keine Fläche in GeoJSON"),
        ("title_en", "Trial", "Überschrift und Text"),
        ("title", "", "Bitte prüfen Sie Ihre Angaben"),
    ],
)
def test_a_wrong_answer_is_said_at_its_field(field: str, value: str, said: str) -> None:
    client = Client()
    client.force_login(officer())
    answer = client.post("/cockpit/warnungen/hinweise/neu/", GIVEN | {field: value, "veroeffentlichen": "1"})

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert Notice.objects.count() == 0
