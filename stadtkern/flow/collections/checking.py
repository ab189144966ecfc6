# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Checks single features against what their collection says; faults are German sentences."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime

import shapely
from django.utils.translation import gettext as _
from shapely.geometry.base import BaseGeometry
from shapely.validation import explain_validity

from stadtkern.kernel.collections import Feature, Field, FieldKind
from stadtkern.kernel.errors import PayloadRejected

MOST_KEY = 200
_MOST_TEXT = 100_000
_KINDS: Mapping[str, frozenset[str]] = {
    "point": frozenset({"Point", "MultiPoint"}),
    "line": frozenset({"LineString", "MultiLineString", "LinearRing"}),
    "polygon": frozenset({"Polygon", "MultiPolygon"}),
}
_LARGEST = 2**63


def checked(feature: Feature, fields: Sequence[Field], geometry: str) -> Feature:
    """The feature as it is stored: values of the kinds of their fields, flat geometry.

    Raises:
        PayloadRejected: with what is wrong and what was expected, in German.
    """
    if not feature.key or len(feature.key) > MOST_KEY:
        raise PayloadRejected(_("Die Kennung eines Objekts hat 1 bis %(most)d Zeichen.") % {"most": MOST_KEY})
    known = {field.key: field for field in fields}
    unknown = sorted(set(feature.properties) - set(known))
    if unknown:
        raise PayloadRejected(_("Das Feld „%(key)s“ gibt es nicht.") % {"key": unknown[0][:80]})
    values = {key: value_of(known[key], value) for key, value in feature.properties.items()}
    return Feature(key=feature.key, geometry=place_of(feature.geometry, geometry), properties=values)


def value_of(field: Field, value: object) -> object:
    """The value as its column stores it.

    Raises:
        PayloadRejected: it is not of the kind of the field, or none of its codes.
    """
    if value is None:
        return None
    try:
        found = _READERS[field.kind](value)
    except (ValueError, TypeError, OverflowError) as error:
        text = _("Feld „%(key)s“: „%(value)s“ ist %(kind)s.")
        words = {"key": field.key, "value": str(value)[:80], "kind": _not_a(field.kind)}
        raise PayloadRejected(text % words) from error
    if field.values and str(found) not in field.values:
        text = _("Feld „%(key)s“: „%(value)s“ ist keiner der Codes %(codes)s.")
        words = {"key": field.key, "value": str(value)[:80], "codes": ", ".join(list(field.values)[:20])}
        raise PayloadRejected(text % words)
    return found


def place_of(geometry: BaseGeometry | None, kind: str) -> BaseGeometry | None:
    """The geometry without heights; empty ones are no place.

    Raises:
        PayloadRejected: it is of another kind, not valid, or outside WGS 84.
    """
    if geometry is None or geometry.is_empty:
        return None
    if kind == "none":
        raise PayloadRejected(_("Diese Sammlung hat keine Orte."))
    if kind in _KINDS and geometry.geom_type not in _KINDS[kind]:
        text = _("Die Geometrie ist %(type)s; die Sammlung hat %(wanted)s.")
        wanted = " oder ".join(sorted(_KINDS[kind] - {"LinearRing"}))
        raise PayloadRejected(text % {"type": geometry.geom_type, "wanted": wanted})
    west, south, east, north = geometry.bounds
    if not (west >= -180 and east <= 180 and south >= -90 and north <= 90):
        text = _(
            "Die Geometrie liegt außerhalb von WGS 84: %(box)s; erwartet werden Länge und Breite in Grad."
        )
        raise PayloadRejected(text % {"box": f"{west:.6g} {south:.6g} {east:.6g} {north:.6g}"})
    flat = shapely.force_2d(geometry)
    if not flat.is_valid:
        raise PayloadRejected(_("Die Geometrie ist ungültig: %(why)s") % {"why": explain_validity(flat)})
    return flat


def _text(value: object) -> str:
    if not isinstance(value, str) or len(value) > _MOST_TEXT:
        raise TypeError
    return value


def _integer(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int | float) or value != int(value):
        raise TypeError
    if not -_LARGEST <= value < _LARGEST:
        raise OverflowError
    return int(value)


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise TypeError
    return float(value)


def _boolean(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value


def _date(value: object) -> date:
    if isinstance(value, datetime):
        raise TypeError
    return value if isinstance(value, date) else date.fromisoformat(_text(value))


def _datetime(value: object) -> datetime:
    found = value if isinstance(value, datetime) else datetime.fromisoformat(_text(value))
    if found.tzinfo is None:
        raise ValueError
    return found.astimezone(UTC)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


_READERS: Mapping[FieldKind, Callable[[object], object]] = {
    "text": _text,
    "integer": _integer,
    "number": _number,
    "boolean": _boolean,
    "date": _date,
    "datetime": _datetime,
    "json": _json,
}


def _not_a(kind: FieldKind) -> str:
    words: Mapping[FieldKind, str] = {
        "text": _("kein Text mit höchstens 100.000 Zeichen"),
        "integer": _("keine ganze Zahl"),
        "number": _("keine Zahl"),
        "boolean": _("weder wahr noch falsch"),
        "date": _("kein Tag wie 2026-03-31"),
        "datetime": _("kein Zeitpunkt mit Zeitzone wie 2026-03-31T12:00:00Z"),
        "json": _("kein JSON"),
    }
    return words[kind]
