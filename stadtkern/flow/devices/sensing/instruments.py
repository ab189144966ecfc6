# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Sensors, actuators and observed properties as clients make, change and delete them."""

from __future__ import annotations

import secrets

from stadtkern.flow.devices.models import (
    Actuator,
    Datastream,
    ObservedProperty,
    Sensor,
    TaskingCapability,
    Thing,
)

from . import values
from .streams import note_deleted
from .words import InstrumentFacts, ObservedPropertyFacts, Removed
from .work import Work

SENSOR = "Sensor"
ACTUATOR = "Actuator"
PROPERTY = "ObservedProperty"
_MANDATORY = ("name", "description", "encoding_type", "metadata")
_OF_PROPERTY = ("name", "definition", "description")
_Row = Sensor | Actuator | ObservedProperty
_Facts = InstrumentFacts | ObservedPropertyFacts


def create_sensor(facts: InstrumentFacts, work: Work) -> int:
    """A sensor of the caller's subject.

    Raises:
        PayloadRejected: a mandatory value is missing or unfit.
    """
    row = Sensor(code=_code(work), domain=work.caller.domain)
    return _create(SENSOR, row, facts, work, mandatory=_MANDATORY)


def change_sensor(pk: int, facts: InstrumentFacts, work: Work) -> frozenset[str]:
    """Change a sensor.

    Raises:
        NotFound: no such sensor.
        NotPermitted: it is declared, or not the caller's.
        PayloadRejected: a value is unfit.
    """
    row = work.target(SENSOR, Sensor.objects, pk)
    return _change(SENSOR, row, facts, work, things=_things_measured_by(pk, work))


def delete_sensor(pk: int, work: Work) -> Removed:
    """Delete a sensor with its datastreams, whose observations are to be removed.

    Raises:
        NotFound: no such sensor.
        NotPermitted: it is declared, or it or one of its datastreams is not the caller's.
    """
    row = work.target(SENSOR, Sensor.objects, pk)
    what = f"delete {SENSOR} {pk}"
    work.require_domain(row.domain, what)
    work.require_things(Thing.objects.order_by("pk").filter(datastreams__sensor=row).distinct(), what)
    work.note(SENSOR, pk, "deleted")
    removed = note_deleted(Datastream.objects.filter(sensor=row), work)
    Datastream.objects.filter(sensor=row).delete()
    row.delete()
    return removed


def create_actuator(facts: InstrumentFacts, work: Work) -> int:
    """An actuator of the caller's subject.

    Raises:
        PayloadRejected: a mandatory value is missing or unfit.
    """
    row = Actuator(code=_code(work), domain=work.caller.domain)
    return _create(ACTUATOR, row, facts, work, mandatory=_MANDATORY)


def change_actuator(pk: int, facts: InstrumentFacts, work: Work) -> frozenset[str]:
    """Change an actuator.

    Raises:
        NotFound: no such actuator.
        NotPermitted: it is declared, or not the caller's.
        PayloadRejected: a value is unfit.
    """
    row = work.target(ACTUATOR, Actuator.objects, pk)
    return _change(ACTUATOR, row, facts, work, things=_things_moved_by(pk, work))


def delete_actuator(pk: int, work: Work) -> Removed:
    """Delete an actuator with its tasking capabilities and their tasks.

    Raises:
        NotFound: no such actuator.
        NotPermitted: it is declared, or it or one of its capabilities is not the caller's.
    """
    row = work.target(ACTUATOR, Actuator.objects, pk)
    what = f"delete {ACTUATOR} {pk}"
    work.require_domain(row.domain, what)
    work.require_things(Thing.objects.filter(tasking_capabilities__actuator=row).distinct(), what)
    capabilities = TaskingCapability.objects.filter(actuator=row)
    work.note(ACTUATOR, pk, "deleted")
    for capability in capabilities.order_by("pk").values_list("pk", flat=True):
        work.note("TaskingCapability", capability, "deleted")
    capabilities.delete()
    row.delete()
    return Removed()


def create_property(facts: ObservedPropertyFacts, work: Work) -> int:
    """An observed property of the caller's subject; each of its datastreams names its own unit.

    Raises:
        PayloadRejected: a mandatory value is missing or unfit.
    """
    row = ObservedProperty(key=_code(work), domain=work.caller.domain)
    return _create(PROPERTY, row, facts, work, mandatory=_OF_PROPERTY)


def change_property(pk: int, facts: ObservedPropertyFacts, work: Work) -> frozenset[str]:
    """Change an observed property.

    Raises:
        NotFound: no such observed property.
        NotPermitted: it is a declared quantity, or not the caller's.
        PayloadRejected: a value is unfit.
    """
    row = work.target(PROPERTY, ObservedProperty.objects, pk)
    return _change(PROPERTY, row, facts, work, things=_things_showing(pk, work))


def delete_property(pk: int, work: Work) -> Removed:
    """Delete an observed property with its datastreams, whose observations are to be removed.

    Raises:
        NotFound: no such observed property.
        NotPermitted: it is a declared quantity, or it or one of its datastreams is not the caller's.
    """
    row = work.target(PROPERTY, ObservedProperty.objects, pk)
    what = f"delete {PROPERTY} {pk}"
    work.require_domain(row.domain, what)
    streams = Datastream.objects.filter(components__observed_property=row).distinct()
    work.require_things(Thing.objects.filter(datastreams__in=streams).distinct(), what)
    work.note(PROPERTY, pk, "deleted")
    removed = note_deleted(streams, work)
    Datastream.objects.filter(pk__in=removed.datastreams).delete()
    row.delete()
    return removed


def _create(kind: str, row: _Row, facts: _Facts, work: Work, *, mandatory: tuple[str, ...]) -> int:
    given = values.told(facts)
    values.require(kind, given, *mandatory)
    values.fill(kind, row, given)
    row.save()
    work.note(kind, row.pk, "created")
    return row.pk


def _change(kind: str, row: _Row, facts: _Facts, work: Work, *, things: list[Thing]) -> frozenset[str]:
    work.require_domain(row.domain, f"change {kind} {row.pk}", things)
    changed = values.fill(kind, row, values.told(facts))
    if changed:
        row.save()
        work.note(kind, row.pk, "changed", changed)
    return changed


def _code(work: Work) -> str:
    return f"{work.caller.domain}/{secrets.token_hex(8)}"


def _things_measured_by(sensor: int, work: Work) -> list[Thing]:
    """Asked only for callers that are bound to a source."""
    bound = work.caller.source_only
    return list(Thing.objects.filter(datastreams__sensor=sensor).distinct()) if bound else []


def _things_moved_by(actuator: int, work: Work) -> list[Thing]:
    bound = work.caller.source_only
    return list(Thing.objects.filter(tasking_capabilities__actuator=actuator).distinct()) if bound else []


def _things_showing(observed: int, work: Work) -> list[Thing]:
    streams = Datastream.objects.filter(components__observed_property=observed)
    bound = work.caller.source_only
    return list(Thing.objects.filter(datastreams__in=streams).distinct()) if bound else []
