# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Datastreams whose observations the city computes itself: ordinary ones, known to every interface."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction

from stadtkern.kernel import audit
from stadtkern.kernel.events import RegisterChanged, tell
from stadtkern.kernel.quantities import Quantity

from .models import Component, Datastream, ObservedProperty, Sensor, Thing, Visibility
from .models.streams import COMPLEX_OBSERVATION, MEASUREMENT
from .writing import declare

_LONGEST = 300


@dataclass(frozen=True, kw_only=True)
class Procedure:
    """How the city computes; it stands where a sensor stands (OGC 18-088 clause 8.2.5)."""

    code: str
    name: str
    description: str
    metadata: str
    """Where the procedure is described: a page of the documentation."""


@dataclass(frozen=True, kw_only=True)
class Computed:
    """A datastream that the city computes, with one quantity or several."""

    code: str
    name: str
    description: str
    quantities: tuple[Quantity, ...]
    procedure: Procedure
    visibility: Visibility
    interval: timedelta
    """Each observation is about a period of this length."""
    properties: Mapping[str, object] = field(default_factory=dict)


def ensure(told: Computed, thing: Thing, at: datetime) -> Datastream:
    """The datastream, made when it is missing; call it in a transaction, under the register's lock."""
    multi = len(told.quantities) > 1
    stream, made = Datastream.objects.get_or_create(
        code=told.code[:_LONGEST],
        defaults={
            "name": told.name[:_LONGEST],
            "description": told.description,
            "thing": thing,
            "sensor": _sensor(told.procedure),
            "multi": multi,
            "observation_type": COMPLEX_OBSERVATION if multi else MEASUREMENT,
            "visibility": told.visibility,
            "interval_s": int(told.interval.total_seconds()),
            "period": True,
            "properties": dict(told.properties),
        },
    )
    if made:
        _measure(stream, told.quantities)
        audit.record(
            audit.SYSTEM, "datastream.create", f"datastream {stream.code}", {"name": stream.name}, at
        )
        entity = "MultiDatastream" if multi else "Datastream"
        event = RegisterChanged(at=at, entity=entity, id=stream.pk, change="created")
        transaction.on_commit(partial(tell, event))
    return stream


def _sensor(procedure: Procedure) -> Sensor:
    facts = {
        "name": procedure.name,
        "description": procedure.description,
        "encoding_type": "text/plain",
        "metadata": procedure.metadata,
    }
    return Sensor.objects.get_or_create(code=procedure.code, defaults=facts)[0]


def _measure(stream: Datastream, quantities: tuple[Quantity, ...]) -> None:
    declare(quantities)
    observed = ObservedProperty.objects.in_bulk([one.key for one in quantities], field_name="key")
    Component.objects.bulk_create(
        Component(datastream=stream, position=position, observed_property=observed[one.key])
        for position, one in enumerate(quantities)
    )
