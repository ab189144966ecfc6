# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is written comes back the same through the readers that people use."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pyogrio
import pytest
import shapely
from defusedxml import ElementTree
from python_calamine import CalamineWorkbook
from shapely.geometry.base import BaseGeometry

from stadtkern.flow.lake.features.words import ARROW
from stadtkern.flow.outlets.ogc.encoding.formats import ENCODINGS
from stadtkern.flow.outlets.ogc.encoding.geojson import encode, feature
from stadtkern.flow.outlets.ogc.encoding.words import Column, Layer
from stadtkern.kernel.collections import Field, GeometryKind

FIELDS = (
    Field(key="name", title="Name"),
    Field(key="number", title="Nummer", kind="integer"),
    Field(key="height", title="Höhe", kind="number", unit="m", description="Über dem Boden"),
    Field(key="open", title="Offen", kind="boolean"),
    Field(key="planted", title="Gepflanzt", kind="date"),
    Field(key="seen", title="Gesehen", kind="datetime"),
    Field(key="tags", title="Merkmale", kind="json"),
)
PLACE = shapely.Point(6.5666123456, 51.3388)
AREA = shapely.Polygon([(6, 51), (6, 52), (7, 52), (7, 51)], [[(6.2, 51.2), (6.4, 51.2), (6.4, 51.4)]])


def layer(geometry: GeometryKind = "point", crs: int = 4326, crs_uri: str = "") -> Layer:
    return Layer(
        name="trees",
        title="Bäume",
        fields=FIELDS,
        geometry=geometry,
        attribution="Stadt Beispiel",
        source="https://stadt.example/daten/trees/",
        crs=crs,
        crs_uri=crs_uri or Layer.crs_uri,
    )


def rows(place: BaseGeometry | None = PLACE, name: str = "Linde „Süd“") -> Iterator[pa.RecordBatch]:
    """Two batches: a full row, and one where nothing is known."""
    values: dict[str, list[object]] = {
        "name": [name, None],
        "number": [-3, None],
        "height": [12.5, None],
        "open": [True, None],
        "planted": [date(1987, 5, 31), None],
        "seen": [datetime(2026, 5, 31, 12, 0, 0, 500_000, tzinfo=UTC), None],
        "tags": ['["a", {"b": 1}]', None],
    }
    for row in (0, 1):
        columns: dict[str, Column] = {
            "fid": pa.array([row]),
            "key": pa.array([("T 1/a_b", "T2")[row]]),
            "geometry": pa.array([shapely.to_wkb(place) if row == 0 else None], pa.binary()),
        }
        columns |= {one.key: pa.array([values[one.key][row]], ARROW[one.kind]) for one in FIELDS}
        columns["secret"] = pa.array(["personal"])
        yield pa.RecordBatch.from_pydict(columns)


def written(key: str, found: Iterator[pa.RecordBatch], about: Layer) -> bytes:
    return b"".join(ENCODINGS[key].encode(found, about))


def said(file: pq.ParquetFile) -> dict[bytes, bytes]:
    return file.metadata.metadata or {}


def test_geojson_holds_values_links_and_nothing_that_is_not_shown() -> None:
    document = json.loads(b"".join(encode(rows(), layer(), {"links": [], "numberReturned": 2})))

    first, second = document["features"]
    assert document["numberReturned"] == 2
    assert first["id"] == "T 1/a_b"
    assert first["geometry"] == {"type": "Point", "coordinates": [6.5666123, 51.3388]}
    assert first["properties"] == {
        "name": "Linde „Süd“",
        "number": -3,
        "height": 12.5,
        "open": True,
        "planted": "1987-05-31",
        "seen": "2026-05-31T12:00:00.500000Z",
        "tags": ["a", {"b": 1}],
    }
    assert second["geometry"] is None
    assert set(second["properties"].values()) == {None}


def test_rings_of_geojson_turn_as_the_standard_says() -> None:
    document = json.loads(written("json", rows(AREA), layer("polygon")))

    outer, inner = document["features"][0]["geometry"]["coordinates"]
    assert shapely.LinearRing(outer).is_ccw
    assert not shapely.LinearRing(inner).is_ccw


def test_axes_follow_the_reference_system() -> None:
    northing_first = layer(crs_uri="http://www.opengis.net/def/crs/EPSG/0/4326")
    easting_first = layer(crs=25832, crs_uri="http://www.opengis.net/def/crs/EPSG/0/25832")

    swapped = json.loads(written("json", rows(), northing_first))
    metres = json.loads(written("json", rows(shapely.Point(330_000.12345, 5_690_000)), easting_first))

    assert swapped["features"][0]["geometry"]["coordinates"] == [51.3388, 6.5666123]
    assert metres["features"][0]["geometry"]["coordinates"] == [330_000.123, 5_690_000.0]


def test_one_feature_is_a_document_of_its_own() -> None:
    first, _ = rows()

    document = json.loads(feature(first, layer(), {"links": [{"href": "x", "rel": "self"}]}))

    assert document["type"] == "Feature"
    assert document["links"] == [{"href": "x", "rel": "self"}]


def test_lines_of_a_sequence_are_features() -> None:
    lines = written("jsonseq", rows(), layer()).split(b"\x1e")[1:]

    assert [json.loads(one)["id"] for one in lines] == ["T 1/a_b", "T2"]


@pytest.mark.parametrize("nasty", ["=1+1", "+49", "-cmd", "@x", "\t=1", "\r=1", "\uff1d1"])
def test_no_text_becomes_a_formula(nasty: str, tmp_path: Path) -> None:
    text = written("csv", rows(name=nasty), layer()).decode()
    path = tmp_path / "table.xlsx"
    path.write_bytes(written("xlsx", rows(name=nasty), layer()))

    assert f"'{nasty}" in text
    sheet = CalamineWorkbook.from_path(str(path)).get_sheet_by_name("Daten").to_python()
    assert sheet[1][1] == nasty.replace("\r", "\n") or sheet[1][1] == nasty


def test_csv_has_two_columns_for_points_and_wkt_for_areas() -> None:
    points = written("csv", rows(), layer()).decode().splitlines()
    areas = written("csv", rows(AREA), layer("polygon")).decode().splitlines()

    assert points[0] == "key,name,number,height,open,planted,seen,tags,longitude,latitude"
    assert points[1].startswith('"T 1/a_b","Linde „Süd“",-3,12.5,true,1987-05-31,"2026-05-31T12:00:00.5Z"')
    assert points[1].endswith(",6.5666123,51.3388")
    assert points[2] == '"T2",,,,,,,,,'
    assert "POLYGON ((6 51, 6 52, 7 52, 7 51, 6 51), (6.2 51.2" in areas[1]


def test_a_spreadsheet_has_values_meanings_and_the_source(tmp_path: Path) -> None:
    path = tmp_path / "table.xlsx"
    path.write_bytes(written("xlsx", rows(), layer()))
    book = CalamineWorkbook.from_path(str(path))

    head, first, _ = book.get_sheet_by_name("Daten").to_python()
    assert head[:3] == ["key", "name", "number"]
    assert first[2:7] == [-3, 12.5, True, date(1987, 5, 31), datetime(2026, 5, 31, 12, 0, 0, 500_000)]  # noqa: DTZ001
    assert ["height", "Höhe", "number", "m", "Über dem Boden"] in book.get_sheet_by_name(
        "Spalten"
    ).to_python()
    assert ["Quellenangabe", "Stadt Beispiel"] in book.get_sheet_by_name("Quelle").to_python()


@pytest.mark.parametrize(("key", "suffix"), [("fgb", ".fgb"), ("gml", ".gml"), ("json", ".geojson")])
@pytest.mark.parametrize("shape", [PLACE, AREA, shapely.MultiPolygon([AREA]), shapely.MultiPoint([PLACE])])
def test_gdal_reads_the_same_places_and_values(
    key: str, suffix: str, shape: BaseGeometry, tmp_path: Path
) -> None:
    path = tmp_path / f"trees{suffix}"
    path.write_bytes(written(key, rows(shape), layer("any")))

    described, table = pyogrio.read_arrow(path)

    place = table.column(described["geometry_name"] or "wkb_geometry")[0].as_py()
    found = table.to_pylist()[0]
    assert shapely.equals_exact(shapely.from_wkb(place), shape, tolerance=1e-6, normalize=True)
    assert (found["name"], found["number"], found["height"]) == ("Linde „Süd“", -3, 12.5)
    assert table.num_rows == (1 if key == "fgb" else 2)


def test_gml_names_its_reference_system_and_puts_northing_first() -> None:
    uri = "http://www.opengis.net/def/crs/EPSG/0/4326"
    nasty = "<b>&\x01"

    document = ElementTree.fromstring(written("gml", rows(name=nasty), layer(crs_uri=uri)))

    point = document.find(".//{http://www.opengis.net/gml/3.2}Point")
    assert point is not None
    assert point.get("srsName") == uri
    assert point[0].text == "51.3388 6.5666123"
    assert document.findtext(".//{https://stadt.example/daten/trees/}name") == "<b>&\ufffd"


def test_geoparquet_describes_its_geometries() -> None:
    file = pq.ParquetFile(io.BytesIO(written("parquet", rows(AREA), layer("polygon"))))

    described = json.loads(said(file)[b"geo"])
    first, second = file.read().to_pylist()
    assert described["version"] == "1.1.0"
    assert described["columns"]["geometry"]["geometry_types"] == ["Polygon"]
    assert described["columns"]["geometry"]["bbox"] == [6.0, 51.0, 7.0, 52.0]
    assert first["bbox"] == {"xmin": 6.0, "ymin": 51.0, "xmax": 7.0, "ymax": 52.0}
    assert second["geometry"] is None
    assert said(file)[b"attribution"] == b"Stadt Beispiel"


def test_geoparquet_in_metres_names_its_reference_system() -> None:
    about = layer(crs=25832, crs_uri="http://www.opengis.net/def/crs/EPSG/0/25832")

    file = pq.ParquetFile(io.BytesIO(written("parquet", rows(shapely.Point(330_000, 5_690_000)), about)))

    described = json.loads(said(file)[b"geo"])
    assert described["columns"]["geometry"]["crs"]["id"] == {"authority": "EPSG", "code": 25832}


@pytest.mark.parametrize("key", sorted(ENCODINGS))
def test_an_empty_collection_is_an_empty_file_of_its_kind(key: str) -> None:
    about = layer()

    found = b"".join(ENCODINGS[key].encode(iter([]), about))

    assert found or key == "jsonseq"


@pytest.mark.parametrize("key", sorted(set(ENCODINGS) - {"fgb", "xlsx"}))
def test_files_are_written_while_rows_arrive(key: str) -> None:
    taken: list[int] = []

    def arriving() -> Iterator[pa.RecordBatch]:
        for number, batch in enumerate(rows()):
            taken.append(number)
            yield batch

    parts = ENCODINGS[key].encode(arriving(), layer())
    for number in (1, 2):
        next(parts)
        assert len(taken) <= number
