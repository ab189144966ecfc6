# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Maintenance of the lake keeps features, their history and their copy in order."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path

import pytest
from shapely import Point, box

from stadtkern.flow.lake.engine import BACKUP, CATALOGUE
from stadtkern.flow.lake.features.store import FeatureStore
from stadtkern.flow.lake.features.words import FeatureQuestion
from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.lake.tests.given import run
from stadtkern.flow.lake.words import LakeSettings
from stadtkern.kernel.errors import LakeUnavailable

from .given import batch, keys, later, store, table

AREAS = table(name="text")


def many(features: FeatureStore, edits: int) -> None:
    """A hundred areas; some of them edited one by one, a day apart."""
    places = {f"a{number}": box(6 + number / 100, 51, 6.005 + number / 100, 51.01) for number in range(100)}
    store(features, AREAS, batch(places, name=["first"] * 100))
    for number in range(edits):
        one = batch({f"a{number}": Point(6, 51)}, name=[f"edit {number}"])
        features.write(AREAS, [one], complete=False, at=later(1 + number))


def test_many_edits_become_few_files_and_nothing_is_forgotten(lake: Lake) -> None:
    many(lake.features, 12)
    lake.append(run(1, 0, [1.0] * 10))

    lake.compact(now=later(30))

    files = list((lake._engine.settings.folder / "files" / "main" / AREAS.name).glob("*.parquet"))
    assert len(files) <= 2
    assert len(keys(lake.features, AREAS)) == 100
    names = lake.features.page(FeatureQuestion(table=AREAS, at=later(0.5)))["name"].to_pylist()
    assert set(names) == {"first"}
    assert [one["name"] for one in lake.features.versions(AREAS, "a3").to_pylist()] == ["first", "edit 3"]
    assert lake.latest([1])[1].count == 10


def test_the_copy_of_the_catalogue_knows_the_features(tmp_path: Path) -> None:
    place = LakeSettings(folder=tmp_path / "lake", memory_mb=512, threads=2)
    lake = Lake.open(place)
    many(lake.features, 2)
    lake.compact()
    lake.close()
    for name in (CATALOGUE, f"{CATALOGUE}.wal"):
        (place.folder / name).unlink(missing_ok=True)
    shutil.copy(place.folder / BACKUP, place.folder / CATALOGUE)

    again = Lake.open(place)

    assert again.features.feature(AREAS, "a1")["name"].to_pylist() == ["edit 1"]
    assert again.status().features == 100
    again.close()


def test_readers_and_observations_go_on_while_features_are_written(lake: Lake) -> None:
    many(lake.features, 0)
    seen: list[int] = []

    def read() -> None:
        question = FeatureQuestion(table=AREAS, limit=1000)
        seen.extend(lake.features.page(question).num_rows for _ in range(10))

    reader = threading.Thread(target=read)
    reader.start()
    for number in range(6):
        places = {f"b{index}": Point(6, 51) for index in range(50 * (number % 2) + 100)}
        store(lake.features, AREAS, batch(places), days=number + 1)
        lake.append(run(1, number, [1.0]))
    lake.compact()
    reader.join()

    assert set(seen) <= {100, 150}
    assert lake.latest([1])[1].count == 6


def test_two_imports_at_once_are_both_stored(lake: Lake) -> None:
    tables = [table(number, name="text") for number in (1, 2)]
    imports = [
        threading.Thread(target=store, args=(lake.features, one, batch({"a": None}, name=["x"])))
        for one in (*tables, *tables)
    ]
    for one in imports:
        one.start()
    for one in imports:
        one.join()

    assert [keys(lake.features, one) for one in tables] == [["a"], ["a"]]
    assert [lake.features.feature(one, "a")["fid"].to_pylist() for one in tables] == [[1], [1]]


def test_a_table_that_nobody_made_is_told(lake: Lake) -> None:
    with pytest.raises(LakeUnavailable, match="does not have the table"):
        lake.features.page(FeatureQuestion(table=table(99)))
