# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Random deep inserts: what was sent is what is read, and one fault anywhere leaves nothing behind."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Iterator, Mapping

import pytest

from stadtkern.flow.devices.models import (
    Actuator,
    Datastream,
    FeatureOfInterest,
    Location,
    ObservedProperty,
    Sensor,
    TaskingCapability,
    Thing,
)
from stadtkern.flow.devices.sensing.words import Json
from stadtkern.flow.lake.current import lake
from stadtkern.flow.outlets.sensorthings.entities import BY_NAME, ENTITIES, Entity
from stadtkern.flow.outlets.sensorthings.query.words import Query
from stadtkern.flow.outlets.sensorthings.reading.reader import Reader
from stadtkern.flow.outlets.sensorthings.writing.changes import as_json
from stadtkern.kernel.errors import CityError

from .city import LIMITS, MEASUREMENT, NOW, OWNER, UNIT, address, members, post

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lake")]

Body = dict[str, Json]
LINKS = {link.name for entity in ENTITIES for link in entity.links}
_NAMES = ["Mast", "Käfig", "O'Neil", 'a"b\\c', "\N{DECIDUOUS TREE}", "x" * 80]


class Chance:
    """Makes random bodies from a seed."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311 - chance of a test
        self.number = 0

    def text(self) -> str:
        """A name of its own, with characters that need care."""
        self.number += 1
        return f"{self.random.choice(_NAMES)} {self.number}"

    def json(self, depth: int = 3) -> Json:
        """Any JSON."""
        kinds: list[Callable[[], Json]] = [
            lambda: None,
            lambda: self.random.choice([True, False]),
            lambda: self.random.randint(-(2**53), 2**53),
            lambda: round(self.random.uniform(-1e6, 1e6), 3),
            self.text,
        ]
        if depth:
            kinds += [
                lambda: [self.json(depth - 1) for _ in range(self.random.randint(0, 3))],
                lambda: {self.text(): self.json(depth - 1) for _ in range(self.random.randint(0, 3))},
            ]
        return self.random.choice(kinds)()

    def some(self, make: Callable[[], Body], most: int = 2) -> list[Json]:
        """None, one or several."""
        return [make() for _ in range(self.random.randint(0, most))]

    def named(self, **more: Json) -> Body:
        """Name, description and, at times, properties."""
        body: Body = {"name": self.text(), "description": self.text(), **more}
        if self.random.random() < 0.5:
            body["properties"] = {self.text(): self.json()}
        return body

    def point(self) -> Json:
        """A place in the city."""
        return {"type": "Point", "coordinates": [round(self.random.uniform(7, 8), 4), 51.9]}

    def location(self) -> Body:
        """A Location."""
        return self.named(encodingType="application/geo+json", location=self.point())

    def instrument(self) -> Body:
        """A Sensor or an Actuator."""
        return self.named(encodingType="text/html", metadata=self.text())

    def observed(self) -> Body:
        """An ObservedProperty."""
        return self.named(definition=f"https://example.org/{self.number}")

    def observation(self, result: Json) -> Body:
        """An Observation at a minute of its own."""
        self.number += 1
        moment = f"2026-01-{1 + self.number // 1440:02}T{self.number // 60 % 24:02}:{self.number % 60:02}:00Z"
        body: Body = {"phenomenonTime": moment, "result": result}
        if self.random.random() < 0.3:
            body |= {"parameters": {self.text(): self.json(1)}, "resultTime": moment}
        if self.random.random() < 0.3:
            body["FeatureOfInterest"] = self.named(encodingType="application/geo+json", feature=self.point())
        return body

    def datastream(self) -> Body:
        """A Datastream without its Thing."""
        return self.named(
            observationType=MEASUREMENT,
            unitOfMeasurement=UNIT,
            Sensor=self.instrument(),
            ObservedProperty=self.observed(),
            Observations=self.some(lambda: self.observation(self.json(2)), 3),
        )

    def multi_datastream(self) -> Body:
        """A MultiDatastream without its Thing."""
        width = self.random.randint(1, 3)
        return self.named(
            multiObservationDataTypes=[MEASUREMENT] * width,
            unitOfMeasurements=[UNIT] * width,
            Sensor=self.instrument(),
            ObservedProperties=[self.observed() for _ in range(width)],
            Observations=self.some(lambda: self.observation([self.json(0) for _ in range(width)])),
        )

    def thing(self) -> Body:
        """A Thing with a place and with all that hangs on it."""
        return self.named(
            Locations=[self.location()],
            Datastreams=self.some(self.datastream),
            MultiDatastreams=self.some(self.multi_datastream),
            TaskingCapabilities=self.some(
                lambda: self.named(
                    taskingParameters={"type": "DataRecord", "field": [{"name": "on", "type": "Boolean"}]},
                    Actuator=self.instrument(),
                ),
                1,
            ),
        )

    def inverted(self) -> Body:
        """A Datastream that brings its Thing."""
        return {**self.datastream(), "Thing": self.thing()}


def bodies(seed: int) -> tuple[str, Body]:
    """An entity set and what is created in it."""
    chance = Chance(seed)
    makers: list[tuple[str, Callable[[], Body]]] = [
        ("Things", chance.thing),
        ("Datastreams", chance.inverted),
        ("Locations", lambda: {**chance.location(), "Things": [chance.thing() | {"Locations": []}]}),
        ("Sensors", lambda: {**chance.instrument(), "Datastreams": [_without(chance.inverted(), "Sensor")]}),
    ]
    plural, make = makers[seed % len(makers)]
    return plural, make()


def _without(body: Body, name: str) -> Body:
    return {key: value for key, value in body.items() if key != name}


@pytest.mark.parametrize("seed", range(8))
def test_what_was_sent_is_what_is_read(seed: int) -> None:
    plural, body = bodies(seed)
    compare(f"{plural}('{post(plural, body).id}')", address(plural).entity, body)
    sent = sum("result" not in one for one in entities(body, observations=True))
    assert kept() == sent
    assert lake().status().observations == sum("result" in one for one in entities(body, observations=True))


@pytest.mark.parametrize("seed", range(12))
def test_one_fault_anywhere_leaves_nothing_behind(seed: int) -> None:
    plural, body = bodies(seed)
    holders = list(entities(body))
    chance = random.Random(seed)  # noqa: S311 - chance of a test
    broken = chance.choice(holders)
    fault = chance.choice(["name", "colour", "Sensor"])
    faults: Body = {"name": 7, "colour": "red", "Sensor": {"@iot.id": 4711}}
    broken[fault] = faults[fault]
    with pytest.raises(CityError):
        post(plural, body)
    for model in (Thing, Location, Sensor, Datastream, FeatureOfInterest, Actuator):
        assert not model.objects.exists()
    assert lake().status().observations == 0


def kept() -> int:
    """How many entities of bodies the register keeps; features of places come by themselves."""
    return (
        sum(
            model.objects.count()
            for model in (Thing, Location, Sensor, Datastream, TaskingCapability, Actuator)
        )
        + ObservedProperty.objects.filter(domain="sensors").count()
        + FeatureOfInterest.objects.filter(location=None).count()
    )


def entities(body: Body, *, observations: bool = False) -> Iterator[Body]:
    """All entities of a body that have a name, and its observations too when asked for."""
    yield body
    for key, value in body.items():
        for one in value if isinstance(value, list) else [value]:
            if key in LINKS and isinstance(one, dict) and ("name" in one or observations):
                yield from entities(one, observations=observations)


def compare(path: str, entity: Entity, body: Mapping[str, Json]) -> None:
    """Everything that a body says is read again at a path."""
    reader = Reader(caller=OWNER, lake=lake(), limits=LIMITS, now=NOW)
    seen = as_json(reader.one(address(path), Query(entity=entity)))
    said = copy.deepcopy(dict(body))
    for link in entity.links:
        value = said.pop(link.name, None)
        target = BY_NAME[link.target]
        if link.many and isinstance(value, list):
            page = reader.page(address(f"{path}/{link.name}"), Query(entity=target))
            known = {_mark(as_json(one)): one.id for one in page.records}
            wanted = {_mark(members(one)): members(one) for one in value}
            assert known.keys() >= wanted.keys(), f"{path}/{link.name}"
            for mark, one in wanted.items():
                compare(f"{target.plural}('{known[mark]}')", target, one)
        elif value is not None:
            compare(f"{path}/{link.name}", target, members(value))
    assert {name: seen[name] for name in said} == said


def _mark(body: Mapping[str, Json]) -> Json:
    return body.get("name") or body.get("phenomenonTime")
