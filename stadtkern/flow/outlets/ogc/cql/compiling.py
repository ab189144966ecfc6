# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A checked condition as SQL of the lake: each value a bound parameter, each column looked up and quoted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial

from stadtkern.flow.outlets.ogc.cql import extents, kinds, shapes
from stadtkern.flow.outlets.ogc.cql.checking import check
from stadtkern.flow.outlets.ogc.cql.functions import FUNCTIONS
from stadtkern.flow.outlets.ogc.cql.kinds import Typed
from stadtkern.flow.outlets.ogc.cql.words import (
    Compiled,
    Condition,
    Constant,
    Day,
    Moment,
    Operation,
    Parameter,
    Property,
    Queryable,
    Shape,
)

_FINITE = "nullif(nullif(nullif({}, 'nan'::double), 'inf'::double), '-inf'::double)"
_DOUBLES = ("cast({0} as double)", "cast({1} as double)")
_DAY = "cast({0} as timestamp)"
_TEMPLATES: Mapping[str, str] = {
    **{one: f"({{0}} {one} {{1}})" for one in kinds.COMPARISONS},
    **{one: _FINITE.format(f"({_DOUBLES[0]} {one} {_DOUBLES[1]})") for one in ("+", "-", "*")},
    "/": _FINITE.format(f"({_DOUBLES[0]} / nullif({_DOUBLES[1]}, 0))"),
    "%": _FINITE.format(f"({_DOUBLES[0]} % nullif({_DOUBLES[1]}, 0))"),
    "div": _FINITE.format(f"trunc({_DOUBLES[0]} / nullif({_DOUBLES[1]}, 0))"),
    "^": _FINITE.format(f"pow({_DOUBLES[0]}, {_DOUBLES[1]})"),
    "not": "(not {0})",
    "between": "({0} between {1} and {2})",
    "like": r"({0} like {1} escape '\')",
    "isnull": "({0} is null)",
    "casei": "replace(lower({0}), 'ß', 'ss')",
    "accenti": "strip_accents({0})",
    **{one: f"st_{one.removeprefix('s_')}({{0}}, {{1}})" for one in kinds.SPATIAL},
    kinds.DAY_OF: "cast(timezone('Europe/Berlin', {0}) as date)",
    kinds.DAY_START: f"timezone('Europe/Berlin', {_DAY})",
    kinds.DAY_END: f"(timezone('Europe/Berlin', {_DAY} + interval 1 day) - interval 1 microsecond)",
    "a_equals": "(list_has_all({0}, {1}) and list_has_all({1}, {0}))",
    "a_contains": "list_has_all({0}, {1})",
    "a_containedby": "list_has_all({1}, {0})",
    "a_overlaps": "list_has_any({0}, {1})",
    **{one.name: one.sql for one in FUNCTIONS},
}
_RELATIONS: Mapping[str, str] = {
    "t_after": "{0} > {3}",
    "t_before": "{1} < {2}",
    "t_contains": "{0} < {2} and {1} > {3}",
    "t_disjoint": "{0} > {3} or {1} < {2}",
    "t_during": "{0} > {2} and {1} < {3}",
    "t_equals": "{0} = {2} and {1} = {3}",
    "t_finishedby": "{0} < {2} and {1} = {3}",
    "t_finishes": "{0} > {2} and {1} = {3}",
    "t_intersects": "{0} <= {3} and {1} >= {2}",
    "t_meets": "{1} = {2}",
    "t_metby": "{0} = {3}",
    "t_overlappedby": "{0} > {2} and {0} < {3} and {1} > {3}",
    "t_overlaps": "{0} < {2} and {1} > {2} and {1} < {3}",
    "t_startedby": "{0} = {2} and {1} > {3}",
    "t_starts": "{0} = {2} and {1} < {3}",
}
"""OGC 21-065r2, 7.8: {0} to {1} is the first interval, {2} to {3} the second."""


def compile_condition(
    condition: Condition, queryables: Iterable[Queryable], filter_crs: str = shapes.CRS84
) -> Compiled:
    """SQL and parameters for ``FeatureQuestion.where``; ConditionRefused when it makes no sense.

    ``filter_crs`` is the URI of the reference system of the geometries in the condition.
    """
    checked = check(condition, queryables, filter_crs)
    compiler = _Compiler()
    sql = compiler.sql(checked)
    return Compiled(sql=sql, parameters=compiler.parameters, bounds=extents.bounds(checked))


class _Compiler:
    def __init__(self) -> None:
        self.parameters: dict[str, Parameter] = {}

    def sql(self, part: Typed) -> str:
        if isinstance(part.node, Operation):
            return self._operation(part.node.name, part)
        if isinstance(part.node, Property):
            return _quoted(part.node.name)
        return self._literal(part)

    def _literal(self, part: Typed) -> str:
        match part.node:
            case Constant(value=value):
                return self._bound(value)
            case Day(value=day):
                return f"cast({self._bound(day)} as date)"
            case Moment(value=moment):
                return f"cast({self._bound(moment)} as timestamptz)"
            case Shape(value=shape):
                return f"st_setcrs(st_geomfromwkb({self._bound(shape.wkb)}), 'OGC:CRS84')"
            case _:
                return self._texts(part.arguments)

    def _operation(self, name: str, part: Typed) -> str:
        if name in kinds.TEMPORAL:
            return self._relation(name, part)
        if name in kinds.LISTS:
            return _TEMPLATES[name].format(*(self._list(one) for one in part.arguments))
        special = _SPECIAL.get(name)
        compiled = [self.sql(one) for one in part.arguments]
        return special(compiled, part) if special else _TEMPLATES[name].format(*compiled)

    def _relation(self, name: str, part: Typed) -> str:
        """Only the ends that decide are bound: the lake refuses parameters that nothing uses."""
        template = _RELATIONS[name]
        ends = [end for span in part.arguments for end in span.arguments]
        compiled = [self.sql(end) if f"{{{number}}}" in template else "" for number, end in enumerate(ends)]
        return f"({template.format(*compiled)})"

    def _list(self, part: Typed) -> str:
        if part.sort == "json":
            return f"try_cast(cast({self.sql(part)} as json) as varchar[])"
        return self._texts(part.arguments)

    def _texts(self, items: Sequence[Typed]) -> str:
        """Members are compared as the text that JSON writes for them."""
        bound = [self._bound(_as_text(one)) for one in items]
        return f"cast([{', '.join(bound)}] as varchar[])"

    def _bound(self, value: Parameter) -> str:
        name = f"cql_{len(self.parameters)}"
        self.parameters[name] = value
        return f"${name}"


def _joined(word: str, compiled: Sequence[str], _part: Typed) -> str:
    return f"({f' {word} '.join(compiled)})"


def _membership(compiled: Sequence[str], _part: Typed) -> str:
    return f"({compiled[0]} in ({', '.join(compiled[1:])}))"


def _end_of_time(sign: str, _compiled: Sequence[str], part: Typed) -> str:
    return f"'{sign}infinity'::{'timestamptz' if part.sort == 'datetime' else 'date'}"


_SPECIAL: Mapping[str, Callable[[Sequence[str], Typed], str]] = {
    "and": partial(_joined, "and"),
    "or": partial(_joined, "or"),
    "in": _membership,
    kinds.OPEN_START: partial(_end_of_time, "-"),
    kinds.OPEN_END: partial(_end_of_time, ""),
}


def _as_text(part: Typed) -> str:
    value = part.node.value if isinstance(part.node, Constant) else ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _quoted(name: str) -> str:
    escaped = name.replace('"', '""')
    return f'"{escaped}"'
