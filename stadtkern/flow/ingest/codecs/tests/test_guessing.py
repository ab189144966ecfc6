# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Proposals for the fields that 40 published codecs of real devices give."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from stadtkern.flow.devices.sensing.words import Json
from stadtkern.flow.ingest.codecs import guessing
from stadtkern.kernel import quantities as known
from stadtkern.kernel.quantities import Quantity

ALL = {one.key for one in vars(known).values() if isinstance(one, Quantity)}
RECORDED = Path(__file__).parent / "payloads" / "lorawan-devices-data.json"


def proposals(data: dict[str, Json]) -> dict[str, tuple[str, str, float]]:
    """Path to quantity, unit (empty: that of the quantity) and factor."""
    return {
        one.field.path: (one.mapping.quantity, one.mapping.unit, one.mapping.factor)
        for one in guessing.guess([data], ALL)
        if one.mapping
    }


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("temperature", 21.5, ("air_temperature", "", 1)),
        ("Temperatur_Luft", -5, ("air_temperature", "", 1)),
        ("t_ext", 17.2, ("air_temperature", "", 1)),
        ("température", 17.2, ("air_temperature", "", 1)),
        ("temp", 215, ("air_temperature", "", 0.1)),
        ("temp_SOIL", 12.1, ("soil_temperature", "", 1)),
        ("Bodentemperatur", 12.1, None),
        ("waterTemperature", 12.1, ("water_temperature", "", 1)),
        ("rh", 55, ("relative_humidity", "", 1)),
        ("humidité", 55, ("relative_humidity", "", 1)),
        ("battery", 3600, ("battery_voltage", "mV", 1)),
        ("vbat", 3.6, ("battery_voltage", "", 1)),
        ("battery", 87, ("battery_level", "", 1)),
        ("batteryPercent", 4, ("battery_level", "", 1)),
        ("CO2", 412, ("carbon_dioxide", "", 1)),
        ("pm2_5", 8.1, ("pm25", "", 1)),
        ("PM2.5", 8.1, ("pm25", "", 1)),
        ("PM10", 12, ("pm10", "", 1)),
        ("pressure", 1013.2, ("air_pressure", "", 1)),
        ("Luftdruck", 101_320, ("air_pressure", "Pa", 1)),
        ("vapor_pressure", 900, None),
        ("laeq", 54.2, ("sound_level", "", 1)),
        ("windSpeed", 3.4, ("wind_speed", "", 1)),
        ("wind_direction", 270, ("wind_from_direction", "", 1)),
        ("lux", 12_000, ("illuminance", "", 1)),
        ("distance_mm", 300, ("distance", "mm", 1)),
        ("distance", 1500, ("distance", "mm", 1)),
        ("fill_level", 63, ("fill_level", "", 1)),
        ("Füllstand", 63, ("fill_level", "", 1)),
        ("Wasserstand", 143, ("water_level", "", 1)),
        ("people_in", 12, ("entry_count", "", 1)),
        ("counter_out", 9, ("exit_count", "", 1)),
        ("passanten", 9, ("person_count", "", 1)),
        ("soil_moisture", 23.1, ("soil_moisture", "", 1)),
        ("vwc", 0.23, ("soil_moisture", "", 100)),
        ("rssi", -107, ("signal_strength", "", 1)),
        ("snr", 7.5, ("signal_noise", "", 1)),
        ("dim", 80, ("dimming_level", "", 1)),
        ("firmware_version", 2, None),
        ("temperature_alarm", 1, None),
        ("co2_status", 400, None),
        ("capacitor_voltage", 3.1, None),
        ("humidity", 5000, None),
        ("temperature", 1e9, None),
        ("on", True, None),
    ],
)
def test_a_name_and_a_value_give_a_quantity_or_nothing(
    name: str, value: Json, expected: tuple[str, str, float] | None
) -> None:
    assert proposals({name: value}).get(guessing.fields([{name: value}])[0].path) == expected


def test_the_unit_beside_a_value_counts_more_than_its_size() -> None:
    told: Json = {"displayName": "Atmospheric pressure", "unit": "kPa", "value": 95.96}
    assert proposals({"atmospheric_pressure": told}) == {
        "$.atmospheric_pressure.value": ("air_pressure", "kPa", 1)
    }


def test_a_value_that_its_unit_makes_implausible_is_not_proposed() -> None:
    assert proposals({"soil_temperature": {"unit": "°C", "displayName": "", "value": -327.68}}) == {}


def test_a_quantity_that_comes_twice_gets_series_of_its_own() -> None:
    found = guessing.guess([{"temperature_1": 20.5, "temperature_2": 21.5}], ALL)
    assert [one.mapping.series for one in found if one.mapping] == ["temperature_1", "temperature_2"]


def test_a_quantity_that_no_subject_declares_is_not_proposed() -> None:
    assert [one.mapping for one in guessing.guess([{"co2": 500}], {"air_temperature"})] == [None]


def test_names_with_odd_letters_have_paths_that_can_be_read() -> None:
    found = guessing.fields([{"Pd (P1-PBaro)": 1, "it's": 2, "a": [{"b": 3}], "text": "x"}])
    assert [one.path for one in found] == ["$['Pd (P1-PBaro)']", "$['it\\'s']", "$.a[0].b"]


def test_most_measured_values_of_real_devices_are_proposed_and_no_housekeeping() -> None:
    recorded = json.loads(RECORDED.read_text(encoding="utf-8"))["data"]
    found: Counter[str] = Counter()
    for samples in recorded.values():
        found.update(
            f"{guessing.series_name(one.field.path)}: {one.mapping.quantity}"
            for one in guessing.guess(samples, ALL)
            if one.mapping
        )
    kinds = {text.partition(": ")[2] for text in found}
    names = {text.partition(": ")[0] for text in found}
    assert sum(found.values()) > 90
    assert {
        "air_temperature", "relative_humidity", "air_pressure", "battery_voltage", "battery_level",
        "carbon_dioxide", "soil_moisture", "soil_temperature", "soil_water_tension", "water_level",
        "distance", "illuminance", "wind_speed", "wind_from_direction", "precipitation", "pm10", "pm25",
        "surface_temperature",
    } <= kinds  # fmt: skip
    assert not names & {
        "device_id", "protocol_version", "serial_number", "tempAlarmLimitHigh", "humidityAlarmLimitLow",
        "sensor_temperature_internal", "temperature_electronics", "capacitor_voltage_1", "co2_sensor_status",
        "pm10_number_concentration", "cumulative_precipitation", "maximum_wind_speed", "timestamp_hours",
        "distance_10th_percentile", "vapor_pressure", "co2_sensor_temperature",
    }  # fmt: skip
