# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Words of geodata: a collection of features, its fields, how it is drawn, and one feature.

A feature (ISO 19101-1) is something that lies somewhere: a tree, a playground, a district. Collections are
declared by domains (``Domain.collections``) or made by people in the cockpit; their features lie in the lake.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from shapely.geometry.base import BaseGeometry

FieldKind = Literal["text", "integer", "number", "boolean", "date", "datetime", "json"]
GeometryKind = Literal["point", "line", "polygon", "any", "none"]
"""Multi-part geometries belong to the kind of their parts; ``none``: a table without places."""
Colour = Literal["blue", "orange", "green", "purple", "red", "grey"]
"""Colour-blind safe tokens of the design system."""
Value = str | int | float | bool | None


@dataclass(frozen=True, kw_only=True)
class Field:
    """One property that each feature of a collection may have."""

    key: str
    """``[a-z][a-z0-9_]*``, at most 60 characters: the name in every interface and file."""
    title: str
    kind: FieldKind = "text"
    title_en: str = ""
    unit: str = ""
    """UCUM code of numbers, e.g. ``m2``."""
    description: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    """German words for the codes that may stand here; empty: anything."""
    personal: bool = False
    """True when it may point at a person: never published, neither in interfaces nor in files."""


@dataclass(frozen=True, kw_only=True)
class Category:
    """How the features with one value are drawn."""

    value: str
    title: str
    colour: Colour
    title_en: str = ""


@dataclass(frozen=True, kw_only=True)
class Style:
    """How a collection is drawn on every map, and what its legend says.

    Colour never speaks alone: points have a shape, areas and lines a title in the legend and on the map.
    """

    colour: Colour = "blue"
    shape: Literal["circle", "square", "triangle", "diamond", "hexagon", "cross", "star", "pentagon"] = (
        "circle"
    )
    """Of points."""
    label: str = ""
    """Key of the field that is written beside features; empty: none."""
    category: str = ""
    """Key of the field that decides the colour; empty: all alike."""
    categories: tuple[Category, ...] = ()
    least_zoom: int = 0
    """The layer is drawn from this zoom level on (web mercator, 512 pixels per tile)."""


@dataclass(frozen=True, kw_only=True)
class Collection:
    """A declared collection of features."""

    key: str
    """Unique in the city, ``[a-z][a-z0-9-]*``, at most 60 characters: ``/api/ogc/collections/<key>``."""
    title: str
    title_en: str
    description: str
    description_en: str
    source: str
    """Key of the domain's source that brings the features: licence, publisher and attribution are there.

    Empty: people bring them as files, and say then whose they are.
    """
    geometry: GeometryKind
    fields: tuple[Field, ...]
    name_field: str = ""
    """Key of the field that names a feature in lists and pop-ups; empty: its key."""
    style: Style = Style()
    themes: tuple[str, ...] = ()
    """Codes of the EU data themes (e.g. ``ENVI``, ``TRAN``), for the catalogue."""
    keywords: tuple[str, ...] = ()
    frequency: str = "UNKNOWN"
    """Code of the EU frequency list: how often it is updated, e.g. ``ANNUAL``, ``CONT``, ``DAILY``."""
    high_value: tuple[str, ...] = ()
    """Names of the high-value categories (Implementing Regulation (EU) 2023/138) that it belongs to."""
    public: bool = True
    """Shown to everybody as soon as it has features; false: only the owning department sees it."""


@dataclass(frozen=True, kw_only=True)
class Feature:
    """One feature as a decoder or a person gives it."""

    key: str
    """Its lasting name within the collection, at most 200 characters."""
    geometry: BaseGeometry | None
    """OGC:CRS84: degrees of WGS 84, longitude before latitude; null: its place is not known."""
    properties: Mapping[str, object]
    """By key of field; fields that are missing are null, unknown ones are rejected."""
