# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The columns of numbers say the same as somebody who looks at one value after another."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stadtkern.flow.devices.quality.words import StreamRule
from stadtkern.flow.ingest.checking.sequence import Found, Limits, Rows, judged

MINUTE = 60_000_000


@dataclass
class Seen:
    """What a person who judges by hand keeps in mind of one datastream."""

    time: int
    value: float
    stepped: bool
    run: int
    since: int
    before: float | None
    before_time: int


def by_hand(values: list[tuple[int, float]], rule: StreamRule) -> list[tuple[bool, bool]]:
    """Step and stuck of values of one datastream by their times, nothing between them missing."""
    found: list[tuple[bool, bool]] = []
    seen: Seen | None = None
    for time, value in values:
        now = Seen(time, value, False, 1, time, None, 0)
        if seen:
            now.before, now.before_time = seen.value, seen.time
            far = too_far(rule, time - seen.time, value - seen.value, 1)
            back = (
                seen.stepped
                and seen.before is not None
                and not too_far(rule, time - seen.before_time, value - seen.before, 2)
            )
            now.stepped = far and not back
            if value == seen.value and (rule.stuck_zero or value != 0.0):
                now.run, now.since = seen.run + 1, seen.since
        stuck = now.run > 1 and (0 < rule.stuck_values <= now.run or 0 < rule.stuck_us <= time - now.since)
        found.append((now.stepped, stuck))
        seen = now
    return found


def too_far(rule: StreamRule, apart: int, moved: float, behind: int) -> bool:
    """Whether two values are further from each other than the rule allows."""
    if rule.step_per_minute:
        return abs(moved) > rule.step * apart / MINUTE
    return (not rule.interval_us or apart <= 3 * behind * rule.interval_us) and abs(moved) > rule.step


def columns(streams: list[tuple[StreamRule, list[tuple[int, float]]]]) -> tuple[Rows, Limits]:
    """Rows of several datastreams of which nothing is stored."""
    flat = [(code, rule, time, value) for code, (rule, rows) in enumerate(streams) for time, value in rows]
    number = len(flat)
    rows = Rows(
        stream=np.array([code for code, *_ in flat], np.int64),
        time_us=np.array([time for _, _, time, _ in flat], np.int64),
        value=np.array([value for *_, value in flat], np.float64),
        known_from_us=np.full(number, np.iinfo(np.int64).min),
        context=np.zeros(number, np.bool_),
        stepped=np.zeros(number, np.bool_),
        run=np.zeros(number, np.int64),
        since_us=np.zeros(number, np.int64),
    )
    rules = [rule for _, rule, _, _ in flat]
    limits = Limits(
        step=np.array([rule.step for rule in rules], np.float64),
        per_minute=np.array([rule.step_per_minute for rule in rules], np.bool_),
        stuck_values=np.array([rule.stuck_values for rule in rules], np.int64),
        stuck_us=np.array([rule.stuck_us for rule in rules], np.int64),
        stuck_zero=np.array([rule.stuck_zero for rule in rules], np.bool_),
        interval_us=np.array([rule.interval_us for rule in rules], np.int64),
    )
    return rows, limits


def flags(found: Found) -> list[tuple[bool, bool]]:
    """Step and stuck of each row."""
    return list(zip(found.stepped.tolist(), found.stuck.tolist(), strict=True))


RULES = st.builds(
    StreamRule,
    step=st.sampled_from([0.5, 2.0, 5.0, float("inf")]),
    step_per_minute=st.booleans(),
    stuck_values=st.sampled_from([0, 2, 3]),
    stuck_us=st.sampled_from([0, 3 * MINUTE]),
    stuck_zero=st.booleans(),
    interval_us=st.sampled_from([0, MINUTE]),
)
SERIES = st.lists(
    st.tuples(st.sampled_from([1, 1, 1, 2, 7]), st.sampled_from([0.0, 1.0, 2.0, 9.0, 20.0])), max_size=25
).map(
    lambda steps: [
        (sum(gap for gap, _ in steps[: number + 1]) * MINUTE, value)
        for number, (_, value) in enumerate(steps)
    ]
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(RULES, SERIES), max_size=4))
def test_columns_say_the_same_as_a_look_at_one_value_after_another(
    streams: list[tuple[StreamRule, list[tuple[int, float]]]],
) -> None:
    expected = [flag for rule, series in streams for flag in by_hand(series, rule)]
    assert flags(judged(*columns(streams))) == expected


def test_a_spike_is_flagged_and_the_return_from_it_is_not() -> None:
    rule = StreamRule(step=5.0)
    series = [(minute * MINUTE, value) for minute, value in enumerate([12.1, 12.3, 55.0, 12.2, 12.4])]
    stepped = [step for step, _ in flags(judged(*columns([(rule, series)])))]
    assert stepped == [False, False, True, False, False]


def test_a_lasting_step_is_flagged_once() -> None:
    rule = StreamRule(step=5.0)
    series = [(minute * MINUTE, value) for minute, value in enumerate([12.1, 30.0, 30.1, 30.2])]
    assert [step for step, _ in flags(judged(*columns([(rule, series)])))] == [False, True, False, False]
