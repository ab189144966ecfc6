# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Profiles as they are stored and edited, made into the pure ones of ``plans``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import time

from stadtkern.kernel.errors import Contradiction

from . import plans
from .models import Nights, Plan
from .plans import Exceptional, Step
from .sun import Event

_DATE = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.?")
_EVENING = (Event.SUNSET, Event.DUSK)

Stored = Mapping[str, object]
"""One step: ``{"at": "sunset" | … | "22:00", "offset": minutes, "level": %}``."""


def profile_of(rows: Iterable[Plan]) -> plans.Profile | None:
    """The profile that its plans make; none while there is no plan for every night."""
    every, exceptional = None, []
    for row in rows:
        if row.nights == Nights.EVERY:
            every = plan_of(row.steps)
        else:
            weekdays = [day for day in row.weekdays if isinstance(day, int)]
            exceptional.append(
                Exceptional(
                    plan=plan_of(row.steps),
                    weekdays=frozenset(weekdays if row.nights == Nights.WEEKDAYS else ()),
                    holidays=row.nights == Nights.HOLIDAYS,
                    dates=dates_of(row.dates) if row.nights == Nights.DATES else frozenset(),
                )
            )
    return plans.Profile(plan=every, exceptional=tuple(exceptional)) if every else None


def profiles_of(domain: str) -> dict[int, plans.Profile]:
    """The profiles of a subject that can be used, by id; one query."""
    rows: dict[int, list[Plan]] = {}
    for plan in Plan.objects.filter(profile__domain=domain):
        rows.setdefault(plan.profile_id, []).append(plan)
    found = {pk: profile_of(own) for pk, own in rows.items()}
    return {pk: profile for pk, profile in found.items() if profile is not None}


def plan_of(stored: Sequence[Stored]) -> plans.Plan:
    """The plan of one night.

    Raises:
        Contradiction: it does not begin by the evening sun or does not end by the morning sun.
    """
    steps = [_step(one) for one in stored]
    if len(steps) < 2 or steps[0].clock or steps[0].event not in _EVENING or not steps[0].level:
        raise Contradiction("Der erste Schritt muss bei Sonnenuntergang oder Abenddämmerung einschalten.")
    last = steps[-1]
    if last.clock or last.event in _EVENING or last.level:
        raise Contradiction("Der letzte Schritt muss bei Sonnenaufgang oder Morgendämmerung auf 0 % gehen.")
    return plans.Plan(on=steps[0], off=last, steps=tuple(steps[1:-1]))


def dates_of(text: str) -> frozenset[tuple[int, int]]:
    """Month and day of each date in ``24.12., 31.12.``.

    Raises:
        Contradiction: something else is in between, or a date does not exist.
    """
    found = {(int(month), int(day)) for day, month in _DATE.findall(text)}
    if _DATE.sub("", text).strip(" ,;.") or any(not (1 <= m <= 12 and 1 <= d <= 31) for m, d in found):
        raise Contradiction("Tage bitte so angeben: 24.12., 31.12.")
    return frozenset(found)


def _step(stored: Stored) -> Step:
    at, offset, level = str(stored.get("at", "")), stored.get("offset") or 0, stored.get("level")
    level = level if isinstance(level, int) else 0
    if at in {one.value for one in Event}:
        return Step(level=level, event=Event(at), offset_min=offset if isinstance(offset, int) else 0)
    try:
        return Step(level=level, clock=time.fromisoformat(at))
    except ValueError as error:
        raise Contradiction(f"„{at[:20]}“ ist keine Uhrzeit.") from error
