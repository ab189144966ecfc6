# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Records and pages as JSON of the standard (OGC 18-088 clause 8.2 and 9.3)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from stadtkern.flow.devices.sensing.words import Json
from stadtkern.flow.outlets.sensorthings.entities import DATASTREAM, MULTI_DATASTREAM, OBSERVATION, Entity
from stadtkern.flow.outlets.sensorthings.http.links import entity_url, nested_next_url
from stadtkern.flow.outlets.sensorthings.query.rendering import render
from stadtkern.flow.outlets.sensorthings.query.words import Query
from stadtkern.flow.outlets.sensorthings.reading.observations_words import ObservedPage
from stadtkern.flow.outlets.sensorthings.reading.words import Page, Record

from .texts import as_json

_ALWAYS = frozenset({"result", "resultTime"})
"""Observations show these even when they are null."""
_OTHER = {DATASTREAM.name: MULTI_DATASTREAM.name, MULTI_DATASTREAM.name: DATASTREAM.name}
"""By whose observations they are: the link that they do not have."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Shape:
    """What all records of one query have in common."""

    url: str
    """Start of the selfLinks."""
    shows_id: bool
    shows_self: bool
    links: Mapping[str, tuple[tuple[str, str], ...]]
    """Name of the annotation, end of the address; by name of a link that leads nowhere, or empty."""
    nulls: frozenset[str]
    """Properties that are written even when they are null."""
    inner: Mapping[str, Query]
    """By link: the query of what is expanded."""


class Encoder:
    """Writes the records of one answer; ``base`` is the address of the service root.

    ``multi`` are the ids of the MultiDatastreams among those whose observations are written: an observation
    has one of the links Datastream and MultiDatastream.
    """

    def __init__(self, base: str, *, multi: Collection[int] = ()) -> None:
        self._base = base
        self._multi = multi
        self._shapes: dict[int, tuple[Query, _Shape]] = {}
        self._texts: dict[int, tuple[Query, str]] = {}

    def page(self, page: Page, next_link: str = "") -> dict[str, Json]:
        """An entity set with count and next link."""
        content: dict[str, Json] = {}
        if page.count is not None:
            content["@iot.count"] = page.count
            if page.estimated:
                content["@iot.countIsEstimate"] = True
        if next_link:
            content["@iot.nextLink"] = next_link
        content["value"] = self._records(page)
        return content

    def _records(self, page: Page, parent: Entity | None = None) -> list[Json]:
        query = page.query
        told = _OTHER.get(parent.name, "") if parent and query.entity is OBSERVATION else ""
        if told or not isinstance(page, ObservedPage):
            return [self.record(record, query, without=told) for record in page.records]
        return [
            self.record(record, query, without=self._missing(kin.stream))
            for record, kin in zip(page.records, page.kin, strict=True)
        ]

    def _missing(self, stream: int) -> str:
        return DATASTREAM.name if stream in self._multi else MULTI_DATASTREAM.name

    def record(self, record: Record, query: Query, *, without: str = "") -> dict[str, Json]:
        """One entity with its links, but for one that leads nowhere, and what is expanded."""
        shape = self._shape(record.entity, query)
        url = f"{shape.url}{record.id}')"
        content: dict[str, Json] = {}
        if shape.shows_self:
            content["@iot.selfLink"] = url
        if shape.shows_id:
            content["@iot.id"] = record.id
        for name, value in record.values.items():
            if value is not None:
                content[name] = as_json(value)
            elif name in shape.nulls:
                content[name] = None
        for name, end in shape.links[without]:
            content[name] = url + end
        for name, inner in shape.inner.items():
            self._expand(content, name, record, url, inner)
        return content

    def _expand(self, content: dict[str, Json], name: str, record: Record, url: str, query: Query) -> None:
        found = record.expanded.get(name)
        if not isinstance(found, Page):
            content[name] = self.record(found, query) if found is not None else None
            return
        if found.count is not None:
            content[f"{name}@iot.count"] = found.count
            if found.estimated:
                content[f"{name}@iot.countIsEstimate"] = True
        content[name] = self._records(found, record.entity)
        if found.next_token is not None:
            content[f"{name}@iot.nextLink"] = nested_next_url(
                f"{url}/{name}", self._rendered(found.query), found.next_token
            )

    def _rendered(self, query: Query) -> str:
        """The text of a query that many pages of an answer share."""
        known = self._texts.get(id(query))
        if known is None:
            known = self._texts[id(query)] = (query, render(replace(query, skip=0)))
        return known[1]

    def _shape(self, entity: Entity, query: Query) -> _Shape:
        known = self._shapes.get(id(query))
        if known is None:
            known = self._shapes[id(query)] = (query, shape(self._base, entity, query))
        return known[1]


def shape(base: str, entity: Entity, query: Query) -> _Shape:
    """What all records of this query have in common."""
    names = {one.property.name for one in query.select if one.property is not None}
    chosen = {one.link.name for one in query.select if one.link is not None}
    everything = not query.select
    return _Shape(
        url=entity_url(base, entity, "").removesuffix("')"),
        shows_id=everything or "id" in names,
        shows_self=everything or "id" in names,
        links={
            without: tuple(
                (f"{link.name}@iot.navigationLink", f"/{link.name}")
                for link in entity.links
                if (everything or link.name in chosen) and link.name != without
            )
            for without in ("", *_OTHER)
        },
        nulls=_ALWAYS if everything else frozenset(names),
        inner={one.link.name: one.query for one in query.expand},
    )
