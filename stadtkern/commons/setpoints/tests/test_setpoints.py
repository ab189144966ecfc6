# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Things are told what is wanted of them, once, until they answer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from stadtkern.commons.setpoints import discarded, service, steering
from stadtkern.commons.setpoints.models import Group, Setpoint
from stadtkern.commons.setpoints.service import Wish
from stadtkern.flow.devices import controls, delivering
from stadtkern.flow.devices import service as register
from stadtkern.flow.devices.controls import Control
from stadtkern.flow.devices.delivering import NotDelivered, Order, Receipt
from stadtkern.flow.devices.models import Task, TaskingCapability, TaskStatus
from stadtkern.flow.devices.sensing import service as sensing
from stadtkern.flow.devices.sensing.words import Json, TaskFacts
from stadtkern.kernel import registry
from stadtkern.kernel.audit import SYSTEM
from stadtkern.kernel.callers import Caller
from stadtkern.kernel.errors import Contradiction, NotFound
from stadtkern.kernel.models import AuditEntry, Person
from stadtkern.kernel.observation import Station
from stadtkern.kernel.tests.people_of_tests import administrator

NOW = datetime(2026, 11, 2, 16, tzinfo=UTC)
CALLER = Caller(name="plan", domain="sensors", may_command=True, may_observe=True)
RECORD: dict[str, Json] = {
    "type": "DataRecord",
    "field": [
        {"name": "level", "type": "Count", "constraint": {"type": "AllowedValues", "interval": [[0, 100]]}}
    ],
}

pytestmark = pytest.mark.django_db


class Driver:
    """A driver that answers what the test wants, and remembers what it was given."""

    def __init__(self, status: delivering.Answer | NotDelivered) -> None:
        self.status = status
        self.orders: list[Order] = []

    def takes(self, order: Order) -> bool:
        """Whether the actuator is one of the test."""
        return "test" in order.actuator_properties

    def deliver(self, order: Order, *, now: datetime) -> Receipt:
        """Answer, or fail, as told."""
        self.orders.append(order)
        if isinstance(self.status, NotDelivered):
            raise self.status
        return Receipt(status=self.status)


@pytest.fixture(autouse=True)
def usual_drivers() -> Iterator[None]:
    before = list(delivering._DRIVERS)
    yield
    delivering.provide(before)


def valves(number: int, **properties: int) -> list[int]:
    """Capabilities of that many valves with one actuator."""
    domain = registry.domain("sensors")
    stations = [Station(code=f"valves/{n}", name=f"Valve {n}") for n in range(number)]
    register.ensure(stations, [], domain=domain, source=None, at=NOW)
    told = [
        Control(
            thing=one.code,
            actuator="valves/all",
            actuator_name="Valves",
            actuator_properties={"test": True, **properties},
            name="open",
            description="",
            parameters=RECORD,
        )
        for one in stations
    ]
    controls.ensure_controls(told, domain=domain, at=NOW)
    return list(TaskingCapability.objects.order_by("pk").values_list("pk", flat=True))


def want(capabilities: list[int], level: int, *, at: datetime = NOW, most: int = 100) -> service.Settled:
    wishes = [Wish(capability=one, parameters={"level": level}) for one in capabilities]
    return service.settle(wishes, caller=CALLER, now=at, most=most)


def answer(status: TaskStatus, *, at: datetime = NOW) -> None:
    """Everybody who was told something answers this."""
    for task in Task.objects.exclude(status=TaskStatus.CANCELLED):
        sensing.change("Task", task.pk, TaskFacts(status=status.value), caller=CALLER, at=at)


def test_a_wish_is_told_once_and_again_only_when_it_changes() -> None:
    found = valves(3)
    assert want(found, 50).sent == 3
    assert want(found, 50, at=NOW + timedelta(minutes=1)).sent == 0
    assert want(found, 70, at=NOW + timedelta(minutes=2)).sent == 3
    assert Task.objects.filter(status=TaskStatus.CREATED).count() == 3


def test_telling_the_controls_again_changes_nothing() -> None:
    valves(2)
    entries = AuditEntry.objects.filter(by__name=SYSTEM, action="register.controls").count()
    valves(2)
    assert TaskingCapability.objects.count() == 2
    assert AuditEntry.objects.filter(by__name=SYSTEM, action="register.controls").count() == entries == 1


def test_at_most_so_many_are_told_at_once_and_the_others_next_time() -> None:
    found = valves(7)
    first = want(found, 50, most=5)
    assert (first.sent, first.left) == (5, 2)
    second = want(found, 50, at=NOW + timedelta(minutes=1), most=5)
    assert (second.sent, second.left) == (2, 0)


def test_a_wish_that_is_overtaken_is_withdrawn_before_the_next_is_told() -> None:
    [one] = valves(1)
    want([one], 50)
    want([one], 70, at=NOW + timedelta(minutes=1))
    assert [task.status for task in Task.objects.order_by("pk")] == ["cancelled", "created"]


def test_who_does_not_answer_is_told_again_three_times_at_most() -> None:
    [one] = valves(1)
    want([one], 50)
    for hour in range(1, 6):
        answer(TaskStatus.DELIVERED, at=NOW + timedelta(hours=hour - 1))
        want([one], 50, at=NOW + timedelta(hours=hour))
    assert Task.objects.count() == 3
    row = Setpoint.objects.get()
    assert row.attempt == 3
    assert list(Setpoint.objects.troubled(NOW + timedelta(hours=9))) == [row]


def test_the_actuator_says_how_long_an_answer_may_take() -> None:
    [one] = valves(1, acknowledge_within_s=7200)
    want([one], 50)
    answer(TaskStatus.DELIVERED)
    assert want([one], 50, at=NOW + timedelta(hours=1)).sent == 0
    assert want([one], 50, at=NOW + timedelta(hours=3)).repeated == 1


def test_who_has_answered_is_left_alone() -> None:
    [one] = valves(1)
    want([one], 50)
    answer(TaskStatus.COMPLETED)
    assert want([one], 50, at=NOW + timedelta(days=1)).sent == 0
    assert Setpoint.objects.confirmed().count() == 1
    assert not Setpoint.objects.troubled(NOW + timedelta(days=1)).exists()


def test_a_refusal_is_not_repeated_but_shown_and_a_failure_is_repeated() -> None:
    refusing, failing = valves(2)
    want([refusing, failing], 50)
    for row, status in zip(
        Task.objects.order_by("capability"), (TaskStatus.REJECTED, TaskStatus.FAILED), strict=True
    ):
        sensing.change("Task", row.pk, TaskFacts(status=status.value), caller=CALLER, at=NOW)
    assert Setpoint.objects.troubled(NOW).count() == 2
    again = want([refusing, failing], 50, at=NOW + timedelta(hours=1))
    assert (again.sent, again.repeated) == (1, 1)


def test_what_a_thing_does_not_understand_is_shown_and_not_tried_every_minute() -> None:
    [one] = valves(1)
    assert want([one], 140).refused == 1
    assert want([one], 140, at=NOW + timedelta(minutes=1)) == service.Settled()
    [row] = Setpoint.objects.troubled(NOW)
    assert "140" in row.refusal
    assert want([one], 80, at=NOW + timedelta(minutes=2)).sent == 1


def test_a_clock_that_is_put_back_tells_nothing_twice() -> None:
    [one] = valves(1)
    want([one], 50)
    answer(TaskStatus.DELIVERED)
    assert want([one], 50, at=NOW - timedelta(days=300)).sent == 0


def test_a_person_may_have_it_told_once_more() -> None:
    [one] = valves(1)
    want([one], 50)
    answer(TaskStatus.REJECTED)
    row = Setpoint.objects.get()
    service.send_again(row.pk, caller=CALLER, now=NOW)
    assert Task.objects.filter(status=TaskStatus.CREATED).count() == 1
    with pytest.raises(NotFound):
        service.send_again(row.pk, caller=Caller(name="x", domain="weather", may_command=True), now=NOW)


def test_a_group_that_was_deleted_comes_back_with_what_people_decided_for_it() -> None:
    actor = administrator()
    row = steering.save_group(actor, Group(domain="sensors", name="Park", member="all"), NOW)
    pk, key = row.pk, str(row.pk)
    until = NOW + timedelta(days=2)
    steering.override(actor, row, level=30, until=until, reason="Fest", now=NOW)
    steering.delete_group(actor, row, NOW)
    with pytest.raises(NotFound):
        discarded.TRASH.restore(Person.objects.create_user("fremd"), key, NOW)
    assert discarded.TRASH.restore(actor, key, NOW).endswith(f"/gruppen/{pk}/")
    assert steering.in_force("sensors", NOW)[pk].reason == "Fest"
    steering.delete_group(actor, steering.group_of("sensors", pk), NOW)
    steering.save_group(actor, Group(domain="sensors", name="Park", member="all"), NOW)
    with pytest.raises(Contradiction):
        discarded.TRASH.restore(actor, key, NOW)


def test_old_tasks_go_and_the_newest_stays() -> None:
    [one] = valves(1)
    for level in (10, 20, 30):
        want([one], level)
        Task.objects.filter(status=TaskStatus.CREATED).update(status=TaskStatus.COMPLETED)
    assert service.forget(NOW + timedelta(days=30)) == 2
    assert Task.objects.get().parameters == {"level": 30}


def test_a_driver_that_is_down_has_the_task_later(django_capture_on_commit_callbacks) -> None:  # type: ignore[no-untyped-def]  # fixture without public type
    driver = Driver(NotDelivered("away", final=False))
    delivering.provide([driver])
    [one] = valves(1)
    with django_capture_on_commit_callbacks(execute=True):
        want([one], 50)
    task = Task.objects.get()
    delivering.deliver.func(task.pk, 1)
    assert Setpoint.objects.troubled(NOW + timedelta(hours=1)).count() == 1
    driver.status = "completed"
    delivering.deliver.func(task.pk, 2)
    assert Setpoint.objects.confirmed().count() == 1
    assert len(driver.orders) == 2
