# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""All rules over all values: who is concerned by a value, who must be looked at when time has passed."""

from __future__ import annotations

import heapq
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import count
from typing import Literal, NamedTuple

from .known import SECOND, Known, Reading, StreamKey
from .subjects import Outcome, Subject

AHEAD_US = 15 * 60 * SECOND
"""A value from further in the future says that a clock is wrong."""

Reason = Literal["future", "late", "older", "implausible", "no number"]


class Ignored(NamedTuple):
    """Values that a rule did not look at for one reason."""

    number: int
    key: StreamKey
    time: int
    """Of the newest of them to arrive: whence it came and which time it bore."""


class Engine:
    """The rules of this process with what they know; used by one thread."""

    def __init__(self) -> None:
        self.known: dict[StreamKey, Known] = {}
        self.subjects: dict[tuple[int, str], Subject] = {}
        self.ignored: dict[tuple[int, Reason], Ignored] = {}
        """By the id of the rule and the reason, since somebody last emptied this."""
        self.touched: dict[int, Subject] = {}
        """Subjects that were looked at since somebody last emptied this."""
        self._index: dict[StreamKey, list[tuple[Subject, tuple[int, ...]]]] = {}
        self._deadlines: list[tuple[int, int, Subject]] = []
        self._due: dict[int, int] = {}
        self._numbers = count()

    @property
    def streams(self) -> Mapping[StreamKey, object]:
        """The datastreams that some rule looks at."""
        return self._index

    def replace(self, subjects: Sequence[Subject], now: int) -> None:
        """Watch exactly these subjects, which share :attr:`known`; those that are gone are forgotten."""
        self.subjects = {(one.rule_id, one.code): one for one in subjects}
        index: dict[StreamKey, list[tuple[Subject, tuple[int, ...]]]] = defaultdict(list)
        for subject in subjects:
            places: dict[StreamKey, list[int]] = defaultdict(list)
            for n, keys in enumerate(subject.streams):
                for key in keys:
                    places[key].append(n)
            for key, leaves in places.items():
                index[key].append((subject, tuple(leaves)))
        self._index = dict(index)
        self._deadlines, self._due = [], {}
        for subject in subjects:
            self._plan(subject, now)

    def apply(self, readings: Iterable[tuple[StreamKey, Reading]], now: int) -> list[Outcome]:
        """Take in values of one delivery, in the order of their times; what changed by them.

        A subject begins to alarm at most once by it, however many values there are.
        """
        touched: dict[int, Subject] = {}
        for key, reading in sorted(readings, key=lambda one: one[1].time):
            for subject in self._taken(key, reading, now):
                touched[id(subject)] = subject
                if subject.light:
                    subject.judge(now)
        return self._settled(touched.values(), now)

    def tick(self, now: int) -> list[Outcome]:
        """Look at those whose time has come."""
        due: dict[int, Subject] = {}
        while self._deadlines and self._deadlines[0][0] <= now:
            moment, _number, subject = heapq.heappop(self._deadlines)
            if self._due.get(id(subject)) == moment:
                del self._due[id(subject)]
                due[id(subject)] = subject
        return self._settled(due.values(), now)

    def next_deadline(self) -> int | None:
        """When somebody must be looked at next."""
        while self._deadlines and self._due.get(id(self._deadlines[0][2])) != self._deadlines[0][0]:
            heapq.heappop(self._deadlines)
        return self._deadlines[0][0] if self._deadlines else None

    def judge_all(self, now: int) -> list[Outcome]:
        """Look at every subject, for instance after a start."""
        return self._settled(list(self.subjects.values()), now)

    def _settled(self, subjects: Iterable[Subject], now: int) -> list[Outcome]:
        outcomes = []
        for subject in subjects:
            self.touched[id(subject)] = subject
            subject.judge(now)
            outcome = subject.settle()
            if outcome is not None:
                outcomes.append(outcome)
            self._plan(subject, now)
        return outcomes

    def _taken(self, key: StreamKey, reading: Reading, now: int) -> list[Subject]:
        """The subjects that look at the value."""
        concerned = self._index.get(key)
        if not concerned:
            return []
        known = self.known[key]
        reason = _unusable(reading, now) or ("" if known.take(reading) else "older")
        if reason:
            self._note(concerned, reason, key, reading)
            return []
        found = []
        for subject, leaves in concerned:
            blocked = _unfit(subject, known, reading)
            if blocked:
                self._note([(subject, leaves)], blocked, key, reading)
            else:
                for leaf in leaves:
                    subject.observe(leaf, key)
            found.append(subject)
        return found

    def _note(
        self,
        concerned: Sequence[tuple[Subject, tuple[int, ...]]],
        reason: Reason,
        key: StreamKey,
        reading: Reading,
    ) -> None:
        for rule_id in {subject.rule_id for subject, _leaves in concerned}:
            before = self.ignored.get((rule_id, reason))
            number = before.number + 1 if before else 1
            self.ignored[(rule_id, reason)] = Ignored(number, key, reading.time)

    def _plan(self, subject: Subject, now: int) -> None:
        moment = subject.deadline(now)
        if moment is None:
            self._due.pop(id(subject), None)
        elif self._due.get(id(subject)) != moment:
            self._due[id(subject)] = moment
            heapq.heappush(self._deadlines, (moment, next(self._numbers), subject))


def _unusable(reading: Reading, now: int) -> Reason | Literal[""]:
    if not math.isfinite(reading.value):
        return "no number"
    return "future" if reading.time > now + AHEAD_US else ""


def _unfit(subject: Subject, known: Known, reading: Reading) -> Reason | Literal[""]:
    rule = subject.rule
    if not rule.implausible and not reading.plausible:
        return "implausible"
    lateness = max(rule.lateness_s * SECOND, 3 * known.interval_us)
    return "late" if reading.arrived - reading.time > lateness else ""
