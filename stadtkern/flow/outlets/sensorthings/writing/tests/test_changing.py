# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Updates: merged, replaced, patched by operations; links that lead elsewhere; ids that stay."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from stadtkern.flow.devices.models import Datastream, HistoricalLocation, Location, Sensor, Thing
from stadtkern.flow.outlets.sensorthings.writing.words import (
    BodyRefused,
    MediaTypeUnknown,
    MethodUnsuited,
    PatchTestFailed,
)
from stadtkern.kernel.errors import NotFound, NotPermitted

from .city import (
    NOW,
    STRANGER,
    address,
    count,
    datastream,
    multi_datastream,
    observed,
    patch,
    place,
    post,
    sensor,
    stored,
    stream,
    thing,
    writer,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lake")]

OPERATIONS = "application/json-patch+json"


def test_a_merge_changes_only_what_it_names() -> None:
    key = post("Things", thing(properties={"a": 1, "b": {"c": 2}})).id
    assert patch(f"Things('{key}')", {"name": "Mast 2", "properties": {"a": 3}}) == {"name", "properties"}
    row = Thing.objects.get(pk=key)
    assert (row.name, row.description, row.properties) == ("Mast 2", "Laternenmast", {"a": 3})


def test_a_merge_that_says_what_is_so_changes_nothing() -> None:
    key = post("Things", thing()).id
    assert patch(f"Things('{key}')", {"name": "Mast 1"}) == frozenset()


def test_a_replacement_empties_what_it_does_not_name() -> None:
    key = post("Things", thing(properties={"a": 1})).id
    body = json.dumps({"name": "Mast 3", "description": ""}).encode()
    writer().update(address(f"Things('{key}')"), body, method="PUT")
    row = Thing.objects.get(pk=key)
    assert (row.name, row.description, row.properties) == ("Mast 3", "", {})
    with pytest.raises(BodyRefused) as refused:
        writer().update(address(f"Things('{key}')"), b'{"name": "x"}', method="PUT")
    assert refused.value.path == "description"


def test_links_to_one_lead_elsewhere() -> None:
    key, other = stream(), post("Things", thing(name="Mast 2"))
    instrument = post("Sensors", sensor())
    patch(
        f"Datastreams('{key}')", {"Thing": {"@iot.id": int(other.id)}, "Sensor": {"@iot.id": instrument.id}}
    )
    row = Datastream.objects.get(pk=key)
    assert (row.thing_id, row.sensor_id) == (int(other.id), int(instrument.id))


def test_a_link_to_many_brings_others_here() -> None:
    key, other = stream(), post("Things", thing(name="Mast 2"))
    assert patch(f"Things('{other.id}')", {"Datastreams": [{"@iot.id": key}]}) == {"Datastreams"}
    assert Datastream.objects.get(pk=key).thing_id == int(other.id)


def test_a_thing_that_gets_other_locations_leaves_the_former_ones() -> None:
    key = post("Things", thing()).id
    new = post("Locations", place("Hafen")).id
    patch(f"Things('{key}')", {"Locations": [{"@iot.id": new}]})
    assert [one.name for one in Thing.objects.get(pk=key).locations.all()] == ["Hafen"]
    assert HistoricalLocation.objects.filter(thing__pk=key).count() == 2


def test_an_update_takes_no_inline_entities() -> None:
    """18-088 clause 10.3.1."""
    key = stream()
    for body in (
        {"Sensor": sensor()},
        {"Observations": [{"result": 1}]},
        {"Thing": {**thing(), "@iot.id": 1}},
    ):
        with pytest.raises(BodyRefused, match=r"expected {\"@iot.id\""):
            patch(f"Datastreams('{key}')", body)
    assert Sensor.objects.count() == 1


def test_a_single_entity_is_changed_at_the_end_of_a_path() -> None:
    key = stream()
    patch(f"Datastreams('{key}')/Thing", {"name": "Mast 9"})
    assert Datastream.objects.get(pk=key).thing.name == "Mast 9"
    for path in ("Things", f"Datastreams('{key}')/name", f"Datastreams('{key}')/Thing/$ref"):
        with pytest.raises(MethodUnsuited):
            patch(path, {"name": "x"})


def test_operations_reach_into_properties() -> None:
    """RFC 6902 over a thing's properties."""
    key = post("Things", thing(properties={"list": [1, 2, 3], "old": {"x": 1}, "a/b": 1, "m~n": 2})).id
    operations = [
        {"op": "test", "path": "/name", "value": "Mast 1"},
        {"op": "replace", "path": "/description", "value": "neu"},
        {"op": "add", "path": "/properties/list/1", "value": {"deep": None}},
        {"op": "add", "path": "/properties/list/-", "value": 4},
        {"op": "remove", "path": "/properties/list/0"},
        {"op": "move", "from": "/properties/old", "path": "/properties/new"},
        {"op": "copy", "from": "/properties/new/x", "path": "/properties/y"},
        {"op": "replace", "path": "/properties/a~1b", "value": 5},
        {"op": "remove", "path": "/properties/m~0n"},
    ]
    changed = patch(f"Things('{key}')", operations, media_type=OPERATIONS)
    assert changed == {"description", "properties"}
    row = Thing.objects.get(pk=key)
    assert row.properties == {"list": [{"deep": None}, 2, 3, 4], "new": {"x": 1}, "y": 1, "a/b": 5}
    assert row.description == "neu"


@pytest.mark.parametrize(
    ("operation", "problem"),
    [
        ({"op": "remove", "path": "/properties/none"}, r"\[0\]\.path"),
        ({"op": "replace", "path": "/properties/list/7", "value": 1}, r"\[0\]\.path"),
        ({"op": "add", "path": "/properties/list/01", "value": 1}, r"\[0\]\.path"),
        ({"op": "add", "path": "/properties/none/x", "value": 1}, r"\[0\]\.path"),
        ({"op": "add", "path": "properties", "value": 1}, "starts with /"),
        ({"op": "add", "path": "/name"}, "needs a value"),
        ({"op": "move", "from": "/properties", "path": "/properties/x"}, "into itself"),
        ({"op": "explode", "path": "/name"}, r"\[0\]\.op"),
        ({"path": "/name"}, r"\[0\]\.op"),
        ({"op": "remove", "path": "/name"}, "name: expected text, got null"),
        ({"op": "replace", "path": "/name", "value": 1}, "name: expected text"),
        ({"op": "add", "path": "/colour", "value": 1}, "colour: "),
        ({"op": "remove", "path": ""}, "DELETE"),
        ("no operation", r"\[0\]: expected an object"),
    ],
)
def test_an_operation_that_cannot_be_done_changes_nothing(operation: object, problem: str) -> None:
    key = post("Things", thing(properties={"list": [1]})).id
    with pytest.raises(BodyRefused, match=problem):
        patch(f"Things('{key}')", [operation], media_type=OPERATIONS)
    assert Thing.objects.get(pk=key).properties == {"list": [1]}


def test_a_failed_test_changes_nothing() -> None:
    key = post("Things", thing(properties={"on": True})).id
    for value in (False, 1, "true"):
        operations = [
            {"op": "replace", "path": "/name", "value": "x"},
            {"op": "test", "path": "/properties/on", "value": value},
        ]
        with pytest.raises(PatchTestFailed):
            patch(f"Things('{key}')", operations, media_type=OPERATIONS)
    assert Thing.objects.get(pk=key).name == "Mast 1"


def test_operations_change_links_and_the_unit() -> None:
    key, other = stream(), post("Things", thing(name="Mast 2"))
    operations = [
        {"op": "replace", "path": "/Thing", "value": {"@iot.id": other.id}},
        {"op": "replace", "path": "/unitOfMeasurement/symbol", "value": "degC"},
    ]
    patch(f"Datastreams('{key}')", operations, media_type=OPERATIONS)
    row = Datastream.objects.get(pk=key)
    assert row.thing_id == int(other.id)
    assert [part.unit_symbol for part in row.components.all()] == ["degC"]


def test_an_update_says_its_media_type() -> None:
    key = post("Things", thing()).id
    for media_type, method in (("text/plain", "PATCH"), (OPERATIONS, "PUT"), ("application/xml", "PATCH")):
        with pytest.raises(MediaTypeUnknown):
            writer().update(address(f"Things('{key}')"), b"{}", method=method, media_type=media_type)  # type: ignore[arg-type]


def test_only_its_own_keys_change_an_entity() -> None:
    key = stream()
    for path, body in (
        (f"Datastreams('{key}')", {"name": "x"}),
        (f"Datastreams('{key}')/Thing", {"name": "x"}),
    ):
        with pytest.raises(NotPermitted):
            patch(path, body, STRANGER)
    with pytest.raises(NotFound):
        patch("Things('4711')", {"name": "x"})


def test_an_observation_keeps_its_id_when_its_time_and_datastream_change() -> None:
    key, other = stream(), stream()
    made = post(f"Datastreams('{key}')/Observations", {"phenomenonTime": "2026-01-01T00:00:00Z", "result": 1})
    path = f"Observations('{made.id}')"
    changes = {"result": 2, "phenomenonTime": "2026-01-02T00:00:00Z", "Datastream": {"@iot.id": other}}
    assert patch(path, changes) == {"result", "phenomenonTime", "Datastream"}
    row = stored(made.id)
    assert (row.datastream_id, row.result, row.identity) == (other, 2.0, made.id)
    assert row.phenomenon_time == datetime(2026, 1, 2, tzinfo=UTC)
    assert (count(key), count(other)) == (0, 1)
    patch(path, {"result": "offen", "resultTime": "2026-01-03T00:00:00Z", "parameters": {"a": 1}})
    row = stored(made.id)
    assert (row.result, row.result_json, row.parameters) == (None, '"offen"', '{"a":1}')


def test_a_replaced_observation_keeps_its_time_and_nothing_else() -> None:
    body = {
        "phenomenonTime": "2026-01-01T00:00:00Z",
        "result": 1,
        "parameters": {"a": 1},
        "resultQuality": "good",
    }
    made = post(f"Datastreams('{stream()}')/Observations", body)
    writer().update(address(f"Observations('{made.id}')"), b'{"result": 5}', method="PUT")
    row = stored(made.id)
    assert (row.result, row.parameters, row.result_quality) == (5.0, None, None)
    assert row.phenomenon_time == datetime(2026, 1, 1, tzinfo=UTC)


def test_operations_change_an_observation() -> None:
    body = {"phenomenonTime": "2026-01-01T00:00:00Z", "result": {"a": [1, 2]}, "parameters": {"n": 1}}
    made = post(f"Datastreams('{stream()}')/Observations", body)
    operations = [
        {"op": "replace", "path": "/result/a/0", "value": 9},
        {"op": "add", "path": "/parameters/m", "value": "x"},
        {"op": "test", "path": "/phenomenonTime", "value": "2026-01-01T00:00:00Z"},
    ]
    patch(f"Observations('{made.id}')", operations, media_type=OPERATIONS)
    row = stored(made.id)
    assert (row.result_json, row.parameters) == ('{"a":[9,2]}', '{"n":1,"m":"x"}')


def test_an_observation_moves_only_to_what_fits_and_may_be_filled() -> None:
    made = post(f"Datastreams('{stream()}')/Observations", {"result": 1})
    wide = post("MultiDatastreams", multi_datastream(Thing=thing())).id
    foreign = stream(STRANGER)
    path = f"Observations('{made.id}')"
    with pytest.raises(BodyRefused, match="array of 2"):
        patch(path, {"MultiDatastream": {"@iot.id": wide}})
    with pytest.raises(NotPermitted):
        patch(path, {"Datastream": {"@iot.id": foreign}})
    with pytest.raises(BodyRefused, match="There is no Datastream 4711"):
        patch(path, {"Datastream": {"@iot.id": 4711}})
    with pytest.raises(NotPermitted):
        patch(path, {"result": 3}, STRANGER)
    with pytest.raises(NotFound):
        patch("Observations('1.5')", {"result": 3})
    assert stored(made.id).result == 1
    patch(path, {"MultiDatastream": {"@iot.id": wide}, "result": [1, 2]})
    assert stored(made.id).datastream_id == int(wide)


def test_the_list_of_properties_of_a_multi_datastream_must_fit_its_units() -> None:
    key = post("MultiDatastreams", multi_datastream(Thing=thing())).id
    one = post("ObservedProperties", observed("Luftdruck")).id
    with pytest.raises(Exception, match=r"[Uu]nit|propert"):
        patch(f"MultiDatastreams('{key}')", {"ObservedProperties": [{"@iot.id": one}]})


def test_a_location_is_linked_and_loosened_by_reference() -> None:
    key = post("Things", thing()).id
    new = post("Locations", place("Hafen")).id
    able = writer()
    able.link(address(f"Things('{key}')/Locations/$ref"), {"@iot.id": new})
    names = {one.name for one in Thing.objects.get(pk=key).locations.all()}
    assert names == {"Domplatz", "Hafen"}
    old = Location.objects.get(name="Domplatz").pk
    able.unlink(address(f"Things('{key}')/Locations('{old}')/$ref"))
    assert [one.name for one in Thing.objects.get(pk=key).locations.all()] == ["Hafen"]
    able.link(address(f"Locations('{old}')/Things/$ref"), {"@iot.id": key})
    assert Location.objects.get(pk=old).things.count() == 1
    with pytest.raises(NotFound):
        able.unlink(address(f"Things('{key}')/Locations('{new}')/$ref"))


def test_a_link_to_one_is_set_by_reference() -> None:
    key, other = stream(), post("Things", thing(name="Mast 2"))
    writer().link(address(f"Datastreams('{key}')/Thing/$ref"), {"@iot.id": other.id})
    assert Datastream.objects.get(pk=key).thing_id == int(other.id)
    with pytest.raises(MethodUnsuited):
        writer().link(address(f"Sensors('{Sensor.objects.all()[0].pk}')/Datastreams/$ref"), {"@iot.id": key})


def test_a_datastream_that_moves_is_filled_for_its_new_thing() -> None:
    key, other = stream(), post("Things", thing(name="Mast 2", Locations=[place("Hafen")]))
    first = stored(post(f"Datastreams('{key}')/Observations", {"result": 1}).id)
    patch(f"Datastreams('{key}')", {"Thing": {"@iot.id": other.id}})
    body = {"result": 2, "phenomenonTime": NOW.replace(hour=13).isoformat()}
    assert stored(post(f"Datastreams('{key}')/Observations", body).id).feature_id != first.feature_id


def test_a_new_datastream_may_be_put_below_another() -> None:
    key = stream()
    made = post(f"Datastreams('{key}')/Thing/Datastreams", datastream(name="Zweiter"))
    assert Datastream.objects.get(pk=made.id).thing_id == Datastream.objects.get(pk=key).thing_id
