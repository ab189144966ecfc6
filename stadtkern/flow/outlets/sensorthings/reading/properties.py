# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Properties of entities as operands; those of a row of nulls are null."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from stadtkern.flow.devices.models import Component, ObservedProperty
from stadtkern.flow.devices.sensing.words import Json
from stadtkern.flow.outlets.sensorthings.entities import Kind
from stadtkern.flow.outlets.sensorthings.query.words import Path, Period

from .dialects import Shelved, Steps
from .fragments import Sql, put
from .operands import Operand, Scalar, Shape, Span, micros
from .scopes import Scope
from .tables import Column, Storage, Table

if TYPE_CHECKING:
    from .compiler import Compiler

_COMPONENT = Component._meta.db_table
_QUANTITY = ObservedProperty._meta.db_table
UNIT_PARTS = ("name", "symbol", "definition")
_UNIT = {
    "name": "case when {unit} then c.unit_name else coalesce(nullif(p.symbol, ''), p.ucum) end",
    "symbol": "case when {unit} then c.unit_symbol else p.symbol end",
    "definition": "case when {unit} then c.unit_definition else nullif('ucum:' || p.ucum, 'ucum:') end",
}
_GIVEN = "(c.unit_name is not null or c.unit_symbol is not null or c.unit_definition is not null)"


def unit_columns() -> str:
    """The parts of a unit as columns of a component ``c`` with its observed property ``p``."""
    return ", ".join(_UNIT[part].replace("{unit}", _GIVEN) for part in UNIT_PARTS)


def read(compiler: Compiler, scope: Scope, path: Path) -> Operand:
    """The property at the end of a path."""
    table, alias = scope.reach(path.links)
    return of_row(compiler, table, alias, path)


def of_row(compiler: Compiler, table: Table, alias: str, path: Path) -> Operand:
    """The property of a row."""
    column = table.columns[path.property.name]
    here = Sql(f'"{alias}"."{column.name}"')
    maker = compiler.maker
    match column.storage:
        case Storage.ID | Storage.TEXT:
            return Scalar(path.property.kind, here)
        case Storage.TIME:
            return Scalar(Kind.TIME, compiler.dialect.micros(here))
        case Storage.SHAPE if not path.steps:
            return Shape(table, alias, column, there=Sql(f'("{alias}".west is not null)'))
        case Storage.JSON | Storage.SHAPE:
            return maker.stored(here, path.steps)
        case _:
            return _worked_out(compiler, table, alias, path)


def _worked_out(compiler: Compiler, table: Table, alias: str, path: Path) -> Operand:
    column = table.columns[path.property.name]
    match column.storage:
        case Storage.AREA:
            return _area(compiler, table, alias, path)
        case Storage.PHENOMENON_TIME | Storage.RESULT_TIME:
            return _time(compiler, alias, column)
        case _:
            return _component(compiler, alias, column.storage, path.steps)


def _area(compiler: Compiler, table: Table, alias: str, path: Path) -> Operand:
    if not path.steps:
        column = table.columns[path.property.name]
        known: Shelved = {str(one): True for one in compiler.facts.shapes(table, column, None)}
        shelf = compiler.dialect.shelf(known, compiler.dialect.as_text(Sql(f'"{alias}"."id"')), "boolean")
        return Shape(table, alias, column, there=put("({} is not null)", shelf))
    areas = compiler.facts.areas(table)
    return compiler.maker.shelved(
        {one: _step(area, path.steps) for one, area in areas.items()}, Sql(f'"{alias}"."id"')
    )


def _time(compiler: Compiler, alias: str, column: Column) -> Span:
    place = 0 if column.storage is Storage.PHENOMENON_TIME else 1
    known = {one: times[place] for one, times in compiler.facts.times().items()}
    key = compiler.dialect.as_text(Sql(f'"{alias}"."id"'))
    return Span(
        compiler.dialect.shelf(_ends(known, end=False), key, "whole"),
        compiler.dialect.shelf(_ends(known, end=True), key, "whole"),
    )


def _ends(known: Mapping[int, Period | None], *, end: bool) -> Shelved:
    return {
        str(one): micros(period.end if end else period.start)
        for one, period in known.items()
        if period is not None
    }


def _component(compiler: Compiler, alias: str, storage: Storage, steps: Steps) -> Operand:
    """A unit, a list of units, a list of types, or what lies in them."""
    position, rest = (0, steps) if storage is Storage.UNIT else (steps[0] if steps else None, steps[1:])
    if position is None:
        return compiler.maker.something(Sql(f'("{alias}"."id" is not null)'))
    if not isinstance(position, int) or len(rest) > 1:
        return compiler.maker.something(Sql("(1 = 0)"))
    if not rest:
        there = _of_component(compiler, alias, position, "c.observation_type")
        if storage is Storage.TYPES:
            return compiler.maker.word(there)
        return compiler.maker.something(put("({} is not null)", there))
    form = None if storage is Storage.TYPES else _UNIT.get(str(rest[0]))
    if form is None:
        return compiler.maker.something(Sql("(1 = 0)"))
    return compiler.maker.word(_of_component(compiler, alias, position, form.replace("{unit}", _GIVEN)))


def _of_component(compiler: Compiler, alias: str, position: int, form: str) -> Sql:
    rows = f'"{_COMPONENT}" as c join "{_QUANTITY}" as p on p.id = c.observed_property_id'
    one = f'(select {form} from {rows} where c.datastream_id = "{alias}"."id" and c.position = {{}})'  # noqa: S608
    return put(one, compiler.dialect.whole(position))


def _step(found: Json, steps: Steps) -> Json:
    for step in steps:
        if isinstance(step, str) and isinstance(found, Mapping):
            found = found.get(step)
        elif isinstance(step, int) and isinstance(found, list | tuple) and 0 <= step < len(found):
            found = found[step]
        else:
            return None
    return found
