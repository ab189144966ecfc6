# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Tries a rule on the past: what would it have told? Nothing is stored and nobody is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from stadtkern.flow.lake.lake import Lake
from stadtkern.kernel.errors import LimitExceeded
from stadtkern.kernel.rules import Change, Rule, leaves

from . import values
from .conditions.engine import Engine
from .conditions.known import SECOND, Known, Reading, StreamKey
from .conditions.subjects import Outcome, Subject
from .streams import Catalogue, Resolved, catalogue
from .texts import Spoken, message, micros, moment, spoken

LONGEST = timedelta(days=92)
MOST_VALUES = 200_000
MOST_STREAMS = 2_000
MOST_TOLD = 500


@dataclass(frozen=True, kw_only=True)
class WouldBe:
    """An alarm that there would have been."""

    subject: str
    subject_name: str
    start: datetime
    end: datetime | None
    """Null: it would still be open at the end of the period."""
    text: str
    values: tuple[Spoken, ...]


@dataclass(frozen=True, kw_only=True)
class Replay:
    """What a rule would have done in a period."""

    resolved: Resolved
    catalogue: Catalogue
    start: datetime
    end: datetime
    alarms: tuple[WouldBe, ...]
    looked_at: int
    """Values."""
    ignored: int
    shortened: bool
    """True when there were more values than are looked at; the period ends with the last of them."""
    told: int
    """Notifications after the limit of the rule."""


def replay(rule: Rule, domain: str, *, start: datetime, end: datetime, lake: Lake) -> Replay:
    """What the rule would have done with the values of [start, end), as if each had come at once.

    Raises:
        LimitExceeded: the period or the number of datastreams is too large, or the query took too long.
        LakeUnavailable: the lake cannot be read.
    """
    if end - start > LONGEST:
        raise LimitExceeded(f"Höchstens {LONGEST.days} Tage auf einmal.")
    found = catalogue([(rule, domain)])
    resolved = found.resolve(rule, domain)
    keys = {key for place in resolved.subjects for keys in place.streams for key in keys}
    if len(keys) > MOST_STREAMS:
        raise LimitExceeded(
            f"Die Regel betrifft {len(keys)} Datenströme; erprobt werden höchstens {MOST_STREAMS}."
        )
    rows = list(values.of_past(lake, values.positions(keys), start=start, end=end, most=MOST_VALUES))
    rows = [one for one in rows if one[0] in keys]
    shortened = len(rows) >= MOST_VALUES
    until = moment(rows[-1][1].time) if shortened else end
    engine = _engine(rule, resolved, found, keys, since=micros(start))
    outcomes = list(_through(engine, rows, micros(until)))
    return Replay(
        resolved=resolved,
        catalogue=found,
        start=start,
        end=until,
        alarms=tuple(_alarms(rule, resolved, found, outcomes)),
        looked_at=len(rows),
        ignored=sum(one.number for one in engine.ignored.values()),
        shortened=shortened,
        told=_told(rule, [at for at, one in outcomes if one.opened is not None]),
    )


def _engine(rule: Rule, resolved: Resolved, found: Catalogue, keys: set[StreamKey], *, since: int) -> Engine:
    engine = Engine()
    look_back = max((one.within_s for one in leaves(rule.condition) if isinstance(one, Change)), default=0)
    for key in keys:
        engine.known[key] = Known(interval_us=found.streams[key].interval_s * SECOND)
        engine.known[key].keep(look_back * SECOND)
    engine.replace(
        [Subject(rule, one.code, one.streams, engine.known, since=since) for one in resolved.subjects], since
    )
    return engine


def _through(
    engine: Engine, rows: Sequence[tuple[StreamKey, Reading]], until: int
) -> Sequence[tuple[int, Outcome]]:
    """Value by value, and what time alone brings in between; with the moment of each outcome [us]."""
    told: list[tuple[int, Outcome]] = []
    for key, reading in rows:
        _wait(engine, reading.time, told)
        told += [(reading.time, one) for one in engine.apply([(key, reading)], reading.time)]
        engine.touched.clear()
    _wait(engine, until, told)
    return told


def _wait(engine: Engine, until: int, told: list[tuple[int, Outcome]]) -> None:
    while (due := engine.next_deadline()) is not None and due < until:
        told += [(due, one) for one in engine.tick(due)]


def _alarms(
    rule: Rule, resolved: Resolved, found: Catalogue, outcomes: Sequence[tuple[int, Outcome]]
) -> list[WouldBe]:
    names = {one.code: one.name for one in resolved.subjects}
    made: list[WouldBe] = []
    last: dict[str, int] = {}
    for at, outcome in outcomes:
        code = outcome.subject.code
        if outcome.opened is not None and len(made) < MOST_TOLD:
            said = tuple(spoken(outcome.opened.causes, found.streams))
            start = moment(at)
            text = message(rule, names.get(code, ""), said, at=start, simulated=False)
            last[code] = len(made)
            made.append(
                WouldBe(
                    subject=code,
                    subject_name=names.get(code, ""),
                    start=start,
                    end=None,
                    text=text,
                    values=said,
                )
            )
        if outcome.ended and code in last:
            number = last.pop(code)
            before = made[number]
            made[number] = WouldBe(
                subject=code, subject_name=before.subject_name, start=before.start, end=moment(at),
                text=before.text, values=before.values,
            )  # fmt: skip
    return made


def _told(rule: Rule, openings: Sequence[int]) -> int:
    """How many of them the limit of notifications lets through."""
    told: list[int] = []
    for at in openings:
        recent = [one for one in told[-rule.most :] if one > at - rule.per_s * SECOND]
        if len(recent) < rule.most:
            told.append(at)
    return len(told)
