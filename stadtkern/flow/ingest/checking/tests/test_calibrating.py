# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Calibrations that people enter and end: stored values follow, measured ones are kept."""

from __future__ import annotations

from datetime import timedelta

import pytest

from stadtkern.flow.devices.models import Calibration, Datastream
from stadtkern.flow.ingest.checking import calibrating, judging
from stadtkern.flow.ingest.checking.calibrating import CalibrationFacts
from stadtkern.flow.ingest.checking.restating import restate_pending, restated
from stadtkern.flow.lake.current import lake
from stadtkern.kernel.errors import Contradiction, NotPermitted, PayloadRejected
from stadtkern.kernel.models import AuditEntry, Person
from stadtkern.kernel.observation import Quality
from stadtkern.kernel.tests.people_of_tests import employ

from .givens import START, TEN_MINUTES, bring, flags, series, stored, stream

pytestmark = pytest.mark.django_db
NONE = Quality(0)


def editor(department: str = "Amt für Daten") -> Person:
    person = Person.objects.create_user(username=department)
    employ(person, department)
    return person


def facts(**given: object) -> CalibrationFacts:
    usual: dict[str, object] = {
        "valid_from": START + TEN_MINUTES,
        "valid_to": None,
        "factor": 1.0,
        "offset": -0.7,
        "reason": "Vergleichsmessung am 1. März",
        **given,
    }
    return CalibrationFacts(**usual)  # type: ignore[arg-type]  # the tests give what each field takes


def results(datastream: Datastream) -> list[float | None]:
    return [row.result for row in stored(datastream)]


def test_a_calibration_of_the_past_restates_what_is_stored_and_may_be_run_again() -> None:
    weather, values = stream(), series(20.0, 20.5, 21.0)
    bring(weather, values, parameters=[None, '{"a":1}', None])
    calibrating.calibrate(editor(), weather, facts(), at=START)
    judging.forget()
    assert restated(weather.pk) == 2
    assert results(weather) == [20.0, 20.5 - 0.7, 21.0 - 0.7]
    assert flags(weather) == [NONE, Quality.CALIBRATED, Quality.CALIBRATED]
    assert stored(weather)[1].parameters == '{"a":1,"measured":20.5}'
    assert restated(weather.pk) == 0
    assert bring(weather, values).duplicates == 3
    assert lake().latest([weather.pk])[weather.pk].count == 3


def test_a_calibration_that_is_ended_gives_the_measured_values_back() -> None:
    weather, values, person = stream(), series(20.0, 20.5, 21.0), editor()
    made = calibrating.calibrate(person, weather, facts(), at=START)
    bring(weather, values)
    assert results(weather) == [20.0, 20.5 - 0.7, 21.0 - 0.7]
    calibrating.end(person, made, START + 2 * TEN_MINUTES, at=START + timedelta(hours=1))
    judging.forget()
    restated(weather.pk)
    assert results(weather) == [20.0, 20.5 - 0.7, 21.0]
    assert flags(weather)[-1] == NONE
    assert stored(weather)[-1].parameters is None
    assert bring(weather, values).duplicates == 3


def test_a_corrected_value_is_judged_by_its_range_anew() -> None:
    weather = stream()
    bring(weather, series(20.0, 110.0, 20.0))
    calibrating.calibrate(editor(), weather, facts(offset=-80.0), at=START)
    restated(weather.pk)
    assert flags(weather) == [NONE, Quality.CALIBRATED, Quality.CALIBRATED | Quality.OUT_OF_RANGE]


def test_values_of_the_minute_of_the_change_are_restated_by_the_periodic_job() -> None:
    weather = stream()
    made = calibrating.calibrate(editor(), weather, facts(), at=START)
    Calibration.objects.filter(pk=made.pk).update(valid_from=START - TEN_MINUTES)
    bring(weather, series(20.0))
    Calibration.objects.filter(pk=made.pk).update(offset=1.0)
    assert restate_pending(START + timedelta(seconds=30)) is None
    assert restate_pending(START + timedelta(minutes=2))
    assert results(weather) == [21.0]
    assert restate_pending(START + timedelta(minutes=3)) is None


def test_two_calibrations_never_count_for_the_same_time() -> None:
    weather, person = stream(), editor()
    calibrating.calibrate(person, weather, facts(valid_to=START + timedelta(hours=1)), at=START)
    with pytest.raises(Contradiction):
        calibrating.calibrate(person, weather, facts(valid_from=START + timedelta(minutes=30)), at=START)
    calibrating.calibrate(person, weather, facts(valid_from=START + timedelta(hours=1)), at=START)
    assert Calibration.objects.count() == 2


@pytest.mark.parametrize("wrong", [{"factor": 0.0}, {"offset": 0.0}, {"reason": " "}, {"valid_to": START}])
def test_a_calibration_that_makes_no_sense_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(PayloadRejected):
        calibrating.calibrate(editor(), stream(), facts(**wrong), at=START)


def test_only_the_owner_calibrates_and_it_stands_in_the_audit_log() -> None:
    weather = stream()
    with pytest.raises(NotPermitted):
        calibrating.calibrate(editor("Amt für Grün"), weather, facts(), at=START)
    calibrating.calibrate(editor(), weather, facts(), at=START)
    entry = AuditEntry.objects.get(action="datastream.calibrate")
    assert entry.subject == f"datastream {weather.code}"
    assert entry.change["offset"] == -0.7
