# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reading what was written gives the same tree, and every random query has a meaning in every random city."""

from __future__ import annotations

from urllib.parse import parse_qsl

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stadtkern.flow.outlets.sensorthings.entities import ENTITIES
from stadtkern.flow.outlets.sensorthings.query.evaluator import evaluate
from stadtkern.flow.outlets.sensorthings.query.parser import parse_query, render
from stadtkern.flow.outlets.sensorthings.query.sorting import ordered
from stadtkern.flow.outlets.sensorthings.query.tests.random_cities import NOW, City, cities
from stadtkern.flow.outlets.sensorthings.query.tests.random_queries import Scope, conditions, orders, queries
from stadtkern.flow.outlets.sensorthings.query.words import Query
from stadtkern.flow.outlets.sensorthings.reading.words import Limits

_LIMITS = Limits(most_filter=1_000_000, most_nodes=100_000, expand_items=100)
_QUIET = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
_entities = st.sampled_from(ENTITIES)


@settings(max_examples=settings().max_examples * 4 // 5, deadline=None, suppress_health_check=_QUIET)
@given(_entities.flatmap(queries))
def test_a_query_written_and_read_again_is_the_same(query: Query) -> None:
    options = parse_qsl(render(query), keep_blank_values=True)

    assert parse_query(query.entity, options, limits=_LIMITS) == query


@settings(max_examples=settings().max_examples // 2, deadline=None, suppress_health_check=_QUIET)
@given(cities(), st.data())
def test_every_condition_is_true_false_or_unknown(city: City, data: st.DataObject) -> None:
    entity = data.draw(_entities)
    condition = data.draw(conditions(entity, Scope(depth=4)))

    outcomes = {evaluate(condition, row, now=NOW) for row in city.rows[entity.name]}

    assert outcomes <= {True, False, None}


@settings(max_examples=settings().max_examples // 2, deadline=None, suppress_health_check=_QUIET)
@given(cities(), st.data())
def test_every_order_sorts_every_row(city: City, data: st.DataObject) -> None:
    entity = data.draw(_entities)
    rows = city.rows[entity.name]

    found = ordered(rows, data.draw(orders(entity)), now=NOW)

    assert sorted(map(id, found)) == sorted(map(id, rows))
