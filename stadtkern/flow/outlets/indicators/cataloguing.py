# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Public indicators as entries of the catalogue, with the ways to get their values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from stadtkern.flow.catalogue import providing
from stadtkern.flow.catalogue.of_subjects import attribution_of, licence_of
from stadtkern.flow.catalogue.words import Distribution, Entry
from stadtkern.flow.devices.models import Datastream
from stadtkern.flow.outlets.series import subjects
from stadtkern.kernel.domain import Licence
from stadtkern.kernel.licences import LICENCES

from . import service
from .service import Known

PREFIX = "kennzahl-"
"""Begins the keys of entries, so that none is taken for a source or a collection."""
_FREQUENCY = {"hour": "HOURLY", "day": "DAILY", "week": "WEEKLY", "month": "MONTHLY", "year": "ANNUAL"}


def entries() -> Iterator[Entry]:
    """One entry per public indicator whose subjects have public data."""
    city = providing.parts().city()
    measured = set(Datastream.objects.public().order_by().values_list("thing__domain", flat=True).distinct())
    for known in service.indicators():
        behind = subjects.of([known.indicator.formula])
        if measured & behind:
            yield _entry(known, behind, city)


def _entry(known: Known, behind: set[str], city: providing.City) -> Entry:
    one, domain = known.indicator, known.domain
    return Entry(
        key=f"{PREFIX}{one.key}",
        title=f"Kennzahl: {one.title}",
        title_en=f"Indicator: {one.title_en}" if one.title_en else "",
        description=one.definition,
        description_en=one.definition_en,
        origin="dashboard",
        publisher=city.publisher,
        contact=replace(city.contact, name=known.department),
        licence=_licence(known, behind),
        attribution=attribution_of(behind),
        themes=domain.themes if domain else (),
        keywords=("Kennzahl", *(domain.keywords if domain else ())),
        frequency=_FREQUENCY[one.interval],
        geocoding=city.geocoding,
        landing_page=f"/kennzahlen/{one.key}/",
        distributions=tuple(_ways(one.key)),
        domain=domain.name if domain else "",
        department=known.department,
    )


def _licence(known: Known, behind: set[str]) -> Licence:
    """As it says itself; else the strictest licence of the sources of its subjects."""
    return LICENCES.get(known.indicator.licence) or licence_of(behind)


def _ways(key: str) -> Iterator[Distribution]:
    address = f"/api/indicators/v1/{key}/values"
    for form, title, media_type in (("csv", "CSV", "text/csv"), ("json", "JSON", "application/json")):
        path = f"{address}?f=csv" if form == "csv" else address
        yield Distribution(
            key=form,
            title=f"Werte als {title}",
            title_en=f"Values as {title}",
            access_url=path,
            download_url=path,
            media_type=media_type,
            format=title,
            availability="AVAILABLE",
        )
