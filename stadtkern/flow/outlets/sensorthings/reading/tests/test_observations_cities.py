# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Filters over observations and the register together, as a stranger sees them, mean what they should."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path as Folder

import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.lake.words import LakeSettings
from stadtkern.flow.outlets.sensorthings.entities import OBSERVATION
from stadtkern.flow.outlets.sensorthings.query.errors import QueryRefused
from stadtkern.flow.outlets.sensorthings.query.evaluator import matches
from stadtkern.flow.outlets.sensorthings.query.rendering import render
from stadtkern.flow.outlets.sensorthings.query.sorting import ordered
from stadtkern.flow.outlets.sensorthings.query.tests.random_cities import NOW, City, cities
from stadtkern.flow.outlets.sensorthings.query.tests.random_queries import Scope, conditions, orders
from stadtkern.flow.outlets.sensorthings.query.words import Address, Expression, Order, Path, Query, Step
from stadtkern.flow.outlets.sensorthings.reading.reader import Reader
from stadtkern.flow.outlets.sensorthings.reading.tests import stored_cities
from stadtkern.flow.outlets.sensorthings.reading.words import Limits
from stadtkern.kernel.callers import ANYBODY
from stadtkern.kernel.errors import LimitExceeded

pytestmark = pytest.mark.django_db
WHOLE = Scope(depth=2)
SETS = Address(steps=(Step(entity=OBSERVATION, link=None),))
STREAMS = ("Datastream", "MultiDatastream")
_CITIES = count(1)
EXAMPLES = settings().max_examples // 4


@pytest.fixture(scope="module")
def one_lake(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lake]:
    """A lake for many cities, each with ids of its own."""
    folder: Folder = tmp_path_factory.mktemp("cities") / "lake"
    opened = Lake.open(LakeSettings(folder=folder, memory_mb=512, threads=2))
    yield opened
    opened.close()


def kept(lake: Lake, city: City, data: st.DataObject) -> City:
    """The city stored, some of it hidden; what is visible of it."""
    names = [f"stream {row.values['id']}" for kind in STREAMS for row in city.rows[kind]]
    names += [f"thing {row.values['id']}" for row in city.rows["Thing"]]
    secret = frozenset(one for one in names if data.draw(st.integers(0, 3)) == 0)
    secret = stored_cities.moved(city, secret, 100 * next(_CITIES))
    stored_cities.keep(city, hidden=secret)
    stored_cities.fill(lake, city)
    return stored_cities.seen(city, secret)


def reader(lake: Lake) -> Reader:
    """A stranger's."""
    return Reader(caller=ANYBODY, lake=lake, limits=Limits(), now=NOW)


def is_answered(lake: Lake, view: City, condition: Expression) -> bool:
    """Lake, register and evaluator agree; false when the question was refused."""
    note(render(Query(entity=OBSERVATION, filter=condition)))
    try:
        expected = [row for row in view.rows["Observation"] if matches(condition, row, now=NOW)]
        page = reader(lake).page(SETS, Query(entity=OBSERVATION, filter=condition, top=1000))
    except (QueryRefused, LimitExceeded):
        return False
    assert [one.id for one in page.records] == [row.values["id"] for row in ordered(expected, (), now=NOW)]
    return True


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(city=cities(), data=st.data())
def test_a_filter_over_both_stores_keeps_what_the_evaluator_keeps(
    one_lake: Lake, city: City, data: st.DataObject
) -> None:
    asked = data.draw(st.lists(conditions(OBSERVATION, WHOLE), min_size=4, max_size=4))
    view = kept(one_lake, city, data)
    for condition in asked:
        is_answered(one_lake, view, condition)


def _by_result_time(order: tuple[Order, ...]) -> bool:
    return any(
        isinstance(one.expression, Path) and one.expression.property.name == "resultTime" for one in order
    )


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(city=cities(), data=st.data())
def test_pages_in_any_order_follow_each_other_without_gap(
    one_lake: Lake, city: City, data: st.DataObject
) -> None:
    order, top = data.draw(orders(OBSERVATION, Scope(depth=1, most_links=1))), data.draw(st.integers(1, 4))
    view = kept(one_lake, city, data)
    rows = view.rows["Observation"]
    note(render(Query(entity=OBSERVATION, order=order)))
    if _by_result_time(order) and all(row.values["resultTime"] is None for row in rows):
        return
    found: list[str] = []
    token: str | None = ""
    while token is not None:
        page = reader(one_lake).page(SETS, Query(entity=OBSERVATION, order=order, top=top, skip_token=token))
        found += [one.id for one in page.records]
        token = page.next_token
    assert found == [row.values["id"] for row in ordered(rows, order, now=NOW)]
