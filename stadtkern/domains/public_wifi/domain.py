# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""START HERE: public Wi-Fi hotspots: whether they work and how much they are used, never by whom."""

from __future__ import annotations

from stadtkern.commons.geojson import openstreetmap
from stadtkern.kernel.domain import Domain, MapLayer, Retention, SmallCounts, Tile
from stadtkern.kernel.quantities import WIFI_CLIENTS, WIFI_ONLINE, WIFI_SESSIONS, WIFI_TRAFFIC

from . import places
from .collections import COLLECTIONS

DOMAIN = Domain(
    name="public_wifi",
    title="Öffentliches WLAN",
    title_en="Public Wi-Fi",
    slug="wlan",
    summary="Wo es freies WLAN der Stadt gibt, ob es funktioniert und wie viel es genutzt wird.",
    summary_en="Where the city offers free Wi-Fi, whether it works and how much it is used.",
    department="Digitalisierung",
    fields_of_action=("Digitalisierung", "Teilhabe"),
    quantities=(WIFI_ONLINE, WIFI_CLIENTS, WIFI_SESSIONS, WIFI_TRAFFIC),
    sources=(
        openstreetmap.source(
            "osm-wifi",
            "Orte mit WLAN aus OpenStreetMap",
            "Places with Wi-Fi from OpenStreetMap",
            decode=places.decode,
            recorded="osm-wifi.geojson",
        ),
    ),
    collections=COLLECTIONS,
    retention=Retention(
        days=3 * 365,
        reason="Anonyme Summen je Hotspot; drei Jahre zeigen, wo Zugänge fehlen.",
        reason_en="Anonymous totals per hotspot; three years show where access is missing.",
    ),
    icon="wifi",
    layers=(
        MapLayer(
            key="wifi-hotspots",
            title="WLAN-Hotspots",
            title_en="Wi-Fi hotspots",
            colour="orange",
            shape="fan",
            quantity=WIFI_ONLINE,
        ),
    ),
    tiles=(
        Tile(
            title="Geräte im öffentlichen WLAN je Hotspot",
            title_en="Devices in the public Wi-Fi per hotspot",
            quantity=WIFI_CLIENTS,
            summary="latest_mean",
        ),
    ),
    protection=SmallCounts(
        below=5,
        finer_than_s=3600,
        reason="Weniger als fünf Geräte in weniger als einer Stunde könnten verraten, wer da war.",
    ),
    purpose="Zeigt, ob das öffentliche WLAN läuft und wie stark es genutzt wird.",
    purpose_en="Shows whether the public Wi-Fi works and how much it is used.",
    not_measured="Keine MAC-Adressen oder andere Kennungen, keine Namen, keine Inhalte; nur Summen.",
    not_measured_en="No MAC addresses or other identifiers of devices, no names, no contents; only sums.",
    themes=("TECH", "SOCI"),
    keywords=("WLAN", "Internet", "Hotspot"),
)
