# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Payloads as plain documents: JSON, JSON lines, GeoJSON, CSV and XML become the same lists and objects.

CSV: a list with one object per line, by the names in its first line. XML: elements are members, attributes
members named ``@name``, text beside attributes or elements ``#text``, repeated elements a list; namespaces
are left out. What was rejected from CSV or XML is kept as JSON, and read as such. Text: the text itself.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal
from xml.etree.ElementTree import Element, ParseError

import msgspec
from defusedxml import DefusedXmlException, ElementTree

from stadtkern.flow.devices.sensing.words import Json
from stadtkern.kernel.errors import PayloadRejected, PayloadTooLarge
from stadtkern.kernel.observation import Rejected

MOST_BYTES = 64 * 1024 * 1024
MOST_LINES = 1_000_000
MOST_COLUMNS = 2_000
_CELL = 1_000_000
_DELIMITERS = ";\t|,"

Kind = Literal["json", "ndjson", "geojson", "csv", "xml", "text"]


class Form(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """How a payload is written."""

    kind: Kind = "json"
    encoding: Annotated[str, msgspec.Meta(max_length=40)] = ""
    """Of CSV and XML without declaration; empty: UTF-8, else Windows-1252."""
    delimiter: Annotated[str, msgspec.Meta(max_length=1)] = ""
    """Of CSV; empty: guessed from the first line."""
    header: bool = True
    """Whether the first line of CSV names the columns; else they are named 1, 2, 3 …"""
    skip_lines: Annotated[int, msgspec.Meta(ge=0, le=1_000)] = 0
    """Lines of CSV before the header."""
    decimal_comma: bool = False
    """Numbers in texts are German: ``1.234,5``."""

    @property
    def loose(self) -> bool:
        """Whether a single element stands where others have a list."""
        return self.kind == "xml"


JSON = Form()


@dataclass(frozen=True, kw_only=True)
class Document:
    """A payload that was read, and the parts of it that cannot be."""

    content: Json
    rejected: tuple[Rejected, ...] = ()


def document(content: bytes, form: Form = JSON) -> Document:
    """Read a payload.

    Raises:
        PayloadRejected: it is not what its form says.
        PayloadTooLarge: it has more than 64 MiB, or a million lines.
    """
    if len(content) > MOST_BYTES:
        raise PayloadTooLarge(f"Die Antwort ist größer als {MOST_BYTES // 1024 // 1024} MiB.")
    if form.kind == "ndjson":
        return _json_lines(content)
    if form.kind == "csv" and not content.lstrip().startswith((b'[{"', b'{"')):
        return _csv(content, form)
    if form.kind == "xml" and not content.lstrip().startswith((b"{", b"[")):
        return Document(content=_xml(content))
    if form.kind == "text":
        return Document(content=_text(content, form.encoding).strip())
    return Document(content=_json(content))


def _json(content: bytes) -> Json:
    try:
        read: Json = msgspec.json.decode(content.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        return _lenient_json(content, error)
    return read


def _lenient_json(content: bytes, reason: Exception) -> Json:
    """JSON with NaN, as many devices write it: no number, but no reason to lose the rest either."""
    if b"NaN" in content or b"Infinity" in content:
        try:
            read: Json = json.loads(content)
        except (ValueError, RecursionError):
            pass
        else:
            return read
    shown = "".join(one if one.isprintable() else " " for one in content[:60].decode(errors="replace"))
    raise PayloadRejected(f"Das ist kein JSON ({reason}); es beginnt mit „{shown}“.") from reason


def _json_lines(content: bytes) -> Document:
    read: list[Json] = []
    rejected: list[Rejected] = []
    for number, line in enumerate(content.removeprefix(b"\xef\xbb\xbf").splitlines(), start=1):
        if number > MOST_LINES:
            raise PayloadTooLarge(f"Die Antwort hat mehr als {MOST_LINES} Zeilen.")
        if line.strip():
            try:
                read.append(_json(line))
            except PayloadRejected as error:
                rejected.append(Rejected(reason=str(error), raw=line, where=f"Zeile {number}"))
    return Document(content=read, rejected=tuple(rejected))


def _csv(content: bytes, form: Form) -> Document:
    lines = _text(content, form.encoding).splitlines()[form.skip_lines :]
    if len(lines) > MOST_LINES:
        raise PayloadTooLarge(f"Die Antwort hat mehr als {MOST_LINES} Zeilen.")
    first = next((line for line in lines if line.strip()), "")
    delimiter = form.delimiter or max(_DELIMITERS, key=first.count)
    try:
        return _table(csv.reader(lines, delimiter=delimiter), form)
    except csv.Error as error:
        raise PayloadRejected(f"Die Tabelle ist nicht lesbar: {error}.") from error


def _table(rows: Iterator[list[str]], form: Form) -> Document:
    names: Sequence[str] = ()
    read: list[Json] = []
    rejected: list[Rejected] = []
    for number, row in enumerate(rows, start=form.skip_lines + 1):
        if not any(cell.strip() for cell in row):
            continue
        if not names:
            names = _names(row, form)
            if form.header:
                continue
        if len(row) == len(names):
            read.append(dict(zip(names, row, strict=True)))
        else:
            reason = f"Die Zeile hat {len(row)} statt {len(names)} Spalten."
            raw = msgspec.json.encode(row)
            rejected.append(Rejected(reason=reason, raw=raw, where=f"Zeile {number}"))
    return Document(content=read, rejected=tuple(rejected))


def _names(row: Sequence[str], form: Form) -> Sequence[str]:
    """Names of the columns; doubled and empty ones get their number."""
    if len(row) > MOST_COLUMNS:
        raise PayloadRejected(f"Die Tabelle hat mehr als {MOST_COLUMNS} Spalten.")
    given = [cell.strip() for cell in row] if form.header else [""] * len(row)
    return [
        name if name and name not in given[:place] else f"{name} {place + 1}".strip()
        for place, name in enumerate(given)
    ]


def _text(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding or "utf-8-sig")
    except LookupError as error:
        raise PayloadRejected(f"Die Zeichenkodierung „{encoding}“ gibt es nicht.") from error
    except UnicodeDecodeError as error:
        if encoding:
            raise PayloadRejected(f"Der Text ist nicht in {encoding} geschrieben ({error}).") from error
        return content.decode("cp1252", errors="replace")


def _xml(content: bytes) -> Json:
    try:
        root: Element = ElementTree.fromstring(content, forbid_dtd=True)
        return {_local(root.tag): _element(root)}
    except ParseError as error:
        raise PayloadRejected(f"Das ist kein lesbares XML ({error}).") from error
    except DefusedXmlException as error:
        raise PayloadRejected(
            "Das XML enthält eine DTD oder Entitäten; beides wird nicht gelesen."
        ) from error
    except RecursionError as error:
        raise PayloadRejected("Das XML ist zu tief geschachtelt.") from error


def _element(element: Element) -> Json:
    members: dict[str, Json] = {f"@{_local(name)}": value for name, value in element.attrib.items()}
    for child in element:
        name, read = _local(child.tag), _element(child)
        known = members.get(name)
        if name not in members:
            members[name] = read
        elif isinstance(known, list):
            known.append(read)
        else:
            members[name] = [known, read]
    text = (element.text or "").strip()
    if not members:
        return text or None
    return {**members, "#text": text} if text else members


def _local(name: str) -> str:
    return name.rpartition("}")[2]
