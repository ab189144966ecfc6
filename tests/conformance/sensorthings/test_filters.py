# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Operators and functions of $filter, each by an example whose answer is known (18-088 clause 9.3.3.5)."""

from __future__ import annotations

import pytest

from .service import Service, covers, datastream, location, observation, sensor, thing

AROUND = "geography'POLYGON((7 51,8 51,8 52,7 52,7 51))'"
FIVE = "Datastreams/Observations/result eq 5 and Datastreams/Observations/phenomenonTime eq"


@pytest.fixture(scope="module")
def path(service: Service) -> str:
    """A thing in Münster with a datastream of 24 hourly values 0 to 23 of 1 May 2026."""
    stream = datastream(
        "Werte des Tages",
        properties={"floor": 2, "wall": "Nord", "roof": True, "list": [4, 5], "deep": {"er": 7}},
        Observations=[observation(h, h, parameters={"h": h}) for h in range(24)],
        Sensor=sensor(name="Filtersensor"),
    )
    return service.made("Things", thing("Filterstation", Locations=[location()], Datastreams=[stream]))


@pytest.fixture(scope="module")
def values(service: Service, path: str) -> str:
    """The path of the observations."""
    return f"Datastreams('{service.get(f'{path}/Datastreams').value[0]['@iot.id']}')/Observations"


def results(service: Service, values: str, condition: str) -> list[float]:
    """Results that fulfil a condition, by time."""
    answer = service.get(f"{values}?$filter={condition}&$orderby=phenomenonTime&$top=100")
    assert answer.status == 200, answer.body
    return [one["result"] for one in answer.value]


@covers("request-data/filter", "request-data/built-in-filter-operations")
@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("result eq 3", [3]),
        ("result ne 3 and result lt 5", [0, 1, 2, 4]),
        ("result gt 21", [22, 23]),
        ("result ge 22", [22, 23]),
        ("result lt 2", [0, 1]),
        ("result le 1", [0, 1]),
        ("result lt 1 or result gt 22", [0, 23]),
        ("not (result gt 1)", [0, 1]),
        ("not result gt 1", [0, 1]),
        ("(result lt 3 or result gt 22) and result ne 1", [0, 2, 23]),
        ("result add 5 eq 6", [1]),
        ("result sub 5 eq 6", [11]),
        ("result mul 5 eq 15", [3]),
        ("result div 2 eq 2.5", [5]),
        ("result mod 10 eq 3", [3, 13, 23]),
        ("-result gt -2", [0, 1]),
        ("result in (1, 2, 99)", [1, 2]),
        ("result div 0 eq 1", []),
        ("2 lt result and result lt 4", [3]),
    ],
)
def test_operators_on_numbers(service: Service, values: str, condition: str, expected: list[float]) -> None:
    assert results(service, values, condition) == expected


@covers("request-data/built-in-query-functions")
@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("phenomenonTime ge 2026-05-01T22:00:00Z", [22, 23]),
        ("phenomenonTime lt 2026-05-01T02:00:00+02:00", []),
        ("phenomenonTime lt 2026-05-01T03:00:00+02:00", [0]),
        ("phenomenonTime eq 2026-05-01T05:00:00Z", [5]),
        ("phenomenonTime ge 2026-05-01T20:00:00Z add duration'PT2H'", [22, 23]),
        ("phenomenonTime sub 2026-05-01T00:00:00Z lt duration'PT2H'", [0, 1]),
        ("year(phenomenonTime) eq 2026 and hour(phenomenonTime) eq 7", [7]),
        ("month(phenomenonTime) eq 5 and day(phenomenonTime) eq 1 and result eq 1", [1]),
        ("minute(phenomenonTime) eq 0 and second(phenomenonTime) eq 0 and result eq 1", [1]),
        ("fractionalseconds(phenomenonTime) eq 0 and result eq 1", [1]),
        ("date(phenomenonTime) eq 2026-05-01 and result eq 1", [1]),
        ("time(phenomenonTime) lt 02:00:00", [0, 1]),
        ("totaloffsetminutes(phenomenonTime) eq 0 and result eq 1", [1]),
        ("phenomenonTime lt now() and result eq 1", [1]),
        ("phenomenonTime gt mindatetime() and phenomenonTime lt maxdatetime() and result eq 1", [1]),
        ("before(phenomenonTime,2026-05-01T02:00:00Z)", [0, 1]),
        ("after(phenomenonTime,2026-05-01T21:00:00Z)", [22, 23]),
        ("during(phenomenonTime,2026-05-01T01:00:00Z/2026-05-01T03:00:00Z)", [1, 2]),
        ("overlaps(phenomenonTime,2026-05-01T01:00:00Z/2026-05-01T03:00:00Z)", [1, 2]),
        ("round(result div 4) eq 1", [2, 3, 4, 5]),
        ("floor(result div 4) eq 0", [0, 1, 2, 3]),
        ("ceiling(result div 4) eq 1", [1, 2, 3, 4]),
        ("parameters/h eq 4", [4]),
        ("Datastream/name eq 'Werte des Tages' and result eq 1", [1]),
        ("Datastream/Thing/name eq 'Filterstation' and result eq 1", [1]),
        ("Datastream/Thing/name eq 'Andere' or result eq 1", [1]),
        (
            f"st_within(FeatureOfInterest/feature,{AROUND}) and result eq 1",
            [1],
        ),
        ("result eq Datastream/properties/floor", [2]),
    ],
)
def test_functions_on_observations(
    service: Service, values: str, condition: str, expected: list[float]
) -> None:
    assert results(service, values, condition) == expected


@covers("request-data/built-in-query-functions")
@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("substringof('filter',tolower(name))", True),
        ("contains(name,'station')", True),
        ("startswith(name,'Filter')", True),
        ("endswith(name,'Filter')", False),
        ("length(name) eq 13", True),
        ("indexof(name,'station') eq 6", True),
        ("substring(name,6) eq 'station'", True),
        ("substring(name,0,6) eq 'Filter'", True),
        ("toupper(name) eq 'FILTERSTATION'", True),
        ("trim(concat(' ',name)) eq name", True),
        ("concat(concat(name,' '),'x') eq 'Filterstation x'", True),
        ("name eq 'Filter''station'", False),
        ("properties/height eq 3", True),
        ("properties/height eq '3'", False),
        ("properties/a/b/1 eq 'x'", True),
        ("properties/nothing eq null", True),
        ("properties/height ne null", True),
        ("Datastreams/properties/roof eq true", True),
        ("Datastreams/properties/wall eq 'Süd'", False),
        ("Datastreams/properties/deep/er gt 6", True),
        ("Datastreams/Sensor/name eq 'Filtersensor'", True),
        ("Datastreams/any(d: d/properties/floor eq 2)", True),
        ("Datastreams/any(d: d/properties/floor eq 3)", False),
        ("Datastreams/all(d: d/properties/floor eq 2)", True),
        ("Datastreams/any()", True),
        ("MultiDatastreams/any()", False),
        ("Datastreams/Observations/result gt 22", True),
        ("Datastreams/Observations/result gt 23", False),
        (
            f"{FIVE} 2026-05-01T05:00:00Z",
            True,
        ),
        (
            f"{FIVE} 2026-05-01T06:00:00Z",
            False,
        ),
        ("Datastreams/phenomenonTime gt 2026-04-01T00:00:00Z", True),
        ("geo.distance(Locations/location,geography'POINT(7.6 51.97)') lt 0.02", True),
        ("geo.distance(Locations/location,geography'POINT(7.6 51.97)') lt 0.005", False),
        (f"geo.intersects(Locations/location,{AROUND})", True),
        ("geo.length(geography'LINESTRING(7 51,7 52)') eq 1", True),
        ("st_equals(Locations/location,geography'POINT(7.6 51.96)')", True),
        ("st_disjoint(Locations/location,geography'POINT(8 51)')", True),
        ("st_touches(Locations/location,geography'POLYGON((7.6 51,8 51,8 52,7.6 52,7.6 51))')", True),
        (f"st_within(Locations/location,{AROUND})", True),
        (f"st_overlaps(Locations/location,{AROUND})", False),
        ("st_crosses(Locations/location,geography'LINESTRING(7 51,8 52)')", False),
        ("st_intersects(Locations/location,geography'LINESTRING(7.6 51,7.6 52)')", True),
        (f"st_contains({AROUND},Locations/location)", True),
        (f"st_relate(Locations/location,{AROUND},'T********')", True),
    ],
)
def test_functions_on_things(service: Service, path: str, condition: str, holds: bool) -> None:
    mine = f"id eq '{path[8:-2]}' and ({condition})"
    answer = service.get(f"Things?$filter={mine}")
    assert answer.status == 200, answer.body
    assert [one["name"] for one in answer.value] == ["Filterstation"] * holds


@covers("request-data/filter")
def test_a_filter_inside_expand_leaves_the_outer_set_whole(service: Service, path: str) -> None:
    shown = service.get(f"{path}?$expand=Datastreams($filter=name eq 'nichts')").json
    assert shown["Datastreams"] == []


@pytest.mark.parametrize("text", ["O'Brien", "ü ß 漢 🚲", "100%", "a&b=c", "x;y", "' or 1 eq 1 or name eq '"])
def test_text_with_special_characters_is_only_text(service: Service, text: str) -> None:
    path = service.made("Things", thing(text))
    quoted = text.replace("'", "''").replace("%", "%25").replace("&", "%26").replace(";", "%3B")
    found = service.get(f"Things?$filter=name eq '{quoted}'").value
    assert path in [f"Things('{one['@iot.id']}')" for one in found]
    assert {one["name"] for one in found} == {text}
