# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Entities that are deleted: with what hangs on them, by filter, or not at all."""

from __future__ import annotations

from dataclasses import replace

import pytest

from stadtkern.flow.devices.models import Datastream, FeatureOfInterest, Location, Sensor, Thing
from stadtkern.flow.lake import current
from stadtkern.flow.outlets.sensorthings.query.options import parse_query
from stadtkern.flow.outlets.sensorthings.writing.words import MethodUnsuited
from stadtkern.kernel.callers import ANYBODY
from stadtkern.kernel.errors import LakeUnavailable, LimitExceeded, NotFound, NotPermitted

from .city import LIMITS, OWNER, STRANGER, address, count, post, stored, stream, thing, writer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lake")]


def delete_found(path: str, *options: tuple[str, str], most: int = 1000, caller: object = OWNER) -> int:
    """A DELETE of a set with these query options."""
    target = address(path)
    limits = replace(LIMITS, most_deleted=most)
    able = writer(OWNER if caller is OWNER else STRANGER, limits=limits)
    return able.delete_found(target, parse_query(target.entity, options, limits=LIMITS))


def observe(key: int, days: int) -> list[str]:
    """The ids of one observation per day of January, with the day as result."""
    path = f"Datastreams('{key}')/Observations"
    moments = [f"2026-01-{day:02}T00:00:00Z" for day in range(1, days + 1)]
    return [post(path, {"phenomenonTime": one, "result": day}).id for day, one in enumerate(moments, 1)]


def test_with_a_thing_go_its_datastreams_and_their_observations() -> None:
    """18-088 table 26."""
    key, other = stream(), stream()
    observe(key, 3)
    observe(other, 2)
    writer().delete(address(f"Things('{Datastream.objects.get(pk=key).thing_id}')"))
    assert not Datastream.objects.filter(pk=key).exists()
    assert (count(key), count(other)) == (0, 2)


def test_when_the_lake_cannot_remove_nothing_is_deleted() -> None:
    key = stream()
    observe(key, 1)
    able = writer()
    current.lake().close()
    with pytest.raises(LakeUnavailable):
        able.delete(address(f"Datastreams('{key}')"))
    assert Datastream.objects.filter(pk=key).exists()


def test_with_a_sensor_go_its_datastreams() -> None:
    key = stream()
    observe(key, 2)
    writer().delete(address(f"Sensors('{Sensor.objects.get().pk}')"))
    assert not Datastream.objects.exists()
    assert count(key) == 0


def test_with_a_feature_of_interest_go_its_observations() -> None:
    key = stream()
    ids = observe(key, 2)
    writer().delete(address(f"FeaturesOfInterest('{stored(ids[0]).feature_id}')"))
    assert count(key) == 0
    made = post(f"Datastreams('{key}')/Observations", {"result": 1})
    assert FeatureOfInterest.objects.filter(pk=stored(made.id).feature_id or 0).exists()


def test_an_observation_is_deleted_and_its_place_may_be_used_again() -> None:
    key = stream()
    ids = observe(key, 2)
    writer().delete(address(f"Observations('{ids[1]}')"))
    assert count(key) == 1
    with pytest.raises(NotFound):
        writer().delete(address(f"Observations('{ids[1]}')"))
    again = post(
        f"Datastreams('{key}')/Observations", {"phenomenonTime": "2026-01-02T00:00:00Z", "result": 9}
    )
    assert stored(again.id).result == 9
    writer().delete(address(f"Datastreams('{key}')/Observations('{ids[0]}')"))
    assert count(key) == 1


def test_nobody_deletes_what_is_not_its_own() -> None:
    key = stream()
    (made,) = observe(key, 1)
    for path in (f"Observations('{made}')", f"Datastreams('{key}')"):
        for caller in (ANYBODY, STRANGER):
            with pytest.raises(NotPermitted):
                writer(caller).delete(address(path))
    with pytest.raises(NotFound):
        writer().delete(address("Things('4711')"))
    assert count(key) == 1


@pytest.mark.parametrize("path", ["Things", "Things('1')/name", "Things('1')/Locations('1')/$ref"])
def test_only_single_entities_are_deleted_without_a_filter(path: str) -> None:
    with pytest.raises(MethodUnsuited):
        writer().delete(address(path))


def test_observations_are_deleted_by_filter() -> None:
    key, other = stream(), stream()
    observe(key, 5)
    observe(other, 5)
    assert delete_found(f"Datastreams('{key}')/Observations", ("$filter", "result gt 3")) == 2
    assert (count(key), count(other)) == (3, 5)
    assert delete_found("Observations", ("$filter", "phenomenonTime lt 2026-01-03T00:00:00Z")) == 4
    assert (count(key), count(other)) == (1, 3)
    assert delete_found("Observations", ("$filter", "result gt 100")) == 0


def test_a_filter_deletes_only_observations_of_its_own_subject() -> None:
    key, foreign = stream(), stream(STRANGER)
    observe(key, 2)
    path = f"Datastreams('{foreign}')/Observations"
    post(path, {"phenomenonTime": "2026-01-01T00:00:00Z", "result": 1}, STRANGER)
    assert delete_found("Observations", ("$filter", "result gt 0")) == 2
    assert (count(key), count(foreign)) == (0, 1)


def test_over_the_limit_nothing_is_deleted() -> None:
    key = stream()
    observe(key, 5)
    with pytest.raises(LimitExceeded):
        delete_found(f"Datastreams('{key}')/Observations", ("$filter", "result gt 0"), most=4)
    assert count(key) == 5


def test_a_whole_set_is_not_deleted_at_once() -> None:
    key = stream()
    observe(key, 2)
    for options in ((), (("$filter", "result gt 0"), ("$top", "1"))):
        with pytest.raises(MethodUnsuited):
            delete_found(f"Datastreams('{key}')/Observations", *options)
    assert count(key) == 2


def test_entities_of_the_register_are_deleted_by_filter_all_or_none() -> None:
    keys = [post("Things", thing(name=name)).id for name in ("Mast 1", "Mast 2", "Baum")]
    post("Things", thing(name="Mast fremd"), STRANGER)
    with pytest.raises(NotPermitted):
        delete_found("Things", ("$filter", "startswith(name,'Mast')"))
    assert Thing.objects.count() == 4
    assert delete_found("Things", ("$filter", "startswith(name,'Mast') and name ne 'Mast fremd'")) == 2
    assert {str(one.pk) for one in Thing.objects.filter(domain="sensors")} == {keys[2]}


def test_a_stream_that_is_deleted_is_filled_no_more() -> None:
    key = stream()
    observe(key, 1)
    writer().delete(address(f"Datastreams('{key}')"))
    with pytest.raises(NotFound):
        post(f"Datastreams('{key}')/Observations", {"result": 1})
    assert current.lake().latest([key]) == {}
    assert Location.objects.exists()
