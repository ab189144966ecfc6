# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Query options: order, expand, select, orderby, top, skip, count, pagination (18-088 clause 9.3)."""

from __future__ import annotations

import pytest

from .service import Service, covers, datastream, id_of, location, observation, thing

MANY = 7


@pytest.fixture(scope="module")
def path(service: Service) -> str:
    """A thing with seven datastreams named 0 to 6, the first with five values."""
    streams: list[object] = [datastream(f"Strom {n}", properties={"n": n}) for n in range(MANY)]
    streams[0] = datastream(
        "Strom 0", properties={"n": 0}, Observations=[observation(h, h) for h in range(5)]
    )
    return service.made("Things", thing(Locations=[location()], Datastreams=streams))


def names(service: Service, query: str) -> list[str]:
    """Names of the entities that a query answers."""
    answer = service.get(query)
    assert answer.status == 200, answer.body
    return [one["name"] for one in answer.value]


@covers("request-data/orderby", "request-data/order")
def test_orderby_sorts_up_and_down(service: Service, path: str) -> None:
    up = names(service, f"{path}/Datastreams?$orderby=name")
    down = names(service, f"{path}/Datastreams?$orderby=name desc")
    assert up == [f"Strom {n}" for n in range(MANY)]
    assert down == up[::-1]


@covers("request-data/orderby")
def test_orderby_takes_several_keys_and_related_properties(service: Service, path: str) -> None:
    found = names(service, f"{path}/Datastreams?$orderby=Thing/name asc,properties/n desc")
    assert found == [f"Strom {n}" for n in reversed(range(MANY))]


@covers("request-data/order")
def test_options_are_applied_in_the_order_of_the_standard(service: Service, path: str) -> None:
    query = "$top=2&$skip=1&$orderby=name desc&$filter=properties/n lt 5&$count=true&$select=name"
    page = service.get(f"{path}/Datastreams?{query}").json
    assert page["@iot.count"] == 5
    assert [one["name"] for one in page["value"]] == ["Strom 3", "Strom 2"]
    assert all(one.keys() <= {"name"} for one in page["value"])


@covers("request-data/top", "request-data/skip")
def test_top_and_skip_cut_a_part_out(service: Service, path: str) -> None:
    assert names(service, f"{path}/Datastreams?$orderby=name&$skip=5") == ["Strom 5", "Strom 6"]
    assert names(service, f"{path}/Datastreams?$orderby=name&$top=1") == ["Strom 0"]
    assert names(service, f"{path}/Datastreams?$top=0") == []


@covers("request-data/count")
def test_count_says_how_many_there_are(service: Service, path: str) -> None:
    assert service.get(f"{path}/Datastreams?$count=true&$top=1").json["@iot.count"] == MANY
    assert "@iot.count" not in service.get(f"{path}/Datastreams?$count=false").json
    first = service.get(f"{path}/Datastreams?$filter=name eq 'Strom 0'").value[0]["@iot.id"]
    assert service.get(f"Datastreams('{first}')/Observations?$count=true").json["@iot.count"] == 5


@covers("request-data/pagination")
def test_next_links_lead_through_the_whole_set_once(service: Service, path: str) -> None:
    link: str | None = f"{path}/Datastreams?$orderby=properties/n desc&$top=2&$select=name"
    found = []
    while link:
        page = service.get(link).json
        found += [one["name"] for one in page["value"]]
        link = page.get("@iot.nextLink")
    assert found == [f"Strom {n}" for n in reversed(range(MANY))]


@covers("request-data/pagination")
def test_pages_of_observations_are_led_through_once(service: Service, path: str) -> None:
    first = service.get(f"{path}/Datastreams?$filter=name eq 'Strom 0'").value[0]["@iot.id"]
    link: str | None = f"Datastreams('{first}')/Observations?$orderby=phenomenonTime desc&$top=2"
    found = []
    while link:
        page = service.get(link).json
        found += [one["result"] for one in page["value"]]
        link = page.get("@iot.nextLink")
    assert found == [4, 3, 2, 1, 0]


@covers("request-data/select")
def test_select_shows_only_what_is_named(service: Service, path: str) -> None:
    shown = service.get(f"{path}?$select=name,properties").json
    assert {name for name in shown if not name.startswith("@")} == {"name", "properties"}


@covers("request-data/select")
def test_select_names_id_and_navigation(service: Service, path: str) -> None:
    shown = service.get(f"{path}?$select=id,Datastreams").json
    assert shown["@iot.id"] == id_of(path)
    assert "Datastreams@iot.navigationLink" in shown
    assert "name" not in shown


@covers("request-data/expand")
def test_expand_brings_related_entities_along(service: Service, path: str) -> None:
    shown = service.get(f"{path}?$expand=Datastreams,Locations").json
    assert len(shown["Datastreams"]) == MANY
    assert shown["Locations"][0]["name"] == "Markt"


@covers("request-data/expand")
def test_expand_goes_deep_with_slashes_and_brackets(service: Service, path: str) -> None:
    slashes = service.get(f"{path}?$expand=Datastreams/ObservedProperty,Datastreams/Sensor").json
    assert {"ObservedProperty", "Sensor"} <= slashes["Datastreams"][0].keys()
    inner = (
        "$filter=name eq 'Strom 0';$expand=Observations($orderby=phenomenonTime desc;$top=1;$select=result)"
    )
    brackets = service.get(f"{path}?$expand=Datastreams({inner})").json
    (stream,) = brackets["Datastreams"]
    assert [one["result"] for one in stream["Observations"]] == [4]


@covers("request-data/expand", "request-data/pagination")
def test_an_expanded_set_has_a_next_link_and_a_count(service: Service, path: str) -> None:
    shown = service.get(f"{path}?$expand=Datastreams($top=2;$count=true;$orderby=name)").json
    assert shown["Datastreams@iot.count"] == MANY
    rest = service.get(shown["Datastreams@iot.nextLink"]).json
    assert [one["name"] for one in rest["value"]] == ["Strom 2", "Strom 3"]


@covers("request-data/expand")
def test_the_newest_value_of_every_datastream_comes_in_one_request(service: Service, path: str) -> None:
    query = "$expand=Observations($top=1;$orderby=phenomenonTime desc)&$orderby=name"
    found = service.get(f"{path}/Datastreams?{query}").value
    assert [len(one["Observations"]) for one in found] == [1, 0, 0, 0, 0, 0, 0]
    assert found[0]["Observations"][0]["result"] == 4


@covers("request-data/query-status-code")
@pytest.mark.parametrize(
    "query",
    [
        "$top=x",
        "$top=-1",
        "$skip=1.5",
        "$count=maybe",
        "$what=1",
        "$select=nothing",
        "$expand=Nothing",
        "$expand=Datastreams($top=1",
        "$orderby=nothing",
        "$orderby=name upwards",
        "$filter=",
        "$filter=name eq",
        "$filter=name eq 'x' and",
        "$filter=(name eq 'x'",
        "$filter=name gt 5 5",
        "$filter=nothing eq 1",
        "$filter=substringof('a')",
        "$filter=name eq 'x",
        "$filter=1 add 'x' eq 2",
        "$filter=st_within(name,geography'POINT(1 1)')",
        "$filter=st_within(location,geography'POINT(1)')",
        "$top=1&$top=2",
        "$skiptoken=rubbish",
        "$resultFormat=XLSX",
    ],
)
def test_a_wrong_query_is_400_and_says_what_is_wrong(service: Service, query: str) -> None:
    answer = service.get(f"Things?{query}")
    assert answer.status == 400, answer.body
    assert len(answer.json["message"]) > 10


@covers("request-data/status-code")
def test_what_exists_is_200(service: Service, path: str) -> None:
    assert service.get(path).status == 200
