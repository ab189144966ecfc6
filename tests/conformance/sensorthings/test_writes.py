# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Create, update, delete (18-088 clause 10)."""

from __future__ import annotations

import pytest

from .service import (
    Service,
    covers,
    datastream,
    id_of,
    location,
    observation,
    observed_property,
    sensor,
    station,
    thing,
)


@covers("create-update-delete/create-entity")
@pytest.mark.parametrize(
    ("plural", "content"),
    [
        ("Things", thing()),
        ("Locations", location()),
        ("Sensors", sensor()),
        ("ObservedProperties", observed_property()),
        (
            "FeaturesOfInterest",
            {
                "name": "Fluss",
                "description": "Die Werse",
                "encodingType": "application/geo+json",
                "feature": {"type": "Point", "coordinates": [7.7, 51.9]},
            },
        ),
    ],
)
def test_an_entity_is_created_and_found_at_its_location(
    service: Service, plural: str, content: dict[str, object]
) -> None:
    answer = service.post(plural, content)
    assert answer.status == 201, answer.body
    shown = service.get(answer.headers["Location"])
    assert shown.status == 200
    assert {name: shown.json[name] for name in content} == content


@covers("create-update-delete/link-to-existing-entities")
def test_existing_entities_are_linked_by_their_id(service: Service) -> None:
    place, instrument = service.made("Locations", location()), service.made("Sensors", sensor())
    quantity = service.made("ObservedProperties", observed_property())
    content = thing(
        Locations=[{"@iot.id": id_of(place)}],
        Datastreams=[
            datastream(Sensor={"@iot.id": id_of(instrument)}, ObservedProperty={"@iot.id": id_of(quantity)})
        ],
    )
    path = service.made("Things", content)
    assert service.get(f"{path}/Locations").value[0]["@iot.id"] == id_of(place)
    assert len(service.get(f"{instrument}/Datastreams").value) == 1
    assert len(service.get(f"{quantity}/Datastreams").value) == 1


@covers("create-update-delete/deep-insert", "create-update-delete/deep-insert-status-code")
def test_a_deep_insert_makes_everything_in_one_request(service: Service) -> None:
    path = service.made("Things", station(values=4))
    shown = service.get(f"{path}?$expand=Locations,Datastreams/Sensor,Datastreams/Observations").json
    assert shown["Locations"][0]["name"] == "Markt"
    assert shown["Datastreams"][0]["Sensor"]["name"] == "SDS011"
    assert [one["result"] for one in shown["Datastreams"][0]["Observations"]] == [0, 1, 2, 3]


@covers("create-update-delete/deep-insert")
def test_an_entity_is_created_below_another(service: Service) -> None:
    path = service.made("Things", thing())
    stream = service.made(f"{path}/Datastreams", datastream())
    assert service.get(f"{stream}/Thing").json["@iot.id"] == id_of(path)


@covers("create-update-delete/deep-insert-status-code")
def test_a_deep_insert_that_fails_half_way_stores_nothing(service: Service) -> None:
    name = "Halb angelegt"
    content = thing(name, Locations=[location()], Datastreams=[datastream(), {"name": "ohne alles"}])
    answer = service.post("Things", content)
    assert answer.status == 400
    assert "Datastreams[1]" in answer.json["message"]
    assert service.get(f"Things?$filter=name eq '{name}'").value == []


@covers("create-update-delete/deep-insert-status-code")
def test_a_broken_observation_in_a_deep_insert_stores_nothing(service: Service) -> None:
    name = "Halb gemessen"
    wrong = datastream(Observations=[observation(1, 1), {"phenomenonTime": "gestern", "result": 2}])
    answer = service.post("Things", thing(name, Locations=[location()], Datastreams=[wrong]))
    assert answer.status == 400
    assert service.get(f"Things?$filter=name eq '{name}'").value == []


@covers("create-update-delete/historical-location-auto-creation")
def test_a_new_place_makes_a_historical_location_by_itself(service: Service) -> None:
    path = service.made("Things", thing(Locations=[location()]))
    (first,) = service.get(f"{path}/HistoricalLocations").value
    there = service.made("Locations", location(8, 52))
    linked = {"Locations": [{"@iot.id": id_of(there)}]}
    assert service.patch(path, linked).status in (200, 204)
    times = service.get(f"{path}/HistoricalLocations?$orderby=time&$expand=Locations").value
    assert times[0]["@iot.id"] == first["@iot.id"]
    assert times[1]["Locations"][0]["location"]["coordinates"] == [8, 52]


@covers("create-update-delete/historical-location-manual-creation")
def test_history_can_be_told_afterwards(service: Service) -> None:
    path = service.made("Things", thing(Locations=[location()]))
    old = service.made("Locations", location(7, 51))
    told = {
        "time": "2001-01-01T00:00:00Z",
        "Thing": {"@iot.id": id_of(path)},
        "Locations": [{"@iot.id": id_of(old)}],
    }
    service.made("HistoricalLocations", told)
    assert len(service.get(f"{path}/HistoricalLocations").value) == 2
    assert service.get(f"{path}/Locations").value[0]["@iot.id"] != id_of(old)


@covers("create-update-delete/update-entity")
def test_patch_changes_what_it_names_and_nothing_else(service: Service) -> None:
    path = service.made("Things", thing())
    answer = service.patch(path, {"description": "Neu"})
    assert answer.status in (200, 204), answer.body
    shown = service.get(path).json
    assert (shown["description"], shown["name"]) == ("Neu", "Messstation Markt")


@covers("create-update-delete/update-entity")
def test_patch_changes_an_observation_that_keeps_its_id(service: Service) -> None:
    path = service.made("Things", station(values=3))
    stream = service.get(f"{path}/Datastreams").value[0]["@iot.id"]
    one = service.get(f"Datastreams('{stream}')/Observations?$filter=result eq 1").value[0]["@iot.id"]
    changed = {"result": 1.5, "phenomenonTime": "2026-05-01T09:00:00Z"}
    assert service.patch(f"Observations('{one}')", changed).status in (200, 204)
    shown = service.get(f"Observations('{one}')").json
    assert {name: shown[name] for name in changed} == changed
    assert [
        v["result"]
        for v in service.get(f"Datastreams('{stream}')/Observations?$orderby=phenomenonTime").value
    ] == [
        0,
        2,
        1.5,
    ]


@covers("create-update-delete/update-entity-put")
def test_put_replaces_an_entity(service: Service) -> None:
    path = service.made("Things", thing())
    assert service.put(path, {"name": "Neu", "description": "Ganz neu"}).status in (200, 204)
    shown = service.get(path).json
    assert shown["name"] == "Neu"
    assert not shown.get("properties")


@covers("create-update-delete/update-entity-jsonpatch")
def test_json_patch_changes_inside_of_properties(service: Service) -> None:
    path = service.made("Things", thing())
    steps = [
        {"op": "test", "path": "/properties/height", "value": 3},
        {"op": "replace", "path": "/properties/height", "value": 4},
        {"op": "add", "path": "/properties/new", "value": [1]},
        {"op": "remove", "path": "/properties/a"},
    ]
    answer = service.patch(path, steps, Content_Type="application/json-patch+json")
    assert answer.status in (200, 204), answer.body
    assert service.get(path).json["properties"] == {"height": 4, "new": [1]}


@covers("create-update-delete/update-entity-jsonpatch")
def test_a_json_patch_whose_test_fails_changes_nothing(service: Service) -> None:
    path = service.made("Things", thing())
    steps = [
        {"op": "replace", "path": "/name", "value": "Anders"},
        {"op": "test", "path": "/properties/height", "value": 99},
    ]
    answer = service.patch(path, steps, Content_Type="application/json-patch+json")
    assert answer.status in (400, 409)
    assert service.get(path).json["name"] == "Messstation Markt"


@covers("create-update-delete/delete-entity")
def test_a_deleted_thing_takes_its_datastreams_and_values_along(service: Service) -> None:
    path = service.made("Things", station(values=2))
    stream = service.get(f"{path}/Datastreams").value[0]["@iot.id"]
    value = service.get(f"Datastreams('{stream}')/Observations").value[0]["@iot.id"]
    place = service.get(f"{path}/Locations").value[0]["@iot.id"]
    assert service.delete(path).status in (200, 204)
    for gone in (path, f"Datastreams('{stream}')", f"Observations('{value}')"):
        assert service.get(gone).status == 404, gone
    assert service.get(f"Locations('{place}')").status == 200


@covers("create-update-delete/delete-entity")
@pytest.mark.parametrize("link", ["Sensor", "ObservedProperty"])
def test_a_deleted_sensor_or_property_takes_its_datastreams_along(service: Service, link: str) -> None:
    path = service.made("Things", station(values=1))
    stream = service.get(f"{path}/Datastreams?$expand={link}").value[0]
    assert service.delete(stream[link]["@iot.selfLink"]).status in (200, 204)
    assert service.get(stream["@iot.selfLink"]).status == 404


@covers("create-update-delete/delete-entity")
def test_a_deleted_location_takes_its_history_along(service: Service) -> None:
    path = service.made("Things", thing(Locations=[location()]))
    place = service.get(f"{path}/Locations").value[0]["@iot.selfLink"]
    assert service.delete(place).status in (200, 204)
    assert service.get(f"{path}/HistoricalLocations").value == []
    assert service.get(path).status == 200


@covers("create-update-delete/delete-entity")
def test_a_deleted_feature_takes_its_values_along(service: Service) -> None:
    path = service.made("Things", station(values=2))
    stream = service.get(f"{path}/Datastreams").value[0]["@iot.id"]
    value = service.get(f"Datastreams('{stream}')/Observations?$expand=FeatureOfInterest").value[0]
    assert service.delete(value["FeatureOfInterest"]["@iot.selfLink"]).status in (200, 204)
    assert service.get(f"Datastreams('{stream}')/Observations").value == []


@covers("create-update-delete/delete-entity")
def test_a_deleted_observation_is_gone_and_the_rest_stays(service: Service) -> None:
    path = service.made("Things", station(values=3))
    stream = service.get(f"{path}/Datastreams").value[0]["@iot.id"]
    newest = service.get(f"Datastreams('{stream}')/Observations?$orderby=phenomenonTime desc&$top=1").value[0]
    assert service.delete(newest["@iot.selfLink"]).status in (200, 204)
    assert service.get(newest["@iot.selfLink"]).status == 404
    rest = service.get(f"Datastreams('{stream}')/Observations?$orderby=phenomenonTime desc&$count=true").json
    assert [one["result"] for one in rest["value"]] == [1, 0]
    assert rest["@iot.count"] == 2


def test_the_same_observation_again_is_stored_once_and_said_to_be_known(service: Service) -> None:
    stream = service.get(f"{service.made('Things', station())}/Datastreams").value[0]["@iot.id"]
    first = service.post(f"Datastreams('{stream}')/Observations", observation(3, 3))
    again = service.post(f"Datastreams('{stream}')/Observations", observation(3, 3))
    assert (first.status, again.status) == (201, 200)
    assert first.headers["Location"] == again.headers["Location"]
    assert len(service.get(f"Datastreams('{stream}')/Observations").value) == 1


def test_a_correction_hides_the_old_value_but_keeps_it(service: Service) -> None:
    stream = service.get(f"{service.made('Things', station())}/Datastreams").value[0]["@iot.id"]
    values = f"Datastreams('{stream}')/Observations"
    old, new = service.made(values, observation(3, 3)), service.made(values, observation(3, 4))
    assert [one["result"] for one in service.get(values).value] == [4]
    assert [service.get(one).json["result"] for one in (old, new)] == [3, 4]
    assert len(service.get(f"{values}?superseded=true").value) == 2


@pytest.mark.parametrize("path", ["Things", "Observations", "Sensors"])
def test_a_stranger_changes_nothing(stranger: Service, path: str) -> None:
    assert stranger.post(path, thing()).status == 401


def test_a_change_with_an_old_etag_is_refused(service: Service) -> None:
    path = service.made("Things", thing())
    tag = service.get(path).headers["ETag"]
    assert service.get(path, If_None_Match=tag).status == 304
    assert service.patch(path, {"name": "Eins"}, If_Match=tag).status in (200, 204)
    assert service.patch(path, {"name": "Zwei"}, If_Match=tag).status == 412
    assert service.get(path).json["name"] == "Eins"


def test_observations_are_deleted_by_filter(service: Service) -> None:
    stream = service.get(f"{service.made('Things', station(values=5))}/Datastreams").value[0]["@iot.id"]
    values = f"Datastreams('{stream}')/Observations"
    assert service.delete(f"{values}?$filter=result lt 3").status in (200, 204)
    assert [one["result"] for one in service.get(values).value] == [3, 4]
    assert service.delete(values).status == 400
