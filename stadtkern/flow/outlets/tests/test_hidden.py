# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Strangers find neither personal fields nor internal collections, wherever and however they ask."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from urllib.parse import quote

import pyarrow.parquet as pq
import pytest
from django.test import Client, override_settings
from shapely import Point

from stadtkern.flow.collections import service, writing
from stadtkern.flow.collections.facts import Draft
from stadtkern.flow.collections.models import FeatureCollection, Visibility
from stadtkern.flow.lake import current as lake_now
from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.lake.open_tables import current
from stadtkern.flow.outlets.ogc.common.kept import KEPT
from stadtkern.flow.outlets.ogc.common.tests.clients import Client as Program
from stadtkern.flow.outlets.ogc.features.feature import state_of
from stadtkern.flow.outlets.ogc.tiles import archive, cache
from stadtkern.flow.outlets.ogc.tiles.cache import CacheSettings
from stadtkern.kernel.collections import Feature, Field
from stadtkern.kernel.models import Department, Person
from stadtkern.kernel.tests.people_of_tests import employ

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 2, 8, tzinfo=UTC)
TRACES = (b"Geheimperson", b"keeper", b"Patenschaft", b"covert", b"Verborgen")
FORMS = ("json", "jsonseq", "csv", "fgb", "parquet", "gml", "xlsx", "html")
HOME = "collections/benches"
PROGRAMS = (
    "",
    "api",
    "collections",
    HOME,
    *(f"{HOME}/items?f={form}" for form in FORMS[:-1]),
    *(f"{HOME}/items?limit=10000&f={form}" for form in FORMS[:-1]),
    *(f"{HOME}/items/b0?f={form}" for form in FORMS[:-1]),
    f"{HOME}/items?datetime=2026-11-03T00:00:00Z",
    f"{HOME}/queryables",
    f"{HOME}/sortables",
    f"{HOME}/schema",
    f"{HOME}/tiles",
    f"{HOME}/tiles/WebMercatorQuad",
    f"{HOME}/tiles/WebMercatorQuad?f=tilejson",
    f"{HOME}/tiles/WebMercatorQuad/10/341/530",
    "tiles",
    "tiles/WebMercatorQuad?f=tilejson",
    "tiles/WebMercatorQuad/10/341/530",
    "styles",
    "styles/alle_ebenen",
    "styles/benches",
    "styles/benches/metadata",
    "styles/benches/legend",
    "collections/open_data/items",
    "collections/open_data/items/benches",
)
"""Below the root of the OGC API."""
ADDRESSES = (
    "/daten/",
    "/daten/?q=benches",
    "/daten/aenderungen.atom",
    "/daten/benches/",
    "/daten/benches/spalten/",
    "/daten/benches/abfrage/",
    "/daten/benches/einbetten/",
    "/daten/benches/daten.csv",
    "/daten/benches/daten.json",
    "/daten/benches/daten.xlsx",
    "/daten/benches/daten.parquet",
    "/karte/",
    "/karte/ebenen.json",
    "/karte/sammlung/benches.json",
    f"/api/ogc/{HOME}?f=html",
    f"/api/ogc/{HOME}/items?f=html",
    f"/api/ogc/{HOME}/items/b0?f=html",
    f"/api/ogc/{HOME}/queryables?f=html",
    f"/api/ogc/{HOME}/schema?f=html",
    "/api/dcat/catalog.ttl",
    "/api/dcat/catalog.rdf",
    "/api/dcat/catalog.jsonld",
    "/api/dcat/dataset/benches.ttl",
    "/api/3/action/package_list",
    "/api/3/action/package_show?id=benches",
    "/api/3/action/package_search?q=benches",
    "/api/3/action/current_package_list_with_resources",
    "/api/3/action/datastore_search?resource_id=benches",
    "/api/tables/v1/",
    "/api/tables/v1/benches",
    "/api/tables/v1/benches?f=csv",
    "/api/tables/v1/benches/columns",
    "/api/tables/v1/sql?sql=" + quote("from benches"),
)
REFUSED = (
    "filter=keeper='Geheimperson'",
    "filter=casei(keeper)=casei('geheimperson')",
    "filter=accenti(keeper)='Geheimperson'",
    "filter=keeper LIKE 'Geheim%25'",
    "filter=keeper IS NULL",
    "filter=keeper IN ('Geheimperson')",
    "filter=name=keeper",
    "filter=\"keeper\"='Geheimperson'",
    "filter=_cell=1",
    "sortby=keeper",
    "sortby=-keeper",
    "properties=keeper",
    "properties=name,keeper",
    "keeper=Geheimperson",
)
HIDDEN = ("select keeper from benches", "select * from covert", "select * from lake.features_1")
GONE = (
    "/daten/covert/",
    "/daten/covert/spalten/",
    "/daten/covert/abfrage/",
    "/daten/covert/einbetten/",
    "/daten/covert/daten.csv",
    "/karte/sammlung/covert.json",
    "/api/ogc/collections/covert?f=html",
    "/api/ogc/collections/covert/items?f=html",
    "/api/ogc/collections/covert/items/b0?f=html",
    "/api/dcat/dataset/covert.ttl",
    "/api/3/action/package_show?id=covert",
    "/api/3/action/datastore_search?resource_id=covert",
    "/api/tables/v1/covert",
    "/api/tables/v1/covert/columns",
)
GONE_FOR_PROGRAMS = tuple(
    path.replace("benches", "covert") for path in PROGRAMS if path.startswith((HOME, "styles/benches"))
)


@pytest.fixture(scope="module", autouse=True)
def nothing_left(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Tables, tiles and answers of these tests stay theirs."""
    known, folder = current.open_tables(), tmp_path_factory.mktemp("hidden")
    made = current.below(folder)
    current.provide(made)
    cache.provide(CacheSettings(folder=folder / "tiles"))
    yield
    made.sandbox.stop()
    current.provide(known)
    cache.provide(CacheSettings())


@pytest.fixture(autouse=True)
def city(lake: Lake) -> Iterator[FeatureCollection]:
    """Public benches with the name of a person each, and internal ones beside them."""
    search = import_module("stadtkern.flow.outlets.open_data.search.current")
    search.forget()
    KEPT.clear()
    collection("covert", "Verborgene Bänke", public=False)
    yield collection("benches", "Bänke")
    search.forget()


def collection(key: str, title: str, *, public: bool = True) -> FeatureCollection:
    """Three benches; the first one changed hands."""
    department = Department.objects.get_or_create(name="Grünflächen")[0]
    gerda = Person.objects.get_or_create(username="gerda")[0]
    employ(gerda, department)
    fields = (Field(key="name", title="Name"), Field(key="keeper", title="Patenschaft", personal=True))
    draft = Draft(
        key=key,
        title=title,
        department=department,
        geometry="point",
        fields=fields,
        name_field="name",
        licence="dl-zero-de/2.0",
    )
    made = service.create(gerda, draft, NOW)
    named = "Verborgen" if not public else "Bank"
    for keeper in ("Geheimperson A", "Geheimperson B"):
        benches = [
            Feature(
                key=f"b{n}",
                geometry=Point(6.5 + n / 100, 51.3),
                properties={"name": f"{named} {n}", "keeper": keeper},
            )
            for n in range(3)
        ]
        writing.write_features(made, benches, complete=True, now=NOW, actor=gerda)
        made = service.by_key(key, gerda)
    return service.set_visibility(gerda, made, Visibility.PUBLIC, NOW) if public else made


def plain(body: bytes) -> bytes:
    """What a file says, unpacked."""
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            return b"".join(packed.read(name) for name in packed.namelist())
    if body.startswith(b"PAR1"):
        table = pq.read_table(io.BytesIO(body))
        return repr((table.schema, table.to_pylist())).encode()
    return body


def traces(body: bytes) -> list[bytes]:
    """What of the hidden things an answer tells."""
    told = plain(body)
    return [one for one in TRACES if one in told]


def test_programs_find_no_trace() -> None:
    told = {}
    for path in PROGRAMS:
        answer = Program().get(path)
        assert answer.status == 200, (path, answer.body[:300])
        told[path] = traces(answer.body)
    assert {path: found for path, found in told.items() if found} == {}


def test_pages_files_and_catalogues_tell_no_trace(client: Client) -> None:
    told = {}
    for path in ADDRESSES:
        answer = client.get(path)
        body = answer.getvalue()
        assert answer.status_code == 200, (path, body[:300])
        told[path] = traces(body)
    assert {path: found for path, found in told.items() if found} == {}


def test_a_personal_field_is_refused_like_an_unknown_one() -> None:
    for question in REFUSED:
        unknown = question.replace("keeper", "nobody")
        answers = [Program().get(f"{HOME}/items?{one.replace(' ', '%20')}") for one in (question, unknown)]
        assert [one.status for one in answers] == [400, 400], question
        assert answers[0].body.replace(b"keeper", b"nobody") == answers[1].body


def test_tables_know_no_personal_column(client: Client) -> None:
    for question in ("columns=keeper", "sortby=keeper", f"filter={quote('keeper IS NULL')}"):
        answer = client.get(f"/api/tables/v1/benches?{question}")
        assert answer.status_code == 400, question
        assert b"Geheimperson" not in answer.getvalue()


def test_sql_reaches_nothing_hidden(client: Client) -> None:
    for statement in HIDDEN:
        for path in ("/api/tables/v1/sql?sql=", "/api/3/action/datastore_search_sql?sql="):
            answer = client.get(path + quote(statement))
            assert answer.status_code >= 400, (path, statement)
            assert b"Geheimperson" not in answer.getvalue()


def test_an_internal_collection_is_not_there(client: Client) -> None:
    assert {path: client.get(path).status_code for path in GONE} == dict.fromkeys(GONE, 404)
    told = {path: Program().get(path).status for path in GONE_FOR_PROGRAMS}
    assert told == dict.fromkeys(GONE_FOR_PROGRAMS, 404)


def test_tiles_to_take_away_carry_public_fields_only(city: FeatureCollection, tmp_path: Path) -> None:
    archive.write(tmp_path / "city.pmtiles", [city], least=10, most=10, listener=lambda *_told: None)
    assert traces((tmp_path / "city.pmtiles").read_bytes()) == []
    assert traces(Program().get(f"{HOME}/tiles/WebMercatorQuad/10/341/530").body) == []


def test_a_tag_does_not_confirm_a_guess(city: FeatureCollection) -> None:
    row = lake_now.lake().features.feature(service.table(city), "b0")
    before = state_of(row)
    with override_settings(SECRET_KEY="the key of another city"):
        assert state_of(row) != before
