# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""START HERE: bicycle traffic, counted at fixed sites."""

from __future__ import annotations

from stadtkern.kernel.domain import DL_DE_BY_2, Domain, MapLayer, Retention, Source, Tile
from stadtkern.kernel.quantities import BICYCLE_COUNT, BICYCLE_COUNT_DIRECTION, CAR_COUNT_DIRECTION

from . import sources
from .indicators import INDICATORS

DOMAIN = Domain(
    name="cycling",
    title="Radverkehr",
    title_en="Cycling",
    slug="radverkehr",
    summary="Wie viele Fahrräder an den Dauerzählstellen vorbeifahren, alle 15 Minuten, je Richtung.",
    summary_en="How many bicycles pass the permanent counting sites, every 15 minutes, by direction.",
    department="Amt für Mobilität und Tiefbau",
    fields_of_action=("Mobilität", "Klimaschutz"),
    quantities=(BICYCLE_COUNT, BICYCLE_COUNT_DIRECTION, CAR_COUNT_DIRECTION),
    sources=(
        Source(
            key="cycling-muenster",
            title="Dauerzählstellen Radverkehr Münster",
            title_en="Permanent bicycle counters of Münster",
            publisher="Stadt Münster",
            homepage="https://github.com/od-ms/radverkehr-zaehlstellen",
            licence=DL_DE_BY_2,
            attribution="Stadt Münster, Verkehrszählung Fahrradverkehr, dl-de/by-2-0",
            decode=sources.decode,
            files=("*/20[0-9][0-9]-[01][0-9].csv", "20[0-9][0-9]-[01][0-9].csv"),
            recorded="100035541/2025-10.csv",
            interval_s=900,
            outage_after_s=3 * 86_400,
        ),
    ),
    retention=Retention(
        days=None,
        reason=(
            "Die Zählungen enthalten keine personenbezogenen Daten; "
            "erst lange Reihen zeigen, wie sich der Radverkehr entwickelt."
        ),
    ),
    icon="directions-bike",
    layers=(
        MapLayer(
            key="cycling-sites",
            title="Zählstellen Radverkehr",
            title_en="Bicycle counting sites",
            colour="blue",
            shape="circle",
            quantity=BICYCLE_COUNT,
        ),
    ),
    tiles=(
        Tile(
            title="Fahrräder am letzten gezählten Tag",
            title_en="Bicycles on the last counted day",
            quantity=BICYCLE_COUNT,
            summary="day_sum",
            compare="week_before",
        ),
    ),
    purpose="Zählt Fahrräder, damit die Stadt Radwege plant und sieht, ob sie angenommen werden.",
    purpose_en="Counts bicycles, so that the city can plan cycle paths and see whether they are used.",
    not_measured="Keine Bilder, keine Namen und keine Wege einzelner Menschen; nur Summen.",
    not_measured_en="No pictures, no names, no routes of single people; only sums.",
    themes=("TRAN",),
    keywords=("Radverkehr", "Fahrrad", "Zählstellen", "Verkehrszählung"),
    indicators=INDICATORS,
)
