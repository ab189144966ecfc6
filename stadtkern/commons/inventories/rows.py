# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Rows of an inventory with the place of each and its raw form, so that a rejected one can be read again."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Mapping, Sequence

from stadtkern.kernel.errors import PayloadRejected

Row = tuple[str, str, Mapping[str, str]]
"""Where it stands, its raw form with header, and its cells by lower-case name of the column."""


def rows(content: bytes, *, mandatory: Sequence[str]) -> list[Row]:
    """Rows of a table or a GeoJSON.

    Raises:
        PayloadRejected: neither a table with the mandatory columns nor GeoJSON.
    """
    text = text_of(content)
    return features(text) if text.lstrip()[:1] == "{" else table(text, mandatory=mandatory)


def text_of(content: bytes) -> str:
    """UTF-8, else Windows-1252."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def table(text: str, *, mandatory: Sequence[str]) -> list[Row]:
    """Rows of a CSV with header; empty lines are left out.

    Raises:
        PayloadRejected: the header lacks a mandatory column.
    """
    lines = text.splitlines()
    header = [name.strip().lower() for name in next(csv.reader(lines[:1], delimiter=";"), [])]
    missing = [name for name in mandatory if name not in header]
    if missing:
        raise PayloadRejected(f"Die Kopfzeile nennt nicht: {', '.join(missing)} (Trennzeichen ist „;“).")
    found: list[Row] = []
    for number, cells in enumerate(csv.reader(io.StringIO("\n".join(lines[1:])), delimiter=";"), start=2):
        if any(cell.strip() for cell in cells):
            raw = f"{lines[0]}\n{';'.join(cells)}"
            found.append((f"Zeile {number}", raw, dict(zip(header, cells, strict=False))))
    return found


def features(text: str) -> list[Row]:
    """Rows of a GeoJSON (RFC 7946): properties, with ``laenge`` and ``breite`` of points.

    Raises:
        PayloadRejected: no GeoJSON with features.
    """
    try:
        features = json.loads(text)["features"]
        return [_feature(n, one) for n, one in enumerate(features, start=1)]
    except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise PayloadRejected("Weder CSV mit Kopfzeile noch GeoJSON mit „features“.") from error


def _feature(n: int, feature: Mapping[str, Mapping[str, object]]) -> Row:
    cells = {
        str(name).lower(): "" if value is None else str(value)
        for name, value in feature["properties"].items()
    }
    point = (feature.get("geometry") or {}).get("coordinates")
    if isinstance(point, list):
        cells |= {"laenge": str(point[0]), "breite": str(point[1])}
    raw = json.dumps({"type": "FeatureCollection", "features": [feature]}, ensure_ascii=False)
    return f"Objekt {n}", raw, cells


def number(cells: Mapping[str, str], name: str, *, least: float = 0, most: float) -> float | None:
    """A cell as number with point or comma; none when it is empty.

    Raises:
        ValueError: it is no number in these limits; the message is a German reason.
    """
    if not cells[name]:
        return None
    try:
        value = float(cells[name].replace(",", "."))
    except ValueError:
        value = math.nan
    if not least <= value <= most:
        raise ValueError(
            f"{name} muss eine Zahl von {least:g} bis {most:g} sein, nicht „{cells[name][:30]}“."
        )
    return value
