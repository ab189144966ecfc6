# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""One subject of a rule (a datastream, a thing, or the rule as a whole): calm, alarming, or about to end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from stadtkern.kernel.rules import Leaf, Limit, Rule, leaves

from .holding import MEAN, Memory, Sight
from .known import SECOND, Known, Reading, StreamKey
from .logic import judged

Phase = Literal["calm", "alarming", "ending"]
MOST_CAUSES = 20
_LIGHT = 16
"""A subject with more datastreams is judged once per delivery, not once per value."""


@dataclass(frozen=True, kw_only=True)
class Cause:
    """A value that counted."""

    key: StreamKey
    """(-1, -1): the mean of all datastreams."""
    reading: Reading | None
    """Null when the datastream has never brought a value."""


@dataclass(frozen=True, kw_only=True)
class Opening:
    """A subject began to alarm."""

    at: int
    """Time of the newest value that was known [us]; so the same values never open it twice."""
    causes: tuple[Cause, ...]


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of a subject in one go; at most one opening."""

    subject: Subject
    opened: Opening | None
    ended: bool


class Subject:
    """What one rule watches as one."""

    def __init__(
        self, rule: Rule, code: str, streams: Sequence[Sequence[StreamKey]], known: Mapping[StreamKey, Known],
        *, since: int, rule_id: int = 0,
    ) -> None:  # fmt: skip
        """``streams``: the datastreams of each leaf."""
        self.rule, self.rule_id, self.code, self.streams = rule, rule_id, code, streams
        self.sight = Sight(rule, known, since=since)
        self.leaves: tuple[Leaf, ...] = leaves(rule.condition)
        self.memory: list[Memory] = [{} for _leaf in self.leaves]
        self.phase: Phase = "calm"
        self.ending_since = 0
        self.light = sum(map(len, streams)) <= _LIGHT
        self._before: Phase = "calm"
        self._opening: Opening | None = None

    def observe(self, leaf: int, key: StreamKey) -> None:
        """A datastream of this leaf has a new value."""
        self.sight.observe(self.leaves[leaf], self.memory[leaf], key)

    def judge(self, now: int) -> None:
        """Look whether the condition holds now."""
        verdicts = [
            self.sight.verdict(leaf, memory, keys, now)
            for leaf, memory, keys in zip(self.leaves, self.memory, self.streams, strict=True)
        ]
        verdict = judged(self.rule.condition, iter(verdicts))
        if verdict:
            self._holds(now)
        elif self.phase != "calm":
            self._holds_no_more(now, sure=verdict is False)

    def settle(self) -> Outcome | None:
        """What has changed since the last time this was asked; null: nothing that anybody must know.

        A subject that ended and began again meanwhile has not changed.
        """
        was, opening = self._before != "calm", self._opening
        now = self.phase != "calm"
        self._before, self._opening = self.phase, None
        if was:
            return None if now else Outcome(subject=self, opened=None, ended=True)
        return None if opening is None else Outcome(subject=self, opened=opening, ended=not now)

    def deadline(self, now: int) -> int | None:
        """When it must be judged again although no value comes."""
        moments = [
            self.sight.deadline(leaf, memory, keys, now)
            for leaf, memory, keys in zip(self.leaves, self.memory, self.streams, strict=True)
        ]
        if self.phase == "ending":
            moments.append(max(now + 1, self.ending_since + self.rule.end_after_s * SECOND))
        return min((one for one in moments if one is not None), default=None)

    def remembered(self) -> dict[str, object]:
        """The memory as JSON; empty when there is nothing to remember."""
        held = {
            str(n): [[*key, since] for key, since in sorted(memory.items())]
            for n, memory in enumerate(self.memory)
            if memory
        }
        if not held and self.phase == "calm":
            return {}
        return {"phase": self.phase, "ending_since": self.ending_since, "holds": held}

    def recall(self, memory: Mapping[str, object]) -> None:
        """Take over what :meth:`remembered` gave, as far as it fits the rule as it is now."""
        phase = memory.get("phase")
        self.phase = phase if phase in ("alarming", "ending") else "calm"
        since = memory.get("ending_since")
        self.ending_since = since if isinstance(since, int) else 0
        held = memory.get("holds")
        for n, keys in enumerate(self.streams):
            rows = held.get(str(n), ()) if isinstance(held, Mapping) else ()
            usable = {*keys, MEAN}
            self.memory[n] = {(a, b): at for a, b, at in rows if (a, b) in usable}
        self._before, self._opening = self.phase, None

    def _holds(self, now: int) -> None:
        if self.phase == "calm":
            self._opening = self._opening or Opening(at=self._moment(now), causes=self._causes(now))
        self.phase = "alarming"

    def _holds_no_more(self, now: int, *, sure: bool) -> None:
        """Unknown ends nothing, unless it was about to end anyway."""
        if self.phase == "alarming":
            if not sure:
                return
            self.phase, self.ending_since = "ending", now
        if now - self.ending_since >= self.rule.end_after_s * SECOND:
            self.phase = "calm"

    def _moment(self, now: int) -> int:
        """Time of the newest value; without any the present."""
        newest = [self.sight.known[key].newest for keys in self.streams for key in keys]
        return max((one.time for one in newest if one is not None), default=now)

    def _causes(self, now: int) -> tuple[Cause, ...]:
        """The values for which a condition holds, else (in a negation, say) all that were looked at."""
        held: list[Cause] = []
        seen: list[Cause] = []
        for leaf, memory, keys in zip(self.leaves, self.memory, self.streams, strict=True):
            if isinstance(leaf, Limit) and leaf.together == "mean":
                held.append(Cause(key=MEAN, reading=self.sight.mean(keys, now)))
                continue
            for key in keys:
                cause = Cause(key=key, reading=self._reading(key))
                seen.append(cause)
                if self.sight.verdict_of(leaf, memory, key, now):
                    held.append(cause)
        return tuple((held or seen)[:MOST_CAUSES])

    def _reading(self, key: StreamKey) -> Reading | None:
        known = self.sight.known[key]
        return known.reading(implausible=self.rule.implausible) or known.newest
