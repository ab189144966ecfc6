# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Features are read: pages, boxes, times, conditions, systems, forms (17-069r4, 18-058r1, 19-079r2)."""

from __future__ import annotations

import json
from typing import Any

import pytest

from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.outlets.ogc.common import served
from stadtkern.flow.outlets.ogc.common.tests.clients import BASE, Client

from .benches import NOW, bench, benches, collection, square

pytestmark = pytest.mark.django_db
CORE = "http://www.opengis.net/spec/ogcapi-features-1/1.0/req/core/"
CRS = "http://www.opengis.net/spec/ogcapi-features-2/1.0/req/crs/"
FILTER = "http://www.opengis.net/spec/ogcapi-features-3/1.0/req/"
ITEMS = "collections/benches/items"
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
EPSG = "http://www.opengis.net/def/crs/EPSG/0/"
REFUSED = (
    "limit=0",
    "limit=-1",
    "limit=ten",
    "limit=1.5",
    "bbox=1,2,3",
    "bbox=a,b,c,d",
    "bbox=6,52,7,51",
    "bbox=6,51,7,nan",
    "bbox=600,51,700,52",
    "datetime=yesterday",
    "datetime=2026-05-01/2026-04-01",
    "datetime=../..",
    "crs=EPSG:9999",
    "bbox-crs=http://www.opengis.net/def/crs/EPSG/0/1",
    "sortby=roofed",
    "sortby=keeper",
    "properties=keeper",
    "after=nonsense",
    "after=WzEsMl0",
    "f=shp",
    "filter=seats+%3E",
    "filter=keeper='Erna'",
    "filter-lang=sql&filter=1",
    "seats=many",
    "count=maybe",
    "limit=1&limit=2",
    "name=%FF",
)


@pytest.mark.requirement(f"{CORE}fc-response")
@pytest.mark.requirement(f"{CORE}fc-timeStamp")
@pytest.mark.requirement(f"{CORE}fc-numberMatched")
@pytest.mark.requirement(f"{CORE}fc-numberReturned")
def test_a_page_says_when_it_was_made_and_how_many_there_are(lake: Lake) -> None:
    collection(features=benches())
    answer = Client().get(ITEMS, limit=2)
    assert (answer.status, answer.headers["Content-Type"]) == (200, "application/geo+json")
    content = answer.json
    assert (content["type"], content["numberMatched"], content["numberReturned"]) == (
        "FeatureCollection",
        5,
        2,
    )
    assert content["timeStamp"].endswith("Z")
    assert all(one["type"] == "Feature" and "id" in one for one in content["features"])


@pytest.mark.requirement(f"{CORE}fc-links")
@pytest.mark.requirement(f"{CORE}fc-limit-response-1")
def test_following_the_next_links_shows_every_feature_once(lake: Lake) -> None:
    collection(features=benches(7))
    seen: list[str] = []
    address = f"{BASE}/{ITEMS}?limit=3"
    while address:
        answer = Client().get(address)
        assert len(answer.keys) <= 3
        assert answer.link("self") and answer.link("alternate")
        seen += answer.keys
        address = answer.link("next")
    assert sorted(seen) == [f"b{place}" for place in range(7)]


ORDERS = [("-seats", "b4"), ("seats", "b0"), ("wood,-seats", "b3"), ("area", "b1"), ("-key", "b4")]


def test_pages_follow_each_other_in_any_order(lake: Lake) -> None:
    collection(features=benches())
    for sortby, first in ORDERS:
        seen: list[str] = []
        address = f"{BASE}/{ITEMS}?limit=2&sortby={sortby}"
        while address:
            answer = Client().get(address)
            seen += answer.keys
            address = answer.link("next")
        assert (seen[0], sorted(seen)) == (first, ["b0", "b1", "b2", "b3", "b4"])
        if sortby == "area":
            assert seen[-2:] in (["b0", "b3"], ["b3", "b0"])


@pytest.mark.requirement(f"{CORE}fc-limit-definition")
@pytest.mark.requirement(f"{CORE}query-param-invalid")
def test_a_parameter_that_cannot_be_used_is_refused_with_its_name(lake: Lake) -> None:
    collection(features=benches(1))
    for query in REFUSED:
        answer = Client().get(f"{ITEMS}?{query}")
        assert (answer.status, answer.headers["Content-Type"]) == (400, "application/problem+json"), query
        assert answer.json["status"] == 400 and answer.json["detail"]


@pytest.mark.requirement(f"{CORE}query-param-unknown")
def test_an_unknown_parameter_is_refused(lake: Lake) -> None:
    collection(features=benches(1))
    for path in [
        f"{ITEMS}?colour=red",
        f"{ITEMS}/b0?limit=1",
        "collections?x=1",
        "?x=1",
        "conformance?limit=5",
    ]:
        answer = Client().get(f"/api/ogc/{path}")
        assert answer.status == 400
        assert answer.json["parameter"] in {"colour", "limit", "x"}


@pytest.mark.requirement(f"{CORE}fc-bbox-definition")
@pytest.mark.requirement(f"{CORE}fc-bbox-response")
def test_a_box_selects_what_touches_it_and_not_what_lies_nowhere(lake: Lake) -> None:
    collection(features=[*benches(4), bench("nowhere", None)])
    assert sorted(Client().get(ITEMS, bbox="6.505,51.29,6.525,51.31").keys) == ["b1", "b2"]
    assert sorted(Client().get(ITEMS, bbox="6.505,51.29,0,6.525,51.31,100").keys) == ["b1", "b2"]
    assert Client().get(ITEMS, bbox="170,51,-170,52").keys == []


@pytest.mark.requirement(f"{CRS}fc-bbox-crs-definition")
@pytest.mark.requirement(f"{CRS}bbox-crs-action")
def test_a_box_may_be_given_in_other_systems_with_their_order_of_axes(lake: Lake) -> None:
    collection(features=benches(4))
    swapped = Client().get(ITEMS, bbox="51.29,6.505,51.31,6.525", bbox_crs=f"{EPSG}4326")
    assert sorted(swapped.keys) == ["b1", "b2"]
    metres = Client().get(ITEMS, bbox="326000,5685000,327600,5687000", bbox_crs=f"{EPSG}25832")
    assert metres.keys == ["b1"] or sorted(metres.keys) == ["b1", "b2"]


@pytest.mark.requirement(f"{CRS}fc-crs-definition")
@pytest.mark.requirement(f"{CRS}fc-crs-action")
@pytest.mark.requirement(f"{CRS}ogc-crs-header")
@pytest.mark.requirement(f"{CRS}ogc-crs-header-value")
@pytest.mark.parametrize("where", [ITEMS, f"{ITEMS}/b0"])
def test_answers_come_in_other_systems_with_their_order_of_axes(lake: Lake, where: str) -> None:
    collection(features=benches(1))

    def place(**asked: Any) -> tuple[list[float], str]:
        answer = Client().get(where, **asked)
        content = answer.json
        one = content["features"][0] if "features" in content else content
        return one["geometry"]["coordinates"], answer.headers["Content-Crs"]

    assert place() == ([6.5, 51.3], f"<{CRS84}>")
    assert place(crs=f"{EPSG}4326") == ([51.3, 6.5], f"<{EPSG}4326>")
    coordinates, header = place(crs=f"{EPSG}25832")
    assert header == f"<{EPSG}25832>"
    assert coordinates == pytest.approx([325708.6, 5686091.2], abs=300)


@pytest.mark.requirement(f"{CORE}fc-time-definition")
@pytest.mark.requirement(f"{CORE}fc-time-response")
def test_a_period_selects_by_the_first_time_of_a_feature_and_keeps_those_without(lake: Lake) -> None:
    collection(features=[*benches(4), bench("timeless", 6.9)])
    found = Client().get(ITEMS, datetime="2026-11-03/2026-11-04")
    assert sorted(found.keys) == ["b1", "b2", "timeless"]
    assert sorted(Client().get(ITEMS, datetime="../2026-11-02").keys) == ["b0", "timeless"]
    assert sorted(Client().get(ITEMS, datetime="2026-11-05T10:00:00Z").keys) == ["b3", "timeless"]


@pytest.mark.requirement(f"{FILTER}filter/filter-param")
@pytest.mark.requirement(f"{FILTER}features-filter/filter-param")
def test_conditions_select(lake: Lake) -> None:
    collection(features=benches())
    for asked, keys in CONDITIONS:
        assert sorted(Client().get(ITEMS, **asked).keys) == keys, asked


CONDITIONS: list[tuple[dict[str, Any], list[str]]] = [
    ({"filter": "seats > 2 and wood = 'oak'"}, ["b3"]),
    (
        {"filter": '{"op":"in","args":[{"property":"key"},["b0","b4"]]}', "filter_lang": "cql2-json"},
        ["b0", "b4"],
    ),
    ({"filter": "S_INTERSECTS(geometry, BBOX(6.505,51.29,6.515,51.31))"}, ["b1"]),
    (
        {"filter": "S_INTERSECTS(geometry, BBOX(51.29,6.505,51.31,6.515))", "filter_crs": f"{EPSG}4326"},
        ["b1"],
    ),
    ({"seats": "2"}, ["b2"]),
    ({"wood": "pine", "roofed": "true", "seats": "0"}, ["b0"]),
    ({"opened": "2026-11-03"}, ["b1"]),
    ({"filter": "seats >= 1", "bbox": "6.5,51.2,6.515,51.4"}, ["b1"]),
]


def test_a_condition_holds_on_all_pages_and_is_counted_when_that_is_asked(lake: Lake) -> None:
    collection(features=benches(9))
    first = Client().get(ITEMS, filter="roofed = true", limit=2, count="exact")
    assert (first.json["numberMatched"], len(first.keys)) == (5, 2)
    rest = Client().get(first.link("next"))
    last = Client().get(rest.link("next"))
    assert sorted([*first.keys, *rest.keys, *last.keys]) == ["b0", "b2", "b4", "b6", "b8"]
    assert "numberMatched" not in Client().get(ITEMS, filter="roofed = true", limit=2).json
    about = Client().get(ITEMS, filter="roofed = true", limit=2, count="estimate").json
    assert (about["numberEstimated"], "numberMatched" in about) == (5, False)


@pytest.mark.requirement(f"{CORE}f-op")
@pytest.mark.requirement(f"{CORE}f-success")
@pytest.mark.requirement(f"{CORE}f-links")
def test_one_feature_links_to_itself_and_its_collection(lake: Lake) -> None:
    collection(features=benches(1))
    answer = Client().get(f"{ITEMS}/b0")
    assert (answer.status, answer.json["id"], answer.json["properties"]["name"]) == (200, "b0", "Bank 0")
    assert answer.link("collection") == f"{BASE}/collections/benches"
    assert answer.link("self").startswith(f"{BASE}/{ITEMS}/b0")
    assert Client().get(f"{ITEMS}/gone").status == 404


def test_a_feature_with_a_wild_key_is_found_at_the_address_that_its_links_name(lake: Lake) -> None:
    collection(features=[bench("Straße 1/2 ?#", 6.5, name="x")])
    key = Client().get(ITEMS).keys[0]
    answer = Client().get(f"{ITEMS}/Stra%C3%9Fe%201%2F2%20%3F%23")
    assert (answer.status, key, answer.json["id"]) == (200, "Straße 1/2 ?#", key)
    assert Client().get(answer.link("self")).json["id"] == key


def test_fields_that_point_at_people_are_never_shown(lake: Lake) -> None:
    collection(features=benches(1))
    for path in (
        ITEMS,
        f"{ITEMS}/b0",
        f"{ITEMS}?f=csv",
        "collections/benches/schema",
        "collections/benches/queryables",
    ):
        answer = Client().get(path)
        assert answer.status == 200
        assert b"keeper" not in answer.body and b"Erna" not in answer.body


def test_only_the_wanted_fields_come_and_places_only_when_they_are_wanted(lake: Lake) -> None:
    collection(features=benches(2))
    content = Client().get(ITEMS, properties="seats", skipGeometry="true", sortby="-name").json
    assert [one["properties"] for one in content["features"]] == [{"seats": 1}, {"seats": 0}]
    assert [one["geometry"] for one in content["features"]] == [None, None]


@pytest.mark.requirement("http://www.opengis.net/spec/ogcapi-features-1/1.0/req/geojson/content")
def test_features_come_in_many_forms_as_pages_and_as_whole_files(lake: Lake) -> None:
    collection(features=benches(3))
    for form, media_type, begin in FORMS:
        page = Client().get(ITEMS, f=form, limit=2)
        assert (page.status, page.headers["Content-Type"].partition(";")[0]) == (200, media_type)
        assert page.body.startswith(begin) and 'rel="next"' in page.headers["Link"]
        whole = Client().get(ITEMS, f=form)
        assert whole.body.startswith(begin)
        assert "benches" in whole.headers["Content-Disposition"]
        accepted = Client().get(ITEMS, headers={"Accept": media_type}, limit=1)
        assert accepted.headers["Content-Type"].partition(";")[0] == media_type


FORMS = [
    ("csv", "text/csv", b""),
    ("fgb", "application/flatgeobuf", b"fgb"),
    ("parquet", "application/vnd.apache.parquet", b"PAR1"),
    ("gml", "application/gml+xml", b"<?xml"),
    ("jsonseq", "application/geo+json-seq", b"\x1e"),
    ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", b"PK"),
]


def test_what_was_true_then_can_be_asked(lake: Lake) -> None:
    collection(features=benches(2))
    assert sorted(Client().get(ITEMS, at="2026-11-02").keys) == ["b0", "b1"]
    assert Client().get(ITEMS, at="2026-10-01").keys == []
    assert Client().get(f"{ITEMS}/b0", at="2026-10-01").status == 404


def test_the_same_answer_is_not_sent_twice_until_something_changes(lake: Lake) -> None:
    collection(features=benches(2))
    first = Client().get(ITEMS)
    again = Client().get(ITEMS, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status, again.body) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert Client().get(ITEMS, limit=1).headers["ETag"] != first.headers["ETag"]
    one = Client().get(f"{ITEMS}/b0")
    assert not one.headers["ETag"].startswith("W/")
    assert Client().get(f"{ITEMS}/b0", headers={"If-None-Match": one.headers["ETag"]}).status == 304


@pytest.mark.requirement(f"{CORE}fc-md-op")
@pytest.mark.requirement(f"{CORE}fc-md-success")
@pytest.mark.requirement(f"{CORE}fc-md-items")
@pytest.mark.requirement(f"{CORE}sfc-md-op")
@pytest.mark.requirement(f"{CORE}sfc-md-success")
@pytest.mark.requirement(f"{CORE}fc-md-items-links")
@pytest.mark.requirement(f"{CORE}fc-md-links")
@pytest.mark.requirement(f"{CORE}fc-md-extent")
@pytest.mark.requirement(f"{CRS}fc-md-crs-list")
@pytest.mark.requirement(f"{CRS}fc-md-storageCrs")
def test_collections_say_what_they_are_and_where_their_features_are(lake: Lake) -> None:
    collection(features=benches(2))
    listed = Client().get("collections")
    assert listed.link("self") and listed.link("alternate")
    one = next(row for row in listed.json["collections"] if row["id"] == "benches")
    alone = Client().get("collections/benches").json
    assert {name: alone[name] for name in ("id", "title", "crs")} == {
        name: one[name] for name in ("id", "title", "crs")
    }
    assert alone["extent"]["spatial"]["bbox"][0] == pytest.approx([6.5, 51.3, 6.51, 51.3])
    assert (alone["storageCrs"], alone["itemType"], alone["itemCount"]) == (CRS84, "feature", 2)
    assert f"{EPSG}25832" in alone["crs"]
    forms = {link["type"] for link in alone["links"] if link["rel"] == "items"}
    assert {"application/geo+json", "text/html", "application/flatgeobuf"} <= forms
    assert next(link for link in alone["links"] if link["rel"] == "license")["href"].startswith("https://")


@pytest.mark.requirement(f"{FILTER}queryables/get-op")
@pytest.mark.requirement(f"{FILTER}queryables/get-response")
def test_queryables_sortables_and_schema_describe_the_public_fields(lake: Lake) -> None:
    collection(features=benches(1))
    found = Client().get("collections/benches/queryables")
    assert found.headers["Content-Type"] == "application/schema+json"
    assert found.json["properties"]["seats"]["type"] == "integer"
    assert found.json["additionalProperties"] is False
    sortable = Client().get("collections/benches/sortables").json["properties"]
    assert "seats" in sortable and "roofed" not in sortable
    schema = Client().get("collections/benches/schema").json["properties"]
    assert schema["geometry"]["x-ogc-role"] == "primary-geometry"
    assert schema["wood"]["enum"] == ["oak", "pine"]
    assert schema["area"]["x-ogc-unit"] == "m2"


def test_internal_collections_are_not_there_for_strangers(lake: Lake) -> None:
    collection("secret", benches(1), public=False)
    for path in ("collections/secret", "collections/secret/items", "collections/secret/items/b0"):
        assert Client().get(path).status == 404
    assert all(one["id"] != "secret" for one in Client().get("collections").json["collections"])


def test_texts_are_in_the_language_that_is_asked_for(lake: Lake) -> None:
    collection(features=benches(1))
    english = Client().get("collections/benches", headers={"Accept-Language": "en-GB,en;q=0.8,de;q=0.5"})
    assert (english.json["title"], Client().get("collections/benches").json["title"]) == ("Benches", "Bänke")


def test_a_page_of_large_geometries_ends_early_and_goes_on(
    lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(served, "_PROVIDED", [served.Served(page_bytes=300)])
    large = [bench(f"a{place}", square(6.0, 51.0, 0.1).segmentize(0.05)) for place in range(3)]
    collection("areas", large, geometry="polygon")
    seen: list[str] = []
    address = f"{BASE}/collections/areas/items"
    while address:
        answer = Client().get(address)
        assert len(answer.keys) == 1
        seen += answer.keys
        address = answer.link("next")
    assert sorted(seen) == ["a0", "a1", "a2"]


def test_written_json_is_what_json_readers_expect(lake: Lake) -> None:
    collection(features=[bench("b", 6.5, name='<b>"x"</b>', seen=NOW)])
    content = json.loads(Client().get(ITEMS).body)
    assert content["features"][0]["properties"]["seen"].startswith("2026-11-02T08:00:00")
