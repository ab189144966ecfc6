# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Features of a collection as a table (GeoParquet): the fields that everybody may see."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

from stadtkern.flow.catalogue.words import Column, Entry
from stadtkern.flow.collections import reading, service
from stadtkern.flow.collections.facts import fields_of
from stadtkern.flow.collections.models import FeatureCollection
from stadtkern.flow.lake.open_tables.snapshots import Subject
from stadtkern.flow.outlets.ogc.encoding import geoparquet
from stadtkern.flow.outlets.ogc.encoding.words import Layer
from stadtkern.kernel.rights import Visitor

from .words import OpenTable


def table(entry: Entry, visitor: Visitor, address: str) -> OpenTable:
    """The table of a collection; ``address``: absolute, of the dataset's page.

    Raises:
        NotFound: the visitor may not see the collection.
    """
    found = service.by_key(entry.collection, visitor)
    layer = layer_of(found, entry, address)
    return OpenTable(
        key=entry.key,
        subject=Subject(
            name=f"{entry.key} {found.pk} {found.created_at} {_shape(found)}", revision=str(found.revision)
        ),
        columns=columns_of(layer),
        rows=found.features,
        write=partial(_write, found, layer),
        layer=layer,
        first=found.name_field if any(one.key == found.name_field for one in layer.fields) else "",
    )


def layer_of(found: FeatureCollection, entry: Entry, address: str) -> Layer:
    """How files of the collection are made: with public fields only, whoever asks."""
    return Layer(
        name=found.key,
        title=entry.title,
        fields=service.public_fields(found),
        geometry=next(
            kind for kind in ("point", "line", "polygon", "none", "any") if kind in (found.geometry, "any")
        ),
        attribution=entry.attribution,
        licence=entry.licence.uri,
        source=address,
    )


def columns_of(layer: Layer) -> tuple[Column, ...]:
    """The columns as people read them."""
    fields = tuple(
        Column(key=one.key, title=one.title, kind=one.kind, unit=one.unit, description=one.description)
        for one in layer.fields
    )
    place = () if layer.geometry == "none" else (Column(key="geometry", title="Geometrie", kind="geometry"),)
    return (Column(key="key", title="Kennung", kind="text"), *fields, *place)


def _shape(found: FeatureCollection) -> str:
    """Which fields are public: a field that becomes personal must vanish at once."""
    return " ".join(one.key for one in fields_of(found) if not one.personal)


def _write(found: FeatureCollection, layer: Layer, path: Path) -> None:
    rows = reading.stream(replace(reading.question(found), crs=4326))
    with path.open("wb") as file:
        for part in geoparquet.encode(rows, layer):
            file.write(part)
