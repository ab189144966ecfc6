# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Rows of a real table, as the datastore answers them; ``tests/conformance`` asks a served city."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from stadtkern.flow.catalogue.words import Column
from stadtkern.flow.lake.open_tables import current
from stadtkern.flow.lake.open_tables.snapshots import Snapshot, Subject
from stadtkern.flow.outlets.ckan import tables
from stadtkern.flow.outlets.ckan.errors import Invalid
from stadtkern.flow.outlets.ckan.tables import Rows, Wish
from stadtkern.flow.outlets.open_data.tables.service import Ready
from stadtkern.flow.outlets.open_data.tables.words import OpenTable

NOW = datetime(2026, 7, 1, 10, tzinfo=UTC)
COLUMNS = (
    Column(key="kind", title="Art", kind="text"),
    Column(key="street", title="Straße", kind="text"),
    Column(key="height", title="Höhe", kind="number", unit="m"),
    Column(key="healthy", title="gesund", kind="boolean"),
    Column(key="planted", title="gepflanzt", kind="date"),
    Column(key="seen", title="gesehen", kind="datetime"),
)


@pytest.fixture(scope="module")
def trees(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ready]:
    """A table of three trees, on a shelf of its own."""
    path = tmp_path_factory.mktemp("shelf") / "trees.parquet"
    content = {
        "kind": ["Linde", "Eiche", None],
        "street": ["Hauptstraße", "50%_Weg", "Hauptstraße"],
        "height": [12.5, 20.0, None],
        "healthy": [True, False, True],
        "planted": pa.array([date(1990, 4, 1), date(1950, 4, 1), None], pa.date32()),
        "seen": pa.array([NOW, None, NOW], pa.timestamp("us", tz="UTC")),
    }
    pq.write_table(pa.table(content), path)
    before = current.open_tables()
    own = current.below(path.parent)
    current.provide(own)
    subject = Subject(name="trees", revision="1")
    table = OpenTable(key="trees", subject=subject, columns=COLUMNS, rows=3, write=lambda _path: None)
    yield Ready(table=table, snapshot=Snapshot(path=path, made_at=NOW, mark=subject.mark), current=True)
    own.sandbox.stop()
    current.provide(before)


def found(trees: Ready, wish: Wish) -> Rows:
    return tables.rows(trees, wish, total=True)


def numbers(trees: Ready, wish: Wish) -> list[object]:
    """The numbers of the rows that are found."""
    return [row[0] for row in found(trees, wish).rows]


def test_rows_have_their_number_first_and_types_of_postgresql(trees: Ready) -> None:
    told = found(trees, Wish(filters={}, limit=1))
    assert told.rows == [[1, "Linde", "Hauptstraße", 12.5, True, "1990-04-01", "2026-07-01T10:00:00Z"]]
    assert [one["type"] for one in told.fields] == [
        "int", "text", "text", "numeric", "bool", "date", "timestamp",
    ]  # fmt: skip
    assert told.total == 3


@pytest.mark.parametrize(
    ("filters", "rows"),
    [
        ({"kind": "Linde"}, [1]),
        ({"kind": ["Linde", "Eiche"]}, [1, 2]),
        ({"kind": None}, [3]),
        ({"street": "Hauptstraße", "healthy": True}, [1, 3]),
        ({"healthy": "false"}, [2]),
        ({"height": 20}, [2]),
        ({"height": "12.5"}, [1]),
        ({"planted": "1950-04-01"}, [2]),
        ({"seen": "2026-07-01T10:00:00"}, [1, 3]),
        ({"seen": "2026-07-01 10:00:00"}, [1, 3]),
        ({"kind": "'; drop table trees; --"}, []),
    ],
)
def test_filters_ask_for_what_stands_there(trees: Ready, filters: dict[str, object], rows: list[int]) -> None:
    assert numbers(trees, Wish(filters=filters)) == rows


@pytest.mark.parametrize(
    ("words", "rows"), [("linde", [1]), ("HAUPT", [1, 3]), ("haupt linde", [1]), ("50%_", [2]), ("%", [2])]
)
def test_words_are_looked_for_in_every_text(trees: Ready, words: str, rows: list[int]) -> None:
    assert numbers(trees, Wish(filters={}, words=words)) == rows


def test_rows_are_ordered_and_skipped(trees: Ready) -> None:
    assert numbers(trees, Wish(filters={}, order=("height", True))) == [2, 1, 3]
    assert numbers(trees, Wish(filters={}, skip=2)) == [3]


def test_no_rows_may_be_asked_for_to_learn_the_columns(trees: Ready) -> None:
    told = found(trees, Wish(filters={}, columns=("kind",), limit=0))
    assert (told.rows, told.total, len(told.fields)) == ([], 3, 2)


@pytest.mark.parametrize(
    "wish",
    [
        Wish(filters={"farbe": "rot"}),
        Wish(filters={}, columns=("farbe",)),
        Wish(filters={}, order=("farbe", False)),
        Wish(filters={"height": "hoch"}),
        Wish(filters={"planted": "gestern"}),
        Wish(filters={"seen": "2026-13-45"}),
        Wish(filters={"kind": {"a": 1}}),
        Wish(filters={'kind" or 1=1 --': "x"}),
    ],
)
def test_what_cannot_be_asked_is_refused(trees: Ready, wish: Wish) -> None:
    with pytest.raises(Invalid):
        found(trees, wish)


def test_rows_are_separated_as_asked(trees: Ready) -> None:
    told = found(trees, Wish(filters={}, columns=("kind", "height"), limit=2))
    assert tables.separated(told, ",") == "1,Linde,12.5\n2,Eiche,20.0\n"
    assert tables.separated(told, "\t") == "1\tLinde\t12.5\n2\tEiche\t20.0\n"
