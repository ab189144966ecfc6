# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is known of parks and trees."""

from __future__ import annotations

from stadtkern.kernel.collections import Category, Collection, Field, Style

KINDS = {
    "park": "Park",
    "garden": "Garten",
    "nature_reserve": "Naturschutzgebiet",
    "common": "Gemeindewiese",
    "recreation_ground": "Erholungsfläche",
}

GREEN_AREAS = Collection(
    key="green-areas",
    title="Grünflächen",
    title_en="Green areas",
    description="Öffentliche Parks, Gärten und Erholungsflächen mit ihrer Größe.",
    description_en="Public parks, gardens and recreation grounds with their size.",
    source="osm-green-areas",
    geometry="polygon",
    fields=(
        Field(key="name", title="Name", title_en="Name"),
        Field(key="kind", title="Art", title_en="Kind", values=KINDS),
        Field(key="area_m2", title="Fläche", title_en="Area", kind="number", unit="m2"),
        Field(key="wheelchair", title="rollstuhlgerecht", title_en="Wheelchair accessible", kind="boolean"),
        Field(key="opening_hours", title="Öffnungszeiten", title_en="Opening hours"),
        Field(key="operator", title="Betreiber", title_en="Operator"),
        Field(key="web", title="Webseite", title_en="Website"),
    ),
    name_field="name",
    style=Style(
        colour="green",
        label="name",
        category="kind",
        categories=(
            Category(value="park", title="Park", title_en="Park", colour="green"),
            Category(value="garden", title="Garten", title_en="Garden", colour="purple"),
            Category(
                value="nature_reserve", title="Naturschutzgebiet", title_en="Nature reserve", colour="blue"
            ),
        ),
    ),
    themes=("ENVI", "REGI"),
    keywords=("Grünfläche", "Park", "Stadtgrün"),
)
TREES = Collection(
    key="trees",
    title="Bäume",
    title_en="Trees",
    description="Einzelne Bäume mit Art, Pflanzjahr und Größe, soweit erfasst.",
    description_en="Single trees with species, year of planting and size as far as recorded.",
    source="osm-trees",
    geometry="point",
    fields=(
        Field(key="species", title="Art (botanisch)", title_en="Species (botanical)"),
        Field(key="species_de", title="Art (deutsch)", title_en="Species (German)"),
        Field(key="planted", title="Pflanzjahr", title_en="Year of planting", kind="integer"),
        Field(key="height_m", title="Höhe", title_en="Height", kind="number", unit="m"),
        Field(key="crown_m", title="Kronendurchmesser", title_en="Crown diameter", kind="number", unit="m"),
        Field(key="trunk_cm", title="Stammumfang", title_en="Trunk girth", kind="number", unit="cm"),
        Field(key="monument", title="Naturdenkmal", title_en="Natural monument", kind="boolean"),
        Field(key="ref", title="Baumnummer", title_en="Tree number"),
    ),
    name_field="species_de",
    style=Style(colour="green", shape="circle", least_zoom=12),
    themes=("ENVI",),
    keywords=("Baum", "Baumkataster", "Stadtgrün"),
)
COLLECTIONS = (GREEN_AREAS, TREES)
