# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Filters and orders on observations mean in the lake what the slow, obvious evaluator says they mean."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stadtkern.flow.lake.addresses import Address, text
from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.lake.words import LakeSettings
from stadtkern.flow.outlets.sensorthings.entities import OBSERVATION
from stadtkern.flow.outlets.sensorthings.query.evaluation.rows import Stored
from stadtkern.flow.outlets.sensorthings.query.evaluator import matches
from stadtkern.flow.outlets.sensorthings.query.rendering import render
from stadtkern.flow.outlets.sensorthings.query.tests import random_cities as cities
from stadtkern.flow.outlets.sensorthings.query.tests import random_queries as queries
from stadtkern.flow.outlets.sensorthings.query.words import Expression, Period, Query
from stadtkern.flow.outlets.sensorthings.reading.lake_terms import micros
from stadtkern.flow.outlets.sensorthings.reading.tests import observed
from stadtkern.flow.outlets.sensorthings.reading.tests.observed import Seen

pytestmark = pytest.mark.django_db
OWN = queries.Scope(depth=3, links=frozenset(), lambdas=False)
_QUIET = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large]
_NUMBERS = count(1)


@pytest.fixture(scope="module")
def one_lake(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lake]:
    """A lake for many examples, each with datastreams of its own."""
    folder: Path = tmp_path_factory.mktemp("meaning") / "lake"
    opened = Lake.open(LakeSettings(folder=folder, memory_mb=512, threads=2))
    yield opened
    opened.close()


@st.composite
def observations(draw: st.DrawFn) -> list[tuple[int, dict[str, Stored]]]:
    """Properties of some observations of two datastreams, numbered 0 and 1."""
    found: list[tuple[int, dict[str, Stored]]] = []
    results = st.one_of(
        st.sampled_from(cities.NUMBERS),
        st.sampled_from(cities.NUMBERS),
        cities.documents.filter(_is_something),
    )
    for stream in (0, 1):
        for at in draw(st.lists(cities.moments, max_size=6, unique=True)):
            length = draw(st.sampled_from((0, 0, 0.5, 3600, 172_800)))
            time: Stored = Period(start=at, end=at + timedelta(seconds=length)) if length else at
            values: dict[str, Stored] = {
                "phenomenonTime": time,
                "result": draw(results),
                "resultTime": draw(st.one_of(st.none(), cities.moments)),
                "resultQuality": draw(st.one_of(st.none(), cities.documents)),
                "validTime": draw(st.one_of(st.none(), cities.periods)),
                "parameters": draw(st.one_of(st.none(), cities.objects)),
            }
            found.append((stream, values))
    return found


def _is_something(value: object) -> bool:
    return value is not None


def stored(lake: Lake, given: list[tuple[int, dict[str, Stored]]]) -> tuple[int, list[Seen]]:
    """Store them; the first of their datastreams, and the rows for the evaluator."""
    first = 10 * next(_NUMBERS)
    observed.store(lake, [observed.as_row(first + stream, values) for stream, values in given])
    rows = []
    for stream, values in given:
        time = values["phenomenonTime"]
        start = time.start if isinstance(time, Period) else time
        at = micros(start) if isinstance(start, datetime) else 0
        rows.append(Seen(values={**values, "id": text(Address(first + stream, at, 0))}))
    return first, rows


def expected(condition: Expression, rows: list[Seen]) -> list[str]:
    """Ids of the rows that the evaluator keeps."""
    return sorted(str(row.values["id"]) for row in rows if matches(condition, row, now=observed.NOW))


def check(lake: Lake, given: list[tuple[int, dict[str, Stored]]], condition: Expression) -> None:
    """Lake and evaluator agree."""
    first, rows = stored(lake, given)
    query = Query(entity=OBSERVATION, filter=condition, top=100)
    page = observed.side(lake).page(observed.scope(first, first + 1), query)
    assert sorted(observed.ids(page)) == expected(condition, rows), render(query)


@settings(deadline=None, suppress_health_check=_QUIET)
@given(given=observations(), condition=queries.conditions(OBSERVATION, OWN))
def test_a_filter_keeps_what_the_evaluator_keeps(
    one_lake: Lake, given: list[tuple[int, dict[str, Stored]]], condition: Expression
) -> None:
    check(one_lake, given, condition)


@pytest.mark.slow
@settings(max_examples=300 if settings().derandomize else 10_000, deadline=None, suppress_health_check=_QUIET)
@given(given=observations(), condition=queries.conditions(OBSERVATION, replace(OWN, depth=4)))
def test_ten_thousand_filters_keep_what_the_evaluator_keeps(
    one_lake: Lake, given: list[tuple[int, dict[str, Stored]]], condition: Expression
) -> None:
    check(one_lake, given, condition)
