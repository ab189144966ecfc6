# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Screens as they are set up in the cockpit."""

from __future__ import annotations

from datetime import time

import pytest
from django.test import Client

from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.outlets.dashboards.publishing import discarded, screens
from stadtkern.flow.outlets.dashboards.publishing.models import Screen
from stadtkern.flow.outlets.dashboards.publishing.programme import Entry
from stadtkern.flow.outlets.dashboards.publishing.screens import Programme
from stadtkern.flow.outlets.dashboards.tests.cities import NOW, built, department, somebody
from stadtkern.kernel.errors import Contradiction, NotFound
from stadtkern.kernel.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna(db: None) -> Person:
    return somebody("anna", department())


def _sent(*rows: tuple[str, str, str], **changes: str) -> dict[str, str]:
    found = {"title": "Foyer im Rathaus", "language": "de", "department": str(department().pk), **changes}
    found |= {"zeile-TOTAL_FORMS": str(len(rows)), "zeile-INITIAL_FORMS": "0"}
    for place, (shown, seconds, order) in enumerate(rows):
        begin = f"zeile-{place}"
        found |= {f"{begin}-shown": shown, f"{begin}-seconds": seconds, f"{begin}-place": order}
    return found


def test_a_screen_is_set_up_by_a_form(client: Client, lake: Lake, anna: Person) -> None:
    row, other = built(anna, department()), built(anna, department(), title="Parken")
    client.force_login(anna)
    assert row.key in client.get("/cockpit/anzeigen/neu/").content.decode()
    rows = ((row.key, "20", "2"), ("", "", ""), (f"{other.key}/uebersicht", "", "1"))
    made = client.post("/cockpit/anzeigen/neu/", _sent(*rows, night_begins="22:00", night_ends="06:00"))
    assert made.headers["Location"] == "/cockpit/anzeigen/foyer-im-rathaus/"
    screen = Screen.objects.get()
    assert [(one.dashboard, one.page, one.seconds) for one in screens.entries_of(screen)] == [
        (other.key, "uebersicht", 30),
        (row.key, "", 20),
    ]
    assert screen.night_begins == time(22)
    assert "22:00–06:00" in client.get("/cockpit/anzeigen/").content.decode()
    gone = client.post("/cockpit/anzeigen/foyer-im-rathaus/loeschen/", follow=True).content.decode()
    assert not Screen.objects.exists()
    assert "Rückgängig" in gone
    undo = {"art": "screen", "schluessel": "foyer-im-rathaus"}
    back = client.post("/cockpit/papierkorb/zurueck/", undo)
    assert back.headers["Location"] == "/cockpit/anzeigen/foyer-im-rathaus/"
    assert Screen.objects.get() == screen


@pytest.mark.parametrize(
    "changes", [{"title": " "}, {"night_begins": "22:00"}, {"department": "99999"}, {"night_ends": "x"}]
)
def test_what_cannot_be_is_said_in_the_form(
    client: Client, lake: Lake, anna: Person, changes: dict[str, str]
) -> None:
    row = built(anna, department())
    client.force_login(anna)
    assert client.post("/cockpit/anzeigen/neu/", _sent((row.key, "20", ""), **changes)).status_code == 422
    assert client.post("/cockpit/anzeigen/neu/", _sent((row.key, "3", ""))).status_code == 422
    assert client.post("/cockpit/anzeigen/neu/", _sent()).status_code == 422
    assert client.post("/cockpit/anzeigen/neu/", {}).status_code == 422


def test_a_programme_of_what_does_not_exist_is_refused(anna: Person) -> None:
    programme = Programme(title="Foyer", entries=(Entry(dashboard="fehlt"),), department=department())
    with pytest.raises(Contradiction):
        screens.create(anna, programme, at=NOW)


def test_another_department_does_not_change_it(client: Client, lake: Lake, anna: Person) -> None:
    entries = (Entry(dashboard=built(anna, department()).key),)
    programme = Programme(title="Foyer", entries=entries, department=department())
    row = screens.create(anna, programme, at=NOW)
    stranger = somebody("fremd", department("Anderes Amt"))
    with pytest.raises(NotFound):
        screens.delete(stranger, row.key, at=NOW)
    screens.delete(anna, row.key, at=NOW)
    with pytest.raises(NotFound):
        discarded.SCREENS.restore(stranger, row.key, NOW)
    discarded.SCREENS.restore(anna, row.key, NOW)
    client.force_login(stranger)
    assert client.get(f"/cockpit/anzeigen/{row.key}/").status_code == 404
