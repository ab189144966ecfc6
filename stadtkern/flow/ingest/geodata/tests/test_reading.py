# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Files of offices, read by the process that reads them: formats, reference systems, what does not fit."""

from __future__ import annotations

import json
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import numpy as np
import pyarrow as pa
import pytest
import shapely
from shapely.geometry import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from stadtkern.flow.ingest.geodata.reader import supervisor
from stadtkern.flow.ingest.geodata.reader.places import located
from stadtkern.flow.ingest.geodata.reader.words import Refused, Report, Survey
from stadtkern.flow.ingest.geodata.wishes import Wish, proposed
from stadtkern.kernel.errors import PayloadRejected

from .files import CHARGING, PLAYGROUNDS, Shapes, converted, geoparquet, playgrounds, workbook, written

DUISBURG = Polygon([(6.7, 51.4), (6.8, 51.4), (6.8, 51.5), (6.7, 51.5), (6.7, 51.4)])


@dataclass(kw_only=True)
class Done:
    """What came of a file."""

    survey: Survey
    features: list[dict[str, object]] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    report: Report = field(default_factory=Report)

    @property
    def shapes(self) -> list[BaseGeometry]:
        """Geometries, longitude first."""
        return [
            shapely.from_wkb(one["geometry"]) for one in self.features if isinstance(one["geometry"], bytes)
        ]

    def away_from(self, shapes: Shapes) -> float:
        """How far the farthest of these shapes is from all that were read [°]."""
        farthest: float = max(min(one.distance(other) for other in self.shapes) for one in shapes)
        return farthest


def read(path: Path, **more: object) -> Done:
    """Look into a file, take what is proposed, and read it."""
    done = Done(survey=supervisor.survey(path, path.name))
    wish: Wish = msgspec.structs.replace(proposed(done.survey.layers[0]), **more)
    for item in supervisor.read(path, path.name, wish.plan()):
        if isinstance(item, pa.RecordBatch):
            done.features += item.to_pylist()
        elif isinstance(item, Report):
            done.report = item
        else:
            done.refused += item
    return done


def shapes_of(*shapes: object) -> Shapes:
    made = np.empty(len(shapes), dtype=object)
    made[:] = shapes
    return made


@pytest.mark.parametrize("crs", ["EPSG:25832", "EPSG:31467"])
def test_places_come_out_in_degrees_whatever_the_reference_system(tmp_path: Path, crs: str) -> None:
    _titles, shapes = playgrounds()
    done = read(written(tmp_path, "GPKG", converted(shapes, crs), crs=crs))
    layer = done.survey.layers[0]
    assert (layer.crs, layer.crs_known, layer.swapped, layer.geometry) == (crs, True, False, "point")
    assert done.away_from(shapes) < 1e-6


@pytest.mark.parametrize(
    "crs", ["EPSG:25832", "EPSG:4326", "EPSG:3857", "EPSG:31466", "EPSG:31467", "EPSG:4647"]
)
def test_the_usual_systems_are_told_apart_by_their_coordinates(crs: str) -> None:
    _titles, shapes = playgrounds()
    bounds = tuple(shapely.total_bounds(converted(shapes, crs)).tolist())
    unknown = located("", bounds)
    said = located(crs, bounds)
    assert crs in unknown.candidates
    assert (said.known, said.swapped, said.crs) == (True, False, crs)


@pytest.mark.parametrize("driver", ["ESRI Shapefile", "FlatGeobuf", "GML", "LIBKML", "GeoJSONSeq"])
def test_formats_of_offices_are_read(tmp_path: Path, driver: str) -> None:
    titles, shapes = playgrounds()
    crs = "EPSG:4326" if driver in {"LIBKML", "GeoJSONSeq"} else "EPSG:25832"
    path = written(tmp_path, driver, converted(shapes, crs), crs=crs, titel=titles)
    done = read(path)
    column = "Name" if driver == "LIBKML" else "titel"
    assert len(done.features) == 20
    assert done.away_from(shapes) < 1e-6
    assert column in {one.name for one in done.survey.layers[0].columns} or driver == "LIBKML"
    if driver != "LIBKML":
        assert {one["titel"] for one in done.features} == set(titles)


def test_geoparquet_is_read_with_its_reference_system(tmp_path: Path) -> None:
    _titles, shapes = playgrounds()
    done = read(geoparquet(tmp_path, converted(shapes, "EPSG:25832"), "EPSG:25832"))
    assert done.survey.layers[0].crs == "EPSG:25832"
    assert done.away_from(shapes) < 1e-6


def test_recorded_geojson_is_described_and_read_whole() -> None:
    done = read(PLAYGROUNDS)
    kinds = {one.name: one.kind for one in done.survey.layers[0].columns}
    assert (done.survey.format, len(done.features), done.report.refused) == ("geojson", 203, 0)
    assert (kinds["title"], kinds["zip"], kinds["lat"]) == ("text", "text", "number")


def test_a_csv_with_coordinates_needs_no_help() -> None:
    done = read(CHARGING)
    layer = done.survey.layers[0]
    assert (layer.longitude, layer.latitude) == ("Längengrad [DG]", "Breitengrad [DG]")
    assert done.report.refused == 0
    assert all(5 < one.x < 16 and 47 < one.y < 56 for one in done.shapes if isinstance(one, Point))
    assert done.features[0]["inbetriebnahmedatum"].isoformat().startswith("20")  # type: ignore[attr-defined]


def test_a_workbook_with_a_note_above_its_header_is_read(tmp_path: Path) -> None:
    done = read(workbook(tmp_path))
    assert (done.survey.format, done.survey.layers[0].geometry) == ("xlsx", "point")
    assert len(done.features) == len(CHARGING.read_text().splitlines()) - 1


def test_a_csv_in_windows_encoding_with_decimal_commas_and_eastings(tmp_path: Path) -> None:
    path = tmp_path / "bäume.csv"
    lines = (
        "Nr;Straße;Rechtswert;Hochwert;Höhe [m]",
        "001;Rüttenscheider Straße;361234,5;5701234,5;12,5",
        "002;=HYPERLINK(1);361235,5;5701235,5;1.250,5",
    )
    path.write_text("\n".join(lines), encoding="cp1252")
    done = read(path, crs="EPSG:25832")
    assert done.survey.layers[0].candidates[0] == "EPSG:25832"
    assert [one["hoehe_m"] for one in done.features] == [12.5, 1250.5]
    assert [one["nr"] for one in done.features] == ["001", "002"]
    assert done.features[1]["strasse"] == "=HYPERLINK(1)"


def test_coordinates_in_the_wrong_order_are_noticed_and_turned(tmp_path: Path) -> None:
    _titles, shapes = playgrounds()
    turned = shapes_of(*(Point(one.y, one.x) for one in shapes))
    done = read(written(tmp_path, "GeoJSONSeq", turned, crs="EPSG:4326"))
    assert done.survey.layers[0].swapped
    assert done.away_from(shapes) < 1e-6


def test_a_file_that_claims_degrees_but_holds_metres_is_asked_about(tmp_path: Path) -> None:
    _titles, shapes = playgrounds()
    path = written(tmp_path, "GPKG", converted(shapes, "EPSG:25832"), crs="EPSG:4326")
    layer = supervisor.survey(path, path.name).layers[0]
    assert (layer.crs_known, layer.candidates[0]) == (False, "EPSG:25832")
    with pytest.raises(PayloadRejected, match="Alle Koordinaten liegen außerhalb der Erde"):
        read(path)


def test_a_file_without_reference_system_is_not_guessed(tmp_path: Path) -> None:
    _titles, shapes = playgrounds()
    path = written(tmp_path, "GPKG", converted(shapes, "EPSG:25832"), crs=None)
    with pytest.raises(PayloadRejected, match="Bezugssystem"):
        read(path)


def test_crossing_empty_missing_and_deep_geometries(tmp_path: Path) -> None:
    bow = Polygon([(6.7, 51.4), (6.8, 51.5), (6.8, 51.4), (6.7, 51.5)])
    deep = Polygon([(6.7, 51.4, 30), (6.8, 51.4, 31), (6.8, 51.5, 32)])
    flat = Polygon([(6.7, 51.4), (6.8, 51.4), (6.7, 51.4)])
    path = written(
        tmp_path,
        "GPKG",
        shapes_of(DUISBURG, bow, deep, Polygon(), None, flat, Point(6.7, 51.4)),
        crs="EPSG:4326",
    )
    done = read(path, geometry="polygon")
    assert (len(done.features), done.report.repaired, done.report.flattened) == (3, 1, 1)
    assert all(one.is_valid and not one.has_z for one in done.shapes)
    assert [one.where for one in done.refused] == ["Objekt 4", "Objekt 5", "Objekt 6", "Objekt 7"]
    assert {one.reason.partition(":")[0] for one in done.refused} == {
        "Die Geometrie ist leer.",
        "Die Geometrie fehlt.",
        "Die Geometrie ist nicht zu reparieren",
        "Erwartet wird Fläche, geliefert wurde Punkt.",
    }


def test_arcs_become_lines(tmp_path: Path) -> None:
    ring = np.array([(0, 0), (1, 1), (2, 0), (1, -1), (0, 0)], dtype=float) / 100 + (6.7, 51.4)
    arcs = b"\x01\x08\x00\x00\x00\x05\x00\x00\x00" + ring.astype("<f8").tobytes()
    curved = b"\x01\x0a\x00\x00\x00\x01\x00\x00\x00" + arcs
    done = read(written(tmp_path, "GPKG", shapes_of(curved), crs="EPSG:4326"))
    assert done.report.linearised == 1
    assert done.shapes[0].area == pytest.approx(np.pi / 100**2, rel=1e-2)


def test_a_wrong_cell_costs_its_record_only(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    rows = "".join(f"{n},6.7,51.4,{n * 2}\n" for n in range(6000))
    path.write_text(
        f"id,lon,lat,plätze\n{rows}6000,6.7,51.4,viele\n6001,östlich,51.4,1\n5,6.7,51.4,1\n6002,6.7,51.4,1,x\n"
    )
    done = read(path, identity=["id"])
    assert (done.report.taken, done.report.refused) == (6000, 4)
    assert {one.where for one in done.refused} == {"Zeile 6002", "Zeile 6003", "Zeile 6004", "Zeile 6005"}
    assert any("Die Kennung kommt mehrfach vor." in one.reason for one in done.refused)


def test_five_hundred_columns_are_too_many_but_no_trouble(tmp_path: Path) -> None:
    columns = {f"spalte_{number}": ["a"] for number in range(500)}
    done = read(written(tmp_path, "GPKG", shapes_of(Point(6.7, 51.4)), crs="EPSG:4326", **columns))
    assert len(done.survey.layers[0].columns) == 500
    assert len(done.features[0]) == 2 + 250
    assert "höchstens 250" in done.survey.layers[0].notes[0]


@pytest.mark.parametrize("driver", ["GPKG", "FlatGeobuf", "GML", "ESRI Shapefile"])
def test_a_truncated_file_is_refused_as_a_whole(tmp_path: Path, driver: str) -> None:
    _titles, shapes = playgrounds()
    path = written(tmp_path, driver, np.tile(shapes, 200), crs="EPSG:4326")
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(PayloadRejected, match=r"beschädigt|unvollständig"):
        read(path)


def test_a_truncated_geojson_is_refused_as_a_whole(tmp_path: Path) -> None:
    path = tmp_path / "x.geojson"
    path.write_bytes(PLAYGROUNDS.read_bytes()[:40_000])
    with pytest.raises(PayloadRejected, match="beschädigt"):
        read(path)


def test_xml_bombs_and_foreign_entities_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.gml"
    path.write_text(
        '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaa"><!ENTITY b "&a;&a;">]>'
        '<gml:FeatureCollection xmlns:gml="http://www.opengis.net/gml">&b;</gml:FeatureCollection>'
    )
    with pytest.raises(PayloadRejected, match="Entitäten"):
        read(path)


def test_a_virtual_file_cannot_reach_other_files(tmp_path: Path) -> None:
    secret = tmp_path / "geheim.csv"
    secret.write_text("a,b\n1,2\n")
    path = tmp_path / "x.geojson"
    path.write_text(
        f'<OGRVRTDataSource><OGRVRTLayer name="geheim"><SrcDataSource>{secret}</SrcDataSource>'
        "</OGRVRTLayer></OGRVRTDataSource>"
    )
    with pytest.raises(PayloadRejected):
        read(path)


def test_an_archive_that_leaves_its_folder_or_explodes_is_refused(tmp_path: Path) -> None:
    path, outside = tmp_path / "x.zip", tmp_path / "ausbruch.geojson"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"../../../../{outside}", PLAYGROUNDS.read_bytes())
    assert len(read(path).features) == 203
    assert not outside.exists()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("x.geojson", b" " * 80_000_000)
    with pytest.raises(PayloadRejected, match="zu groß"):
        read(path)


def test_kmz_openstreetmap_and_utf_16_are_read(tmp_path: Path) -> None:
    titles, shapes = playgrounds()
    kml = written(tmp_path, "LIBKML", shapes, crs="EPSG:4326", titel=titles)
    kmz = tmp_path / "x.kmz"
    with zipfile.ZipFile(kmz, "w") as archive:
        archive.write(kml, "doc.kml")
    osm = tmp_path / "x.osm"
    osm.write_text(
        '<osm version="0.6"><node id="7" lat="51.4" lon="6.7" version="1">'
        '<tag k="natural" v="tree"/></node></osm>'
    )
    table = tmp_path / "x.csv"
    table.write_text("Nr;Länge;Breite\n1;6,7;51,4\n", encoding="utf-16")
    assert len(read(kmz).features) == 20
    assert read(osm).shapes == [Point(6.7, 51.4)]
    assert read(table).shapes == [Point(6.7, 51.4)]


def test_what_is_no_geodata_is_said_so(tmp_path: Path) -> None:
    path = tmp_path / "x.pdf"
    path.write_bytes(b"%PDF-1.7 ...")
    with pytest.raises(PayloadRejected, match="Format der Datei ist nicht bekannt"):
        read(path)
    path = tmp_path / "x.gml"
    path.write_text("<!doctype html><html><body>Anmeldung</body></html>")
    with pytest.raises(PayloadRejected, match="HTML"):
        read(path)


def test_personal_columns_are_named_and_not_proposed(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("lon,lat,Ansprechpartner,Kontakt\n6.7,51.4,E. Muster,e.muster@example.org\n")
    done = read(path)
    assert {one.name for one in done.survey.layers[0].columns if one.personal} == {
        "Ansprechpartner",
        "Kontakt",
    }
    assert set(done.features[0]) == {"key", "geometry"}


def test_lines_and_collections_keep_their_kind(tmp_path: Path) -> None:
    path = tmp_path / "x.geojson"
    line = LineString([(6.7, 51.4), (6.8, 51.5)])
    wrapped = {"type": "GeometryCollection", "geometries": [json.loads(shapely.to_geojson(line))]}
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [
        {"type": "Feature", "properties": {"a": 1}, "geometry": wrapped}]}))  # fmt: skip
    done = read(path, geometry="line")
    assert done.shapes[0].geom_type == "LineString"
