# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A small city with thermometers and rules, for the tests of rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pyarrow as pa

from stadtkern.flow.devices import service as register
from stadtkern.flow.devices.models import Datastream
from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.outlets.rules import service
from stadtkern.flow.outlets.rules.evaluating import Evaluation
from stadtkern.flow.outlets.rules.models import StoredRule
from stadtkern.flow.outlets.tests import worlds
from stadtkern.kernel import people
from stadtkern.kernel.models import Person
from stadtkern.kernel.observation import Series, Station
from stadtkern.kernel.people import NewPerson
from stadtkern.kernel.quantities import AIR_TEMPERATURE
from stadtkern.kernel.rules import Condition, Limit, Rule, Streams

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)
HOT = Limit(streams=Streams(quantity=AIR_TEMPERATURE.key), value=30, reset=28)


def after(seconds: float) -> datetime:
    """So long after noon."""
    return NOW + timedelta(seconds=seconds)


def thermometers(*names: str, interval_s: int | None = None) -> list[Datastream]:
    """A datastream of the air temperature per square."""
    domain = worlds.declare(worlds.domain())
    stations = [
        Station(code=f"square/{one}", name=f"Platz {one}", longitude=7.6, latitude=51.9) for one in names
    ]
    series = [
        Series(
            code=f"square/{one}/t", station=f"square/{one}", name="Temperatur",
            quantities=(AIR_TEMPERATURE.key,), interval_s=interval_s,
        )
        for one in names
    ]  # fmt: skip
    register.ensure(stations, series, domain=domain, source=domain.sources[0], at=NOW)
    found = {one.code: one for one in Datastream.objects.all()}
    return [found[f"square/{one}/t"] for one in names]


def administrator() -> Person:
    """Somebody who may do everything."""
    found = Person.objects.filter(username="amira").first()
    facts = NewPerson(username="amira", administrator=True, email="amira@stadt.example")
    return found or people.create_person("test", facts, password="vier Störche am Kanal", at=NOW)


def rule(condition: Condition = HOT, *, title: str = "Hitze", **facts: object) -> StoredRule:
    """An active rule of the city."""
    person = administrator()
    row = service.create(person, domain="squares", title=title, at=NOW)
    words = Rule(key="r", title=title, condition=condition, **facts)  # type: ignore[arg-type]
    service.change(person, row.pk, words, at=NOW)
    service.activate(person, row.pk, at=NOW)
    row.refresh_from_db()
    return row


@dataclass
class Watch:
    """Rules at work, without a thread: rows are taken when the test says so."""

    lake: Lake

    def __post_init__(self) -> None:
        self.evaluation = Evaluation(self.lake)
        self._tables: list[pa.Table] = []
        self._stop = self.lake.watch(self._tables.append)

    def begin(self, now: datetime = NOW) -> Watch:
        """As a process does at its start."""
        self.evaluation.tick(now)
        return self

    def bring(
        self,
        stream: Datastream,
        *values: tuple[float, float],
        quality: int | None = None,
        now: datetime | None = None,
    ) -> None:
        """Store values (second after noon, value); they are looked at when the newest of them is measured."""
        store(self.lake, stream, *values, quality=quality)
        tables, self._tables[:] = list(self._tables), []
        self.evaluation.take(tables, now or after(max(second for second, _value in values)))

    def wait(self, seconds: float) -> None:
        """Time passes."""
        self.evaluation.tick(after(seconds))
        self.evaluation.do_chores(after(seconds))

    def die(self) -> None:
        """The process is gone; what it had not looked at it never will."""
        self._stop()


def store(lake: Lake, stream: Datastream, *values: tuple[float, float], quality: int | None = None) -> None:
    """Store values (second after noon, value)."""
    times = pa.array([after(second) for second, _value in values], pa.timestamp("us", tz="UTC"))
    lake.append(
        pa.table(
            {
                "datastream_id": pa.array([stream.pk] * len(values), pa.int64()),
                "phenomenon_time": times,
                "result": pa.array([value for _second, value in values], pa.float64()),
                "quality": pa.array([quality] * len(values), pa.uint16()),
            }
        )
    )
