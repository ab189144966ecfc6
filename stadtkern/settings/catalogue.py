# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the catalogue is put together from: the city's particulars, and what its interfaces serve."""

from __future__ import annotations

from collections.abc import Iterator

from stadtkern.commons.profile.service import profile
from stadtkern.commons.territory.service import city as territory
from stadtkern.flow.catalogue.providing import City, Parts
from stadtkern.flow.catalogue.words import Agent, Distribution, Entry, Service
from stadtkern.flow.outlets.dashboards.cataloguing import entries as dashboards
from stadtkern.flow.outlets.dcat.checking import validate
from stadtkern.flow.outlets.indicators.cataloguing import entries as indicators

_SENSORTHINGS = "sensorthings"
_OGC = "ogc"
_TABLES = "tables"
_INDICATORS = "indicators"
_UNNAMED = "Kommune"
_FILES = (
    ("csv", "CSV", "text/csv"),
    ("xlsx", "Excel (XLSX)", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("json", "JSON", "application/json"),
    ("parquet", "Parquet", "application/vnd.apache.parquet"),
)
"""Suffix, title and media type of the files of each table."""
_STA = "http://www.opengis.net/doc/is/sensorthings/1.1"
_FEATURES = "http://www.opengis.net/doc/IS/ogcapi-features-1/1.0.1"
_VECTOR_TILES = "http://www.opengis.net/doc/IS/ogcapi-tiles-1/1.0"


def municipality() -> City:
    """Publisher, contact and area, as the profile and the territory say."""
    given = profile()
    name = given.name or _UNNAMED
    return City(
        publisher=Agent(name=name, email=given.email, phone=given.phone, url="/", kind="LocalAuthority"),
        contact=Agent(name=name, email=given.email, phone=given.phone, url="/impressum/"),
        geocoding=territory().keys,
    )


def services() -> Iterator[Service]:
    """The interfaces for machines."""
    yield Service(
        key=_SENSORTHINGS,
        title="SensorThings-Schnittstelle",
        title_en="SensorThings API",
        endpoint_url="/api/sta/v1.1/",
        conforms_to=(_STA,),
        documentation="/schnittstellen/sensorthings/",
    )
    yield Service(
        key=_OGC,
        title="Geodaten-Schnittstelle (OGC API)",
        title_en="Geodata interface (OGC API)",
        endpoint_url="/api/ogc/",
        endpoint_description="/api/ogc/api",
        conforms_to=(_FEATURES, _VECTOR_TILES),
    )
    yield Service(
        key=_TABLES,
        title="Tabellen-Schnittstelle",
        title_en="Interface for tables",
        endpoint_url="/api/tables/v1/",
        documentation="/schnittstellen/offene-daten/",
    )
    yield Service(
        key=_INDICATORS,
        title="Kennzahlen-Schnittstelle",
        title_en="Interface for indicators",
        endpoint_url="/api/indicators/v1/",
        documentation="/kennzahlen/",
    )


def ways(entry: Entry) -> Iterator[Distribution]:
    """How the data of an entry is got through them."""
    if entry.origin == "measured":
        yield Distribution(
            key="sensorthings",
            title="Messwerte über die SensorThings-Schnittstelle",
            title_en="Observations through the SensorThings API",
            access_url="/api/sta/v1.1/Datastreams",
            media_type="application/json",
            format="JSON",
            conforms_to=(_STA,),
            availability="AVAILABLE",
            service=_SENSORTHINGS,
            modified=entry.modified,
        )
    if entry.collection:
        yield from _mapped(entry)
    if entry.origin in {"measured", "collection"}:
        yield from _tabular(entry)


def _mapped(entry: Entry) -> Iterator[Distribution]:
    collection = f"/api/ogc/collections/{entry.collection}"
    yield Distribution(
        key="features",
        title="Objekte über die Geodaten-Schnittstelle (OGC API Features)",
        title_en="Features through the geodata interface (OGC API Features)",
        access_url=f"{collection}/items",
        media_type="application/geo+json",
        format="GEOJSON",
        conforms_to=(_FEATURES,),
        availability="AVAILABLE",
        service=_OGC,
        modified=entry.modified,
    )
    if entry.bounds:
        yield Distribution(
            key="tiles",
            title="Vektorkacheln (OGC API Tiles)",
            title_en="Vector tiles (OGC API Tiles)",
            access_url=f"{collection}/tiles",
            media_type="application/vnd.mapbox-vector-tile",
            format="MAP_SRVC",
            conforms_to=(_VECTOR_TILES,),
            availability="AVAILABLE",
            service=_OGC,
            modified=entry.modified,
        )


def _tabular(entry: Entry) -> Iterator[Distribution]:
    for suffix, title, media_type in _FILES:
        if suffix == "xlsx" and entry.origin == "measured":
            continue  # long series fit into no sheet
        path = f"/daten/{entry.key}/daten.{suffix}"
        yield Distribution(
            key=suffix,
            title=f"Tabelle als {title}",
            title_en=f"Table as {title}",
            access_url=path,
            download_url=path,
            media_type=media_type,
            format=suffix.upper(),
            availability="AVAILABLE",
            modified=entry.modified,
        )
    yield Distribution(
        key="rows",
        title="Zeilen über die Tabellen-Schnittstelle",
        title_en="Rows through the interface for tables",
        access_url=f"/api/tables/v1/{entry.key}",
        media_type="application/json",
        format="JSON",
        availability="AVAILABLE",
        service=_TABLES,
        modified=entry.modified,
    )


CATALOGUE = Parts(
    city=municipality,
    providers=(indicators, dashboards),
    ways=(ways,),
    services=(services,),
    validate=validate,
)
