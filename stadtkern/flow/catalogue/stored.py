# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Rows of the register as entries: what people entered, and what was harvested."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import msgspec

from stadtkern.kernel.licences import LICENCES, OTHER_CLOSED

from .lists.high_value import LEGISLATION
from .models import Dataset, DistributionRow, Publisher, SeriesRow
from .models.datasets import SHOWN
from .providing import City
from .words import Agent, Bounds, Column, Distribution, Entry, Period, Series, State, Tombstone

_STATES: tuple[State, ...] = get_args(State)


def entry_of(row: Dataset, city: City) -> Entry:
    """The entry of an uploaded or harvested dataset."""
    if row.record is not None:
        harvested = msgspec.convert(row.record, Entry, strict=False)
        return replace(harvested, key=row.key, origin="harvested", state=state_of(row))
    return Entry(
        key=row.key,
        title=row.title,
        title_en=row.title_en,
        description=row.description,
        description_en=row.description_en,
        origin="uploaded",
        publisher=agent_of(row.publisher) if row.publisher else city.publisher,
        creator=city.publisher,
        maintainer=city.publisher,
        licence=LICENCES.get(row.licence, OTHER_CLOSED),
        attribution=row.attribution,
        contact=contact_of(row, city),
        themes=tuple(row.themes),
        keywords=tuple(row.keywords),
        frequency=row.frequency or "UNKNOWN",
        issued=row.released_at,
        modified=row.data_changed_at or row.released_at,
        period=period_of(row),
        bounds=bounds_of(row),
        geocoding=tuple(row.geocoding) or city.geocoding,
        high_value=tuple(row.high_value),
        applicable_legislation=(LEGISLATION,) if row.high_value else (),
        conforms_to=tuple(row.conforms_to),
        landing_page=row.landing_page or f"/daten/{row.key}/",
        identifier=row.identifier,
        series=row.series.key if row.series else "",
        distributions=_distributions(row),
        columns=columns_of(row),
        department=row.department.name if row.department else "",
        deprecated_on=row.deprecated_on,
        deprecation_reason=row.deprecation_reason,
        state=state_of(row),
    )


def completed(automatic: Entry, row: Dataset) -> Entry:
    """An entry that made itself, with what people have added to it."""
    return replace(
        automatic,
        title=row.title or automatic.title,
        title_en=row.title_en or automatic.title_en,
        description=row.description or automatic.description,
        description_en=row.description_en or automatic.description_en,
        publisher=agent_of(row.publisher) if row.publisher else automatic.publisher,
        licence=LICENCES.get(row.licence, automatic.licence),
        attribution=row.attribution or automatic.attribution,
        contact=_own_contact(row) or automatic.contact,
        themes=tuple(row.themes) or automatic.themes,
        keywords=tuple(row.keywords) or automatic.keywords,
        frequency=row.frequency or automatic.frequency,
        issued=row.released_at or automatic.issued,
        period=period_of(row) or automatic.period,
        geocoding=tuple(row.geocoding) or automatic.geocoding,
        high_value=tuple(row.high_value) or automatic.high_value,
        applicable_legislation=(LEGISLATION,) if row.high_value else automatic.applicable_legislation,
        conforms_to=tuple(row.conforms_to) or automatic.conforms_to,
        series=row.series.key if row.series else "",
        distributions=(*automatic.distributions, *_distributions(row)),
        deprecated_on=row.deprecated_on,
        deprecation_reason=row.deprecation_reason,
        state=state_of(row),
    )


def state_of(row: Dataset) -> State:
    """The state as entries name it."""
    return next((state for state in _STATES if state == row.state), "draft")


def agent_of(row: Publisher) -> Agent:
    """A publisher of the register."""
    return Agent(name=row.name, uri=row.uri, email=row.email, phone=row.phone, url=row.url, kind=row.kind)


def series_of(row: SeriesRow, city: City) -> Series:
    """A series of the register."""
    return Series(
        key=row.key,
        title=row.title,
        title_en=row.title_en,
        description=row.description,
        description_en=row.description_en,
        publisher=agent_of(row.publisher) if row.publisher else city.publisher,
    )


def tombstone_of(row: Dataset) -> Tombstone:
    """What remains of a withdrawn dataset."""
    return Tombstone(
        key=row.key,
        title=row.title or row.key,
        reason=row.withdrawal_reason,
        withdrawn_at=row.withdrawn_at or row.changed_at,
        successor=row.successor,
    )


def _distributions(row: Dataset) -> tuple[Distribution, ...]:
    """Those that the reader may see: of a public dataset the released ones, of a draft all."""
    public = row.state in SHOWN
    return tuple(distribution_of(one) for one in row.distribution_rows.all() if one.released_at or not public)


def distribution_of(row: DistributionRow) -> Distribution:
    """A file or link of an own dataset."""
    path = f"/daten/{row.dataset.key}/dateien/{row.key}" if row.file else ""
    return Distribution(
        key=row.key,
        title=row.title,
        title_en=row.title_en,
        access_url=path or row.url,
        download_url=path,
        media_type=row.media_type,
        format=row.format,
        description=row.description,
        licence=LICENCES.get(row.licence),
        bytes=row.bytes,
        sha256=row.sha256,
        issued=row.created_at,
        modified=row.changed_at,
        availability=row.availability or "STABLE",
        alive=row.alive,
        checked_at=row.checked_at,
    )


def contact_of(row: Dataset, city: City) -> Agent:
    """The office that answers questions: as entered, else the department, else the municipality."""
    own = _own_contact(row)
    if own:
        return own
    name = row.department.name if row.department else city.contact.name
    email = (row.department.email if row.department else "") or city.contact.email
    return Agent(name=name, email=email, phone=city.contact.phone, url=city.contact.url)


def _own_contact(row: Dataset) -> Agent | None:
    if not (row.contact_name or row.contact_email or row.contact_phone or row.contact_url):
        return None
    name = row.contact_name or (row.department.name if row.department else "")
    return Agent(name=name, email=row.contact_email, phone=row.contact_phone, url=row.contact_url)


def period_of(row: Dataset) -> Period | None:
    """The time that the data covers; null when nobody said."""
    if row.period_start or row.period_end:
        return Period(start=row.period_start, end=row.period_end)
    return None


def bounds_of(row: Dataset) -> Bounds | None:
    """The extent [° WGS 84]; null when nobody said."""
    if not row.bounds:
        return None
    west, south, east, north = (float(edge) for edge in row.bounds)
    return west, south, east, north


def columns_of(row: Dataset) -> tuple[Column, ...]:
    """Columns of the first tabular file."""
    for one in row.distribution_rows.all():
        if one.columns and (one.released_at or row.state not in SHOWN):
            return msgspec.convert(one.columns, tuple[Column, ...])
    return ()
