# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Whatever the text: a tree or a clear refusal, never another error, never a long wait."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from stadtkern.flow.outlets.sensorthings.entities import ENTITIES, Entity
from stadtkern.flow.outlets.sensorthings.query.functions import FUNCTIONS
from stadtkern.flow.outlets.sensorthings.query.parser import QueryRefused, parse_address, parse_query, render
from stadtkern.flow.outlets.sensorthings.reading.words import Limits
from stadtkern.kernel.errors import NotFound

_LIMITS = Limits()
_QUIET = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
_OPTIONS = ("$filter", "$orderby", "$select", "$expand", "$top", "$skip", "$count", "$apply", "superseded")
REAL = (
    "result gt 5 and phenomenonTime ge 2020-01-01T00:00:00+01:00",
    "not startswith(Datastream/Thing/name,'O''x') or properties/a-b/0 eq -1.5e-3",
    "Datastreams/any(d:d/Observations/all(o: o/phenomenonTime gt now() sub duration'PT10m'))",
    "st_within(location, geography'POLYGON ((30 10, 10 20, 20 40, 40 40, 30 10))')",
    "geo.distance(location,geography'SRID=4326;POINT Z (8 49 100)') lt 0.1",
    "id in ('1',2,'7.1700000000000000')",
    "during(phenomenonTime,2020-01-01T00:00:00Z/P1DT2H3M4.5S)",
    "Datastreams/Observations($top=1;$orderby=phenomenonTime desc;$filter=result gt 5),Locations",
    "groupby((Datastream/id,bucket(phenomenonTime,duration'PT15M')),aggregate(result with mean as m))",
    "name,properties/building/floors/0,@iot.id,*",
    "time(phenomenonTime) le time(1990-01-01T12:00:00Z) and date(resultTime) eq 2020-02-29",
    "substring(concat(name,'x'),1,2) eq tolower(description) and -result lt round(result mul 2)",
    "$it/properties/'c d' eq true and null ne validTime",
)
_PIECES = (
    *REAL,
    *FUNCTIONS,
    " ", "(", ")", ",", "/", ":", ";", "=", "*", "-", "'", '"', " eq ", " gt ", " and ", " or ", "not ",
    " in (", "/any(", "/all(", "null", "true", "0", "1e999", "-0", "properties/", "d:", "$it/", "geography'",
    "geometry'GEOMETRYCOLLECTION(", "duration'P", "2020-01-01", "T24:00:00Z", "9999-12-31T23:59:59-23:59",
    "Datastreams(", "Observations(", "$filter=", "$top=", "\x00", "\ud800", "🚲", "\u0663", "\u2028", "%27",
)  # fmt: skip


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """A real option with parts cut, doubled, swapped or put in."""
    text = draw(st.sampled_from(REAL))
    for _ in range(draw(st.integers(1, 4))):
        start, end = sorted((draw(st.integers(0, len(text))), draw(st.integers(0, len(text)))))
        middle = draw(st.one_of(st.sampled_from(_PIECES), st.text(max_size=3), st.just(text[start:end] * 2)))
        text = text[:start] + middle + text[end:]
    return text


_texts = st.one_of(
    mutated(), st.lists(st.sampled_from(_PIECES), max_size=12).map("".join), st.text(max_size=40)
)


def _read(entity: Entity, option: str, text: str) -> None:
    try:
        query = parse_query(entity, [(option, text)], limits=_LIMITS)
    except (QueryRefused, NotFound) as refusal:
        assert str(refusal)
    else:
        render(query)


@settings(max_examples=settings().max_examples * 4, deadline=None, suppress_health_check=_QUIET)
@given(st.sampled_from(ENTITIES), st.sampled_from(_OPTIONS), _texts)
@example(ENTITIES[0], "$filter", "\u0663 eq 3")
@example(ENTITIES[0], "$filter", "\u0662\u0660\u0662\u0660-\u0660\u0661-\u0660\u0661 eq 3")
@example(ENTITIES[0], "$filter", "name eq '\x00'")
@example(ENTITIES[0], "$filter", "name eq '\ud800'")
@example(ENTITIES[0], "$top", "9" * 6000)
@example(ENTITIES[0], "$filter", "1e999 eq 1")
@example(ENTITIES[0], "$filter", "9" * 6000 + " eq 1")
@example(ENTITIES[1], "$filter", "location eq geography'POINT (nan nan)'")
@example(ENTITIES[1], "$filter", "st_within(location, geography'POLYGON ((30 10, 101e99940 40, 30 10))')")
@example(ENTITIES[1], "$filter", "location eq geography'" + "GEOMETRYCOLLECTION(" * 400 + "'")
@example(ENTITIES[1], "$filter", "location eq geography'POLYGON ((0 0, 1 1))'")
@example(ENTITIES[2], "$filter", "time eq 0001-01-01T00:00:00+23:59")
@example(ENTITIES[2], "$filter", "time eq 2020-01-01T00:00:00+99:99")
@example(ENTITIES[2], "$filter", "time add duration'P999999999999D' gt time")
@example(ENTITIES[2], "$filter", "time eq '9999-12-31T23:59:59Z/P2D'")
def test_any_text_is_read_or_refused(entity: Entity, option: str, text: str) -> None:
    _read(entity, option, text)


@settings(max_examples=settings().max_examples * 3, deadline=None, suppress_health_check=_QUIET)
@given(_texts.map(lambda text: text.replace(" ", "/")) | st.text(max_size=40))
@example("Things('%ff')")
@example("Things('a%00')")
@example("Things(1)/properties/%ED%A0%80")
@example("Things(" * 1000)
@example("/" * 100)
def test_any_path_is_read_or_refused(path: str) -> None:
    try:
        parse_address(path, limits=_LIMITS)
    except (QueryRefused, NotFound) as refusal:
        assert str(refusal)


@pytest.mark.parametrize(
    "text",
    [
        "(" * 4999 + "1",
        "not " * 2499,
        "-" * 9999,
        "- " * 4000 + "result",
        "tolower(" * 1200,
        "1 add " * 1600 + "1 gt 1",
        "result eq 1 and " * 600 + "true",
        "result eq " * 900 + "1",
        "Datastream/Observations/" * 400 + "id eq 1",
        "result in (" + "1," * 4900 + "1)",
        "Datastream/Observations/any(a:" * 300,
        "'" + "''" * 4999,
        "x" * 10_001,
    ],
    ids=lambda text: text[:12],
)
def test_endless_nesting_and_lists_are_refused_by_name_of_the_limit(text: str) -> None:
    observation = next(entity for entity in ENTITIES if entity.name == "Observation")

    with pytest.raises(QueryRefused):
        parse_query(observation, [("$filter", text)], limits=_LIMITS)


def test_endless_expand_is_refused() -> None:
    text = "Datastream/Observations/" * 300 + "Datastream"
    observation = next(entity for entity in ENTITIES if entity.name == "Observation")

    with pytest.raises(QueryRefused, match="at most 5 levels"):
        parse_query(observation, [("$expand", text)], limits=_LIMITS)
