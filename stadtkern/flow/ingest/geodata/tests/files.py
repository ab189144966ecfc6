# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Files in the formats that offices send, written from recorded open data with the tools that they use."""

from __future__ import annotations

import csv
import json
import warnings
import zipfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq
import pyogrio.raw
import shapely
import xlsxwriter
from pyproj import CRS, Transformer
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

_DOMAINS = Path(__file__).parents[4] / "domains"
PLAYGROUNDS = _DOMAINS / "playgrounds" / "tests" / "payloads" / "krefeld" / "playgrounds.json"
"""203 playgrounds of Krefeld."""
DISTRICTS = _DOMAINS / "districts" / "tests" / "payloads" / "districts-duisburg.geojson"
CHARGING = _DOMAINS / "charging" / "tests" / "payloads" / "charging_2019-07-19.csv"
SUFFIX = {
    "GPKG": ".gpkg",
    "FlatGeobuf": ".fgb",
    "ESRI Shapefile": ".shp",
    "GML": ".gml",
    "LIBKML": ".kml",
    "GeoJSONSeq": ".geojsonl",
}

Shapes = npt.NDArray[np.object_]


def playgrounds() -> tuple[list[str], Shapes]:
    """Titles and points (longitude, latitude) of the first twenty."""
    features = json.loads(PLAYGROUNDS.read_text())["features"][:20]
    shapes = np.array([shape(one["geometry"]) for one in features], dtype=object)
    return [one["properties"]["title"] for one in features], shapes


def converted(shapes: Shapes, crs: str) -> Shapes:
    """The same places in another system, first coordinate to the east."""
    transformer = Transformer.from_crs("OGC:CRS84", crs, always_xy=True)
    positions = shapely.get_coordinates(shapes)
    moved = np.column_stack(transformer.transform(positions[:, 0], positions[:, 1]))
    return np.asarray(shapely.set_coordinates(shapes.copy(), moved))


def written(
    folder: Path, driver: str, shapes: Shapes, *, crs: str | None, **columns: Sequence[object]
) -> Path:
    """A file of this driver; a shapefile is packed with all its parts."""
    path = folder / f"daten{SUFFIX[driver]}"
    named = columns or {"nr": [f"n{number}" for number in range(len(shapes))]}
    given = np.array([_wkb(one) for one in shapes], dtype=object)
    kinds = {one.geom_type for one in shapes if isinstance(one, BaseGeometry)}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pyogrio.raw.write(
            path,
            geometry=given,
            field_data=[np.array(list(values), dtype=object) for values in named.values()],
            fields=list(named),
            crs=crs,
            geometry_type=kinds.pop() if len(kinds) == 1 else "Unknown",
            driver=driver,
        )
    return packed(path) if driver == "ESRI Shapefile" else path


def _wkb(one: object) -> bytes | None:
    """Geometries that Shapely does not know are given as WKB."""
    return shapely.to_wkb(one) if isinstance(one, BaseGeometry) else one if isinstance(one, bytes) else None


def packed(path: Path) -> Path:
    """All files of the same stem in one archive."""
    archive = path.with_suffix(".zip")
    parts = [one for one in path.parent.glob(f"{path.stem}.*") if one.suffix != ".zip"]
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as target:
        for part in parts:
            target.write(part, part.name)
    return archive


def geoparquet(folder: Path, shapes: Shapes, crs: str) -> Path:
    """GeoParquet 1.1 with the reference system as PROJJSON."""
    columns = {
        "nr": [f"n{number}" for number in range(len(shapes))],
        "geometry": list(shapely.to_wkb(shapes)),
    }
    about = {
        "version": "1.1.0",
        "primary_column": "geometry",
        "columns": {"geometry": {"encoding": "WKB", "geometry_types": [], "crs": CRS(crs).to_json_dict()}},
    }
    path = folder / "daten.parquet"
    table = pa.table(columns).replace_schema_metadata({"geo": json.dumps(about)})
    pq.write_table(table, path)
    return path


def workbook(folder: Path) -> Path:
    """The register of charging stations as the agency publishes it: a note above the names of columns."""
    path = folder / "ladesaeulen.xlsx"
    with CHARGING.open(encoding="utf-8-sig", newline="") as stream:
        lines = list(csv.reader(stream))
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Tabelle1")
        sheet.write_row(0, 0, ["Liste der Ladesäulen"])
        for number, line in enumerate(lines, start=2):
            sheet.write_row(number, 0, line)
    return path
