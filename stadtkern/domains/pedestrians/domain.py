# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""START HERE: people on foot in the town centre, counted without recognising anybody."""

from __future__ import annotations

from stadtkern.kernel.domain import OTHER_OPEN, Domain, MapLayer, Retention, SmallCounts, Source, Tile
from stadtkern.kernel.quantities import (
    ADULT_COUNT,
    ADULT_COUNT_DIRECTION,
    AIR_TEMPERATURE,
    CHILD_COUNT,
    CHILD_COUNT_DIRECTION,
    PEDESTRIAN_COUNT,
    PEDESTRIAN_COUNT_DIRECTION,
    WEATHER_CONDITION,
)

from . import sources
from .indicators import INDICATORS

DOMAIN = Domain(
    name="pedestrians",
    title="Fußverkehr",
    title_en="Pedestrians",
    slug="fussverkehr",
    summary="Wie viele Menschen zu Fuß in der Innenstadt unterwegs sind, je Stunde und bei welchem Wetter.",
    summary_en="How many people walk in the town centre, by the hour and in which weather.",
    department="Wirtschaftsförderung",
    fields_of_action=("Innenstadt", "Mobilität"),
    quantities=(
        PEDESTRIAN_COUNT,
        PEDESTRIAN_COUNT_DIRECTION,
        ADULT_COUNT,
        ADULT_COUNT_DIRECTION,
        CHILD_COUNT,
        CHILD_COUNT_DIRECTION,
        AIR_TEMPERATURE,
        WEATHER_CONDITION,
    ),
    sources=(
        Source(
            key="pedestrians-moers",
            title="Besucherzahlen Innenstadt Moers",
            title_en="Visitor counts in the centre of Moers",
            publisher="Stadt Moers",
            homepage="https://www.offenesdatenportal.de/",
            licence=OTHER_OPEN,
            attribution="Stadt Moers, Besucherzahlen, erhoben durch hystreet.com",
            decode=sources.decode,
            files=("*besucherzahlen-moers-*.csv",),
            recorded="besucherzahlen-moers-juni-2022-stundlich.csv",
            interval_s=3600,
            outage_after_s=40 * 86_400,
        ),
    ),
    retention=Retention(
        days=None,
        reason=(
            "Stündliche Summen sind nicht personenbeziehbar; "
            "über Jahre zeigen sie, wie die Innenstadt besucht wird."
        ),
    ),
    icon="directions-walk",
    layers=(
        MapLayer(
            key="pedestrian-sites",
            title="Zählstellen Fußverkehr",
            title_en="Pedestrian counting sites",
            colour="green",
            shape="triangle",
            quantity=PEDESTRIAN_COUNT,
        ),
    ),
    tiles=(
        Tile(
            title="Menschen zu Fuß am letzten gezählten Tag",
            title_en="Pedestrians on the last counted day",
            quantity=PEDESTRIAN_COUNT,
            summary="day_sum",
            compare="week_before",
        ),
    ),
    protection=SmallCounts(
        below=5,
        finer_than_s=3600,
        reason="Weniger als fünf Menschen in weniger als einer Stunde könnten einzelne erkennbar machen.",
    ),
    purpose="Zählt Menschen zu Fuß, damit die Stadt sieht, wie belebt Plätze und Straßen sind.",
    purpose_en="Counts people on foot, so that the city sees how lively squares and streets are.",
    not_measured="Keine Bilder, keine Gesichter, keine Geräte und keine Wege einzelner Menschen; nur Summen.",
    not_measured_en="No pictures, no faces, no devices, no routes of single people; only sums.",
    themes=("TRAN", "SOCI"),
    keywords=("Fußverkehr", "Passanten", "Zählstellen"),
    indicators=INDICATORS,
)
