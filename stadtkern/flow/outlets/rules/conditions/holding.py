# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Whether one condition holds for one value, and from when on for how long."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from stadtkern.kernel.rules import Change, Leaf, Limit, Rule, Silence

from .known import SECOND, Known, Reading, StreamKey
from .logic import Verdict, at_least, conjunction, disjunction

MEAN: StreamKey = (-1, -1)
"""Stands in a memory for the mean of all datastreams."""

Memory = dict[StreamKey, int]
"""Since when [us] a condition holds, per datastream; missing: it does not."""


def beyond(leaf: Limit, value: float, *, was: bool) -> bool:
    """Whether a value is beyond the limit, or has been and is not yet back behind the reset."""
    reset = leaf.value if leaf.reset is None else leaf.reset
    if leaf.direction == "above":
        return value > leaf.value or (was and value > reset)
    return value < leaf.value or (was and value < reset)


def moved(leaf: Change, known: Known, *, implausible: bool) -> bool:
    """Whether the newest value lies further from an earlier one within the time than allowed."""
    newest = known.reading(implausible=implausible)
    values = [one.value for one in known.within(leaf.within_s * SECOND, implausible=implausible)]
    if newest is None or not values:
        return False
    rise, fall = newest.value - min(values), max(values) - newest.value
    change = {"rise": rise, "fall": fall, "either": max(rise, fall)}[leaf.direction]
    return change > leaf.by


def note(memory: Memory, key: StreamKey, holds: bool, at: int) -> None:
    """Remember since when it holds."""
    if not holds:
        memory.pop(key, None)
    else:
        memory.setdefault(key, at)


class Sight:
    """What a rule sees of datastreams at a moment."""

    def __init__(self, rule: Rule, known: Mapping[StreamKey, Known], *, since: int) -> None:
        self.rule = rule
        self.known = known
        self.since = since
        """From when on values are expected."""

    def observe(self, leaf: Leaf, memory: Memory, key: StreamKey) -> None:
        """The newest value of a datastream has changed."""
        known = self.known[key]
        reading = known.reading(implausible=self.rule.implausible)
        if reading is None or isinstance(leaf, Silence):
            return
        if isinstance(leaf, Change):
            note(memory, key, moved(leaf, known, implausible=self.rule.implausible), reading.time)
        elif leaf.together != "mean":
            note(memory, key, beyond(leaf, reading.value, was=key in memory), reading.time)

    def verdict(self, leaf: Leaf, memory: Memory, keys: Sequence[StreamKey], now: int) -> Verdict:
        """What the condition says of these datastreams together."""
        if isinstance(leaf, Limit) and leaf.together == "mean":
            return self._of_mean(leaf, memory, keys, now)
        verdicts = [self.verdict_of(leaf, memory, key, now) for key in keys]
        if not verdicts:
            return None
        if leaf.together == "every":
            return conjunction(verdicts)
        if leaf.together == "count":
            return at_least(leaf.at_least, verdicts)
        return disjunction(verdicts)

    def verdict_of(self, leaf: Leaf, memory: Memory, key: StreamKey, now: int) -> Verdict:
        """What the condition says of one datastream."""
        if isinstance(leaf, Silence):
            return now - self._heard(key) >= leaf.for_s * SECOND
        reading = self._fresh(key, now)
        if reading is None:
            return None
        since = memory.get(key)
        if since is None:
            return False
        return isinstance(leaf, Change) or self._clock(reading, now) - since >= leaf.for_s * SECOND

    def deadline(self, leaf: Leaf, memory: Memory, keys: Collection[StreamKey], now: int) -> int | None:
        """When, after now, the verdict may change although no value comes."""
        if isinstance(leaf, Silence):
            moments = [self._heard(key) + leaf.for_s * SECOND for key in keys]
        elif isinstance(leaf, Limit) and leaf.for_s:
            moments = [self._ripe(key, since, leaf.for_s) for key, since in memory.items()]
        else:
            return None
        return min((one for one in moments if one > now), default=None)

    def mean(self, keys: Sequence[StreamKey], now: int) -> Reading | None:
        """The mean of the datastreams that have a value for now, at the time of the newest of them."""
        readings = [one for one in (self._fresh(key, now) for key in keys) if one is not None]
        if not readings:
            return None
        newest = max(readings)
        value = sum(one.value for one in readings) / len(readings)
        return Reading(newest.time, value, _joined(readings), newest.arrived)

    def _of_mean(self, leaf: Limit, memory: Memory, keys: Sequence[StreamKey], now: int) -> Verdict:
        reading = self.mean(keys, now)
        if reading is None:
            return None
        note(memory, MEAN, beyond(leaf, reading.value, was=MEAN in memory), reading.time)
        since = memory.get(MEAN)
        return since is not None and self._clock(reading, now) - since >= leaf.for_s * SECOND

    def _fresh(self, key: StreamKey, now: int) -> Reading | None:
        """The newest value, when it still says something about now."""
        known = self.known[key]
        reading = known.reading(implausible=self.rule.implausible)
        if reading is None:
            return None
        valid = max(self.rule.valid_s * SECOND, 3 * known.interval_us)
        return None if now - reading.arrived > valid else reading

    def _heard(self, key: StreamKey) -> int:
        newest = self.known[key].newest
        return self.since if newest is None else newest.time

    def _ripe(self, key: StreamKey, since: int, for_s: int) -> int:
        """When the condition has held for long enough, by the clock of the datastream."""
        newest = None if key == MEAN else self.known[key].reading(implausible=self.rule.implausible)
        delay = newest.arrived - newest.time if newest is not None else 0
        return since + for_s * SECOND + delay

    @staticmethod
    def _clock(reading: Reading, now: int) -> int:
        """Until when the datastream is known: its values arrive with the delay of the newest one."""
        return now - (reading.arrived - reading.time)


def _joined(readings: Sequence[Reading]) -> int:
    flags = 0
    for one in readings:
        flags |= one.quality
    return flags
