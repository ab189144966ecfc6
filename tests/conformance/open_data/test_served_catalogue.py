# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A served city asked by the clients that others use: ckanapi, rdflib, and what the guide shows."""

from __future__ import annotations

import html
import re
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import ckanapi
import pytest
from rdflib import RDF, Graph, URIRef
from rdflib.compare import isomorphic

from stadtkern.flow.outlets.dcat.checking import inspect_graph
from stadtkern.flow.outlets.dcat.vocabulary import DCAT
from stadtkern.settings.tests.city_process import City, running_city, stadtkern

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning"),
]
DOMAINS = Path(__file__).resolve().parents[3] / "stadtkern" / "domains"
GIVEN = (
    DOMAINS / "playgrounds" / "tests" / "payloads" / "osm-playgrounds.geojson",
    DOMAINS / "districts" / "tests" / "payloads" / "osm-addresses.geojson",
    DOMAINS / "charging" / "tests" / "payloads" / "charging_2019-07-19.csv",
)
_BLOCK = re.compile(r'<pre class="sk-code"[^>]*><code>(.*?)</code></pre>', re.DOTALL)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a city with two collections and one source."""
    folder, given = tmp_path_factory.mktemp("open-data-city"), tmp_path_factory.mktemp("given")
    for file in GIVEN:
        shutil.copy(file, given)
    done = stadtkern("import", str(given), data=folder)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module")
def city(data: Path) -> Iterator[City]:
    """This city, served, after it has set up its ready dashboards and counted itself."""
    with running_city(data) as found:
        before, now = b"", _page(found, "/dashboards/") and _page(found, "/api/dcat/catalog.ttl")
        for _turn in range(20):
            if before == now:
                break
            time.sleep(3)
            before, now = now, _page(found, "/api/dcat/catalog.ttl")
        yield found


def _page(city: City, path: str) -> bytes:
    with urllib.request.urlopen(f"http://127.0.0.1:{city.port}{path}", timeout=60) as answer:
        found: bytes = answer.read()
    return found


@pytest.fixture(scope="module")
def ckan(city: City) -> ckanapi.RemoteCKAN:
    """The client that others write programs with."""
    return ckanapi.RemoteCKAN(f"http://127.0.0.1:{city.port}")


def test_all_entries_are_valid(data: Path) -> None:
    checked = stadtkern("catalogue", "check", data=data)
    assert checked.returncode == 0, checked.stdout
    assert re.search(r"^[1-9]\d* Einträge geprüft: 0 Verstöße", checked.stdout, re.MULTILINE)


def test_all_forms_of_the_catalogue_say_the_same(city: City) -> None:
    turtle, rdf, json_ld = (_graph(city, ending) for ending in ("ttl", "rdf", "jsonld"))
    assert len(turtle) > 100
    assert [one for one in inspect_graph(turtle) if one.severity == "violation"] == []
    for other in (rdf, json_ld):
        assert isomorphic(_own(turtle), _own(other))


def test_every_dataset_is_found_under_its_iri(city: City) -> None:
    for dataset in _graph(city, "ttl").subjects(RDF.type, DCAT.Dataset):
        page = str(dataset).partition("#")[0]
        request = urllib.request.Request(page, headers={"Accept": "text/turtle"})  # noqa: S310 - own city
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - the city of the test
            found = Graph().parse(data=answer.read(), format="turtle")
        assert (dataset, RDF.type, DCAT.Dataset) in found


def test_ckanapi_reads_what_there_is(ckan: ckanapi.RemoteCKAN) -> None:
    names = ckan.action.package_list()
    found = ckan.action.package_search(rows=100, facet=True, **{"facet.field": ["res_format"]})
    assert sorted(one["name"] for one in found["results"]) == names
    with_tables = [one for one in found["results"] if "CSV" in {way["format"] for way in one["resources"]}]
    assert found["facets"]["res_format"]["CSV"] == len(with_tables) > 0
    assert ckan.action.package_show(id=names[0])["name"] == names[0]


def test_ckanapi_raises_its_own_errors(ckan: ckanapi.RemoteCKAN) -> None:
    with pytest.raises(ckanapi.NotFound):
        ckan.action.package_show(id="gibtesnicht")
    with pytest.raises(ckanapi.NotAuthorized):
        ckan.action.package_create(name="neu")
    with pytest.raises(ckanapi.ValidationError):
        ckan.action.package_show()
    with pytest.raises(ckanapi.SearchQueryError):
        ckan.action.package_search(fq="title:(a")


def test_rows_of_a_collection_are_read_in_pages(ckan: ckanapi.RemoteCKAN) -> None:
    asked = {"resource_id": "playgrounds", "fields": ["key", "kind"], "limit": 50}
    first = ckan.action.datastore_search(**asked)
    second = ckan.action.datastore_search(**asked, offset=50)
    assert first["fields"][0] == {"id": "_id", "type": "int"}
    assert [one["_id"] for one in first["records"]] == list(range(1, 51))
    assert not {one["key"] for one in first["records"]} & {one["key"] for one in second["records"]}
    assert first["total"] == ckan.action.datastore_info(id="playgrounds")["meta"]["count"]


def test_rows_are_filtered_searched_and_ordered(ckan: ckanapi.RemoteCKAN) -> None:
    every = ckan.action.datastore_search(resource_id="addresses", limit=10_000)["records"]
    street = next(one["street"] for one in every if one["street"])
    found = ckan.action.datastore_search(
        resource_id="addresses", filters={"street": street}, sort="house_number desc", limit=10_000
    )
    assert found["total"] == sum(one["street"] == street for one in every)
    numbers = [one["house_number"] for one in found["records"] if one["house_number"]]
    assert numbers == sorted(numbers, reverse=True)
    assert ckan.action.datastore_search(resource_id="addresses", q=street.upper())["total"] >= found["total"]
    assert ckan.action.datastore_search(resource_id="addresses", q="100%_gibtesnicht")["total"] == 0


def test_rows_come_as_lists_and_as_csv(ckan: ckanapi.RemoteCKAN) -> None:
    asked = {"resource_id": "playgrounds", "fields": "key", "limit": 2}
    rows = ckan.action.datastore_search(**asked, records_format="lists")["records"]
    text = ckan.action.datastore_search(**asked, records_format="csv")["records"]
    assert text == "".join(f"{number},{key}\n" for number, key in rows)


def test_a_column_that_is_not_there_is_named(ckan: ckanapi.RemoteCKAN) -> None:
    for asked in ({"filters": {"farbe": "rot"}}, {"sort": "farbe"}, {"fields": ["farbe"]}):
        with pytest.raises(ckanapi.ValidationError) as refused:
            ckan.action.datastore_search(resource_id="playgrounds", **asked)
        assert "farbe" in str(refused.value)


def test_sql_names_tables_by_the_ids_of_resources(ckan: ckanapi.RemoteCKAN) -> None:
    package = ckan.action.package_show(id="playgrounds")
    table = next(one["id"] for one in package["resources"] if one["datastore_active"])
    found = ckan.action.datastore_search_sql(sql=f'select count(*) as n from "{table}"')  # noqa: S608 - own id
    assert found["fields"] == [{"id": "n", "type": "int8"}]
    assert found["records"][0]["n"] > 0


@pytest.mark.parametrize(
    "sql",
    [
        "select * from read_csv('/etc/passwd')",
        "select * from '/etc/passwd'",
        "attach 'x.db'",
        "select * from duckdb_settings()",
        'delete from "playgrounds"',
        'select 1; select * from "playgrounds"',
    ],
)
def test_sql_does_not_leave_the_released_tables(ckan: ckanapi.RemoteCKAN, sql: str) -> None:
    with pytest.raises(ckanapi.ValidationError):
        ckan.action.datastore_search_sql(sql=sql)


@pytest.fixture(scope="module")
def examples(city: City) -> list[str]:
    """The texts of the guide: curl, ckanapi, SQL, RDF."""
    status, page = city.page("/schnittstellen/offene-daten/")
    assert status == 200
    return [html.unescape(text) for text in _BLOCK.findall(page)]


def test_the_guide_has_all_its_examples(examples: list[str]) -> None:
    assert [text.split()[0] for text in examples] == ["#", "import", "import", "from"]


def test_the_commands_for_curl_answer(examples: list[str]) -> None:
    if shutil.which("curl") is None:
        pytest.fail("curl is not installed (Debian: curl)")
    said = _run(["sh", "-e", "-c", examples[0].replace("curl -s", "curl --fail -s")])
    assert "dcat:Catalog" in said
    assert said.count('"success":true') == 2


@pytest.mark.parametrize(("number", "said"), [(1, "addresses"), (2, "zeilen"), (3, "/#dataset")])
def test_the_examples_in_python_print_what_they_promise(examples: list[str], number: int, said: str) -> None:
    assert said in _run([sys.executable, "-c", examples[number]])


def _run(command: list[str]) -> str:
    """What a client prints."""
    ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def _graph(city: City, ending: str) -> Graph:
    status, text = city.page(f"/api/dcat/catalog.{ending}")
    assert status == 200
    return Graph().parse(data=text, format={"ttl": "turtle", "rdf": "xml", "jsonld": "json-ld"}[ending])


def _own(graph: Graph) -> Graph:
    """The statements about things with IRIs: pages of the three forms have addresses of their own."""
    found = Graph()
    for subject, term, value in graph:
        if isinstance(subject, URIRef) and isinstance(value, URIRef) and "/api/dcat/catalog." not in subject:
            found.add((subject, term, value))
    return found
