# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is known of roadworks."""

from __future__ import annotations

from stadtkern.kernel.collections import Category, Collection, Field, Style

CLOSURES = {"full": "Vollsperrung", "partial": "teilweise gesperrt", "unknown": "nicht bekannt"}
ROADS = {
    "motorway": "Autobahn",
    "trunk": "Kraftfahrstraße",
    "primary": "Bundesstraße",
    "secondary": "Landesstraße",
    "tertiary": "Kreisstraße",
    "residential": "Wohnstraße",
    "living_street": "Spielstraße",
    "service": "Zufahrt",
    "footway": "Fußweg",
    "cycleway": "Radweg",
    "path": "Weg",
    "other": "anderer Weg",
}

ROADWORKS = Collection(
    key="roadworks",
    title="Baustellen",
    title_en="Roadworks",
    description="Straßen und Wege, an denen gebaut wird, mit Sperrung und Zeitraum, soweit bekannt.",
    description_en="Roads and paths under construction, with closure and period as far as known.",
    source="osm-roadworks",
    geometry="any",
    fields=(
        Field(key="name", title="Straße", title_en="Road"),
        Field(key="road", title="Art des Weges", title_en="Kind of road", values=ROADS),
        Field(key="closure", title="Sperrung", title_en="Closure", values=CLOSURES),
        Field(key="begins", title="Beginn", title_en="Begin", kind="date"),
        Field(key="ends", title="voraussichtliches Ende", title_en="Expected end", kind="date"),
        Field(key="description", title="Beschreibung", title_en="Description"),
        Field(key="detour", title="Umleitung", title_en="Detour"),
        Field(key="checked", title="zuletzt geprüft", title_en="Last checked", kind="date"),
    ),
    name_field="name",
    style=Style(
        colour="orange",
        shape="triangle",
        label="name",
        category="closure",
        categories=(
            Category(value="full", title="Vollsperrung", title_en="Closed", colour="red"),
            Category(value="partial", title="teilweise gesperrt", title_en="Partly closed", colour="orange"),
        ),
    ),
    themes=("TRAN",),
    keywords=("Baustelle", "Sperrung", "Verkehr"),
    frequency="IRREG",
    high_value=("Mobility",),
)
COLLECTIONS = (ROADWORKS,)
