# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The entities of the data model: properties, relations, control information (18-088 clause 8)."""

from __future__ import annotations

import pytest

from .service import Service, covers, id_of, location, observation, station, thing

PROPERTIES = {
    "Things": {"name", "description", "properties"},
    "Locations": {"name", "description", "encodingType", "location", "properties"},
    "HistoricalLocations": {"time"},
    "Datastreams": {
        "name",
        "description",
        "observationType",
        "unitOfMeasurement",
        "observedArea",
        "phenomenonTime",
        "resultTime",
        "properties",
    },
    "Sensors": {"name", "description", "encodingType", "metadata", "properties"},
    "ObservedProperties": {"name", "description", "definition", "properties"},
    "Observations": {
        "phenomenonTime",
        "result",
        "resultTime",
        "resultQuality",
        "validTime",
        "parameters",
    },
    "FeaturesOfInterest": {"name", "description", "encodingType", "feature", "properties"},
}
RELATIONS = {
    "Things": {"Locations", "HistoricalLocations", "Datastreams", "MultiDatastreams", "TaskingCapabilities"},
    "Locations": {"Things", "HistoricalLocations"},
    "HistoricalLocations": {"Thing", "Locations"},
    "Datastreams": {"Thing", "Sensor", "ObservedProperty", "Observations"},
    "Sensors": {"Datastreams", "MultiDatastreams"},
    "ObservedProperties": {"Datastreams", "MultiDatastreams"},
    "Observations": {"Datastream", "MultiDatastream", "FeatureOfInterest"},
    "FeaturesOfInterest": {"Observations"},
}
OF_THING = {
    "Things": "id",
    "Locations": "Things/id",
    "HistoricalLocations": "Thing/id",
    "Datastreams": "Thing/id",
    "Sensors": "Datastreams/Thing/id",
    "ObservedProperties": "Datastreams/Thing/id",
    "Observations": "Datastream/Thing/id",
    "FeaturesOfInterest": "Observations/Datastream/Thing/id",
}
"""How entities are asked for that belong to a thing; one without a place has no feature of interest."""


@pytest.fixture(scope="module")
def whole(service: Service) -> str:
    """A thing with everything that hangs on it."""
    return service.made("Things", station(values=3))


@covers(
    "datamodel/thing/properties",
    "datamodel/location/properties",
    "datamodel/historical-location/properties",
    "datamodel/datastream/properties",
    "datamodel/sensor/properties",
    "datamodel/observed-property/properties",
    "datamodel/observation/properties",
    "datamodel/feature-of-interest/properties",
)
@pytest.mark.parametrize("plural", PROPERTIES)
def test_an_entity_has_the_properties_of_the_standard_and_no_others(
    service: Service, whole: str, plural: str
) -> None:
    for entity in service.get(f"{plural}?$top=20").value:
        assert {name for name in entity if "@" not in name} <= PROPERTIES[plural]
    shown = service.get(f"{plural}?$top=1").value[0]
    assert {"name", "time", "result"} & shown.keys()


@covers(
    "datamodel/thing/relations",
    "datamodel/location/relations",
    "datamodel/historical-location/relations",
    "datamodel/datastream/relations",
    "datamodel/sensor/relations",
    "datamodel/observed-property/relations",
    "datamodel/observation/relations",
    "datamodel/feature-of-interest/relations",
)
@pytest.mark.parametrize("plural", RELATIONS)
def test_every_relation_has_a_link_that_can_be_followed(service: Service, whole: str, plural: str) -> None:
    shown = service.get(f"{plural}?$top=1&$filter={OF_THING[plural]} eq '{id_of(whole)}'").value[0]
    links = {name.partition("@")[0]: link for name, link in shown.items() if name.endswith("navigationLink")}
    allowed = RELATIONS[plural]
    assert allowed - {"MultiDatastream"} <= links.keys() <= allowed
    for name, link in links.items():
        if name != "MultiDatastream":
            assert service.get(link).status == 200, link


@covers("datamodel/entity-control-information/common-control-information")
@pytest.mark.parametrize("plural", PROPERTIES)
def test_control_information_identifies_an_entity(service: Service, whole: str, plural: str) -> None:
    shown = service.get(f"{plural}?$top=1").value[0]
    assert isinstance(shown["@iot.id"], str)
    again = service.get(shown["@iot.selfLink"])
    assert again.status == 200
    assert again.json["@iot.id"] == shown["@iot.id"]


def test_what_was_sent_is_what_comes_back(service: Service, whole: str) -> None:
    shown = service.get(whole).json
    sent = thing()
    assert {name: shown[name] for name in sent} == sent
    place = service.get(f"{whole}/Locations").value[0]
    assert place["location"] == location()["location"]
    assert place["encodingType"] == "application/geo+json"
    stream = service.get(f"{whole}/Datastreams").value[0]
    assert stream["unitOfMeasurement"] == {
        "name": "Mikrogramm",
        "symbol": "µg/m³",
        "definition": "ucum:ug/m3",
    }
    assert stream["phenomenonTime"] == "2026-05-01T00:00:00Z/2026-05-01T02:00:00Z"
    assert stream["observedArea"] == {"type": "Point", "coordinates": [7.6, 51.96]}


def test_the_feature_of_interest_comes_from_the_place_of_the_thing(service: Service, whole: str) -> None:
    value = service.get(f"{whole}/Datastreams?$expand=Observations").value[0]["Observations"][0]
    feature = service.get(f"Observations('{value['@iot.id']}')/FeatureOfInterest").json
    assert feature["feature"] == location()["location"]


@pytest.mark.parametrize(
    "result", [3, 2.5, "trocken", True, {"a": [1]}, [1, 2], -1e-9], ids=lambda one: str(one)
)
def test_a_result_of_any_json_kind_comes_back_as_it_is(service: Service, result: object) -> None:
    stream = service.get(f"{service.made('Things', station())}/Datastreams").value[0]["@iot.id"]
    path = service.made(f"Datastreams('{stream}')/Observations", observation(1, result))
    assert service.get(path).json["result"] == result


def test_times_of_an_observation_may_be_periods(service: Service) -> None:
    stream = service.get(f"{service.made('Things', station())}/Datastreams").value[0]["@iot.id"]
    sent = {
        "phenomenonTime": "2026-05-01T10:00:00Z/2026-05-01T11:00:00Z",
        "resultTime": "2026-05-01T11:00:05Z",
        "validTime": "2026-05-01T11:00:00Z/2026-05-02T11:00:00Z",
        "parameters": {"height": 2},
        "resultQuality": [{"nameOfMeasure": "DQ_Status", "value": "good"}],
        "result": 4,
    }
    shown = service.get(service.made(f"Datastreams('{stream}')/Observations", sent)).json
    assert {name: shown[name] for name in sent} == sent


def test_a_later_place_becomes_the_thing_s_place_and_history(service: Service) -> None:
    path = service.made("Things", station())
    moved = service.made(f"{path}/Locations", location(7.7, 51.9))
    assert [one["@iot.id"] for one in service.get(f"{path}/Locations").value] == [id_of(moved)]
    assert len(service.get(f"{path}/HistoricalLocations").value) == 2
