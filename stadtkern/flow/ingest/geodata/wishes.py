# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""How people want a file to be read: proposed from what a look into it has found, then reviewed by them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import get_args

import msgspec

from stadtkern.flow.collections.facts import field_key, fields_of
from stadtkern.flow.collections.models import FeatureCollection
from stadtkern.kernel.collections import Field, FieldKind, GeometryKind
from stadtkern.kernel.errors import NotFound

from .reader.words import MOST_FIELDS, Column, FieldPlan, Layer, Plan, Survey

_IDENTITY = re.compile(
    r"(gml_?id|osm_id|fid|id|oid|objectid|uuid|kennung|schl(ü|ue)ssel|.*nummer|.*_?nr|.*_?id|key|code)",
    re.IGNORECASE,
)


class Choice(msgspec.Struct, kw_only=True, frozen=True):
    """What becomes of one column."""

    column: str
    take: bool
    key: str
    title: str
    kind: FieldKind
    unit: str = ""
    personal: bool = False
    decimal_comma: bool = False


class Wish(msgspec.Struct, kw_only=True, frozen=True):
    """How one layer becomes a collection."""

    layer: str
    choices: list[Choice]
    identity: list[str] = []
    """Columns that name a feature; empty: its content does."""
    geometry: GeometryKind = "any"
    crs: str = ""
    """Empty: as the file says."""
    swapped: bool = False
    longitude: str = ""
    latitude: str = ""
    text: str = ""
    places_optional: bool = False
    complete: bool = True
    """What is not in the file is gone."""

    @property
    def taken(self) -> list[Choice]:
        """The columns that become fields."""
        return [one for one in self.choices if one.take]

    def plan(self) -> Plan:
        """For the process that reads."""
        return Plan(
            layer=self.layer,
            fields=[
                FieldPlan(column=one.column, key=one.key, kind=one.kind, decimal_comma=one.decimal_comma)
                for one in self.taken
            ],
            key=self.identity,
            geometry=self.geometry,
            crs=self.crs,
            swapped=self.swapped,
            longitude=self.longitude,
            latitude=self.latitude,
            text=self.text,
            places_optional=self.places_optional,
        )

    def fields(self) -> tuple[Field, ...]:
        """The fields of a new collection."""
        return tuple(
            Field(key=one.key, title=one.title, kind=one.kind, unit=one.unit, personal=one.personal)
            for one in self.taken
        )


def survey_of(kept: object) -> Survey:
    """A survey as the register keeps it."""
    return msgspec.convert(kept, Survey)


def wish_of(kept: object) -> Wish:
    """A wish as the register keeps it."""
    return msgspec.convert(kept, Wish)


def layer_of(survey: Survey, name: str = "") -> Layer:
    """The layer of this name; without one the first.

    Raises:
        NotFound: the file has no such layer.
    """
    for layer in survey.layers:
        if not name or layer.name == name:
            return layer
    raise NotFound(f"no layer {name[:80]!r}")


def proposed(layer: Layer, collection: FeatureCollection | None = None, last: Wish | None = None) -> Wish:
    """What seems right: as last time where the columns are the same, else by names and values."""
    known = {one.column: one for one in last.choices} if last else {}
    fields = fields_of(collection) if collection else None
    taken: list[str] = []
    choices: list[Choice] = []
    for column in layer.columns:
        choice = known.get(column.name) or _choice(column, layer, fields, taken)
        if choice.take and len(taken) >= MOST_FIELDS:
            choice = msgspec.structs.replace(choice, take=False)
        if choice.take:
            taken.append(choice.key)
        choices.append(choice)
    names = {column.name for column in layer.columns}
    identity = [name for name in last.identity if name in names] if last else _identity(layer.columns)
    return Wish(
        layer=layer.name,
        choices=choices,
        identity=identity,
        geometry=_geometry(layer, collection),
        crs="" if layer.crs_known and layer.crs and not layer.longitude and not layer.text else _crs(layer),
        swapped=layer.swapped,
        longitude=layer.longitude,
        latitude=layer.latitude,
        text=layer.text,
        places_optional=last.places_optional if last else False,
        complete=last.complete if last else True,
    )


def kind_of(collection: FeatureCollection) -> GeometryKind:
    """Which geometries a collection has."""
    return next(kind for kind in get_args(GeometryKind) if kind == collection.geometry)


def _crs(layer: Layer) -> str:
    """The only system that fits; several are to be asked about."""
    if layer.crs_known:
        return layer.crs
    return layer.candidates[0] if len(layer.candidates) == 1 else ""


def _geometry(layer: Layer, collection: FeatureCollection | None) -> GeometryKind:
    if collection is None:
        return layer.geometry
    return kind_of(collection)


def _choice(column: Column, layer: Layer, fields: Sequence[Field] | None, taken: Sequence[str]) -> Choice:
    key = field_key(column.name, taken)
    place = column.name in {layer.longitude, layer.latitude, layer.text}
    if fields is not None:
        found = _field_like(column.name, key, fields)
        return Choice(
            column=column.name,
            take=found is not None and found.key not in taken,
            key=found.key if found else "",
            title=found.title if found else column.name,
            kind=found.kind if found else column.kind,
            decimal_comma=column.decimal_comma,
        )
    return Choice(
        column=column.name,
        take=not (column.empty or column.personal or place),
        key=key,
        title=title_of(column.name),
        kind=column.kind,
        unit=_unit(column),
        personal=bool(column.personal),
        decimal_comma=column.decimal_comma,
    )


def _field_like(name: str, key: str, fields: Iterable[Field]) -> Field | None:
    """The field of a collection that a column means by its name."""
    for field in fields:
        if field.key in {name, key} or field.title.lower() == name.strip().lower():
            return field
    return None


def title_of(name: str) -> str:
    """A column's name as people write it; a unit in brackets is left out."""
    words = re.sub(r"\s*[\[(][^\])]*[\])]\s*$", "", name.replace("_", " ")).strip() or name
    return words[:1].upper() + (words[1:].lower() if words.isupper() and len(words) > 4 else words[1:])


def _unit(column: Column) -> str:
    """The unit that stands in brackets behind a name of numbers, when it is a plain UCUM code."""
    found = re.search(r"[\[(]\s*(kW|kWh|MW|m|cm|mm|km|m2|m²|ha|t|kg|%|V|A|s|min|h|a)\s*[\])]", column.name)
    if found is None or column.kind not in {"number", "integer"}:
        return ""
    return {"m²": "m2", "ha": "har"}.get(found[1], found[1])


def _identity(columns: Sequence[Column]) -> list[str]:
    """The column that names features, when one has a value of its own for each and is called so."""
    named = [one.name for one in columns if one.unique and _IDENTITY.fullmatch(one.name.strip())]
    return named[:1]
