# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""START HERE: street lamps, how brightly they burn and when, what is broken, what they use."""

from __future__ import annotations

from stadtkern.kernel.domain import DL_DE_ZERO_2, Domain, MapLayer, Retention, Source

from . import sources

DOMAIN = Domain(
    name="street_lighting",
    title="Straßenbeleuchtung",
    title_en="Street lighting",
    slug="strassenbeleuchtung",
    summary="Welche Leuchten die Straßen erhellen, wann sie wie hell brennen und welche gerade gestört sind.",
    summary_en="Which lamps light the streets, when they burn how brightly, and which are out of order.",
    department="Tiefbauamt",
    fields_of_action=("Energie", "Klimaschutz", "Sicherheit", "Mobilität"),
    quantities=sources.TELEMETRY,
    sources=(
        Source(
            key=sources.REAL,
            title="Leuchtenbestand der Stadt",
            title_en="The city's inventory of lamps",
            publisher="Stadt",
            homepage="",
            licence=DL_DE_ZERO_2,
            attribution="Leuchtenbestand der Stadt",
            decode=sources.decode,
            files=("*leuchten*.csv", "*leuchten*.geojson"),
            recorded="leuchten.csv",
        ),
        Source(
            key=sources.SIMULATED,
            title="Simulierte Leuchten (keine echten Daten)",
            title_en="Simulated lamps (not real data)",
            publisher="Stadtkern",
            homepage="",
            licence=DL_DE_ZERO_2,
            attribution="Simulierte Leuchten zum Ausprobieren, keine echten Daten",
            decode=sources.decode_simulated,
            files=("*lampen-simuliert*.csv",),
            recorded="lampen-simuliert.csv",
        ),
    ),
    retention=Retention(
        days=1100,
        reason="Drei Jahre für den Vergleich des Verbrauchs; Leuchten messen keine Menschen.",
        reason_en="Three years to compare consumption; lamps do not measure people.",
    ),
    icon="lightbulb",
    layers=(
        MapLayer(
            key="street-lamps",
            title="Leuchten",
            title_en="Street lamps",
            colour="purple",
            shape="dome",
            properties=(
                ("luminaire", "Leuchte"),
                ("power_w", "Leistung bei 100 % [W]"),
                ("colour_k", "Lichtfarbe [K]"),
                ("street", "Straße"),
                ("pole", "Mast"),
                ("cabinet", "Schaltschrank"),
                ("circuit", "Stromkreis"),
                ("year", "Baujahr"),
                ("simulated", "Simuliert"),
            ),
        ),
    ),
    purpose="Beleuchtet Straßen, so hell wie nötig und so sparsam wie möglich, und meldet Störungen.",
    purpose_en="Lights streets as brightly as needed and as thriftily as possible, and reports faults.",
    not_measured="Keine Bilder und kein Ton; Anwesenheitsmelder sagen nur, dass sich etwas bewegt.",
    not_measured_en="No pictures and no sound; presence detectors only tell that something moves.",
    themes=("ENER", "TRAN"),
    keywords=("Straßenbeleuchtung", "Leuchten", "Energieverbrauch"),
)
