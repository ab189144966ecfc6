# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""How vendors name what their devices measure, in English, German and French, and in which unit they tell it.

A rule holds when the name has one of its words (and, where given, one of the second words) and none of those
that speak of something else. The unit is the first whose range the example value lies in.
"""

from __future__ import annotations

from dataclasses import dataclass

from stadtkern.kernel import quantities as q
from stadtkern.kernel.quantities import Quantity


@dataclass(frozen=True, kw_only=True)
class Told:
    """A way to tell a quantity: unit (UCUM), factor before it, and which values are plausible in it."""

    unit: str
    least: float
    most: float
    factor: float = 1.0


@dataclass(frozen=True, kw_only=True)
class Rule:
    """Words that mean a quantity."""

    quantity: Quantity
    words: frozenset[str]
    also: frozenset[str] = frozenset()
    never: frozenset[str] = frozenset()
    told: tuple[Told, ...]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


NO_VALUE = _words(
    "id version fw firmware hw hardware status state alarm alarms alert flag serial timestamp time day month "
    "year hours minutes seconds limit threshold high low config interval period raw scaler mask error err "
    "mode msg message messages backlog uuid mac payload protocol part channel reset debug downlink uplink "
    "lpf internal intern electronics elektronik head board chip mcu cpu barometer tbaro calibration offset "
    "minimum min maximum max percentile samples sample valid particle typical number capacitor dwell led"
)
"""Words that say: this is not a measured value of the surroundings."""

_TEMPERATURE = _words("temperature temp temperatur tempc t tc temperature température celsius")
_SOIL = _words("soil boden sol erde ground vwc")
_WATER = _words("water wasser eau")
_SURFACE = _words("surface oberfläche oberflaeche target objekt object road")
_DEGREES = (
    Told(unit="Cel", least=-60, most=85),
    Told(unit="Cel", least=-600, most=850, factor=0.1),
)
_SHARE = (Told(unit="%", least=0, most=100), Told(unit="%", least=100, most=1000, factor=0.1))
_PEOPLE = _words("people person persons personen pax visitor visitors besucher passers passanten personnes")
_COUNT = (Told(unit="{person}", least=0, most=1e6),)
_IN = _words("in entry entries entered eintritt hinein entrées entrees")
_OUT = _words("out exit exits left austritt hinaus sorties")
_CONCENTRATION = (Told(unit="ug/m3", least=0, most=1000),)

RULES = (
    Rule(quantity=q.BATTERY_LEVEL, words=_words("battery batterie bat batt akku pile soc"),
         also=_words("percent percentage level prozent capacity soc pct ladung"),
         told=(Told(unit="%", least=0, most=100),)),
    Rule(quantity=q.BATTERY_VOLTAGE, words=_words("battery batterie bat batv batt vbat akku pile vdd vcc"),
         told=(Told(unit="V", least=1.5, most=16), Told(unit="mV", least=1000, most=16000))),
    Rule(quantity=q.BATTERY_LEVEL, words=_words("battery batterie bat batt akku"),
         told=(Told(unit="%", least=0, most=100),)),
    Rule(quantity=q.SIGNAL_STRENGTH, words=_words("rssi"), told=(Told(unit="dB{mW}", least=-150, most=-1),)),
    Rule(quantity=q.SIGNAL_NOISE, words=_words("snr lsnr"), told=(Told(unit="dB", least=-30, most=30),)),
    Rule(quantity=q.CARBON_DIOXIDE, words=_words("co2"), never=_words("temperature temp"),
         told=(Told(unit="[ppm]", least=200, most=10000),)),
    Rule(quantity=q.PM25, words=_words("pm25"), told=_CONCENTRATION),
    Rule(quantity=q.PM10, words=_words("pm10"), told=_CONCENTRATION),
    Rule(quantity=q.NITROGEN_DIOXIDE, words=_words("no2"), told=_CONCENTRATION),
    Rule(quantity=q.OZONE, words=_words("o3 ozone ozon"), told=_CONCENTRATION),
    Rule(quantity=q.SULPHUR_DIOXIDE, words=_words("so2"), told=_CONCENTRATION),
    Rule(quantity=q.DEW_POINT, words=_words("dew dewpoint taupunkt rosée rosee"), told=_DEGREES),
    Rule(quantity=q.SOIL_TEMPERATURE, words=_TEMPERATURE, also=_SOIL, told=_DEGREES),
    Rule(quantity=q.WATER_TEMPERATURE, words=_TEMPERATURE, also=_WATER, told=_DEGREES),
    Rule(quantity=q.SURFACE_TEMPERATURE, words=_TEMPERATURE, also=_SURFACE, told=_DEGREES),
    Rule(quantity=q.AIR_TEMPERATURE, words=_TEMPERATURE, never=_words("co2 sensor"), told=_DEGREES),
    Rule(quantity=q.SOIL_WATER_TENSION, words=_words("potential tension saugspannung"), also=_SOIL | _WATER,
         told=(Told(unit="kPa", least=-2000, most=2000),)),
    Rule(quantity=q.SOIL_MOISTURE, words=_words("vwc volumetric"),
         told=(Told(unit="%", least=-0.1, most=1, factor=100), Told(unit="%", least=1, most=100))),
    Rule(quantity=q.SOIL_MOISTURE, words=_words("moisture feuchte humidity humidité water wassergehalt"),
         also=_SOIL, told=_SHARE),
    Rule(quantity=q.RELATIVE_HUMIDITY,
         words=_words("humidity hum rh feuchte luftfeuchte luftfeuchtigkeit feuchtigkeit humidité humidite"),
         told=_SHARE),
    Rule(quantity=q.STATION_PRESSURE,
         words=_words("pressure barometric barometer pbaro baro luftdruck druck pression"),
         never=_words("vapor vapour dampfdruck"),
         told=(Told(unit="hPa", least=800, most=1100), Told(unit="Pa", least=80000, most=110000),
               Told(unit="kPa", least=80, most=110), Told(unit="bar", least=0.8, most=1.1))),
    Rule(quantity=q.UV_INDEX, words=_words("uv uvi"), told=(Told(unit="1", least=0, most=20),)),
    Rule(quantity=q.ILLUMINANCE,
         words=_words("illuminance illumination illuminanz lux light luminosity helligkeit "
                      "beleuchtungsstärke luminosité luminosite"),
         never=_words("infrared percent dim"), told=(Told(unit="lx", least=0, most=200000),)),
    Rule(quantity=q.SOUND_LEVEL, words=_words("sound noise laeq leq lärm laerm schall schallpegel bruit dba"),
         never=_words("peak"), told=(Told(unit="dB[SPL]", least=20, most=140),)),
    Rule(quantity=q.WIND_GUST, words=_words("gust böe boee rafale"),
         told=(Told(unit="m/s", least=0, most=80),)),
    Rule(quantity=q.WIND_DIRECTION, words=_words("wind vent"),
         also=_words("direction richtung heading dir"), told=(Told(unit="deg", least=0, most=360),)),
    Rule(quantity=q.WIND_DIRECTION, words=_words("windrichtung winddirection"),
         told=(Told(unit="deg", least=0, most=360),)),
    Rule(quantity=q.WIND_SPEED, words=_words("wind vent"), also=_words("speed geschwindigkeit vitesse"),
         never=_words("east north"), told=(Told(unit="m/s", least=0, most=80),)),
    Rule(quantity=q.WIND_SPEED, words=_words("windspeed windgeschwindigkeit"),
         told=(Told(unit="m/s", least=0, most=80),)),
    Rule(quantity=q.PRECIPITATION, words=_words("precipitation rain rainfall niederschlag regen pluie"),
         never=_words("cumulative total intensity rate"), told=(Told(unit="mm", least=0, most=300),)),
    Rule(quantity=q.FILL_LEVEL, words=_words("fill filling füllstand fuellstand füllgrad remplissage level"),
         also=_words("fill filling füllstand fuellstand füllgrad remplissage percent prozent bin container"),
         told=(Told(unit="%", least=0, most=100),)),
    Rule(quantity=q.WATER_LEVEL, words=_words("level pegel wasserstand niveau depth"), also=_WATER,
         told=(Told(unit="mm", least=1000, most=20000), Told(unit="cm", least=20, most=1000),
               Told(unit="m", least=0, most=20))),
    Rule(quantity=q.WATER_LEVEL, words=_words("pegel wasserstand"),
         told=(Told(unit="mm", least=1000, most=20000), Told(unit="cm", least=20, most=1000),
               Told(unit="m", least=0, most=20))),
    Rule(quantity=q.DISTANCE, words=_words("distance abstand distanz"), never=_words("lightning frequent"),
         told=(Told(unit="mm", least=500, most=20000), Told(unit="cm", least=20, most=500),
               Told(unit="m", least=0, most=20))),
    Rule(quantity=q.ENTRY_COUNT, words=_PEOPLE | _words("count counter"), also=_IN, told=_COUNT),
    Rule(quantity=q.EXIT_COUNT, words=_PEOPLE | _words("count counter"), also=_OUT, told=_COUNT),
    Rule(quantity=q.OCCUPANCY, words=_words("occupancy belegung anwesende present inside"), also=_PEOPLE,
         told=_COUNT),
    Rule(quantity=q.PERSON_COUNT, words=_PEOPLE, told=_COUNT),
    Rule(quantity=q.DIMMING_LEVEL, words=_words("dim dimming dimmwert dimlevel"),
         told=(Told(unit="%", least=0, most=100),)),
    Rule(quantity=q.OPERATING_HOURS, words=_words("operating burning betriebsstunden"),
         also=_words("betriebsstunden hour"), told=(Told(unit="h", least=0, most=1e6),)),
    Rule(quantity=q.ACTIVE_ENERGY, words=_words("energy energie kwh énergie"),
         told=(Told(unit="kW.h", least=0, most=1e9),)),
    Rule(quantity=q.ACTIVE_POWER, words=_words("power leistung puissance watt"),
         told=(Told(unit="W", least=0, most=1e6),)),
)  # fmt: skip

UNITS = {
    "°c": "Cel", "c": "Cel", "°f": "[degF]", "k": "K", "%": "%", "v": "V", "mv": "mV", "pa": "Pa",
    "hpa": "hPa",
    "kpa": "kPa", "bar": "bar", "mbar": "mbar", "ppm": "[ppm]", "mm": "mm", "cm": "cm", "m": "m", "lx": "lx",
    "lux": "lx", "db": "dB[SPL]", "dba": "dB[SPL]", "dbm": "dB{mW}", "m⋅s⁻¹": "m/s", "m/s": "m/s",
    "km/h": "km/h",
    "°": "deg", "µg⋅m⁻³": "ug/m3", "µg/m³": "ug/m3", "ug/m3": "ug/m3", "w": "W", "kw": "kW", "wh": "W.h",
    "kwh": "kW.h", "h": "h",
}  # fmt: skip
"""Units as codecs write them beside a value, in small letters, and their UCUM codes."""
ENDINGS = {"mv": "mV", "mm": "mm", "cm": "cm", "pa": "Pa", "hpa": "hPa", "kpa": "kPa", "v": "V", "wh": "W.h"}
"""Units as the last word of a name, e.g. ``distance_mm``."""
LENGTHS = frozenset({"mm", "cm", "m"})
"""Units in which a small value is as plausible as a large one, once it is known which unit it is."""
