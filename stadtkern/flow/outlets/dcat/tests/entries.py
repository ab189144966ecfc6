# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Small entries for the tests, each made anew."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from stadtkern.flow.catalogue.words import Agent, Distribution, Entry, Period, Service
from stadtkern.flow.outlets.dcat.addresses import Addresses
from stadtkern.flow.outlets.dcat.portal import Portal
from stadtkern.kernel.licences import DL_DE_BY_2

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
ADDRESSES = Addresses(root="https://stadt.example")
PORTAL = Portal(
    title="Offene Daten Musterstadt",
    description="Alles, was Musterstadt offen bereitstellt.",
    publisher=Agent(name="Stadt Musterstadt", email="daten@stadt.example", kind="LocalAuthority"),
    contributor="musterstadt",
)
SERVICES = {
    "features": Service(
        key="features",
        title="Geodaten-Schnittstelle",
        title_en="Interface of geodata",
        endpoint_url="/api/ogc/",
        endpoint_description="/api/ogc/api",
        conforms_to=("http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",),
        documentation="/schnittstellen/",
        licence=DL_DE_BY_2,
    )
}


def way(key: str = "csv", **said: Any) -> Distribution:
    """A distribution with the usual words, and those of the test."""
    usual = Distribution(
        key=key,
        title="Tabelle",
        access_url=f"/daten/baeume/{key}",
        download_url=f"/daten/baeume/{key}",
        media_type="text/csv",
        format="CSV",
        bytes=1234,
        sha256="ab" * 32,
        issued=NOW,
        service="features",
    )
    return replace(usual, **said)


def entry(key: str = "baeume", **said: Any) -> Entry:
    """An entry that lacks nothing, with the words of the test."""
    usual = Entry(
        key=key,
        title="Baumkataster",
        title_en="Tree register",
        description="Alle Bäume an Straßen und in Parks.",
        origin="collection",
        publisher=Agent(name="Stadt Musterstadt", kind="LocalAuthority", url="/"),
        creator=Agent(name="Grünflächenamt"),
        contact=Agent(name="Grünflächenamt", email="gruen@stadt.example", phone="+49 2151 12345"),
        licence=DL_DE_BY_2,
        attribution="Stadt Musterstadt",
        themes=("ENVI",),
        keywords=("Baum", "Straße"),
        frequency="ANNUAL",
        issued=NOW,
        modified=NOW,
        period=Period(start=NOW),
        bounds=(6.5, 51.3, 6.7, 51.4),
        geocoding=("05114000",),
        high_value=("geospatial",),
        distributions=(way(),),
    )
    return replace(usual, **said)
