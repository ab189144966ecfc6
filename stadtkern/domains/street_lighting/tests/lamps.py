# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Small lamps for the tests of street lighting."""

from __future__ import annotations

from datetime import UTC, datetime

from stadtkern.commons.schedules.models import Nights, Plan, Profile
from stadtkern.commons.setpoints.models import Group
from stadtkern.domains.street_lighting import commands, sources
from stadtkern.domains.street_lighting.domain import DOMAIN
from stadtkern.domains.street_lighting.sources import Lamp
from stadtkern.flow.devices import service as register
from stadtkern.flow.ingest import service as ingest
from stadtkern.kernel.models import Person
from stadtkern.kernel.observation import Decoded, Observation, observation_columns
from stadtkern.kernel.tests.people_of_tests import employ

EVENING = datetime(2026, 11, 2, 20, 30, tzinfo=UTC)
"""21:30 in Münster, long after sunset."""
LATE = datetime(2026, 11, 2, 23, 30, tzinfo=UTC)
"""Half an hour after midnight."""
NOON = datetime(2026, 11, 3, 11, tzinfo=UTC)
STEPS = [
    {"at": "sunset", "offset": 0, "level": 100},
    {"at": "22:00", "offset": 0, "level": 70},
    {"at": "00:00", "offset": 0, "level": 50},
    {"at": "sunrise", "offset": 0, "level": 0},
]


def lamps(number: int = 3, *, control: str = "webhook:https://lamp.example.org/") -> list[str]:
    """Lamps in the register, told nothing yet; their codes."""
    rows = [
        Lamp(
            number=f"L{n}",
            street="Lindenweg",
            longitude=7.62 + n / 1000,
            latitude=51.96,
            power_w=40.0,
            old_power_w=100.0,
            circuit="SK1.1",
            cabinet="SK1",
            control=f"{control}{n}" if control.endswith("/") else control,
        )
        for n in range(number)
    ]
    store_inventory(rows)
    return [f"{sources.REAL}/{one.number}" for one in rows]


def store_inventory(rows: list[Lamp]) -> None:
    """Let the register know these lamps and what they can be told."""
    told = sources.told(rows, sources.REAL)
    register.ensure(told.stations, told.series, domain=DOMAIN, source=DOMAIN.sources[0], at=EVENING)
    commands.equip(EVENING)


def group(*, name: str = "Lindenweg", member: str = "all", value: str = "", **facts: int) -> Group:
    """A group with the usual profile."""
    profile, made = Profile.objects.get_or_create(name="Absenkung", domain=DOMAIN.name)
    if made:
        Plan.objects.create(profile=profile, nights=Nights.EVERY, steps=STEPS)
    return Group.objects.create(
        domain=DOMAIN.name, name=name, member=member, value=value, profile=profile, **facts
    )


def values(at: datetime, code: str, **by_quantity: float) -> None:
    """Values that a lamp reports."""
    rows = [
        Observation(datastream=f"{code}/{key}", phenomenon_time=at, result=value)
        for key, value in by_quantity.items()
    ]
    decoded = Decoded(observations=observation_columns(rows))
    ingest.store(decoded, source_key=sources.REAL, now=at, name="test")


def person(name: str = "licht", *, department: str = DOMAIN.department) -> Person:
    """Somebody who works for a department; none: an empty name."""
    made = Person.objects.create_user(username=name, password="geheim-geheim-geheim")
    if department:
        employ(made, department)
    return made
