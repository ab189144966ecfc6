# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is known of districts and addresses."""

from __future__ import annotations

from stadtkern.kernel.collections import Category, Collection, Field, Style

DISTRICTS = Collection(
    key="districts",
    title="Stadtbezirke und Stadtteile",
    title_en="Boroughs and districts",
    description="Grenzen der Stadtbezirke und Stadtteile mit Name und Nummer.",
    description_en="Boundaries of boroughs and districts with name and number.",
    source="districts-duisburg",
    geometry="polygon",
    fields=(
        Field(key="number", title="Nummer", title_en="Number"),
        Field(key="name", title="Name", title_en="Name"),
        Field(key="level", title="Ebene", title_en="Level", description="Stadtbezirk oder Stadtteil"),
    ),
    name_field="name",
    style=Style(
        colour="grey",
        label="name",
        category="level",
        categories=(
            Category(value="Stadtbezirk", title="Stadtbezirk", title_en="Borough", colour="purple"),
            Category(value="Stadtteil", title="Stadtteil", title_en="District", colour="blue"),
        ),
    ),
    themes=("REGI", "GOVE"),
    keywords=("Stadtteil", "Stadtbezirk", "Verwaltungsgrenzen"),
    high_value=("Geospatial",),
)
ADDRESSES = Collection(
    key="addresses",
    title="Adressen",
    title_en="Addresses",
    description="Hauskoordinaten: Straße, Hausnummer, Postleitzahl und Lage. Ohne Namen von Menschen.",
    description_en="Address points: street, house number, postal code and place. No names of people.",
    source="osm-addresses",
    geometry="point",
    fields=(
        Field(key="street", title="Straße", title_en="Street"),
        Field(key="house_number", title="Hausnummer", title_en="House number"),
        Field(key="postal_code", title="Postleitzahl", title_en="Postal code"),
        Field(key="town", title="Ort", title_en="Town"),
        Field(key="district", title="Ortsteil", title_en="District"),
    ),
    name_field="street",
    style=Style(colour="grey", shape="circle", label="house_number", least_zoom=14),
    themes=("REGI",),
    keywords=("Adresse", "Hauskoordinaten"),
    high_value=("Geospatial",),
)
COLLECTIONS = (DISTRICTS, ADDRESSES)
