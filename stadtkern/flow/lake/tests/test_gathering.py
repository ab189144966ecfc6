# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Questions that are answered in one pass have the answers that they have one by one."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pyarrow as pa
import pytest

from stadtkern.flow.lake import asking, gathering
from stadtkern.flow.lake.answers import Answers
from stadtkern.flow.lake.buckets import edges
from stadtkern.flow.lake.gathering import lots
from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.lake.members import Member, MembersQuestion, Summary
from stadtkern.flow.lake.rehearsal import Rehearsal
from stadtkern.flow.lake.times import micros, moment
from stadtkern.flow.lake.words import Interval, Question
from stadtkern.kernel.errors import LimitExceeded

from .given import START, run

MIDNIGHT = START + timedelta(hours=1)
DAY = Interval(number=1, unit="day")
_SUMMARIES: list[Summary] = ["sum", "sum", "sum", "mean", "mean", "mean", "last"]
HOURS = Interval(number=6, unit="hour")


def question(start: datetime, end: datetime, interval: Interval, *ids: int) -> MembersQuestion:
    return MembersQuestion(
        members=[Member(datastream_id=one) for one in ids],
        edges=edges(start, end, interval, most=5_000),
        start_us=micros(start),
        end_us=micros(end),
    )


def some_questions(chance: random.Random) -> list[MembersQuestion]:
    """What the tiles of a page might ask: other datastreams, ranges, steps, ways to sum up."""
    days = [moment(at) for at in edges(MIDNIGHT, MIDNIGHT + timedelta(days=6), DAY, most=10).tolist()]
    found = []
    for _number in range(chance.randint(3, 7)):
        start = days[chance.randint(0, 2)] + timedelta(hours=chance.choice([0] * 6 + [5]))
        end = days[chance.randint(3, 5)] + timedelta(minutes=chance.choice([0] * 6 + [40]))
        ids = chance.sample(range(1, 7), chance.randint(1, 5))
        one = question(start, end, chance.choice([DAY, DAY, DAY, HOURS]), *ids)
        how: Summary = chance.choice(_SUMMARIES)
        if chance.random() < 0.2:
            warm = Member(datastream_id=7, factor=1.8, offset=32.0, regular=False)
            one = replace(one, members=[*one.members, warm])
        single, median = chance.random() < 0.3, chance.random() < 0.1
        found.append(replace(one, summary=how, single=single, median=median))
    return found


@pytest.fixture
def filled(lake: Lake) -> Lake:
    """A week of seven datastreams over the night when clocks go forward: gaps, doubts, repeated values."""
    chance = random.Random(7)  # noqa: S311 - no secret
    for stream in range(1, 8):
        first = chance.randint(0, 200)
        values = [None if chance.random() < 0.1 else float(chance.randint(0, 50)) for _n in range(600)]
        rows = run(stream, first, values)
        doubts = pa.array([chance.choice([None, None, None, 1, 8, 16]) for _n in values], pa.uint16())
        lake.append(rows.append_column("quality", doubts))
    lake.append(run(3, 250, [7.0] * 20))
    return lake


def answers(lake: Lake, questions: list[MembersQuestion]) -> list[dict[str, list[float]]]:
    """Columns of each answer, in the order of the buckets."""
    tables = [lake.together(one).sort_by("bucket") for one in questions]
    return [
        {name: table[name].cast(pa.float64()).to_numpy().tolist() for name in table.column_names}
        for table in tables
    ]


def nothing_known(lake: Lake) -> None:
    lake._series = Answers()


def test_what_is_gathered_is_what_is_answered_one_by_one(
    filled: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gathering, "_WASTE", 100)
    monkeypatch.setattr(gathering, "_LONGER", 100)
    chance = random.Random(11)  # noqa: S311 - no secret
    passes = 0
    ask = asking.ask
    for _turn in range(4):
        questions = some_questions(chance)
        nothing_known(filled)
        alone = answers(filled, questions)
        nothing_known(filled)
        asked: list[Question] = []
        with monkeypatch.context() as watched:
            watched.setattr(
                asking, "ask", lambda engine, one, into=asked: (into.append(one), ask(engine, one))[1]
            )
            filled.gather(questions)
            passes += sum("asked_parts" in one.shelves for one in asked)
            asked.clear()
            together = answers(filled, questions)
            for one, other in zip(together, alone, strict=True):
                assert one == {name: pytest.approx(other[name], rel=1e-12, nan_ok=True) for name in other}
            assert not asked
    assert passes > 1


def test_tiles_of_a_page_take_one_pass_and_times_far_apart_two() -> None:
    month, week = timedelta(days=28), timedelta(days=7)
    begin = datetime(2024, 1, 9, 23, tzinfo=UTC)
    end = begin + month
    asked = [
        question(begin, end, DAY, *range(1, 400, 5)),
        question(begin, end, DAY, *range(2, 400, 5)),
        question(end - 2 * week, end, DAY, *range(1, 400, 5)),
        question(begin - week, end - week, DAY, *range(1, 400, 5)),
        question(begin - 12 * month, end - 12 * month, DAY, *range(1, 400, 5)),
        question(begin, end, HOURS, *range(1, 400, 5)),
        question(begin, end, DAY, *range(90_000, 90_010)),
    ]
    assert sorted(sorted(lot.numbers) for lot in lots(asked)) == [[0, 1, 2, 3], [4], [5], [6]]


def test_a_rehearsal_reads_nothing_and_notes_what_is_asked(lake: Lake) -> None:
    rehearsal, one = Rehearsal(lake), question(MIDNIGHT, MIDNIGHT + timedelta(days=3), DAY, 1, 2)
    told = rehearsal.together(one)
    assert rehearsal.noted == [one]
    assert set(lake.together(one).column_names) <= set(told.column_names)
    assert np.isfinite(told["sum"].to_numpy()).all()
    with pytest.raises(LimitExceeded):
        rehearsal.together(replace(one, edges=np.arange(1_000_000, dtype=np.int64)))
