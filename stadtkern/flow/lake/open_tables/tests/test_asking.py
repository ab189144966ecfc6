# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Pages of rows and figures of columns."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from stadtkern.flow.lake.open_tables import asking
from stadtkern.flow.lake.open_tables.asking import PageQuestion
from stadtkern.flow.lake.open_tables.sandbox import Sandbox
from stadtkern.flow.lake.open_tables.words import QueryRefused


@pytest.fixture(scope="module")
def trees(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A table of five trees; one has a column name that must be quoted."""
    path = tmp_path_factory.mktemp("shelf") / "trees.parquet"
    rows = {
        "key": ["a", "b", "c", "d", "e"],
        "art": ["Linde", "Eiche", "Linde", None, "Linde"],
        'h"öhe': [1.5, 2.5, None, 4.0, 4.0],
    }
    pq.write_table(pa.table(rows), path)
    return path


@pytest.fixture(scope="module")
def sandbox(trees: Path) -> Iterator[Sandbox]:
    """One process for all questions of this file."""
    made = Sandbox(trees.parent, processes=1)
    yield made
    made.stop()


def test_a_page_follows_the_page_before(sandbox: Sandbox, trees: Path) -> None:
    first = asking.page(sandbox, trees, PageQuestion(columns=["key"], limit=3))
    second = asking.page(sandbox, trees, PageQuestion(columns=["key"], limit=3, skip=3))

    assert first.table.to_pylist() == [
        {"key": "a", "_row": 0},
        {"key": "b", "_row": 1},
        {"key": "c", "_row": 2},
    ]
    assert (first.cut, second.cut) == (True, False)
    assert second.table.column("key").to_pylist() == ["d", "e"]


def test_rows_come_in_the_order_of_a_column_and_empty_ones_last(sandbox: Sandbox, trees: Path) -> None:
    found = asking.page(sandbox, trees, PageQuestion(columns=["key"], order=('h"öhe', True)))

    assert found.table.column("key").to_pylist() == ["d", "e", "b", "a", "c"]


def test_a_condition_narrows_rows_and_their_number(sandbox: Sandbox, trees: Path) -> None:
    question = PageQuestion(columns=["key"], where='"art" = $p0', parameters={"p0": "Linde"})

    assert asking.page(sandbox, trees, question).table.num_rows == 3
    assert asking.count(sandbox, trees, question) == 3


def test_a_column_that_does_not_exist_is_named(sandbox: Sandbox, trees: Path) -> None:
    with pytest.raises(QueryRefused, match="farbe"):
        asking.page(sandbox, trees, PageQuestion(columns=["farbe"]))


def test_columns_are_told_in_figures(sandbox: Sandbox, trees: Path) -> None:
    kind, height = asking.figures(sandbox, trees, {"art": "text", 'h"öhe': "number"})

    assert (kind.filled, kind.empty, kind.distinct) == (4, 1, 2)
    assert kind.top == (("Linde", 3), ("Eiche", 1))
    assert (height.least, height.greatest, height.mean) == ("1.5", "4.0", 3.0)
