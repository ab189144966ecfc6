# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Which format a file has, by its first bytes and its name; zipped shapefiles and others are unpacked."""

from __future__ import annotations

import os
import shutil
import zipfile
from dataclasses import dataclass
from pathlib import Path
from xml.parsers import expat

from stadtkern.kernel.errors import PayloadRejected, PayloadTooLarge

from .words import Format

DRIVERS: dict[Format, str] = {
    "geojson": "GeoJSON", "geojsonseq": "GeoJSONSeq", "gpkg": "GPKG", "shapefile": "ESRI Shapefile",
    "flatgeobuf": "FlatGeobuf", "gml": "GML", "kml": "LIBKML", "gpx": "GPX", "osm": "OSM",
}  # fmt: skip
"""What reads a format; the others are read without GDAL."""
ENDINGS: dict[str, Format] = {
    ".geojson": "geojson", ".json": "geojson", ".geojsonl": "geojsonseq", ".geojsons": "geojsonseq",
    ".ndjson": "geojsonseq", ".gpkg": "gpkg", ".shp": "shapefile", ".fgb": "flatgeobuf",
    ".parquet": "geoparquet", ".geoparquet": "geoparquet", ".gml": "gml", ".xml": "gml", ".kml": "kml",
    ".kmz": "kml", ".gpx": "gpx", ".pbf": "osm", ".osm": "osm", ".csv": "csv", ".tsv": "csv", ".txt": "csv",
    ".xlsx": "xlsx", ".xls": "xlsx", ".ods": "xlsx",
}  # fmt: skip
_BLANK = b"\xef\xbb\xbf \t\r\n"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_HEAD = 64 * 1024
_BLOCK = 1 << 20
_MOST_MEMBERS = 2_000
_MOST_UNPACKED = 4 * 1024**3
_RATIO, _RATIO_FROM = 250, 64 * 1024**2
_UNKNOWN = (
    "Das Format der Datei ist nicht bekannt. Gelesen werden GeoJSON, GeoPackage, Shapefile (als ZIP),"
    " FlatGeobuf, GeoParquet, GML, KML, GPX, OSM-PBF, CSV und Excel."
)


@dataclass(frozen=True, kw_only=True)
class Opened:
    """A file that can be read."""

    path: Path
    format: Format
    name: str
    """What people call it."""


def opened(path: Path, name: str, folder: Path) -> Opened:
    """Recognise a file; an archive is unpacked into ``folder``.

    Raises:
        PayloadRejected: an unknown format, a broken archive, or XML that defines entities.
        PayloadTooLarge: an archive that unpacks to more than allowed.
    """
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    if not head:
        raise PayloadRejected("Die Datei ist leer.")
    ending = Path(name).suffix.lower()
    if head.startswith(b"PK\x03\x04") and ending not in {".xlsx", ".ods", ".kmz"}:
        return _unpacked(path, folder)
    found = _format(head, ending)
    if found is None:
        raise PayloadRejected(_UNKNOWN)
    if head.lstrip(_BLANK)[:1] == b"<":
        _check_xml(path)
    return Opened(path=_named(path, ending, found, folder), format=found, name=name)


def _format(head: bytes, ending: str) -> Format | None:
    binary = _by_signature(head)
    if binary is not None:
        return binary
    text = head.lstrip(_BLANK)
    if text[:1] == b"<":
        return _xml_kind(text)
    if text[:1] in {b"{", b"\x1e"}:
        return _json_kind(text, ending)
    by_name = ENDINGS.get(ending)
    if by_name == "xlsx" and head.startswith((b"PK", b"\xd0\xcf\x11\xe0")):
        return by_name
    if by_name == "kml" and head.startswith(b"PK"):
        return by_name
    return "csv" if by_name == "csv" and (b"\x00" not in head or head.startswith(_UTF16)) else None


def _by_signature(head: bytes) -> Format | None:
    if head.startswith(b"SQLite format 3\x00"):
        return "gpkg"
    if head.startswith(b"fgb\x03fgb"):
        return "flatgeobuf"
    if head.startswith(b"PAR1"):
        return "geoparquet"
    if head.startswith(b"\x00\x00\x27\x0a"):
        return "shapefile"
    return "osm" if b"OSMHeader" in head[:40] else None


def _xml_kind(text: bytes) -> Format | None:
    head = text[:4000]
    if b"<html" in head.lower():
        raise PayloadRejected("Die Datei ist eine Internetseite (HTML) und enthält keine Geodaten.")
    if b"<osm" in head:
        return "osm"
    if b"<gpx" in head:
        return "gpx"
    return "kml" if b"<kml" in head or b"opengis.net/kml" in head else "gml"


def _json_kind(text: bytes, ending: str) -> Format:
    if text[:1] == b"\x1e" or ENDINGS.get(ending) == "geojsonseq":
        return "geojsonseq"
    first, _, rest = text.partition(b"\n")
    lines = b'"Feature"' in first and first.rstrip().endswith(b"}") and rest.lstrip()[:1] == b"{"
    return "geojsonseq" if lines else "geojson"


def _check_xml(path: Path) -> None:
    """XML must be whole; entities of its own could grow without bounds (billion laughs) and are refused."""

    def refuse(*_: object) -> None:
        raise PayloadRejected(
            "Die XML-Datei definiert eigene Entitäten; solche Dateien werden nicht gelesen."
        )

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    try:
        with path.open("rb") as stream:
            parser.ParseFile(stream)
    except expat.ExpatError as error:
        text = f"Die XML-Datei ist beschädigt oder unvollständig (Zeile {error.lineno})."
        raise PayloadRejected(text) from error


def _named(path: Path, ending: str, found: Format, folder: Path) -> Path:
    """A path with an ending that the reader knows; uploads are stored under names of their own."""
    if found not in DRIVERS or (path.suffix.lower() == ending and ENDINGS.get(ending) == found):
        return path
    usual = {
        "osm": ".osm.pbf",
        "gpkg": ".gpkg",
        "shapefile": ".shp",
        "kml": ".kml",
        "geojsonseq": ".geojsonl",
    }
    chosen = ending if ENDINGS.get(ending) == found else usual.get(found, f".{found}")
    link = folder / f"datei{chosen}"
    link.symlink_to(path.resolve())
    return link


def _unpacked(path: Path, folder: Path) -> Opened:
    """The one file of an archive that holds geodata."""
    try:
        with zipfile.ZipFile(path) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir()]
            _check(infos, path.stat().st_size)
            for number, info in enumerate(infos):
                _extract(archive, info, folder, number)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise PayloadRejected(f"Das Archiv ist beschädigt oder verschlüsselt ({error}).") from error
    found = [file for file in sorted(folder.rglob("*")) if file.suffix.lower() in ENDINGS and file.is_file()]
    shapefiles = [file for file in found if file.suffix.lower() == ".shp"]
    others = [file for file in found if file.suffix.lower() not in {".shp", ".xml", ".txt"}]
    wanted = shapefiles or others or found
    if not wanted:
        raise PayloadRejected("Das Archiv enthält keine Geodaten in einem bekannten Format.")
    if len(wanted) > 1:
        names = ", ".join(file.name for file in wanted[:5])
        raise PayloadRejected(f"Das Archiv enthält mehrere Datensätze ({names}); bitte einzeln hochladen.")
    return opened(wanted[0], wanted[0].name, folder)


def _check(infos: list[zipfile.ZipInfo], packed: int) -> None:
    if len(infos) > _MOST_MEMBERS:
        raise PayloadTooLarge(f"Das Archiv enthält mehr als {_MOST_MEMBERS} Dateien.")
    total = sum(info.file_size for info in infos)
    if total > _MOST_UNPACKED or (total > _RATIO_FROM and total > packed * _RATIO):
        raise PayloadTooLarge("Das Archiv wird beim Entpacken zu groß und wird abgelehnt.")


def _extract(archive: zipfile.ZipFile, info: zipfile.ZipInfo, folder: Path, number: int) -> None:
    """One member, without its folders: nothing lands outside, whatever its name says."""
    if (info.external_attr >> 16) & 0o170000 not in {0, 0o100000}:
        return
    name = "".join(char for char in Path(info.filename.replace("\\", "/")).name if char.isprintable())
    place = folder / (name or f"datei-{number}")
    if name.startswith(".") or "__MACOSX" in info.filename:
        return
    if place.exists():
        raise PayloadRejected(f"Das Archiv enthält „{name}“ mehrmals; bitte einzeln hochladen.")
    with archive.open(info) as source, place.open("xb") as target:
        shutil.copyfileobj(_Bounded(source, info.file_size), target, _BLOCK)
    os.utime(place)


class _Bounded:
    """Reads no more than a member has promised."""

    def __init__(self, stream: object, size: int) -> None:
        self._read = getattr(stream, "read")  # noqa: B009 - zipfile's stream has no public type
        self._left = size

    def read(self, size: int = _BLOCK) -> bytes:
        """The next bytes.

        Raises:
            PayloadTooLarge: there is more than promised.
        """
        block: bytes = self._read(size)
        self._left -= len(block)
        if self._left < 0:
            raise PayloadTooLarge("Eine Datei im Archiv ist größer als angegeben.")
        return block
