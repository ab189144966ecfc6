# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A process that changes and deletes the same entities from many threads at once; prints what came of it.

``test_races`` runs it over a register of its own.
"""

from __future__ import annotations

import json
import random
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from django.core.management import call_command
from django.db import connection

from stadtkern.flow.devices.models import Component, Datastream, HistoricalLocation, Thing
from stadtkern.flow.devices.sensing import service
from stadtkern.flow.devices.sensing.words import StreamFacts, ThingFacts
from stadtkern.kernel import registry
from stadtkern.kernel.domain import Domain, Retention
from stadtkern.kernel.errors import CityError

from . import givens

THREADS = 8
ROUNDS = 25
SENSORS = Domain(
    name="sensors", title="Sensoren", title_en="Sensors", slug="sensoren", summary="", summary_en="",
    department="Digitalisierung", fields_of_action=(), quantities=(), sources=(),
    retention=Retention(days=None, reason=""),
)  # fmt: skip


def main() -> None:
    """Migrate, make things, let threads loose, print counts as JSON."""
    call_command("migrate", verbosity=0)
    registry.declare([SENSORS])
    things, sensors = _made()
    with ThreadPoolExecutor(THREADS) as pool:
        outcomes = Counter[str]()
        for counted in pool.map(lambda seed: _run(seed, things, sensors), range(THREADS)):
            outcomes += counted
    left = {
        "streams_without_component": Datastream.objects.filter(components=None).count(),
        "components": Component.objects.count(),
        "open_stays": HistoricalLocation.objects.current().count(),
        "placed_things": Thing.objects.exclude(locations=None).count(),
        "vendor": connection.vendor,
    }
    sys.stdout.write(json.dumps({"outcomes": outcomes, "left": left}))


def _made() -> tuple[list[int], list[int]]:
    place, observed = givens.location(), givens.observed()
    things = [givens.thing(locations=(place,)) for _ in range(12)]
    sensors = [givens.sensor() for _ in range(4)]
    for n, thing in enumerate(things):
        for sensor in (sensors[n % 4], sensors[(n + 1) % 4]):
            givens.stream(thing=thing, sensor=sensor, observed_properties=(observed,))
    return things, sensors


def _run(seed: int, things: list[int], sensors: list[int]) -> Counter[str]:
    chance = random.Random(seed)  # noqa: S311 - chance, not a secret
    counted = Counter[str]()
    for _ in range(ROUNDS):
        try:
            _act(chance, chance.choice(things), chance.choice(sensors))
            counted["done"] += 1
        except CityError as refusal:
            counted[type(refusal).__name__] += 1
        except Exception as fault:  # noqa: BLE001 - the edge of this process: whatever it is, the test shows it
            counted[f"fault {type(fault).__name__}: {fault}"[:200]] += 1
    connection.close()
    return counted


def _act(chance: random.Random, thing: int, sensor: int) -> None:
    match chance.choice(["patch"] * 4 + ["move"] * 3 + ["stream"] * 4 + ["rehang"] * 2 + ["thing", "sensor"]):
        case "patch":
            facts = ThingFacts(name=f"Linde {chance.random()}")
            service.change("Thing", thing, facts, caller=givens.OWNER, at=givens.NOW)
        case "move":
            givens.location(things=(thing,))
        case "stream":
            givens.stream(thing=thing, sensor=sensor, observed_properties=(givens.observed(),))
        case "rehang":
            _rehang(thing, sensor)
        case "thing":
            service.delete("Thing", thing, caller=givens.OWNER, at=givens.NOW)
        case "sensor":
            service.delete("Sensor", sensor, caller=givens.OWNER, at=givens.NOW)


def _rehang(thing: int, sensor: int) -> None:
    stream = Datastream.objects.order_by("?").values_list("pk", flat=True).first() or 0
    facts = StreamFacts(thing=thing, sensor=sensor, units=(givens.METRES,))
    service.change("Datastream", stream, facts, caller=givens.OWNER, at=givens.NOW)
