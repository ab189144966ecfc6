# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is known of places with Wi-Fi that the city does not run itself."""

from __future__ import annotations

from stadtkern.kernel.collections import Collection, Field, Style

PLACES = Collection(
    key="wifi-places",
    title="Orte mit WLAN",
    title_en="Places with Wi-Fi",
    description="Orte, an denen Gäste WLAN nutzen können, mit Betreiber und ob es etwas kostet.",
    description_en="Places where guests can use Wi-Fi, with operator and whether it costs anything.",
    source="osm-wifi",
    geometry="point",
    fields=(
        Field(key="name", title="Name", title_en="Name"),
        Field(key="address", title="Adresse", title_en="Address"),
        Field(key="operator", title="Betreiber des WLAN", title_en="Operator of the Wi-Fi"),
        Field(key="free", title="kostenlos", title_en="Free of charge", kind="boolean"),
        Field(key="ssid", title="Name des Netzes", title_en="Name of the network"),
        Field(key="opening_hours", title="Öffnungszeiten", title_en="Opening hours"),
        Field(key="web", title="Webseite", title_en="Website"),
    ),
    name_field="name",
    style=Style(colour="orange", shape="hexagon", label="name"),
    themes=("TECH",),
    keywords=("WLAN", "Hotspot", "Internet"),
)
COLLECTIONS = (PLACES,)
