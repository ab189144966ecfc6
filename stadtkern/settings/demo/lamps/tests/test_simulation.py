# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The simulated fleet says that it is simulated, and answers over the real road."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from stadtkern.commons.setpoints.models import Setpoint
from stadtkern.domains.street_lighting import commands
from stadtkern.domains.street_lighting import fleet as lighting
from stadtkern.flow.devices import delivering
from stadtkern.flow.devices.models import Datastream, Task, TaskStatus, Thing
from stadtkern.flow.lake.lake import Lake
from stadtkern.kernel.observation import Quality
from stadtkern.settings.demo.lamps import driver, fleet, values

NOW = datetime(2026, 11, 2, 20, 30, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def delivered() -> int:
    """Hand all tasks to their drivers, as the jobs do."""
    found = list(Task.objects.filter(status=TaskStatus.CREATED).values_list("pk", flat=True))
    for pk in found:
        delivering.deliver.func(pk, 1)
    return len(found)


def test_the_same_number_makes_the_same_fleet() -> None:
    assert fleet.lamps(120) == fleet.lamps(120)
    assert len({one.number for one in fleet.lamps(600)}) == 600 + 2


def test_everything_says_that_it_is_simulated(lake: Lake) -> None:
    assert fleet.register_fleet(60, now=NOW) == 60
    things = Thing.objects.filter(domain="street_lighting")
    assert all(one.name.endswith("(simuliert)") and one.properties["simulated"] for one in things)
    assert values.store_days(60, 1, now=NOW) == 60 * 48 * 5
    ids = list(Datastream.objects.values_list("pk", flat=True))
    latest = lake.latest(ids)
    assert len(latest) == len(ids) == 300
    assert all((one.quality or 0) & Quality.SIMULATED for one in latest.values())


def test_registering_and_storing_again_adds_nothing(lake: Lake) -> None:
    for expected in (60 * 48 * 5, 0):
        fleet.register_fleet(60, now=NOW)
        assert values.store_days(60, 1, now=NOW) == expected
    assert len(lighting.lamps()) == 60


def test_meters_never_go_back(lake: Lake) -> None:
    fleet.register_fleet(10, now=NOW)
    values.store_days(10, 1, now=NOW)
    [stream] = Datastream.objects.filter(code="street-lamps-simulated/S00001/active_energy")
    before = lake.latest([stream.pk])[stream.pk].result or 0.0
    commands.run(NOW)
    delivered()
    for minutes in (1, 20, 40):
        driver.answer(NOW + timedelta(minutes=minutes))
        after = lake.latest([stream.pk])[stream.pk].result or 0.0
        assert after >= before > 0
        before = after


def test_tasks_are_delivered_answered_and_seen_in_the_values(lake: Lake) -> None:
    fleet.register_fleet(260, now=NOW)
    commands.run(NOW)
    assert delivered() == 200 + 10 + 1
    assert driver.answer(datetime.now(UTC) + timedelta(minutes=1)) is not None
    confirmed = Setpoint.objects.confirmed().count()
    assert 195 <= confirmed <= 211
    ids = lighting.streams("dimming_level")
    levels = [one.result for one in lake.latest(list(ids.values())).values()]
    assert levels.count(100.0) >= 240


def test_lamps_of_a_cabinet_burn_by_the_one_task_of_their_cabinet(lake: Lake) -> None:
    fleet.register_fleet(250, now=NOW)
    commands.run(NOW)
    cabinet = Task.objects.filter(capability__thing__code__contains="/cabinet-")
    assert cabinet.count() == 1
    assert Task.objects.count() == 201


def test_without_a_fleet_nothing_is_answered(lake: Lake) -> None:
    assert driver.answer(NOW) is None


def test_a_lamp_out_of_order_uses_nothing_and_says_so(lake: Lake) -> None:
    fleet.register_fleet(8, now=NOW)
    values.store_days(8, 1, now=NOW)
    codes = {one: f"street-lamps-simulated/S00007/{one}" for one in ("lamp_fault", "active_power")}
    ids = {key: Datastream.objects.get(code=code).pk for key, code in codes.items()}
    latest = lake.latest(list(ids.values()))
    assert latest[ids["lamp_fault"]].result == 3.0
    assert latest[ids["active_power"]].result == 0.0
