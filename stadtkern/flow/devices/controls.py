# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What things can be told to do, told by an inventory: actuators and capabilities in bulk, idempotent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db import transaction

from stadtkern.kernel import audit
from stadtkern.kernel.domain import Domain
from stadtkern.kernel.events import RegisterChanged, tell

from .identity import chunks
from .models import Actuator, TaskingCapability, Thing, lock_register
from .sensing import parameters
from .sensing.words import Json

_MOST_TOLD = 1_000
"""An import of more is not told one by one."""


@dataclass(frozen=True, kw_only=True)
class Control:
    """A thing can be told something, through an actuator that may serve many things."""

    thing: str
    """Code of a thing of the domain."""
    actuator: str
    """Code of the actuator."""
    actuator_name: str
    actuator_properties: Mapping[str, Json]
    """The way to it, read by the drivers: ``webhook``, ``mqtt``, ``lorawan`` …"""
    name: str
    """Name of the capability; one of each name per thing."""
    description: str
    parameters: Mapping[str, Json]
    """SWE Common DataRecord of its tasks."""


def ensure_controls(controls: Sequence[Control], *, domain: Domain, at: datetime) -> int:
    """Make the register say what these things can be told; how many capabilities are new or changed.

    Controls of things that are not of the domain are left out.

    Raises:
        PayloadRejected: parameters are no DataRecord.
    """
    for record in {id(one.parameters): one.parameters for one in controls}.values():
        parameters.check_record(record)
    if not controls:
        return 0
    with transaction.atomic():
        lock_register()
        things = _things({one.thing for one in controls}, domain)
        actuators = _actuators(controls)
        made, changed = _capabilities([one for one in controls if one.thing in things], things, actuators)
        if made or changed:
            facts = {"new_capabilities": len(made), "changed_capabilities": len(changed)}
            audit.record(audit.SYSTEM, "register.controls", f"domain {domain.name}", facts, at)
            transaction.on_commit(partial(_told, made, changed, at))
    return len(made) + len(changed)


def _things(codes: set[str], domain: Domain) -> dict[str, int]:
    found: dict[str, int] = {}
    for chunk in chunks(codes):
        rows = Thing.objects.order_by().filter(domain=domain.name, code__in=chunk)
        found.update(rows.values_list("code", "pk"))
    return found


def _actuators(controls: Sequence[Control]) -> dict[str, Actuator]:
    """All actuators by code; new ones are made, those whose way has changed are brought up to date."""
    wanted = {one.actuator: one for one in controls}
    found: dict[str, Actuator] = {}
    for chunk in chunks(wanted):
        found.update(Actuator.objects.order_by().in_bulk(chunk, field_name="code"))
    changed = []
    for code, row in found.items():
        facts = (wanted[code].actuator_name, dict(wanted[code].actuator_properties))
        if (row.name, row.properties) != facts:
            row.name, row.properties = facts
            changed.append(row)
    Actuator.objects.bulk_update(changed, ["name", "properties"], batch_size=500)
    fresh = [
        Actuator(
            code=code,
            name=one.actuator_name,
            encoding_type="text/plain",
            metadata=one.actuator_name,
            properties=dict(one.actuator_properties),
        )
        for code, one in wanted.items()
        if code not in found
    ]
    Actuator.objects.bulk_create(fresh)
    return found | {row.code: row for row in fresh}


def _capabilities(
    controls: Sequence[Control], things: Mapping[str, int], actuators: Mapping[str, Actuator]
) -> tuple[list[TaskingCapability], list[TaskingCapability]]:
    known = _known({things[one.thing] for one in controls})
    made, changed = [], []
    for one in controls:
        row = known.get((things[one.thing], one.name))
        if row is None:
            row = TaskingCapability(thing_id=things[one.thing], name=one.name)
            known[row.thing_id, row.name] = row
            made.append(row)
        elif (row.actuator_id, row.description, row.parameters) != (
            actuators[one.actuator].pk,
            one.description,
            dict(one.parameters),
        ):
            changed.append(row)
        row.actuator, row.description = actuators[one.actuator], one.description
        row.parameters = dict(one.parameters)
    TaskingCapability.objects.bulk_create(made, batch_size=1_000)
    fields = ["actuator", "description", "parameters"]
    TaskingCapability.objects.bulk_update(changed, fields, batch_size=200)
    return made, changed


def _known(things: set[int]) -> dict[tuple[int, str], TaskingCapability]:
    found: dict[tuple[int, str], TaskingCapability] = {}
    for chunk in chunks(things):
        for row in TaskingCapability.objects.order_by("-pk").filter(thing__in=chunk):
            found[row.thing_id, row.name] = row
    return found


def _told(made: Sequence[TaskingCapability], changed: Sequence[TaskingCapability], at: datetime) -> None:
    if len(made) + len(changed) > _MOST_TOLD:
        return
    entity = "TaskingCapability"
    for row in made:
        tell(RegisterChanged(at=at, entity=entity, id=row.pk, change="created"))
    for row in changed:
        tell(RegisterChanged(at=at, entity=entity, id=row.pk, change="changed"))
