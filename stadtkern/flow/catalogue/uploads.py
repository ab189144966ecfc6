# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Uploaded files of own datasets: what is taken, how large, and where it lies."""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from stadtkern.web.uploads import Kind, kind_of

from .errors import FileRefused
from .lists.formats import FileType, by_name

MIB = 1024 * 1024
_FOLDER = "open-data"
_CHUNK = MIB
_START = 65_536
_KINDS: dict[str, Kind] = {
    "PDF": Kind.PDF,
    "PNG": Kind.PNG,
    "JPEG": Kind.JPEG,
    "TIFF": Kind.TIFF,
    "GPKG": Kind.SQLITE,
    "PARQUET": Kind.PARQUET,
    "NETCDF": Kind.NETCDF,
    "LAZ": Kind.LAS,
    "LAS": Kind.LAS,
    **dict.fromkeys(("ZIP", "XLSX", "ODS", "ODT", "DOCX", "KMZ"), Kind.ZIP),
    **dict.fromkeys(
        ("CSV", "TSV", "JSON", "GEOJSON", "TXT", "ICS", "RDF_TURTLE", "JSON_LD", "DXF"), Kind.TEXT
    ),
    **dict.fromkeys(("XML", "KML", "GML", "RDF_XML", "ATOM", "RSS"), Kind.XML),
}
"""What the beginning of a file has to be, by its type."""
_REFUSED = frozenset({"HTML", "SHP"})
"""HTML could run scripts in the name of the city; a Shapefile is several files and comes as ZIP."""


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How much may be uploaded."""

    file_bytes: int = 200 * MIB


_LIMITS: list[Limits] = [Limits()]


def provide(limits: Limits) -> None:
    """Replace the limits of this process."""
    _LIMITS[:] = [limits]


def limits() -> Limits:
    """The limits of this process."""
    return _LIMITS[0]


@dataclass(frozen=True, kw_only=True)
class Stored:
    """A file that was taken."""

    path: str
    """Below the folder of files."""
    name: str
    bytes: int
    sha256: str
    file_type: FileType


def accepted() -> str:
    """Endings that are taken, for the form."""
    return ", ".join(
        [
            ".csv",
            ".xlsx",
            ".ods",
            ".json",
            ".geojson",
            ".gpkg",
            ".parquet",
            ".kml",
            ".gml",
            ".xml",
            ".pdf",
            ".zip",
        ]
    )


def store(dataset: str, name: str, file: BinaryIO) -> Stored:
    """Check a file and keep it.

    Raises:
        FileRefused: too large, empty, of an unknown kind, or not what its ending says; in German.
    """
    plain = safe_name(name)
    start = file.read(_START)
    file_type = checked_type(plain, start)
    file.seek(0)
    digest, size = sha256(), 0
    while chunk := file.read(_CHUNK):
        digest.update(chunk)
        size += len(chunk)
        if size > limits().file_bytes:
            most = limits().file_bytes // MIB
            raise FileRefused(_("Die Datei ist größer als %(most)s MiB.") % {"most": most})
    file.seek(0)
    path = default_storage.save(f"{_FOLDER}/{dataset}/{digest.hexdigest()[:16]}-{plain}", File(file))
    return Stored(path=path, name=plain, bytes=size, sha256=digest.hexdigest(), file_type=file_type)


def remove(path: str) -> None:
    """Remove a stored file; one that is gone already is no error."""
    if path and path.startswith(f"{_FOLDER}/"):
        default_storage.delete(path)


def opened(path: str) -> File[bytes]:
    """A stored file, to be sent.

    Raises:
        FileNotFoundError: somebody has removed it.
    """
    return default_storage.open(path, "rb")


def safe_name(name: str) -> str:
    """A file name without folders and without signs that mean something elsewhere."""
    last = Path(name.replace("\\", "/")).name
    return re.sub(r"[^\w.-]+", "_", last)[-120:].lstrip("._") or "datei"


def checked_type(name: str, start: bytes) -> FileType:
    """What kind of file this is.

    Raises:
        FileRefused: unknown, empty, or its beginning is not what the ending says.
    """
    file_type = by_name(name)
    if not start:
        raise FileRefused(_("Die Datei ist leer."))
    if file_type is None or file_type.code in _REFUSED:
        text = _("Dateien dieser Art nehmen wir nicht an. Möglich sind: %(endings)s.")
        raise FileRefused(text % {"endings": accepted()})
    if not _fits(file_type.code, start):
        text = _("Der Inhalt der Datei passt nicht zu ihrer Endung „%(ending)s“.")
        raise FileRefused(text % {"ending": Path(name).suffix})
    return file_type


def _fits(code: str, start: bytes) -> bool:
    kind = _KINDS.get(code)
    return kind is not None and kind_of(start) is kind and not (kind is Kind.XML and b"<!ENTITY" in start)
