# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is known of a place that people look for."""

from __future__ import annotations

from stadtkern.kernel.collections import Category, Collection, Field, Style

KINDS = {
    "museum": "Museum",
    "sight": "Sehenswürdigkeit",
    "viewpoint": "Aussichtspunkt",
    "information": "Informationstafel",
    "castle": "Burg oder Schloss",
    "ruins": "Ruine",
    "monument": "Denkmal",
    "worship": "Kirche oder Gebetshaus",
    "library": "Bibliothek",
    "theatre": "Theater und Kultur",
    "school": "Schule",
    "kindergarten": "Kindertagesstätte",
    "youth": "Jugend und Familie",
    "seniors": "Angebot für ältere Menschen",
    "disabled": "Angebot für Menschen mit Behinderung",
    "sport": "Sport und Bad",
    "park": "Park",
    "health": "Krankenhaus",
    "safety": "Polizei und Feuerwehr",
    "administration": "Verwaltung",
    "parking": "Parken",
    "hotel": "Hotel",
    "other": "anderer Ort",
}
_FIELDS = (
    Field(key="name", title="Name", title_en="Name"),
    Field(key="kind", title="Art", title_en="Kind", values=KINDS),
    Field(key="address", title="Adresse", title_en="Address"),
    Field(key="description", title="Beschreibung", title_en="Description"),
    Field(key="opening_hours", title="Öffnungszeiten", title_en="Opening hours"),
    Field(key="wheelchair", title="rollstuhlgerecht", title_en="Wheelchair accessible", kind="boolean"),
    Field(key="web", title="Webseite", title_en="Website"),
)
_STYLE = Style(
    colour="purple",
    shape="diamond",
    label="name",
    category="kind",
    categories=(
        Category(value="museum", title="Museum", title_en="Museum", colour="blue"),
        Category(value="sight", title="Sehenswürdigkeit", title_en="Sight", colour="orange"),
        Category(value="viewpoint", title="Aussichtspunkt", title_en="Viewpoint", colour="green"),
        Category(value="castle", title="Burg oder Schloss", title_en="Castle", colour="red"),
    ),
)

PLACES = Collection(
    key="poi",
    title="Sehenswertes und Orte",
    title_en="Sights and places",
    description="Orte, die Menschen suchen: Museen, Sehenswürdigkeiten, Aussichtspunkte, Kultur.",
    description_en="Places that people look for: museums, sights, viewpoints, culture.",
    source="osm-poi",
    geometry="point",
    fields=_FIELDS,
    name_field="name",
    style=_STYLE,
    themes=("EDUC", "REGI"),
    keywords=("Sehenswürdigkeit", "Kultur", "Tourismus"),
)
KREFELD = Collection(
    key="poi-krefeld",
    title="Orte in Krefeld",
    title_en="Places in Krefeld",
    description="Einrichtungen und Orte aus den Listen der Stadt Krefeld, Stand 2017.",
    description_en="Facilities and places of the lists of the city of Krefeld as of 2017.",
    source="krefeld-places",
    geometry="point",
    fields=_FIELDS,
    name_field="name",
    style=_STYLE,
    themes=("REGI",),
    keywords=("Einrichtung", "Schule", "Kultur"),
    frequency="NEVER",
)
COLLECTIONS = (PLACES, KREFELD)
