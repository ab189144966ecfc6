# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The cockpit page of a datastream: rules and calibrations are changed by those who own it."""

from __future__ import annotations

import pytest
from django.test import Client

from stadtkern.flow.devices.models import Calibration, Datastream, StreamChecks
from stadtkern.kernel.models import Person
from stadtkern.kernel.tests.people_of_tests import employ

from .givens import stream

pytestmark = pytest.mark.django_db
RULES = {
    "ranged": "on",
    "low": "-20.5",
    "step": "3.5",
    "step_between": "minute",
    "stuck_min": "60",
    "drift_window_h": "72",
    "neighbours": "",
}


def signed_in(client: Client, department: str = "Amt für Daten") -> None:
    person = Person.objects.create_user(username=department)
    employ(person, department)
    client.force_login(person)


def address(datastream: Datastream, rest: str = "") -> str:
    return f"/cockpit/datenstrom/{datastream.pk}/{rest}"


def test_rules_are_shown_and_changed(client: Client) -> None:
    weather = stream()
    signed_in(client)
    assert "-50 bis 60" in client.get(address(weather)).content.decode().replace("\u2212", "-")
    answer = client.post(address(weather), RULES)
    assert answer.status_code == 302
    row = StreamChecks.objects.get(pk=weather.pk)
    assert (row.low, row.step, row.step_per_minute, row.stuck_s) == (-20.5, 3.5, True, 3600)


def test_rules_that_make_no_sense_are_answered_with_a_reason(client: Client) -> None:
    weather = stream()
    signed_in(client)
    answer = client.post(address(weather), {**RULES, "low": "5", "high": "4"})
    assert answer.status_code == 422
    assert "Der kleinste plausible Wert muss unter dem größten liegen." in answer.content.decode()


def test_a_calibration_is_entered_and_ended(client: Client) -> None:
    weather = stream()
    signed_in(client)
    given = {"valid_from": "2026-03-01T10:00", "factor": "1", "offset": "-0.7", "reason": "Vergleich"}
    assert client.post(address(weather, "kalibrieren/"), given).status_code == 302
    made = Calibration.objects.get()
    assert made.valid_from.isoformat() == "2026-03-01T09:00:00+00:00"
    end = address(weather, f"kalibrierung/{made.pk}/beenden/")
    client.post(end, {"valid_to": "2026-04-01T10:00"})
    made.refresh_from_db()
    assert made.valid_to is not None
    assert made.valid_to.isoformat() == "2026-04-01T08:00:00+00:00"
    assert "Vergleich" in client.get(address(weather)).content.decode()


def test_a_calibration_without_a_reason_is_refused(client: Client) -> None:
    weather = stream()
    signed_in(client)
    given = {"valid_from": "2026-03-01T10:00", "factor": "1", "offset": "0.5", "reason": ""}
    assert client.post(address(weather, "kalibrieren/"), given).status_code == 422
    assert not Calibration.objects.exists()


def test_a_stranger_may_neither_look_nor_change(client: Client) -> None:
    weather = stream()
    signed_in(client, "Amt für Grün")
    assert client.get(address(weather)).status_code == 403
    assert client.post(address(weather), RULES).status_code == 403
    assert client.post(address(weather, "kalibrieren/"), {}).status_code == 403
    client.logout()
    assert client.get(address(weather)).status_code == 302
