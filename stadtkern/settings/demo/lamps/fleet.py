# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Makes the lamps of the simulated fleet; the same number makes the same fleet."""

from __future__ import annotations

import random
from datetime import datetime

from django.db import transaction

from stadtkern.commons.schedules.models import Nights, Plan, Profile
from stadtkern.commons.schedules.sun import Position
from stadtkern.commons.setpoints.models import Group
from stadtkern.domains.street_lighting import sources
from stadtkern.domains.street_lighting.domain import DOMAIN
from stadtkern.domains.street_lighting.sources import SIMULATED, Lamp
from stadtkern.flow.devices import service as register

MUENSTER = Position(51.962, 7.626)
PER_CIRCUIT = 50
"""Lamps per circuit; each circuit is one street."""
PROFILE = "Nachtabsenkung (simuliert)"
GROUP = "Simulierte Leuchten"
STEPS = [
    {"at": "sunset", "offset": 0, "level": 100},
    {"at": "22:00", "offset": 0, "level": 70},
    {"at": "00:00", "offset": 0, "level": 50},
    {"at": "05:00", "offset": 0, "level": 70},
    {"at": "sunrise", "offset": 0, "level": 0},
]
_SPACING_DEG = 0.0004
_TYPES = (("LED Ansatzleuchte 8 m (simuliert)", 42.0, 110.0), ("LED Mastaufsatz 4 m (simuliert)", 22.0, 80.0))


def lamps(number: int) -> list[Lamp]:
    """That many lamps in streets of Münster; every fifth street is told through its cabinet."""
    chance = random.Random(number)  # noqa: S311 - a simulation, not a secret
    found = []
    for n in range(number):
        circuit, place = divmod(n, PER_CIRCUIT)
        longitude, latitude = _spot(circuit, place)
        kind, power, old = _TYPES[0] if chance.random() < 0.4 else _TYPES[1]
        found.append(
            Lamp(
                number=f"S{n + 1:05d}",
                street=f"Musterstraße {circuit + 1}",
                longitude=longitude,
                latitude=latitude,
                luminaire=kind,
                power_w=power,
                old_power_w=old,
                colour_k=3000.0,
                pole=f"M-{n + 1:05d}",
                cabinet=f"SIM-{circuit + 1}",
                circuit=f"SIM-{circuit + 1}.1",
                year=2018 + chance.randrange(7),
                control="schrank" if circuit % 5 == 4 else f"mqtt:simuliert/S{n + 1:05d}",
            )
        )
    cabinets = sorted({one.cabinet for one in found if one.control == "schrank"})
    return found + [
        Lamp(number=one, cabinet_itself=True, control=f"mqtt:simuliert/{one}") for one in cabinets
    ]


def register_fleet(number: int, *, now: datetime) -> int:
    """Make the register know the fleet with a group and a profile; how many lamps it has. Idempotent."""
    found = lamps(number)
    told = sources.told(found, SIMULATED)
    register.ensure(told.stations, told.series, domain=DOMAIN, source=DOMAIN.sources[1], at=now)
    with transaction.atomic():
        profile, made = Profile.objects.get_or_create(name=PROFILE, defaults={"domain": DOMAIN.name})
        if made:
            Plan.objects.create(profile=profile, nights=Nights.EVERY, steps=STEPS)
        every = Group.objects.filter(domain=DOMAIN.name, member="all", value="")
        if not every.exists():
            Group.objects.create(domain=DOMAIN.name, name=GROUP, member="all", value="", profile=profile)
    return sum(not one.cabinet_itself for one in found)


def _spot(circuit: int, place: int) -> tuple[float, float]:
    """Streets form a grid around the middle; lamps stand along them, about 30 m apart [°]."""
    row, column = divmod(circuit, 10)
    longitude = MUENSTER.longitude - 0.08 + column * 0.017 + place * _SPACING_DEG * 0.4
    latitude = MUENSTER.latitude - 0.03 + row * 0.006 + (place % 2) * _SPACING_DEG * 0.3
    return round(longitude, 6), round(latitude, 6)
