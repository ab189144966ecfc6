# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Kept answers are those that the lake would give now."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pytest

from stadtkern.flow.lake.addresses import Address
from stadtkern.flow.lake.answers import Answers, key
from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.lake.words import Question

from .given import batch

START = datetime(2026, 5, 1, tzinfo=UTC)
SQL = """select phenomenon_time, result from observations
where datastream_id = $stream and coalesce(quality, 0) & 4 = 0 order by phenomenon_time"""


def question(stream: int = 1) -> Question:
    return Question(sql=SQL, parameters={"stream": stream}, streams=(stream,))


def results(lake: Lake, stream: int = 1) -> list[float | None]:
    return lake.ask(question(stream))["result"].to_pylist()


def address(hour: int) -> Address:
    at = START + timedelta(hours=hour)
    return Address(1, round(at.timestamp() * 1_000_000), 0)


@pytest.fixture
def filled(lake: Lake) -> Lake:
    lake.append(batch(*[(1, START + timedelta(hours=hour), float(hour)) for hour in range(5)]))
    assert results(lake) == [0, 1, 2, 3, 4]
    return lake


def test_the_same_question_gets_the_same_table(filled: Lake) -> None:
    assert filled.ask(question()) is filled.ask(question())


def test_a_new_observation_is_in_the_next_answer(filled: Lake) -> None:
    filled.append(batch((1, START + timedelta(hours=9), 9.0)))
    assert results(filled) == [0, 1, 2, 3, 4, 9]


def test_a_correction_is_in_the_next_answer(filled: Lake) -> None:
    filled.append(batch((1, START, 7.0)))
    assert results(filled) == [7, 1, 2, 3, 4]


@pytest.mark.parametrize("hour", [0, 2, 4])
def test_a_change_is_in_the_next_answer(filled: Lake, hour: int) -> None:
    filled.change(address(hour), {"result": 99.0})
    assert results(filled)[hour] == 99


@pytest.mark.parametrize("hour", [0, 2, 4])
def test_a_removal_is_in_the_next_answer(filled: Lake, hour: int) -> None:
    filled.remove([address(hour)])
    assert hour not in results(filled)


def test_a_removal_by_question_and_retention_are_in_the_next_answer(filled: Lake) -> None:
    found = "select datastream_id, phenomenon_time, seq from observations where result = 2"
    filled.remove_found(Question(sql=found), most=10)
    assert results(filled) == [0, 1, 3, 4]
    filled.retention({1: START + timedelta(hours=2)}, dry_run=False)
    assert results(filled) == [3, 4]
    filled.remove_streams([1])
    assert results(filled) == []


def test_another_datastream_keeps_its_answer(filled: Lake) -> None:
    filled.append(batch((2, START, 1.0)))
    before = filled.ask(question(2))
    filled.append(batch((1, START + timedelta(hours=9), 9.0)))
    assert filled.ask(question(2)) is before


def test_answers_stay_within_their_memory() -> None:
    kept = Answers(most_bytes=16 * 8_000)
    table = pa.table({"a": pa.array(range(1_000), pa.int64())})
    for number in range(100):
        kept.put(number, (0,), table)
    assert [number for number in range(100) if kept.get(number, (0,)) is not None] == list(range(84, 100))
    kept.put("large", (0,), pa.concat_tables([table, table]))
    assert kept.get("large", (0,)) is None


def test_equal_numbers_of_other_kinds_are_other_questions() -> None:
    keys = {key(Question(sql="select $a", parameters={"a": value})) for value in (1, 1.0, True)}
    assert len(keys) == 3
