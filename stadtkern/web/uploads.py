# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The one check of files that people upload: what they are by content, how large, and under which name.

A name or media type that the browser sends is a claim; only the first bytes say what a file is. Pictures are
made anew from their pixels afterwards (``commons.pictures``).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePosixPath
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from stadtkern.kernel import rights
from stadtkern.kernel.errors import PayloadRejected, PayloadTooLarge

MIB = 1024 * 1024
START = 65_536
"""So many first bytes decide what a file is."""
LONGEST_NAME = 120


class Kind(StrEnum):
    """What a file is by its first bytes."""

    TEXT = "text"
    XML = "xml"
    HTML = "html"
    """Could run scripts in the name of the city."""
    PROGRAM = "program"
    JPEG = "jpeg"
    PNG = "png"
    WEBP = "webp"
    TIFF = "tiff"
    PDF = "pdf"
    ZIP = "zip"
    OLE = "ole"
    GZIP = "gzip"
    SQLITE = "sqlite"
    PARQUET = "parquet"
    NETCDF = "netcdf"
    LAS = "las"
    FLATGEOBUF = "flatgeobuf"
    PBF = "pbf"
    OTHER = "other"


TEXTS = frozenset({Kind.TEXT})
TABLES = frozenset({Kind.TEXT, Kind.ZIP, Kind.OLE})
"""CSV, spreadsheets of today (ZIP) and of former times (OLE)."""
PICTURES = frozenset({Kind.JPEG, Kind.PNG, Kind.WEBP})
GEODATA = frozenset(
    {Kind.TEXT, Kind.XML, Kind.ZIP, Kind.OLE, Kind.SQLITE, Kind.PARQUET, Kind.FLATGEOBUF, Kind.PBF}
)
ANSWERS = frozenset({Kind.TEXT, Kind.XML, Kind.ZIP, Kind.GZIP, Kind.OLE, Kind.PBF, Kind.OTHER})
"""What a feed may answer with; protocol buffers begin with no signature."""
_SIGNATURES: tuple[tuple[bytes, Kind], ...] = (
    (b"\xff\xd8\xff", Kind.JPEG), (b"\x89PNG\r\n\x1a\n", Kind.PNG), (b"%PDF-", Kind.PDF),
    (b"II*\x00", Kind.TIFF), (b"MM\x00*", Kind.TIFF), (b"II+\x00", Kind.TIFF), (b"MM\x00+", Kind.TIFF),
    (b"PK\x03\x04", Kind.ZIP), (b"PK\x05\x06", Kind.ZIP), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Kind.OLE),
    (b"\x1f\x8b", Kind.GZIP), (b"SQLite format 3\x00", Kind.SQLITE), (b"PAR1", Kind.PARQUET),
    (b"CDF", Kind.NETCDF), (b"\x89HDF\r\n\x1a\n", Kind.NETCDF), (b"LASF", Kind.LAS),
    (b"fgb\x03", Kind.FLATGEOBUF), (b"MZ", Kind.PROGRAM), (b"\x7fELF", Kind.PROGRAM), (b"#!", Kind.PROGRAM),
    (b"\xca\xfe\xba\xbe", Kind.PROGRAM), (b"\xcf\xfa\xed\xfe", Kind.PROGRAM),
)  # fmt: skip
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_BLANK = b"\xef\xbb\xbf \t\r\n"
_HTML = re.compile(
    rb"<!doctype\s+html|<(html|head|body|script|iframe|svg)[\s>/]|/1999/xhtml|/2000/svg", re.IGNORECASE
)
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1d\x1f]")
"""What no text holds; form feed, escape and record separator occur in exports and in GeoJSON sequences."""


LARGEST_BODY = 20 * MIB
"""What anybody may send to a page [bytes]; staff may send what an import may read."""
Answer = Callable[[HttpRequest], HttpResponseBase]


class FileUnsuited(PayloadRejected):
    """Eine Datei dieser Art wird hier nicht angenommen."""


@dataclass(frozen=True, kw_only=True)
class Taken:
    """A file that was checked."""

    name: str
    kind: Kind
    size: int


def kind_of(start: bytes) -> Kind:
    """What a file is; ``start``: its first ``START`` bytes."""
    for signature, kind in _SIGNATURES:
        if start.startswith(signature):
            return _without_script(kind, start)
    if start[:4] == b"RIFF" and start[8:12] == b"WEBP":
        return Kind.WEBP
    if start[4:13] == b"\x0a\x09OSMHeader":
        return Kind.PBF
    if start.startswith(_UTF16):
        start = start.decode("utf-16", errors="replace").encode()
    text = start.lstrip(_BLANK)
    if _CONTROL.search(text):
        return Kind.OTHER
    if text[:1] == b"<":
        return Kind.HTML if _HTML.search(text[:2048]) else Kind.XML
    return Kind.TEXT


def checked(file: File[bytes], *, kinds: Collection[Kind], most: int) -> Taken:
    """Look at an upload; it is read from its beginning afterwards.

    Raises:
        PayloadTooLarge: more than ``most`` bytes.
        FileUnsuited: empty, or not of one of these kinds.
    """
    size = file.size or 0
    if size > most:
        raise PayloadTooLarge(_("Die Datei ist größer als %(most)s MiB.") % {"most": max(1, most // MIB)})
    file.seek(0)
    start = file.read(START)
    file.seek(0)
    if not start:
        raise FileUnsuited(_("Die Datei ist leer."))
    kind = kind_of(start)
    if kind not in kinds:
        raise FileUnsuited(_("Dateien dieser Art werden hier nicht angenommen; geprüft wird der Inhalt."))
    return Taken(name=safe_name(file.name or ""), kind=kind, size=size)


def safe_name(name: str) -> str:
    """A file name without folders, invisible signs, and signs that turn the reading direction."""
    last = PurePosixPath(unicodedata.normalize("NFC", name).replace("\\", "/")).name
    shown = "".join(sign for sign in last if sign.isprintable() and unicodedata.category(sign) != "Cf")
    stem, dot, ending = shown.rpartition(".")
    if dot and len(shown) > LONGEST_NAME:
        shown = f"{stem[: LONGEST_NAME - 1 - len(ending[:12])]}.{ending[:12]}"
    return shown[:LONGEST_NAME].strip(". ") or "datei"


def bounded(get_response: Answer) -> Answer:
    """Middleware: a body too large for its sender is refused before any of it reaches the disk."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        length = request.META.get("CONTENT_LENGTH") or ""
        size = int(length) if length.isdecimal() else 0
        if size > LARGEST_BODY and size > _most(request):
            return render(request, "413.html", {"most": _most(request) // MIB}, status=413)
        return get_response(request)

    return answer


def _most(request: HttpRequest) -> int:
    staff = rights.is_staff_member(request.user)
    return int(settings.KNOBS.max_file_mb) * MIB + MIB if staff else LARGEST_BODY


class UploadField(forms.FileField):
    """A file of some kinds, checked before the form is valid."""

    def __init__(self, *, kinds: Collection[Kind], most: int, **options: Any) -> None:
        """``most``: largest size [bytes]."""
        super().__init__(**options)
        self.kinds = frozenset(kinds)
        self.most = most

    def clean(self, data: Any, initial: Any = None) -> Any:
        """The file under a safe name."""
        file = super().clean(data, initial)
        if isinstance(file, File) and file is not initial:
            try:
                file.name = checked(file, kinds=self.kinds, most=self.most).name
            except (FileUnsuited, PayloadTooLarge) as error:
                raise ValidationError(str(error)) from error
        return file


def _without_script(kind: Kind, start: bytes) -> Kind:
    """A picture that is a page at the same time would be one to a careless browser."""
    return Kind.HTML if kind in PICTURES and b"<script" in start[:1024].lower() else kind
