# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""START HERE: places to park cars and bicycles, and how many of them are free."""

from __future__ import annotations

from stadtkern.kernel.domain import CC_BY_4, CC_ZERO, DL_DE_BY_2, Domain, MapLayer, Retention, Source, Tile
from stadtkern.kernel.quantities import BICYCLE_PARKING_CAPACITY, FREE_SPACES, PARKING_CAPACITY

from . import sources
from .dashboards import DASHBOARDS
from .indicators import INDICATORS

_STALE_S = 15 * 60
"""A number of free spaces that is older misleads."""
_OUTAGE_S = 3600

DOMAIN = Domain(
    name="parking",
    title="Parken",
    title_en="Parking",
    slug="parken",
    summary="Wo Autos und Fahrräder abgestellt werden können und wie viele Plätze gerade frei sind.",
    summary_en="Where cars and bicycles can be parked and how many spaces are free now.",
    department="Amt für Mobilität und Tiefbau",
    fields_of_action=("Mobilität", "Innenstadt"),
    quantities=(FREE_SPACES, PARKING_CAPACITY, BICYCLE_PARKING_CAPACITY),
    sources=(
        Source(
            key="parking-bielefeld",
            title="Parkplätze und Parkhäuser Bielefeld",
            title_en="Car parks of Bielefeld",
            publisher="Stadt Bielefeld",
            homepage="https://open-data.bielefeld.de/",
            licence=CC_BY_4,
            attribution="Stadt Bielefeld, CC BY 4.0",
            decode=sources.decode_bielefeld,
            files=("*bielefeld*.csv",),
            recorded="bielefeld.csv",
            interval_s=300,
            stale_after_s=_STALE_S,
            outage_after_s=_OUTAGE_S,
        ),
        Source(
            key="parking-freiburg",
            title="Parkleitsystem und Park-and-ride Freiburg",
            title_en="Parking guidance and park and ride of Freiburg",
            publisher="Stadt Freiburg im Breisgau",
            homepage="https://www.freiburg.de/",
            licence=DL_DE_BY_2,
            attribution="Stadt Freiburg im Breisgau, dl-de/by-2-0",
            decode=sources.decode_freiburg,
            files=("*freiburg*.json",),
            recorded="freiburg.json",
            interval_s=300,
            stale_after_s=_STALE_S,
            outage_after_s=_OUTAGE_S,
        ),
        Source(
            key="parking-karlsruhe",
            title="Parkhäuser und Fahrradabstellanlagen Region Karlsruhe",
            title_en="Car parks and bicycle stands of the Karlsruhe region",
            publisher="Stadt Karlsruhe",
            homepage="https://www.karlsruhe.de/",
            licence=CC_BY_4,
            attribution="Stadt Karlsruhe, CC BY 4.0",
            decode=sources.decode_karlsruhe,
            files=("*karlsruhe*.json",),
            recorded="karlsruhe.json",
            interval_s=300,
            stale_after_s=_STALE_S,
            outage_after_s=_OUTAGE_S,
        ),
        Source(
            key="parking-jena",
            title="Parkplätze Jena",
            title_en="Car parks of Jena",
            publisher="Stadt Jena",
            homepage="https://www.jena.de/",
            licence=DL_DE_BY_2,
            attribution="Stadt Jena, dl-de/by-2-0",
            decode=sources.decode_jena,
            files=("*jena*.geojson",),
            recorded="jena.geojson",
        ),
        Source(
            key="parking-herrenberg-bicycles",
            title="Fahrradabstellanlagen Herrenberg",
            title_en="Bicycle stands of Herrenberg",
            publisher="Stadt Herrenberg",
            homepage="https://www.herrenberg.de/",
            licence=CC_ZERO,
            attribution="Stadt Herrenberg, CC0",
            decode=sources.decode_herrenberg,
            files=("*herrenberg*.json",),
            recorded="herrenberg_bike.json",
        ),
        Source(
            key="parking-stuttgart",
            title="Parkhäuser Stuttgart",
            title_en="Car parks of Stuttgart",
            publisher="Landeshauptstadt Stuttgart",
            homepage="https://www.stuttgart.de/",
            licence=DL_DE_BY_2,
            attribution="Landeshauptstadt Stuttgart, dl-de/by-2-0",
            decode=sources.decode_stuttgart,
            files=("*stuttgart*.xml",),
            recorded="stuttgart-static.xml",
            interval_s=300,
            stale_after_s=_STALE_S,
            outage_after_s=_OUTAGE_S,
        ),
        Source(
            key="parking-vrs",
            title="Park-and-ride Verband Region Stuttgart",
            title_en="Park and ride of the Stuttgart region",
            publisher="Verband Region Stuttgart",
            homepage="https://www.region-stuttgart.org/",
            licence=DL_DE_BY_2,
            attribution="Verband Region Stuttgart, dl-de/by-2-0",
            decode=sources.decode_vrs,
            files=("*vrs_*.xml",),
            recorded="vrs_kirchheim-realtime.xml",
            interval_s=300,
            stale_after_s=_STALE_S,
            outage_after_s=_OUTAGE_S,
        ),
    ),
    retention=Retention(
        days=3 * 365,
        reason="Belegungszahlen ohne Personenbezug; drei Jahre erlauben den Vergleich mit den Vorjahren.",
    ),
    icon="local-parking",
    layers=(
        MapLayer(
            key="parking-sites",
            title="Freie Stellplätze",
            title_en="Free parking spaces",
            colour="grey",
            shape="hexagon",
            quantity=FREE_SPACES,
        ),
        MapLayer(
            key="parking-places",
            title="Parkplätze und Fahrradabstellanlagen",
            title_en="Car parks and bicycle stands",
            colour="grey",
            shape="cross",
            properties=(("kind", "Art"), ("access", "Zufahrt"), ("fees", "Gebühren"), ("use", "Nutzung")),
        ),
    ),
    tiles=(
        Tile(
            title="Freie Stellplätze",
            title_en="Free parking spaces",
            quantity=FREE_SPACES,
            summary="latest_sum",
        ),
    ),
    purpose="Zählt freie Plätze, damit niemand lange suchen muss.",
    purpose_en="Counts free spaces, so that nobody has to search for long.",
    not_measured="Keine Bilder, keine Kennzeichen und nicht, wer wo parkt; nur freie und belegte Plätze.",
    not_measured_en="No pictures, no number plates, not who parks where; only free and taken spaces.",
    dashboards=DASHBOARDS,
    themes=("TRAN",),
    keywords=("Parken", "Parkhaus", "Parkplatz", "Auslastung"),
    indicators=INDICATORS,
)
