# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""EU file types (dct:format) with media types and endings.

Source: Publications Office of the EU, authority table "file-type",
http://publications.europa.eu/resource/authority/file-type; media types: IANA,
https://www.iana.org/assignments/media-types. What the table does not have (FlatGeobuf, PMTiles) is named by
the general code of its kind.
"""

from __future__ import annotations

from dataclasses import dataclass

BASE = "http://publications.europa.eu/resource/authority/file-type/"


@dataclass(frozen=True, kw_only=True)
class FileType:
    """A format of files."""

    code: str
    title: str
    media_type: str
    endings: tuple[str, ...] = ()
    """Of file names, with dot, lower case."""

    @property
    def iri(self) -> str:
        """In the EU list."""
        return BASE + self.code


_ROWS: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    ("CSV", "CSV", "text/csv", (".csv",)),
    ("TSV", "TSV", "text/tab-separated-values", (".tsv",)),
    ("XLSX", "Excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", (".xlsx",)),
    ("ODS", "OpenDocument-Tabelle", "application/vnd.oasis.opendocument.spreadsheet", (".ods",)),
    ("JSON", "JSON", "application/json", (".json",)),
    ("GEOJSON", "GeoJSON", "application/geo+json", (".geojson",)),
    ("GPKG", "GeoPackage", "application/geopackage+sqlite3", (".gpkg",)),
    ("SHP", "Shapefile", "application/vnd.shp", (".shp",)),
    ("GML", "GML", "application/gml+xml", (".gml",)),
    ("KML", "KML", "application/vnd.google-earth.kml+xml", (".kml",)),
    ("KMZ", "KMZ", "application/vnd.google-earth.kmz", (".kmz",)),
    ("PARQUET", "Parquet", "application/vnd.apache.parquet", (".parquet", ".geoparquet")),
    ("XML", "XML", "application/xml", (".xml",)),
    ("RDF_XML", "RDF/XML", "application/rdf+xml", (".rdf",)),
    ("RDF_TURTLE", "RDF Turtle", "text/turtle", (".ttl",)),
    ("JSON_LD", "JSON-LD", "application/ld+json", (".jsonld",)),
    ("PDF", "PDF", "application/pdf", (".pdf",)),
    ("ODT", "OpenDocument-Text", "application/vnd.oasis.opendocument.text", (".odt",)),
    ("DOCX", "Word", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", (".docx",)),
    ("TXT", "Text", "text/plain", (".txt",)),
    ("ZIP", "ZIP-Archiv", "application/zip", (".zip",)),
    ("TIFF", "TIFF", "image/tiff", (".tif", ".tiff")),
    ("PNG", "PNG", "image/png", (".png",)),
    ("JPEG", "JPEG", "image/jpeg", (".jpg", ".jpeg")),
    ("NETCDF", "NetCDF", "application/x-netcdf", (".nc",)),
    ("LAZ", "LAZ (Punktwolke)", "application/vnd.laszip", (".laz",)),
    ("LAS", "LAS (Punktwolke)", "application/vnd.las", (".las",)),
    ("DXF", "DXF", "image/vnd.dxf", (".dxf",)),
    ("ICS", "iCalendar", "text/calendar", (".ics",)),
    ("ATOM", "Atom", "application/atom+xml", (".atom",)),
    ("RSS", "RSS", "application/rss+xml", (".rss",)),
    ("HTML", "Internetseite", "text/html", (".html", ".htm")),
    ("REST", "Schnittstelle (REST)", "", ()),
    ("WFS_SRVC", "WFS", "", ()),
    ("WMS_SRVC", "WMS", "", ()),
    ("MAP_SRVC", "Kartendienst", "", ()),
    ("BIN", "andere Datei", "application/octet-stream", ()),
    ("OCTET", "Binärdaten", "application/octet-stream", ()),
)
FILE_TYPES = {
    code: FileType(code=code, title=title, media_type=media_type, endings=endings)
    for code, title, media_type, endings in _ROWS
}


def by_name(name: str) -> FileType | None:
    """The type that the ending of a file name stands for; null when it is not known."""
    lowered = name.lower()
    found = [one for one in FILE_TYPES.values() if any(lowered.endswith(end) for end in one.endings)]
    return found[0] if found else None


def by_media_type(media_type: str) -> FileType | None:
    """The type of a media type, parameters left out; null when it is not known."""
    plain = media_type.split(";", 1)[0].strip().lower()
    return next((one for one in FILE_TYPES.values() if plain and one.media_type == plain), None)
