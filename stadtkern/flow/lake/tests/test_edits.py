# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Changes and removals: the id stays, the state is right, nothing else moves."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from stadtkern.flow.lake import addresses
from stadtkern.flow.lake.addresses import Address
from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.lake.recovery import recount
from stadtkern.flow.lake.state import State
from stadtkern.flow.lake.times import micros
from stadtkern.flow.lake.words import LakeSettings, Latest, Question
from stadtkern.kernel.errors import LimitExceeded, PayloadRejected

from .given import at, batch, run


def address(datastream: int, quarter: int, seq: int = 0) -> Address:
    return Address(datastream, micros(at(quarter)), seq)


def test_a_changed_result_keeps_its_place(lake: Lake) -> None:
    lake.append(run(1, 0, [1.0, 2.0, 3.0]))

    changed = lake.change(address(1, 1), {"result": 7.5, "parameters": '{"by":"hand"}'})

    assert changed == lake.find([address(1, 1)])[address(1, 1)]
    assert [(row.result, row.seq, row.parameters) for row in lake.observations(1, limit=9)] == [
        (1.0, 0, None),
        (7.5, 0, '{"by":"hand"}'),
        (3.0, 0, None),
    ]
    assert lake.append(run(1, 1, [7.5])).duplicates == 1


def test_a_change_of_the_newest_observation_is_the_latest_value(lake: Lake) -> None:
    lake.append(run(1, 0, [1.0, 2.0]))

    lake.change(address(1, 1), {"result": None, "result_json": '"rain"', "result_time": at(9)})

    latest = lake.latest([1])[1]
    assert (latest.result, latest.result_json, latest.count) == (None, '"rain"', 2)
    assert (latest.first_result_time, latest.last_result_time) == (at(9), at(9))


def test_an_observation_with_another_time_keeps_its_id(lake: Lake) -> None:
    lake.append(run(1, 0, [1.0, 2.0]))

    moved = lake.change(address(1, 1), {"phenomenon_time": at(-5)})
    again = lake.change(address(1, 1), {"datastream_id": 2, "result": 5.0})

    assert moved is not None
    assert again is not None
    assert (moved.phenomenon_time, moved.identity) == (at(-5), addresses.text(address(1, 1)))
    assert lake.find([address(1, 1), address(1, -5), address(2, -5)]) == {address(1, 1): again}
    assert (again.datastream_id, again.phenomenon_time, again.result) == (2, at(-5), 5.0)
    assert {key: (one.count, one.last_time) for key, one in lake.latest([1, 2]).items()} == {
        1: (1, at(0)),
        2: (1, at(-5)),
    }


def test_the_first_address_of_a_moved_observation_stays_its_own(open_lake: Callable[[], Lake]) -> None:
    lake = open_lake()
    lake.append(run(1, 0, [1.0]))
    lake.change(address(1, 0), {"phenomenon_time": at(5)})
    lake = open_lake()

    (place,) = lake.append_parts(run(1, 0, [1.0]), [1], places=True)[0].places
    (known,) = lake.append_parts(run(1, 5, [1.0]), [1], places=True)[0].places

    assert (place.seq, place.known) == (1, False)
    assert (known.known, known.identity) == (True, addresses.text(address(1, 0)))
    found = lake.find([address(1, 0), address(1, 0, 1)])
    assert [one.phenomenon_time for one in found.values()] == [at(5), at(0)]


def test_a_moved_observation_supersedes_what_lies_there(lake: Lake) -> None:
    lake.append(run(1, 0, [1.0, 2.0, 3.0]))

    lake.change(address(1, 0), {"phenomenon_time": at(1)})

    assert [(row.result, row.seq) for row in lake.observations(1, limit=9)] == [(1.0, 1), (3.0, 0)]
    assert lake.find([address(1, 1)])[address(1, 1)].quality == 4
    assert (lake.latest([1])[1].count, lake.latest([1])[1].first_time) == (2, at(1))


def test_what_is_not_stored_cannot_be_changed(lake: Lake) -> None:
    lake.append(run(1, 0, [1.0]))

    assert lake.change(address(1, 1), {"result": 1.0}) is None
    assert lake.change(address(1, 0, 1), {"phenomenon_time": at(4)}) is None


@pytest.mark.parametrize(
    "changes",
    [
        {"result": float("nan")},
        {"result": "warm"},
        {"colour": 1},
        {"datastream_id": None},
        {"phenomenon_time": datetime(2024, 1, 1)},  # noqa: DTZ001 - that is what is refused
        {"phenomenon_time": datetime(1800, 1, 1, tzinfo=UTC)},
        {"quality": 4},
        {"seq": 1},
        {"feature_id": 2**70},
    ],
)
def test_a_wrong_change_is_refused(lake: Lake, changes: dict[str, object]) -> None:
    lake.append(run(1, 0, [1.0]))

    with pytest.raises(PayloadRejected):
        lake.change(address(1, 0), changes)

    assert lake.latest([1])[1].result == 1.0


def test_a_changed_quality_stays_superseded(lake: Lake) -> None:
    lake.append(run(1, 0, [1.0]))
    lake.append(run(1, 0, [2.0]))

    changed = lake.change(address(1, 0), {"quality": 1})
    cleared = lake.change(address(1, 0), {"quality": None})

    assert changed is not None
    assert cleared is not None
    assert (changed.quality, cleared.quality, lake.latest([1])[1].count) == (5, 4, 1)


def test_removed_observations_are_gone_and_the_state_knows(lake: Lake) -> None:
    lake.append(run(1, 0, [float(n) for n in range(300)]))

    removed = lake.remove([address(1, 0), address(1, 7), address(1, 299), address(1, 999), address(1, 7)])

    latest = lake.latest([1])[1]
    assert removed == 3
    assert (latest.count, latest.first_time, latest.last_time, latest.result) == (297, at(1), at(298), 298.0)
    assert lake.find([address(1, 0), address(1, 7), address(1, 299)]) == {}


def test_the_address_of_a_removed_observation_may_be_used_again(lake: Lake) -> None:
    lake.append(run(1, 0, [1.0]))
    lake.remove([address(1, 0)])
    gone = lake.latest([1])

    (place,) = lake.append_parts(run(1, 0, [1.0]), [1], places=True)[0].places

    assert gone == {}
    assert (place.seq, place.known) == (0, False)


def test_numbers_go_on_when_only_the_newest_result_for_a_time_is_removed(lake: Lake) -> None:
    lake.append(run(1, 0, [1.0]))
    lake.append(run(1, 0, [2.0]))
    lake.remove([address(1, 0, 1)])

    (place,) = lake.append_parts(run(1, 0, [3.0]), [1], places=True)[0].places

    assert place.seq == 1
    assert [(row.result, row.seq) for row in lake.observations(1, limit=9)] == [(3.0, 1)]


def test_datastreams_are_removed_whole(lake: Lake) -> None:
    lake.append(run(1, 0, [1.0, 2.0]))
    lake.append(run(2, 0, [1.0] * 300))
    lake.append(run(2, 0, [2.0]))
    lake.append(run(3, 0, [1.0]))

    assert lake.remove_streams([1, 2, 9]) == 303
    assert list(lake.latest([1, 2, 3])) == [3]
    assert lake.remove_streams([]) == 0


def test_observations_of_a_feature_are_removed(lake: Lake) -> None:
    lake.append(run(1, 0, [1.0, 2.0]).append_column("feature_id", pa.array([5, 6], pa.int64())))

    assert lake.remove_features([5, 7]) == 1
    assert [row.feature_id for row in lake.observations(1, limit=9)] == [6]
    assert (lake.latest([1])[1].count, lake.latest([1])[1].first_time) == (1, at(1))


_FOUND = "select datastream_id, phenomenon_time, seq from observations where result > $least"


def test_what_a_question_finds_is_removed(lake: Lake) -> None:
    lake.append(run(1, 0, [float(n) for n in range(10)]))

    with pytest.raises(LimitExceeded, match="at most 2"):
        lake.remove_found(Question(_FOUND, {"least": 4.0}), most=2)
    kept = lake.latest([1])[1].count
    removed = lake.remove_found(Question(_FOUND, {"least": 4.0}), most=5)

    assert (kept, removed) == (10, 5)
    assert (lake.latest([1])[1].count, lake.latest([1])[1].result) == (5, 4.0)
    assert lake.remove_found(Question(_FOUND, {"least": 4.0}), most=5) == 0


def test_removing_a_moved_observation_frees_its_id(lake: Lake) -> None:
    lake.append(run(1, 0, [1.0, 2.0]))
    lake.change(address(1, 0), {"phenomenon_time": at(5)})
    lake.change(address(1, 1), {"phenomenon_time": at(6)})

    lake.remove([address(1, 0)])
    lake.remove_streams([1])

    assert [one.seq for one in lake.append_parts(run(1, 0, [1.0, 2.0]), [2], places=True)[0].places] == [0, 0]


def test_many_changes_at_once_all_happen(lake: Lake) -> None:
    lake.append(run(1, 0, [0.0] * 64))

    with ThreadPoolExecutor(16) as callers:
        changed = list(
            callers.map(lambda n: lake.change(address(1, n % 64), {"result": float(n)}), range(128))
        )
        removed = list(callers.map(lambda n: lake.remove([address(1, n)]), range(32)))

    assert [one.result for one in changed if one] == [float(n) for n in range(128)]
    assert removed == [1] * 32
    assert len(lake.observations(1, limit=99)) == lake.latest([1])[1].count == 32


def test_a_listener_hears_of_new_rows_and_may_fail(lake: Lake) -> None:
    heard: list[pa.Table] = []

    def broken(rows: pa.Table) -> None:
        raise ValueError(rows.num_rows)

    stop = lake.watch(heard.append)
    lake.watch(broken)
    lake.append(run(1, 0, [1.0]))
    lake.append(run(1, 0, [1.0, 4.0]))
    lake.append(run(1, 0, [3.0]))
    stop()
    lake.append(run(1, 5, [1.0]))

    assert [table.select(["result", "seq"]).to_pylist() for table in heard] == [
        [{"result": 1.0, "seq": 0}],
        [{"result": 4.0, "seq": 0}],
        [{"result": 3.0, "seq": 1}],
    ]


def recounted(lake: Lake, known: dict[int, Latest]) -> dict[int, Latest]:
    """What a question over all rows says of the datastreams."""
    sql = """
        select datastream_id, count(*) as n, min(phenomenon_time) as first, max(phenomenon_time) as last,
            arg_max(coalesce(result, -1), phenomenon_time) as result
        from observations
        where coalesce(quality, 0) & 4 = 0
        group by datastream_id
    """
    found = lake.ask(Question(sql)).to_pylist()
    return {
        row["datastream_id"]: replace(
            known[row["datastream_id"]],
            count=row["n"],
            first_time=row["first"],
            last_time=row["last"],
            result=row["result"],
        )
        for row in found
    }


def same_as_counted_anew(lake: Lake) -> bool:
    """The state that the writer keeps against that of a start without a checkpoint."""
    fresh = State()
    lake._writer.run(lambda session: recount(fresh, session))
    return sorted(fresh.entries()) == sorted(lake._writer.state.entries())


def test_removing_a_superseded_observation_that_was_the_newest_row_lowers_the_newest_time(lake: Lake) -> None:
    lake.append(batch((1, at(0), 0.0), (1, at(1), 0.0)))
    lake.append(batch((1, at(1), 2.0)))
    lake.change(Address(1, address(1, 1).time_us, 1), {"datastream_id": 2})

    lake.remove([address(1, 1)])

    assert same_as_counted_anew(lake)


_STEP = some.one_of(
    some.tuples(
        some.just("append"),
        some.lists(
            some.tuples(some.integers(1, 2), some.integers(0, 4), some.integers(0, 2)), min_size=1, max_size=6
        ),
    ),
    some.tuples(some.just("result"), some.integers(0, 50), some.integers(0, 2)),
    some.tuples(
        some.just("move"), some.integers(0, 50), some.tuples(some.integers(1, 2), some.integers(0, 4))
    ),
    some.tuples(some.just("remove"), some.lists(some.integers(0, 50), max_size=3)),
    some.tuples(some.just("restart")),
)


@pytest.mark.slow
@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=some.lists(_STEP, min_size=3, max_size=10))
def test_any_edits_leave_a_right_state_and_readable_ids(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[object, ...]]
) -> None:
    place = LakeSettings(folder=tmp_path_factory.mktemp("lake"), memory_mb=512, threads=1)
    lake = Lake.open(place)
    book: dict[Address, float] = {}
    """Result by id, superseded ones too."""
    try:
        for step in steps:
            if step[0] == "restart":
                lake.close()
                lake = Lake.open(place)
            else:
                _do(lake, book, step)
            assert {key: one.result for key, one in lake.find(list(book)).items()} == book
            known = lake.latest([1, 2])
            assert known == recounted(lake, known)
            assert same_as_counted_anew(lake)
    finally:
        lake.close()


def _do(lake: Lake, book: dict[Address, float], step: tuple[object, ...]) -> None:
    ids = sorted(book)
    match step:
        case ("append", list(rows)):
            table = batch(*[(ds, at(quarter), float(result)) for ds, quarter, result in rows])
            places = lake.append_parts(table, [len(rows)], places=True)[0].places
            for (ds, quarter, result), where in zip(rows, places, strict=True):
                key = addresses.read(where.identity) if where.identity else address(ds, quarter, where.seq)
                assert key is not None
                assert where.known == (key in book)
                book[key] = float(result)
        case ("result", int(number), int(result)) if ids:
            key = ids[number % len(ids)]
            more: dict[str, object] = {"result_time": at(number % 9)} if number % 2 else {}
            assert lake.change(key, {"result": float(result)} | more) is not None
            book[key] = float(result)
        case ("move", int(number), (int(ds), int(quarter))) if ids:
            moved = lake.change(ids[number % len(ids)], {"datastream_id": ds, "phenomenon_time": at(quarter)})
            assert moved is not None
            assert (moved.datastream_id, moved.phenomenon_time) == (ds, at(quarter))
        case ("remove", list(numbers)) if ids:
            gone = {ids[number % len(ids)] for number in numbers}
            assert lake.remove(sorted(gone)) == len(gone)
            for key in gone:
                del book[key]
