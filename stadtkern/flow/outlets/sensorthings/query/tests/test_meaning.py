# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What conditions mean: three-valued logic, links to many, JSON, times, texts, numbers, places."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from stadtkern.flow.devices.sensing.words import Json
from stadtkern.flow.outlets.sensorthings.entities import BY_NAME
from stadtkern.flow.outlets.sensorthings.query.evaluation.rows import Result, Stored
from stadtkern.flow.outlets.sensorthings.query.evaluator import evaluate, matches
from stadtkern.flow.outlets.sensorthings.query.parser import parse_condition, parse_query
from stadtkern.flow.outlets.sensorthings.query.sorting import ordered
from stadtkern.flow.outlets.sensorthings.query.tests.random_cities import CityRow
from stadtkern.flow.outlets.sensorthings.query.words import Period
from stadtkern.flow.outlets.sensorthings.reading.words import Limits
from stadtkern.kernel.errors import LimitExceeded

NOW = datetime(2026, 3, 29, 12, tzinfo=UTC)
_LIMITS = Limits()


def row(entity: str, links: dict[str, list[CityRow]] | None = None, /, **values: Stored) -> CityRow:
    """An entity; properties that are not given are null."""
    names = [one.name for one in BY_NAME[entity].properties]
    return CityRow(entity=BY_NAME[entity], values={**dict.fromkeys(names), **values}, links=links or {})


def observation(**values: Stored) -> CityRow:
    return row("Observation", **values)


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, 29, hour, minute, tzinfo=UTC)


def outcome(one: CityRow, text: str) -> Result:
    return evaluate(parse_condition(one.entity, text, limits=_LIMITS), one, now=NOW)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("resultTime gt 2026-01-01T00:00:00Z", None),
        ("not resultTime gt 2026-01-01T00:00:00Z", None),
        ("resultTime gt 2026-01-01T00:00:00Z or result eq 3", True),
        ("resultTime gt 2026-01-01T00:00:00Z and result eq 4", False),
        ("resultTime gt 2026-01-01T00:00:00Z or result eq 4", None),
        ("resultTime eq null", True),
        ("null ne resultTime", False),
        ("result div 0 eq 1", None),
        ("result in (3, 4)", True),
        ("result in ('3')", None),
    ],
)
def test_null_is_unknown_and_only_eq_and_ne_null_ask_for_it(text: str, value: bool | None) -> None:
    assert outcome(observation(result=3), text) is value


@pytest.mark.parametrize(
    ("result", "text", "value"),
    [
        (3, "result eq 3.0", True),
        ("3", "result eq 3", None),
        ("3", "result eq '3'", True),
        (True, "result eq true", True),
        (True, "result eq 1", None),
        (True, "result", True),
        ("b", "result gt 'Z'", True),
        ({"a": [1, {"b": "x"}]}, "result/a/1/b eq 'x'", True),
        ({"a": [1]}, "result/a/7 eq null", True),
        ({"0": 1}, "result/0 eq 1", None),
        ({"0": 1}, "result/'0' eq 1", True),
        ({"a": 1}, "result eq result", None),
        ({"a": 1, "b": 1.0}, "result/a eq result/b", True),
        ({"a": 1, "b": "1"}, "result/a ne result/b", None),
        ({"a": None}, "result/a ne null", False),
        ("abc", "length(result) eq 3", True),
        (3, "length(result) eq 1", None),
        ("3", "result add 1 eq 4", None),
    ],
)
def test_json_takes_part_only_as_the_kind_that_is_needed(
    result: Stored, text: str, value: bool | None
) -> None:
    assert outcome(observation(result=result), text) is value


_PERIOD = Period(start=at(8), end=at(9))


@pytest.mark.parametrize(
    ("text", "instant", "period"),
    [
        ("lt 2026-03-29T08:00:00Z", False, False),
        ("lt 2026-03-29T08:00:01Z", True, False),
        ("lt 2026-03-29T09:00:00Z", True, True),
        ("le 2026-03-29T08:00:00Z", True, False),
        ("gt 2026-03-29T08:00:00Z", False, True),
        ("ge 2026-03-29T08:00:00Z", True, True),
        ("eq 2026-03-29T08:00:00Z", True, False),
        ("ne 2026-03-29T08:00:00Z", False, True),
        ("eq 2026-03-29T08:00:00Z/2026-03-29T09:00:00Z", False, True),
        ("lt 2026-03-29T08:00:00Z/2026-03-29T09:00:00Z", True, False),
        ("le 2026-03-29T09:00:00Z/2026-03-29T10:00:00Z", True, True),
        ("gt 2026-03-29T07:00:00Z/2026-03-29T08:00:00Z", True, True),
    ],
)
def test_times_compare_as_instants_and_periods(text: str, instant: bool, period: bool) -> None:
    assert outcome(observation(phenomenonTime=at(8)), f"phenomenonTime {text}") is instant
    assert outcome(observation(phenomenonTime=_PERIOD), f"phenomenonTime {text}") is period


@pytest.mark.parametrize(
    ("function", "other", "value"),
    [
        ("before", "2026-03-29T09:00:00Z", True),
        ("after", "2026-03-29T07:00:00Z/2026-03-29T08:00:00Z", True),
        ("meets", "2026-03-29T09:00:00Z/2026-03-29T10:00:00Z", True),
        ("meets", "2026-03-29T08:30:00Z", False),
        ("during", "2026-03-29T08:00:00Z/2026-03-29T09:00:00Z", True),
        ("during", "2026-03-29T08:00:00Z/2026-03-29T08:59:00Z", False),
        ("overlaps", "2026-03-29T08:59:00Z/2026-03-29T10:00:00Z", True),
        ("overlaps", "2026-03-29T09:00:00Z/2026-03-29T10:00:00Z", False),
        ("overlaps", "2026-03-29T08:59:00Z", True),
        ("overlaps", "2026-03-29T09:00:00Z", False),
        ("starts", "2026-03-29T08:00:00Z", True),
        ("finishes", "2026-03-29T08:00:00Z/2026-03-29T09:00:00Z", True),
    ],
)
def test_intervals_relate(function: str, other: str, value: bool) -> None:
    assert outcome(observation(phenomenonTime=_PERIOD), f"{function}(phenomenonTime,{other})") is value


@pytest.mark.parametrize(
    "text",
    [
        "year(phenomenonTime) eq 2026 and month(phenomenonTime) eq 3 and day(phenomenonTime) eq 29",
        "hour(phenomenonTime) eq 8 and minute(phenomenonTime) eq 0 and second(phenomenonTime) eq 0",
        "fractionalseconds(2026-03-29T08:00:00.25Z) eq 0.25 and totaloffsetminutes(phenomenonTime) eq 0",
        "date(phenomenonTime) eq 2026-03-29 and time(phenomenonTime) lt 08:00:01",
        "phenomenonTime add duration'PT4H' eq now()",
        "now() sub phenomenonTime eq duration'PT2H' mul 2",
        "duration'PT2H' div 4 eq duration'PT30M' and -duration'PT1H' lt duration'PT0S'",
        "mindatetime() lt phenomenonTime and phenomenonTime lt maxdatetime()",
        "maxdatetime() add duration'P1D' eq null",
        "validTime eq null and year(validTime) eq null",
    ],
)
def test_times_have_parts_and_can_be_calculated_with(text: str) -> None:
    assert outcome(observation(phenomenonTime=_PERIOD), text) is True


@pytest.mark.parametrize(
    "text",
    [
        "substringof('üb', name) and contains(name, 'üb') and startswith(name,'H') and endswith(name,'g ')",
        "length(name) eq 10 and indexof(name,'üb') eq 1",
        "indexof(name,'x') eq -1 and indexof(name,'') eq 0",
        "substring(name,1,2) eq 'üb' and substring(name,8) eq 'g ' and substring(name,-3,1) eq 'H'",
        "toupper(name) eq 'HÜBSCHWEG ' and tolower(name) eq 'hübschweg '",
        "concat(trim(name),'!') eq 'Hübschweg!'",
        "not (name eq 'hübschweg ')",
        "name gt 'Hz'",
        "round(2.5) eq 3 and round(-2.5) eq -3 and floor(-2.5) eq -3 and ceiling(-2.5) eq -2",
        "-7 mod 3 eq -1 and 7 mod -3 eq 1 and 7 div 2 eq 3.5 and 1 mod 0 eq null",
    ],
)
def test_texts_and_numbers_have_functions(text: str) -> None:
    assert outcome(row("Thing", name="Hübschweg "), text) is True


_POINT: dict[str, Json] = {"type": "Point", "coordinates": [8.5, 48.5]}
_FEATURE: dict[str, Json] = {"type": "Feature", "properties": {}, "geometry": _POINT}


@pytest.mark.parametrize("place", [_POINT, _FEATURE])
@pytest.mark.parametrize(
    "text",
    [
        "st_within(location, geography'POLYGON ((8 48, 9 48, 9 49, 8 49, 8 48))')",
        "geo.intersects(location, geography'LINESTRING (8 48, 9 49)') and st_intersects(location,location)",
        "geo.distance(location, geography'POINT (8.5 49.5)') eq 1 and geo.length(location) eq 0",
        "st_equals(location, geography'POINT (8.5 48.5)') and not st_disjoint(location, location)",
        "st_contains(geography'POLYGON ((8 48, 9 48, 9 49, 8 49, 8 48))', location)",
        "st_relate(location, geography'POLYGON ((8 48, 9 48, 9 49, 8 49, 8 48))', 'T*F**F***')",
    ],
)
def test_places_relate(place: Stored, text: str) -> None:
    assert outcome(row("Location", location=place), text) is True


@pytest.mark.parametrize(
    "place",
    [
        None,
        "Marktplatz 1",
        {"street": "Marktplatz"},
        {"type": "Point"},
        {"type": "Point", "coordinates": ["a", "b"]},
        {"type": "Feature", "geometry": None},
        {"type": "Point", "coordinates": [float("inf"), 1e308]},
        {"type": "GeometryCollection", "geometries": 5},
    ],
)
def test_what_is_no_geojson_has_no_place(place: Stored) -> None:
    assert (
        outcome(row("Location", location=place), "geo.distance(location, geography'POINT (8 48)') lt 9")
        is None
    )
    assert outcome(row("Location", location=place), "st_disjoint(location, geography'POINT (8 48)')") is None


def thing_with(*streams: tuple[str, int]) -> CityRow:
    return row(
        "Thing",
        {"Datastreams": [row("Datastream", name=name, properties={"n": n}) for name, n in streams]},
    )


def test_paths_to_many_share_one_choice_in_the_whole_filter() -> None:
    thing = thing_with(("a", 1), ("b", 2))

    assert outcome(thing, "Datastreams/name eq 'a' and Datastreams/properties/n eq 1") is True
    assert outcome(thing, "Datastreams/name eq 'a' and Datastreams/properties/n eq 2") is False
    assert outcome(thing, "Datastreams/name eq 'a' and not (Datastreams/properties/n eq 2)") is True
    assert outcome(thing, "not (Datastreams/name eq 'a')") is True


def test_nothing_related_is_a_row_of_nulls() -> None:
    assert outcome(thing_with(), "Datastreams/name eq null") is True
    assert outcome(thing_with(), "Datastreams/name eq 'a'") is None
    assert outcome(observation(), "Datastream/Thing/name eq null") is True


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Datastreams/any()", True),
        ("Datastreams/any(d: d/name eq 'a') and Datastreams/any(e: e/name eq 'b')", True),
        ("Datastreams/any(d: d/name eq 'a' and d/properties/n eq 2)", False),
        ("Datastreams/any(d: d/properties/x eq 2)", False),
        ("Datastreams/all(d: d/properties/n gt 0)", True),
        ("Datastreams/all(d: d/properties/x gt 0)", False),
        ("not Datastreams/all(d: d/name eq 'a')", True),
        ("Datastreams/any(d: d/name eq Datastreams/name and Datastreams/properties/n eq 2)", True),
        ("Datastreams/any(d: d/name eq 'a') and Datastreams/any(d: d/name eq 'c')", False),
        ("MultiDatastreams/any()", False),
        ("MultiDatastreams/any(d: true)", False),
        ("MultiDatastreams/all(d: false)", True),
    ],
)
def test_any_and_all_are_true_or_false(text: str, value: bool) -> None:
    assert outcome(thing_with(("a", 1), ("b", 2)), text) is value


def test_a_lambda_chooses_for_each_of_its_entities() -> None:
    streams = [
        row("Datastream", {"Observations": [observation(result=n), observation(result=n + 1)]})
        for n in (1, 2)
    ]
    thing = row("Thing", {"Datastreams": streams})

    assert outcome(thing, "Datastreams/all(d: d/Observations/result eq 2)") is True
    assert outcome(thing, "Datastreams/all(d: d/Observations/result eq 1)") is False


def test_ids_compare_by_their_numbers() -> None:
    assert outcome(row("Thing", id="10"), "id gt 9 and id eq 10 and id ne '010' and id in (9,10)") is True
    assert outcome(observation(id="7.-5.2"), "id gt '7.-5' and id lt '7.0'") is True


def test_too_many_choices_are_refused() -> None:
    things = [row("Thing", name=str(number)) for number in range(100)]
    pasts = [row("HistoricalLocation", {"Thing": [thing]}) for thing in things]
    text = "Things/name eq 'x' and HistoricalLocations/Thing/name eq 'y' and Things/Datastreams/name eq null"
    place = row("Location", {"Things": things, "HistoricalLocations": pasts * 20})

    with pytest.raises(LimitExceeded, match="combinations"):
        matches(parse_condition(place.entity, text, limits=_LIMITS), place, now=NOW)


@pytest.mark.parametrize(
    ("order", "ids"),
    [
        ("result", ["10", "2", "3", "4", "5"]),
        ("result desc", ["5", "4", "3", "2", "10"]),
        ("phenomenonTime,result desc", ["4", "10", "3", "2", "5"]),
        ("id desc", ["10", "5", "4", "3", "2"]),
        ("result mul -1", ["2", "10", "3", "4", "5"]),
    ],
)
def test_nulls_are_last_ascending_and_first_descending_and_ties_go_by_id(order: str, ids: list[str]) -> None:
    rows = [
        observation(id="10", result=1, phenomenonTime=_PERIOD),
        observation(id="2", result=2.5, phenomenonTime=at(9)),
        observation(id="3", result="a", phenomenonTime=at(9)),
        observation(id="4", result=True, phenomenonTime=at(8)),
        observation(id="5"),
    ]
    keys = parse_query(BY_NAME["Observation"], [("$orderby", order)], limits=_LIMITS).order

    assert [one.value("id") for one in ordered(rows, keys, now=NOW)] == ids
