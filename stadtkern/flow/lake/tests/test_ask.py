# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Questions: one select statement, the asker's own tables, a time limit."""

from __future__ import annotations

from datetime import UTC, datetime

import pyarrow as pa
import pytest

from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.lake.words import Question
from stadtkern.kernel.errors import LimitExceeded, WrongSetting

from .given import START, at, run


def test_a_question_joins_the_shelves_of_the_asker(lake: Lake) -> None:
    lake.append(run(1, 0, [1.0, 2.0]))
    lake.append(run(2, 0, [3.0]))
    shelf = pa.table({"datastream_id": [2], "name": ["Turm"]})
    sql = "select name, result from observations join streams using (datastream_id) where result > $a"

    found = lake.ask(Question(sql, {"a": 0.5, "b": "not used"}, {"streams": shelf}))

    assert found.to_pylist() == [{"name": "Turm", "result": 3.0}]
    with pytest.raises(WrongSetting, match="streams"):
        lake.ask(Question("select * from streams"))


def test_times_come_back_in_utc(lake: Lake) -> None:
    lake.append(run(1, 0, [1.0]))

    found = lake.ask(
        Question(
            "select phenomenon_time as t from observations where phenomenon_time >= $since", {"since": START}
        )
    )

    assert found.schema.field("t").type == pa.timestamp("us", tz="UTC")
    assert found["t"].to_pylist() == [at(0).astimezone(UTC)]


@pytest.mark.parametrize(
    "sql",
    [
        "delete from observations",
        "select 1; drop table observations",
        "select nonsense from observations",
        "select",
        "",
        "attach 'x.db'",
        "select $missing",
    ],
)
def test_anything_but_one_fitting_select_is_refused(lake: Lake, sql: str) -> None:
    lake.append(run(1, 0, [1.0]))

    with pytest.raises(WrongSetting):
        lake.ask(Question(sql))

    assert lake.latest([1])[1].count == 1


def test_a_question_that_takes_too_long_is_stopped(lake: Lake) -> None:
    with pytest.raises(LimitExceeded, match=r"0\.05 s"):
        lake.ask(
            Question("select sum(a.range * b.range) from range(1000000) a, range(1000000) b", limit_s=0.05)
        )


def test_the_newest_observation_is_known_whole(lake: Lake) -> None:
    when = datetime(2024, 5, 1, tzinfo=UTC)
    table = run(1, 0, [1.0, 2.0])
    extra: dict[str, pa.Array[pa.Scalar[pa.DataType]]] = {
        "result_time": pa.array([None, when], pa.timestamp("us", tz="UTC")),
        "parameters": pa.array(['{"a":1}', '{"a":2}']),
        "result_quality": pa.array([None, '"good"']),
        "feature_id": pa.array([None, 9], pa.int64()),
    }
    for name, column in extra.items():
        table = table.append_column(name, column)
    lake.append(table)

    known = lake.latest([1])[1]

    assert (known.parameters, known.result_quality, known.feature_id, known.seq) == (
        '{"a":2}',
        '"good"',
        9,
        0,
    )
    assert (known.first_result_time, known.last_result_time, known.result_time) == (when, when, when)
    assert lake.observations(1, limit=5)[1].result_quality == '"good"'
