# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Filters that cross from the register into the lake mean what the evaluator means.

Places without a feature of interest get one when observations are first asked for theirs; cities do not know
those, so they are left out.
"""

from __future__ import annotations

from itertools import count

import pytest
from hypothesis import HealthCheck, given, note, settings

from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.outlets.sensorthings.entities import BY_NAME
from stadtkern.flow.outlets.sensorthings.query.errors import QueryRefused
from stadtkern.flow.outlets.sensorthings.query.rendering import render
from stadtkern.flow.outlets.sensorthings.query.tests.random_cities import City, cities
from stadtkern.flow.outlets.sensorthings.query.tests.random_queries import Scope

from . import stored_cities
from .test_register_meaning import Asked, asked, expected, ids

ABOVE = [BY_NAME[name] for name in ("Thing", "Datastream", "MultiDatastream", "FeatureOfInterest")]
WITHIN = Scope(
    depth=2,
    links=frozenset(("Observations", "Datastreams", "MultiDatastreams", "Thing", "Locations")),
)
_FIRST = count(1_000, 1_000)


@pytest.mark.django_db
@settings(max_examples=settings().max_examples // 10, deadline=None, suppress_health_check=list(HealthCheck))
@given(city=cities(), questions=asked(ABOVE, WITHIN, sorted_too=False))
def test_a_filter_over_observations_finds_what_the_evaluator_finds(
    lake: Lake, city: City, questions: Asked
) -> None:
    hidden = stored_cities.moved(city, questions.hidden, next(_FIRST))
    stored_cities.keep(city, hidden=hidden)
    stored_cities.fill(lake, city)
    view = stored_cities.seen(city, hidden)
    for query in questions.queries:
        wanted = expected(view, query)
        note(render(query))
        known = {row.values["id"] for row in city.rows[query.entity.name]}
        try:
            found = [one for one in ids(lake, query) if one in known]
        except QueryRefused:
            continue
        assert wanted is None or found == wanted
