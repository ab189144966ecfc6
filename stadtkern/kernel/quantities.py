# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Measured quantities with UCUM unit, German and English name and a link to their definition.

Units follow UCUM (https://ucum.org/ucum, version 2.2); counted things use a UCUM annotation such as
``{bicycle}``, which has the dimension one. Definitions point to the QUDT kinds of quantities and to the CF
standard names. A total and its parts are two quantities, so that a sum over one never counts anything twice.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

Summary = Literal["sum", "mean"]


@dataclass(frozen=True, kw_only=True)
class Quantity:
    """What is measured, in which unit, and how values of a period are summarised."""

    key: str
    """Stable code, the ``observed property`` of the register, e.g. ``air_temperature``."""
    german: str
    english: str
    ucum: str
    """UCUM code of the unit, e.g. ``Cel``."""
    symbol: str
    """How the unit is printed in German, e.g. ``°C``."""
    symbol_en: str = ""
    """How the unit is printed in English; empty: as in German."""
    definition: str
    """URL of a public definition of the quantity."""
    summary: Summary = "mean"
    """``sum`` for counts of an interval, ``mean`` for levels and intensities."""
    decimals: int = 0
    """Decimal places that are meaningful on a page."""
    circular: bool = False
    """True for directions: 0° and 360° are the same, so an arithmetic mean over a period says nothing."""
    lasting: bool = False
    """True for what hardly changes (capacities): an old value is still the current one."""
    estimated: bool = False
    """True for what nobody counted: forecasts and their edges point at no person."""

    @property
    def counted(self) -> bool:
        """True for numbers of people, vehicles or devices: a small one could point at somebody.

        Their unit is an annotation (UCUM section 6), which has no dimension.
        """
        return self.ucum.startswith("{") and not self.estimated


_QUDT = "https://qudt.org/vocab/quantitykind/"
_CF = "https://vocab.nerc.ac.uk/standard_name/"

# People and vehicles that pass
BICYCLE_COUNT = Quantity(
    key="bicycle_count", german="Fahrräder", english="Bicycles", ucum="{bicycle}", symbol="Fahrräder",
    symbol_en="bicycles", definition=f"{_QUDT}Count", summary="sum",
)  # fmt: skip
BICYCLE_COUNT_DIRECTION = Quantity(
    key="bicycle_count_direction", german="Fahrräder je Richtung", english="Bicycles by direction",
    ucum="{bicycle}", symbol="Fahrräder", symbol_en="bicycles", definition=f"{_QUDT}Count", summary="sum",
)  # fmt: skip
CAR_COUNT_DIRECTION = Quantity(
    key="car_count_direction", german="Personenkraftwagen je Richtung", english="Cars by direction",
    ucum="{car}", symbol="Pkw", symbol_en="cars", definition=f"{_QUDT}Count", summary="sum",
)  # fmt: skip
PEDESTRIAN_COUNT = Quantity(
    key="pedestrian_count", german="Personen zu Fuß", english="Pedestrians", ucum="{person}",
    symbol="Personen", symbol_en="people", definition=f"{_QUDT}Count", summary="sum",
)  # fmt: skip
PEDESTRIAN_COUNT_DIRECTION = Quantity(
    key="pedestrian_count_direction", german="Personen zu Fuß je Richtung",
    english="Pedestrians by direction",
    ucum="{person}", symbol="Personen", symbol_en="people", definition=f"{_QUDT}Count", summary="sum",
)  # fmt: skip
ADULT_COUNT = Quantity(
    key="adult_count", german="Erwachsene zu Fuß", english="Adult pedestrians", ucum="{person}",
    symbol="Personen", symbol_en="people", definition=f"{_QUDT}Count", summary="sum",
)  # fmt: skip
ADULT_COUNT_DIRECTION = Quantity(
    key="adult_count_direction", german="Erwachsene zu Fuß je Richtung",
    english="Adult pedestrians by direction",
    ucum="{person}", symbol="Personen", symbol_en="people", definition=f"{_QUDT}Count", summary="sum",
)  # fmt: skip
CHILD_COUNT = Quantity(
    key="child_count", german="Kinder zu Fuß", english="Child pedestrians", ucum="{person}",
    symbol="Personen", symbol_en="people", definition=f"{_QUDT}Count", summary="sum",
)  # fmt: skip
CHILD_COUNT_DIRECTION = Quantity(
    key="child_count_direction", german="Kinder zu Fuß je Richtung", english="Child pedestrians by direction",
    ucum="{person}", symbol="Personen", symbol_en="people", definition=f"{_QUDT}Count", summary="sum",
)  # fmt: skip

# Weather
AIR_TEMPERATURE = Quantity(
    key="air_temperature", german="Lufttemperatur", english="Air temperature", ucum="Cel", symbol="°C",
    definition=f"{_CF}air_temperature/", decimals=1,
)  # fmt: skip
DEW_POINT = Quantity(
    key="dew_point_temperature", german="Taupunkt", english="Dew point", ucum="Cel", symbol="°C",
    definition=f"{_CF}dew_point_temperature/", decimals=1,
)  # fmt: skip
RELATIVE_HUMIDITY = Quantity(
    key="relative_humidity", german="Relative Luftfeuchte", english="Relative humidity", ucum="%", symbol="%",
    definition=f"{_CF}relative_humidity/",
)  # fmt: skip
AIR_PRESSURE = Quantity(
    key="air_pressure_sea_level", german="Luftdruck auf Meereshöhe", english="Air pressure at sea level",
    ucum="hPa", symbol="hPa", definition=f"{_CF}air_pressure_at_mean_sea_level/", decimals=1,
)  # fmt: skip
WIND_SPEED = Quantity(
    key="wind_speed", german="Windgeschwindigkeit", english="Wind speed", ucum="m/s", symbol="m/s",
    definition=f"{_CF}wind_speed/", decimals=1,
)  # fmt: skip
WIND_GUST = Quantity(
    key="wind_speed_of_gust", german="Stärkste Windböe", english="Strongest gust", ucum="m/s", symbol="m/s",
    definition=f"{_CF}wind_speed_of_gust/", decimals=1,
)  # fmt: skip
WIND_DIRECTION = Quantity(
    key="wind_from_direction", german="Windrichtung", english="Wind direction", ucum="deg", symbol="°",
    definition=f"{_CF}wind_from_direction/", circular=True,
)  # fmt: skip
PRECIPITATION = Quantity(
    key="precipitation", german="Niederschlag", english="Precipitation", ucum="mm", symbol="mm",
    definition=f"{_CF}lwe_thickness_of_precipitation_amount/", summary="sum", decimals=1,
)  # fmt: skip
SUNSHINE_DURATION = Quantity(
    key="sunshine_duration", german="Sonnenscheindauer", english="Sunshine duration", ucum="h", symbol="h",
    definition=f"{_CF}duration_of_sunshine/", summary="sum", decimals=2,
)  # fmt: skip
GLOBAL_RADIATION = Quantity(
    key="global_radiation", german="Globalstrahlung", english="Global radiation", ucum="J/cm2",
    symbol="J/cm²",
    definition=f"{_CF}integral_wrt_time_of_surface_downwelling_shortwave_flux_in_air/", summary="sum",
    decimals=1,
)  # fmt: skip
DIFFUSE_RADIATION = Quantity(
    key="diffuse_radiation", german="Diffuse Himmelsstrahlung", english="Diffuse sky radiation", ucum="J/cm2",
    symbol="J/cm²", definition=f"{_QUDT}RadiantExposure", summary="sum", decimals=1,
)  # fmt: skip
LONGWAVE_RADIATION = Quantity(
    key="longwave_radiation", german="Atmosphärische Gegenstrahlung",
    english="Downwelling longwave radiation",
    ucum="J/cm2", symbol="J/cm²",
    definition=f"{_CF}integral_wrt_time_of_surface_downwelling_longwave_flux_in_air/", summary="sum",
    decimals=1,
)  # fmt: skip
CLOUD_COVER = Quantity(
    key="cloud_cover", german="Bedeckungsgrad", english="Cloud cover", ucum="%", symbol="%",
    definition=f"{_CF}cloud_area_fraction/",
)  # fmt: skip
VISIBILITY = Quantity(
    key="visibility", german="Sichtweite", english="Visibility", ucum="km", symbol="km",
    definition=f"{_CF}visibility_in_air/", decimals=1,
)  # fmt: skip
SNOW_DEPTH = Quantity(
    key="snow_depth", german="Schneehöhe", english="Snow depth", ucum="cm", symbol="cm",
    definition=f"{_CF}surface_snow_thickness/",
)  # fmt: skip
WEATHER_CONDITION = Quantity(
    key="weather_condition", german="Wetterlage", english="Weather condition", ucum="1", symbol="",
    definition="https://schema.org/category",
)  # fmt: skip

# Water
WATER_LEVEL = Quantity(
    key="water_level", german="Wasserstand", english="Water level", ucum="cm", symbol="cm",
    definition=f"{_CF}water_surface_height_above_reference_datum/",
)  # fmt: skip

# Parking
FREE_SPACES = Quantity(
    key="free_parking_spaces", german="Freie Stellplätze", english="Free parking spaces", ucum="{space}",
    symbol="Plätze", symbol_en="spaces", definition=f"{_QUDT}Count",
)  # fmt: skip
PARKING_CAPACITY = Quantity(
    key="parking_capacity", german="Stellplätze insgesamt", english="Parking spaces in total", ucum="{space}",
    symbol="Plätze", symbol_en="spaces", definition=f"{_QUDT}Count", lasting=True,
)  # fmt: skip
BICYCLE_PARKING_CAPACITY = Quantity(
    key="bicycle_parking_capacity", german="Fahrradstellplätze", english="Bicycle parking spaces",
    ucum="{space}", symbol="Plätze", symbol_en="spaces", definition=f"{_QUDT}Count", lasting=True,
)  # fmt: skip

# Charging
CHARGING_POINTS = Quantity(
    key="charging_points", german="Ladepunkte", english="Charging points", ucum="{point}",
    symbol="Ladepunkte",
    symbol_en="charging points", definition=f"{_QUDT}Count", lasting=True,
)  # fmt: skip
CONNECTED_LOAD = Quantity(
    key="connected_load", german="Anschlussleistung", english="Connected load", ucum="kW", symbol="kW",
    definition=f"{_QUDT}Power", decimals=1, lasting=True,
)  # fmt: skip

# Air
PM10 = Quantity(
    key="pm10", german="Feinstaub PM10", english="PM10",
    ucum="ug/m3", symbol="µg/m³",
    definition=f"{_CF}mass_concentration_of_pm10_ambient_aerosol_particles_in_air/",
)  # fmt: skip
PM25 = Quantity(
    key="pm25", german="Feinstaub PM2,5", english="PM2.5",
    ucum="ug/m3", symbol="µg/m³", decimals=1,
    definition=f"{_CF}mass_concentration_of_pm2p5_ambient_aerosol_particles_in_air/",
)  # fmt: skip
NITROGEN_DIOXIDE = Quantity(
    key="nitrogen_dioxide", german="Stickstoffdioxid", english="Nitrogen dioxide",
    ucum="ug/m3", symbol="µg/m³",
    definition=f"{_CF}mass_concentration_of_nitrogen_dioxide_in_air/",
)  # fmt: skip
OZONE = Quantity(
    key="ozone", german="Ozon", english="Ozone",
    ucum="ug/m3", symbol="µg/m³",
    definition=f"{_CF}mass_concentration_of_ozone_in_air/",
)  # fmt: skip
SULPHUR_DIOXIDE = Quantity(
    key="sulphur_dioxide", german="Schwefeldioxid", english="Sulphur dioxide",
    ucum="ug/m3", symbol="µg/m³",
    definition=f"{_CF}mass_concentration_of_sulfur_dioxide_in_air/",
)  # fmt: skip
CARBON_MONOXIDE = Quantity(
    key="carbon_monoxide", german="Kohlenmonoxid", english="Carbon monoxide",
    ucum="mg/m3", symbol="mg/m³", decimals=1,
    definition=f"{_CF}mass_concentration_of_carbon_monoxide_in_air/",
)  # fmt: skip
CARBON_DIOXIDE = Quantity(
    key="carbon_dioxide", german="Kohlendioxid", english="Carbon dioxide",
    ucum="[ppm]", symbol="ppm",
    definition=f"{_CF}mole_fraction_of_carbon_dioxide_in_air/",
)  # fmt: skip
SOUND_LEVEL = Quantity(
    key="sound_level", german="Schallpegel (Dauerschallpegel LAeq)",
    english="Sound level (equivalent continuous level LAeq)",
    ucum="dB[SPL]", symbol="dB(A)", decimals=1,
    definition=f"{_QUDT}SoundPressureLevel",
)  # fmt: skip
STATION_PRESSURE = Quantity(
    key="air_pressure", german="Luftdruck am Messort", english="Air pressure at the site",
    ucum="hPa", symbol="hPa", decimals=1,
    definition=f"{_CF}air_pressure/",
)  # fmt: skip
SURFACE_TEMPERATURE = Quantity(
    key="surface_temperature", german="Oberflächentemperatur", english="Surface temperature",
    ucum="Cel", symbol="°C", decimals=1,
    definition=f"{_CF}surface_temperature/",
)  # fmt: skip
ILLUMINANCE = Quantity(
    key="illuminance", german="Beleuchtungsstärke", english="Illuminance",
    ucum="lx", symbol="lx",
    definition=f"{_QUDT}Illuminance",
)  # fmt: skip
UV_INDEX = Quantity(
    key="uv_index", german="UV-Index", english="UV index",
    ucum="1", symbol="", decimals=1,
    definition=f"{_CF}ultraviolet_index/",
)  # fmt: skip

# Soil and water
SOIL_MOISTURE = Quantity(
    key="soil_moisture", german="Bodenfeuchte (Volumenanteil)", english="Soil moisture (share of volume)",
    ucum="%", symbol="%", decimals=1,
    definition=f"{_CF}volume_fraction_of_condensed_water_in_soil/",
)  # fmt: skip
SOIL_WATER_TENSION = Quantity(
    key="soil_water_tension", german="Saugspannung des Bodens", english="Soil water tension",
    ucum="kPa", symbol="kPa", decimals=1,
    definition=f"{_CF}soil_suction_at_saturation/",
)  # fmt: skip
SOIL_TEMPERATURE = Quantity(
    key="soil_temperature", german="Bodentemperatur", english="Soil temperature",
    ucum="Cel", symbol="°C", decimals=1,
    definition=f"{_CF}soil_temperature/",
)  # fmt: skip
WATER_TEMPERATURE = Quantity(
    key="water_temperature", german="Wassertemperatur", english="Water temperature",
    ucum="Cel", symbol="°C", decimals=1,
    definition=f"{_CF}water_temperature/",
)  # fmt: skip

# People and waste
PERSON_COUNT = Quantity(
    key="person_count", german="Personen", english="People",
    ucum="{person}", symbol="Personen", symbol_en="people", summary="sum",
    definition=f"{_QUDT}Count",
)  # fmt: skip
ENTRY_COUNT = Quantity(
    key="entry_count", german="Hineingehende", english="People entering",
    ucum="{person}", symbol="Personen", symbol_en="people", summary="sum",
    definition=f"{_QUDT}Count",
)  # fmt: skip
EXIT_COUNT = Quantity(
    key="exit_count", german="Hinausgehende", english="People leaving",
    ucum="{person}", symbol="Personen", symbol_en="people", summary="sum",
    definition=f"{_QUDT}Count",
)  # fmt: skip
OCCUPANCY = Quantity(
    key="occupancy", german="Anwesende", english="People present",
    ucum="{person}", symbol="Personen", symbol_en="people",
    definition=f"{_QUDT}Count",
)  # fmt: skip
FILL_LEVEL = Quantity(
    key="fill_level", german="Füllstand", english="Fill level",
    ucum="%", symbol="%",
    definition=f"{_QUDT}DimensionlessRatio",
)  # fmt: skip
DISTANCE = Quantity(
    key="distance", german="Abstand", english="Distance",
    ucum="cm", symbol="cm",
    definition=f"{_QUDT}Distance",
)  # fmt: skip

# Public Wi-Fi
WIFI_ONLINE = Quantity(
    key="wifi_online", german="Hotspot in Betrieb (1) oder nicht (0)",
    english="Hotspot in operation (1) or not (0)",
    ucum="1", symbol="",
    definition="https://schema.org/Boolean",
)  # fmt: skip
WIFI_CLIENTS = Quantity(
    key="wifi_clients", german="Angemeldete Geräte", english="Connected devices",
    ucum="{device}", symbol="Geräte", symbol_en="devices",
    definition=f"{_QUDT}Count",
)  # fmt: skip
WIFI_SESSIONS = Quantity(
    key="wifi_sessions", german="Sitzungen", english="Sessions",
    ucum="{session}", symbol="Sitzungen", symbol_en="sessions", summary="sum",
    definition=f"{_QUDT}Count",
)  # fmt: skip
WIFI_TRAFFIC = Quantity(
    key="wifi_traffic", german="Übertragene Daten", english="Data transferred",
    ucum="GBy", symbol="GB", summary="sum", decimals=1,
    definition=f"{_QUDT}InformationEntropy",
)  # fmt: skip

# Shared vehicles
SHARED_VEHICLES = Quantity(
    key="shared_vehicles", german="Verfügbare Leihfahrzeuge", english="Shared vehicles available",
    ucum="{vehicle}", symbol="Fahrzeuge", symbol_en="vehicles", definition=f"{_QUDT}Count",
)  # fmt: skip
FREE_DOCKS = Quantity(
    key="free_docks", german="Freie Plätze der Leihstation", english="Free docks of the rental station",
    ucum="{dock}", symbol="Plätze", symbol_en="docks", definition=f"{_QUDT}Count",
)  # fmt: skip

# Street lighting and power
DIMMING_LEVEL = Quantity(
    key="dimming_level", german="Helligkeit der Leuchte", english="Light output of the lamp",
    ucum="%", symbol="%",
    definition=f"{_QUDT}DimensionlessRatio",
)  # fmt: skip
ACTIVE_POWER = Quantity(
    key="active_power", german="Wirkleistung", english="Active power",
    ucum="W", symbol="W", decimals=1,
    definition=f"{_QUDT}ActivePower",
)  # fmt: skip
ACTIVE_ENERGY = Quantity(
    key="active_energy", german="Verbrauchte Energie (Zählerstand)", english="Energy used (meter reading)",
    ucum="kW.h", symbol="kWh", decimals=3,
    definition=f"{_QUDT}Energy",
)  # fmt: skip
LAMP_FAULT = Quantity(
    key="lamp_fault", german="Störung der Leuchte (0: keine)", english="Fault of the lamp (0: none)",
    ucum="1", symbol="",
    definition="https://schema.org/category",
)  # fmt: skip
OPERATING_HOURS = Quantity(
    key="operating_hours", german="Betriebsstunden", english="Operating hours",
    ucum="h", symbol="h",
    definition=f"{_QUDT}Time",
)  # fmt: skip

# Devices
BATTERY_VOLTAGE = Quantity(
    key="battery_voltage", german="Batteriespannung", english="Battery voltage",
    ucum="V", symbol="V", decimals=2,
    definition=f"{_QUDT}Voltage",
)  # fmt: skip
BATTERY_LEVEL = Quantity(
    key="battery_level", german="Batterieladung", english="Battery level",
    ucum="%", symbol="%",
    definition=f"{_QUDT}StateOfCharge",
)  # fmt: skip
SIGNAL_STRENGTH = Quantity(
    key="signal_strength", german="Empfangsstärke (RSSI)", english="Signal strength (RSSI)",
    ucum="dB{mW}", symbol="dBm",
    definition=f"{_QUDT}SignalStrength",
)  # fmt: skip
SIGNAL_NOISE = Quantity(
    key="signal_noise", german="Signal-Rausch-Abstand (SNR)", english="Signal-to-noise ratio",
    ucum="dB", symbol="dB", decimals=1,
    definition=f"{_QUDT}SignalDetectionThreshold",
)  # fmt: skip

DEVICE_QUANTITIES = (BATTERY_VOLTAGE, BATTERY_LEVEL, SIGNAL_STRENGTH, SIGNAL_NOISE)
"""What radio devices tell about themselves, whatever the subject of their domain."""

# What the city computes itself
ANOMALY_SCORE = Quantity(
    key="anomaly_score", german="Auffälligkeit", english="Anomaly", ucum="1", symbol="",
    definition=f"{_QUDT}DimensionlessRatio", decimals=2,
)  # fmt: skip

# The platform about itself
PUBLISHED_DATASETS = Quantity(
    key="published_datasets", german="Veröffentlichte Datensätze", english="Published datasets",
    ucum="{dataset}", symbol="Datensätze", symbol_en="datasets", definition=f"{_QUDT}Count",
)  # fmt: skip
STORED_OBSERVATIONS = Quantity(
    key="stored_observations", german="Messwerte im Datensee", english="Observations in the lake",
    ucum="{observation}", symbol="Messwerte", symbol_en="observations", definition=f"{_QUDT}Count",
)  # fmt: skip
REJECTED_RECORDS = Quantity(
    key="rejected_records", german="Abgelehnte Datensätze", english="Rejected records", ucum="{record}",
    symbol="Datensätze", symbol_en="records", definition=f"{_QUDT}Count", summary="sum",
)  # fmt: skip
SOURCES_IN_ORDER = Quantity(
    key="sources_in_order", german="Datenquellen in Ordnung", english="Sources in order", ucum="{source}",
    symbol="Quellen", symbol_en="sources", definition=f"{_QUDT}Count",
)  # fmt: skip
SOURCES_OUT_OF_ORDER = Quantity(
    key="sources_out_of_order", german="Datenquellen ausgefallen oder still",
    english="Sources down or silent",
    ucum="{source}", symbol="Quellen", symbol_en="sources", definition=f"{_QUDT}Count",
)  # fmt: skip
DEVICES_HEARD = Quantity(
    key="devices_heard", german="Geräte mit frischen Werten", english="Devices with fresh values",
    ucum="{device}", symbol="Geräte", symbol_en="devices", definition=f"{_QUDT}Count",
)  # fmt: skip
DEVICES_SILENT = Quantity(
    key="devices_silent", german="Geräte ohne frische Werte", english="Devices without fresh values",
    ucum="{device}", symbol="Geräte", symbol_en="devices", definition=f"{_QUDT}Count",
)  # fmt: skip
ANSWERED_REQUESTS = Quantity(
    key="answered_requests", german="Beantwortete Anfragen", english="Answered requests", ucum="{request}",
    symbol="Anfragen", symbol_en="requests", definition=f"{_QUDT}Count", summary="sum",
)  # fmt: skip

KNOWN = tuple(one for one in list(globals().values()) if isinstance(one, Quantity))
"""All quantities of this module."""

_FORECASTS = (
    ("_forecast", "%s, Vorhersage", "%s, forecast"),
    ("_forecast_low", "%s, untere Grenze der Vorhersage", "%s, lower edge of the forecast"),
    ("_forecast_high", "%s, obere Grenze der Vorhersage", "%s, upper edge of the forecast"),
)
"""Endings of keys, German and English names."""


def forecasts_of(measured: Quantity) -> tuple[Quantity, Quantity, Quantity]:
    """What a forecast of this quantity consists of: the expected value, and the edges of its interval."""
    expected, low, high = (
        replace(
            measured,
            key=f"{measured.key}{ending}",
            german=german % measured.german,
            english=english % measured.english,
            estimated=True,
        )
        for ending, german, english in _FORECASTS
    )
    return expected, low, high


def forecast_key(key: str) -> str:
    """Key of the measured quantity behind that of a forecast; empty: it is none."""
    return next((key.removesuffix(ending) for ending, *_names in _FORECASTS if key.endswith(ending)), "")
