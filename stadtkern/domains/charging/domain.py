# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""START HERE: public charging stations for electric vehicles."""

from __future__ import annotations

from stadtkern.kernel.domain import CC_BY_4, Domain, MapLayer, Retention, Source, Tile
from stadtkern.kernel.quantities import CHARGING_POINTS, CONNECTED_LOAD

from . import sources
from .indicators import INDICATORS

DOMAIN = Domain(
    name="charging",
    title="Laden",
    title_en="Charging",
    slug="laden",
    summary="Wo öffentliche Ladestationen stehen, wie stark sie sind und wer sie betreibt.",
    summary_en="Where public charging stations are, how strong they are and who runs them.",
    department="Amt für Mobilität und Tiefbau",
    fields_of_action=("Mobilität", "Energie", "Klimaschutz"),
    quantities=(CHARGING_POINTS, CONNECTED_LOAD),
    sources=(
        Source(
            key="charging-bnetza",
            title="Ladesäulenregister der Bundesnetzagentur",
            title_en="Register of charging stations of the Federal Network Agency",
            publisher="Bundesnetzagentur",
            homepage=(
                "https://www.bundesnetzagentur.de/DE/Fachthemen/ElektrizitaetundGas/E-Mobilitaet/"
                "Ladesaeulenkarte/start.html"
            ),
            licence=CC_BY_4,
            attribution="Bundesnetzagentur.de, Ladesäulenregister, CC BY 4.0",
            decode=sources.decode,
            files=("*[Ll]adesaeulen*.xlsx", "*[Ll]adesaeulen*.csv", "*charging_*.csv"),
            recorded="charging_2019-07-19.csv",
        ),
    ),
    retention=Retention(days=None, reason="Bestandszahlen ohne Personenbezug; sie zeigen den Ausbau."),
    icon="ev-station",
    layers=(
        MapLayer(
            key="charging-stations",
            title="Ladestationen",
            title_en="Charging stations",
            colour="orange",
            shape="square",
            properties=(
                ("operator", "Betreiber"),
                ("points", "Ladepunkte"),
                ("most_kw", "Stärkster Ladepunkt [kW]"),
                ("plugs", "Stecker"),
                ("since", "in Betrieb seit"),
            ),
        ),
    ),
    tiles=(
        Tile(
            title="Öffentliche Ladepunkte",
            title_en="Public charging points",
            quantity=CHARGING_POINTS,
            summary="latest_sum",
        ),
    ),
    purpose="Zeigt, wo Elektrofahrzeuge öffentlich laden können.",
    purpose_en="Shows where electric vehicles can be charged in public.",
    not_measured="Keine Ladevorgänge und keine Kundinnen und Kunden; nur Standort und Ausstattung.",
    not_measured_en="No charging sessions and no customers; only place and equipment.",
    legal_basis="Ladesäulenverordnung, § 5 (Anzeigepflicht der Betreiber)",
    legal_basis_en="Charging station ordinance (LSV), section 5 (operators must report)",
    themes=("TRAN", "ENER"),
    keywords=("Ladesäulen", "Ladepunkte", "Elektromobilität"),
    indicators=INDICATORS,
)
