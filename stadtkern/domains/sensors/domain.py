# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""START HERE: sensors that belong to no other subject, registered by devices and programs through the API."""

from __future__ import annotations

from stadtkern.kernel.domain import Domain, MapLayer, Retention

DOMAIN = Domain(
    name="sensors",
    title="Weitere Sensoren",
    title_en="Other sensors",
    slug="weitere-sensoren",
    summary="Was Geräte und Programme der Kommune melden, die zu keinem anderen Thema gehören.",
    summary_en="What devices and programs of the municipality report that belong to no other subject.",
    department="Digitalisierung",
    fields_of_action=("Digitalisierung",),
    quantities=(),
    any_quantity=True,
    sources=(),
    retention=Retention(
        days=None,
        reason="Die Werte haben in der Regel keinen Personenbezug; je Gerät lässt sich eine Frist setzen.",
    ),
    layers=(
        MapLayer(
            key="other-sensors",
            title="Weitere Sensoren",
            title_en="Other sensors",
            colour="grey",
            shape="star",
        ),
    ),
    themes=("REGI", "TECH"),
    keywords=("Sensoren", "Internet der Dinge", "Messwerte"),
)
