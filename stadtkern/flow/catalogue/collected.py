# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Entries that collections of features make of themselves: one per public collection."""

from __future__ import annotations

from collections.abc import Iterator

from stadtkern.flow.collections import service as collections
from stadtkern.flow.collections.models import FeatureCollection
from stadtkern.kernel import registry
from stadtkern.kernel.errors import NotFound
from stadtkern.kernel.licences import LICENCES, OTHER_CLOSED

from .lists.high_value import LEGISLATION
from .providing import City
from .words import Agent, Column, Entry, Period

_PLACE = Column(key="geometry", title="Lage", kind="geometry")
_KEY = Column(key="key", title="Kennung", kind="text")


def entries(city: City, key: str | None = None) -> Iterator[Entry]:
    """One entry per collection that everybody sees; ``key``: only this one. One query for all of them."""
    rows = collections.visible()
    for row in rows if key is None else rows.filter(key=key):
        yield entry_of(row, city)


def entry_of(row: FeatureCollection, city: City) -> Entry:
    """What a collection says of itself, whoever sees it."""
    themes, keywords = _declared(row)
    return Entry(
        key=row.key,
        title=row.title,
        title_en=row.title_en,
        description=row.description or row.title,
        description_en=row.description_en or row.title_en,
        origin="collection",
        publisher=Agent(name=row.publisher, url=row.homepage) if row.publisher else city.publisher,
        contact=_office(row, city),
        maintainer=city.publisher,
        licence=LICENCES.get(row.licence, OTHER_CLOSED),
        attribution=row.attribution,
        themes=tuple(row.themes) or themes,
        keywords=tuple(dict.fromkeys((*row.keywords, *keywords))) or (row.title,),
        frequency=row.frequency,
        issued=row.created_at,
        modified=row.data_changed_at or row.changed_at,
        period=Period(end=row.data_changed_at) if row.data_changed_at else None,
        bounds=row.bounds,
        geocoding=city.geocoding,
        high_value=tuple(row.high_value),
        applicable_legislation=(LEGISLATION,) if row.high_value else (),
        landing_page=f"/daten/{row.key}/",
        columns=_columns(row),
        source=row.source,
        collection=row.key,
        domain=row.domain,
        department=row.department.name,
    )


def _declared(row: FeatureCollection) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Themes and keywords of the subject, for collections that say none."""
    try:
        subject = registry.domain(row.domain)
    except NotFound:
        return ("REGI",), ()
    return subject.themes, subject.keywords


def _office(row: FeatureCollection, city: City) -> Agent:
    return Agent(
        name=row.department.name,
        email=row.department.email or city.contact.email,
        phone=city.contact.phone,
        url=city.contact.url,
    )


def _columns(row: FeatureCollection) -> tuple[Column, ...]:
    fields = tuple(
        Column(key=one.key, title=one.title, kind=one.kind, unit=one.unit, description=one.description)
        for one in collections.public_fields(row)
    )
    return (_KEY, *fields, _PLACE) if row.has_places else (_KEY, *fields)
