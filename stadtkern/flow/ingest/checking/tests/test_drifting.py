# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A datastream that moves away from its neighbours is found, and found to have come back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from stadtkern.flow.devices import service as devices
from stadtkern.flow.devices.models import Datastream, StreamChecks
from stadtkern.flow.ingest.checking import judging
from stadtkern.flow.ingest.checking.drifting import compare
from stadtkern.kernel.observation import Quality
from stadtkern.kernel.tests.people_of_tests import administrator

from .givens import START, bring, checks, flags, series, stream

pytestmark = pytest.mark.django_db
NOW = START + timedelta(hours=4)


def at(datastream: Datastream, longitude: float, latitude: float) -> None:
    """The thing of the datastream stands there."""
    person = administrator("admin")
    devices.move_thing(person, datastream.thing, longitude=longitude, latitude=latitude, at=START)


def state(datastream: Datastream) -> StreamChecks:
    return StreamChecks.objects.get(pk=datastream.pk)


def test_a_datastream_that_moves_away_from_named_neighbours_drifts_until_it_is_back() -> None:
    own, beside, other = stream("a/1/t"), stream("a/2/t"), stream("a/3/t")
    checks(own, drift=2.0, drift_window_h=4)
    state(own).neighbours.set([beside, other])
    bring(beside, series(*[12.0] * 20))
    bring(other, series(*[12.4] * 20))
    bring(own, series(*[15.0] * 20))
    assert compare(NOW)
    assert state(own).drifting_since == NOW
    assert state(own).drifted_by == pytest.approx(2.8)
    bring(own, series(15.0, start=NOW))
    assert flags(own)[-1] == Quality.DRIFT
    assert set(flags(beside)) == {Quality(0)}
    later = NOW + timedelta(hours=6)
    for one in (own, beside, other):
        bring(one, series(*[12.0] * 20, start=later - timedelta(hours=4)))
    assert compare(later) is None
    judging.forget()
    bring(own, series(12.0, start=later))
    assert flags(own)[-1] == Quality(0)


def test_neighbours_are_those_of_the_same_quantity_nearby() -> None:
    own, near, far = stream("a/1/t"), stream("a/2/t"), stream("a/3/t")
    wet = stream("a/2/f", quantity="relative_humidity")
    for one, place in ((own, (7.62, 51.96)), (near, (7.625, 51.96)), (far, (7.9, 51.96))):
        at(one, *place)
    checks(own, drift=2.0, drift_window_h=4, drift_distance_m=1000)
    bring(near, series(*[12.0] * 20))
    bring(far, series(*[30.0] * 20))
    bring(wet, series(*[80.0] * 20))
    bring(own, series(*[12.5] * 20))
    assert compare(NOW) is None
    assert state(own).drifted_by == pytest.approx(0.5)


def test_too_few_values_say_nothing() -> None:
    own, beside = stream("a/1/t"), stream("a/2/t")
    checks(own, drift=2.0, drift_window_h=4)
    state(own).neighbours.set([beside])
    bring(beside, series(*[12.0] * 20))
    bring(own, series(*[25.0] * 5))
    assert compare(NOW) is None
    assert state(own).drifted_by is None
