# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""START HERE: the weather, measured by the German weather service."""

from __future__ import annotations

from stadtkern.kernel.domain import OTHER_OPEN, Domain, MapLayer, Retention, Source, Tile
from stadtkern.kernel.quantities import (
    AIR_PRESSURE,
    AIR_TEMPERATURE,
    CLOUD_COVER,
    DEW_POINT,
    DIFFUSE_RADIATION,
    GLOBAL_RADIATION,
    LONGWAVE_RADIATION,
    PRECIPITATION,
    RELATIVE_HUMIDITY,
    SNOW_DEPTH,
    SUNSHINE_DURATION,
    VISIBILITY,
    WIND_DIRECTION,
    WIND_GUST,
    WIND_SPEED,
)

from . import sources
from .indicators import INDICATORS

_HOMEPAGE = "https://www.dwd.de/opendata"
_ATTRIBUTION = "Quelle: Deutscher Wetterdienst (DWD)"

DOMAIN = Domain(
    name="weather",
    title="Wetter",
    title_en="Weather",
    slug="wetter",
    summary="Wie das Wetter an den Stationen des Deutschen Wetterdienstes ist und war.",
    summary_en="What the weather is and was at the stations of the German weather service.",
    department="Umweltamt",
    fields_of_action=("Klimaanpassung", "Umwelt"),
    quantities=(
        AIR_TEMPERATURE,
        DEW_POINT,
        RELATIVE_HUMIDITY,
        AIR_PRESSURE,
        WIND_SPEED,
        WIND_GUST,
        WIND_DIRECTION,
        PRECIPITATION,
        SUNSHINE_DURATION,
        GLOBAL_RADIATION,
        DIFFUSE_RADIATION,
        LONGWAVE_RADIATION,
        CLOUD_COVER,
        VISIBILITY,
        SNOW_DEPTH,
    ),
    sources=(
        Source(
            key="weather-dwd-climate",
            title="DWD-Klimaarchiv: Messreihen und Stationsgeschichte",
            title_en="DWD climate archive: series and station history",
            publisher="Deutscher Wetterdienst",
            homepage=_HOMEPAGE,
            licence=OTHER_OPEN,
            attribution=_ATTRIBUTION,
            decode=sources.decode_climate,
            files=(
                "*produkt_zehn_min_sd_*.txt",
                "*produkt_ff_stunde_*.txt",
                "*Metadaten_Geographie_*.txt",
                "*10minutenwerte_SOLAR_*.zip",
                "*stundenwerte_FF_*.zip",
            ),
            recorded="10minutenwerte_SOLAR_01766_akt.zip",
            interval_s=600,
            outage_after_s=3 * 86_400,
        ),
        Source(
            key="weather-dwd-current",
            title="DWD-Stationsmeldungen",
            title_en="DWD station reports",
            publisher="Deutscher Wetterdienst",
            homepage=_HOMEPAGE,
            licence=OTHER_OPEN,
            attribution=_ATTRIBUTION,
            decode=sources.decode_current,
            files=("*-BEOB.csv", "*observations_current*.csv"),
            recorded="observations_current.csv",
            interval_s=3600,
            stale_after_s=3 * 3600,
            outage_after_s=6 * 3600,
        ),
    ),
    retention=Retention(
        days=None, reason="Messwerte des Wetters haben keinen Personenbezug; Klimareihen sind lang."
    ),
    icon="thermometer",
    layers=(
        MapLayer(
            key="weather-stations",
            title="Wetterstationen",
            title_en="Weather stations",
            colour="purple",
            shape="diamond",
            quantity=AIR_TEMPERATURE,
            properties=(("height_m", "Höhe über NN [m]"),),
        ),
    ),
    tiles=(
        Tile(
            title="Lufttemperatur",
            title_en="Air temperature",
            quantity=AIR_TEMPERATURE,
            summary="latest_mean",
        ),
    ),
    purpose="Misst das Wetter für Vorhersage, Warnung und Klimaforschung.",
    purpose_en="Measures the weather for forecasts, warnings and climate research.",
    not_measured="Nichts über Menschen; nur den Zustand von Luft, Himmel und Boden.",
    not_measured_en="Nothing about people; only the state of air, sky and ground.",
    legal_basis="Gesetz über den Deutschen Wetterdienst, § 4",
    legal_basis_en="Act on the German weather service (DWDG), section 4",
    themes=("ENVI",),
    keywords=("Wetter", "Klima", "Temperatur", "Niederschlag", "Wind"),
    indicators=INDICATORS,
)
