# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is known of a playground."""

from __future__ import annotations

from stadtkern.kernel.collections import Collection, Field, Style

_FIELDS = (
    Field(key="name", title="Name", title_en="Name"),
    Field(key="kind", title="Art", title_en="Kind", description="Spielplatz, Bolzplatz, Schulhof"),
    Field(key="address", title="Adresse", title_en="Address"),
    Field(key="least_age", title="ab Alter (Jahre)", title_en="From age (years)", kind="integer"),
    Field(key="most_age", title="bis Alter (Jahre)", title_en="To age (years)", kind="integer"),
    Field(key="wheelchair", title="rollstuhlgerecht", title_en="Wheelchair accessible", kind="boolean"),
    Field(key="surface", title="Boden", title_en="Surface"),
    Field(key="opening_hours", title="Öffnungszeiten", title_en="Opening hours"),
    Field(key="operator", title="Betreiber", title_en="Operator"),
    Field(key="web", title="Webseite", title_en="Website"),
)
_STYLE = Style(colour="orange", shape="star", label="name")

PLAYGROUNDS = Collection(
    key="playgrounds",
    title="Spielplätze",
    title_en="Playgrounds",
    description="Öffentliche Spielplätze mit Alter, Boden und Zugänglichkeit, soweit bekannt.",
    description_en="Public playgrounds with age, surface and accessibility as far as known.",
    source="osm-playgrounds",
    geometry="any",
    fields=_FIELDS,
    name_field="name",
    style=_STYLE,
    themes=("SOCI",),
    keywords=("Spielplatz", "Kinder", "Familie"),
)
KREFELD = Collection(
    key="playgrounds-krefeld",
    title="Spielplätze in Krefeld",
    title_en="Playgrounds in Krefeld",
    description="Spiel- und Bolzplätze der Stadt Krefeld, Stand 2017.",
    description_en="Playgrounds and ball courts of the city of Krefeld as of 2017.",
    source="krefeld-playgrounds",
    geometry="point",
    fields=_FIELDS,
    name_field="name",
    style=_STYLE,
    themes=("SOCI",),
    keywords=("Spielplatz", "Bolzplatz", "Kinder"),
    frequency="NEVER",
)
COLLECTIONS = (PLAYGROUNDS, KREFELD)
