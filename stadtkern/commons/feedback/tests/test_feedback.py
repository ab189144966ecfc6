# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Feedback: taken in without tracking, limited, read by administrators, forgotten after a year."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from stadtkern.commons.feedback import service
from stadtkern.commons.feedback.limits import Brake
from stadtkern.commons.feedback.models import Feedback
from stadtkern.kernel import retaining
from stadtkern.kernel.errors import LimitExceeded, NotFound, NotPermitted
from stadtkern.kernel.models import AuditEntry, Person
from stadtkern.kernel.tests.people_of_tests import administrator as boss

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 8, 22, 12, tzinfo=UTC)


def person(name: str, *, administrator: bool = False) -> Person:
    return boss(name) if administrator else Person.objects.create(username=name)


def told(message: str, at: datetime = NOW) -> Feedback:
    return service.take_in(message=message, page="/karte/", email="", now=at)


def test_a_message_is_stored_with_page_and_nothing_about_the_visitor(client: Client) -> None:
    answer = client.post(
        "/rueckmeldung/", {"message": "Danke!", "page": "/karte/", "email": "", "website": ""}
    )
    assert answer.status_code == 302
    stored = Feedback.objects.get()
    assert (stored.message, stored.page, stored.email) == ("Danke!", "/karte/", "")


def test_an_empty_message_is_refused_in_words(client: Client) -> None:
    answer = client.post("/rueckmeldung/", {"message": ""})
    assert answer.status_code == 422
    assert "Bitte prüfen Sie Ihre Angaben" in answer.content.decode()


def test_a_robot_is_thanked_and_nothing_is_stored(client: Client) -> None:
    answer = client.post("/rueckmeldung/", {"message": "Kauft!", "website": "https://example.org/"})
    assert answer.status_code == 302
    assert Feedback.objects.count() == 0


def test_a_visitor_is_slowed_down_and_may_go_on_later() -> None:
    brake = Brake(number=2)
    assert [brake.admits("192.0.2.1", now=NOW) for _n in range(3)] == [True, True, False]
    assert brake.admits("192.0.2.2", now=NOW)
    assert brake.admits("192.0.2.1", now=NOW + timedelta(hours=1))


def test_a_flood_is_stopped() -> None:
    Feedback.objects.bulk_create(Feedback(message="x", created_at=NOW) for _n in range(service.PER_HOUR))
    with pytest.raises(LimitExceeded):
        told("noch eine")


def test_messages_are_forgotten_after_a_year() -> None:
    told("alt", NOW - timedelta(days=366))
    told("neu")
    assert [removed.count for removed in retaining.enforce(NOW)] == [1]
    assert [message.message for message in Feedback.objects.all()] == ["neu"]


def test_a_stranger_reads_nothing(client: Client) -> None:
    with pytest.raises(NotPermitted):
        service.messages(person("fremd"))
    assert client.get("/cockpit/rueckmeldungen/").status_code == 302
    client.force_login(person("editor"))
    assert client.get("/cockpit/rueckmeldungen/").status_code == 403


def test_an_administrator_reads_and_closes_messages(client: Client) -> None:
    message = told("Bitte mehr Bänke.")
    client.force_login(person("admin", administrator=True))
    assert "Bitte mehr Bänke." in client.get("/cockpit/rueckmeldungen/").content.decode()
    client.post(f"/cockpit/rueckmeldungen/{message.pk}/erledigt/")
    message.refresh_from_db()
    assert message.done_at is not None
    assert AuditEntry.objects.get().action == "feedback.close"


def test_an_unknown_message_cannot_be_closed() -> None:
    with pytest.raises(NotFound):
        service.close(person("admin", administrator=True), 1, now=NOW)
