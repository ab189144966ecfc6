# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""GET over the real WSGI callable: every form of address, every format, conditions."""

from __future__ import annotations

import csv
import io
import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pytest_django import DjangoAssertNumQueries

from stadtkern.flow.lake.lake import Lake

from .clients import BASE, Client, client
from .stations import MEASUREMENT, datastream, location, observation, station, stream_of, thing

pytestmark = pytest.mark.django_db


@pytest.fixture
def sender(lake: Lake) -> Client:
    """A client with a key, and an empty lake."""
    return client()


@pytest.fixture
def path(sender: Client) -> str:
    """A thing with a datastream of five hourly values."""
    return station(sender, values=5)


def test_a_set_is_listed_with_links(sender: Client, path: str) -> None:
    answer = Client().get("Things?$count=true")
    assert (answer.status, answer.headers["Content-Type"]) == (200, "application/json")
    (one,) = answer.value
    assert one["@iot.selfLink"] == f"{BASE}/{path}"
    assert one["Datastreams@iot.navigationLink"] == f"{BASE}/{path}/Datastreams"
    assert answer.json["@iot.count"] == 1


def test_pages_follow_one_another_to_the_end(sender: Client, path: str) -> None:
    found: list[object] = []
    link = f"{stream_of(sender, path)}/Observations?$top=2&$orderby=phenomenonTime+desc"
    for _ in range(3):
        answer = Client().get(link)
        found += [one["result"] for one in answer.value]
        link = str(answer.json.get("@iot.nextLink", ""))
        assert answer.headers.get("Link", "") == (f'<{link}>; rel="next"' if link else "")
    assert (found, link) == ([4, 3, 2, 1, 0], "")


def test_an_expanded_set_leads_to_its_next_page(sender: Client, path: str) -> None:
    inner = "Observations($top=2;$orderby=phenomenonTime;$select=result)"
    stream = Client().get(f"{path}?$expand=Datastreams($expand={inner})").json["Datastreams"][0]  # type: ignore[index]
    assert [one["result"] for one in stream["Observations"]] == [0, 1]
    following = Client().get(stream["Observations@iot.nextLink"])
    assert following.value == [{"result": 2}, {"result": 3}]


def test_an_observation_leads_to_its_multi_datastream_wherever_it_is_shown(sender: Client) -> None:
    units = [{"name": "Meter", "symbol": "m", "definition": "ucum:m"}] * 2
    properties = [{"name": name, "description": "", "definition": name} for name in ("a", "b")]
    many = {
        **{key: value for key, value in datastream().items() if key in {"name", "description", "Sensor"}},
        "multiObservationDataTypes": [MEASUREMENT] * 2,
        "unitOfMeasurements": units,
        "ObservedProperties": properties,
        "Observations": [observation(1, [1, 2])],
    }
    made = sender.post("Things", thing(Locations=[location()], MultiDatastreams=[many]))
    below = sender.get(f"{made.made}?$expand=MultiDatastreams/Observations").json["MultiDatastreams"]
    features = sender.get("FeaturesOfInterest?$expand=Observations").value
    (alone,) = sender.get("Observations").value
    shown = [alone, below[0]["Observations"][0], features[0]["Observations"][0]]  # type: ignore[index]
    for one in [*shown, sender.get(str(alone["@iot.selfLink"])).json]:
        assert "MultiDatastream@iot.navigationLink" in one
        assert "Datastream@iot.navigationLink" not in one
    (group,) = sender.get("Observations?$resultFormat=dataArray").value
    assert str(group["MultiDatastream@iot.navigationLink"]).startswith(f"{BASE}/MultiDatastreams('")


@pytest.mark.parametrize(
    ("end", "media_type", "body"),
    [
        ("/name", "application/json", b'{"name":"Brunnen"}'),
        ("/name/$value", "text/plain; charset=utf-8", b"Brunnen"),
        ("/properties/depth", "application/json", b'{"depth":3}'),
        ("/properties/depth/$value", "text/plain; charset=utf-8", b"3"),
        ("/properties/$value", "application/json", b'{"depth":3}'),
        ("/Datastreams/$count", "text/plain; charset=utf-8", b"1"),
    ],
)
def test_a_property_and_a_number_have_addresses(
    sender: Client, path: str, end: str, media_type: str, body: bytes
) -> None:
    answer = Client().get(path + end)
    assert (answer.status, answer.headers["Content-Type"], answer.body) == (200, media_type, body)


def test_a_property_that_is_null_has_no_content(sender: Client, path: str) -> None:
    one = Client().get(f"{stream_of(sender, path)}/Observations").value[0]
    for end in ("resultTime", "resultTime/$value"):
        answer = Client().get(f"{one['@iot.selfLink']}/{end}")
        assert (answer.status, answer.body) == (204, b"")


def test_references_are_links_only(sender: Client, path: str) -> None:
    stream = stream_of(sender, path)
    assert Client().get(f"{path}/Datastreams/$ref").value == [{"@iot.selfLink": f"{BASE}/{stream}"}]
    assert Client().get(f"{stream}/Thing/$ref").json == {"@iot.selfLink": f"{BASE}/{path}"}


def test_observations_become_a_data_array(sender: Client, path: str) -> None:
    stream = stream_of(sender, path)
    (group,) = Client().get("Observations?$resultFormat=dataArray&$orderby=phenomenonTime&$top=2").value
    assert group["Datastream@iot.navigationLink"] == f"{BASE}/{stream}"
    assert group["components"] == ["id", "phenomenonTime", "result", "resultTime"]
    rows = group["dataArray"]
    assert isinstance(rows, list)
    assert [row[1:] for row in rows] == [["2026-03-01T00:00:00Z", 0, None], ["2026-03-01T01:00:00Z", 1, None]]


def test_observations_become_csv_with_their_datastream(sender: Client, path: str) -> None:
    answer = Client().get("Observations?$orderby=phenomenonTime", ACCEPT="text/csv")
    rows = list(csv.DictReader(io.StringIO(answer.body.decode())))
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert [row["result"] for row in rows] == ["0", "1", "2", "3", "4"]
    assert f"Datastreams('{rows[0]['Datastream.id']}')" == stream_of(sender, path)


@pytest.mark.parametrize("plural", ["Things", "Locations", "Datastreams", "FeaturesOfInterest"])
def test_places_become_geojson(sender: Client, path: str, plural: str) -> None:
    answer = Client().get(f"{plural}?$resultFormat=GeoJSON&$select=name")
    assert answer.headers["Content-Type"] == "application/geo+json"
    (feature,) = json.loads(answer.body)["features"]
    if plural != "Datastreams":
        assert feature["geometry"] == {"type": "Point", "coordinates": [7.6, 51.96]}
    assert list(feature["properties"]) == ["name"]


def test_observations_become_geojson_at_their_features(sender: Client, path: str) -> None:
    features = json.loads(Client().get("Observations?$resultFormat=geojson").body)["features"]
    assert {one["geometry"]["type"] for one in features} == {"Point"}
    assert "FeatureOfInterest.name" not in features[0]["properties"]


def test_observations_become_columns(sender: Client, path: str) -> None:
    stream = stream_of(sender, path)
    body = Client().get(f"{stream}/Observations?$resultFormat=Arrow&$orderby=phenomenonTime").body
    table = pa.ipc.open_stream(body).read_all()
    assert table["result"].to_pylist() == [0.0, 1.0, 2.0, 3.0, 4.0]
    first = Client().get(f"{stream}/Observations?$resultFormat=Arrow&$orderby=phenomenonTime&$top=3")
    link = first.headers["Link"].removeprefix("<").removesuffix('>; rel="next"')
    rest = pa.ipc.open_stream(Client().get(link).body).read_all()
    assert rest["result"].to_pylist() == [3.0, 4.0]
    body = Client().get("Things?$resultFormat=Parquet").body
    assert pq.read_table(io.BytesIO(body))["properties.depth"].to_pylist() == [3]


@pytest.mark.parametrize("kind", ["json", "CSV", "Arrow", "Parquet"])
def test_an_aggregation_is_answered_in_every_format(sender: Client, path: str, kind: str) -> None:
    wanted = "groupby((bucket(phenomenonTime,duration'PT1H')),aggregate(result with mean as m))"
    answer = Client().get(f"{stream_of(sender, path)}/Observations?$resultFormat={kind}&$apply={wanted}")
    assert answer.status == 200, answer.body
    if kind == "json":
        assert [one["m"] for one in answer.value] == [0, 1, 2, 3, 4]


def test_an_unchanged_answer_is_not_sent_again(sender: Client, path: str) -> None:
    for address in (path, f"{path}/Datastreams", "", "openapi.json"):
        tag = Client().get(address).headers["ETag"]
        again = Client().get(address, IF_NONE_MATCH=tag)
        assert (again.status, again.body, again.headers["ETag"]) == (304, b"", tag)


def test_a_packed_answer_has_a_strong_tag_of_its_own(sender: Client, path: str) -> None:
    answer = Client().get("openapi.json", ACCEPT_ENCODING="gzip")
    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.headers["ETag"].endswith('-gzip"')
    assert len(answer.body) == int(answer.headers["Content-Length"])


def test_head_has_the_length_and_no_body(sender: Client, path: str) -> None:
    whole, head = Client().get(path), Client().send("HEAD", path)
    assert (head.status, head.body) == (200, b"")
    assert head.headers["Content-Length"] == str(len(whole.body))


def test_what_a_key_reads_is_kept_by_nobody_else(sender: Client, path: str) -> None:
    assert sender.get(path).headers["Cache-Control"].startswith("private")
    assert Client().get(path).headers["Cache-Control"].startswith("public")


@pytest.mark.parametrize(
    ("address", "status", "option"),
    [
        ("Things?$filter=name eq", 400, "$filter"),
        ("Things?$top=1&$top=2", 400, "$top"),
        ("Things?$resultFormat=xml", 400, "$resultFormat"),
        ("Things?$filter=%FF", 400, "query string"),
        ("Things?$colour=red", 400, "$colour"),
        ("Things('0')", 404, None),
        ("Nothing", 404, None),
        ("Things('1')/Nothing", 404, None),
    ],
)
def test_an_error_says_what_is_wrong_and_where(
    sender: Client, address: str, status: int, option: str | None
) -> None:
    answer = Client().get(address)
    assert (answer.status, answer.json["code"], answer.json["type"]) == (status, status, "error")
    assert answer.json.get("option") == option
    assert answer.json["message"]


def test_a_page_of_things_takes_few_queries(
    sender: Client, path: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(3):
        station(sender)
    with django_assert_max_num_queries(12):
        assert len(Client().get("Things?$expand=Datastreams,Locations&$count=true").value) == 4
