# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Features are written by comparison, in one commit, and what was before stays in the history."""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest
from shapely import LineString, MultiPolygon, Point, Polygon, box

from stadtkern.flow.lake.features.comparing import compare
from stadtkern.flow.lake.features.words import FeatureQuestion
from stadtkern.flow.lake.features.writing import Arrival
from stadtkern.flow.lake.lake import Lake
from stadtkern.kernel.errors import Contradiction, LakeUnavailable, LimitExceeded, PayloadRejected

from .given import alike, batch, keys, later, store, table

TREES = table(name="text", height="number")
HERE = Point(6.5, 51.3)
_ENDLESS = struct.pack("<BIIdddd", 1, 2, 2, 0, 0, float("inf"), 1)
"""A line to infinity as WKB."""


def test_only_the_difference_is_written(lake: Lake) -> None:
    first = batch({"a": HERE, "b": HERE, "c": None}, name=["A", "B", "C"])
    store(lake.features, TREES, first)

    done = store(lake.features, TREES, batch({"a": HERE, "b": Point(7, 51), "d": None}, name=["A", "B", "D"]))

    assert (done.inserted, done.changed, done.removed, done.unchanged) == (1, 1, 1, 1)
    assert keys(lake.features, TREES) == ["a", "b", "d"]


def test_what_did_not_change_makes_no_commit(lake: Lake) -> None:
    arrived = batch({"a": HERE, "b": None}, name=["A", None], height=[1.5, None])
    first = store(lake.features, TREES, arrived)

    again = store(lake.features, TREES, arrived, days=1)

    assert (again.any, again.unchanged, again.revision) == (False, 2, first.revision)


def test_a_part_of_the_features_leaves_the_others(lake: Lake) -> None:
    store(lake.features, TREES, batch({"a": HERE, "b": HERE}))

    done = store(lake.features, TREES, batch({"b": None}), complete=False)

    assert (done.changed, done.removed) == (1, 0)
    assert keys(lake.features, TREES) == ["a", "b"]


def test_a_changed_feature_keeps_its_number(lake: Lake) -> None:
    store(lake.features, TREES, batch({"a": HERE, "b": Point(7, 51)}, name=["A", "B"]))
    before = lake.features.feature(TREES, "a")["fid"][0]

    store(lake.features, TREES, batch({"a": Point(8, 50), "c": HERE}, name=["A2", "C"]), days=1)
    store(lake.features, TREES, batch({"a": Point(8, 50), "b": HERE}, name=["A2", "B"]), days=2)

    numbers = lake.features.page(FeatureQuestion(table=TREES, geometry="none"))
    assert lake.features.feature(TREES, "a")["fid"][0] == before
    assert len(set(numbers["fid"].to_pylist())) == 2
    assert lake.features.feature(TREES, "b")["fid"][0].as_py() > 3


def test_the_history_says_what_was_true_when(lake: Lake) -> None:
    store(lake.features, TREES, batch({"a": HERE}, name=["old"]))
    store(lake.features, TREES, batch({"a": HERE}, name=["new"]), days=2)
    lake.features.remove(TREES, ["a", "unknown"], at=later(4))

    names = [
        lake.features.feature(TREES, "a", at=later(day))["name"].to_pylist() for day in (-1, 0, 1.9, 2, 5)
    ]
    versions = lake.features.versions(TREES, "a").to_pylist()

    assert names == [[], ["old"], ["old"], ["new"], []]
    assert [(one["_since"], one["_until"], one["name"]) for one in versions] == [
        (later(0), later(2), "old"),
        (later(2), later(4), "new"),
    ]
    assert lake.features.page(FeatureQuestion(table=TREES, at=later(1), bounds=(6, 51, 7, 52))).num_rows == 1


def test_history_is_forgotten_when_its_time_is_over(lake: Lake) -> None:
    for day, name in enumerate(("one", "two", "three")):
        store(lake.features, TREES, batch({"a": HERE}, name=[name]), days=day)

    assert lake.features.forget(TREES, later(1.5)) == 1

    assert [one["name"] for one in lake.features.versions(TREES, "a").to_pylist()] == ["two", "three"]


def test_the_last_of_doubled_features_counts(lake: Lake) -> None:
    first = batch({"a": HERE, "b": HERE}, name=["1", "B"])

    done = store(lake.features, TREES, first, batch({"a": HERE}, name=["2"]), batch({"a": HERE}, name=["3"]))

    assert (done.inserted, done.doubled, done.unchanged) == (2, 2, 0)
    assert lake.features.feature(TREES, "a")["name"].to_pylist() == ["3"]


def test_features_that_are_kept_do_not_go(lake: Lake) -> None:
    store(lake.features, TREES, batch({"a": HERE, "b": HERE, "c": HERE}))

    done = lake.features.write(TREES, [batch({"a": HERE})], complete=True, at=later(1), kept=["c"])

    assert done.removed == 1
    assert keys(lake.features, TREES) == ["a", "c"]


def test_a_comparison_says_what_a_write_would_do(lake: Lake) -> None:
    store(lake.features, TREES, batch({"a": HERE, "b": HERE}))
    arrival = Arrival(batches=[batch({"a": None, "c": HERE})], complete=True)

    found = compare(lake.features, TREES, arrival)

    assert (found.inserted, found.changed, found.removed, found.unchanged) == (1, 1, 1, 0)
    assert keys(lake.features, TREES) == ["a", "b"]


def test_nothing_at_all_is_a_complete_delivery_too(lake: Lake) -> None:
    store(lake.features, TREES, batch({"a": HERE}))

    assert store(lake.features, TREES, days=1).removed == 1
    assert lake.features.extent(TREES) is None
    assert lake.features.page(FeatureQuestion(table=TREES)).num_rows == 0


@pytest.mark.parametrize(
    ("arrived", "words"),
    [
        (batch({"a": HERE}, depth=[1]), "no field 'depth'"),
        (batch({"a": HERE}, height=["high"]), "field 'height'"),
        (pa.table({"geometry": pa.array([None], pa.binary())}), "no key"),
        (pa.table({"key": pa.array(["a", None])}), "no key"),
        (pa.table({"key": ["a"], "geometry": [b"POINT(1 2)"]}), "cannot be read"),
        (batch({"a": HERE, "far": Point(355_000, 5_700_000)}), "'far' lies outside WGS 84"),
        (pa.table({"key": ["a"], "geometry": [_ENDLESS]}), "outside WGS 84"),
    ],
)
def test_what_cannot_be_stored_stores_nothing(lake: Lake, arrived: pa.Table, words: str) -> None:
    lake.features.ensure(TREES)
    good = batch({"good": HERE})

    with pytest.raises(PayloadRejected, match=words):
        lake.features.write(TREES, [good, arrived], complete=True, at=later(0))

    assert keys(lake.features, TREES) == []
    assert list((lake._engine.settings.folder / "incoming").iterdir()) == []


def test_a_source_that_breaks_off_stores_nothing(lake: Lake) -> None:
    def arriving() -> Iterator[pa.Table]:
        yield batch({"a": HERE})
        raise OSError("the line is dead")

    lake.features.ensure(TREES)
    with pytest.raises(LakeUnavailable, match="keep what arrives"):
        lake.features.write(TREES, arriving(), complete=True, at=later(0))

    assert keys(lake.features, TREES) == []


def test_places_at_the_edges_of_the_world_are_found(lake: Lake) -> None:
    places = {
        "fiji": MultiPolygon([box(179, -20, 180, -15), box(-180, -20, -179, -15)]),
        "pole": Point(0, 90),
        "arctic": LineString([(0, 80), (10, 89.99)]),
        "world": box(-180, -90, 180, 90),
        "high": Point(1, 2, 300),
        "empty": Polygon(),
        "nowhere": None,
    }
    store(lake.features, TREES, batch(places))

    found = {
        "across": keys(lake.features, TREES, (170, -30, -170, 0)),
        "north": keys(lake.features, TREES, (-10, 85, 10, 90)),
        "gulf": keys(lake.features, TREES, (0.5, 1.5, 1.5, 2.5)),
        "beside": keys(lake.features, TREES, (-178, -18, -177, -17)),
    }

    assert found == {
        "across": ["fiji", "world"],
        "north": ["arctic", "pole", "world"],
        "gulf": ["high", "world"],
        "beside": ["world"],
    }
    rows = lake.features.page(FeatureQuestion(table=TREES)).to_pylist()
    assert [one["key"] for one in rows if one["geometry"] is None] == ["empty", "nowhere"]
    assert {one["key"]: len(one["geometry"]) for one in rows if one["key"] == "high"} == {"high": 21}
    assert lake.features.extent(TREES) == pytest.approx((-180, -89.9, 180, 89.9))


def test_a_box_touches_geometries_and_not_their_boxes(lake: Lake) -> None:
    store(lake.features, TREES, batch({"diagonal": LineString([(6, 51), (7, 52)])}))

    assert keys(lake.features, TREES, (6.8, 51.0, 7.0, 51.2)) == []
    assert keys(lake.features, TREES, (6.4, 51.4, 6.6, 51.6)) == ["diagonal"]


def test_fields_may_be_called_as_the_lake_calls_its_own(lake: Lake) -> None:
    odd = alike(["x", "size", "zoom", "west", "select", "i", "c", "stays", "file_row_number"], "number")
    values = {column.name: [1.0] for column in odd.columns}
    store(lake.features, odd, batch({"a": HERE}, **values))
    values["select"] = [2.0]

    assert store(lake.features, odd, batch({"a": HERE}, **values), days=1).changed == 1

    question = FeatureQuestion(table=odd, order=(("select", True),), where='"zoom" = $x', parameters={"x": 1})
    assert lake.features.page(question).num_rows == 1
    assert lake.features.feature(odd, "a")["select"].to_pylist() == [2.0]


@pytest.mark.parametrize(
    "name", ["key", "geometry", "fid", "Name", "_since", "größe", 'a"b', "a b", "", "x" * 61]
)
def test_names_that_no_field_can_have_are_refused(lake: Lake, name: str) -> None:
    with pytest.raises(PayloadRejected):
        lake.features.ensure(alike([name], "text"))


def test_a_table_grows_with_its_fields(lake: Lake) -> None:
    store(lake.features, TREES, batch({"a": HERE}, name=["A"]))
    store(lake.features, TREES, batch({"a": HERE}, name=["B"]), days=1)
    more = table(name="text", height="number", planted="date", checked="datetime")

    lake.features.ensure(more)

    assert lake.features.feature(more, "a")["planted"].to_pylist() == [None]
    assert [one["checked"] for one in lake.features.versions(more, "a").to_pylist()] == [None, None]
    assert keys(lake.features, TREES) == ["a"]


def test_a_field_becomes_another_kind_when_no_value_is_lost(lake: Lake) -> None:
    store(lake.features, TREES, batch({"a": HERE, "b": None}, name=["7", None], height=[3.0, 2.0]))
    numbers, lossy = table(name="integer", height="integer"), table(name="date", height="integer")

    with pytest.raises(Contradiction, match="1 values of the field 'name' are no date"):
        lake.features.ensure(lossy)
    lake.features.ensure(numbers)

    assert lake.features.feature(numbers, "a").select(["name", "height"]).to_pylist() == [
        {"name": 7, "height": 3}
    ]
    store(lake.features, table(2, height="number"), batch({"a": HERE}, height=[2.5]))
    with pytest.raises(Contradiction, match="no integer"):
        lake.features.ensure(table(2, height="integer"))


def test_a_field_is_taken_away_with_its_values(lake: Lake) -> None:
    store(lake.features, TREES, batch({"a": HERE}, name=["A"], height=[1.0]))
    less = table(height="number")

    lake.features.narrow(less)

    assert lake.features.feature(less, "a")["height"].to_pylist() == [1.0]
    with pytest.raises(PayloadRejected, match="name"):
        lake.features.feature(TREES, "a")


def test_more_text_than_memory_is_refused_before_anything_is_made(lake: Lake) -> None:
    with pytest.raises(LimitExceeded, match="300 fields with text"):
        lake.features.ensure(alike([f"c{number}" for number in range(300)], "text"))


def test_a_dropped_table_is_gone(lake: Lake) -> None:
    store(lake.features, TREES, batch({"a": HERE}))
    lake.features.drop(TREES)

    assert lake.features.size().tables == 0
    store(lake.features, TREES)
    assert keys(lake.features, TREES) == []


def test_what_killed_writes_left_behind_is_removed_a_day_later(lake: Lake) -> None:
    folder = lake._engine.settings.folder / "incoming"
    store(lake.features, TREES, batch({"a": HERE}))
    old, new = Path(folder / "old.parquet"), Path(folder / "new.parquet")
    for file, age in ((old, 2), (new, 0)):
        file.touch()
        os.utime(file, (later(-age).timestamp(), later(-age).timestamp()))

    lake.compact(now=later(0.1))

    assert [file.name for file in folder.iterdir()] == ["new.parquet"]
