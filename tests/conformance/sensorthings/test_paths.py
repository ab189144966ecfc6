# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Addresses of every form (18-088 clause 9.2)."""

from __future__ import annotations

import pytest

from .service import Service, covers, id_of, station

SETS = [
    "Things",
    "Locations",
    "HistoricalLocations",
    "Datastreams",
    "MultiDatastreams",
    "Sensors",
    "ObservedProperties",
    "Observations",
    "FeaturesOfInterest",
    "TaskingCapabilities",
    "Actuators",
    "Tasks",
]


@pytest.fixture(scope="module")
def path(service: Service) -> str:
    """A station with three values."""
    return service.made("Things", station(values=3))


@covers("resource-path/resource-path-to-entities")
def test_the_root_names_every_entity_set(service: Service) -> None:
    listed = {one["name"]: one["url"] for one in service.get("").json["value"]}
    assert set(SETS) <= listed.keys()
    assert all(service.get(url).status == 200 for url in listed.values())


@covers("resource-path/resource-path-to-entities")
def test_the_root_names_the_requirements(service: Service) -> None:
    named = service.get("").json["serverSettings"]["conformance"]
    assert "http://www.opengis.net/spec/iot_sensing/1.1/req/request-data" in named


@covers("resource-path/resource-path-to-entities")
@pytest.mark.parametrize("plural", SETS)
def test_a_set_answers_with_a_list(service: Service, plural: str) -> None:
    answer = service.get(plural)
    assert answer.status == 200
    assert answer.headers["Content-Type"].startswith("application/json")
    assert isinstance(answer.value, list)


@covers("resource-path/resource-path-to-entities")
def test_an_entity_is_found_by_its_id_with_and_without_quotes(service: Service, path: str) -> None:
    assert service.get(path).json["@iot.id"] == id_of(path)
    assert service.get(f"Things({id_of(path)})").json["@iot.id"] == id_of(path)


@covers("resource-path/resource-path-to-entities")
def test_a_property_has_an_address(service: Service, path: str) -> None:
    assert service.get(f"{path}/name").json == {"name": "Messstation Markt"}


@covers("resource-path/resource-path-to-entities")
def test_the_value_of_a_property_is_plain_text(service: Service, path: str) -> None:
    answer = service.get(f"{path}/name/$value")
    assert answer.headers["Content-Type"].startswith("text/plain")
    assert answer.body.decode() == "Messstation Markt"


@covers("resource-path/resource-path-to-entities")
def test_a_step_into_json_has_an_address(service: Service, path: str) -> None:
    assert service.get(f"{path}/properties/a/b").json == {"b": [1, "x"]}


@covers("resource-path/resource-path-to-entities")
def test_references_are_only_links(service: Service, path: str) -> None:
    listed = service.get(f"{path}/Datastreams/$ref").value
    assert [set(one) for one in listed] == [{"@iot.selfLink"}]


@covers("resource-path/resource-path-to-entities")
def test_navigation_goes_to_any_depth(service: Service, path: str) -> None:
    stream = service.get(f"{path}/Datastreams").value[0]["@iot.id"]
    deep = f"{path}/Datastreams('{stream}')/Observations"
    first = service.get(deep).value[0]["@iot.id"]
    thing = service.get(f"{deep}('{first}')/Datastream/Thing/Datastreams('{stream}')/Thing")
    assert thing.json["@iot.id"] == id_of(path)


@covers("request-data/status-code")
@pytest.mark.parametrize(
    "unknown",
    [
        "Thing",
        "Things('999999999')",
        "Things('no number')",
        "Things('1')/Nothing",
        "Observations('7.x')",
        "Things('1')/Datastreams('999999')",
    ],
)
def test_what_does_not_exist_is_404(service: Service, unknown: str) -> None:
    answer = service.get(unknown)
    assert answer.status == 404
    assert answer.json["message"]


@pytest.mark.parametrize("broken", ["Things('1", "Things)", "Things(('1'))", "Things('1')name", "$what"])
def test_a_broken_address_is_refused_and_explained(service: Service, broken: str) -> None:
    answer = service.get(broken)
    assert answer.status in (400, 404)
    assert answer.json["message"]


def test_the_same_address_with_a_slash_at_the_end_answers(service: Service) -> None:
    assert service.get("Things/").status == 200


def test_a_method_that_makes_no_sense_is_405(service: Service) -> None:
    answer = service.put("Things", {"name": "x"})
    assert answer.status == 405
    assert "GET" in answer.headers["Allow"]
