# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Data arrays: many observations in one request, each answered in its place."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from stadtkern.flow.devices.models import FeatureOfInterest, SourceState
from stadtkern.flow.devices.sensing.words import Json
from stadtkern.flow.lake import current
from stadtkern.flow.outlets.sensorthings.writing.words import BodyRefused, BodyTooDeep, Created, Refused
from stadtkern.kernel.callers import Caller

from .city import (
    OWNER,
    STRANGER,
    count,
    datastream,
    multi_datastream,
    post,
    stored,
    stream,
    thing,
    write_counters,
    writer,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lake")]

USUAL = ["phenomenonTime", "result"]


def group(
    key: int, rows: Sequence[Sequence[Json]], components: Sequence[str] = USUAL, **more: Json
) -> dict[str, Json]:
    """The rows for one Datastream."""
    return {
        "Datastream": {"@iot.id": key},
        "components": list(components),
        "dataArray@iot.count": len(rows),
        "dataArray": [list(row) for row in rows],
        **more,
    }


def send(*groups: object, caller: Caller = OWNER) -> list[Created | Refused]:
    """One request."""
    return writer(caller).data_array(json.dumps(groups).encode())


def ids(answers: Sequence[Created | Refused]) -> list[str]:
    """Ids of what was created, reasons of what was refused."""
    return [one.id if isinstance(one, Created) else one.reason for one in answers]


def minutes(number: int, *, start: int = 0) -> list[list[Json]]:
    """One value per minute."""
    return [[f"2026-01-01T{n // 60:02}:{n % 60:02}:00Z", n + 0.5] for n in range(start, start + number)]


def test_each_row_is_answered_in_its_place_over_several_groups() -> None:
    key, other = stream(), stream()
    answers = send(group(key, minutes(3)), group(other, minutes(2)))
    first = 1767225600000000
    assert ids(answers) == [f"{key}.{first + n * 60_000_000}" for n in range(3)] + [
        f"{other}.{first + n * 60_000_000}" for n in range(2)
    ]
    assert (count(key), count(other)) == (3, 2)
    assert stored(ids(answers)[2]).result == 2.5


def test_rows_that_are_known_are_answered_with_the_same_id() -> None:
    key = stream()
    first, again = send(group(key, minutes(3))), send(group(key, minutes(4)))
    assert ids(again)[:3] == ids(first)
    assert [one.known for one in again if isinstance(one, Created)] == [True, True, True, False]
    changed = send(group(key, [["2026-01-01T00:00:00Z", 99]]))
    assert ids(changed) == [f"{ids(first)[0]}.1"]


def test_a_bad_row_costs_its_neighbours_nothing() -> None:
    key = stream()
    rows: list[list[Json]] = [
        ["2026-01-01T00:00:00Z", 1],
        ["gestern", 2],
        ["2026-01-01T00:02:00Z"],
        ["2026-01-01T00:03:00+01:00", "offen"],
        ["1777-01-01T00:00:00Z", 5],
        ["2026-01-01T00:05:00Z/2026-01-01T00:06:00Z", None],
        [None, 7],
    ]
    answers = send(group(key, rows))
    refused = {n: one.reason for n, one in enumerate(answers) if isinstance(one, Refused)}
    assert set(refused) == {1, 2, 4, 6}
    assert refused[1].startswith("[0].dataArray[1].phenomenonTime: expected a time")
    assert refused[2] == "[0].dataArray[2]: expected 2 values, got 1"
    assert count(key) == 3
    assert stored(ids(answers)[3]).result_json == '"offen"'


def test_a_group_that_cannot_be_stored_costs_the_others_nothing() -> None:
    key = stream()
    foreign = stream(STRANGER)
    answers = send(
        group(4711, minutes(2)),
        group(foreign, minutes(1)),
        group(key, minutes(2)),
        group(key, [[1]], ["colour"]),
    )
    assert [isinstance(one, Created) for one in answers] == [False, False, False, True, True, False]
    assert "There is no Datastream 4711" in ids(answers)[0]
    assert "may not add" in ids(answers)[2]
    assert "colour" in ids(answers)[5]
    assert (count(key), count(foreign)) == (2, 0)


def test_all_that_an_observation_has_may_be_a_component() -> None:
    key = stream()
    feature = FeatureOfInterest.objects.get().pk
    components = [
        "phenomenonTime",
        "resultTime",
        "result",
        "resultQuality",
        "validTime",
        "parameters",
        "FeatureOfInterest/id",
    ]
    rows: list[list[Json]] = [
        [
            "2026-01-01T00:00:00Z",
            None,
            1,
            "good",
            "2026-01-01T00:00:00Z/2026-01-02T00:00:00Z",
            {"a": 1},
            feature,
        ],
        ["2026-01-01T00:01:00Z", "2026-01-01T00:02:00Z", 2, None, None, None, str(feature)],
        ["2026-01-01T00:02:00Z", None, 3, None, None, None, None],
        ["2026-01-01T00:03:00Z", None, 3, None, None, None, 4711],
    ]
    answers = send(group(key, rows, components))
    first, second, third = (stored(one) for one in ids(answers)[:3])
    assert (first.result_quality, first.parameters, first.feature_id) == ('"good"', '{"a":1}', feature)
    assert second.result_time == datetime(2026, 1, 1, 0, 2, tzinfo=UTC)
    assert third.feature_id == feature
    assert "no FeatureOfInterest" in ids(answers)[3]


def test_features_of_whole_columns_are_checked_too() -> None:
    key = stream()
    other = {
        "name": "Luft",
        "description": "",
        "encodingType": "application/geo+json",
        "feature": {"type": "Point", "coordinates": [7, 51]},
    }
    feature = post("FeaturesOfInterest", other).id
    rows: list[list[Json]] = [[*row, feature] for row in minutes(3)]
    answers = send(group(key, rows, [*USUAL, "FeatureOfInterest/id"]))
    assert {stored(one).feature_id for one in ids(answers)} == {int(feature)}
    rows[1][2] = "4711"
    refused = send(group(key, [[*row[:1], 9, row[2]] for row in rows], [*USUAL, "FeatureOfInterest/id"]))
    assert [isinstance(one, Created) for one in refused] == [True, False, True]


def test_a_multi_datastream_takes_lists() -> None:
    key = post("MultiDatastreams", multi_datastream(Thing=thing())).id
    rows: list[list[Json]] = [
        ["2026-01-01T00:00:00Z", [1, 2]],
        ["2026-01-01T00:01:00Z", [1]],
        ["2026-01-01T00:02:00Z", 3],
    ]
    given = group(0, rows)
    del given["Datastream"]
    answers = send({**given, "MultiDatastream": {"@iot.id": key}})
    assert [isinstance(one, Created) for one in answers] == [True, False, False]


def test_results_may_be_left_out_of_none_and_twice_of_none() -> None:
    key = stream()
    for components in (["phenomenonTime"], ["result", "result"], ["id", "result"], "result", None):
        answers = send({"Datastream": {"@iot.id": key}, "components": components, "dataArray": [[1, 1]]})
        assert [isinstance(one, Refused) for one in answers] == [True]
    assert count(key) == 0


@pytest.mark.parametrize("body", [b"{}", b"[1]", b'[{"dataArray": 5}]', b'[{"components": []}]', b"[{]"])
def test_what_is_no_list_of_groups_is_refused(body: bytes) -> None:
    with pytest.raises(BodyRefused):
        writer().data_array(body)


def test_there_is_a_limit_of_rows() -> None:
    with pytest.raises(BodyTooDeep):
        writer().data_array(
            [{"Datastream": {"@iot.id": 1}, "components": ["result"], "dataArray": [[1]] * 100_001}]
        )


def test_a_thing_without_place_is_named_row_by_row() -> None:
    key = int(post("Datastreams", datastream(Thing=thing(Locations=[]))).id)
    answers = send(group(key, minutes(2)))
    assert [isinstance(one, Refused) for one in answers] == [True, True]
    assert "no Location" in ids(answers)[0]


def test_rows_are_counted_for_the_source_of_the_key() -> None:
    key = stream()
    send(group(key, minutes(5)))
    send(group(key, minutes(5)))
    write_counters()
    state = SourceState.objects.get(key="push-owner")
    assert (state.stored, state.duplicates) == (5, 5)
    assert current.lake().latest([key])[key].last_time == state.last_observation_at
