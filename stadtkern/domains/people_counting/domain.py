# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""START HERE: how many people are in squares, halls and buildings, counted without recognising anybody."""

from __future__ import annotations

from stadtkern.kernel.domain import Domain, MapLayer, Retention, SmallCounts, Tile
from stadtkern.kernel.quantities import (
    DEVICE_QUANTITIES,
    ENTRY_COUNT,
    EXIT_COUNT,
    OCCUPANCY,
    PERSON_COUNT,
)

DOMAIN = Domain(
    name="people_counting",
    title="Besucherzählung",
    title_en="Visitor counts",
    slug="besucherzaehlung",
    summary="Wie viele Menschen auf Plätzen und in städtischen Gebäuden sind, bei welchem Wetter und Fest.",
    summary_en="How many people are in squares and public buildings, in which weather and at which event.",
    department="Stadtmarketing",
    fields_of_action=("Innenstadt", "Kultur", "Sicherheit"),
    quantities=(PERSON_COUNT, ENTRY_COUNT, EXIT_COUNT, OCCUPANCY, *DEVICE_QUANTITIES),
    sources=(),
    retention=Retention(
        days=None,
        reason="Gezählte Mengen ohne Personenbezug; über Jahre zeigen sie, was Feste und Wetter bewirken.",
        reason_en="Counted totals without persons; over years they show what events and weather do.",
    ),
    icon="groups",
    layers=(
        MapLayer(
            key="people-counters",
            title="Besucherzähler",
            title_en="Visitor counters",
            colour="purple",
            shape="pentagon",
        ),
    ),
    tiles=(
        Tile(
            title="Gezählte Menschen am letzten Tag",
            title_en="People counted on the last day",
            quantity=PERSON_COUNT,
            summary="day_sum",
            compare="week_before",
        ),
    ),
    protection=SmallCounts(
        below=5,
        finer_than_s=3600,
        reason="Weniger als fünf Menschen in weniger als einer Stunde könnten einzelne erkennbar machen.",
    ),
    purpose="Zählt Menschen, damit die Stadt sieht, wie voll Plätze und Veranstaltungen sind.",
    purpose_en="Counts people, so that the city sees how full squares and events are.",
    not_measured="Keine Bilder, keine Gesichter, keine Kennungen von Geräten; nur Zahlen.",
    not_measured_en="No pictures, no faces, no identifiers of devices; only numbers.",
    themes=("SOCI", "TRAN"),
    keywords=("Besucherzahlen", "Personenzählung", "Veranstaltungen"),
)
