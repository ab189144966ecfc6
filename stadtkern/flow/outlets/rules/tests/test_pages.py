# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The cockpit pages of rules: who sees what, what the steps make, what a trial shows."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.outlets.rules import declared, service, wording
from stadtkern.flow.outlets.rules.models import Alarm, Stage, StoredRule
from stadtkern.flow.outlets.rules.tests.cities import (
    HOT,
    NOW,
    Watch,
    administrator,
    rule,
    store,
    thermometers,
)
from stadtkern.flow.outlets.tests import worlds
from stadtkern.kernel import registry
from stadtkern.kernel.models import AuditEntry, Department
from stadtkern.kernel.people import NewPerson, create_person
from stadtkern.kernel.quantities import AIR_TEMPERATURE
from stadtkern.kernel.rules import Change, Escalation, Limit, Mail, Notice, Rule, Silence, leaves

pytestmark = pytest.mark.django_db
WORDS = "vier Störche am Kanal"


@pytest.fixture(autouse=True)
def domains_again() -> Iterator[None]:
    """The declared domains stand again after the test."""
    before = registry.domains()
    yield
    registry.declare(before)


@pytest.fixture
def desk(client: Client) -> Client:
    """An administrator at the cockpit."""
    client.force_login(administrator())
    return client


def stranger() -> Client:
    """Somebody of another department."""
    garden = Department.objects.get_or_create(name="Gartenamt")[0]
    person = create_person("test", NewPerson(username="erik", departments=(garden,)), password=WORDS, at=NOW)
    client = Client()
    client.force_login(person)
    return client


def shown(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def answers(**facts: object) -> dict[str, object]:
    """The form of a condition, filled in."""
    given: dict[str, object] = {"quantity": AIR_TEMPERATURE.key, "together": "any", "area": ""}
    return given | facts


def test_a_rule_is_built_step_by_step_and_switched_on(desk: Client, lake: Lake) -> None:
    thermometers("A")
    desk.post("/cockpit/regeln/neu/", {"title": "Hitze am Platz", "domain": "squares"})
    row = StoredRule.objects.get()
    address = f"/cockpit/regeln/{row.pk}/"
    assert "noch keine Bedingung" in shown(desk, address)
    limit = answers(direction="above", value="30.5", reset="28", holds="10")
    assert desk.post(f"{address}bedingung/neu/grenzwert/", limit).status_code == 302
    ways = {"notice": "on", "mail_to": "a@stadt.example\nb@stadt.example", "most": 5, "per": 60,
            "escalate_after": 30, "escalate_to": "leitung@stadt.example"}  # fmt: skip
    page = shown(desk, f"{address}aktionen/")
    assert all(f'name="{name}"' in page for name in ways)
    assert desk.post(f"{address}aktionen/", ways).status_code == 302
    desk.post(f"{address}stand/", {"an": "1"})
    row.refresh_from_db()
    words = service.definition(row)
    assert row.stage == Stage.ACTIVE
    assert words.condition.parts[0] == Limit(  # type: ignore[union-attr]
        streams=HOT.streams, value=30.5, reset=28, for_s=600
    )
    assert words.actions == (Notice(), Mail(to=("a@stadt.example", "b@stadt.example")))
    assert words.escalations == (Escalation(after_s=1800, actions=(Mail(to=("leitung@stadt.example",)),)),)
    assert "mindestens 10 Minuten lang über 30,5 °C liegt (vorbei erst bei 28 °C)" in shown(desk, address)
    assert {"rule.create", "rule.edit", "rule.activate"} <= set(
        AuditEntry.objects.values_list("action", flat=True)
    )


def test_further_conditions_stand_beside_the_first_one(desk: Client, lake: Lake) -> None:
    thermometers("A")
    row = rule()
    address = f"/cockpit/regeln/{row.pk}/"
    desk.post(f"{address}bedingung/neu/aenderung/", answers(direction="rise", by="5", within="30"))
    desk.post(f"{address}bedingung/neu/ausbleiben/", answers(silent="60", negated="on"))
    general = {
        "title": "Hitze",
        "severity": "alarm",
        "each": "thing",
        "link": "any",
        "valid": 60,
        "lateness": 60,
    }
    desk.post(f"{address}allgemein/", general)
    row.refresh_from_db()
    said = wording.sentence(service.definition(row), row.domain)
    assert " oder „Lufttemperatur“ um mehr als 5 °C innerhalb von 30 Minuten steigt" in said
    assert "nicht gilt: „Lufttemperatur“ seit mehr als 1 Stunde keinen Wert gebracht hat" in said
    assert desk.get(f"{address}bedingung/2/").status_code == 200
    desk.post(f"{address}bedingung/1/entfernen/")
    row.refresh_from_db()
    assert len(service.definition(row).condition.parts) == 2  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("kind", "facts", "field"),
    [
        ("grenzwert", {"direction": "above", "value": "30", "reset": "31"}, "reset"),
        ("grenzwert", {"direction": "above", "value": "", "reset": ""}, "value"),
        ("grenzwert", {"direction": "above", "value": "3", "area": "polygon", "ring": "7 51\n8 51"}, "ring"),
        ("grenzwert", {"direction": "above", "value": "3", "area": "circle"}, "radius"),
        ("grenzwert", {"direction": "above", "value": "3", "together": "count"}, "at_least"),
        ("aenderung", {"direction": "rise", "by": "-1", "within": "5"}, "by"),
        ("ausbleiben", {"silent": "0"}, "silent"),
    ],
)
def test_a_condition_that_makes_no_sense_is_refused_at_its_field(
    desk: Client, lake: Lake, kind: str, facts: dict[str, object], field: str
) -> None:
    thermometers("A")
    row = rule()
    answer = desk.post(f"/cockpit/regeln/{row.pk}/bedingung/neu/{kind}/", answers(**facts))
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.content.decode()


def test_a_trial_shows_what_would_have_been_told_and_tells_nobody(desk: Client, lake: Lake) -> None:
    [stream] = thermometers("A")
    row = rule(most=1)
    store(lake, stream, (0, 31), (600, 20), (1200, 32))
    page = shown(desk, f"/cockpit/regeln/{row.pk}/erproben/?von=2026-07-01&bis=2026-07-01")
    assert "Die Regel hätte 2 Mal ausgelöst, gemeldet worden wären 1." in page
    assert "bis zum Ende des Zeitraums offen" in page
    assert not Alarm.objects.exists()
    source = page.partition('data-src="')[2].partition('"')[0].replace("&amp;", "&")
    series = desk.get(source).json()
    assert [line["value"] for line in series["thresholds"]] == [30, 28]
    assert 31 in series["values"]


def test_a_trial_lets_time_pass_between_values(desk: Client, lake: Lake) -> None:
    [stream] = thermometers("A")
    row = rule(Silence(streams=HOT.streams, for_s=3600))
    store(lake, stream, (0, 20), (7200, 20))
    page = shown(desk, f"/cockpit/regeln/{row.pk}/erproben/?von=2026-07-01&bis=2026-07-01")
    assert "01.07.2026, 15:00\N{NO-BREAK SPACE}Uhr" in page
    assert "01.07.2026, 16:00\N{NO-BREAK SPACE}Uhr" in page


def test_a_trial_of_too_long_a_period_is_refused(desk: Client, lake: Lake) -> None:
    thermometers("A")
    row = rule(Change(streams=HOT.streams, by=3, within_s=600))
    answer = desk.get(f"/cockpit/regeln/{row.pk}/erproben/?von=2020-01-01&bis=2026-07-01")
    assert answer.status_code == 422


def test_an_alarm_is_acknowledged_and_shows_who_was_told(desk: Client, lake: Lake) -> None:
    [stream] = thermometers("A")
    rule(actions=(Notice(), Mail(to=("a@stadt.example",))))
    Watch(lake).begin().bring(stream, (0, 31))
    alarm = Alarm.objects.get()
    assert "Hitze – Platz A" in shown(desk, "/cockpit/")
    page = shown(desk, f"/cockpit/alarme/{alarm.pk}/")
    assert "E-Mail an a@stadt.example" in page
    assert "wartet" in page
    desk.post(f"/cockpit/alarme/{alarm.pk}/quittieren/", {"bemerkung": "fahre hin"})
    assert "fahre hin" in shown(desk, f"/cockpit/alarme/{alarm.pk}/")
    assert "amira" in shown(desk, "/cockpit/alarme/")
    assert "Hitze – Platz A" not in shown(desk, "/cockpit/")


def test_another_department_sees_nothing_of_it(lake: Lake) -> None:
    [stream] = thermometers("A")
    row = rule()
    Watch(lake).begin().bring(stream, (0, 31))
    alarm, client = Alarm.objects.get(), stranger()
    assert "Hitze" not in shown(client, "/cockpit/regeln/")
    assert "Hitze" not in shown(client, "/cockpit/alarme/")
    for address in (f"/cockpit/regeln/{row.pk}/", f"/cockpit/alarme/{alarm.pk}/"):
        assert client.get(address).status_code == 404
    assert client.post(f"/cockpit/regeln/{row.pk}/stand/", {"an": "0"}).status_code == 404
    assert client.post(f"/cockpit/alarme/{alarm.pk}/quittieren/").status_code == 403


def test_a_stranger_is_asked_to_sign_in(client: Client) -> None:
    for address in ("/cockpit/regeln/", "/cockpit/alarme/", "/cockpit/regeln/geraete/"):
        assert client.get(address).status_code == 302


def test_a_declared_rule_appears_can_be_adjusted_and_put_back(desk: Client, lake: Lake) -> None:
    given = Rule(key="hot", title="Hitze laut Thema", condition=HOT)
    domain = worlds.domain()
    object.__setattr__(domain, "rules", (given,))
    worlds.declare(domain)
    declared.keep_up(NOW)
    declared.keep_up(NOW)
    row = StoredRule.objects.get()
    assert (row.key, row.stage, row.declared) == ("squares/hot", Stage.ACTIVE, True)
    desk.post(
        f"/cockpit/regeln/{row.pk}/bedingung/0/",
        answers(direction="above", value="33", reset="30", holds="0"),
    )
    declared.keep_up(NOW)
    row.refresh_from_db()
    assert row.adjusted
    assert "33 °C" in wording.sentence(service.definition(row), row.domain)
    desk.post(f"/cockpit/regeln/{row.pk}/vorgabe/")
    row.refresh_from_db()
    assert service.definition(row) == given
    answer = desk.post(f"/cockpit/regeln/{row.pk}/loeschen/", follow=True)
    assert "anhalten, aber nicht löschen" in answer.content.decode()


def test_a_device_is_removed_by_its_person_alone(desk: Client, lake: Lake) -> None:
    assert "Noch ist kein Gerät eingerichtet" in shown(desk, "/cockpit/regeln/geraete/")
    answer = desk.post("/cockpit/regeln/geraete/einrichten/", {"angaben": "{}", "name": "x"}, follow=True)
    assert "keine lesbaren Angaben" in answer.content.decode()
    assert stranger().post("/cockpit/regeln/geraete/7/entfernen/").status_code == 404
    worker = desk.get("/cockpit/regeln/meldungen.js")
    assert worker["Content-Type"] == "text/javascript"


def test_the_list_needs_few_queries(
    desk: Client, lake: Lake, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    thermometers("A")
    for n in range(5):
        rule(title=f"Regel {n}")
    with django_assert_max_num_queries(12):
        desk.get("/cockpit/regeln/")


def test_every_declared_rule_means_quantities_of_its_domain() -> None:
    """A declaration that watches nothing would never be noticed."""
    for domain, one in ((d, r) for d in registry.domains() for r in d.rules):
        known = {quantity.key for quantity in wording.quantities(domain.name)}
        assert {leaf.streams.quantity for leaf in leaves(one.condition)} <= known | {""}


def test_chosen_alarms_are_acknowledged_and_those_that_are_already_say_so(desk: Client, lake: Lake) -> None:
    thermometers("A")
    open_one, done = (
        Alarm.objects.create(
            rule_title=title, domain="squares", subject=title, text=title, fired_for=NOW, opened_at=NOW,
            acknowledged_at=at,
        )
        for title, at in (("Hitze", None), ("Frost", NOW))
    )  # fmt: skip
    sent = {"tun": "quittieren", "zeile": [str(open_one.pk), str(done.pk)], "bestaetigt": "1"}

    told = desk.post("/cockpit/alarme/", sent, follow=True).content.decode()

    assert "1 Alarm ist quittiert." in told
    assert "Frost: ist schon quittiert" in told
    assert set(Alarm.objects.filter(acknowledged_at=None)) == set()
    assert "Hitze" not in shown(desk, "/cockpit/alarme/?stand=beendet")
    refused = stranger().post("/cockpit/alarme/", {**sent, "tun": "quittieren"}, follow=True)
    assert "Es war nichts ausgewählt." in refused.content.decode()


def test_a_deleted_rule_is_put_back_by_the_button_beside_the_message_and_by_nobody_else(
    desk: Client, lake: Lake
) -> None:
    thermometers("A")
    row = rule(HOT)
    service.activate(administrator(), row.pk, at=NOW)

    told = desk.post(f"/cockpit/regeln/{row.pk}/loeschen/", follow=True).content.decode()
    assert "Rückgängig" in told and f'name="schluessel" value="{row.key}"' in told
    assert row.title in shown(desk, "/cockpit/papierkorb/")
    other = stranger()
    assert row.title not in shown(other, "/cockpit/papierkorb/")
    undo = {"art": "rule", "schluessel": row.key}
    refused = other.post("/cockpit/papierkorb/zurueck/", undo, follow=True)
    assert "Das lässt sich nicht mehr zurückholen." in refused.content.decode()

    back = desk.post("/cockpit/papierkorb/zurueck/", undo, follow=True)
    again = StoredRule.objects.get(key=row.key)
    assert back.redirect_chain[-1][0] == f"/cockpit/regeln/{again.pk}/"
    assert (again.definition, again.stage) == (row.definition, Stage.ACTIVE)
    assert AuditEntry.objects.filter(action="rule.restore").count() == 1
    assert row.title not in shown(desk, "/cockpit/papierkorb/")
