# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The review of a file: what a person sees of its columns, and what the person says about them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

import msgspec
from django.utils.translation import gettext as _

from stadtkern.flow.collections.facts import check_fields, fields_of
from stadtkern.flow.collections.models import FeatureCollection
from stadtkern.kernel.collections import Field, FieldKind, GeometryKind
from stadtkern.kernel.errors import PayloadRejected

from .reader.places import COMMON, UnknownSystem, code
from .reader.words import MOST_FIELDS, Column, Layer, Report
from .wishes import Choice, Wish

MOST_SHOWN = 600
"""Columns that the page shows; those behind them are left out."""
SYSTEMS = {
    "EPSG:25832": "ETRS89 / UTM 32N (EPSG:25832)",
    "EPSG:25833": "ETRS89 / UTM 33N (EPSG:25833)",
    "EPSG:4326": "WGS 84, Grad (EPSG:4326)",
    "EPSG:4258": "ETRS89, Grad (EPSG:4258)",
    "EPSG:3857": "Web-Mercator (EPSG:3857)",
    "EPSG:31466": "Gauß-Krüger, Zone 2 (EPSG:31466)",
    "EPSG:31467": "Gauß-Krüger, Zone 3 (EPSG:31467)",
    "EPSG:31468": "Gauß-Krüger, Zone 4 (EPSG:31468)",
    "EPSG:31469": "Gauß-Krüger, Zone 5 (EPSG:31469)",
    "EPSG:4647": "ETRS89 / UTM 32N mit Zonenkennung (EPSG:4647)",
}
"""Reference systems to choose from; others are written as a code."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """A column on the page."""

    number: int
    column: Column
    choice: Choice
    identity: bool


def rows(layer: Layer, wish: Wish) -> list[Row]:
    """The columns of a layer with what is wished for them."""
    choices = {one.column: one for one in wish.choices}
    return [
        Row(number=number, column=column, choice=choices[column.name], identity=column.name in wish.identity)
        for number, column in enumerate(layer.columns[:MOST_SHOWN])
        if column.name in choices
    ]


def systems(layer: Layer) -> list[tuple[str, str]]:
    """Reference systems to choose from, those that fit the coordinates first."""
    known = {crs for crs, _around in COMMON} | set(SYSTEMS)
    order = [*layer.candidates, *(one for one in SYSTEMS if one not in layer.candidates)]
    return [(one, SYSTEMS.get(one, one)) for one in order if one in known]


def reviewed(
    layer: Layer, proposal: Wish, collection: FeatureCollection | None, said: Mapping[str, str]
) -> Wish:
    """What the person wishes.

    Raises:
        PayloadRejected: it cannot be, with the reason in German.
    """
    fields = {field.key: field for field in fields_of(collection)} if collection else None
    choices = [
        _choice(row, fields, said)
        if row.number < MOST_SHOWN
        else msgspec.structs.replace(row.choice, take=False)
        for row in rows(layer, proposal)
    ]
    names = {column.name for column in layer.columns}
    wish = msgspec.structs.replace(
        proposal,
        choices=choices,
        identity=[row.column.name for row in rows(layer, proposal) if said.get(f"kennung-{row.number}")],
        geometry=_kind(said.get("orte", ""), proposal.geometry) if collection is None else proposal.geometry,
        crs=_system(said),
        swapped=bool(said.get("getauscht")),
        longitude=_known(said.get("laenge", ""), names),
        latitude=_known(said.get("breite", ""), names),
        text=_known(said.get("wkt", ""), names),
        places_optional=bool(said.get("ohne_ort")),
        complete=bool(said.get("vollstaendig")),
    )
    _check(layer, wish)
    return wish


def _choice(row: Row, fields: Mapping[str, Field] | None, said: Mapping[str, str]) -> Choice:
    number, choice = row.number, row.choice
    if fields is not None:
        target = fields.get(said.get(f"feld-{number}", ""))
        if target is None:
            return msgspec.structs.replace(choice, take=False, key="")
        return msgspec.structs.replace(
            choice, take=True, key=target.key, title=target.title, kind=target.kind, unit=target.unit
        )
    kind = said.get(f"art-{number}", choice.kind)
    return msgspec.structs.replace(
        choice,
        take=bool(said.get(f"nehmen-{number}")),
        key=said.get(f"schluessel-{number}", choice.key).strip(),
        title=said.get(f"titel-{number}", choice.title).strip()[:200] or choice.column,
        kind=next((one for one in get_args(FieldKind) if one == kind), choice.kind),
        unit=said.get(f"einheit-{number}", choice.unit).strip()[:60],
        personal=bool(said.get(f"person-{number}")),
    )


def _check(layer: Layer, wish: Wish) -> None:
    taken = wish.taken
    if len(taken) > MOST_FIELDS:
        raise PayloadRejected(
            _("Ausgewählt sind %(n)d Spalten; höchstens %(most)d werden übernommen.")
            % {"n": len(taken), "most": MOST_FIELDS}
        )
    doubled = [one.key for one in taken if sum(other.key == one.key for other in taken) > 1]
    if doubled:
        raise PayloadRejected(_("Zwei Spalten haben dasselbe Feld: %(key)s.") % {"key": doubled[0]})
    check_fields(wish.fields())
    if bool(wish.longitude) != bool(wish.latitude):
        raise PayloadRejected(_("Es fehlt eine der beiden Spalten mit Koordinaten."))
    placed = bool(wish.longitude or wish.text or not (layer.longitude or layer.text))
    if wish.geometry != "none" and placed and not (wish.crs or (layer.crs and layer.crs_known)):
        raise PayloadRejected(_("Bitte auswählen, in welchem Bezugssystem die Koordinaten stehen."))


def _kind(said: str, default: GeometryKind) -> GeometryKind:
    return next((kind for kind in get_args(GeometryKind) if kind == said), default)


def _known(name: str, names: Sequence[str] | set[str]) -> str:
    return name if name in names else ""


def _system(said: Mapping[str, str]) -> str:
    """The chosen reference system; another may be written as its code.

    Raises:
        PayloadRejected: nobody knows it.
    """
    chosen = (said.get("crs_code") or said.get("crs") or "").strip()
    if chosen.isdecimal():
        chosen = f"EPSG:{chosen}"
    try:
        return code(chosen)
    except UnknownSystem as error:
        raise PayloadRejected(
            _("Das Bezugssystem „%(crs)s“ ist nicht bekannt.") % {"crs": chosen[:60]}
        ) from error


def report_of(kept: object) -> Report:
    """A report as the register keeps it."""
    return msgspec.convert(kept, Report)
