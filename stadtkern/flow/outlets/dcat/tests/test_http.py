# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The catalogue over HTTP, as harvesters ask for it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpRequest
from django.test import Client, RequestFactory
from rdflib import RDF, Graph, URIRef
from rdflib.namespace import DCTERMS

from stadtkern.flow.catalogue import service
from stadtkern.flow.catalogue.harvested import record_harvested, withdraw_harvested
from stadtkern.flow.outlets.dcat.checking import inspect_graph
from stadtkern.flow.outlets.dcat.http.forms import JSON_LD, RDF_XML, TURTLE, wanted
from stadtkern.flow.outlets.dcat.http.remembered import MOST_BYTES, forget, remembered
from stadtkern.flow.outlets.dcat.http.views import negotiated
from stadtkern.flow.outlets.dcat.vocabulary import DCAT, HYDRA

from .entries import NOW, entry

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning"),
]
ROOT = "http://testserver"


def given(*titles: str) -> list[str]:
    """Entries with these titles; their keys."""
    return [
        record_harvested("nachbar", entry(title=title, identifier=title), identifier=title, now=NOW)[0]
        for title in titles
    ]


def parsed(client: Client, address: str) -> Graph:
    return Graph().parse(data=client.get(address).content, format="turtle")


@pytest.mark.parametrize(
    ("ending", "form"), [("rdf", "application/rdf+xml"), ("ttl", "turtle"), ("jsonld", "json-ld")]
)
def test_the_catalogue_is_there_in_three_forms(client: Client, ending: str, form: str) -> None:
    (key,) = given("Bäume")
    answer = client.get(f"/api/dcat/catalog.{ending}")
    graph = Graph().parse(data=answer.content, format=form)
    assert (URIRef(f"{ROOT}/daten/{key}/#dataset"), RDF.type, DCAT.Dataset) in graph


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("text/turtle", "text/turtle"),
        ("application/rdf+xml", "application/rdf+xml"),
        ("application/ld+json", "application/ld+json"),
        ("application/ld+json;q=0.5, text/turtle;q=0.4", "application/ld+json"),
        ("*/*", "text/turtle"),
        ("", "text/turtle"),
    ],
)
def test_the_form_follows_what_the_client_accepts(client: Client, accept: str, media_type: str) -> None:
    answer = client.get("/api/dcat/catalog", headers={"accept": accept})
    assert answer["Content-Type"] == f"{media_type}; charset=utf-8"
    assert "Accept" in answer["Vary"]


def test_browsers_are_led_to_the_pages(client: Client) -> None:
    (key,) = given("Bäume")
    accept = {"accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
    assert client.get("/api/dcat/catalog", headers=accept)["Location"] == "/daten/"
    answer = client.get(f"/api/dcat/dataset/{key}", headers=accept)
    assert (answer.status_code, answer["Location"]) == (303, f"/daten/{key}/")


def test_the_whole_catalogue_is_valid(client: Client) -> None:
    given("Bäume", "Bänke")
    found = inspect_graph(parsed(client, "/api/dcat/catalog.ttl"))
    assert [one for one in found if one.severity == "violation"] == []


def test_pages_lead_through_all_datasets_each_once(client: Client) -> None:
    keys = given(*(f"Datensatz {number}" for number in range(5)))
    address, seen, pages = f"{ROOT}/api/dcat/catalog.ttl?limit=2", [], 0
    while address:
        graph = parsed(client, address.removeprefix(ROOT))
        seen += sorted(str(one) for one in graph.subjects(RDF.type, DCAT.Dataset))
        view = graph.value(predicate=RDF.type, object=HYDRA.PartialCollectionView)
        address, pages = str(graph.value(view, HYDRA.next) or ""), pages + 1
        assert (view, HYDRA.first, URIRef(f"{ROOT}/api/dcat/catalog.ttl?limit=2")) in graph
    assert seen == sorted(f"{ROOT}/daten/{key}/#dataset" for key in keys)
    assert pages == 3


def test_older_harvesters_find_the_next_page_by_the_older_words(client: Client) -> None:
    given("A", "B")
    graph = parsed(client, "/api/dcat/catalog.ttl?limit=1")
    view = graph.value(predicate=RDF.type, object=HYDRA.PagedCollection)
    assert graph.value(view, HYDRA.nextPage) == graph.value(view, HYDRA.next)
    link = client.get("/api/dcat/catalog.ttl?limit=1")["Link"]
    assert link == f'<{graph.value(view, HYDRA.next)}>; rel="next"'


def test_a_dataset_that_comes_while_a_harvester_walks_moves_no_other(client: Client) -> None:
    first, second = sorted(given("M", "Z"))
    page = parsed(client, "/api/dcat/catalog.ttl?limit=1")
    given("A")
    after = parsed(client, f"/api/dcat/catalog.ttl?limit=1&after={first}")
    assert (None, RDF.type, DCAT.Dataset) in page
    assert (URIRef(f"{ROOT}/daten/{second}/#dataset"), RDF.type, DCAT.Dataset) in after


def test_an_unchanged_page_is_not_sent_again(client: Client) -> None:
    given("Bäume")
    tag = client.get("/api/dcat/catalog.rdf")["ETag"]
    again = client.get("/api/dcat/catalog.rdf", headers={"if-none-match": tag})
    assert (again.status_code, again.content) == (304, b"")


def test_a_change_has_a_new_tag(client: Client) -> None:
    given("Bäume")
    tag = client.get("/api/dcat/catalog.rdf")["ETag"]
    given("Bänke")
    assert client.get("/api/dcat/catalog.rdf", headers={"if-none-match": tag}).status_code == 200


@pytest.mark.parametrize("limit", ["0", "501", "viele", "-1", "1e3", "٣"])
def test_a_limit_that_cannot_be_is_refused_in_words(client: Client, limit: str) -> None:
    answer = client.get("/api/dcat/catalog.ttl", {"limit": limit})
    assert answer.status_code == 400
    assert "1 bis 500" in answer.json()["detail"]


def test_a_dataset_stands_alone_with_the_name_it_has_in_the_catalogue(client: Client) -> None:
    (key,) = given("Bäume")
    graph = parsed(client, f"/api/dcat/dataset/{key}.ttl")
    assert str(graph.value(URIRef(f"{ROOT}/daten/{key}/#dataset"), DCTERMS.title)) in {
        "Bäume",
        "Tree register",
    }


def test_what_is_not_there_is_not_found(client: Client) -> None:
    for kind in ("dataset", "service", "series"):
        assert client.get(f"/api/dcat/{kind}/gibtesnicht.ttl").status_code == 404


def test_a_withdrawn_dataset_says_why(client: Client) -> None:
    (key,) = given("Bäume")
    withdraw_harvested("nachbar", seen_before=NOW + timedelta(days=1), reason="Veraltet.", now=NOW)
    answer = client.get(f"/api/dcat/dataset/{key}.ttl")
    assert answer.status_code == 410
    assert "Veraltet." in answer.json()["detail"]


def test_a_service_says_what_it_delivers(client: Client) -> None:
    key = service.services()[0].key
    graph = parsed(client, f"/api/dcat/service/{key}.ttl")
    assert (URIRef(f"{ROOT}/api/dcat/service/{key}#service"), RDF.type, DCAT.DataService) in graph


def test_nothing_can_be_written(client: Client) -> None:
    answer = client.post("/api/dcat/catalog.ttl")
    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD, OPTIONS")


def test_pages_of_other_hosts_may_read(client: Client) -> None:
    assert client.get("/api/dcat/catalog.ttl")["Access-Control-Allow-Origin"] == "*"
    assert client.options("/api/dcat/catalog.ttl").status_code == 204


def test_large_answers_go_packed(client: Client) -> None:
    given("Bäume", "Bänke")
    answer = client.get("/api/dcat/catalog.ttl", headers={"accept-encoding": "gzip"})
    assert answer["Content-Encoding"] == "gzip"


def test_the_page_of_a_dataset_answers_rdf_when_that_is_asked_for() -> None:
    (key,) = given("Bäume")
    answer = negotiated(_asked(key, "text/turtle"), key)
    assert answer is not None
    assert answer["Content-Type"].startswith("text/turtle")
    assert negotiated(_asked(key, "text/html,*/*;q=0.8"), key) is None
    assert negotiated(_asked(key, "*/*"), key) is None


def _asked(key: str, accept: str) -> HttpRequest:
    return RequestFactory().get(f"/daten/{key}/", headers={"accept": accept})


def test_weights_decide_between_forms() -> None:
    assert wanted("text/turtle;q=0.2, application/rdf+xml") is RDF_XML
    assert wanted("application/json") is JSON_LD
    assert wanted("text/*") is TURTLE
    assert wanted("text/html") is None


def test_bodies_asked_for_longest_ago_are_forgotten_first() -> None:
    forget()
    made: list[str] = []

    def body(tag: str) -> bytes:
        made.append(tag)
        return b"x" * (MOST_BYTES // 2)

    for tag in ("a", "b", "a", "c", "a", "b"):
        remembered(tag, lambda tag=tag: body(tag))  # type: ignore[misc]
    forget()
    assert made == ["a", "b", "c", "b"]


def test_a_page_needs_few_queries(client: Client, django_assert_max_num_queries: Any) -> None:
    given(*(f"Datensatz {number}" for number in range(8)))
    with django_assert_max_num_queries(25):
        client.get("/api/dcat/catalog.ttl")
