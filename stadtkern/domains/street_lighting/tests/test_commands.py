# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Lamps are told what their group should do, on good nights and bad ones."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from stadtkern.commons.setpoints import steering
from stadtkern.commons.setpoints.models import Override, Setpoint
from stadtkern.domains.street_lighting import commands, service
from stadtkern.domains.street_lighting.sources import Lamp
from stadtkern.flow.devices.models import Task
from stadtkern.flow.lake.lake import Lake
from stadtkern.kernel.errors import Contradiction, NotFound, NotPermitted

from .lamps import EVENING, LATE, NOON, group, lamps, person, store_inventory, values

pytestmark = pytest.mark.django_db


def levels() -> list[int]:
    """What was told last, by lamp."""
    return [row.parameters["level"] for row in Setpoint.objects.order_by("capability__thing__code")]


def test_lamps_are_told_in_the_evening_at_night_and_in_the_morning(lake: Lake) -> None:
    lamps(2)
    group()
    told = []
    for moment in (EVENING, EVENING + timedelta(minutes=1), LATE, NOON):
        commands.run(moment)
        told.append((levels(), Task.objects.count()))
    assert told == [([100, 100], 2), ([100, 100], 2), ([50, 50], 4), ([0, 0], 6)]


def test_lamps_of_no_group_are_left_alone(lake: Lake) -> None:
    lamps(2)
    assert commands.run(EVENING) is None
    assert not Task.objects.exists()


def test_lamps_of_a_cabinet_get_one_task_together(lake: Lake) -> None:
    rows = [Lamp(number="SK1", cabinet_itself=True, control="webhook:https://sk.example.org/")]
    rows += [Lamp(number=f"L{n}", power_w=40, cabinet="SK1", control="schrank") for n in range(5)]
    store_inventory(rows)
    group()
    commands.run(EVENING)
    assert Task.objects.get().capability.thing.code == "street-lamps/cabinet-SK1"


def test_a_circuit_goes_before_a_street_and_a_street_before_the_rest(lake: Lake) -> None:
    store_inventory(
        [
            Lamp(number="A", power_w=40, circuit="1", street="Weg", control="mqtt:a"),
            Lamp(number="B", power_w=40, street="Weg", control="mqtt:b"),
            Lamp(number="C", power_w=40, control="mqtt:c"),
        ]
    )
    for name, member, value, level in (
        ("k", "circuit", "1", 11),
        ("s", "street", "Weg", 22),
        ("r", "all", "", 33),
    ):
        found = group(name=name, member=member, value=value)
        Override.objects.create(
            group=found, level=level, until=LATE, created_at=EVENING - timedelta(hours=1), reason="Test"
        )
    commands.run(EVENING)
    assert levels() == [11, 22, 33]


def test_what_a_person_decides_holds_until_its_end(lake: Lake) -> None:
    lamps(1)
    found = group()
    steering.override(person(), found, level=90, until=LATE, reason="Stadtfest", now=EVENING)
    commands.run(EVENING)
    assert levels() == [90]
    commands.run(LATE + timedelta(minutes=1))
    assert levels() == [50]


def test_what_a_person_decides_is_told_before_all_else(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    lamps(4)
    store_inventory([Lamp(number="Z", power_w=40, circuit="Z", control="mqtt:z")])
    group()
    special = group(name="Unfallstelle", member="circuit", value="Z")
    steering.override(person(), special, level=95, until=LATE, reason="Unfall", now=EVENING)
    monkeypatch.setattr(commands, "PER_RUN", 1)
    commands.run(EVENING)
    assert levels() == [95]


def test_somebody_without_the_department_may_not_decide(lake: Lake) -> None:
    with pytest.raises(NotPermitted):
        steering.override(person(department=""), group(), level=0, until=LATE, reason="x", now=EVENING)


@pytest.mark.parametrize("until", [EVENING, EVENING + timedelta(days=40)])
def test_a_decision_ends_in_the_future_and_within_a_month(until: datetime) -> None:
    with pytest.raises(Contradiction):
        steering.override(person(), group(), level=0, until=until, reason="x", now=EVENING)


def test_presence_raises_a_group_for_its_minutes_and_not_by_day(lake: Lake) -> None:
    lamps(1)
    group(boost_level=100, boost_minutes=5)
    assert service.presence("Lindenweg", seen_at=LATE, now=LATE)
    assert not service.presence("Lindenweg", seen_at=LATE, now=LATE)
    commands.run(LATE)
    assert levels() == [100]
    commands.run(LATE + timedelta(minutes=6))
    assert levels() == [50]
    service.presence("Lindenweg", seen_at=NOON, now=NOON)
    commands.run(NOON)
    assert levels() == [0]
    with pytest.raises(NotFound):
        service.presence("Gibtesnicht", seen_at=NOON, now=NOON)


def test_a_detector_in_the_lake_raises_its_group(lake: Lake) -> None:
    [code] = lamps(1)
    found = group(boost_level=80, boost_minutes=10)
    found.boost_stream = f"{code}/active_power"
    found.save()
    values(LATE - timedelta(minutes=2), code, active_power=1.0)
    commands.run(LATE)
    assert levels() == [80]
    commands.run(LATE + timedelta(minutes=9))
    assert levels() == [50]


def test_the_night_of_the_clock_change_is_told_by_local_time(lake: Lake) -> None:
    lamps(1)
    group()
    for moment in (
        datetime(2026, 10, 24, 22, 30, tzinfo=UTC),
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
        datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
    ):
        commands.run(moment)
    assert Task.objects.count() == 1
    assert levels() == [50]


def test_a_clock_that_jumps_back_and_forth_ends_with_the_level_of_now(lake: Lake) -> None:
    lamps(1)
    group()
    for moment in (EVENING, EVENING + timedelta(days=400), EVENING - timedelta(days=400), LATE):
        commands.run(moment)
    assert levels() == [50]


def test_many_lamps_at_sunset_are_told_piece_by_piece(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    lamps(25)
    group()
    monkeypatch.setattr(commands, "PER_RUN", 10)
    numbers = []
    for minute in range(4):
        commands.run(EVENING + timedelta(minutes=minute))
        numbers.append(Task.objects.count())
    assert numbers == [10, 20, 25, 25]
    assert set(Task.objects.values_list("status", flat=True)) == {"created"}
