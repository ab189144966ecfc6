# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Pages for people in the street and for the department."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from stadtkern.commons.defects import reporting
from stadtkern.commons.defects.models import Defect
from stadtkern.commons.feedback.limits import Brake
from stadtkern.commons.schedules.models import Plan, Profile
from stadtkern.commons.setpoints.models import Group, Override, Setpoint
from stadtkern.domains.street_lighting import commands
from stadtkern.flow.devices.models import Thing, Visibility
from stadtkern.flow.lake.lake import Lake

from .lamps import group, lamps, person, values

INVENTORY = Path(__file__).parent / "payloads" / "leuchten.csv"
COCKPIT = "/cockpit/strassenbeleuchtung/"
REPORT = "/themen/strassenbeleuchtung/melden/"
PAGES = [
    "",
    "profile/",
    "handbetrieb/",
    "befehle/",
    "stoerungen/",
    "bestand/",
    "energie/",
    "strompreis/",
    "gruppen/neu/",
]

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_brake(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test may report as if it were the first."""
    monkeypatch.setattr(reporting, "_BRAKE", Brake(number=10))


def staff(**facts: str) -> Client:
    """A client signed in as somebody of the department."""
    client = Client()
    client.force_login(person(**facts))
    return client


def test_a_city_without_lamps_has_a_page(lake: Lake) -> None:
    answer = Client().get("/themen/strassenbeleuchtung/")
    assert answer.status_code == 200
    assert "Bekannte Störungen" not in answer.content.decode()


def test_the_subject_page_shows_numbers_tonight_and_faults(lake: Lake) -> None:
    [code, *_others] = lamps(3)
    group()
    now = timezone.now()
    values(now - timedelta(minutes=5), code, dimming_level=70.0, active_power=28.0, active_energy=5.0)
    Client().post(REPORT, {"number": "L1", "kind": "dark"})
    page = Client().get("/themen/strassenbeleuchtung/").content.decode()
    assert "davon melden 1 ihren Zustand" in page
    assert "brennt nicht" in page
    assert "Leuchte L1, Lindenweg" in page
    assert "So hell ist es in dieser Nacht" in page
    assert "simuliert" not in page


def test_tonights_chart_has_a_value_for_every_ten_minutes(lake: Lake) -> None:
    lamps(1)
    group()
    found = Client().get("/themen/strassenbeleuchtung/heute-nacht.json").json()
    assert len(found["values"]) in (138, 144, 150)
    assert max(found["values"]) == 100
    assert found["values"][0] == 0


def test_anybody_may_report_a_lamp_by_its_number(lake: Lake) -> None:
    lamps(2)
    for _time in range(2):
        answer = Client().post(REPORT, {"number": " L1 ", "kind": "flicker"})
        assert answer.status_code == 302
    row = Defect.objects.get()
    assert (row.kind, row.reports, row.state, row.measured) == ("flicker", 2, "open", False)
    assert "Danke" in Client().get(answer["Location"]).content.decode()


def test_a_lamp_is_found_by_its_street(lake: Lake) -> None:
    lamps(2)
    page = Client().get(f"{REPORT}?suche=lindenweg").content.decode()
    assert "?suche=lindenweg&amp;nummer=street-lamps/L0#melden" in page
    page = Client().get(f"{REPORT}?nummer=street-lamps/L0").content.decode()
    assert 'value="street-lamps/L0"' in page


@pytest.mark.parametrize("given", [{"number": "99", "kind": "dark"}, {"number": "L0", "kind": "x"}, {}])
def test_what_is_no_lamp_or_no_fault_is_said_so(lake: Lake, given: dict[str, str]) -> None:
    lamps(1)
    answer = Client().post(REPORT, given)
    assert answer.status_code == 422
    assert not Defect.objects.exists()


def test_a_lamp_that_is_internal_cannot_be_found_or_reported(lake: Lake) -> None:
    lamps(1)
    Thing.objects.update(visibility=Visibility.INTERNAL)
    assert Client().post(REPORT, {"number": "L0", "kind": "dark"}).status_code == 422
    assert "Leuchte L0" not in Client().get(f"{REPORT}?suche=L0").content.decode()


def test_robots_are_thanked_and_too_many_reports_are_refused(
    lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    lamps(1)
    assert Client().post(REPORT, {"number": "L0", "kind": "dark", "website": "x"}).status_code == 302
    assert not Defect.objects.exists()
    monkeypatch.setattr(reporting, "_BRAKE", Brake(number=0))
    assert Client().post(REPORT, {"number": "L0", "kind": "dark"}).status_code == 429


@pytest.mark.parametrize("path", PAGES)
def test_strangers_get_nowhere_and_the_department_everywhere(lake: Lake, path: str) -> None:
    lamps(1)
    group()
    assert Client().get(COCKPIT + path).status_code == 302
    assert staff().get(COCKPIT + path).status_code == 200
    elsewhere = staff(name="park", department="Grünflächenamt").get(COCKPIT + path).status_code
    assert elsewhere == (200 if path in ("", "energie/") else 403)


def test_people_of_other_departments_change_nothing(lake: Lake) -> None:
    lamps(1)
    found = group()
    client = staff(name="park", department="Grünflächenamt")
    for path in (
        f"gruppen/{found.pk}/loeschen/",
        "handbetrieb/1/beenden/",
        "befehle/1/wiederholen/",
        "stoerungen/1/",
    ):
        assert client.post(COCKPIT + path).status_code == 403
    assert client.post(f"{COCKPIT}bestand/").status_code == 403
    assert Group.objects.count() == 1


def test_a_profile_is_made_and_changed_without_javascript(lake: Lake) -> None:
    client = staff()
    answer = client.post(f"{COCKPIT}profile/", {"name": "Absenkung", "note": ""})
    plan = Plan.objects.get()
    rows = [
        ("sunset", "", "15", "100"),
        ("clock", "23:00", "", "40"),
        ("sunrise", "", "-10", "0"),
        ("", "", "", ""),
    ]
    sent = {"nights": "every", "schritt-TOTAL_FORMS": "4", "schritt-INITIAL_FORMS": "4"}
    for n, cells in enumerate(rows):
        sent |= {
            f"schritt-{n}-{name}": cell
            for name, cell in zip(("at", "clock", "offset", "level"), cells, strict=True)
        }
    address = f"{answer['Location']}plan/{plan.pk}/"
    assert client.post(address, sent).status_code == 302
    plan.refresh_from_db()
    assert [one["level"] for one in plan.steps] == [100, 40, 0]
    assert "23:00" in client.get(answer["Location"]).content.decode()
    wrong = client.post(address, sent | {"schritt-0-at": "clock", "schritt-0-clock": "20:00"})
    assert wrong.status_code == 422
    assert "Sonnenuntergang oder Abenddämmerung" in wrong.content.decode()


def test_special_nights_get_a_plan_of_their_own_and_lose_it_again(lake: Lake) -> None:
    client = staff()
    address = client.post(f"{COCKPIT}profile/", {"name": "Fest", "note": ""})["Location"]
    sent = {
        "nights": "dates", "dates": "24.12., 31.12.",
        "schritt-TOTAL_FORMS": "2", "schritt-INITIAL_FORMS": "2",
        "schritt-0-at": "sunset", "schritt-0-level": "100", "schritt-1-at": "sunrise", "schritt-1-level": "0",
    }  # fmt: skip
    assert client.post(f"{address}plan/neu/", sent | {"dates": "Weihnachten"}).status_code == 422
    assert client.post(f"{address}plan/neu/", sent).status_code == 302
    special = Plan.objects.get(nights="dates")
    assert client.get(f"{address}plan/{special.pk}/").status_code == 200
    client.post(f"{address}plan/{special.pk}/loeschen/")
    assert Plan.objects.count() == 1
    client.post(f"{address}loeschen/")
    assert not Profile.objects.exists()


def test_a_profile_in_use_stays(lake: Lake) -> None:
    profile = group().profile
    assert profile is not None
    answer = staff().post(f"{COCKPIT}profile/{profile.pk}/loeschen/", follow=True)
    assert "noch von Gruppen verwendet" in answer.content.decode()
    assert Profile.objects.exists()


def test_a_group_is_made_changed_and_removed(lake: Lake) -> None:
    client = staff()
    sent = {"name": "Weg", "member": "street", "value": "Lindenweg", "profile": "", "boost_minutes": "5"}
    assert client.post(f"{COCKPIT}gruppen/neu/", sent | {"value": ""}).status_code == 422
    assert client.post(f"{COCKPIT}gruppen/neu/", sent).status_code == 302
    assert client.post(f"{COCKPIT}gruppen/neu/", sent).status_code == 422
    found = Group.objects.get()
    assert client.post(f"{COCKPIT}gruppen/{found.pk}/", sent | {"name": "Anders"}).status_code == 302
    client.post(f"{COCKPIT}gruppen/{found.pk}/loeschen/")
    assert not Group.objects.exists()


def test_an_override_is_made_and_ended(lake: Lake) -> None:
    found, client = group(), staff()
    until = timezone.localtime() + timedelta(hours=3)
    sent = {"group": found.pk, "level": "90", "until": f"{until:%Y-%m-%dT%H:%M}", "reason": "Stadtfest"}
    assert client.post(f"{COCKPIT}handbetrieb/", sent).status_code == 302
    row = Override.objects.get()
    assert "von Hand gestellt" in client.get(COCKPIT).content.decode()
    client.post(f"{COCKPIT}handbetrieb/{row.pk}/beenden/")
    assert not Override.objects.current(timezone.now()).exists()
    assert client.post(f"{COCKPIT}handbetrieb/", sent | {"until": "2020-01-01T10:00"}).status_code == 422


def test_a_command_without_answer_is_listed_and_sent_again(lake: Lake) -> None:
    lamps(1)
    group()
    commands.run(timezone.now() - timedelta(hours=2))
    client = staff()
    page = client.get(f"{COCKPIT}befehle/").content.decode()
    assert "nicht zugestellt" in page
    client.post(f"{COCKPIT}befehle/{Setpoint.objects.get().pk}/wiederholen/")
    assert "Alle Befehle sind bestätigt oder unterwegs" in client.get(f"{COCKPIT}befehle/").content.decode()


def test_a_fault_is_taken_on_and_done(lake: Lake) -> None:
    lamps(1)
    Client().post(REPORT, {"number": "L0", "kind": "damaged"})
    client, row = staff(), Defect.objects.get()
    assert "1 Meldung" in client.get(f"{COCKPIT}stoerungen/").content.decode()
    client.post(f"{COCKPIT}stoerungen/{row.pk}/", {"state": "done", "note": "Glas ersetzt"})
    assert "Glas ersetzt" in client.get(f"{COCKPIT}stoerungen/?stand=erledigt").content.decode()
    assert "brennt nicht" not in Client().get("/themen/strassenbeleuchtung/").content.decode()


def test_an_inventory_is_uploaded_and_its_bad_rows_are_listed(lake: Lake) -> None:
    client = staff()
    sent = SimpleUploadedFile("leuchten.csv", INVENTORY.read_bytes())
    page = client.post(f"{COCKPIT}bestand/", {"file": sent}).content.decode()
    assert "6 Zeilen übernommen, 5 abgewiesen." in page
    assert "Von Länge und Breite fehlt eine." in page
    wrong = client.post(f"{COCKPIT}bestand/", {"file": SimpleUploadedFile("x.csv", b"a;b\n")})
    assert wrong.status_code == 422
    assert client.post(f"{COCKPIT}bestand/").status_code == 422


def test_price_and_emissions_are_changed_with_their_sources(lake: Lake) -> None:
    lamps(1)
    client = staff()
    assert "363" in client.get(f"{COCKPIT}energie/").content.decode()
    sent = {
        "price_ct": "25", "price_source": "Vertrag 12", "price_year": "2026",
        "emission_g": "300", "emission_source": "Stadtwerke", "emission_year": "2025",
    }  # fmt: skip
    assert client.post(f"{COCKPIT}strompreis/", sent).status_code == 302
    page = client.get(f"{COCKPIT}energie/?jahr=2026&monat=3").content.decode()
    assert "Vertrag 12" in page
    table = client.get(f"{COCKPIT}energie/bericht.csv?jahr=2026&monat=3").content.decode().splitlines()
    assert table[0].startswith("gruppe;leuchten;davon_simuliert")
    assert len(table) == 3
    assert table[2].startswith("alle;1;0;0;1;")


def test_pages_need_few_queries(lake: Lake, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    lamps(30)
    group()
    client = staff()
    with django_assert_max_num_queries(32):
        Client().get("/themen/strassenbeleuchtung/")
    for path in PAGES:
        with django_assert_max_num_queries(24):
            client.get(COCKPIT + path)
