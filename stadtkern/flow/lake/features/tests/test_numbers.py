# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is remembered of features makes finding them quicker, and never wrong."""

from __future__ import annotations

from shapely import Point

from stadtkern.flow.lake.features import numbers
from stadtkern.flow.lake.features.numbers import Numbers
from stadtkern.flow.lake.features.words import FeatureQuestion
from stadtkern.flow.lake.lake import Lake

from .given import batch, later, store, table

SHOPS = table(name="text")


def test_a_feature_that_was_seen_is_found_as_it_is_now(lake: Lake) -> None:
    store(lake.features, SHOPS, batch({"a": Point(6, 51), "b": None}, name=["A", "B"]))
    lake.features.page(FeatureQuestion(table=SHOPS))
    store(lake.features, SHOPS, batch({"a": None, "b": None}, name=["A2", "B"]), days=1)

    assert lake.features.feature(SHOPS, "a")["name"].to_pylist() == ["A2"]
    assert lake.features.feature(SHOPS, "a", at=later(0))["name"].to_pylist() == ["A"]


def test_a_feature_that_went_and_came_back_is_found(lake: Lake) -> None:
    store(lake.features, SHOPS, batch({"a": None}, name=["A"]))
    first = lake.features.feature(SHOPS, "a")["fid"].to_pylist()
    lake.features.remove(SHOPS, ["a"], at=later(1))
    gone = lake.features.feature(SHOPS, "a").num_rows
    store(lake.features, SHOPS, batch({"a": None}, name=["A3"]), days=2)

    again = lake.features.feature(SHOPS, "a")

    assert (gone, again["name"].to_pylist()) == (0, ["A3"])
    assert again["fid"].to_pylist() != first


def test_not_more_is_remembered_than_fits() -> None:
    known = Numbers()
    for start in range(0, 3 * numbers._MOST, 1000):
        known.put(1, [str(number) for number in range(start, start + 1000)], range(start, start + 1000))

    assert len(known._known) <= numbers._MOST
    assert known.get(1, str(3 * numbers._MOST - 1)) == 3 * numbers._MOST - 1
    assert known.get(2, str(3 * numbers._MOST - 1)) is None
