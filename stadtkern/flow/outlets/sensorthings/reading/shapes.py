# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Geometry functions: worked out with Shapely before the statement, looked up by it.

Bounding boxes in the register leave out what cannot meet a constant geometry. The answers travel as one bound
value, however many they are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import shapely

from stadtkern.flow.outlets.sensorthings.entities import Kind
from stadtkern.flow.outlets.sensorthings.query.evaluation import places
from stadtkern.flow.outlets.sensorthings.query.words import Call, Constant
from stadtkern.kernel.errors import LimitExceeded

from .facts import Box
from .fragments import Sql, put
from .operands import Operand, Shape
from .tables import Storage

if TYPE_CHECKING:
    from .compiler import Compiler

MOST_PAIRS = 200_000
"""Comparisons of geometries of two entities with each other in one query."""
_APART = frozenset(
    (
        "geo.intersects",
        "st_intersects",
        "st_equals",
        "st_touches",
        "st_within",
        "st_overlaps",
        "st_crosses",
        "st_contains",
    )
)
"""False when the bounding boxes do not meet."""


def call(compiler: Compiler, node: Call, arguments: Sequence[Operand]) -> Sql:
    """``geo.…`` and ``st_…``.

    Raises:
        LimitExceeded: geometries of two entities are compared, and there are too many pairs.
    """
    given = [argument for argument in arguments if isinstance(argument, Shape)]
    if node.function == "geo.length":
        return _of_one(compiler, node, given[0], places.length)
    first, second = given
    if first.constant is not None and second.constant is not None:
        return _constant(compiler, node, _answer(node, first.constant, second.constant))
    if first.constant is not None:
        return _of_one(compiler, node, second, _second(node, first.constant), _box(node, first.constant))
    if second.constant is not None:
        return _of_one(compiler, node, first, _first(node, second.constant), _box(node, second.constant))
    return _of_two(compiler, node, first, second)


def _answer(node: Call, x: shapely.Geometry, y: shapely.Geometry) -> float | bool | None:
    if node.function == "geo.distance":
        return places.distance(x, y)
    pattern = node.arguments[2] if len(node.arguments) > 2 else None
    text = str(pattern.value) if isinstance(pattern, Constant) else ""
    return places.holds(node.function, x, y, text)


def _first(node: Call, fixed: shapely.Geometry) -> Callable[[shapely.Geometry], float | bool | None]:
    shapely.prepare(fixed)
    return lambda shape: _answer(node, shape, fixed)


def _second(node: Call, fixed: shapely.Geometry) -> Callable[[shapely.Geometry], float | bool | None]:
    shapely.prepare(fixed)
    return lambda shape: _answer(node, fixed, shape)


def _box(node: Call, fixed: shapely.Geometry) -> Box | None:
    return _bounds(fixed) if node.function in _APART else None


def _bounds(fixed: shapely.Geometry) -> Box:
    west, south, east, north = shapely.bounds(fixed).tolist()
    return Box(west, south, east, north)


def _constant(compiler: Compiler, node: Call, answer: float | bool | None) -> Sql:
    if answer is None:
        return compiler.dialect.null("number" if node.kind is Kind.NUMBER else "boolean")
    if node.kind is Kind.NUMBER:
        return compiler.dialect.number(answer)
    return Sql("true" if answer else "false")


def _of_one(
    compiler: Compiler,
    node: Call,
    shape: Shape,
    answer: Callable[[shapely.Geometry], float | bool | None],
    box: Box | None = None,
) -> Sql:
    """A function of one row's geometry; ``box`` tells outside of what it is false."""
    if shape.constant is not None:
        return _constant(compiler, node, answer(shape.constant))
    if shape.table is None or shape.column is None:
        raise TypeError("a geometry is constant or of a row")
    near = box if shape.column.storage is Storage.SHAPE else None
    found = compiler.facts.shapes(shape.table, shape.column, near)
    answers = {str(one): answer(geometry) for one, geometry in found.items()}
    here = _looked_up(compiler, node, answers, compiler.dialect.as_text(_key(shape)))
    if near is None:
        return here
    where = f'"{shape.alias}"'
    meets = (
        f"({where}.west <= {{}} and {where}.east >= {{}} and {where}.south <= {{}} and {where}.north >= {{}})"
    )
    number = compiler.dialect.number
    inside = put(meets, number(near.east), number(near.west), number(near.north), number(near.south))
    return put(f"(case when {where}.west is null then null when {{}} then {{}} else false end)", inside, here)


def _looked_up(compiler: Compiler, node: Call, answers: Mapping[str, float | bool | None], key: Sql) -> Sql:
    return compiler.dialect.shelf(answers, key, "number" if node.kind is Kind.NUMBER else "boolean")


def _of_two(compiler: Compiler, node: Call, first: Shape, second: Shape) -> Sql:
    one, other = (
        compiler.facts.shapes(shape.table, shape.column, None)
        for shape in (first, second)
        if shape.table is not None and shape.column is not None
    )
    if len(one) * len(other) > MOST_PAIRS:
        raise LimitExceeded(
            f"{node.function} would compare {len(one)} with {len(other)} geometries, at most {MOST_PAIRS} "
            "pairs are compared: compare with a fixed geometry, or narrow the set by its address"
        )
    answers = {f"{a} {b}": _answer(node, x, y) for a, x in one.items() for b, y in other.items()}
    as_text = compiler.dialect.as_text
    return _looked_up(
        compiler, node, answers, put("({} || ' ' || {})", as_text(_key(first)), as_text(_key(second)))
    )


def _key(shape: Shape) -> Sql:
    return Sql(f'"{shape.alias}"."id"')
