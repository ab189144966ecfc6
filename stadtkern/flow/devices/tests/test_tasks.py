# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Tasks: told by whoever may command, checked, and moved forward by whoever carries them out."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from stadtkern.flow.devices.models import Task, TaskingCapability, TaskStatus
from stadtkern.flow.devices.sensing import progress, service
from stadtkern.flow.devices.sensing.words import CapabilityFacts, TaskFacts
from stadtkern.kernel.callers import Caller
from stadtkern.kernel.errors import Contradiction, NotPermitted, PayloadRejected

from . import givens
from .givens import NOW, OWNER, STRANGER

DRIVER = replace(OWNER, name="driver", may_register=False, may_command=False)
CLERK = replace(OWNER, name="clerk", may_register=False, may_observe=False)
CREATED, DELIVERED, ACCEPTED, RUNNING, COMPLETED, FAILED, REJECTED, CANCELLED = TaskStatus


def task(capability: int, *, caller: Caller = CLERK, **facts: Any) -> int:
    told = TaskFacts(parameters={"level": 40}, capability=capability)
    return givens.create("Task", replace(told, **facts), caller=caller)


def change(pk: int, *, caller: Caller = DRIVER, **facts: Any) -> frozenset[str]:
    return service.change("Task", pk, TaskFacts(**facts), caller=caller, at=NOW + timedelta(minutes=1))


@pytest.mark.django_db
def test_a_task_is_created_by_whoever_may_command() -> None:
    capability = givens.capability()

    pk = task(capability)

    row = Task.objects.get(pk=pk)
    assert (row.status, row.caller, row.created_at, row.outcome) == ("created", "clerk", NOW, None)
    for caller in (DRIVER, STRANGER):
        with pytest.raises(NotPermitted):
            task(capability, caller=caller)


@pytest.mark.django_db
def test_the_parameters_of_a_task_are_checked() -> None:
    with pytest.raises(
        PayloadRejected, match="taskingParameters/level: '140' is not allowed; expected 0 to 100"
    ):
        task(givens.capability(), parameters={"level": 140})


@pytest.mark.django_db
def test_a_new_task_has_no_status_of_its_own() -> None:
    with pytest.raises(PayloadRejected, match="leave them out"):
        task(givens.capability(), status="completed")


@pytest.mark.django_db
def test_whoever_carries_out_tells_status_and_outcome() -> None:
    pk = task(givens.capability())

    assert change(pk, status="running") == {"status"}
    assert change(pk, status="completed", outcome={"level": 40}) == {"status", "outcome"}
    assert change(pk, status="completed") == frozenset()

    row = Task.objects.get(pk=pk)
    assert (row.status, row.status_at, row.outcome) == (
        "completed",
        NOW + timedelta(minutes=1),
        {"level": 40},
    )
    with pytest.raises(Contradiction, match="final"):
        change(pk, status="running")
    with pytest.raises(Contradiction, match="outcome is final"):
        change(pk, outcome={"level": 0})


@pytest.mark.django_db
def test_an_outcome_may_follow_the_end() -> None:
    pk = task(givens.capability())
    change(pk, status="failed")

    assert change(pk, outcome="lamp is broken") == {"outcome"}


@pytest.mark.django_db
def test_parameters_are_corrected_only_before_delivery_and_by_whoever_may_command() -> None:
    pk = task(givens.capability())

    assert change(pk, parameters={"level": 50}, caller=CLERK) == {"parameters"}
    with pytest.raises(NotPermitted):
        change(pk, parameters={"level": 60})
    change(pk, status="delivered")
    with pytest.raises(Contradiction, match="can no more be changed"):
        change(pk, parameters={"level": 60}, caller=CLERK)


@pytest.mark.django_db
def test_a_task_is_withdrawn_by_whoever_may_command() -> None:
    pk = task(givens.capability())

    with pytest.raises(NotPermitted):
        change(pk, status="cancelled")
    assert change(pk, status="cancelled", caller=CLERK) == {"status"}


@pytest.mark.django_db
def test_a_capability_goes_with_its_actuator_and_takes_its_tasks() -> None:
    capability = givens.capability()
    task(capability)
    row = TaskingCapability.objects.get(pk=capability)

    service.delete("Actuator", row.actuator_id, caller=OWNER, at=NOW)

    assert not TaskingCapability.objects.exists()
    assert not Task.objects.exists()


@pytest.mark.django_db
def test_a_capability_without_a_data_record_is_refused() -> None:
    with pytest.raises(PayloadRejected, match="type 'Number' is unknown"):
        givens.capability(parameters={"type": "DataRecord", "field": [{"name": "a", "type": "Number"}]})
    pk = givens.capability()
    with pytest.raises(PayloadRejected, match="expected an object"):
        service.change("TaskingCapability", pk, CapabilityFacts(parameters=None), caller=OWNER, at=NOW)


@pytest.mark.parametrize(
    ("now", "then"),
    [
        (CREATED, DELIVERED),
        (CREATED, COMPLETED),
        (DELIVERED, REJECTED),
        (RUNNING, FAILED),
        (ACCEPTED, CANCELLED),
    ],
)
def test_a_task_goes_forward(now: TaskStatus, then: TaskStatus) -> None:
    progress.step(now, then)


@pytest.mark.parametrize(
    ("now", "then"),
    [
        (RUNNING, ACCEPTED),
        (DELIVERED, CREATED),
        (RUNNING, REJECTED),
        (COMPLETED, FAILED),
        (CANCELLED, RUNNING),
    ],
)
def test_a_task_does_not_go_back(now: TaskStatus, then: TaskStatus) -> None:
    with pytest.raises(Contradiction):
        progress.step(now, then)


def test_an_unknown_status_is_named() -> None:
    with pytest.raises(PayloadRejected, match="status 'done' is unknown; expected created, delivered"):
        progress.status("done")
