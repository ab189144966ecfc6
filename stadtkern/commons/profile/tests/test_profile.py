# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The particulars of the municipality: shown, marked when missing, changed by administrators only."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.test import Client

from stadtkern.commons.profile import service
from stadtkern.kernel.errors import NotPermitted
from stadtkern.kernel.models import AuditEntry, Person
from stadtkern.kernel.tests.people_of_tests import administrator as boss

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 8, 22, 12, tzinfo=UTC)


def administrator() -> Person:
    return boss("admin")


def test_what_is_missing_is_marked(client: Client) -> None:
    for path in ("/impressum/", "/datenschutz/", "/barrierefreiheit/"):
        assert "von der Kommune auszufüllen" in client.get(path).content.decode()


def test_what_was_filled_in_is_shown_and_audited(client: Client) -> None:
    service.change_profile(administrator(), {"name": "Stadt Beispiel", "phone": ""}, now=NOW)
    assert "Stadt Beispiel" in client.get("/impressum/").content.decode()
    assert AuditEntry.objects.get().change == {"fields": ["name"]}


def test_saving_the_same_again_leaves_no_trace() -> None:
    person = administrator()
    for _n in range(2):
        service.change_profile(person, {"accessibility_checked_on": date(2026, 8, 1)}, now=NOW)
    assert AuditEntry.objects.count() == 1


def test_a_stranger_changes_nothing(client: Client) -> None:
    stranger = Person.objects.create(username="fremd")
    with pytest.raises(NotPermitted):
        service.change_profile(stranger, {"name": "Meins"}, now=NOW)
    assert client.get("/cockpit/stadt/").status_code == 302
    client.force_login(stranger)
    assert client.get("/cockpit/stadt/").status_code == 403


def test_an_administrator_fills_in_the_form(client: Client) -> None:
    client.force_login(administrator())
    assert client.get("/cockpit/stadt/").status_code == 200
    answer = client.post(
        "/cockpit/stadt/", {"name": "Stadt Beispiel", "enforcement_url": "https://example.org/"}
    )
    assert answer.status_code == 302
    assert service.profile().name == "Stadt Beispiel"


def test_the_page_about_the_platform_names_no_subject_without_anything_to_see(client: Client) -> None:
    page = client.get("/ueber/").content.decode()
    assert "Radverkehr" in page
    assert "Weitere Sensoren" not in page
