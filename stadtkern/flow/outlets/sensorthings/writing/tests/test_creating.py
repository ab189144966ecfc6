# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Entities that are created: alone, with others within them, linked to others; or not at all."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pytest_django import DjangoAssertNumQueries

from stadtkern.flow.devices.models import (
    Datastream,
    FeatureOfInterest,
    HistoricalLocation,
    Location,
    ObservedProperty,
    Sensor,
    Thing,
)
from stadtkern.flow.lake import current
from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.outlets.sensorthings.writing import streams
from stadtkern.flow.outlets.sensorthings.writing.words import BodyRefused, MethodUnsuited
from stadtkern.kernel.callers import ANYBODY
from stadtkern.kernel.errors import LakeUnavailable, NotFound, NotPermitted, PayloadRejected

from .city import (
    OWNER,
    STRANGER,
    UNIT,
    address,
    count,
    datastream,
    multi_datastream,
    observed,
    place,
    post,
    sensor,
    stored,
    stream,
    thing,
    writer,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lake")]

OBSERVED_AT = "2026-03-01T10:00:00+01:00"


def test_a_deep_insert_makes_everything_and_links_it() -> None:
    """18-088 req/create-update-delete/deep-insert."""
    body = thing(
        Datastreams=[
            datastream(
                Observations=[
                    {"phenomenonTime": OBSERVED_AT, "result": 21.5},
                    {
                        "phenomenonTime": "2026-03-01T11:00:00+01:00",
                        "result": 22,
                        "FeatureOfInterest": {
                            "name": "Luft",
                            "description": "",
                            "encodingType": "application/geo+json",
                            "feature": {"type": "Point", "coordinates": [7, 51]},
                        },
                    },
                ]
            )
        ],
        MultiDatastreams=[
            multi_datastream(Observations=[{"phenomenonTime": OBSERVED_AT, "result": [3.5, 270]}])
        ],
    )
    made = Thing.objects.get(pk=post("Things", body).id)
    assert made.domain == "sensors"
    temperature, wind = made.datastreams.get(multi=False), made.datastreams.get(multi=True)
    assert [one.observed_property.name for one in wind.components.all()] == [
        "Windgeschwindigkeit",
        "Windrichtung",
    ]
    assert (count(temperature.pk), count(wind.pk)) == (2, 1)
    first = current.lake().observations(temperature.pk, limit=10)
    features = FeatureOfInterest.objects.in_bulk([one.feature_id for one in first if one.feature_id])
    assert [features[one.feature_id or 0].name for one in first] == ["Domplatz", "Luft"]
    assert current.lake().latest([wind.pk])[wind.pk].result_json == "[3.5,270]"


def test_an_inline_id_is_ignored_and_a_lone_id_is_a_link() -> None:
    known = post("Sensors", sensor())
    own = post("Datastreams", datastream(Thing=thing(), Sensor={"@iot.id": known.id}))
    other = post("Datastreams", datastream(Thing=thing(), Sensor={**sensor(), "@iot.id": int(known.id)}))
    assert Datastream.objects.get(pk=own.id).sensor_id == int(known.id)
    assert Datastream.objects.get(pk=other.id).sensor_id != int(known.id)


def test_what_is_created_below_an_entity_is_linked_to_it() -> None:
    parent = post("Things", thing())
    made = post(f"Things('{parent.id}')/Datastreams", datastream())
    assert Datastream.objects.get(pk=made.id).thing_id == int(parent.id)
    again = post(f"Things({parent.id})/Datastreams", datastream(Thing={"@iot.id": int(parent.id)}))
    assert Datastream.objects.get(pk=again.id).thing_id == int(parent.id)


def test_a_new_location_below_a_thing_is_where_the_thing_is_now() -> None:
    parent = post("Things", thing())
    made = post(f"Things('{parent.id}')/Locations", place("Prinzipalmarkt"))
    row = Thing.objects.get(pk=parent.id)
    assert [one.pk for one in row.locations.all()] == [int(made.id)]
    assert HistoricalLocation.objects.filter(thing=row).count() == 2


def test_a_property_below_a_place_of_many_is_one_of_them() -> None:
    known = post("ObservedProperties", observed("Windgeschwindigkeit"))
    body = multi_datastream(Thing=thing(), ObservedProperties=[observed("Windrichtung")])
    made = post(f"ObservedProperties('{known.id}')/MultiDatastreams", body)
    names = [one.observed_property.name for one in Datastream.objects.get(pk=made.id).components.all()]
    assert names == ["Windgeschwindigkeit", "Windrichtung"]


def test_an_existing_datastream_gets_the_sensor_that_is_created_with_it() -> None:
    known = stream()
    made = post("Sensors", sensor(Datastreams=[{"@iot.id": known}]))
    assert Datastream.objects.get(pk=known).sensor_id == int(made.id)


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"name": 5}, "name"),
        ({"unitOfMeasurement": {**UNIT, "symbol": 7}}, "unitOfMeasurement.symbol"),  # type: ignore[dict-item]
        ({"unitOfMeasurement": {"Name": "x"}}, "unitOfMeasurement.Name"),
        ({"unitOfMeasurement": None}, "unitOfMeasurement"),
        ({"observedArea": {"type": "Nowhere"}}, "observedArea.type"),
        ({"observedArea": {"type": {"a": 1}}}, "observedArea.type"),
        ({"properties": [1]}, "properties"),
        ({"colour": "red"}, "colour"),
        ({"Thing": {"@iot.id": True}}, "Thing.@iot.id"),
        ({"Thing": [{"@iot.id": 1}]}, "Thing"),
        ({"Thing": {"name": "x"}}, "Thing.description"),
        ({"Sensor": {**sensor(), "encodingType": 1}}, "Sensor.encodingType"),
        ({"Observations": [{"result": 1}, {"phenomenonTime": OBSERVED_AT}]}, "Observations[1].result"),
        ({"Observations": [{"result": 1, "resultTime": "gestern"}]}, "Observations[0].resultTime"),
        ({"Observations": {"result": 1}}, "Observations"),
    ],
)
def test_a_fault_is_named_with_its_path_and_nothing_is_made(change: dict[str, object], path: str) -> None:
    with pytest.raises(BodyRefused) as refused:
        post("Datastreams", {**datastream(Thing=thing()), **change})
    assert refused.value.path == path
    assert not Thing.objects.exists()
    assert not Sensor.objects.exists()


@pytest.mark.parametrize(
    "missing", ["name", "observationType", "unitOfMeasurement", "Sensor", "ObservedProperty", "Thing"]
)
def test_what_the_standard_requires_must_be_there(missing: str) -> None:
    """18-088 table 24."""
    body: dict[str, object] = dict(datastream(Thing=thing()))
    del body[missing]
    with pytest.raises(BodyRefused) as refused:
        post("Datastreams", body)
    assert refused.value.path == missing


def test_read_only_properties_and_annotations_are_ignored() -> None:
    body = datastream(
        Thing=thing(),
        phenomenonTime="2009-01-11T16:22:25.00Z/2011-08-21T08:32:10.00Z",
        resultTime="whatever",
        id="x",
    )
    body |= {"@iot.id": 99, "@iot.selfLink": "x", "Observations@iot.navigationLink": "y"}
    assert Datastream.objects.filter(pk=post("Datastreams", body).id).exists()


def test_a_deep_insert_that_fails_at_its_end_leaves_nothing_behind() -> None:
    wrong = multi_datastream(Observations=[{"result": [1]}])
    with pytest.raises(BodyRefused) as refused:
        post(
            "Things", thing(Datastreams=[datastream(Observations=[{"result": 1}])], MultiDatastreams=[wrong])
        )
    assert refused.value.path == "MultiDatastreams[0].Observations[0].result"
    for model in (Thing, Location, Sensor, Datastream, FeatureOfInterest, HistoricalLocation):
        assert not model.objects.exists()
    assert ObservedProperty.objects.filter(domain="sensors").count() == 0


@pytest.mark.django_db(transaction=True)
def test_when_the_lake_refuses_what_was_made_is_taken_back() -> None:
    def closed() -> Lake:
        raise LakeUnavailable

    able = writer()
    current.provide(closed)
    with pytest.raises(LakeUnavailable):
        able.create(address("Things"), dict(thing(Datastreams=[datastream(Observations=[{"result": 1}])])))
    for model in (Thing, Location, Sensor, Datastream, FeatureOfInterest):
        assert not model.objects.exists()


def test_existing_entities_are_not_linked_in_a_request_that_brings_observations() -> None:
    known = stream()
    new = dict(datastream(Thing=thing(), Observations=[{"result": 1}]))
    del new["Sensor"]
    with pytest.raises(BodyRefused, match="use two"):
        post("Sensors", sensor(Datastreams=[{"@iot.id": known}, new]))
    assert Sensor.objects.count() == 1


def test_nobody_creates_without_the_right_to() -> None:
    for caller in (ANYBODY, replace(OWNER, may_register=False)):
        with pytest.raises(NotPermitted):
            post("Things", thing(), caller)
    known = post("Things", thing())
    with pytest.raises(NotPermitted):
        post(f"Things('{known.id}')/Datastreams", datastream(), STRANGER)
    assert not Datastream.objects.exists()


def test_a_link_to_nothing_is_named() -> None:
    with pytest.raises(PayloadRejected, match=r"Sensor"):
        post("Datastreams", datastream(Thing=thing(), Sensor={"@iot.id": "4711"}))
    with pytest.raises(BodyRefused, match=r"Thing: .*'abc'"):
        post("Datastreams", datastream(Thing={"@iot.id": "abc"}))
    assert not Thing.objects.exists()


def test_below_something_that_is_not_there_nothing_is_created() -> None:
    feature = {"name": "", "description": "", "encodingType": "text/plain", "feature": "Luft"}
    for path, body in (
        ("Things('4711')/Datastreams", datastream()),
        ("Things('x')/Locations", place()),
        ("Datastreams('4711')/Observations", {"result": 1}),
        ("Datastreams('4711')/Observations", {"result": 1, "FeatureOfInterest": feature}),
        ("FeaturesOfInterest('4711')/Observations", {"result": 1, "Datastream": {"@iot.id": 1}}),
    ):
        with pytest.raises(NotFound):
            post(path, body)


@pytest.mark.parametrize("path", ["Things('1')", "Things('1')/name", "Things('1')/Locations/$ref"])
def test_only_sets_take_new_entities(path: str) -> None:
    with pytest.raises(MethodUnsuited):
        post(path, thing())


def test_an_observation_is_stored_with_all_that_it_says() -> None:
    body = {
        "phenomenonTime": "2026-02-01T00:00:00Z/2026-02-02T00:00:00Z",
        "resultTime": "2026-02-02T00:05:00Z",
        "result": 3.25,
        "resultQuality": {"nameOfMeasure": "rmse"},
        "validTime": "2026-02-01T00:00:00Z/2026-03-01T00:00:00Z",
        "parameters": {"height": 2},
    }
    key = stream()
    made = post(f"Datastreams('{key}')/Observations", body)
    row = stored(made.id)
    assert made.id == f"{key}.1769904000000000"
    assert (row.result, row.result_json, row.result_quality) == (3.25, None, '{"nameOfMeasure":"rmse"}')
    assert row.phenomenon_end is not None
    assert row.valid_end is not None
    assert (row.phenomenon_end.day, row.valid_end.month, row.parameters) == (2, 3, '{"height":2}')


@pytest.mark.parametrize("result", ["open", True, None, {"a": [1]}, [1, 2], ""])
def test_a_result_may_be_any_json(result: object) -> None:
    made = post("Observations", {"result": result, "Datastream": {"@iot.id": stream()}})
    row = stored(made.id)
    assert row.result is None
    assert (row.result_json is None) == (result is None)


def test_an_observation_without_time_is_of_now_and_its_result_time_stays_unknown() -> None:
    row = stored(post(f"Datastreams({stream()})/Observations", {"result": 1}).id)
    assert row.phenomenon_time.isoformat() == "2026-03-01T12:00:00+00:00"
    assert row.result_time is None


def test_the_same_observation_again_is_known_and_another_result_is_not() -> None:
    path = f"Datastreams('{stream()}')/Observations"
    body = {"phenomenonTime": OBSERVED_AT, "result": 1}
    first, again = post(path, body), post(path, body)
    other = post(path, {**body, "result": 2})
    assert (first.known, again.known, other.known) == (False, True, False)
    assert again.id == first.id
    assert other.id == f"{first.id}.1"


def test_the_second_observation_of_a_datastream_asks_the_register_nothing(
    django_assert_num_queries: DjangoAssertNumQueries, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "BELIEVED_S", 3600.0)
    able, key = writer(), stream()
    able.create_observation(key, b'{"result": 1}')
    with django_assert_num_queries(0):
        assert able.create_observation(key, b'{"result": 1}').known


def test_a_multi_datastream_takes_lists_of_its_length_only() -> None:
    made = post("MultiDatastreams", multi_datastream(Thing=thing()))
    path = f"MultiDatastreams('{made.id}')/Observations"
    assert stored(post(path, {"result": [1.5, None]}).id).result_json == "[1.5,null]"
    for wrong in (1.5, [1], [1, 2, 3], "x", None):
        with pytest.raises(BodyRefused, match="array of 2 values"):
            post(path, {"result": wrong})
    with pytest.raises(NotFound):
        post(f"Datastreams('{made.id}')/Observations", {"result": 1})


def test_the_feature_of_interest_is_the_place_of_the_thing_at_that_moment() -> None:
    """18-088 clause 10.2.1, special case 1."""
    parent = post("Things", thing())
    key = post(f"Things('{parent.id}')/Datastreams", datastream()).id
    before = stored(
        post(f"Datastreams('{key}')/Observations", {"phenomenonTime": OBSERVED_AT, "result": 1}).id
    )
    post(f"Things('{parent.id}')/Locations", place("Hafen", 7.65))
    after = stored(post(f"Datastreams('{key}')/Observations", {"result": 1}).id)
    features = FeatureOfInterest.objects.in_bulk()
    assert [features[one.feature_id or 0].name for one in (before, after)] == ["Domplatz", "Hafen"]


def test_without_any_place_an_observation_needs_a_feature_of_interest() -> None:
    key = int(post("Datastreams", datastream(Thing=thing(Locations=[]))).id)
    with pytest.raises(BodyRefused) as refused:
        post(f"Datastreams('{key}')/Observations", {"result": 1})
    assert refused.value.path == "FeatureOfInterest"
    feature = {
        "name": "Luft",
        "description": "",
        "encodingType": "application/geo+json",
        "feature": {"type": "Point", "coordinates": [7, 51]},
    }
    made = post(f"Datastreams('{key}')/Observations", {"result": 1, "FeatureOfInterest": feature})
    linked = {"@iot.id": stored(made.id).feature_id}
    again = post(
        f"Datastreams('{key}')/Observations",
        {"phenomenonTime": OBSERVED_AT, "result": 1, "FeatureOfInterest": linked},
    )
    assert stored(again.id).feature_id == linked["@iot.id"]
    with pytest.raises(BodyRefused, match="no FeatureOfInterest"):
        post(f"Datastreams('{key}')/Observations", {"result": 1, "FeatureOfInterest": {"@iot.id": 4711}})


def test_only_keys_of_its_subject_fill_a_datastream() -> None:
    key = stream()
    for caller in (
        ANYBODY,
        STRANGER,
        replace(OWNER, may_observe=False),
        replace(OWNER, source_only=True, source="dwd"),
    ):
        with pytest.raises(NotPermitted):
            post(f"Datastreams('{key}')/Observations", {"result": 1}, caller)
    assert count(key) == 0
    hidden = stream(replace(OWNER, creates_internal=True))
    with pytest.raises(NotFound):
        post(f"Datastreams('{hidden}')/Observations", {"result": 1}, STRANGER)


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b'{"result": 1, "result": 2}', '"result" occurs twice'),
        (b'{"result": NaN}', "NaN"),
        (b'{"result": -Infinity}', "Infinity"),
        (b'{"result": 1e999}', "result: the number"),
        (b'{"result": 123456789012345678901234567890}', "64 bits"),
        (b'{"result": 1', "line 1, column"),
        (b"", "empty"),
        (b"\xff{}", "UTF-8"),
        (b'{"result": "\\ud800"}', "result: .*surrogate"),
        (b'{"result": "a\\u0000"}', r"result: .*U\+0000"),
        (b'{"parameters": {"\\u0000": 1}, "result": 1}', r"parameters: .*U\+0000"),
        (b'{"parameters": {"a": [1, {"b": 1, "b": 2}]}, "result": 1}', r"parameters\.a\[1\]: .*twice"),
        (b"[]", "expected an object, got an array"),
        (
            b'{"result": 1, "phenomenonTime": "2026-03-01T12:00:00"}',
            "phenomenonTime: expected a time with offset",
        ),
        (b'{"result": 1, "phenomenonTime": "1776-03-01T12:00:00Z"}', "year"),
        (b'{"result": 1, "phenomenonTime": "2026-02-30T12:00:00Z"}', "calendar"),
        (b'{"result": 1, "phenomenonTime": "2026-03-01T12:00:00Z/2026-03-01T11:00:00Z"}', "ends before"),
        (b'{"result": 1, "phenomenonTime": 5}', "phenomenonTime: expected a time"),
        (b'{"result": ' + b"1" * 5000 + b"}", "digits"),
    ],
)
def test_what_is_no_observation_is_refused_with_its_fault(body: bytes, problem: str) -> None:
    key = stream()
    with pytest.raises(BodyRefused, match=problem):
        writer().create_observation(key, body)
    assert count(key) == 0


def test_times_before_1970_and_after_2100_are_times() -> None:
    key = stream()
    for moment in ("1931-05-01T00:00:00Z", "2150-01-01T00:00:00.123456789+14:00", "2012-06-26T03:42:02-0600"):
        made = post(f"Datastreams('{key}')/Observations", {"phenomenonTime": moment, "result": 1})
        assert stored(made.id).result == 1
    assert count(key) == 3


def test_json_may_nest_to_a_limit() -> None:
    with pytest.raises(Exception, match="nests deeper"):
        writer().create(address("Things"), b'{"properties": {"a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}}")
    with pytest.raises(Exception, match="nests deeper"):
        writer().create(address("Things"), b'{"properties": {"a": ' + b"[" * 70 + b"]" * 70 + b"}}")
