# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The Action API as harvesters and clients ask it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from stadtkern.flow.catalogue.harvested import record_harvested, withdraw_harvested
from stadtkern.flow.catalogue.words import Agent
from stadtkern.flow.outlets.ckan import index
from stadtkern.flow.outlets.ckan.actions.known import ACTIONS
from stadtkern.flow.outlets.ckan.index import Index
from stadtkern.flow.outlets.dcat.tests.entries import NOW, entry, way
from stadtkern.flow.outlets.open_data.search import current as portal_search
from stadtkern.kernel.licences import CC_ZERO

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_packages() -> Iterator[None]:
    """Nothing is remembered from another test."""
    index.forget()
    portal_search.forget()
    yield
    index.forget()
    portal_search.forget()


def given(title: str = "Baumkataster", **said: Any) -> str:
    """A public package of this title; its name."""
    words = {"title": title, "identifier": title, **said}
    return record_harvested("nachbar", entry(**words), identifier=title, now=NOW)[0]


def ask(client: Client, action: str, /, **asked: Any) -> Any:
    """What the action answers; it must succeed."""
    answer = client.get(f"/api/3/action/{action}", asked)
    told = answer.json()
    assert told["success"] is True, told
    assert told["help"] == f"http://testserver/api/3/action/help_show?name={action}"
    return told["result"]


def fault(client: Client, action: str, /, **asked: Any) -> tuple[int, Any]:
    """Status and error of an action that must fail."""
    answer = client.get(f"/api/3/action/{action}", asked)
    told = answer.json()
    assert told["success"] is False
    return answer.status_code, told["error"]


def test_a_package_is_shown_by_name_and_by_id(client: Client) -> None:
    name = given()
    shown = ask(client, "package_show", id=name)
    assert shown["name"] == name
    assert ask(client, "package_show", id=shown["id"]) == shown


def test_a_package_says_what_harvesters_look_for(client: Client) -> None:
    shown = ask(client, "package_show", id=given())
    extras = {one["key"]: one["value"] for one in shown["extras"]}
    assert shown["license_id"] == "dl-by-de/2.0"
    assert shown["organization"]["title"] == "Stadt Musterstadt"
    assert shown["owner_org"] == shown["organization"]["id"]
    assert [one["name"] for one in shown["groups"]] == ["envi"]
    assert [one["name"] for one in shown["tags"]] == ["Baum", "Straße"]
    assert shown["metadata_modified"] == "2026-01-02T03:04:05"
    assert json.loads(extras["spatial"])["type"] == "Polygon"
    assert json.loads(extras["theme"]) == ["http://publications.europa.eu/resource/authority/data-theme/ENVI"]
    assert extras["uri"].startswith("http://testserver/daten/")
    assert extras["contact_email"] == "gruen@stadt.example"
    assert extras["temporal_start"] == "2026-01-02T03:04:05"


def test_a_resource_is_shown_with_whole_addresses(client: Client) -> None:
    (resource,) = [
        one for one in ask(client, "package_show", id=given())["resources"] if one["format"] == "CSV"
    ]
    assert ask(client, "resource_show", id=resource["id"]) == resource
    assert resource["url"] == "http://testserver/daten/baeume/csv"
    assert (resource["size"], resource["hash"], resource["mimetype"]) == (1234, "ab" * 32, "text/csv")


def test_ids_stay_the_same(client: Client) -> None:
    name = given()
    before = ask(client, "package_show", id=name)["id"]
    given(description="Nun anders beschrieben.")
    assert ask(client, "package_show", id=name)["id"] == before


def test_package_list_goes_by_name_in_pages(client: Client) -> None:
    names = sorted(given(title) for title in ("A", "B", "C"))
    assert ask(client, "package_list") == names
    assert ask(client, "package_list", limit=2) == names[:2]
    assert ask(client, "package_list", limit=2, offset=2) == names[2:]


def test_packages_come_whole_last_changed_first(client: Client) -> None:
    old, new = given("Alt"), given("Neu", modified=NOW + timedelta(days=1))
    shown = ask(client, "current_package_list_with_resources", limit=10)
    assert [one["name"] for one in shown] == [new, old]
    assert all(one["resources"] for one in shown)


def test_a_harvester_walks_through_all_packages(client: Client) -> None:
    names = {given(f"Datensatz {number}") for number in range(5)}
    seen: list[str] = []
    while True:
        page = ask(client, "package_search", q="*:*", rows=2, start=len(seen), sort="id asc")
        assert page["count"] == 5
        if not page["results"]:
            break
        seen += [one["name"] for one in page["results"]]
    assert sorted(seen) == sorted(names)


def test_filters_narrow_the_search(client: Client) -> None:
    trees = given("Bäume")
    given("Luft", publisher=Agent(name="Land"), themes=("HEAL",), licence=CC_ZERO, keywords=("Ozon",))
    for question in (
        "organization:stadt-musterstadt",
        "groups:envi",
        "license_id:dl-by-de/2.0",
        'tags:"Straße" AND res_format:CSV',
        "-organization:land",
        'extras_identifier:"Bäume"',
    ):
        found = ask(client, "package_search", fq=question)
        assert [one["name"] for one in found["results"]] == [trees], question


def test_only_what_changed_since_is_found(client: Client) -> None:
    given("Alt")
    new = given("Neu", modified=NOW + timedelta(days=2))
    found = ask(client, "package_search", fq="metadata_modified:[2026-01-03T00:00:00Z TO *]")
    assert [one["name"] for one in found["results"]] == [new]


def test_several_filters_must_all_hold(client: Client) -> None:
    given("Bäume")
    found = ask(client, "package_search", fq="groups:envi", fq_list='["organization:land"]')
    assert found["count"] == 0


def test_words_are_searched_as_in_the_portal(client: Client) -> None:
    trees = given("Baumkataster")
    given("Luftgüte", title_en="Air", description="Ozon und Feinstaub.", keywords=("Ozon",))
    found = ask(client, "package_search", q="Bäume")
    assert [one["name"] for one in found["results"]] == [trees]


def test_words_in_the_title_count_more(client: Client) -> None:
    given("Parks", description="Auch mit Bänken.")
    benches = given("Bänke", description="Sitzgelegenheiten.")
    found = ask(client, "package_search", q="title:Bänke OR notes:Bänken")
    assert found["results"][0]["name"] == benches


def test_facets_count_what_was_found(client: Client) -> None:
    given("Bäume")
    given("Parks", themes=("ENVI", "REGI"))
    found = ask(client, "package_search", **{"facet.field": '["groups", "license_id"]', "rows": "0"})
    assert found["facets"]["groups"] == {"envi": 2, "regi": 1}
    items = found["search_facets"]["license_id"]["items"]
    assert items[0]["display_name"].startswith("Datenlizenz Deutschland")
    assert found["results"] == []


def test_orders_are_kept(client: Client) -> None:
    first, second = given("Zebra"), given("Ähre")
    found = ask(client, "package_search", sort="title_string asc")
    assert [one["name"] for one in found["results"]] == [second, first]


def test_get_and_post_mean_the_same(client: Client) -> None:
    given("Bäume")
    asked = {"fq": "groups:envi", "rows": 1, "facet.field": ["groups"]}
    told = client.post("/api/3/action/package_search", json.dumps(asked), "application/json").json()
    form = client.post("/api/3/action/package_search", {"fq": "groups:envi", "rows": "1"}).json()
    assert told["result"]["count"] == form["result"]["count"] == 1
    assert told["result"]["facets"] == {"groups": {"envi": 1}}


def test_the_older_address_answers_too(client: Client) -> None:
    given()
    assert client.post("/api/action/package_list", "{}", "application/json").json()["success"] is True


def test_organizations_are_publishers(client: Client) -> None:
    name = given()
    assert ask(client, "organization_list") == ["stadt-musterstadt"]
    (whole,) = ask(client, "organization_list", all_fields="true")
    shown = ask(client, "organization_show", id=whole["id"], include_datasets=True)
    assert (shown["title"], shown["package_count"]) == ("Stadt Musterstadt", 1)
    assert [one["name"] for one in shown["packages"]] == [name]


def test_groups_are_themes(client: Client) -> None:
    name = given()
    assert ask(client, "group_list") == ["envi"]
    assert ask(client, "group_show", id="envi")["title"] == "Umwelt"
    assert [one["name"] for one in ask(client, "group_package_show", id="envi")] == [name]


def test_tags_are_keywords(client: Client) -> None:
    name = given()
    assert ask(client, "tag_list") == ["Baum", "Straße"]
    assert ask(client, "tag_list", query="strasse") == ["Straße"]
    shown = ask(client, "tag_show", id="Baum", include_datasets=True)
    assert [one["name"] for one in shown["packages"]] == [name]
    assert ask(client, "tag_search", query="aum")["count"] == 1
    assert ask(client, "tag_autocomplete", query="ba") == ["Baum"]


def test_the_site_says_what_it_is(client: Client) -> None:
    assert ask(client, "site_read") is True
    assert ask(client, "status_show")["site_url"] == "http://testserver"
    assert client.get("/api/3").json() == {"version": 3}
    assert {"dl-by-de/2.0", "cc-zero"} <= {one["id"] for one in ask(client, "license_list")}


def test_lists_that_this_site_does_not_have_are_empty(client: Client) -> None:
    assert ask(client, "vocabulary_list") == []


@pytest.mark.parametrize("action", sorted(ACTIONS))
def test_every_action_has_help(client: Client, action: str) -> None:
    assert ask(client, "help_show", name=action)


def test_resources_are_searched_by_field(client: Client) -> None:
    given(distributions=(way(), way("json", format="JSON", title="Austausch")))
    assert ask(client, "resource_search", query="format:json")["results"][0]["name"] == "Austausch"


def test_names_are_completed(client: Client) -> None:
    name = given("Baumkataster")
    assert ask(client, "package_autocomplete", q="baumk")[0]["name"] == name
    assert ask(client, "format_autocomplete", q="cs") == ["csv"]


@pytest.mark.parametrize(
    ("action", "asked"),
    [
        ("package_show", {"id": "gibtesnicht"}),
        ("resource_show", {"id": "gibtesnicht"}),
        ("organization_show", {"id": "gibtesnicht"}),
        ("group_show", {"id": "gibtesnicht"}),
        ("tag_show", {"id": "gibtesnicht"}),
        ("datastore_search", {"resource_id": "gibtesnicht"}),
    ],
)
def test_what_is_not_there_is_not_found(client: Client, action: str, asked: dict[str, str]) -> None:
    status, error = fault(client, action, **asked)
    assert (status, error["__type"]) == (404, "Not Found Error")


def test_a_withdrawn_package_is_gone_with_its_reason(client: Client) -> None:
    name = given()
    withdraw_harvested("nachbar", seen_before=NOW + timedelta(days=1), reason="Veraltet.", now=NOW)
    status, error = fault(client, "package_show", id=name)
    assert status == 404
    assert "Veraltet." in error["message"]
    assert ask(client, "package_list") == []


@pytest.mark.parametrize(
    ("action", "asked", "field"),
    [
        ("package_show", {}, "id"),
        ("package_search", {"rows": "viele"}, "rows"),
        ("package_search", {"rows": "-1"}, "rows"),
        ("package_search", {"sort": "farbe asc"}, "sort"),
        ("package_search", {"facet.field": "[1"}, "facet.field"),
        ("resource_search", {"query": "irgendwas"}, "query"),
        ("datastore_search", {}, "resource_id"),
        ("datastore_search", {"resource_id": "x", "records_format": "xml"}, "records_format"),
        ("datastore_search", {"resource_id": "x", "filters": "[]"}, "filters"),
        ("datastore_search_sql", {}, "sql"),
    ],
)
def test_wrong_parameters_are_named(client: Client, action: str, asked: dict[str, str], field: str) -> None:
    status, error = fault(client, action, **asked)
    assert (status, error["__type"]) == (409, "Validation Error")
    assert error[field]


@pytest.mark.parametrize("fq", ["organization:(a", "gibtesnicht:1"])
def test_a_filter_that_cannot_be_read_is_a_search_error(client: Client, fq: str) -> None:
    given()
    status, error = fault(client, "package_search", fq=fq)
    assert (status, error["__type"]) == (409, "Search Query Error")


@pytest.mark.parametrize("action", ["package_create", "package_delete", "datastore_upsert", "user_list"])
def test_what_would_change_something_is_not_authorized(client: Client, action: str) -> None:
    answer = client.post(f"/api/3/action/{action}", "{}", "application/json")
    assert answer.status_code == 403
    assert answer.json()["error"]["__type"] == "Authorization Error"


def test_an_unknown_action_is_a_bad_request(client: Client) -> None:
    answer = client.get("/api/3/action/paket_zeigen")
    assert answer.status_code == 400
    assert answer.json() == "Bad request - Action name not known: paket_zeigen"


@pytest.mark.parametrize("body", ["{", "[1]", '"a"', "\xff"])
def test_a_body_that_is_no_object_is_a_bad_request(client: Client, body: str) -> None:
    answer = client.post("/api/3/action/package_list", body.encode("latin-1"), "application/json")
    assert answer.status_code == 400
    assert answer.json().startswith("Bad request - ")


def test_a_body_over_the_limit_is_not_read(client: Client) -> None:
    body = json.dumps({"q": "x" * 1_100_000})
    assert client.post("/api/3/action/package_search", body, "application/json").status_code == 413


def test_an_unchanged_answer_is_not_sent_again(client: Client) -> None:
    given()
    tag = client.get("/api/3/action/package_search")["ETag"]
    assert client.get("/api/3/action/package_search", headers={"if-none-match": tag}).status_code == 304


def test_pages_of_other_hosts_may_ask(client: Client) -> None:
    assert client.get("/api/3/action/site_read")["Access-Control-Allow-Origin"] == "*"
    assert client.options("/api/3/action/package_search").status_code == 204


def test_the_address_of_a_package_in_ckan_leads_to_its_page(client: Client) -> None:
    name = given()
    assert client.get(f"/dataset/{name}")["Location"] == f"/daten/{name}/"


def test_what_a_package_says_cannot_break_out_of_the_answer(client: Client) -> None:
    name = given("Böse", description='"}]}</script>\\u0000 {{ root }}\n')
    shown = ask(client, "package_show", id=name)
    assert shown["notes"] == '"}]}</script>\\u0000 {{ root }}\n'


def test_a_search_needs_few_queries(client: Client, django_assert_max_num_queries: Any) -> None:
    for number in range(5):
        given(f"Datensatz {number}")
    ask(client, "package_list")
    with django_assert_max_num_queries(8):
        ask(client, "package_search", fq="groups:envi", rows=100)


def test_a_large_catalogue_is_made_anew_beside_the_answers(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Index] = []
    given("Alt")
    ask(client, "package_list")
    monkeypatch.setattr(index, "_AT_ONCE", 0)
    monkeypatch.setattr(index, "_make_later", made.append)
    given("Neu")
    assert len(ask(client, "package_list")) == len(made) == 1
