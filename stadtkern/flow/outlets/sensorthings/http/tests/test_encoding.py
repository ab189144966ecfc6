# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Records written down in every format."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime, timedelta, timezone

import msgspec
import pyarrow as pa
import pytest

from stadtkern.flow.devices.sensing.words import Json
from stadtkern.flow.outlets.sensorthings.entities import DATASTREAM, LOCATION, OBSERVATION, THING
from stadtkern.flow.outlets.sensorthings.http.encoding import tables
from stadtkern.flow.outlets.sensorthings.http.encoding.arrays import ArrayEncoder
from stadtkern.flow.outlets.sensorthings.http.encoding.geojson import page_geojson
from stadtkern.flow.outlets.sensorthings.http.encoding.records import Encoder
from stadtkern.flow.outlets.sensorthings.http.encoding.rows import rows
from stadtkern.flow.outlets.sensorthings.http.encoding.separated import rows_csv
from stadtkern.flow.outlets.sensorthings.http.encoding.texts import time_text
from stadtkern.flow.outlets.sensorthings.query.options import parse_query
from stadtkern.flow.outlets.sensorthings.query.words import Period, Query
from stadtkern.flow.outlets.sensorthings.reading.observations_words import Kin, ObservedPage
from stadtkern.flow.outlets.sensorthings.reading.words import Limits, Page, Record, Shown

BASE = "https://stadt.example/api/sta/v1.1"
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def query(entity: str = "Thing", **options: str) -> Query:
    entities = {"Thing": THING, "Location": LOCATION, "Datastream": DATASTREAM, "Observation": OBSERVATION}
    pairs = [(f"${name}", value) for name, value in options.items()]
    return parse_query(entities[entity], pairs, limits=Limits())


def thing(key: str = "17", **values: Shown) -> Record:
    return Record(entity=THING, id=key, values={"name": "Brunnen", "description": "", **values})


def observation(key: str = "7.0", **values: Shown) -> Record:
    known: dict[str, Shown] = {"phenomenonTime": NOON, "result": 5.5, "resultTime": None, "validTime": None}
    return Record(entity=OBSERVATION, id=key, values={**known, **values})


def written(content: dict[str, Json]) -> list[dict[str, object]]:
    """The members of a page, through JSON as a client reads them."""
    found: list[dict[str, object]] = json.loads(msgspec.json.encode(content))["value"]
    return found


@pytest.mark.parametrize(
    ("time", "text"),
    [
        (NOON, "2026-03-01T12:00:00Z"),
        (NOON.replace(microsecond=250_000), "2026-03-01T12:00:00.250Z"),
        (NOON.replace(microsecond=1), "2026-03-01T12:00:00.000001Z"),
        (NOON.astimezone(timezone(timedelta(hours=2))), "2026-03-01T12:00:00Z"),
        (datetime(33, 4, 3, tzinfo=UTC), "0033-04-03T00:00:00Z"),
    ],
)
def test_times_are_utc_with_fractions_only_where_there_are_some(time: datetime, text: str) -> None:
    assert time_text(time) == text


def test_an_entity_carries_its_links() -> None:
    content = Encoder(BASE).record(thing(), query())
    assert content["@iot.id"] == "17"
    assert content["@iot.selfLink"] == f"{BASE}/Things('17')"
    assert content["Datastreams@iot.navigationLink"] == f"{BASE}/Things('17')/Datastreams"
    assert "properties" not in content


def test_only_what_is_selected_is_written() -> None:
    chosen = query(select="name,properties,Locations")
    record = Record(entity=THING, id="17", values={"name": "Brunnen", "properties": None})
    assert Encoder(BASE).record(record, chosen) == {
        "name": "Brunnen",
        "properties": None,
        "Locations@iot.navigationLink": f"{BASE}/Things('17')/Locations",
    }


def test_null_is_written_for_the_result_time_and_left_out_for_what_is_seldom() -> None:
    content = Encoder(BASE).record(observation(), query("Observation"))
    assert content["resultTime"] is None
    assert "validTime" not in content


def test_a_period_is_written_with_both_ends() -> None:
    record = observation(phenomenonTime=Period(start=NOON, end=NOON + timedelta(hours=1)))
    content = Encoder(BASE).record(record, query("Observation"))
    assert content["phenomenonTime"] == "2026-03-01T12:00:00Z/2026-03-01T13:00:00Z"


def test_an_expanded_set_has_its_count_and_the_way_to_its_next_page() -> None:
    asked = query(expand="Datastreams($top=1;$skip=2;$count=true)")
    inner = Page(
        query=asked.expand[0].query,
        records=[Record(entity=DATASTREAM, id="3", values={"name": "Pegel"})],
        count=9,
        next_token="abc/+",
    )
    record = Record(entity=THING, id="17", values={}, expanded={"Datastreams": inner})
    content = Encoder(BASE).record(record, asked)
    assert content["Datastreams@iot.count"] == 9
    following = content["Datastreams@iot.nextLink"]
    assert following == f"{BASE}/Things('17')/Datastreams?$top=1&$count=true&$skiptoken=abc/%2B"


def test_an_observation_names_the_kind_of_datastream_it_belongs_to() -> None:
    found = ObservedPage(
        query=query("Observation"),
        records=[observation("7.0"), observation("8.0")],
        kin=[Kin(7, None, NOON), Kin(8, None, NOON)],
    )
    one, other = written(Encoder(BASE, multi={8}).page(found))
    assert "Datastream@iot.navigationLink" in one and "MultiDatastream@iot.navigationLink" not in one
    assert "MultiDatastream@iot.navigationLink" in other and "Datastream@iot.navigationLink" not in other


def test_a_data_array_groups_observations_by_datastream() -> None:
    found = ObservedPage(
        query=query("Observation"),
        records=[observation("7.0"), observation("8.0"), observation("7.1", parameters={"lane": 1})],
        kin=[Kin(7, None, NOON), Kin(8, None, NOON), Kin(7, None, NOON)],
    )
    seven, eight = written(ArrayEncoder(BASE, multi={8}).page(found))
    assert seven == {
        "Datastream@iot.navigationLink": f"{BASE}/Datastreams('7')",
        "components": ["id", "phenomenonTime", "result", "resultTime", "parameters"],
        "dataArray@iot.count": 2,
        "dataArray": [
            ["7.0", "2026-03-01T12:00:00Z", 5.5, None, None],
            ["7.1", "2026-03-01T12:00:00Z", 5.5, None, {"lane": 1}],
        ],
    }
    assert "MultiDatastream@iot.navigationLink" in eight


def test_csv_has_dotted_columns_and_starts_no_formula() -> None:
    records = [thing("1", name="=cmd()", properties={"a": {"b": -1}}), thing("2", properties={"c": "@x"})]
    text = rows_csv(rows(records, query())).decode()
    first, second = csv.DictReader(io.StringIO(text))
    assert (first["name"], first["properties.a.b"], first["properties.c"]) == ("'=cmd()", "-1", "")
    assert second["properties.c"] == "'@x"


def test_geojson_takes_the_geometry_of_the_place_of_a_thing() -> None:
    point: Json = {"type": "Point", "coordinates": [7.0, 51.0]}
    place = Record(entity=LOCATION, id="5", values={"location": {"type": "Feature", "geometry": point}})
    record = Record(
        entity=THING,
        id="17",
        values={"name": "Brunnen"},
        expanded={"Locations": Page(query=query("Location"), records=[place])},
    )
    content = page_geojson(Page(query=query(), records=[record]), query(), "https://next")
    assert content["features"] == [
        {"type": "Feature", "id": "17", "geometry": point, "properties": {"id": "17", "name": "Brunnen"}}
    ]
    assert content["@iot.nextLink"] == "https://next"


@pytest.mark.parametrize(
    "place", ["Markt 1", {"type": {"a": 1}}, {"type": "Feature", "geometry": {"type": []}}]
)
def test_a_place_that_is_no_geojson_has_no_geometry(place: Json) -> None:
    record = Record(entity=LOCATION, id="5", values={"location": place})
    content = page_geojson(Page(query=query("Location"), records=[record]), query("Location"), "")
    assert b'"geometry":null' in msgspec.json.encode(content)


def test_rows_become_columns_of_their_kind() -> None:
    table = tables.table_of_rows(
        [{"a": 1, "b": 1.5, "c": True, "d": "x"}, {"a": 2, "b": None, "d": {"e": 1}}]
    )
    assert [str(field.type) for field in table.schema] == ["int64", "double", "bool", "string"]
    assert table.column("d").to_pylist() == ["x", '{"e":1}']
    assert pa.ipc.open_stream(tables.arrow(table)).read_all() == table


def test_a_page_of_observations_is_json_that_every_reader_takes() -> None:
    found = ObservedPage(
        query=query("Observation"),
        records=[observation(f"7.{place}", result=float("nan")) for place in range(3)],
        kin=[Kin(7, None, NOON)] * 3,
        count=3,
        estimated=True,
    )
    content = json.loads(msgspec.json.encode(Encoder(BASE).page(found, "https://next")))
    assert content["@iot.countIsEstimate"] is True
    assert [one["result"] for one in content["value"]] == [None, None, None]
