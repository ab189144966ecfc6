# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What an entry of the catalogue says, as DCAT-AP.de 3.0 names it: frozen, free of Django.

Everything that shows the catalogue (pages, RDF, CKAN, OGC API Records, search) reads these words, whatever an
entry was made from: a declaration, a form in the cockpit, or a harvested record.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from stadtkern.kernel.domain import Licence

Bounds = tuple[float, float, float, float]
"""West, south, east, north [° WGS 84]."""
Origin = Literal["measured", "collection", "dashboard", "uploaded", "harvested"]
State = Literal["draft", "review", "released", "deprecated"]
"""Strangers see what is released, also while its withdrawal is announced (``deprecated``)."""


@dataclass(frozen=True, kw_only=True)
class Agent:
    """A publisher, creator, maintainer or contact (foaf:Agent, vcard:Kind)."""

    name: str
    uri: str = ""
    """Lasting IRI; empty: made from the name."""
    email: str = ""
    """Of an office, never of a person."""
    phone: str = ""
    url: str = ""
    kind: str = ""
    """Code of the ADMS publisher types, e.g. ``LocalAuthority``."""


@dataclass(frozen=True, kw_only=True)
class Period:
    """Time that the data covers; null ends are open."""

    start: datetime | None = None
    end: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Distribution:
    """One way to get the data (dcat:Distribution)."""

    key: str
    """Unique within the dataset and lasting, e.g. ``csv``."""
    title: str
    access_url: str
    """Absolute, or a path of this city (starting with ``/``) that readers make absolute."""
    title_en: str = ""
    download_url: str = ""
    media_type: str = ""
    """IANA media type, e.g. ``text/csv``."""
    format: str = ""
    """Code of the EU file type list, e.g. ``CSV``, ``GEOJSON``."""
    description: str = ""
    licence: Licence | None = None
    """Null: the licence of the dataset."""
    attribution: str = ""
    """dcatde:licenseAttributionByText."""
    bytes: int | None = None
    sha256: str = ""
    issued: datetime | None = None
    modified: datetime | None = None
    conforms_to: tuple[str, ...] = ()
    """IRIs of standards."""
    availability: str = ""
    """Code of the EU planned availability list, e.g. ``STABLE``, ``AVAILABLE``, ``TEMPORARY``."""
    service: str = ""
    """Key of the data service behind it (dcat:accessService); empty: none."""
    alive: bool | None = None
    """Whether its address answered when it was last looked at; null: never looked."""
    checked_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Service:
    """An interface through which datasets are served (dcat:DataService)."""

    key: str
    title: str
    title_en: str
    endpoint_url: str
    endpoint_description: str = ""
    conforms_to: tuple[str, ...] = ()
    documentation: str = ""
    licence: Licence | None = None


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column of a tabular dataset, as its preview, statistics and queries know it."""

    key: str
    title: str
    kind: Literal["text", "integer", "number", "boolean", "date", "datetime", "json", "geometry"]
    unit: str = ""
    description: str = ""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A dataset of the catalogue (dcat:Dataset)."""

    key: str
    """Lasting and unique: its address is ``/daten/<key>/``."""
    title: str
    description: str
    origin: Origin
    publisher: Agent
    licence: Licence
    title_en: str = ""
    description_en: str = ""
    attribution: str = ""
    contact: Agent | None = None
    creator: Agent | None = None
    maintainer: Agent | None = None
    themes: tuple[str, ...] = ()
    """Codes of the EU data themes, e.g. ``TRAN``."""
    keywords: tuple[str, ...] = ()
    frequency: str = "UNKNOWN"
    """Code of the EU frequency list."""
    issued: datetime | None = None
    """When it was released."""
    modified: datetime | None = None
    """When its data changed last."""
    period: Period | None = None
    bounds: Bounds | None = None
    geocoding: tuple[str, ...] = ()
    """Official municipality keys (AGS, or the leading digits of a district or state)."""
    high_value: tuple[str, ...] = ()
    """Names of the high-value categories of Implementing Regulation (EU) 2023/138."""
    applicable_legislation: tuple[str, ...] = ()
    """ELI IRIs."""
    conforms_to: tuple[str, ...] = ()
    landing_page: str = ""
    """As ``Distribution.access_url``."""
    identifier: str = ""
    """The source's own identifier, when it is not the key."""
    series: str = ""
    """Key of the dataset series that it belongs to."""
    distributions: tuple[Distribution, ...] = ()
    columns: tuple[Column, ...] = ()
    """Of the table behind it; empty: it has none here."""
    source: str = ""
    """Key of the source of observations behind it; empty: none."""
    collection: str = ""
    """Key of the feature collection behind it; empty: none."""
    domain: str = ""
    """Name of the subject that it belongs to; empty: none."""
    harvested_from: str = ""
    """Title of the catalogue that it was harvested from."""
    department: str = ""
    """The owning department."""
    extra: Mapping[str, str] = field(default_factory=dict)
    """What a harvested record said and these words do not hold."""
    deprecated_on: date | None = None
    """On this day it will be withdrawn; null: nobody plans that."""
    deprecation_reason: str = ""
    state: State = "released"


@dataclass(frozen=True, kw_only=True)
class Violation:
    """Something that an entry lacks to be valid DCAT-AP.de 3.0."""

    path: str
    """Property as the specification writes it, e.g. ``dcat:contactPoint``."""
    field: str
    """Name of the field of :class:`Entry` (or ``distributions.<key>.<field>``) that mends it."""
    sentence: str
    """What is wrong and how it is put right, German."""
    severity: Literal["violation", "warning"] = "violation"


@dataclass(frozen=True, kw_only=True)
class Series:
    """Datasets that belong together, e.g. one per year (dcat:DatasetSeries)."""

    key: str
    title: str
    description: str
    title_en: str = ""
    description_en: str = ""
    publisher: Agent | None = None


@dataclass(frozen=True, kw_only=True)
class Tombstone:
    """An entry that was withdrawn: its address answers 410 with this."""

    key: str
    title: str
    reason: str
    withdrawn_at: datetime
    successor: str = ""
    """Key of the dataset to use instead."""
