# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Whatever is written in whatever order: what was true on each day can be asked afterwards."""

from __future__ import annotations

import random

import pytest
from shapely import Point

from stadtkern.flow.lake.features.words import FeatureQuestion
from stadtkern.flow.lake.lake import Lake

from .given import batch, later, table

_DAYS = 14
LAND = table(name="text")


@pytest.mark.parametrize("seed", [1, 2])
def test_each_day_is_remembered_as_it_was(lake: Lake, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - a repeatable sequence, not a secret
    lake.features.ensure(LAND)
    days: list[dict[str, str]] = []
    true_now: dict[str, str] = {}
    for day in range(_DAYS):
        some = {key: chance.choice("xyz") for key in chance.sample("abcdefghij", chance.randint(0, 8))}
        complete = chance.random() < 0.5
        before = dict(true_now)
        if chance.random() < 0.2:
            done = lake.features.remove(LAND, list(some), at=later(day))
            true_now = {key: name for key, name in true_now.items() if key not in some}
        else:
            arrived = batch({key: Point(6, 51) for key in some}, name=list(some.values()))
            done = lake.features.write(LAND, [arrived], complete=complete, at=later(day))
            true_now = some if complete else {**true_now, **some}
        days.append(dict(true_now))
        assert done.inserted == len(true_now.keys() - before.keys())
        assert done.removed == len(before.keys() - true_now.keys())
        assert done.changed == sum(before[key] != true_now[key] for key in before.keys() & true_now.keys())
        if day == _DAYS // 2:
            lake.compact()

    for day, expected in enumerate(days):
        rows = lake.features.page(FeatureQuestion(table=LAND, at=later(day + 0.5)))
        assert dict(zip(rows["key"].to_pylist(), rows["name"].to_pylist(), strict=True)) == expected
        assert len(set(rows["fid"].to_pylist())) == len(expected)
