# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is known of a public toilet."""

from __future__ import annotations

from stadtkern.kernel.collections import Collection, Field, Style

TOILETS = Collection(
    key="public-toilets",
    title="Öffentliche Toiletten",
    title_en="Public toilets",
    description="Öffentliche Toiletten mit Öffnungszeiten, Gebühr, Wickeltisch und Zugänglichkeit.",
    description_en="Public toilets with opening hours, fee, changing table and accessibility.",
    source="osm-toilets",
    geometry="point",
    fields=(
        Field(key="name", title="Name", title_en="Name"),
        Field(key="address", title="Adresse", title_en="Address"),
        Field(key="wheelchair", title="rollstuhlgerecht", title_en="Wheelchair accessible", kind="boolean"),
        Field(key="changing_table", title="Wickeltisch", title_en="Changing table", kind="boolean"),
        Field(key="fee", title="kostet etwas", title_en="Fee", kind="boolean"),
        Field(key="charge", title="Gebühr", title_en="Charge"),
        Field(key="rooms", title="Räume", title_en="Rooms", description="Damen, Herren, für alle"),
        Field(key="opening_hours", title="Öffnungszeiten", title_en="Opening hours"),
        Field(key="key_system", title="Schlüssel", title_en="Key", description="z. B. Euroschlüssel"),
        Field(key="operator", title="Betreiber", title_en="Operator"),
    ),
    name_field="name",
    style=Style(colour="purple", shape="square", label="name"),
    themes=("SOCI", "REGI"),
    keywords=("Toilette", "WC", "Barrierefreiheit"),
)
COLLECTIONS = (TOILETS,)
