# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What this process watches: the active rules of the register, with their datastreams and their memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import isfinite

import structlog
from django.db.models import Count, Max

from stadtkern.flow.devices.models import revision
from stadtkern.flow.lake.lake import Lake
from stadtkern.kernel.rules import Change, Rule, leaves

from . import values
from .conditions.engine import AHEAD_US, Engine
from .conditions.known import SECOND, Known, Reading, StreamKey
from .conditions.subjects import Subject
from .definitions import RuleUnreadable, rule_of
from .models import RuleState, StoredRule
from .streams import Catalogue, Place, Resolved, catalogue
from .texts import micros

log = structlog.get_logger(__name__)

LOOK_AGAIN_S = 60.0
"""Places and properties of things may have changed: looked at after at most this."""
AFTER_REVISION_S = 5.0
"""New datastreams are looked at after at most this, however many come."""
_MOST_PAST = 200_000
Memories = dict[tuple[int, str], dict[str, object]]
"""What subjects remember, by the id of the rule and the code of the subject."""
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class _Token:
    """What the active rules are made of."""

    revision: str
    changed_at: datetime | None
    rules: int


class Watched:
    """The rules of this process; one thread."""

    def __init__(self, lake: Lake) -> None:
        self.engine = Engine()
        self.catalogue = Catalogue()
        self.names: dict[tuple[int, str], str] = {}
        self.saved: Memories = {}
        """Memory per subject as the register has it."""
        self._lake = lake
        self._token: _Token | None = None
        self._looked_at = _NEVER
        self._positions: dict[int, list[int]] = {}

    @property
    def positions(self) -> Mapping[int, Sequence[int]]:
        """The components that are watched, by datastream."""
        return self._positions

    def refresh(self, now: datetime) -> bool:
        """Look whether rules or datastreams have changed; true when something is watched anew."""
        token = _token()
        age_s = (now - self._looked_at).total_seconds()
        if self._token is not None and not _look_again(self._token, token, age_s):
            return False
        self._token, self._looked_at = token, now
        self._watch(now)
        return True

    def _watch(self, now: datetime) -> None:
        stored = list(StoredRule.objects.active())
        rules = [(row, rule) for row in stored if (rule := _readable(row)) is not None]
        self.catalogue = catalogue((rule, row.domain) for row, rule in rules)
        found = [(row, self.catalogue.resolve(rule, row.domain)) for row, rule in rules]
        self._know(found, now)
        remembered = self._remembered(rules)
        subjects = [
            self._subject(row, resolved.rule, place, remembered)
            for row, resolved in found
            for place in resolved.subjects
        ]
        self.names = {(row.pk, place.code): place.name for row, one in found for place in one.subjects}
        self.engine.replace(subjects, micros(now))

    def _know(self, found: Sequence[tuple[StoredRule, Resolved]], now: datetime) -> None:
        """Begin to know datastreams that were not watched before, from their newest values."""
        before = set(self.engine.known)
        wanted = {
            key for _row, one in found for place in one.subjects for keys in place.streams for key in keys
        }
        self._positions = values.positions(wanted)
        for key in before - wanted:
            del self.engine.known[key]
        for key in wanted - before:
            self.engine.known[key] = Known(interval_us=self.catalogue.streams[key].interval_s * SECOND)
        self._look_back(_look_back(found), now)
        self._look_at_newest(values.positions(wanted - before), now)

    def _look_back(self, lengths: Mapping[StreamKey, int], now: datetime) -> None:
        """Read the past [us] that rules look back into, where it is not known yet."""
        known = self.engine.known
        short = {key: known[key] for key, length_us in lengths.items() if known[key].kept_us < length_us}
        for key, one in short.items():
            known[key] = Known(interval_us=one.interval_us)
            known[key].keep(lengths[key])
        self._recollect(set(short), max(lengths.values(), default=0), now)
        for key, one in short.items():
            for reading in (one.plausible, one.newest):
                if reading is not None:
                    known[key].take(reading)

    def _look_at_newest(self, fresh: Mapping[int, Sequence[int]], now: datetime) -> None:
        """Take in the newest values of datastreams that were not known, unless a clock is wrong."""
        latest = self._lake.latest(list(fresh))
        limit = micros(now) + AHEAD_US
        for key, reading in values.of_latest(latest, fresh, arrived=None):
            if reading.time <= limit and isfinite(reading.value):
                self.engine.known[key].take(reading)
        ahead = {stream: fresh[stream] for stream, one in latest.items() if micros(one.last_time) > limit}
        self._recollect_newest(ahead, now)

    def _recollect(self, keys: set[StreamKey], length_us: int, now: datetime) -> None:
        """Read the past that rules look back into."""
        if keys:
            start = now - timedelta(microseconds=length_us)
            past = values.of_past(self._lake, values.positions(keys), start=start, end=now, most=_MOST_PAST)
            for key, reading in past:
                if isfinite(reading.value) and key in keys:
                    self.engine.known[key].take(reading)

    def _recollect_newest(self, streams: Mapping[int, Sequence[int]], now: datetime) -> None:
        """The newest values that are not in the future, where a clock was wrong."""
        for stream, positions in streams.items():
            for row in self._lake.observations(stream, end=now, limit=1, newest_first=True):
                for position in positions:
                    time = micros(row.phenomenon_time)
                    value = values.number(row.result, row.result_json, position)
                    if isfinite(value):
                        reading = Reading(time, value, row.quality or 0, time)
                        self.engine.known[(stream, position)].take(reading)

    def _remembered(
        self, rules: Sequence[tuple[StoredRule, Rule]]
    ) -> dict[tuple[int, str], dict[str, object]]:
        """What subjects remember that are not watched yet."""
        fresh = {row.pk for row, _rule in rules} - {rule_id for rule_id, _code in self.engine.subjects}
        rows = RuleState.objects.filter(rule__in=fresh).values_list("rule_id", "subject", "memory")
        found = {(rule, code): memory for rule, code, memory in rows}
        self.saved.update(found)
        return found

    def _subject(self, row: StoredRule, rule: Rule, place: Place, remembered: Memories) -> Subject:
        """The subject with its memory; it stays as it is when nothing about it has changed."""
        key = (row.pk, place.code)
        since = micros(row.activated_at or row.created_at)
        before = self.engine.subjects.get(key)
        if before is not None and before.sight.since != since:
            before = None
        elif before is not None and before.rule == rule and before.streams == place.streams:
            return before
        made = Subject(rule, place.code, place.streams, self.engine.known, since=since, rule_id=row.pk)
        if before is None:
            made.recall(remembered.get(key, {}))
        elif before.rule.condition == rule.condition:
            made.recall(before.remembered())
        else:
            made.recall({"phase": before.phase, "ending_since": before.ending_since})
        for n, keys in enumerate(place.streams):
            for one in keys:
                made.observe(n, one)
        return made


def _token() -> _Token:
    facts = StoredRule.objects.active().aggregate(newest=Max("changed_at"), number=Count("pk"))
    return _Token(revision=revision(), changed_at=facts["newest"], rules=facts["number"])


def _look_again(before: _Token, after: _Token, age_s: float) -> bool:
    if (before.changed_at, before.rules) != (after.changed_at, after.rules) or not 0 <= age_s < LOOK_AGAIN_S:
        return True
    return before.revision != after.revision and age_s >= AFTER_REVISION_S


def _look_back(found: Sequence[tuple[StoredRule, Resolved]]) -> dict[StreamKey, int]:
    """How much of the past [us] must be known of which datastream."""
    lengths: dict[StreamKey, int] = {}
    for _row, resolved in found:
        for n, leaf in enumerate(leaves(resolved.rule.condition)):
            if isinstance(leaf, Change):
                for place in resolved.subjects:
                    for key in place.streams[n]:
                        lengths[key] = max(lengths.get(key, 0), leaf.within_s * SECOND)
    return lengths


def _readable(row: StoredRule) -> Rule | None:
    try:
        return rule_of(row)
    except RuleUnreadable as error:
        log.warning("rule_unreadable", rule=row.key, reason=str(error))
        return None
