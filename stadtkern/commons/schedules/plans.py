# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Levels by sun and clock: pure, so that every night of every year can be checked.

A night runs from noon to noon (Europe/Berlin) and belongs to the day of its evening. It is switched on by the
first step and off by the last one; in between the clock rules. A clock step before the switching on does not
light the day: it says with which level the night begins, so "22:00 70 %" also holds when the sun sets later.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from .holidays import is_holiday
from .sun import BERLIN, DAY, NOON, Event, Position, darkness, happens, night_of, noon


@dataclass(frozen=True, kw_only=True)
class Step:
    """From a moment of the night on, this level [%]."""

    level: int
    clock: time | None = None
    """Local time, Europe/Berlin; null: by the sun."""
    event: Event = Event.SUNSET
    offset_min: int = 0
    """Minutes after (negative: before) the event of the sun."""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """One night: when it goes on and off by the sun, and what happens in between."""

    on: Step
    off: Step
    """Its level is what remains in daytime, usually 0."""
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Exceptional:
    """Another plan for some nights, by the day on which they begin."""

    plan: Plan
    weekdays: frozenset[int] = frozenset()
    """0 is Monday."""
    holidays: bool = False
    """Nationwide holidays."""
    dates: frozenset[tuple[int, int]] = frozenset()
    """Month and day, every year."""


@dataclass(frozen=True, kw_only=True)
class Profile:
    """The plan of each night."""

    plan: Plan
    exceptional: tuple[Exceptional, ...] = ()
    """Dates go before holidays, holidays before weekdays; of the same kind the first one counts."""


@dataclass(frozen=True, kw_only=True)
class Switch:
    """From this moment on, this level."""

    at: datetime
    """UTC."""
    level: int


def plan_of(profile: Profile, night: date) -> Plan:
    """The plan of the night that begins on this day."""
    for one in profile.exceptional:
        if (night.month, night.day) in one.dates:
            return one.plan
    for one in profile.exceptional:
        if one.holidays and is_holiday(night):
            return one.plan
    for one in profile.exceptional:
        if night.weekday() in one.weekdays:
            return one.plan
    return profile.plan


def switching_times(profile: Profile, place: Position, day: date) -> list[Switch]:
    """What is switched in the night that begins on this day, oldest first; empty when it does not get dark.

    Times strictly increase, and each switch changes the level.
    """
    plan = plan_of(profile, day)
    start, end = _moment(plan.on, place, day), _moment(plan.off, place, day)
    dark = darkness(place, day, begin=plan.on.event, end=plan.off.event)
    if dark.start == dark.end or start >= end:
        return []
    timed = sorted(((_moment(step, place, day), step.level) for step in plan.steps), key=lambda one: one[0])
    level = next((level for at, level in reversed(timed) if at <= start), plan.on.level)
    inside = [(start, level), *((at, level) for at, level in timed if start < at < end)]
    return _changes([*inside, (end, plan.off.level)], before=plan.off.level)


def level_at(profile: Profile, place: Position, moment: datetime) -> int:
    """The level at a moment [%]."""
    night = night_of(moment)
    reached = [one.level for one in switching_times(profile, place, night) if one.at <= moment]
    return reached[-1] if reached else plan_of(profile, night).off.level


def full_hours(profile: Profile, place: Position, start: datetime, end: datetime) -> float:
    """Hours at 100 % that give the same light as the levels in [start, end): what energy is computed from."""
    total, night = 0.0, night_of(start)
    while noon(night) < end:
        switches = switching_times(profile, place, night)
        ends = [one.at for one in switches[1:]] + [noon(night + DAY)]
        first = switches[0].at if switches else noon(night + DAY)
        day_level = plan_of(profile, night).off.level
        pieces = [(noon(night), first, day_level)]
        pieces += [(one.at, until, one.level) for one, until in zip(switches, ends, strict=False)]
        total += sum(_overlap_h(at, until, start, end) * level for at, until, level in pieces) / 100
        night += DAY
    return total


def _overlap_h(at: datetime, until: datetime, start: datetime, end: datetime) -> float:
    return max((min(until, end) - max(at, start)).total_seconds(), 0.0) / 3600


def _moment(step: Step, place: Position, night: date) -> datetime:
    """UTC; a local time that the change to summer time skips is taken after it, a doubled one first."""
    if step.clock is None:
        at = happens(step.event, place, night) + timedelta(minutes=step.offset_min)
        return min(max(at, noon(night)), noon(night + DAY))
    day = night if step.clock >= NOON else night + DAY
    return datetime.combine(day, step.clock, BERLIN).astimezone(UTC)


def _changes(timed: Sequence[tuple[datetime, int]], *, before: int) -> list[Switch]:
    """One switch per moment (the last said) and only where the level changes."""
    by_moment = dict(timed)
    found: list[Switch] = []
    for at in sorted(by_moment):
        if by_moment[at] != (found[-1].level if found else before):
            found.append(Switch(at=at, level=by_moment[at]))
    return found
