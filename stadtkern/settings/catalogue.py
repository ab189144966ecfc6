# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the catalogue is put together from: the city's particulars, and what its interfaces serve."""

from __future__ import annotations

from collections.abc import Iterator

from stadtkern.commons.profile.service import profile
from stadtkern.commons.territory.service import city as territory
from stadtkern.flow.catalogue.providing import City, Parts
from stadtkern.flow.catalogue.words import Agent, Distribution, Entry, Service
from stadtkern.flow.outlets.dcat.checking import validate

_SENSORTHINGS = "sensorthings"
_UNNAMED = "Kommune"


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
        conforms_to=("http://www.opengis.net/doc/is/sensorthings/1.1",),
        documentation="/schnittstellen/sensorthings/",
    )


def ways(entry: Entry) -> Iterator[Distribution]:
    """How the data of an entry is got through them."""
    if entry.source:
        yield Distribution(
            key="sensorthings",
            title="Messwerte über die SensorThings-Schnittstelle",
            title_en="Observations through the SensorThings API",
            access_url="/api/sta/v1.1/Datastreams",
            media_type="application/json",
            format="JSON",
            conforms_to=("http://www.opengis.net/doc/is/sensorthings/1.1",),
            availability="AVAILABLE",
            service=_SENSORTHINGS,
            modified=entry.modified,
        )


CATALOGUE = Parts(city=municipality, ways=(ways,), services=(services,), validate=validate)
