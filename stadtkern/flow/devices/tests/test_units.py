# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Units of UCUM: right factors and offsets, there and back, and clear refusals."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stadtkern.flow.devices.units import SAME, UnitRefused, check, conversion
from stadtkern.kernel.quantities import KNOWN

CONVERTIBLE = [
    ("[degF]", "Cel"),
    ("K", "Cel"),
    ("km/h", "m/s"),
    ("[kn_i]", "m/s"),
    ("Pa", "hPa"),
    ("[in_i'Hg]", "hPa"),
    ("mg/m3", "ug/m3"),
    ("[ppb]", "[ppm]"),
    ("1", "%"),
    ("l/m2", "mm"),
    ("MBy", "GBy"),
    ("W.h", "kW.h"),
    ("mV", "V"),
    ("rad", "deg"),
    ("{car}", "{bicycle}"),
    ("/h", "{person}/h"),
]


@pytest.mark.parametrize(
    ("value", "unit", "wanted", "expected"),
    [
        (32, "[degF]", "Cel", 0),
        (212, "[degF]", "Cel", 100),
        (-40, "Cel", "[degF]", -40),
        (273.15, "K", "Cel", 0),
        (36, "km/h", "m/s", 10),
        (1013.25, "mbar", "hPa", 1013.25),
        (0.1, "km", "m", 100),
        (0.55, "1", "%", 55),
        (3300, "mV", "V", 3.3),
        (5, "10*3{car}", "{car}", 5000),
        (1, "dB{mW}", "dB", 1),
    ],
)
def test_values_are_converted_as_the_standard_says(
    value: float, unit: str, wanted: str, expected: float
) -> None:
    assert conversion(unit, wanted).of(value) == pytest.approx(expected, abs=1e-9)


@given(pair=st.sampled_from(CONVERTIBLE), value=st.floats(-1e6, 1e6))
def test_there_and_back_is_where_it_was(pair: tuple[str, str], value: float) -> None:
    there = conversion(*pair).of(value)
    back = conversion(pair[1], pair[0]).of(there)
    assert math.isclose(back, value, rel_tol=1e-9, abs_tol=1e-7)


def test_the_unit_of_each_quantity_is_one_of_ucum() -> None:
    for quantity in KNOWN:
        assert conversion(quantity.ucum, quantity.ucum) is SAME


@pytest.mark.parametrize(
    ("unit", "wanted"),
    [("m", "Cel"), ("deg", "1"), ("By", "1"), ("%", "hPa"), ("dB", "dB[SPL]"), ("mA.h", "W.h")],
)
def test_units_of_different_things_are_both_named(unit: str, wanted: str) -> None:
    with pytest.raises(UnitRefused, match="Verschiedenes") as refused:
        conversion(unit, wanted)
    assert f"„{unit}“" in str(refused.value)
    assert f"„{wanted}“" in str(refused.value)


@pytest.mark.parametrize("unit", ["°C", "foo", "Cel/m", "10*999999", "m" * 61, "{unclosed", "kg/(m"])
def test_what_is_no_unit_is_refused(unit: str) -> None:
    with pytest.raises(UnitRefused):
        conversion(unit, "m")


def test_a_level_cannot_be_converted_with_factor_and_offset() -> None:
    with pytest.raises(UnitRefused):
        conversion("B[W]", "W")


def test_a_unit_may_be_checked_alone() -> None:
    check("[pH]")
    with pytest.raises(UnitRefused, match="keine Einheit"):
        check("pH-Wert")
