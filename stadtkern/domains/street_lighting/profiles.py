# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""How brightly lamps burn, by profile, place and moment; the nights are those of ``commons.schedules``."""

from __future__ import annotations

from stadtkern.commons.schedules.plans import Plan, Profile, Step, full_hours, level_at, switching_times
from stadtkern.commons.schedules.sun import Event, Position, height

__all__ = ["ALWAYS", "Position", "Profile", "full_hours", "height", "level_at", "switching_times"]

ALWAYS = Profile(plan=Plan(on=Step(level=100), off=Step(level=0, event=Event.SUNRISE)))
"""The old way: full light from sunset to sunrise."""
