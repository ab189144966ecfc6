# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The pure core: when a rule begins to hold, when it ends, and what it does not look at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st

from stadtkern.flow.outlets.rules.conditions.engine import Engine
from stadtkern.flow.outlets.rules.conditions.known import SECOND, Known, Reading, StreamKey
from stadtkern.flow.outlets.rules.conditions.logic import at_least, conjunction, disjunction, negation
from stadtkern.flow.outlets.rules.conditions.subjects import Outcome, Subject
from stadtkern.kernel.observation import Quality
from stadtkern.kernel.rules import (
    AllOf,
    AnyOf,
    Change,
    Condition,
    Limit,
    Not,
    Rule,
    Silence,
    Streams,
    leaves,
)

T0 = 1_780_000_000
"""Some second of 2026."""
A, B, C = (1, 0), (2, 0), (3, 0)
ANY = Streams()
VERDICTS = st.lists(st.sampled_from([True, False, None]), min_size=1, max_size=6)


def rule(condition: Condition, **facts: object) -> Rule:
    return Rule(key="r", title="R", condition=condition, **facts)  # type: ignore[arg-type]


@dataclass
class City:
    """One rule with one subject over some datastreams; seconds count from T0."""

    rule: Rule
    streams: Sequence[Sequence[StreamKey]] = ((A,),)
    engine: Engine = field(default_factory=Engine)

    def __post_init__(self) -> None:
        for key in {key for keys in self.streams for key in keys}:
            self.engine.known[key] = Known()
        for leaf in leaves(self.rule.condition):
            if isinstance(leaf, Change):
                for known in self.engine.known.values():
                    known.keep(leaf.within_s * SECOND)
        self.subject = self.watched()

    def watched(self) -> Subject:
        """The only subject, watched by the engine."""
        subject = Subject(self.rule, "s", self.streams, self.engine.known, since=T0 * SECOND, rule_id=1)
        self.engine.replace([subject], T0 * SECOND)
        return subject

    def bring(
        self,
        *values: tuple[float, float],
        key: StreamKey = A,
        now: float | None = None,
        quality: int = 0,
    ) -> list[Outcome]:
        """Values (second, value) that arrive together, at their newest time unless said otherwise."""
        at = int(((max(time for time, _value in values) if now is None else now) + T0) * SECOND)
        rows = [(key, Reading(int((T0 + time) * SECOND), value, quality, at)) for time, value in values]
        return self.engine.apply(rows, at)

    def wait(self, until: float) -> list[Outcome]:
        """Time passes and nothing comes."""
        return self.engine.tick(int((T0 + until) * SECOND))


def opened(outcomes: Sequence[Outcome]) -> list[bool]:
    return [one.opened is not None for one in outcomes]


def test_a_value_above_the_limit_opens_once_and_ends_below_the_reset() -> None:
    city = City(rule(Limit(streams=ANY, value=30, reset=28)))
    assert city.bring((0, 30)) == []
    assert opened(city.bring((60, 30.1))) == [True]
    assert city.bring((120, 35)) == []
    assert city.bring((180, 28.5)) == []
    [ended] = city.bring((240, 28))
    assert ended.ended
    assert ended.opened is None


def test_a_flapping_value_with_hysteresis_stays_one_alarm() -> None:
    city = City(rule(Limit(streams=ANY, value=30, reset=28)))
    outcomes = [one for n in range(200) for one in city.bring((n * 60, 30.5 if n % 2 else 29.5))]
    assert opened(outcomes) == [True]


def test_below_is_the_mirror_of_above() -> None:
    city = City(rule(Limit(streams=ANY, value=0, reset=1, direction="below")))
    assert opened(city.bring((0, -0.1))) == [True]
    assert city.bring((60, 0.9)) == []
    assert city.bring((120, 1))[0].ended


def test_a_duration_is_reached_by_a_value_or_by_time() -> None:
    by_value = City(rule(Limit(streams=ANY, value=30, for_s=600)))
    assert by_value.bring((0, 31)) == []
    assert by_value.bring((599, 31)) == []
    assert opened(by_value.bring((600, 31))) == [True]

    by_time = City(rule(Limit(streams=ANY, value=30, for_s=600)))
    by_time.bring((0, 31))
    assert by_time.wait(599) == []
    assert opened(by_time.wait(600)) == [True]


def test_a_break_begins_the_duration_anew() -> None:
    city = City(rule(Limit(streams=ANY, value=30, for_s=600)))
    city.bring((0, 31))
    city.bring((300, 29))
    city.bring((400, 31))
    assert city.wait(700) == []
    assert opened(city.wait(1000)) == [True]


def test_values_that_always_come_late_are_given_their_delay() -> None:
    city = City(rule(Limit(streams=ANY, value=30, for_s=600)))
    city.bring((0, 31), now=3600)
    assert city.wait(4199) == []
    assert opened(city.wait(4200)) == [True]


def test_a_value_that_is_long_over_says_nothing_of_now() -> None:
    city = City(rule(Limit(streams=ANY, value=30, for_s=86_400), valid_s=3600))
    city.bring((0, 31))
    assert city.wait(86_400) == []


def test_silence_begins_at_the_newest_value_and_ends_with_the_next() -> None:
    city = City(rule(Silence(streams=ANY, for_s=900)))
    assert city.wait(899) == []
    city.bring((899, 1))
    assert city.wait(1798) == []
    assert opened(city.wait(1799)) == [True]
    assert city.bring((2000, 1))[0].ended


def test_a_change_is_looked_for_within_its_time() -> None:
    city = City(rule(Change(streams=ANY, by=10, within_s=900)))
    city.bring((0, 20))
    city.bring((600, 26))
    assert city.bring((1200, 31)) == []
    assert opened(city.bring((1400, 36.5))) == [True]
    assert city.bring((3000, 36))[0].ended


def test_a_fall_is_no_rise() -> None:
    rise = City(rule(Change(streams=ANY, by=10, within_s=900)))
    fall = City(rule(Change(streams=ANY, by=10, within_s=900, direction="fall")))
    for city in (rise, fall):
        city.bring((0, 20))
    assert rise.bring((60, 5)) == []
    assert opened(fall.bring((60, 5))) == [True]


def test_ten_thousand_values_after_an_outage_open_at_most_once() -> None:
    city = City(rule(Limit(streams=ANY, value=0)))
    outcomes = city.bring(*((n, 1 if n % 2 else -1) for n in range(10_000)), now=10_000)
    assert opened(outcomes) == [True]


def test_a_peak_within_one_delivery_is_an_alarm_that_has_ended() -> None:
    city = City(rule(Limit(streams=ANY, value=30)))
    [outcome] = city.bring((0, 20), (60, 31), (120, 20), now=120)
    assert outcome.opened is not None
    assert outcome.ended


def test_a_late_value_does_not_begin_the_past_again() -> None:
    city = City(rule(Limit(streams=ANY, value=30)))
    city.bring((600, 20))
    assert city.bring((300, 40), now=610) == []
    assert city.engine.ignored[(1, "older")].number == 1


def test_a_value_that_comes_too_late_is_not_looked_at() -> None:
    city = City(rule(Limit(streams=ANY, value=30), lateness_s=3600))
    assert city.bring((0, 40), now=3601) == []
    assert city.engine.ignored[(1, "late")].number == 1


def test_the_clock_of_2087_is_not_believed_and_blocks_nothing() -> None:
    city = City(rule(Limit(streams=ANY, value=30)))
    assert city.bring((61 * 365 * 86_400, 40), now=0) == []
    assert city.engine.ignored[(1, "future")].number == 1
    assert opened(city.bring((60, 40))) == [True]


def test_an_implausible_value_counts_only_where_the_rule_says_so() -> None:
    strict = City(rule(Limit(streams=ANY, value=30)))
    loose = City(rule(Limit(streams=ANY, value=30), implausible=True))
    assert strict.bring((0, 99), quality=Quality.OUT_OF_RANGE) == []
    assert strict.engine.ignored[(1, "implausible")].number == 1
    assert opened(loose.bring((0, 99), quality=Quality.OUT_OF_RANGE)) == [True]


def test_a_value_that_is_no_number_is_not_looked_at() -> None:
    city = City(rule(Limit(streams=ANY, value=30)))
    assert city.bring((0, float("nan"))) == []
    assert city.engine.ignored[(1, "no number")].number == 1


def test_a_combination_needs_both_and_unknown_ends_nothing() -> None:
    both = AllOf(parts=(Limit(streams=ANY, value=30), Limit(streams=ANY, value=20, direction="below")))
    city = City(rule(both, valid_s=3600), streams=((A,), (B,)))
    assert city.bring((0, 31)) == []
    assert opened(city.bring((60, 15), key=B)) == [True]
    assert city.bring((7200, 31)) == []
    assert city.bring((7300, 25), key=B)[0].ended


def test_not_turns_a_condition_around() -> None:
    city = City(rule(Not(part=Limit(streams=ANY, value=30))))
    assert opened(city.bring((0, 29))) == [True]


def test_at_least_two_of_three() -> None:
    city = City(rule(Limit(streams=ANY, value=30, together="count", at_least=2)), streams=((A, B, C),))
    assert city.bring((0, 31), key=A) == []
    assert opened(city.bring((10, 31), key=C)) == [True]
    assert city.bring((20, 29), key=A) == []
    assert city.bring((30, 29), key=B)[0].ended


def test_a_mean_counts_those_that_have_a_value_now() -> None:
    city = City(rule(Limit(streams=ANY, value=30, together="mean"), valid_s=3600), streams=((A, B),))
    city.bring((0, 20), key=A)
    assert city.bring((60, 39), key=B) == []
    assert opened(city.bring((120, 42), key=B)) == [True]
    city.bring((180, 10), key=B)
    assert opened(city.bring((7200, 31), key=A)) == [True]


def test_an_end_is_waited_for_as_long_as_the_rule_says() -> None:
    city = City(rule(Limit(streams=ANY, value=30), end_after_s=600))
    city.bring((0, 31))
    assert city.bring((60, 29)) == []
    assert city.bring((120, 31)) == []
    assert city.bring((180, 29)) == []
    assert city.wait(779) == []
    assert city.wait(780)[0].ended


def test_what_is_remembered_survives_a_restart() -> None:
    before = City(rule(Limit(streams=ANY, value=30, for_s=600)))
    before.bring((0, 31))
    after = City(before.rule)
    after.subject.recall(before.subject.remembered())
    after.engine.known[A].take(Reading(T0 * SECOND, 31, 0, T0 * SECOND))
    after.engine.replace([after.subject], T0 * SECOND)
    assert opened(after.wait(600)) == [True]
    again = City(before.rule)
    again.subject.recall(after.subject.remembered())
    assert again.bring((660, 32)) == []


@given(VERDICTS)
def test_logic_decides_only_what_is_decided(verdicts: list[bool | None]) -> None:
    """Whatever the unknown ones turn out to be, a decided verdict stays as it is."""
    for chosen in (True, False):
        settled = [chosen if one is None else one for one in verdicts]
        for judge in (conjunction, disjunction, lambda v: at_least(2, v)):
            assert judge(verdicts) in (None, judge(settled))
    assert negation(conjunction(verdicts)) == disjunction([negation(one) for one in verdicts])


@given(st.lists(st.floats(-50, 50), min_size=1, max_size=60), st.floats(-20, 20), st.floats(0, 10))
def test_alarms_open_and_end_in_turn(values: list[float], limit: float, gap: float) -> None:
    """One alarm at a time: no opening without an end before it, whatever the values."""
    city = City(rule(Limit(streams=ANY, value=limit, reset=limit - gap)))
    is_open = False
    for n, value in enumerate(values):
        for outcome in city.bring((n * 60, value)):
            assert (outcome.opened is not None) != is_open
            is_open = not is_open
        assert is_open or value <= limit
        assert not is_open or value > limit - gap


@given(st.permutations(list(range(12))))
def test_the_order_within_a_delivery_does_not_matter(order: list[int]) -> None:
    values = [(n * 60.0, 31.0 if n in (4, 5, 6) else 20.0) for n in range(12)]
    city = City(rule(Limit(streams=ANY, value=30, for_s=120)))
    [outcome] = city.bring(*(values[n] for n in order), now=660)
    assert outcome.opened is not None
    assert outcome.ended


def test_any_of_several_is_enough() -> None:
    either = AnyOf(parts=(Limit(streams=ANY, value=30), Silence(streams=ANY, for_s=600)))
    city = City(rule(either), streams=((A,), (A,)))
    city.bring((0, 20))
    assert opened(city.wait(600)) == [True]
    assert city.bring((660, 20))[0].ended
    assert opened(city.bring((700, 31))) == [True]
