# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The formats of this city, by their key."""

from __future__ import annotations

from stadtkern.flow.outlets.ogc.encoding import (
    flatgeobuf,
    geojson,
    geoparquet,
    gml,
    separated,
    sheets,
)
from stadtkern.flow.outlets.ogc.encoding.words import Encoding

ENCODINGS = {
    one.key: one
    for one in (
        Encoding(
            key="json",
            title="GeoJSON",
            media_type="application/geo+json",
            suffix=".geojson",
            encode=geojson.encode,
            file_type="GEOJSON",
        ),
        Encoding(
            key="jsonseq",
            title="GeoJSON, eine Zeile je Objekt",
            media_type="application/geo+json-seq",
            suffix=".geojsons",
            encode=geojson.encode_sequence,
            file_type="GEOJSON",
        ),
        Encoding(
            key="csv",
            title="CSV",
            media_type="text/csv; charset=utf-8",
            suffix=".csv",
            encode=separated.encode,
            file_type="CSV",
        ),
        Encoding(
            key="fgb",
            title="FlatGeobuf",
            media_type="application/flatgeobuf",
            suffix=".fgb",
            encode=flatgeobuf.encode,
            file_type="FGB",
        ),
        Encoding(
            key="parquet",
            title="GeoParquet",
            media_type="application/vnd.apache.parquet",
            suffix=".parquet",
            encode=geoparquet.encode,
            file_type="PARQUET",
        ),
        Encoding(
            key="gml",
            title="GML 3.2",
            media_type="application/gml+xml; version=3.2",
            suffix=".gml",
            encode=gml.encode,
            file_type="GML",
        ),
        Encoding(
            key="xlsx",
            title="Excel (XLSX)",
            media_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            suffix=".xlsx",
            encode=sheets.encode,
            file_type="XLSX",
        ),
    )
}
