# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""START HERE: districts and addresses of the city."""

from __future__ import annotations

from stadtkern.commons.geojson import openstreetmap
from stadtkern.kernel.domain import ODBL_1, Domain, Retention, Source

from . import sources
from .collections import COLLECTIONS

DOMAIN = Domain(
    name="districts",
    title="Stadtteile und Adressen",
    title_en="Districts and addresses",
    slug="stadtteile",
    summary="Die Grenzen der Stadtbezirke und Stadtteile und die Lage der Adressen.",
    summary_en="The boundaries of boroughs and districts and the places of addresses.",
    department="Vermessung und Geoinformation",
    fields_of_action=("Verwaltung", "Geodaten"),
    quantities=(),
    sources=(
        Source(
            key="districts-duisburg",
            title="Stadtbezirke und Stadtteile von Duisburg",
            title_en="Boroughs and districts of Duisburg",
            publisher="Code for Duisburg, OpenStreetMap",
            homepage="https://github.com/codeforduisburg/Geodata",
            licence=ODBL_1,
            attribution="Stadtteile Duisburg: © OpenStreetMap-Mitwirkende, ODbL",
            decode=sources.decode_districts,
            files=("*districts-*.geojson",),
            recorded="districts-duisburg.geojson",
        ),
        openstreetmap.source(
            "osm-addresses",
            "Adressen aus OpenStreetMap",
            "Addresses from OpenStreetMap",
            decode=sources.decode_addresses,
            recorded="osm-addresses.geojson",
        ),
    ),
    retention=Retention(
        days=None,
        reason="Bestandsdaten ohne Personenbezug; frühere Stände bleiben nachvollziehbar.",
        reason_en="Inventory without personal data; earlier states stay traceable.",
    ),
    icon="map",
    collections=COLLECTIONS,
)
