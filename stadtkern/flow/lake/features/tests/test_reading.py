# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Questions about features: pages, counts, statistics, files."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow.parquet as pq
import pytest
import shapely
from shapely import Point

from stadtkern.flow.lake.features import reading
from stadtkern.flow.lake.features.words import FeatureQuestion
from stadtkern.flow.lake.lake import Lake
from stadtkern.kernel.errors import LimitExceeded, PayloadRejected

from .given import batch, later, store, table

SHOPS = table(name="text", rating="integer", area="number", open="boolean", since="date", seen="datetime")


def shops(lake: Lake, number: int = 25) -> None:
    """Shops in a row from west to east."""
    points = {f"s{index:02}": Point(6 + index / 100, 51) for index in range(number)}
    every = range(number)
    fields: dict[str, Sequence[object]] = {
        "name": [f"Laden {index % 3}" for index in every],
        "rating": [index % 5 or None for index in every],
        "area": [index + 0.5 for index in every],
        "open": [index % 2 == 0 for index in every],
        "since": [date(2020, 1, 1 + index) for index in every],
        "seen": [datetime(2026, 1, 1, index % 24, tzinfo=UTC) for index in every],
    }
    store(lake.features, SHOPS, batch(points, **fields))


def test_pages_by_number_show_everything_once(lake: Lake) -> None:
    shops(lake)
    seen: list[str] = []
    after: int | None = None
    while True:
        rows = lake.features.page(FeatureQuestion(table=SHOPS, after=after, limit=10, columns=("name",)))
        if not rows.num_rows:
            break
        assert rows.column_names == ["fid", "key", "geometry", "name"]
        seen += map(str, rows["key"].to_pylist())
        after = rows["fid"][-1].as_py()

    assert sorted(seen) == [f"s{index:02}" for index in range(25)]


def test_a_condition_takes_its_values_as_parameters(lake: Lake) -> None:
    shops(lake)
    question = FeatureQuestion(
        table=SHOPS,
        where='"name" = $p1 and ST_X("geometry") > $p2',
        parameters={"p1": "Laden 1", "p2": 6.2},
        bounds=(6.0, 50.0, 6.23, 52.0),
        order=(("area", True),),
    )

    assert lake.features.page(question)["key"].to_pylist() == ["s22"]
    assert lake.features.count(question) == lake.features.estimate(question) == 1


def test_answers_come_in_other_coordinate_systems(lake: Lake) -> None:
    shops(lake, 1)

    rows = lake.features.page(FeatureQuestion(table=SHOPS, crs=25832))
    place = shapely.from_wkb(rows["geometry"][0].as_py())

    assert (place.x, place.y) == pytest.approx((289_511.14, 5_654_109.18), abs=0.01)
    one = shapely.from_wkb(lake.features.feature(SHOPS, "s00", crs=3857)["geometry"][0].as_py())
    assert (one.x, one.y) == pytest.approx((667_916.94, 6_621_293.72), abs=0.1)


@pytest.mark.parametrize(
    "question",
    [
        FeatureQuestion(table=SHOPS, columns=("depth",)),
        FeatureQuestion(table=SHOPS, order=(("depth", False),)),
        FeatureQuestion(table=SHOPS, order=(('x" desc', False),)),
        FeatureQuestion(table=SHOPS, where='"rating" = $p', parameters={"p": "eins"}),
        FeatureQuestion(table=SHOPS, bounds=(0, 10, 1, 9)),
        FeatureQuestion(table=SHOPS, bounds=(0, float("nan"), 1, 9)),
        FeatureQuestion(table=SHOPS, crs=1),
    ],
)
def test_a_question_that_does_not_fit_is_refused(lake: Lake, question: FeatureQuestion) -> None:
    shops(lake)

    with pytest.raises(PayloadRejected):
        lake.features.page(question)


@pytest.mark.parametrize("limit", [None, -1, 100_001])
def test_a_page_has_a_limit(lake: Lake, limit: int | None) -> None:
    lake.features.ensure(SHOPS)

    with pytest.raises(LimitExceeded):
        lake.features.page(FeatureQuestion(table=SHOPS, limit=limit))


def test_a_count_that_takes_too_long_is_estimated_from_a_sample(
    lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = table(2, part="integer")
    store(lake.features, many, batch({f"k{n}": None for n in range(5000)}, part=[n % 4 for n in range(5000)]))
    slow = "(select count(*) from range(3000000) as a(i) where sin(i) + part < -9) = 0 and part = 1"
    monkeypatch.setattr(reading, "_ESTIMATE_S", 0.05)

    found = lake.features.estimate(FeatureQuestion(table=many, where=slow))

    assert 0 <= found <= 5000


def test_a_stream_brings_everything_as_of_one_moment(lake: Lake) -> None:
    shops(lake)
    batches = lake.features.stream(FeatureQuestion(table=SHOPS, limit=None))
    rows = next(batches).num_rows
    lake.features.remove(SHOPS, [f"s{index:02}" for index in range(20)], at=later(1))

    assert rows + sum(one.num_rows for one in batches) == 25


def test_statistics_say_what_stands_in_each_column(lake: Lake) -> None:
    shops(lake)

    found = {one.name: one for one in lake.features.statistics(FeatureQuestion(table=SHOPS))}

    assert found["name"].top == (("Laden 0", 9), ("Laden 1", 8), ("Laden 2", 8))
    rating = found["rating"]
    assert (rating.count, rating.nulls, rating.least, rating.greatest, rating.mean) == (20, 5, "1", "4", 2.5)
    assert (found["area"].mean, found["area"].top) == (12.5, ())
    assert (found["since"].least, found["since"].greatest) == ("2020-01-01", "2020-01-25")
    assert found["seen"].least == "2026-01-01T00:00:00+00:00"
    assert found["open"].top == (("true", 13), ("false", 12))


def test_an_export_is_geoparquet(lake: Lake, tmp_path: Path) -> None:
    shops(lake)
    target = tmp_path / "shops.parquet"

    rows = lake.features.export(
        FeatureQuestion(table=SHOPS, columns=("name", "since"), crs=25832), "geoparquet", target
    )

    kept = pq.read_table(target)
    geo = json.loads(kept.schema.metadata[b"geo"])["columns"]["geometry"]
    assert (rows, kept.num_rows, kept.column_names) == (25, 25, ["key", "geometry", "name", "since"])
    assert (geo["encoding"], geo["crs"]["id"]["code"]) == ("WKB", 25832)
    assert list(tmp_path.glob(".*")) == []


def test_the_status_of_the_lake_counts_features(lake: Lake) -> None:
    shops(lake)
    lake.features.remove(SHOPS, ["s00"], at=later(1))

    found = lake.status()

    assert (found.feature_tables, found.features) == (1, 24)
    assert found.feature_bytes > 1000
    assert (found.observations, found.file_bytes) == (0, 0)
