# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Places of any collection, as signs show them: name, point, public facts, source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pyarrow as pa

from stadtkern.flow.collections import service as collections_service
from stadtkern.flow.collections.facts import fields_of, table_of
from stadtkern.flow.collections.models import FeatureCollection
from stadtkern.flow.lake.current import lake
from stadtkern.flow.lake.features.words import FeatureQuestion
from stadtkern.flow.outlets.ogc.cql.compiling import compile_condition
from stadtkern.flow.outlets.ogc.cql.words import Condition, Constant, Operation, Property, Queryable
from stadtkern.flow.outlets.ogc.html import values
from stadtkern.kernel.models import Person

_IN_TEXT = {"name", "description"}


@dataclass(frozen=True, kw_only=True)
class Place:
    """An object of a collection."""

    collection: str
    key: str
    name: str
    longitude: float | None
    latitude: float | None
    """A point on it [° WGS 84]; null: it has none."""
    values: Mapping[str, object] = field(default_factory=dict)
    """By key of field, public ones only."""
    facts: tuple[tuple[str, str], ...] = ()
    """What is known, as words: label and value."""
    attribution: str = ""

    def text(self, key: str) -> str:
        """A value as text; empty when it is not known."""
        value = self.values.get(key)
        return value if isinstance(value, str) else ""


def collections(person: Person) -> list[FeatureCollection]:
    """The collections with objects that signs can be made of."""
    return list(FeatureCollection.objects.visible_to(person).filter(features__gt=0).order_by("title"))


def places(key: str, search: str, person: Person, *, most: int) -> list[Place]:
    """Objects of a collection whose name has these letters, at most ``most``; by name.

    Raises:
        NotFound: the person does not see such a collection.
    """
    collection = collections_service.by_key(key, person)
    question = FeatureQuestion(table=table_of(collection), limit=most)
    if _name_field(collection):
        compiled = compile_condition(_named(_name_field(collection), search), _names(collection))
        question = FeatureQuestion(
            table=table_of(collection),
            where=compiled.sql,
            parameters=compiled.parameters,
            limit=most,
            order=((_name_field(collection), False),),
        )
    found = lake().features.page(question)
    return [_place(collection, row) for row in found.to_pylist()]


def place(key: str, feature: str) -> Place | None:
    """One object of a public collection, as everybody may see it; null when it is gone or internal."""
    collection = FeatureCollection.objects.public().filter(key=key).first()
    if collection is None:
        return None
    found = lake().features.feature(table_of(collection), feature)
    return (
        _place(collection, found.to_pylist()[0]) if isinstance(found, pa.Table) and found.num_rows else None
    )


def _name_field(collection: FeatureCollection) -> str:
    """The field that names objects on signs; empty: there is none, or it may point at a person."""
    public = {one.key for one in fields_of(collection) if not one.personal}
    return collection.name_field if collection.name_field in public else ""


def _named(name_field: str, search: str) -> Condition:
    """The name contains the search, whatever the case; features without a name have no sign."""
    escaped = search.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    arguments = (
        Operation(name="casei", arguments=(Property(name=name_field),)),
        Operation(name="casei", arguments=(Constant(value=f"%{escaped}%"),)),
    )
    return Condition(root=Operation(name="like", arguments=arguments))


def _names(collection: FeatureCollection) -> list[Queryable]:
    return [Queryable(name=one.key, kind="text") for one in fields_of(collection) if one.kind == "text"]


def _place(collection: FeatureCollection, row: Mapping[str, object]) -> Place:
    fields = [one for one in fields_of(collection) if not one.personal]
    shape = values.place_of(row)
    point = None if shape is None or shape.is_empty else shape.representative_point()
    told = [values.shown(one, row.get(one.key)) for one in fields if one.key not in _IN_TEXT]
    return Place(
        collection=collection.key,
        key=str(row["key"]),
        name=str(row.get(_name_field(collection)) or row["key"]),
        longitude=None if point is None else point.x,
        latitude=None if point is None else point.y,
        values={one.key: row.get(one.key) for one in fields},
        facts=tuple((one.title, f"{one.text} {one.unit}".strip()) for one in told if one.text),
        attribution=collection.attribution or collection.publisher,
    )
