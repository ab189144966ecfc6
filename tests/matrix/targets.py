# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Addresses by which somebody may try to read what is internal."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

STA, OGC, TABLES = "/api/sta/v1.1", "/api/ogc", "/api/tables/v1"


def targets(thing: int, stream: int) -> Iterator[str]:
    """All of them, for the internal thing and its datastream."""
    yield from (f"{STA}/{path}" for path in _sensorthings(thing, stream))
    yield from (f"{OGC}/{path}" for path in _ogc())
    yield from _portal()
    yield from _odd_paths(thing)


def _sensorthings(thing: int, stream: int) -> Iterator[str]:
    yield from (
        f"Things({thing})",
        f"Things({thing})/name",
        f"Things({thing})/name/$value",
        f"Things({thing})/Datastreams",
        f"Things({thing})/Datastreams/$ref",
        f"Things({thing})/Locations",
        f"Things({thing})/HistoricalLocations?$expand=Locations",
        f"Datastreams({stream})",
        f"Datastreams({stream})/Thing",
        f"Datastreams({stream})/Observations",
        f"Datastreams({stream})/Observations/$count",
        f"Datastreams({stream})/Observations?$resultFormat=dataArray",
        f"Datastreams({stream})/Observations?$resultFormat=CSV",
        f"Datastreams({stream})/ObservedProperty?$expand=Datastreams($expand=Thing)",
    )
    expansions = {
        "Things": "Datastreams($expand=Observations,Sensor),Locations($expand=Things)",
        "Locations": "Things($expand=Datastreams($expand=Observations)),HistoricalLocations($expand=Thing)",
        "HistoricalLocations": "Thing($expand=Datastreams($expand=Observations))",
        "Sensors": "Datastreams($expand=Thing($expand=Locations),Observations)",
        "ObservedProperties": "Datastreams($expand=Thing,Observations($expand=FeatureOfInterest))",
        "Observations": "Datastream($expand=Thing($expand=Datastreams($expand=Observations)))",
        "FeaturesOfInterest": "Observations($expand=Datastream($expand=Thing))",
        "Datastreams": "ObservedProperty($expand=Datastreams($expand=Thing,Observations($top=5)))",
        "TaskingCapabilities": "Thing($expand=Datastreams)",
    }
    for name, expansion in expansions.items():
        yield f"{name}?$expand={expansion}&$top=1000&$count=true"
        yield f"{name}?$top=1000&$orderby=id desc"
        yield f"{name}?$apply=aggregate(id with max as newest)"
    yield "Things?$orderby=Datastreams/name&$select=name"
    yield "Observations?$orderby=result desc&$top=1"
    yield "Observations?$filter=result gt 100000"
    yield "Observations?$filter=not (result lt 100000)"
    yield f"Observations?$filter=Datastream/id eq {stream} or Datastream/Thing/id eq {thing}"
    yield "Observations?$skiptoken=Ng&$top=5"
    yield f"Things?$filter=id ge {thing} or true eq true"
    yield f"Datastreams(1)/Observations?$expand=Datastream($filter=id eq {stream})"


def _ogc() -> Iterator[str]:
    home = "collections/lager"
    yield from (home, f"{home}/items", f"{home}/items/1", f"{home}/queryables", f"{home}/schema")
    yield from (f"{home}/tiles", f"{home}/tiles/WebMercatorQuad/0/0/0", f"{home}/styles", "styles/lager")
    yield from ("tiles/WebMercatorQuad/0/0/0", "collections?limit=1000", "api")
    yield from ("styles/lager/legend", "styles/lager/metadata", "collections/open_data/items/entwurf")
    public = "collections/baenke/items"
    for text in (
        "pate LIKE '%'",
        "name = lager.name",
        "name IN (select name from lager)",
        "casei(pate) = casei('x')",
        "1=1) union select * from lager --",
        "S_INTERSECTS(geometry, lager)",
    ):
        yield f"{public}?filter={quote(text)}"
    yield f"{public}?properties=pate"
    yield f"{public}?sortby=pate"
    yield f"{public}?pate=a"
    yield f"{public}?crs=lager"
    yield f"{public}/..%2F..%2Flager%2Fitems"
    yield f"{public}/..%2F..%2F..%2Fcollections%2Flager"


def _portal() -> Iterator[str]:
    stream = "geheim/1/temperatur"
    yield from ("/orte/geheim/1/", f"/messwerte/{stream}/", f"/messwerte/{stream}/reihe.json")
    yield from (f"/messwerte/{stream}/werte.{kind}" for kind in ("csv", "json", "parquet", "xlsx"))
    yield from ("/sensoren/geheim/1/", "/sensoren/geheim/1/blatt/", "/sensoren/register.json")
    yield from ("/sensoren/register.csv", "/sensoren/blaetter/?suche=geheim", "/messwerte/?suche=erborgen")
    yield from ("/karte/sammlung/lager.json", "/karte/ebenen.json", "/karte/?sammlung=lager")
    yield from ("/daten/lager/", "/daten/lager/spalten/", "/daten/lager/einbetten/", "/daten/lager/abfrage/")
    yield from (f"/daten/lager/daten.{kind}" for kind in ("csv", "geojson", "parquet", "gpkg"))
    yield from ("/daten/entwurf/", "/daten/?suche=erborgen", "/daten/aenderungen.atom", "/o/NEU/")
    yield from ("/themen/orte/ort/NEU/", "/themen/orte/", "/themen/weitere-sensoren/")
    yield from ("/api/dcat/catalog.ttl", "/api/dcat/dataset/entwurf.ttl", "/api/dcat/dataset/lager.jsonld")
    yield from ("/api/3/action/package_search?q=erborgen", "/api/3/action/package_show?id=entwurf")
    yield from ("/api/3/action/datastore_search?resource_id=lager", "/api/3/action/package_list", TABLES)
    yield from (f"{TABLES}/lager", f"{TABLES}/lager/columns", f"{TABLES}/baenke?pate__like=%25")
    for text in SQL:
        yield f"{TABLES}/sql?sql={quote(text)}"
        yield f"/daten/baenke/abfrage/?sql={quote(text)}"
        yield f"/api/3/action/datastore_search_sql?sql={quote(text)}"


SQL = (
    "select * from lager",
    'select pate from "baenke"',
    "select * from lake.main.observations",
    "select * from observations where result > 100000",
    "select * from duckdb_tables()",
    "select * from duckdb_secrets()",
    "select * from information_schema.tables",
    "select * from pragma_table_info('lager')",
    "select * from glob('**')",
    "select * from read_text('/etc/passwd')",
    "select * from read_blob('../secret.key')",
    "select * from read_parquet('**/*.parquet')",
    "select * from query('select * from lager')",
    "select * from query_table('lager')",
    "select getenv('HOME')",
    "select current_setting('temp_directory')",
    "attach 'register.sqlite' as r",
    "copy baenke to '/tmp/x.csv'",
    "with x as (from lager) select * from x",
    "select 1; select * from lager",
    "select (select max(name) from lager)",
    "from baenke positional join lager",
)


def _odd_paths(thing: int) -> Iterator[str]:
    yield from (
        f"{STA}/Things(1)/../Things({thing})",
        f"{STA}//Things({thing})",
        f"//api/sta/v1.1/Things({thing})",
        f"/./api/sta/v1.1/Things({thing})",
        f"/API/STA/v1.1/Things({thing})",
        f"{STA}/Things({thing});a=b",
        f"{STA}/Things%28{thing}%29",
        f"{STA}/Things({thing})%00",
        f"{STA}/Things({thing})%2Fname",
        f"{STA}/%54hings({thing})",
        f"/x/..{STA}/Things({thing})",
        f"{OGC}/collections/baenke/../lager/items",
        f"{OGC}/collections/baenke%2F..%2Flager/items",
        f"{OGC}/collections/%6Cager/items",
        f"{OGC}/collections/LAGER/items",
        f"{OGC}/collections/lager%00/items",
        f"{OGC}/collections/lager./items",
        "/en/orte/geheim/1/",
        "/daten/baenke/../lager/daten.csv",
        "/daten/%6Cager/daten.csv",
        "/static/../secret.key",
        "/static/%2e%2e/%2e%2e/secret.key",
        "/daten/baenke/dateien/..%2F..%2Fsecret.key",
    )
