# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The catalogue is searched and read as records (20-004)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.outlets.ogc.common.tests.clients import BASE, Answered, Client
from stadtkern.flow.outlets.ogc.features.tests.benches import benches, collection
from stadtkern.flow.outlets.ogc.records import known

pytestmark = pytest.mark.django_db
RECORDS = "http://www.opengis.net/spec/ogcapi-records-1/1.0/req/"
ITEMS = "collections/open_data/items"


@pytest.fixture(autouse=True)
def catalogue(lake: Lake) -> Iterator[None]:
    """A catalogue with the collections benches and statues."""
    known.forget()
    collection("benches", benches(2))
    collection("statues", benches(1))
    yield
    known.forget()


def keys(answer: Answered) -> list[str]:
    """Keys of records, of which the declared sources of the city are not asked here."""
    return [key for key in answer.keys if key in {"benches", "statues"}]


@pytest.mark.requirement(f"{RECORDS}record-collection/mandatory-properties-collection")
@pytest.mark.requirement(f"{RECORDS}record-collection/itemType")
def test_the_catalogue_is_a_collection_of_records() -> None:
    listed = {one["id"]: one for one in Client().get("collections").json["collections"]}
    alone = Client().get("collections/open_data").json
    assert listed["open_data"]["itemType"] == alone["itemType"] == "record"
    assert any(link["rel"] == "items" for link in alone["links"])
    assert Client().get("collections/open_data/sortables").status == 200


@pytest.mark.requirement(f"{RECORDS}records-api/record-response")
@pytest.mark.requirement(f"{RECORDS}record-core/mandatory-properties-record")
def test_a_record_says_what_the_dataset_is_and_how_to_get_it() -> None:
    found = Client().get(f"{ITEMS}/benches")
    assert (found.status, found.headers["Content-Type"]) == (200, "application/geo+json")
    content = found.json
    assert (content["id"], content["type"], content["properties"]["type"]) == (
        "benches",
        "Feature",
        "dataset",
    )
    assert content["properties"]["title"] == "Bänke"
    assert content["properties"]["license"].startswith("http")
    assert content["geometry"]["type"] == "Polygon"
    rels = {link["rel"] for link in content["links"]}
    assert {"self", "collection", "license", "alternate"} <= rels
    assert all(link["href"].startswith("http") for link in content["links"])
    assert Client().get(f"{ITEMS}/none").status == 404


@pytest.mark.requirement(f"{RECORDS}record-core-query-parameters/query-param-q-response")
@pytest.mark.requirement(f"{RECORDS}record-core-query-parameters/query-param-ids-response")
@pytest.mark.requirement(f"{RECORDS}record-core-query-parameters/query-param-type-response")
@pytest.mark.requirement(f"{RECORDS}record-core-query-parameters/query-param-bbox")
def test_records_are_found_by_words_keys_kind_and_place() -> None:
    assert keys(Client().get(ITEMS, q="STATUES")) == ["statues"]
    assert keys(Client().get(ITEMS, q="unsinn,benches")) == ["benches", "statues"]
    assert keys(Client().get(ITEMS, q="unsinn")) == []
    assert Client().get(ITEMS, ids="statues,benches").keys == ["benches", "statues"]
    assert Client().get(ITEMS, type="service").keys == []
    assert keys(Client().get(ITEMS, type="dataset", bbox="6.4,51.2,6.6,51.4")) == ["benches", "statues"]
    assert keys(Client().get(ITEMS, bbox="8,51.2,9,51.4")) == []


@pytest.mark.requirement(f"{RECORDS}sorting/sortby-response")
@pytest.mark.requirement(f"{RECORDS}records-api/records-op")
def test_records_come_in_pages_and_in_order() -> None:
    first = Client().get(ITEMS, ids="statues,benches", limit=1, sortby="-title")
    assert (first.json["numberMatched"], first.json["numberReturned"]) == (2, 1)
    second = Client().get(first.link("next"))
    assert sorted([*first.keys, *second.keys]) == ["benches", "statues"]
    assert second.link("next") == ""


def test_what_cannot_be_used_is_refused() -> None:
    for query in ("after=x!", "sortby=colour", "bbox=1", "limit=0", "colour=red"):
        assert Client().get(f"{ITEMS}?{query}").status == 400, query


def test_the_landing_page_leads_to_the_catalogue() -> None:
    assert f"{BASE}/collections/open_data" in {
        link["href"] for link in Client().get("/api/ogc/").json["links"]
    }
    uris = Client().get("conformance").json["conformsTo"]
    assert "http://www.opengis.net/spec/ogcapi-records-1/1.0/conf/record-core" in uris
    assert len(uris) == len(set(uris))
