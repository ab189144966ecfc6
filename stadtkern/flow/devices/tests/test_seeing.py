# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a caller sees: what is public, and all of its own subject; the rest does not exist."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet

from stadtkern.flow.devices.models import (
    Actuator,
    Component,
    Datastream,
    FeatureOfInterest,
    HistoricalLocation,
    Location,
    ObservedProperty,
    Sensor,
    Task,
    TaskingCapability,
    Thing,
    Visibility,
)
from stadtkern.flow.devices.sensing import service
from stadtkern.flow.devices.sensing.words import TaskFacts, ThingFacts
from stadtkern.kernel.callers import ANYBODY, Caller

from . import givens
from .givens import NOW, OWNER, STRANGER, THERE

pytestmark = pytest.mark.django_db
MODELS: list[Any] = [
    Thing, Location, HistoricalLocation, Datastream, Component, Sensor, FeatureOfInterest, Actuator,
    TaskingCapability, Task,
]  # fmt: skip


def city(caller: Caller) -> None:
    """One of everything, linked."""
    thing = givens.thing(caller=caller, locations=(givens.location(caller=caller),))
    givens.stream(caller=caller, thing=thing)
    capability = givens.capability(caller=caller, thing=thing)
    givens.create("Task", TaskFacts(parameters={"level": 1}, capability=capability), caller=caller)


def seen(caller: Caller) -> dict[str, int]:
    return {model.__name__: model.objects.seen_by(caller).count() for model in MODELS}


def test_what_is_public_is_seen_by_all() -> None:
    city(OWNER)

    for caller in (ANYBODY, STRANGER, OWNER):
        assert set(seen(caller).values()) == {1}, caller.name


def test_what_is_internal_is_seen_within_the_subject_only() -> None:
    city(replace(OWNER, creates_internal=True))

    assert set(seen(OWNER).values()) == {1}
    for caller in (ANYBODY, STRANGER):
        assert set(seen(caller).values()) == {0}, caller.name
    assert ObservedProperty.objects.seen_by(ANYBODY).count() == 1


def test_an_internal_datastream_of_a_public_thing_hides_its_sensor() -> None:
    city(OWNER)
    Datastream.objects.update(visibility=Visibility.INTERNAL)

    told = seen(ANYBODY)

    assert (told["Thing"], told["Datastream"], told["Component"], told["Sensor"]) == (1, 0, 0, 0)


def test_unused_sensors_and_places_of_a_key_are_its_own_and_declared_ones_public() -> None:
    givens.sensor()
    givens.location()
    Sensor.objects.create(code="declared", name="Verfahren")
    Location.objects.create(name="Platz", location=THERE)

    assert (Sensor.objects.seen_by(ANYBODY).count(), Location.objects.seen_by(ANYBODY).count()) == (1, 1)
    assert (Sensor.objects.seen_by(OWNER).count(), Location.objects.seen_by(OWNER).count()) == (2, 2)


def test_a_place_where_a_public_thing_was_is_still_seen() -> None:
    thing = givens.thing(locations=(givens.location(),))
    service.change("Thing", thing, ThingFacts(locations=()), caller=OWNER, at=NOW)

    assert Location.objects.seen_by(ANYBODY).count() == 1
    assert FeatureOfInterest.objects.seen_by(ANYBODY).count() == 1


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
@pytest.mark.parametrize("caller", [ANYBODY, OWNER], ids=["anybody", "owner"])
def test_no_question_of_visibility_reads_a_whole_table_per_row(model: Any, caller: Caller) -> None:
    rows: QuerySet[Any] = model.objects.order_by().seen_by(caller)
    if connection.vendor != "sqlite":
        assert rows.explain()
        return
    outer, *inner = rows.explain().splitlines()
    scans = [line for line in [outer, *inner] if " SCAN " in f" {line}" and "USING" not in line]
    assert len(scans) <= 1, rows.explain()
