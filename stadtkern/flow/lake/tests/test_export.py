# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Exports: every format, German spreadsheets, selections, files that appear only when whole."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.lake.words import ExportFormat, Selection

from .given import at, batch, run

SOME = Selection(datastreams=[1], start=at(1), end=at(3))


@pytest.fixture
def filled(lake: Lake) -> Lake:
    lake.append(run(1, 0, [1.5, 2.5, None, 4.5]))
    lake.append(run(2, 0, [7.0]))
    return lake


def test_csv_has_iso_times_and_the_name_of_the_datastream(filled: Lake) -> None:
    target = io.BytesIO()

    rows = filled.export(SOME, "csv", target, {1: 'Wolbecker Straße; "Nord"'})

    found = list(csv.DictReader(io.StringIO(target.getvalue().decode())))
    assert rows == 2
    assert [(row["datastream"], row["phenomenon_time"], row["result"]) for row in found] == [
        ('Wolbecker Straße; "Nord"', "2024-03-30T22:15:00Z", "2.5"),
        ('Wolbecker Straße; "Nord"', "2024-03-30T22:30:00Z", ""),
    ]


def test_csv_for_german_spreadsheets_has_comma_local_time_and_byte_order_mark(lake: Lake) -> None:
    lake.append(batch((1, datetime(2024, 7, 1, 10, 0, tzinfo=UTC), 1.5)))
    target = io.BytesIO()

    lake.export(Selection(), "csv-de", target, {1: "=1+1"})

    text = target.getvalue().decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text), delimiter=";")
    assert target.getvalue().startswith(b"\xef\xbb\xbf")
    assert (row["Datenstrom"], row["Messwert"]) == ("'=1+1", "1,5")
    assert (row["Ortszeit"], row["Zeit (UTC)"]) == ("01.07.2024 12:00:00", "2024-07-01T10:00:00Z")


def test_json_is_a_list_of_observations(filled: Lake) -> None:
    target = io.BytesIO()

    rows = filled.export(Selection(), "json", target)

    found = json.loads(target.getvalue())
    assert rows == len(found) == 5
    assert [one["result"] for one in found] == [1.5, 2.5, None, 4.5, 7.0]
    assert found[-1]["datastream"] == "2"


def test_parquet_and_arrow_keep_the_types(filled: Lake, tmp_path: Path) -> None:
    stream, file = io.BytesIO(), tmp_path / "month.parquet"

    filled.export(SOME, "arrow", stream)
    filled.export(SOME, "parquet", file)

    sent = pa.ipc.open_stream(stream.getvalue()).read_all()
    assert sent["result"].to_pylist() == pq.read_table(file)["result"].to_pylist() == [2.5, None]
    assert sent.schema.field("phenomenon_time").type == pa.timestamp("us", tz="UTC")


@pytest.mark.parametrize("form", ["csv", "csv-de", "json", "parquet", "arrow"])
def test_an_empty_selection_gives_a_readable_file_without_rows(lake: Lake, form: ExportFormat) -> None:
    target = io.BytesIO()

    assert lake.export(Selection(datastreams=[9]), form, target) == 0
    assert target.getvalue()


def test_superseded_observations_are_not_exported(filled: Lake) -> None:
    filled.append(run(2, 0, [8.0]))
    target = io.BytesIO()

    filled.export(Selection(datastreams=[2]), "json", target)

    assert [one["result"] for one in json.loads(target.getvalue())] == [8.0]


def test_a_failed_export_leaves_no_file(filled: Lake, tmp_path: Path) -> None:
    folder = tmp_path / "full"
    folder.mkdir()
    filled.close()

    with pytest.raises(Exception, match=r"."):
        filled.export(SOME, "csv", folder / "out.csv")

    assert list(folder.iterdir()) == []
