# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Sensors of citizens: what the value types of airrohr firmware and the titles of a senseBox mean."""

from __future__ import annotations

import re

from stadtkern.kernel.quantities import (
    AIR_TEMPERATURE,
    CARBON_DIOXIDE,
    ILLUMINANCE,
    PM10,
    PM25,
    PRECIPITATION,
    RELATIVE_HUMIDITY,
    SIGNAL_STRENGTH,
    SOIL_MOISTURE,
    SOIL_TEMPERATURE,
    SOUND_LEVEL,
    STATION_PRESSURE,
    UV_INDEX,
    WATER_LEVEL,
    WATER_TEMPERATURE,
    WIND_DIRECTION,
    WIND_SPEED,
    Quantity,
)

VALUE_TYPES: dict[str, tuple[Quantity, str]] = {
    "P1": (PM10, "ug/m3"),
    "P2": (PM25, "ug/m3"),
    "temperature": (AIR_TEMPERATURE, "Cel"),
    "humidity": (RELATIVE_HUMIDITY, "%"),
    "pressure": (STATION_PRESSURE, "Pa"),
    "noise_LAeq": (SOUND_LEVEL, ""),
    "co2_ppm": (CARBON_DIOXIDE, "[ppm]"),
    "signal": (SIGNAL_STRENGTH, ""),
}
"""Value type without the name of the instrument: quantity and UCUM unit in which it is told."""

_TITLES: tuple[tuple[str, Quantity], ...] = (
    (r"pm\s*10", PM10),
    (r"pm\s*2[.,]?5", PM25),
    (r"bodenfeuchte|soil moisture", SOIL_MOISTURE),
    (r"bodentemp|soil temp", SOIL_TEMPERATURE),
    (r"wassertemp|water temp", WATER_TEMPERATURE),
    (r"temp", AIR_TEMPERATURE),
    (r"feucht|humid", RELATIVE_HUMIDITY),
    (r"druck|pressure", STATION_PRESSURE),
    (r"uv", UV_INDEX),
    (r"helligkeit|beleuchtung|lumin|illumin", ILLUMINANCE),
    (r"lautst|laut|noise|schall|sound", SOUND_LEVEL),
    (r"co\s*2|co₂", CARBON_DIOXIDE),
    (r"windricht|wind dir", WIND_DIRECTION),
    (r"wind", WIND_SPEED),
    (r"regen|niederschlag|rain|precip", PRECIPITATION),
    (r"wasserstand|pegel|water level", WATER_LEVEL),
)
UNITS = {
    "°c": "Cel", "c": "Cel", "k": "K", "°f": "[degF]", "%": "%", "hpa": "hPa", "pa": "Pa", "kpa": "kPa",
    "mbar": "mbar", "µg/m³": "ug/m3", "μg/m³": "ug/m3", "ug/m3": "ug/m3", "µg/m3": "ug/m3", "mg/m³": "mg/m3",
    "lx": "lx", "lux": "lx", "ppm": "[ppm]", "m/s": "m/s", "km/h": "km/h", "°": "deg", "mm": "mm",
    "l/m²": "mm", "m": "m", "cm": "cm", "db": "dB", "dba": "dB", "db(a)": "dB", "dbm": "dB", "v": "V",
    "mv": "mV", "w/m²": "W/m2", "w/m2": "W/m2", "j/cm²": "J/cm2", "kwh": "kW.h", "wh": "W.h", "w": "W",
    "kw": "kW", "min": "min", "h": "h", "s": "s",
}  # fmt: skip
"""Signs of units as people write them, in small letters, and their UCUM codes."""


def of_value_type(value_type: str) -> tuple[Quantity, str] | None:
    """Quantity and unit of ``SDS_P1``, ``BME280_temperature`` or ``humidity``; none: not kept."""
    if value_type in VALUE_TYPES:
        return VALUE_TYPES[value_type]
    return VALUE_TYPES.get(value_type.partition("_")[2])


def of_title(title: str) -> Quantity | None:
    """The quantity that a person probably meant by this title."""
    lower = title.lower()
    return next((quantity for pattern, quantity in _TITLES if re.search(pattern, lower)), None)


def ucum(sign: str) -> str:
    """The UCUM code of a sign; empty: unknown."""
    return UNITS.get(sign.strip().lower(), "")
