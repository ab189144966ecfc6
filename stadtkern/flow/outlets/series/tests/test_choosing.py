# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the builder offers is found by words and seen by those who may."""

from __future__ import annotations

import pytest

from stadtkern.flow.devices.models import Datastream, Visibility
from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.outlets.series import service
from stadtkern.kernel.models import Person
from stadtkern.kernel.roles import Role
from stadtkern.kernel.tests.people_of_tests import give

from .givens import START, fill, site

pytestmark = pytest.mark.django_db


def test_quantities_are_offered_as_they_are_usually_summarised_and_as_single_places(lake: Lake) -> None:
    fill(lake, site("cycling", "bicycle_count", "a"), [1, 2])
    site("weather", "air_temperature", "t")
    bikes = service.choices(None, text="radverkehr fahrräder")
    assert [one.expression for one in bikes] == [
        "sum(cycling.bicycle_count)",
        "each(cycling.bicycle_count)",
    ]
    assert bikes[0].newest is not None
    assert bikes[0].newest > START
    found = service.choices(None, domain="weather")
    assert [(one.kind, one.expression) for one in found] == [
        ("together", "mean(weather.air_temperature)"),
        ("each", "each(weather.air_temperature)"),
        ("stream", 'stream("x/t/air_temperature")'),
    ]
    assert [one.place for one in service.choices(None, text="ort x/a")] == ["Ort a"]
    assert service.choices(None, text="gibtesnicht") == ()


@pytest.mark.usefixtures("lake")
def test_what_is_internal_is_offered_to_its_people_only() -> None:
    stream = site("cycling", "bicycle_count", "a")
    Datastream.objects.filter(pk=stream).update(visibility=Visibility.INTERNAL)
    person = Person.objects.create_user("anna")
    give(person, Role.ADMINISTRATOR)
    assert service.choices(None, text="ort a") == ()
    assert [one.kind for one in service.choices(person, text="ort a")] == ["stream"]
