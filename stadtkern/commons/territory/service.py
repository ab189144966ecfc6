# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Which areas concern the city: by municipality key or by its outline.

Keys are the first digits of the official municipality key (AGS, 8 digits: state 2, region 1, district 2,
municipality 3). Warning cells of the German weather service hold it behind one digit: 1 district,
8 municipality, 9 merged municipalities; 7 is a part of a city, numbered within its district.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from shapely import make_valid
from shapely.errors import ShapelyError
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

from stadtkern.flow.outlets.cap import shapes
from stadtkern.flow.outlets.cap.words import Area, Named
from stadtkern.kernel import audit
from stadtkern.kernel.errors import PayloadRejected
from stadtkern.kernel.models import Person

from .models import Territory

DEFAULT_KEYS = ("05",)
"""North Rhine-Westphalia, the region of the demonstration, until the city has said its own."""
_ROW = 1
_KEY = re.compile(r"\d{2,8}")


@dataclass(frozen=True, kw_only=True)
class City:
    """Where the city is."""

    keys: tuple[str, ...]
    outline: BaseGeometry | None = None


def city() -> City:
    """As set in the cockpit."""
    row = stored()
    if not (row.keys or row.outline):
        return City(keys=DEFAULT_KEYS)
    return City(keys=tuple(row.keys), outline=geometry(row.outline) if row.outline else None)


def stored() -> Territory:
    """What is set; both facts are empty until somebody has said them."""
    return Territory.objects.filter(pk=_ROW).first() or Territory(pk=_ROW)


def is_default() -> bool:
    """Whether nobody has said yet where the city is."""
    row = stored()
    return not (row.keys or row.outline)


def change(actor: Person, keys: tuple[str, ...], outline: dict[str, object] | None, *, now: datetime) -> None:
    """Say where the city is; whether the person may, the caller has asked."""
    with transaction.atomic():
        Territory.objects.update_or_create(pk=_ROW, defaults={"keys": list(keys), "outline": outline})
        change: dict[str, Sequence[str] | bool] = {"keys": list(keys), "outline": outline is not None}
        audit.record(actor, "territory.edit", "territory", change, now)


def concerns(areas: Iterable[Area], here: City) -> bool:
    """Whether one of these areas lies in the city; what cannot be told is taken for a yes."""
    given = list(areas)
    keys = [key for area in given for code in area.geocodes if (key := municipality_key(code))]
    if any(key.startswith(own) or own.startswith(key) for key in keys for own in here.keys):
        return True
    outline = here.outline
    drawn = outline is not None and any(area.polygons or area.circles for area in given)
    if outline is None or not drawn:
        return not keys
    return any(one.intersects(outline) and not one.touches(outline) for one in shapes.shapes(given))


def municipality_key(code: Named) -> str:
    """The leading digits of the municipality key that a geocode stands for; empty when it is another code."""
    digits = code.value.strip()
    if not digits.isdecimal():
        return ""
    match code.name.upper(), len(digits):
        case "WARNCELLID", 9 if digits[0] in "189":
            return _shortened(digits[1:])
        case "WARNCELLID", 9 if digits[0] == "7":
            return digits[1:6]
        case "AGS", 2 | 3 | 5 | 8:
            return _shortened(digits)
        case "ARS" | "SHN", 12:
            return _shortened(digits[:5] + digits[9:])
    return ""


def keys_in(text: str) -> tuple[str, ...]:
    """The municipality keys that somebody typed, separated by anything.

    Raises:
        PayloadRejected: something else than 2, 3, 5 or 8 digits.
    """
    keys = tuple(dict.fromkeys(re.split(r"[\s,;]+", text.strip()))) if text.strip() else ()
    wrong = [key for key in keys if not _KEY.fullmatch(key) or len(key) not in {2, 3, 5, 8}]
    if wrong:
        raise PayloadRejected(f"„{wrong[0][:40]}“ ist kein Gemeindeschlüssel mit 2, 3, 5 oder 8 Ziffern.")
    return tuple(_shortened(key) for key in keys)


def geometry(given: object) -> BaseGeometry:
    """The polygons of GeoJSON: a geometry, a feature, or a collection of features.

    Raises:
        PayloadRejected: no polygon in there, or no GeoJSON.
    """
    try:
        found = unary_union([make_valid(shape(one)) for one in _geometries(given)])
    except (ShapelyError, ValueError, TypeError, AttributeError, KeyError, IndexError) as error:
        raise PayloadRejected("Das ist kein GeoJSON nach RFC 7946.") from error
    west, south, east, north = found.bounds if not found.is_empty else (999.0,) * 4
    if found.area == 0 or max(abs(west), abs(east)) > 180 or max(abs(south), abs(north)) > 90:
        raise PayloadRejected("Das GeoJSON enthält keine Fläche in Grad (Länge, Breite).")
    return found


def _shortened(key: str) -> str:
    """Without the zeros that stand for "all of it": 05112000 is the district 05112, 05000000 the state 05."""
    for length in (2, 3, 5):
        if len(key) > length and not key[length:].strip("0"):
            return key[:length]
    return key


def _geometries(given: object) -> Iterator[dict[str, object]]:
    if not isinstance(given, dict):
        return
    if given.get("type") == "FeatureCollection":
        for feature in given.get("features", []):
            yield from _geometries(feature)
    elif given.get("type") == "Feature":
        yield from _geometries(given.get("geometry"))
    elif given.get("type") in {"Polygon", "MultiPolygon"}:
        yield given
