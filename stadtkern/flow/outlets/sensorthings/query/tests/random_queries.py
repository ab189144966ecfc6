# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Random well-typed queries for hypothesis; every tree is one that the parser could have made.

    @given(cities(), st.data())
    def test_…(city, data):
        condition = data.draw(conditions(OBSERVATION, Scope(depth=3)))

A compiler that treats some part elsewhere narrows the ``Scope``: fewer functions, links or properties.
"""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from stadtkern.flow.outlets.sensorthings.entities import BY_NAME, Entity, Kind
from stadtkern.flow.outlets.sensorthings.query.tests.random_expressions import Maker
from stadtkern.flow.outlets.sensorthings.query.tests.random_paths import ANY_STEPS, Scope
from stadtkern.flow.outlets.sensorthings.query.words import (
    Constant,
    Expand,
    Expression,
    Order,
    Query,
    Selected,
)

__all__ = ["EVERYTHING", "Scope", "conditions", "orders", "queries"]
EVERYTHING = Scope()


def conditions(entity: Entity, scope: Scope = EVERYTHING) -> st.SearchStrategy[Expression]:
    """Conditions over an entity."""
    return _made(entity, scope, Kind.BOOLEAN)


def orders(entity: Entity, scope: Scope = EVERYTHING) -> st.SearchStrategy[tuple[Order, ...]]:
    """Keys of $orderby; paths lead over links to one only."""
    narrow = replace(scope, many=False, lambdas=False, depth=min(scope.depth, 2))
    values = st.one_of(
        [
            _made(entity, narrow, kind)
            for kind in (Kind.TEXT, Kind.NUMBER, Kind.TIME, Kind.JSON, Kind.ID, Kind.INTERVAL)
        ]
    )
    keys = st.builds(Order, expression=values.filter(_is_sortable), descending=st.booleans())
    return st.lists(keys, min_size=1, max_size=3).map(tuple)


def _is_sortable(expression: Expression) -> bool:
    return not isinstance(expression, Constant)


@st.composite
def queries(draw: st.DrawFn, entity: Entity, scope: Scope = EVERYTHING, levels: int = 2) -> Query:
    """Whole queries with nested $expand; no buckets, tokens or formats."""
    maybe = st.booleans()
    links = [link for link in entity.links if link.name in scope.links]
    expanded = draw(st.lists(st.sampled_from(links), max_size=2, unique=True)) if levels and links else []
    count = draw(st.sampled_from((None, True, False)))
    return Query(
        entity=entity,
        filter=draw(conditions(entity, scope)) if draw(maybe) else None,
        order=draw(orders(entity, scope)) if draw(maybe) else (),
        select=draw(_selections(entity)) if draw(maybe) else (),
        expand=tuple(
            Expand(link=link, query=draw(queries(BY_NAME[link.target], scope, levels - 1)))
            for link in expanded
        ),
        top=draw(st.one_of(st.none(), st.integers(0, 5))),
        skip=draw(st.sampled_from((0, 0, 1, 2))),
        count=count,
        exact_count=bool(count) and draw(maybe),
    )


@st.composite
def _selections(draw: st.DrawFn, entity: Entity) -> tuple[Selected, ...]:
    properties = draw(st.lists(st.sampled_from(entity.properties), max_size=3, unique=True))
    links = draw(st.lists(st.sampled_from(entity.links), max_size=2, unique=True))
    chosen = [
        Selected(property=one, steps=draw(st.sampled_from(ANY_STEPS)) if one.kind is Kind.JSON else ())
        for one in properties
    ]
    return (*chosen, *(Selected(link=link) for link in links))


@st.composite
def _made(draw: st.DrawFn, entity: Entity, scope: Scope, kind: Kind) -> Expression:
    return Maker(draw, entity, scope).make(kind, scope.depth)
