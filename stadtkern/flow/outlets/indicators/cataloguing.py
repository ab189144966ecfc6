# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Public indicators as entries of the catalogue, with the ways to get their values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from stadtkern.flow.catalogue import providing
from stadtkern.flow.catalogue.of_subjects import attribution_of, licence_of
from stadtkern.flow.catalogue.words import Distribution, Entry
from stadtkern.flow.devices.models import Datastream
from stadtkern.flow.outlets.series.parsing import parsed
from stadtkern.flow.outlets.series.refusals import ExpressionRefused
from stadtkern.flow.outlets.series.tree import Aggregate, Named, nodes
from stadtkern.kernel.domain import Licence
from stadtkern.kernel.licences import LICENCES

from . import service
from .service import Known

PREFIX = "kennzahl-"
"""Begins the keys of entries, so that none is taken for a source or a collection."""
_FREQUENCY = {"hour": "HOURLY", "day": "DAILY", "week": "WEEKLY", "month": "MONTHLY", "year": "ANNUAL"}
_DEPTH = 5


def entries() -> Iterator[Entry]:
    """One entry per public indicator whose subjects have public data."""
    city = providing.parts().city()
    measured = set(Datastream.objects.public().order_by().values_list("thing__domain", flat=True).distinct())
    for known in service.indicators():
        if measured & set(_subjects(known.indicator.formula, _DEPTH)):
            yield _entry(known, city)


def _entry(known: Known, city: providing.City) -> Entry:
    one, domain = known.indicator, known.domain
    subjects = _subjects(one.formula, _DEPTH) or ((domain.name,) if domain else ())
    return Entry(
        key=f"{PREFIX}{one.key}",
        title=f"Kennzahl: {one.title}",
        title_en=f"Indicator: {one.title_en}" if one.title_en else "",
        description=one.definition,
        description_en=one.definition_en,
        origin="dashboard",
        publisher=city.publisher,
        contact=replace(city.contact, name=known.department),
        licence=_licence(known, subjects),
        attribution=attribution_of(subjects),
        themes=domain.themes if domain else (),
        keywords=("Kennzahl", *(domain.keywords if domain else ())),
        frequency=_FREQUENCY[one.interval],
        geocoding=city.geocoding,
        landing_page=f"/kennzahlen/{one.key}/",
        distributions=tuple(_ways(one.key)),
        domain=domain.name if domain else "",
        department=known.department,
    )


def _licence(known: Known, subjects: tuple[str, ...]) -> Licence:
    """As it says itself; else the strictest licence of the sources of its subjects."""
    return LICENCES.get(known.indicator.licence) or licence_of(subjects)


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


def _subjects(formula: str, depth: int) -> tuple[str, ...]:
    """Names of the subjects whose data are in a formula, indicators in it followed."""
    found: dict[str, None] = {}
    for kind, name in _names(formula):
        if kind == "subject":
            found[name] = None
        elif depth and (named := service.named(name)) is not None:
            found |= dict.fromkeys(_subjects(named.formula, depth - 1))
    return tuple(found)


@lru_cache(maxsize=500)
def _names(formula: str) -> tuple[tuple[str, str], ...]:
    """Subjects and indicators that a formula names."""
    try:
        every = list(nodes(parsed(formula)))
    except ExpressionRefused:
        return ()
    subjects = [("subject", one.selector.domain) for one in every if isinstance(one, Aggregate)]
    return (*subjects, *(("indicator", one.key) for one in every if isinstance(one, Named)))
