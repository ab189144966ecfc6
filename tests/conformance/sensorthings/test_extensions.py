# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What users of other servers rely on, and what they miss: formats, aggregation, estimates, conditions."""

from __future__ import annotations

import csv
import gzip
import io

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from .service import Service, observation, station


@pytest.fixture(scope="module")
def path(service: Service) -> str:
    """A station with the values 0 to 23 on 1 May 2026."""
    return service.made("Things", station(values=24))


@pytest.fixture(scope="module")
def values(service: Service, path: str) -> str:
    """The path of its observations."""
    return f"Datastreams('{service.get(f'{path}/Datastreams').value[0]['@iot.id']}')/Observations"


def test_csv_has_a_row_per_observation(service: Service, values: str) -> None:
    answer = service.get(f"{values}?$resultFormat=CSV&$orderby=phenomenonTime&$select=phenomenonTime,result")
    assert answer.headers["Content-Type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(answer.body.decode())))
    assert [row["result"] for row in rows] == [str(n) for n in range(24)]
    assert rows[0]["phenomenonTime"] == "2026-05-01T00:00:00Z"


def test_csv_of_things_guards_against_formulas(service: Service) -> None:
    path = service.made("Things", station(name='=HYPERLINK("http://example.org")'))
    body = service.get(f"Things?$filter=id eq '{path[8:-2]}'&$resultFormat=CSV").body.decode()
    assert ",=HYPERLINK" not in body
    assert not body.splitlines()[1].startswith("=")


def test_geojson_has_the_places_of_things(service: Service, path: str) -> None:
    found = service.get(f"Things?$filter=id eq '{path[8:-2]}'&$expand=Locations&$resultFormat=GeoJSON")
    collection = found.json
    assert collection["type"] == "FeatureCollection"
    assert collection["features"][0]["geometry"] == {"type": "Point", "coordinates": [7.6, 51.96]}


@pytest.mark.parametrize("form", ["Arrow", "Parquet"])
def test_columns_carry_times_and_results(service: Service, values: str, form: str) -> None:
    body = service.get(f"{values}?$resultFormat={form}&$orderby=phenomenonTime&$top=1000").body
    source = io.BytesIO(body)
    table = pa.ipc.open_stream(source).read_all() if form == "Arrow" else pq.read_table(source)
    assert table["result"].to_pylist() == [float(n) for n in range(24)]
    assert table["phenomenonTime"].type == pa.timestamp("us", "UTC")


def test_values_are_aggregated_by_interval(service: Service, values: str) -> None:
    names = {"mean": "m", "max": "x", "sum": "s", "count": "n", "p50": "p"}
    columns = ",".join(f"result with {statistic} as {name}" for statistic, name in names.items())
    wanted = f"groupby((bucket(phenomenonTime,duration'PT6H')),aggregate({columns}))"
    rows = service.get(f"{values}?$apply={wanted}").value
    assert [(row["m"], row["x"], row["s"], row["n"], row["p"]) for row in rows] == [
        (2, 4, 10, 5, 2),
        (7.5, 10, 45, 6, 7.5),
        (13.5, 16, 81, 6, 13.5),
        (19.5, 22, 117, 6, 19.5),
        (23, 23, 23, 1, 23),
    ]
    assert rows[0]["start"] == "2026-04-30T23:00:00Z"


def test_values_are_aggregated_per_datastream_and_day(service: Service, path: str, values: str) -> None:
    stream = values[len("Datastreams('") : -len("')/Observations")]
    wanted = "groupby((Datastream/id,bucket(phenomenonTime,duration'P1D')),aggregate(result with count as n))"
    rows = service.get(f"Observations?$filter=Datastream/id eq '{stream}'&$apply={wanted}").value
    assert [(row["datastream"], row["n"]) for row in rows] == [(stream, 22), (stream, 2)]


def test_an_exact_count_is_exact(service: Service, values: str) -> None:
    page = service.get(f"{values}?$filter=result lt 7&$count=exact&$top=1").json
    assert page["@iot.count"] == 7
    assert "@iot.countIsEstimate" not in page


def test_a_set_that_has_not_changed_is_304(service: Service, values: str) -> None:
    tag = service.get(values).headers["ETag"]
    assert service.get(values, If_None_Match=tag).status == 304
    service.made(values, observation(23, 99, phenomenonTime="2026-05-02T00:00:00Z"))
    assert service.get(values, If_None_Match=tag).status == 200
    service.delete(f"{values}?$filter=result eq 99")


def test_answers_are_packed_for_whoever_asks(service: Service, values: str) -> None:
    answer = service.get(values, Accept_Encoding="gzip")
    assert answer.headers["Content-Encoding"] == "gzip"
    assert len(gzip.decompress(answer.body)) > len(answer.body)


def test_head_answers_without_a_body(service: Service) -> None:
    answer = service.ask("HEAD", "Things", None, {})
    assert (answer.status, answer.body) == (200, b"")


def test_browsers_of_other_sites_may_read(service: Service) -> None:
    answer = service.get("Things", Origin="https://example.org")
    assert answer.headers["Access-Control-Allow-Origin"] in ("*", "https://example.org")


def test_nested_select_shows_a_part_of_properties(service: Service, path: str) -> None:
    shown = service.get(f"{path}?$select=properties/height").json
    assert shown["properties"] == {"height": 3}


@pytest.mark.parametrize(
    ("query", "word"),
    [
        ("$top=1&$expand=" + "Datastreams/Thing/" * 6 + "Locations", "expand"),
        ("$filter=" + "name eq 'x' or " * 900 + "name eq 'y'", "filter"),
        ("$filter=" + "(" * 400 + "name eq 'x'" + ")" * 400, "filter"),
        ("$skip=100000000", "skip"),
    ],
    ids=["expand", "length", "depth", "skip"],
)
def test_a_query_over_a_limit_is_told_the_limit(service: Service, query: str, word: str) -> None:
    answer = service.get(f"Things?{query}")
    assert answer.status in (400, 413, 414), answer.body
    assert word in answer.json["message"]
    assert any(letter.isdigit() for letter in answer.json["message"])
