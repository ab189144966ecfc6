# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is physically plausible for a quantity in a German city; the city may say otherwise per datastream.

The ranges are wide on purpose: they catch broken sensors and wrong units, never rare weather. Where a norm or
a definition gives the figure, it is named; counted things are not negative.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Plausible:
    """The range of a quantity in its UCUM unit, and where the figure comes from."""

    low: float
    high: float
    basis: str


_WMO = "WMO No. 8 (2021), Vol. I, Annex 1.A"
_SHARE = "Anteil: 0 bis 100 % nach Definition"
_COUNT = "Anzahl: nicht negativ; obere Grenze weit über jeder Zählstelle"
_RADIO = "LoRa-Funk: Empfindlichkeit bis -148 dBm, Demodulation ab -20 dB"

_COUNTS = (
    "bicycle_count", "bicycle_count_direction", "car_count_direction", "pedestrian_count",
    "pedestrian_count_direction", "adult_count", "adult_count_direction", "child_count",
    "child_count_direction", "person_count", "entry_count", "exit_count", "occupancy",
    "wifi_clients", "wifi_sessions",
)  # fmt: skip

PLAUSIBLE: Mapping[str, Plausible] = {
    "air_temperature": Plausible(low=-50, high=60, basis=f"{_WMO}: -80 bis +60 °C; Deutschland ab -50 °C"),
    "dew_point_temperature": Plausible(low=-80, high=35, basis=f"{_WMO}: -80 bis +35 °C"),
    "relative_humidity": Plausible(low=0, high=100, basis=f"{_WMO}: 0 bis 100 %"),
    "air_pressure_sea_level": Plausible(low=920, high=1080, basis=f"{_WMO}: 500 bis 1080 hPa; Meereshöhe"),
    "air_pressure": Plausible(low=500, high=1080, basis=f"{_WMO}: 500 bis 1080 hPa"),
    "wind_speed": Plausible(low=0, high=75, basis=f"{_WMO}: 0 bis 75 m/s"),
    "wind_speed_of_gust": Plausible(low=0, high=150, basis=f"{_WMO}: Böen bis 150 m/s"),
    "wind_from_direction": Plausible(low=0, high=360, basis="Winkel: 0 bis 360° nach Definition"),
    "precipitation": Plausible(low=0, high=500, basis=f"{_WMO}: Tagesmengen 0 bis 500 mm"),
    "sunshine_duration": Plausible(low=0, high=24, basis="höchstens 24 Stunden am Tag"),
    "cloud_cover": Plausible(low=0, high=100, basis=_SHARE),
    "visibility": Plausible(low=0, high=200, basis="Sichtweite: nicht negativ"),
    "snow_depth": Plausible(low=0, high=1000, basis=f"{_WMO}: 0 bis 25 m; Stadtgebiet bis 10 m"),
    "surface_temperature": Plausible(low=-80, high=80, basis=f"{_WMO}: -80 bis +80 °C"),
    "soil_temperature": Plausible(low=-50, high=50, basis=f"{_WMO}: -50 bis +50 °C"),
    "water_temperature": Plausible(low=-2, high=40, basis=f"{_WMO}: -2 bis +40 °C"),
    "soil_moisture": Plausible(low=0, high=100, basis=_SHARE),
    "soil_water_tension": Plausible(low=0, high=1600, basis="permanenter Welkepunkt: 1500 kPa (pF 4,2)"),
    "pm10": Plausible(low=0, high=2000, basis="Messbereich optischer Zähler; Silvester bis über 1000 µg/m³"),
    "pm25": Plausible(low=0, high=2000, basis="Messbereich optischer Zähler; Silvester bis über 1000 µg/m³"),
    "nitrogen_dioxide": Plausible(low=0, high=2000, basis="DIN EN 14211: geprüft bis 500 µg/m³; mal 4"),
    "ozone": Plausible(low=0, high=1000, basis="DIN EN 14625: geprüft bis 500 µg/m³; mal 2"),
    "sulphur_dioxide": Plausible(low=0, high=4000, basis="DIN EN 14212: geprüft bis 1000 µg/m³; mal 4"),
    "carbon_monoxide": Plausible(low=0, high=400, basis="DIN EN 14626: geprüft bis 100 mg/m³; mal 4"),
    "carbon_dioxide": Plausible(low=300, high=40_000, basis="Außenluft über 400 ppm; Messbereich bis 4 %"),
    "sound_level": Plausible(low=0, high=140, basis="DIN EN 61672-1: Schmerzgrenze um 130 dB"),
    "illuminance": Plausible(low=0, high=200_000, basis="volles Sonnenlicht um 120 000 lx"),
    "uv_index": Plausible(low=0, high=20, basis="WHO, Global Solar UV Index (2002): Deutschland unter 11"),
    "water_level": Plausible(low=-500, high=3000, basis="höchste deutsche Pegel um 13 m; Pegelnull"),
    "fill_level": Plausible(low=0, high=100, basis=_SHARE),
    "distance": Plausible(low=0, high=5000, basis="Abstand: nicht negativ"),
    "wifi_online": Plausible(low=0, high=1, basis="0 oder 1 nach Definition"),
    "dimming_level": Plausible(low=0, high=100, basis=_SHARE),
    "battery_level": Plausible(low=0, high=100, basis=_SHARE),
    "battery_voltage": Plausible(low=0, high=60, basis="Kleinspannung bis 60 V"),
    "signal_strength": Plausible(low=-150, high=20, basis=_RADIO),
    "signal_noise": Plausible(low=-40, high=40, basis=_RADIO),
    **{key: Plausible(low=0, high=100_000, basis=_COUNT) for key in _COUNTS},
}  # fmt: skip
"""By the key of the quantity; others (radiation, energy, codes, free spaces) have no range by themselves."""
