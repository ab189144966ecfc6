# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Faults that telemetry shows, and that go away again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from stadtkern.commons.defects import service as defects
from stadtkern.commons.defects.models import Defect, State
from stadtkern.commons.setpoints.models import Override
from stadtkern.domains.street_lighting import faults
from stadtkern.flow.lake.lake import Lake
from stadtkern.kernel.errors import LimitExceeded

from .lamps import EVENING, NOON, group, lamps, person, values

pytestmark = pytest.mark.django_db


def found() -> set[str]:
    """Kinds of unsettled faults."""
    return set(Defect.objects.unsettled().values_list("kind", flat=True))


def test_a_lamp_that_is_well_has_no_fault(lake: Lake) -> None:
    [code] = lamps(1)
    values(EVENING, code, dimming_level=50.0, active_power=21.0, lamp_fault=0.0)
    assert faults.look(EVENING) is None
    assert not Defect.objects.exists()


def test_lamps_that_have_never_reported_are_not_called_silent(lake: Lake) -> None:
    lamps(3)
    faults.look(EVENING)
    assert not Defect.objects.exists()


def test_code_and_odd_power_are_found_once(lake: Lake) -> None:
    [code] = lamps(1)
    values(EVENING, code, dimming_level=100.0, active_power=12.0, lamp_fault=3.0)
    for minutes in (0, 5):
        faults.look(EVENING + timedelta(minutes=minutes))
    assert found() == {"code", "power"}
    assert Defect.objects.count() == 2
    assert Defect.objects.get(kind="code").detail == "Code 3"


def test_power_and_level_of_different_times_are_not_compared(lake: Lake) -> None:
    [code] = lamps(1)
    values(EVENING - timedelta(hours=1), code, active_power=0.0)
    values(EVENING, code, dimming_level=100.0)
    faults.look(EVENING)
    assert not Defect.objects.exists()


def test_silence_is_found_and_settles_by_itself(lake: Lake) -> None:
    [code] = lamps(1)
    values(EVENING - timedelta(days=2), code, dimming_level=50.0)
    faults.look(EVENING)
    assert found() == {"silent"}
    values(EVENING, code, dimming_level=50.0)
    faults.look(EVENING + timedelta(minutes=5))
    assert found() == set()
    assert Defect.objects.get().note == "von selbst behoben"


def test_what_residents_have_reported_too_does_not_settle_by_itself(lake: Lake) -> None:
    [code] = lamps(1)
    values(NOON, code, active_power=40.0)
    faults.look(NOON)
    faults.report("L0", "day", NOON)
    values(NOON + timedelta(minutes=10), code, active_power=0.0)
    faults.look(NOON + timedelta(minutes=11))
    assert found() == {"day"}


def test_burning_at_noon_is_a_fault_unless_somebody_wants_it(lake: Lake) -> None:
    [code] = lamps(1)
    row = group()
    values(NOON, code, active_power=40.0)
    Override.objects.create(
        group=row, level=100, until=NOON + timedelta(hours=1), created_at=NOON, reason="Wartung"
    )
    faults.look(NOON)
    assert found() == set()
    faults.look(NOON + timedelta(minutes=70))
    assert found() == {"day"}


def test_burning_at_night_is_no_fault(lake: Lake) -> None:
    [code] = lamps(1)
    values(EVENING, code, active_power=40.0)
    faults.look(EVENING)
    assert found() == set()


def test_a_fault_that_was_settled_and_comes_back_is_a_new_one(lake: Lake) -> None:
    [code] = lamps(1)
    values(EVENING, code, lamp_fault=3.0)
    faults.look(EVENING)
    defects.settle(person(), Defect.objects.get().pk, state=State.DONE, note="", now=EVENING)
    faults.look(EVENING + timedelta(minutes=5))
    assert Defect.objects.count() == 2


def test_a_flood_of_reports_is_stopped_and_old_ones_are_forgotten(
    lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    lamps(3)
    monkeypatch.setattr(defects, "PER_HOUR", 2)
    faults.report("L0", "dark", EVENING)
    faults.report("L1", "dark", EVENING)
    with pytest.raises(LimitExceeded):
        faults.report("L2", "dark", EVENING)
    Defect.objects.update(state=State.DONE)
    assert defects.forget(EVENING + timedelta(days=1200)) == 2
