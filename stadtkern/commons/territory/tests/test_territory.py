# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Which areas concern the city."""

from __future__ import annotations

import pytest
from shapely.geometry import box

from stadtkern.commons.territory import service
from stadtkern.commons.territory.service import City
from stadtkern.flow.outlets.cap.words import Area, Circle, Named
from stadtkern.kernel.errors import PayloadRejected

MUENSTER = City(keys=("05515",))
DINSLAKEN = City(keys=("05170008",))


def cell(value: str, name: str = "WARNCELLID") -> Area:
    return Area(description="x", geocodes=(Named(name=name, value=value),))


def ring(west: float, south: float, east: float, north: float) -> Area:
    corners = ((south, west), (south, east), (north, east), (north, west), (south, west))
    return Area(description="x", polygons=(corners,))


@pytest.mark.parametrize(
    ("name", "value", "key"),
    [
        ("WARNCELLID", "803159016", "03159016"),
        ("WARNCELLID", "103159000", "03159"),
        ("WARNCELLID", "705515101", "05515"),
        ("WARNCELLID", "805515000", "05515"),
        ("WARNCELLID", "401000001", ""),
        ("WARNCELLID", "abc", ""),
        ("AGS", "05170008", "05170008"),
        ("ARS", "051700008008", "05170008"),
        ("SHN", "050000000000", "05"),
        ("FIPS6", "123456", ""),
    ],
)
def test_codes_of_authorities_hold_the_municipality_key(name: str, value: str, key: str) -> None:
    assert service.municipality_key(Named(name=name, value=value)) == key


@pytest.mark.parametrize(
    ("area", "here", "concerned"),
    [
        (cell("805515000"), MUENSTER, True),
        (cell("705515101"), MUENSTER, True),
        (cell("805112000"), MUENSTER, False),
        (cell("105170000"), DINSLAKEN, True),
        (cell("805170008"), DINSLAKEN, True),
        (cell("805170012"), DINSLAKEN, False),
        (cell("050000000000", "SHN"), DINSLAKEN, True),
        (cell("805170012"), City(keys=("05",)), True),
    ],
)
def test_a_key_concerns_what_lies_in_it_and_what_it_lies_in(area: Area, here: City, concerned: bool) -> None:
    assert service.concerns([area], here) is concerned


def test_an_outline_is_met_by_what_overlaps_but_not_by_what_touches() -> None:
    here = City(keys=(), outline=box(7.0, 51.0, 8.0, 52.0))

    assert service.concerns([ring(7.9, 51.9, 9, 53)], here)
    assert not service.concerns([ring(8.0, 51.0, 9, 52)], here)
    assert service.concerns(
        [Area(description="x", circles=(Circle(latitude=52.05, longitude=7.5, radius_km=10),))], here
    )
    assert not service.concerns([cell("805515000"), ring(10, 51, 11, 52)], here)


def test_what_cannot_be_told_is_taken_for_a_yes() -> None:
    assert service.concerns([], MUENSTER)
    assert service.concerns([Area(description="Münsterland")], MUENSTER)
    assert service.concerns([ring(10, 51, 11, 52)], MUENSTER)
    assert service.concerns([Area(description="Küste")], City(keys=(), outline=box(7, 51, 8, 52)))


def test_a_polygon_that_crosses_itself_still_has_an_area() -> None:
    bow = Area(description="x", polygons=(((51, 7), (52, 8), (52, 7), (51, 8), (51, 7)),))
    assert service.concerns([bow], City(keys=(), outline=box(7.4, 51.0, 7.6, 51.2)))


def test_typed_keys_are_checked_and_shortened() -> None:
    assert service.keys_in("05515000, 05170008 05") == ("05515", "05170008", "05")
    assert service.keys_in("  ") == ()
    for wrong in ("0551", "05515000x", "Münster"):
        with pytest.raises(PayloadRejected, match="kein Gemeindeschlüssel"):
            service.keys_in(wrong)


@pytest.mark.parametrize(
    "given",
    [
        {"type": "Point", "coordinates": [7, 51]},
        {"type": "Polygon", "coordinates": [[[7, 51], [8, 51]]]},
        {"type": "Polygon", "coordinates": [[[34000, 57], [34001, 57], [34001, 58], [34000, 57]]]},
        {"type": "Polygon", "coordinates": "x"},
        {"type": "FeatureCollection", "features": 7},
        {"type": "Polygon"},
        [],
        None,
    ],
)  # fmt: skip
def test_what_is_no_area_in_degrees_is_refused(given: object) -> None:
    with pytest.raises(PayloadRejected):
        service.geometry(given)


@pytest.mark.django_db
def test_a_city_that_has_said_nothing_is_the_region_of_the_demonstration() -> None:
    assert service.city() == City(keys=("05",))
    assert service.is_default()
