# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Values of the properties of many rows at once, as they are shown; rows never become model objects."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta

import msgspec

from stadtkern.flow.devices.models import Component, ObservedProperty
from stadtkern.flow.devices.sensing.words import Json
from stadtkern.flow.outlets.sensorthings.entities import Property
from stadtkern.flow.outlets.sensorthings.query.words import Period, Query, Selected

from .asking import Asker
from .fragments import Cell, Sql, put
from .known import Known
from .operands import EPOCH
from .properties import UNIT_PARTS, unit_columns
from .sets import ROW, Sets
from .tables import TABLES, Column, Storage, Table
from .words import Shown, StreamFacts

_COMPONENT = Component._meta.db_table
_QUANTITY = ObservedProperty._meta.db_table
_STORED = frozenset((Storage.TEXT, Storage.JSON, Storage.TIME, Storage.SHAPE))
_COMPONENTS = frozenset((Storage.UNIT, Storage.UNITS, Storage.TYPES))
_TIMES = frozenset((Storage.PHENOMENON_TIME, Storage.RESULT_TIME))
_Maker = Callable[[int], Shown]


class Values:
    """Reads the properties of one request's rows."""

    def __init__(self, asker: Asker, sets: Sets, known: Known, streams: Callable[[], StreamFacts]) -> None:
        self._asker = asker
        self._sets = sets
        self._known = known
        self._streams = streams

    def of(self, query: Query, ids: Collection[int]) -> dict[int, dict[str, Shown]]:
        """The selected properties of the visible ones among these entities."""
        wanted = selected(query)
        table = TABLES[query.entity.name]
        stored = [one for one in wanted if table.columns[one.name].storage in _STORED]
        rows = self._stored(table, stored, ids)
        makers = self._makers(table, [one for one in wanted if one not in stored], rows.keys())
        if makers:
            for one, values in rows.items():
                values.update((name, make(one)) for name, make in makers)
        cut = _cuts(query.select)
        if cut:
            for values in rows.values():
                values.update((name, _cut(_plain(values[name]), ways)) for name, ways in cut.items())
        return rows

    def _stored(
        self, table: Table, wanted: Sequence[Property], ids: Collection[int]
    ) -> dict[int, dict[str, Shown]]:
        columns = [table.columns[one.name] for one in wanted]
        names = [one.name for one in wanted]
        readers = [_READERS[column.storage] for column in columns]
        statement = self._sets.columns(table, [self._column(column) for column in columns], ids)
        return {
            one: {
                name: value if read is None else read(value)
                for name, read, value in zip(names, readers, values, strict=True)
            }
            for one, *values in self._asker.rows(statement)
            if isinstance(one, int)
        }

    def _column(self, column: Column) -> Sql:
        here = Sql(f'"{ROW}"."{column.name}"')
        match column.storage:
            case Storage.TIME:
                return self._asker.dialect.micros(here)
            case Storage.JSON | Storage.SHAPE:
                return self._asker.dialect.json_part(here, ())
            case _:
                return here

    def _makers(
        self, table: Table, wanted: Sequence[Property], ids: Collection[int]
    ) -> list[tuple[str, _Maker]]:
        """What is not simply stored, asked once for all rows."""
        kinds = {one.name: table.columns[one.name].storage for one in wanted}
        makers: list[tuple[str, _Maker]] = []
        if not ids:
            return makers
        if _TIMES & set(kinds.values()):
            times = self._streams().times(ids)
            none = (None, None)
            makers += [
                (name, _at(times, kind is Storage.RESULT_TIME, none))
                for name, kind in kinds.items()
                if kind in _TIMES
            ]
        if Storage.AREA in kinds.values():
            makers.append(("observedArea", self._known.areas_of(ids).get))
        if _COMPONENTS & set(kinds.values()):
            components = self._components(ids)
            makers += [
                (name, _SHOWN[kind](components)) for name, kind in kinds.items() if kind in _COMPONENTS
            ]
        return makers

    def _components(self, ids: Collection[int]) -> Mapping[int, list[tuple[str, dict[str, Json]]]]:
        """Type and unit of each component, in order."""
        statement = put(
            f'select c.datastream_id, c.observation_type, {unit_columns()} from "{_COMPONENT}" as c'  # noqa: S608
            f' join "{_QUANTITY}" as p on p.id = c.observed_property_id where c.datastream_id in ({{}})'
            " order by c.datastream_id, c.position",
            self._asker.dialect.ids(ids),
        )
        found: dict[int, list[tuple[str, dict[str, Json]]]] = {}
        for one, kind, *unit in self._asker.rows(statement):
            if isinstance(one, int) and isinstance(kind, str):
                parts: dict[str, Json] = {
                    name: value if isinstance(value, str) else None
                    for name, value in zip(UNIT_PARTS, unit, strict=True)
                }
                found.setdefault(one, []).append((kind, parts))
        return found


def selected(query: Query) -> list[Property]:
    """The properties to show, without the id; everything when none are selected."""
    if not query.select:
        return [one for one in query.entity.properties if one.name != "id"]
    names = {one.property.name for one in query.select if one.property is not None} - {"id"}
    return [one for one in query.entity.properties if one.name in names]


def _at(times: Mapping[int, tuple[Shown, Shown]], result: bool, none: tuple[Shown, Shown]) -> _Maker:
    return lambda one: times.get(one, none)[1 if result else 0]


def _unit(components: Mapping[int, list[tuple[str, dict[str, Json]]]]) -> _Maker:
    return lambda one: components[one][0][1] if components.get(one) else None


def _units(components: Mapping[int, list[tuple[str, dict[str, Json]]]]) -> _Maker:
    return lambda one: [unit for _, unit in components.get(one, ())]


def _types(components: Mapping[int, list[tuple[str, dict[str, Json]]]]) -> _Maker:
    return lambda one: [kind for kind, _ in components.get(one, ())]


_SHOWN = {Storage.UNIT: _unit, Storage.UNITS: _units, Storage.TYPES: _types}


def _document(text: Cell) -> Shown:
    found: Json = msgspec.json.decode(text) if isinstance(text, str) else None
    return found


def _moment(micros: Cell) -> Shown:
    return EPOCH + timedelta(microseconds=micros) if isinstance(micros, int) else None


_READERS: Mapping[Storage, Callable[[Cell], Shown] | None] = {
    Storage.TEXT: None,
    Storage.JSON: _document,
    Storage.SHAPE: _document,
    Storage.TIME: _moment,
}


def _cuts(select: Sequence[Selected]) -> dict[str, list[tuple[str | int, ...]]]:
    """Which parts of JSON properties were selected; properties selected as a whole are missing."""
    whole = {one.property.name for one in select if one.property is not None and not one.steps}
    cuts: dict[str, list[tuple[str | int, ...]]] = {}
    for one in select:
        if one.property is not None and one.property.name not in whole:
            cuts.setdefault(one.property.name, []).append(one.steps)
    return cuts


def _plain(value: Shown) -> Json:
    """Only JSON properties have parts."""
    return None if isinstance(value, datetime | Period) else value


def _cut(value: Json, ways: Sequence[tuple[str | int, ...]]) -> Json:
    """Only these parts, in objects around them; a part of a list is shown alone in its list."""
    if () in ways:
        return value
    if isinstance(value, list):
        places = sorted({way[0] for way in ways if isinstance(way[0], int) and way[0] < len(value)})
        return [_cut(value[place], [way[1:] for way in ways if way[0] == place]) for place in places]
    if isinstance(value, dict):
        names = [name for name in value if any(way[0] == name for way in ways)]
        return {name: _cut(value[name], [way[1:] for way in ways if way[0] == name]) for name in names}
    return None
