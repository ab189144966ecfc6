# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The register's compiler means what the evaluator means: random queries over random cities, as a stranger.

The long run tries 10,000 queries: ``pytest -m slow``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.outlets.sensorthings.entities import ENTITIES, OBSERVATION, Entity
from stadtkern.flow.outlets.sensorthings.query.evaluator import matches
from stadtkern.flow.outlets.sensorthings.query.rendering import render
from stadtkern.flow.outlets.sensorthings.query.sorting import ordered
from stadtkern.flow.outlets.sensorthings.query.tests.random_cities import NOW, City, cities
from stadtkern.flow.outlets.sensorthings.query.tests.random_queries import (
    EVERYTHING,
    Scope,
    conditions,
    orders,
)
from stadtkern.flow.outlets.sensorthings.query.words import Address, Query, Step
from stadtkern.flow.outlets.sensorthings.reading.reader import Reader
from stadtkern.flow.outlets.sensorthings.reading.words import Limits
from stadtkern.kernel.callers import ANYBODY
from stadtkern.kernel.errors import LimitExceeded

from . import stored_cities

REGISTER = [entity for entity in ENTITIES if entity is not OBSERVATION]
QUERIES = 8
"""Queries per city, because storing one takes longer than asking it."""
_STREAMS = ("Datastream", "MultiDatastream")
WITHIN = Scope(
    links=EVERYTHING.links - {"Observations"},
    without=frozenset(f"{stream}.{time}" for stream in _STREAMS for time in ("phenomenonTime", "resultTime")),
)
"""What the register knows without the lake."""
SECRETS = st.frozensets(
    st.sampled_from([f"stream {one}" for one in range(1, 7)] + [f"thing {one}" for one in range(1, 4)]),
    max_size=3,
)


@dataclass(frozen=True)
class Asked:
    """What one case asks of a city, and who is hidden in it."""

    queries: Sequence[Query]
    hidden: frozenset[str]

    def __repr__(self) -> str:
        return (
            "; ".join(f"{one.entity.plural}?{render(one)}" for one in self.queries) + f" {set(self.hidden)}"
        )


@st.composite
def asked(draw: st.DrawFn, entities: Sequence[Entity], scope: Scope, *, sorted_too: bool = True) -> Asked:
    """Some queries about some entities."""
    queries = []
    for _ in range(QUERIES):
        entity = draw(st.sampled_from(entities))
        order = draw(orders(entity, scope)) if sorted_too else ()
        queries.append(Query(entity=entity, filter=draw(conditions(entity, scope)), order=order))
    return Asked(queries, draw(SECRETS))


def ids(lake: Lake, query: Query) -> list[str]:
    """Ids of the first page, as a stranger sees it."""
    address = Address(steps=(Step(entity=query.entity, link=None),))
    reader = Reader(caller=ANYBODY, lake=lake, limits=Limits(), now=NOW)
    return [record.id for record in reader.page(address, query).records]


def expected(view: City, query: Query) -> list[object] | None:
    """What the evaluator finds; null when it would try too many combinations."""
    rows = view.rows[query.entity.name]
    try:
        found = [row for row in rows if query.filter is None or matches(query.filter, row, now=NOW)]
    except LimitExceeded:
        return None
    return [row.values["id"] for row in ordered(found, query.order, now=NOW)]


def compare(lake: Lake, city: City, questions: Asked) -> None:
    """Store the city and ask."""
    stored_cities.keep(city, hidden=questions.hidden)
    view = stored_cities.seen(city, questions.hidden)
    for query in questions.queries:
        wanted = expected(view, query)
        note(render(query))
        assert wanted is None or ids(lake, query) == wanted


@pytest.mark.django_db
@settings(max_examples=settings().max_examples // 5, deadline=None, suppress_health_check=list(HealthCheck))
@given(city=cities(), questions=asked(REGISTER, WITHIN))
def test_a_filter_finds_and_sorts_what_the_evaluator_does(lake: Lake, city: City, questions: Asked) -> None:
    compare(lake, city, questions)


@pytest.mark.slow
@pytest.mark.django_db
@settings(
    max_examples=150 if settings().derandomize else 1_250,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
@given(city=cities(), questions=asked(REGISTER, WITHIN))
def test_ten_thousand_queries_mean_what_the_evaluator_means(lake: Lake, city: City, questions: Asked) -> None:
    compare(lake, city, questions)
