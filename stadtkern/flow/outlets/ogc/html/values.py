# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Values of features as people read them, and how two versions of a feature differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

import shapely
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from shapely.geometry.base import BaseGeometry

from stadtkern.kernel.collections import Field
from stadtkern.web.templatetags.web import day, local, moment, number

from .words import Shown

Row = Mapping[str, object]
_MOST_LISTED = 300
_EARLY = datetime.min.replace(tzinfo=UTC)
_UNITS = {"m2": "m²", "m3": "m³", "Cel": "°C", "deg": "°", "1": "", "{count}": ""}
_WEB = ("http://", "https://")


@dataclass(frozen=True, kw_only=True)
class Version:
    """What was true of a feature for some time."""

    since: datetime
    until: datetime | None
    """Null: it is true now."""
    changes: tuple[Shown, ...]
    """Against the version before; empty for the first one."""
    is_first: bool
    moved: bool
    gone: bool
    """Nothing was there until the next version."""


def shown(field: Field, value: object) -> Shown:
    """The value with its title and unit."""
    text = said(field, value)
    return Shown(
        title=local(field, "title"),
        text=text,
        unit=unit_of(field) if text else "",
        is_number=field.kind in {"integer", "number"} and not field.values,
        href=text if field.kind == "text" and text.startswith(_WEB) and " " not in text else "",
    )


def unit_of(field: Field) -> str:
    """The unit as it is printed."""
    return _("Jahre") if field.unit == "a" else _UNITS.get(field.unit, field.unit)


def said(field: Field, value: object) -> str:
    """The value in words; empty when nothing is known."""
    if value is None:
        return ""
    if field.values:
        return field.values.get(str(value), str(value))
    if isinstance(value, bool):
        return _("ja") if value else _("nein")
    return _number(value) if isinstance(value, int | float) else _text(value)


def _number(value: float) -> str:
    is_whole = isinstance(value, int) or value.is_integer()
    return number(value, 0 if is_whole else 2)


def _text(value: object) -> str:
    if isinstance(value, datetime):
        return moment(value)
    return day(value) if isinstance(value, date) else str(value)


def name_of(row: Row, name_field: str) -> str:
    """What a feature is called in lists."""
    key = str(row.get("key") or "")
    name = row.get(name_field) if name_field else key
    return str(name) if name else _("ohne Namen (%(key)s)") % {"key": key}


def place_of(row: Row) -> BaseGeometry | None:
    """Its geometry."""
    stored = row.get("geometry")
    return shapely.from_wkb(stored) if isinstance(stored, bytes) else None


def place_text(place: BaseGeometry | None) -> str:
    """Where it lies, in a few words."""
    if place is None or place.is_empty:
        return ""
    if place.geom_type == "Point":
        return _("Breite %(north)s, Länge %(east)s") % {
            "north": number(place.bounds[1], 5),
            "east": number(place.bounds[0], 5),
        }
    corners = int(shapely.get_num_coordinates(place))
    return ngettext("%(kind)s mit %(n)s Stützpunkt", "%(kind)s mit %(n)s Stützpunkten", corners) % {
        "kind": _kind(place),
        "n": number(corners),
    }


def _kind(place: BaseGeometry) -> str:
    words = {"Polygon": _("Fläche"), "LineString": _("Linie"), "Point": _("Punkte")}
    return words.get(place.geom_type.removeprefix("Multi"), _("Geometrie"))


def versions(rows: Sequence[Row], fields: Sequence[Field]) -> list[Version]:
    """The history of a feature, newest first; rows come oldest first."""
    found: list[Version] = []
    for place, row in enumerate(rows):
        before = rows[place - 1] if place else None
        until = row["_until"] if isinstance(row["_until"], datetime) else None
        since = row["_since"] if isinstance(row["_since"], datetime) else _EARLY
        after = rows[place + 1]["_since"] if place + 1 < len(rows) else None
        found.append(
            Version(
                since=since,
                until=until,
                changes=() if before is None else _changes(before, row, fields),
                is_first=before is None,
                moved=before is not None and before["geometry"] != row["geometry"],
                gone=until is not None and after != until,
            )
        )
    return found[::-1]


def _changes(before: Row, row: Row, fields: Sequence[Field]) -> tuple[Shown, ...]:
    return tuple(
        Shown(title=local(one, "title"), text=_changed(one, before[one.key], row[one.key]))
        for one in fields
        if before[one.key] != row[one.key]
    )


def _changed(field: Field, old: object, new: object) -> str:
    words = {"old": _short(said(field, old)), "new": _short(said(field, new))}
    return _("%(old)s → %(new)s") % words


def _short(text: str) -> str:
    cut = f"{text[:_MOST_LISTED]} …" if len(text) > _MOST_LISTED else text
    return cut or _("nichts")
