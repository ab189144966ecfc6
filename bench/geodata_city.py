# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the bench of geodata sets up in a city, through the services that the cockpit uses.

Runs as a process of its own (``python -m bench.geodata_city STEP …``) on the city's data folder.
"""

from __future__ import annotations

import json
import random
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from stadtkern.settings import lakes, start

_KNOBS = start.django(quiet=True)

from stadtkern.flow.catalogue import harvested  # noqa: E402 - Django must be ready
from stadtkern.flow.catalogue.words import Agent, Entry  # noqa: E402
from stadtkern.flow.collections import service as collections  # noqa: E402
from stadtkern.flow.collections.facts import Draft  # noqa: E402
from stadtkern.flow.collections.models import Visibility  # noqa: E402
from stadtkern.flow.ingest.geodata import running, wishes  # noqa: E402
from stadtkern.flow.ingest.geodata.reader import supervisor  # noqa: E402
from stadtkern.flow.ingest.geodata.running import File  # noqa: E402
from stadtkern.flow.lake import current  # noqa: E402
from stadtkern.flow.outlets.open_data.search.current import search  # noqa: E402
from stadtkern.flow.outlets.open_data.search.words import Searched  # noqa: E402
from stadtkern.kernel import people  # noqa: E402
from stadtkern.kernel.domain import CC_BY_4  # noqa: E402
from stadtkern.kernel.models import Department  # noqa: E402

_WORDS = (
    "Radverkehr", "Spielplatz", "Haushalt", "Baum", "Luftqualität", "Abfall", "Kindergarten", "Bebauungsplan",
    "Wahlergebnis", "Einwohner", "Straßenbeleuchtung", "Parkhaus", "Bibliothek", "Denkmal", "Hochwasser",
    "Ladesäule", "Schwimmbad", "Haltestelle", "Verkehrszählung", "Solarkataster", "Wochenmarkt", "Friedhof",
)  # fmt: skip
_QUERIES = (
    "fahrrad",
    "spielplaetze",
    "luftqualitat",
    "kita",
    "müll",
    "wahl 2024",
    "haltstelle",
    "baum duisburg",
)
"""With synonyms, umlauts written otherwise, and slips of the finger."""
_THEMES = ("TRAN", "ENVI", "GOVE", "SOCI", "EDUC")


def houses(path: str) -> dict[str, float]:
    """Read the houses into a collection as the cockpit does; seconds of the second half, the storing."""
    now, file = datetime.now(UTC), Path(path)
    person = people.create_person("bench", people.NewPerson(username="bench", administrator=True), at=now)
    department = Department.objects.get_or_create(name="Vermessung")[0]
    began = time.perf_counter()
    layer = wishes.layer_of(supervisor.survey(file, file.name))
    wish = msgspec.structs.replace(wishes.proposed(layer), identity=["house"])
    made = collections.create(
        person,
        Draft(
            key="houses",
            title="Häuser",
            department=department,
            geometry="polygon",
            fields=wish.fields(),
            licence=CC_BY_4.code,
            publisher="Bench",
        ),
        now,
    )
    looked = time.perf_counter()
    run = running.begun(made, file.name, person, now)
    running.run(File(path=file, name=file.name, wish=wish), made, run, person, now)
    stored = time.perf_counter()
    collections.set_visibility(person, made, Visibility.PUBLIC, now)
    return {"survey_s": looked - began, "import_s": stored - looked, "stored": float(run.inserted)}


def datasets(number: str) -> dict[str, float]:
    """Entries as harvests bring them, then searches; median and 95th percentile [ms], and the first one."""
    chance = random.Random(7)  # noqa: S311 - the same words every time
    now = datetime.now(UTC)
    for n in range(int(number)):
        harvested.record_harvested("bench", _entry(chance, n), identifier=str(n), now=now)
    began = time.perf_counter()
    search(Searched(text="fahrrad"))
    first = time.perf_counter() - began
    took = []
    for text in _QUERIES * 40:
        began = time.perf_counter()
        search(Searched(text=text))
        took.append((time.perf_counter() - began) * 1000)
    took.sort()
    return {"first_s": first, "median_ms": took[len(took) // 2], "p95_ms": took[int(len(took) * 0.95)]}


def _entry(chance: random.Random, n: int) -> Entry:
    words = chance.sample(_WORDS, 4)
    return Entry(
        key=f"bench-{n}",
        title=f"{words[0]} und {words[1]} {2010 + n % 16}",
        description=f"Angaben zu {words[2]} und {words[3]} der Stadt, Ausgabe {n}. " * 4,
        origin="harvested",
        publisher=Agent(name=f"Stadt {n % 400}"),
        licence=CC_BY_4,
        themes=(_THEMES[n % len(_THEMES)],),
        keywords=tuple(words),
        harvested_from="Bench",
    )


_STEPS: dict[str, Callable[[str], dict[str, float]]] = {"houses": houses, "datasets": datasets}

if __name__ == "__main__":
    lakes.open_lake(_KNOBS)
    sys.stdout.write(json.dumps(_STEPS[sys.argv[1]](sys.argv[2])))
    current.close()
