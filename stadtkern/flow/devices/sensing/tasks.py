# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Tasking capabilities and tasks as clients make, change and delete them: OGC 17-079r1 clauses 8 and 9."""

from __future__ import annotations

from collections.abc import Mapping

from stadtkern.flow.devices.models import Actuator, Task, TaskingCapability, TaskStatus, Thing
from stadtkern.kernel.errors import Contradiction, NotPermitted, PayloadRejected

from . import parameters, progress, values
from .words import UNSET, CapabilityFacts, Removed, TaskFacts
from .work import Work

CAPABILITY = "TaskingCapability"
TASK = "Task"


def create_capability(facts: CapabilityFacts, work: Work) -> int:
    """What a thing of the caller can be told to do.

    Raises:
        PayloadRejected: a mandatory value or link is missing or unfit.
        NotPermitted: the thing is not the caller's.
    """
    given = values.told(facts)
    values.require(CAPABILITY, given, "name", "description", "parameters")
    if facts.thing is UNSET or facts.actuator is UNSET:
        missing = "Thing" if facts.thing is UNSET else "Actuator"
        raise PayloadRejected(f"{CAPABILITY}: {missing} is missing; link one or make one inline")
    row = TaskingCapability()
    _relink(row, facts, work)
    _fill_capability(row, given)
    row.save()
    work.note(CAPABILITY, row.pk, "created")
    return row.pk


def change_capability(pk: int, facts: CapabilityFacts, work: Work) -> frozenset[str]:
    """Change a capability; tasks that exist stay as they are.

    Raises:
        NotFound: no such capability.
        NotPermitted: its thing is not the caller's.
        PayloadRejected: a value is unfit, or a linked row does not exist.
    """
    row = work.target(CAPABILITY, TaskingCapability.objects, pk)
    work.require_things([row.thing], f"change {CAPABILITY} {pk}")
    changed = _fill_capability(row, values.told(facts)) | _relink(row, facts, work)
    if changed:
        row.save()
        work.note(CAPABILITY, pk, "changed", changed)
    return changed


def delete_capability(pk: int, work: Work) -> Removed:
    """Delete a capability with its tasks.

    Raises:
        NotFound: no such capability.
        NotPermitted: its thing is not the caller's.
    """
    row = work.target(CAPABILITY, TaskingCapability.objects, pk)
    work.require_things([row.thing], f"delete {CAPABILITY} {pk}")
    tasks = list(row.tasks.order_by("pk").values_list("pk", flat=True))
    row.delete()
    work.note(CAPABILITY, pk, "deleted")
    for task in tasks:
        work.note(TASK, task, "deleted")
    return Removed()


def create_task(facts: TaskFacts, work: Work) -> int:
    """Tell a thing to do something.

    Raises:
        NotPermitted: the caller may not command, or the thing is not the caller's.
        PayloadRejected: the capability is missing, or the parameters are not what it asks for.
    """
    given = values.told(facts)
    if facts.capability is UNSET:
        raise PayloadRejected(f"{TASK}: TaskingCapability is missing; link one")
    values.require(TASK, given, "parameters")
    [capability] = work.linked(TASK, CAPABILITY, TaskingCapability.objects, [facts.capability])
    work.require_things([capability.thing], f"create a {TASK}")
    if facts.status not in (UNSET, TaskStatus.CREATED) or facts.outcome not in (UNSET, None):
        raise PayloadRejected(
            f"{TASK}: status and outcome are told by whoever carries it out; leave them out"
        )
    parameters.check_task(capability.parameters, facts.parameters)
    row = Task(capability=capability, created_at=work.at, status_at=work.at, caller=work.caller.name[:150])
    values.fill(TASK, row, {"parameters": facts.parameters})
    row.save()
    work.note(TASK, row.pk, "created")
    return row.pk


def change_task(pk: int, facts: TaskFacts, work: Work) -> frozenset[str]:
    """Tell how far a task is and what came of it, or correct it before it is delivered.

    Raises:
        NotFound: no such task.
        NotPermitted: its thing is not the caller's; correcting and withdrawing need the right to command.
        PayloadRejected: a value is unfit.
        Contradiction: the status would go back, or the task has ended.
    """
    row = work.target(TASK, Task.objects, pk)
    work.require_things([row.capability.thing], f"change {TASK} {pk}")
    if facts.capability is not UNSET and facts.capability != row.capability_id:
        raise Contradiction(f"{TASK} {pk}: it stays with its TaskingCapability; create a new one")
    changed = _correct(row, facts, work) | _progress(row, facts, work)
    if changed:
        row.save()
        work.note(TASK, pk, "changed", changed)
    return changed


def delete_task(pk: int, work: Work) -> Removed:
    """Delete a task.

    Raises:
        NotFound: no such task.
        NotPermitted: the caller may not command, or its thing is not the caller's.
    """
    row = work.target(TASK, Task.objects, pk)
    _require_command(work, f"delete {TASK} {pk}")
    work.require_things([row.capability.thing], f"delete {TASK} {pk}")
    row.delete()
    work.note(TASK, pk, "deleted")
    return Removed()


def _fill_capability(row: TaskingCapability, given: Mapping[str, object]) -> frozenset[str]:
    columns = {name: value for name, value in given.items() if name not in ("thing", "actuator")}
    if "parameters" in columns:
        parameters.check_record(columns["parameters"])
    return values.fill(CAPABILITY, row, columns)


def _relink(row: TaskingCapability, facts: CapabilityFacts, work: Work) -> frozenset[str]:
    changed = set()
    if facts.thing is not UNSET and facts.thing != row.thing_id:
        [row.thing] = work.linked(CAPABILITY, "Thing", Thing.objects, [facts.thing])
        work.require_things([row.thing], f"give a {CAPABILITY} to another thing")
        changed.add("thing")
    if facts.actuator is not UNSET and facts.actuator != row.actuator_id:
        [row.actuator] = work.linked(CAPABILITY, "Actuator", Actuator.objects, [facts.actuator])
        changed.add("actuator")
    return frozenset(changed)


def _correct(row: Task, facts: TaskFacts, work: Work) -> frozenset[str]:
    if facts.parameters is UNSET:
        return frozenset()
    changed = values.fill(TASK, row, {"parameters": facts.parameters})
    if changed:
        _require_command(work, f"change the parameters of {TASK} {row.pk}")
        if row.status != TaskStatus.CREATED:
            raise Contradiction(f"{TASK} {row.pk}: it is {row.status}; its parameters can no more be changed")
        parameters.check_task(row.capability.parameters, facts.parameters)
    return changed


def _progress(row: Task, facts: TaskFacts, work: Work) -> frozenset[str]:
    changed = set()
    before = progress.status(row.status)
    if facts.status is not UNSET and facts.status != row.status:
        then = progress.status(facts.status)
        progress.step(before, then)
        if then is TaskStatus.CANCELLED:
            _require_command(work, f"withdraw {TASK} {row.pk}")
        row.status, row.status_at = then.value, work.at
        changed.add("status")
    if facts.outcome is not UNSET:
        if before in progress.ENDED and row.outcome not in (None, facts.outcome):
            raise Contradiction(f"{TASK} {row.pk}: it is {row.status} and its outcome is final")
        changed |= values.fill(TASK, row, {"outcome": facts.outcome})
    return frozenset(changed)


def _require_command(work: Work, what: str) -> None:
    if not work.caller.may_command:
        raise NotPermitted(f"{what}: your key may not command")
