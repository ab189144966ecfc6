# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The portal's pages on a small city with real values in a real lake."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from django.test import Client

from stadtkern.flow.devices.models import Datastream, Location, SourceState, Thing
from stadtkern.flow.lake import current
from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.lake.words import LakeSettings
from stadtkern.flow.outlets.tests import worlds
from stadtkern.flow.outlets.tests.worlds import HOUR
from stadtkern.kernel import registry

pytestmark = pytest.mark.django_db
Budget = Callable[..., Any]
CODE = "square/1/all"


@pytest.fixture(autouse=True)
def declarations() -> Iterator[None]:
    before = registry.domains()
    yield
    registry.declare(before)


@pytest.fixture
def square(lake: Lake) -> Datastream:
    """Two days of quarter hours of one counter, with one small value at the start of the second day."""
    declared = worlds.declare(worlds.domain())
    [stream] = worlds.datastreams(declared, CODE)
    worlds.store(lake, {stream: [20.0] * 96 + [2.0] + [20.0] * 95})
    SourceState.objects.update_or_create(
        key="squares", defaults={"last_observation_at": HOUR, "stored": 192, "last_success_at": HOUR}
    )
    return stream


@pytest.mark.parametrize(
    ("path", "queries", "text"),
    [
        ("/", 3, "Was gerade in der Stadt passiert"),
        ("/karte/", 10, "Marktplatz"),
        ("/karte/ebenen.json", 3, "squares"),
        ("/karte/ebenen/squares.geojson", 4, "Marktplatz"),
        ("/themen/", 0, "Plätze"),
        ("/themen/plaetze/", 13, "Amt für Plätze"),
        ("/orte/square/1/", 8, "Marktplatz"),
        ("/messwerte/", 8, CODE),
        (f"/messwerte/{CODE}/", 7, "Dieselben Werte als Tabelle"),
        (f"/messwerte/{CODE}/reihe.json", 4, "values"),
        ("/ueber/", 2, "EUPL-1.2"),
        ("/impressum/", 1, "von der Kommune auszufüllen"),
        ("/datenschutz/", 1, "Werte unter 5"),
        ("/barrierefreiheit/", 1, "BITV 2.0"),
        ("/rueckmeldung/", 0, "Ihre Nachricht"),
        ("/en/karte/", 10, "Marktplatz"),
    ],
)
def test_a_page_answers_within_its_query_budget(
    client: Client,
    square: Datastream,
    django_assert_max_num_queries: Budget,
    path: str,
    queries: int,
    text: str,
) -> None:
    with django_assert_max_num_queries(queries):
        answer = client.get(path)
    assert answer.status_code == 200
    assert text in answer.getvalue().decode() if answer.streaming else text in answer.content.decode()


def test_more_places_and_datastreams_need_no_more_queries(
    client: Client, square: Datastream, lake: Lake, django_assert_max_num_queries: Budget
) -> None:
    worlds.datastreams(registry.domains()[0], *[f"square/1/{n}" for n in range(30)])
    with django_assert_max_num_queries(8):
        assert client.get("/messwerte/").status_code == 200


@pytest.mark.parametrize("kind", ["thing", "datastream"])
def test_what_is_internal_is_nowhere_to_be_found(client: Client, square: Datastream, kind: str) -> None:
    if kind == "thing":
        Thing.objects.update(visibility="internal")
        assert client.get("/orte/square/1/").status_code == 404
        assert "Marktplatz" not in client.get("/karte/ebenen/squares.geojson").content.decode()
    else:
        Datastream.objects.update(visibility="internal")
    assert client.get(f"/messwerte/{CODE}/").status_code == 404
    assert client.get(f"/messwerte/{CODE}/reihe.json").status_code == 404
    assert client.get(f"/messwerte/{CODE}/werte.csv").status_code == 404
    for path in ("/messwerte/", "/karte/", "/daten/squares/"):
        assert f"/messwerte/{CODE}/" not in client.get(path).content.decode()


def test_the_chart_withholds_the_hour_with_a_small_value(client: Client, square: Datastream) -> None:
    told = json.loads(
        client.get(f"/messwerte/{CODE}/reihe.json?von=2026-07-02&bis=2026-07-02&abstand=15min").content
    )
    hidden = [told["starts"][n] for n in told["withheld"]]
    second_day = int((HOUR + timedelta(days=1)).timestamp())
    assert hidden == [second_day + n * 900 for n in range(4)]
    assert all(told["values"][n] is None for n in told["withheld"])


@pytest.mark.parametrize("kind", ["csv", "csv-de", "json", "parquet", "arrow"])
def test_a_download_of_protected_counts_holds_hours_only(
    client: Client, square: Datastream, kind: str
) -> None:
    answer = client.get(f"/messwerte/{CODE}/werte.{kind}?von=2026-07-01&bis=2026-07-03")
    body = answer.getvalue()
    assert answer.status_code == 200
    assert len(body) > 200
    if kind == "csv":
        rows = list(csv.DictReader(io.StringIO(body.decode())))
        assert {float(row["result"]) for row in rows} == {80.0, 62.0}
    if kind == "csv-de":
        assert ";80,0;" in body.decode("utf-8-sig")
    if kind == "json":
        assert len(json.loads(body)) == 48
    if kind == "parquet":
        assert pq.read_table(io.BytesIO(body)).num_rows == 48


def test_a_download_without_protection_holds_every_observation(client: Client, lake: Lake) -> None:
    declared = worlds.declare(worlds.domain(protection=None))
    [stream] = worlds.datastreams(declared, CODE)
    worlds.store(lake, {stream: [1.0, 2.0, 3.0]})
    body = client.get(f"/messwerte/{CODE}/werte.csv").getvalue().decode()
    assert len(body.strip().splitlines()) == 4


def test_a_gap_stays_a_gap(client: Client, lake: Lake) -> None:
    declared = worlds.declare(worlds.domain(protection=None))
    [stream] = worlds.datastreams(declared, CODE)
    worlds.store(lake, {stream: [10.0, None, 12.0]})
    path = f"/messwerte/{CODE}/reihe.json?von=2026-07-01&bis=2026-07-01&abstand=15min"
    told = json.loads(client.get(path).content)
    at = told["starts"].index(int(HOUR.timestamp()))
    assert told["values"][at : at + 3] == [10.0, None, 12.0]


def test_the_sum_of_an_interval_with_missing_values_is_told_but_marked(client: Client, lake: Lake) -> None:
    declared = worlds.declare(worlds.domain(protection=None))
    [stream] = worlds.datastreams(declared, CODE)
    worlds.store(lake, {stream: [10.0, None, 12.0, 13.0, 1.0, 2.0, 3.0, 4.0]})
    path = f"/messwerte/{CODE}/reihe.json?von=2026-07-01&bis=2026-07-01&abstand=stunde"
    told = json.loads(client.get(path).content)
    at = told["starts"].index(int(HOUR.timestamp()))
    assert (told["partial"], told["values"][at : at + 2]) == ([at], [35.0, 10.0])


def test_unchanged_layers_are_not_sent_again(client: Client, square: Datastream) -> None:
    first = client.get("/karte/ebenen/squares.geojson")
    again = client.get("/karte/ebenen/squares.geojson", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_place_on_the_map_has_name_value_and_page(client: Client, square: Datastream) -> None:
    [feature] = json.loads(client.get("/karte/ebenen/squares.geojson").content)["features"]
    assert feature["geometry"] == {"type": "Point", "coordinates": [7.6, 51.9]}
    assert feature["properties"]["name"] == "Marktplatz"
    assert client.get(feature["properties"]["url"]).status_code == 200


def test_a_subject_without_positions_says_so_instead_of_an_empty_map(
    client: Client, square: Datastream
) -> None:
    Location.objects.all().delete()
    body = client.get("/themen/plaetze/").content.decode()
    assert "keine Lage" in body
    assert "<city-map" not in body


def test_an_outage_is_shown_with_since_and_reason(client: Client, square: Datastream) -> None:
    SourceState.objects.update(outage_since=HOUR, outage_reason="Der Server antwortet nicht.")
    assert "gestört" in client.get("/daten/").content.decode()
    body = client.get("/daten/squares/").content.decode()
    assert "Der Server antwortet nicht." in body
    assert "01.07.2026, 12:00\N{NO-BREAK SPACE}Uhr" in body


def test_the_start_page_says_when_a_tile_was_counted_and_compares_it(client: Client, lake: Lake) -> None:
    declared = worlds.declare(worlds.domain(protection=None))
    [stream] = worlds.datastreams(declared, CODE)
    day = HOUR.replace(hour=0) - timedelta(hours=2)
    worlds.store(lake, {stream: [10.0] * 96}, start=day - timedelta(days=7))
    worlds.store(lake, {stream: [15.0] * 96}, start=day)
    body = client.get("/").content.decode()
    assert "1.440" in body
    assert "50 % mehr als am Mittwoch davor" in body
    assert "ganzer Tag 01.07.2026" in body


@pytest.mark.parametrize(
    "query", ["von=gestern", "von=2026-07-09&bis=2026-07-01", "abstand=unsinn", "groesse=x", "seite=z"]
)
def test_a_query_that_makes_no_sense_still_answers_a_page(
    client: Client, square: Datastream, query: str
) -> None:
    assert client.get(f"/messwerte/{CODE}/?{query}").status_code == 200


def test_too_fine_an_interval_becomes_coarser_and_the_page_says_so(
    client: Client, square: Datastream
) -> None:
    body = client.get(f"/messwerte/{CODE}/?von=2010-01-01&bis=2026-07-03&abstand=15min").content.decode()
    assert "zu fein" in body


def test_without_lake_the_page_says_so_with_503(client: Client, square: Datastream) -> None:
    current.close()
    current.provide(_no_lake)
    answer = client.get("/")
    assert answer.status_code == 503
    assert "nicht erreichbar" in answer.content.decode()


def _no_lake() -> Lake:
    return Lake.open(LakeSettings(folder=Path("/proc/no/lake")))


def test_wrong_addresses_answer_404(client: Client, lake: Lake) -> None:
    for path in (
        "/messwerte/nix/",
        "/orte/nix/",
        "/themen/nix/",
        "/daten/nix/",
        "/karte/ebenen/nix.geojson",
        "/nix/",
    ):
        assert client.get(path).status_code == 404


def test_a_city_without_data_has_designed_empty_pages(client: Client, lake: Lake) -> None:
    worlds.declare(worlds.domain())
    for path in ("/", "/karte/", "/messwerte/", "/daten/", "/daten/squares/", "/themen/plaetze/"):
        answer = client.get(path)
        assert answer.status_code == 200
    assert "Noch keine Zahlen" in client.get("/").content.decode()


def test_no_two_layers_of_the_city_share_a_shape() -> None:
    shapes = [layer.shape for domain in registry.domains() for layer in domain.layers]
    assert len(shapes) == len(set(shapes))
