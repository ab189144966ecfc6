# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The body of a request as a tree of drafts: every property and link checked, nothing looked up yet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from stadtkern.flow.devices.sensing.words import Json
from stadtkern.flow.outlets.sensorthings.entities import BY_NAME, ENTITIES, Entity, Link

from .json_text import joined
from .values import Checked, checked, items, kind_of, members
from .words import BodyRefused, BodyTooDeep

MOST_LEVELS = 10
"""Entities within each other."""
MOST_ENTITIES = 10_000
"""Entities that one request may create, observations not counted."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Linked:
    """An entity that is there already."""

    path: str
    id: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """An entity that a body describes, or the part of it that is to be changed."""

    entity: Entity
    path: str
    values: Mapping[str, Checked]
    """By name of the property; only those that were given."""
    links: Mapping[str, tuple[Target, ...]] = field(default_factory=dict)
    """By name of the link; only those that were given."""

    def target(self, name: str) -> Target | None:
        """The only target of a link to one."""
        found = self.links.get(name, ())
        return found[0] if found else None

    def drafts(self) -> Iterator[Draft]:
        """The draft itself and all that lie within it."""
        yield self
        for targets in self.links.values():
            for one in targets:
                if isinstance(one, Draft):
                    yield from one.drafts()


Target: TypeAlias = Linked | Draft


@dataclass(frozen=True, kw_only=True, slots=True)
class Implied:
    """A link that need not be written, because an entity stands within another one or at its address."""

    link: str = ""
    id: str | None = None
    """Of the entity that the address names; null when that is yet to be made."""


NOTHING = Implied()

_PROPERTIES = {entity.name: {one.name: one for one in entity.properties} for entity in ENTITIES}
_REQUIRED = {entity.name: [one.name for one in entity.properties if one.required] for entity in ENTITIES}
_LINKS = {entity.name: {one.name: one for one in entity.links} for entity in ENTITIES}
_BACK: Mapping[tuple[str, str], str] = {
    ("Thing", "Locations"): "Things",
    ("Thing", "HistoricalLocations"): "Thing",
    ("Thing", "Datastreams"): "Thing",
    ("Thing", "MultiDatastreams"): "Thing",
    ("Thing", "TaskingCapabilities"): "Thing",
    ("Location", "Things"): "Locations",
    ("Location", "HistoricalLocations"): "Locations",
    ("HistoricalLocation", "Thing"): "HistoricalLocations",
    ("HistoricalLocation", "Locations"): "HistoricalLocations",
    ("Datastream", "Thing"): "Datastreams",
    ("Datastream", "Sensor"): "Datastreams",
    ("Datastream", "ObservedProperty"): "Datastreams",
    ("Datastream", "Observations"): "Datastream",
    ("MultiDatastream", "Thing"): "MultiDatastreams",
    ("MultiDatastream", "Sensor"): "MultiDatastreams",
    ("MultiDatastream", "ObservedProperties"): "MultiDatastreams",
    ("MultiDatastream", "Observations"): "MultiDatastream",
    ("Sensor", "Datastreams"): "Sensor",
    ("Sensor", "MultiDatastreams"): "Sensor",
    ("ObservedProperty", "Datastreams"): "ObservedProperty",
    ("ObservedProperty", "MultiDatastreams"): "ObservedProperties",
    ("Observation", "Datastream"): "Observations",
    ("Observation", "MultiDatastream"): "Observations",
    ("Observation", "FeatureOfInterest"): "Observations",
    ("FeatureOfInterest", "Observations"): "FeatureOfInterest",
    ("TaskingCapability", "Thing"): "TaskingCapabilities",
    ("TaskingCapability", "Actuator"): "TaskingCapabilities",
    ("TaskingCapability", "Tasks"): "TaskingCapability",
    ("Actuator", "TaskingCapabilities"): "Actuator",
    ("Task", "TaskingCapability"): "Tasks",
}


def back(entity: Entity, link: Link) -> str:
    """Name of the link that leads from a link's target back to where it came from."""
    return _BACK[entity.name, link.name]


def new(entity: Entity, body: Json, *, implied: Implied = NOTHING) -> Draft:
    """The draft of an entity to create.

    Raises:
        BodyRefused: a property or link is missing, unknown or of the wrong kind.
        BodyTooDeep: too many entities, or too deep within each other.
    """
    draft = _draft(entity, body, "", implied=implied, level=1)
    if sum(one.entity.name != "Observation" for one in draft.drafts()) > MOST_ENTITIES:
        raise BodyTooDeep(f"One request may create at most {MOST_ENTITIES} entities; please split it.")
    return draft


def change(entity: Entity, body: Json, *, whole: bool) -> Draft:
    """The draft of a change; ``whole``: required properties must all be there (PUT).

    Raises:
        BodyRefused: as :func:`new`, or a related entity is given inline (18-088 clause 10.3).
    """
    draft = Draft(entity=entity, path="", values=_values(entity, body, ""), links=_bindings(entity, body))
    if whole:
        _require_properties(draft)
    return draft


def reference(body: Json, path: str = "") -> Linked:
    """What an object ``{"@iot.id": …}`` names.

    Raises:
        BodyRefused: it names nothing.
    """
    found = _linked(members(body, path), path)
    if found is None:
        raise BodyRefused(path, 'expected {"@iot.id": …} of the entity to link')
    return found


def _draft(entity: Entity, body: Json, path: str, *, implied: Implied, level: int) -> Draft:
    if level > MOST_LEVELS:
        raise BodyTooDeep(f"{path}: entities may lie within each other at most {MOST_LEVELS} deep.")
    values = _values(entity, body, path)
    links: dict[str, tuple[Target, ...]] = {}
    for link, value, place in _given_links(entity, body, path):
        links[link.name] = tuple(_targets(entity, link, value, place, level))
        if link.name == implied.link and not link.many:
            _require_same(links.pop(link.name), implied, place)
    draft = Draft(entity=entity, path=path, values=values, links=links)
    _require_properties(draft)
    _require_links(draft, implied.link)
    return draft


def _require_same(targets: tuple[Target, ...], implied: Implied, path: str) -> None:
    """A link may be written although it is implied, if it says the same."""
    if any(not isinstance(one, Linked) or one.id != implied.id for one in targets):
        raise BodyRefused(path, "this link is given by where the entity stands; leave it out")


def _targets(entity: Entity, link: Link, value: Json, path: str, level: int) -> Iterator[Target]:
    for place, one in _each(link, value, path):
        found = _linked(members(one, place), place)
        if found is not None:
            yield found
        else:
            target = BY_NAME[link.target]
            yield _draft(target, one, place, implied=Implied(link=back(entity, link)), level=level + 1)


def _bindings(entity: Entity, body: Json) -> dict[str, tuple[Target, ...]]:
    found: dict[str, tuple[Target, ...]] = {}
    for link, value, path in _given_links(entity, body, ""):
        targets: list[Target] = []
        for place, one in _each(link, value, path):
            target = _linked(members(one, place), place)
            if target is None:
                raise BodyRefused(
                    place, 'an update links entities only: expected {"@iot.id": …}; create new ones with POST'
                )
            targets.append(target)
        found[link.name] = tuple(targets)
    return found


def _given_links(entity: Entity, body: Json, path: str) -> Iterator[tuple[Link, Json, str]]:
    known = _LINKS[entity.name]
    for name, value in members(body, path).items():
        link = known.get(name)
        if link is not None:
            yield link, value, joined(path, name)


def _each(link: Link, value: Json, path: str) -> Iterator[tuple[str, Json]]:
    if not link.many:
        if not isinstance(value, Mapping):
            raise BodyRefused(
                path, f'expected {{"@iot.id": …}} or an inline {link.target}, got {kind_of(value)}'
            )
        yield path, value
        return
    for place, one in enumerate(items(value, path)):
        yield joined(path, place), one


def _linked(given: Mapping[str, Json], path: str) -> Linked | None:
    """The link that an object is; nothing when it describes an entity (whose ``@iot.id`` is then ignored)."""
    if "@iot.id" not in given or any("@" not in name for name in given):
        return None
    value = given["@iot.id"]
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise BodyRefused(
            joined(path, "@iot.id"), f"expected an id as text or whole number, got {kind_of(value)}"
        )
    return Linked(path=path, id=str(value))


def _values(entity: Entity, body: Json, path: str) -> dict[str, Checked]:
    found: dict[str, Checked] = {}
    properties = _PROPERTIES[entity.name]
    for name, value in members(body, path).items():
        known = properties.get(name)
        if known is None:
            _refuse_unknown(entity, name, path)
        elif known.writable:
            found[name] = checked(entity, known, value, joined(path, name))
    return found


def _refuse_unknown(entity: Entity, name: str, path: str) -> None:
    if "@" in name or name in _LINKS[entity.name]:
        return
    names = [one.name for one in entity.properties if one.writable] + [link.name for link in entity.links]
    raise BodyRefused(
        joined(path, name[:60]), f"a {entity.name} has no such property; it has {', '.join(names)}"
    )


def _require_properties(draft: Draft) -> None:
    for name in _REQUIRED[draft.entity.name]:
        if name not in draft.values:
            raise BodyRefused(joined(draft.path, name), f"a {draft.entity.name} must have this property")


def _require_links(draft: Draft, implied: str) -> None:
    entity = draft.entity
    for link in entity.links:
        if link.required and link.name != implied and not draft.links.get(link.name):
            raise BodyRefused(
                joined(draft.path, link.name),
                f"a {entity.name} must be linked to {'a ' * (not link.many)}{link.name}",
            )
    if entity.name == "Observation":
        streams = [n for n in ("Datastream", "MultiDatastream") if n == implied or draft.links.get(n)]
        if len(streams) != 1:
            place = joined(draft.path, "Datastream")
            raise BodyRefused(place, "an Observation belongs to exactly one Datastream or MultiDatastream")
