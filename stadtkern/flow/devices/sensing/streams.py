# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Datastreams and multi datastreams as clients make, change and delete them.

Both are one model: a MultiDatastream has results with one value per component (OGC 18-088 clause 14).
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from stadtkern.flow.devices.models import (
    Component,
    Datastream,
    DatastreamQuerySet,
    ObservedProperty,
    Sensor,
    Thing,
    Visibility,
    new_revision,
)
from stadtkern.flow.devices.models.streams import COMPLEX_OBSERVATION, MEASUREMENT
from stadtkern.kernel import registry
from stadtkern.kernel.errors import Contradiction, NotFound, PayloadRejected

from . import values
from .words import UNSET, Removed, StreamFacts, Unit
from .work import Work

_COLUMNS = ("name", "description", "observation_type", "observed_area", "properties")
_TOLD_BY_SOURCES = {"name", "properties", "thing", "sensor", "units", "observed_properties"}
_MOST_COMPONENTS = 1_000


@dataclass(frozen=True, kw_only=True)
class Parts:
    """The components of a datastream, position by position."""

    observed: Sequence[ObservedProperty]
    units: Sequence[Unit]
    types: Sequence[str]


def create(facts: StreamFacts, work: Work, *, multi: bool) -> int:
    """A datastream of one of the caller's things.

    Raises:
        PayloadRejected: a mandatory value or link is missing or unfit, or a linked row does not exist.
        Contradiction: there are not as many units and types as observed properties.
        NotPermitted: the thing is not the caller's.
    """
    entity = _entity(multi)
    given = values.told(facts)
    values.require(entity, given, "name", "description", *(() if multi else ("observation_type",)))
    values.require(entity, given, *(("component_types",) if multi else ()), "units")
    thing, sensor, observed = _links(entity, facts, work)
    row = Datastream(
        thing=thing,
        sensor=sensor,
        multi=multi,
        observation_type=COMPLEX_OBSERVATION if multi else MEASUREMENT,
        visibility=Visibility.INTERNAL if work.caller.creates_internal else Visibility.PUBLIC,
        code=_code(thing),
    )
    values.fill(entity, row, _columns(given, multi=multi))
    parts = _parts(entity, row, facts, observed)
    row.save()
    _write(row, parts)
    new_revision()
    work.note(entity, row.pk, "created")
    return row.pk


def change(pk: int, facts: StreamFacts, work: Work, *, multi: bool) -> frozenset[str]:
    """Change a datastream; its observations stay as they are.

    Raises:
        NotFound: no such datastream, or it is of the other kind.
        NotPermitted: its thing, or the one it is to hang on, is not the caller's.
        PayloadRejected: a value is unfit, or a linked row does not exist.
        Contradiction: units, types and observed properties do not fit, or a source tells these facts.
    """
    entity = _entity(multi)
    row = _target(pk, work, multi=multi)
    work.require_things([row.thing], f"change {entity} {pk}")
    changed = values.fill(entity, row, _columns(values.told(facts), multi=multi))
    changed |= _relink(entity, row, facts, work)
    rewritten, parts = _changed_parts(entity, row, facts, work)
    changed |= rewritten
    if not changed:
        return frozenset()
    _require_untold(entity, row, changed)
    row.save()
    if rewritten:
        row.components.all().delete()
        _write(row, parts)
    if changed & {"thing", "units", "observed_properties", "component_types", "observation_type"}:
        new_revision()
    work.note(entity, pk, "changed", changed)
    return changed


def delete(pk: int, work: Work, *, multi: bool) -> Removed:
    """Delete a datastream; its observations are to be removed.

    Raises:
        NotFound: no such datastream, or it is of the other kind.
        NotPermitted: its thing is not the caller's.
    """
    entity = _entity(multi)
    row = _target(pk, work, multi=multi)
    work.require_things([row.thing], f"delete {entity} {pk}")
    row.delete()
    work.note(entity, pk, "deleted")
    return Removed(datastreams=(pk,))


def note_deleted(streams: DatastreamQuerySet, work: Work) -> Removed:
    """Remember that these datastreams go because something else does."""
    found = list(streams.order_by("pk").values_list("pk", "multi"))
    for stream, multi in found:
        work.note(_entity(multi), stream, "deleted")
    return Removed(datastreams=tuple(stream for stream, _multi in found))


def _entity(multi: bool) -> str:
    return "MultiDatastream" if multi else "Datastream"


def _target(pk: int, work: Work, *, multi: bool) -> Datastream:
    row: Datastream = work.target(_entity(multi), Datastream.objects, pk)
    if row.multi != multi:
        raise NotFound(f"no {_entity(multi)} with id {pk}")
    return row


def _columns(given: Mapping[str, object], *, multi: bool) -> dict[str, object]:
    columns = {name: value for name, value in given.items() if name in _COLUMNS}
    if multi and columns.get("observation_type", "") is None:
        columns["observation_type"] = COMPLEX_OBSERVATION
    return columns


def _links(entity: str, facts: StreamFacts, work: Work) -> tuple[Thing, Sensor, Sequence[ObservedProperty]]:
    if facts.thing is UNSET:
        raise PayloadRejected(f"{entity}: Thing is missing; link one or make one inline")
    if facts.sensor is UNSET:
        raise PayloadRejected(f"{entity}: Sensor is missing; link one or make one inline")
    if facts.observed_properties is UNSET or not facts.observed_properties:
        raise PayloadRejected(f"{entity}: ObservedProperty is missing; link one or make one inline")
    [thing] = work.linked(entity, "Thing", Thing.objects, [facts.thing])
    work.require_things([thing], f"create a {entity}")
    [sensor] = work.linked(entity, "Sensor", Sensor.objects, [facts.sensor])
    return thing, sensor, _observed(entity, facts.observed_properties, work)


def _observed(entity: str, wanted: Sequence[int], work: Work) -> list[ObservedProperty]:
    """In the given order; one may be there twice."""
    rows = work.linked(entity, "ObservedProperty", ObservedProperty.objects, wanted)
    by_id = {row.pk: row for row in rows}
    return [by_id[pk] for pk in wanted]


def _relink(entity: str, row: Datastream, facts: StreamFacts, work: Work) -> frozenset[str]:
    changed = set()
    if facts.thing is not UNSET and facts.thing != row.thing_id:
        [row.thing] = work.linked(entity, "Thing", Thing.objects, [facts.thing])
        work.require_things([row.thing], f"hang {entity} {row.pk} on another thing")
        changed.add("thing")
    if facts.sensor is not UNSET and facts.sensor != row.sensor_id:
        [row.sensor] = work.linked(entity, "Sensor", Sensor.objects, [facts.sensor])
        changed.add("sensor")
    return frozenset(changed)


def _changed_parts(
    entity: str, row: Datastream, facts: StreamFacts, work: Work
) -> tuple[frozenset[str], Parts]:
    """Which facts of the components are news, and all of them as they are to be."""
    stored = list(row.components.select_related("observed_property").order_by("position"))
    before = Parts(
        observed=[part.observed_property for part in stored],
        units=[
            Unit(name=part.unit_name, symbol=part.unit_symbol, definition=part.unit_definition)
            for part in stored
        ],
        types=[part.observation_type for part in stored],
    )
    observed = before.observed
    if facts.observed_properties is not UNSET:
        observed = _observed(entity, facts.observed_properties, work)
    wanted = Parts(
        observed=observed,
        units=before.units if facts.units is UNSET else facts.units,
        types=before.types if facts.component_types is UNSET else facts.component_types,
    )
    news = {
        "observed_properties": [one.pk for one in wanted.observed] != [one.pk for one in before.observed],
        "units": list(wanted.units) != list(before.units),
        "component_types": list(wanted.types) != list(before.types),
    }
    changed = frozenset(name for name, is_news in news.items() if is_news)
    if changed:
        _check(entity, wanted, multi=row.multi)
    return changed, wanted


def _parts(entity: str, row: Datastream, facts: StreamFacts, observed: Sequence[ObservedProperty]) -> Parts:
    units = () if facts.units is UNSET else facts.units
    types = (row.observation_type,) if facts.component_types is UNSET else facts.component_types
    parts = Parts(observed=observed, units=units, types=types)
    _check(entity, parts, multi=row.multi)
    return parts


def _check(entity: str, parts: Parts, *, multi: bool) -> None:
    n = len(parts.observed)
    if not multi and n != 1:
        raise Contradiction(f"{entity}: {n} observed properties; a Datastream has one, use a MultiDatastream")
    if not 1 <= n <= _MOST_COMPONENTS:
        raise Contradiction(f"{entity}: {n} observed properties; expected 1 to {_MOST_COMPONENTS}")
    if not n == len(parts.units) == len(parts.types):
        raise Contradiction(
            f"{entity}: {n} observed properties, {len(parts.units)} units of measurement and "
            f"{len(parts.types)} observation types; expected as many of each"
        )
    for unit in parts.units:
        for name, longest in (("name", 300), ("symbol", 300), ("definition", 2000)):
            told = getattr(unit, name)
            if told is not None:
                values.text(entity, f"unitOfMeasurement/{name}", told, longest)
    for kind in parts.types:
        values.text(entity, "observationType", kind, 500, empty=False)


def _write(row: Datastream, parts: Parts) -> None:
    Component.objects.bulk_create(
        Component(
            datastream=row,
            position=position,
            observed_property=observed,
            observation_type=kind,
            unit_name=unit.name,
            unit_symbol=unit.symbol,
            unit_definition=unit.definition,
        )
        for position, (observed, unit, kind) in enumerate(
            zip(parts.observed, parts.units, parts.types, strict=True)
        )
    )


def _require_untold(entity: str, row: Datastream, changed: frozenset[str]) -> None:
    """What a declared source tells comes from there again with its next delivery."""
    before = Datastream.objects.select_related("thing", "sensor").get(pk=row.pk)
    told_by = before.sensor.code if before.sensor else ""
    refused = changed & _TOLD_BY_SOURCES
    if refused and _is_told(before.thing.source) and told_by == before.thing.source:
        names = ", ".join(sorted(values.shown(name) for name in refused))
        raise Contradiction(
            f"{entity} {row.pk}: {names} cannot be changed, the source {before.thing.source} tells them"
        )


def _code(thing: Thing) -> str:
    """The thing's code and the number that follows the newest datastream's id."""
    newest = Datastream.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    code = f"{thing.code}/{newest + 1}"
    if _is_told(thing.source) and Datastream.objects.filter(code=code).exists():
        return f"{code}-{secrets.token_hex(5)}"
    return code


def _is_told(source: str) -> bool:
    """Whether a declared source stands behind a thing; it has codes of its own."""
    return any(declared.key == source for _domain, declared in registry.sources())
