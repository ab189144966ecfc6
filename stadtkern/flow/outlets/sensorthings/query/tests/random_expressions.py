# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Random well-typed expressions; every one is made through ``query.kinds``, as the parser does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import get_args

from hypothesis import strategies as st

from stadtkern.flow.outlets.sensorthings.entities import BY_NAME, Entity, Kind, Link, Property
from stadtkern.flow.outlets.sensorthings.query import kinds
from stadtkern.flow.outlets.sensorthings.query.functions import FUNCTIONS
from stadtkern.flow.outlets.sensorthings.query.tests.random_cities import (
    MOMENTS,
    NUMBERS,
    TEXTS,
    moments,
    periods,
    texts,
)
from stadtkern.flow.outlets.sensorthings.query.tests.random_paths import (
    ANY_STEPS,
    STEPS,
    Scope,
    properties_of,
    roads,
)
from stadtkern.flow.outlets.sensorthings.query.words import (
    ArithmeticOperator,
    Both,
    Comparator,
    Constant,
    Either,
    Expression,
    Geometry,
    Not,
    Path,
    Quantified,
    Span,
    Value,
)

_OPTION = "$filter"
_NOWHERE = Span(start=0, end=0)
_COMPARATORS: tuple[Comparator, ...] = get_args(Comparator)
_NUMERIC: tuple[ArithmeticOperator, ...] = get_args(ArithmeticOperator)
_DURATIONS = (
    timedelta(seconds=1),
    timedelta(minutes=90),
    timedelta(days=1),
    timedelta(hours=-1),
    timedelta(0),
)
_SHAPES = (
    "POINT (8.5 48.5)",
    "POINT (8 48)",
    "LINESTRING (8 48, 9 49)",
    "POLYGON ((8 48, 9 48, 9 49, 8 49, 8 48))",
    "POLYGON ((8.25 48.25, 9.75 48.25, 9.75 49.75, 8.25 49.75, 8.25 48.25))",
)
_PATTERNS = ("T********", "FF*FF****", "T*F**F***")
_SCALARS = (Kind.TEXT, Kind.NUMBER, Kind.BOOLEAN)


class Maker:
    """Makes expressions of a wanted kind."""

    def __init__(self, draw: st.DrawFn, entity: Entity, scope: Scope) -> None:
        self._draw = draw
        self._entity = entity
        self._scope = scope
        self._variables: dict[str, Entity] = {}
        self._used = 0

    def make(self, kind: Kind, depth: int) -> Expression:
        """An expression of this kind, at most ``depth`` levels of operators high."""
        makers: dict[Kind, Callable[[int], Expression]] = {
            Kind.BOOLEAN: self._condition,
            Kind.TEXT: self._text,
            Kind.NUMBER: self._number,
            Kind.TIME: self._moment,
            Kind.INTERVAL: self._extent,
            Kind.DURATION: self._duration,
            Kind.GEOMETRY: self._geometry,
            Kind.DATE: self._date,
            Kind.TIME_OF_DAY: self._clock,
        }
        return makers[kind](depth) if kind in makers else self._path(kind)

    def _pick(self, *names: str) -> str:
        return self._draw(st.sampled_from(names))

    def _condition(self, depth: int) -> Expression:
        if depth <= 0:
            return self._comparison(0)
        makers: dict[str, Callable[[], Expression | None]] = {
            "compare": lambda: self._comparison(depth),
            "compare more": lambda: self._comparison(depth),
            "and": lambda: Both(operands=self._conditions(depth)),
            "or": lambda: Either(operands=self._conditions(depth)),
            "not": lambda: Not(operand=self._condition(depth - 1)),
            "call": lambda: self._call(Kind.BOOLEAN, depth),
            "null": self._null_test,
            "in": self._among,
            "lambda": lambda: self._quantified(depth),
        }
        return makers[self._pick(*makers)]() or self._comparison(depth)

    def _conditions(self, depth: int) -> tuple[Expression, ...]:
        return tuple(self._condition(depth - 1) for _ in range(self._draw(st.integers(2, 3))))

    def _comparison(self, depth: int) -> Expression:
        comparators = _COMPARATORS
        left, right = self._pair(depth)
        if Kind.BOOLEAN in (left.kind, right.kind):
            comparators = ("eq", "ne")
        if self._draw(st.booleans()):
            left, right = right, left
        return kinds.compare(self._draw(st.sampled_from(comparators)), left, right, option=_OPTION)

    def _pair(self, depth: int) -> tuple[Expression, Expression]:
        match self._pick(
            "text", "number", "json", "json", "times", "times", "id", "duration", "date", "clock", "truth"
        ):
            case "json":
                return self._path(Kind.JSON), self._json_partner(depth)
            case "times":
                return self._time_like(depth), self._time_like(depth)
            case "id":
                return self._path(Kind.ID), self._id_constant()
            case "truth":
                test = self._call(Kind.BOOLEAN, depth - 1) or self._null_test()
                return test, self._constant(self._draw(st.booleans()), Kind.BOOLEAN)
            case name:
                kind = {
                    "text": Kind.TEXT,
                    "number": Kind.NUMBER,
                    "duration": Kind.DURATION,
                    "date": Kind.DATE,
                    "clock": Kind.TIME_OF_DAY,
                }[name]
                return self.make(kind, depth), self.make(kind, depth)

    def _json_partner(self, depth: int) -> Expression:
        kind = self._draw(st.sampled_from((*_SCALARS, Kind.TEXT, Kind.NUMBER, Kind.JSON)))
        if kind is Kind.BOOLEAN:
            return self._constant(self._draw(st.booleans()), kind)
        return self._path(kind) if kind is Kind.JSON else self.make(kind, depth - 1)

    def _time_like(self, depth: int) -> Expression:
        return self._extent(depth) if self._draw(st.booleans()) else self._moment(depth)

    def _null_test(self) -> Expression:
        kind = self._draw(
            st.sampled_from((Kind.TEXT, Kind.JSON, Kind.TIME, Kind.INTERVAL, Kind.GEOMETRY, Kind.ID))
        )
        comparator: Comparator = "eq" if self._draw(st.booleans()) else "ne"
        return kinds.compare(comparator, self._path(kind), self._constant(None, Kind.NOTHING), option=_OPTION)

    def _among(self) -> Expression:
        kind = self._draw(st.sampled_from((Kind.TEXT, Kind.JSON, Kind.ID)))
        values: list[Constant] = []
        for _ in range(self._draw(st.integers(1, 3))):
            if kind is Kind.ID:
                values.append(self._id_constant())
            elif kind is Kind.JSON and self._draw(st.booleans()):
                values.append(self._number_constant())
            else:
                values.append(self._constant(self._draw(texts), Kind.TEXT))
        return kinds.among(self._path(kind), values, option=_OPTION, end=0)

    def _quantified(self, depth: int) -> Expression | None:
        if not self._scope.lambdas or self._used >= 3:
            return None
        variable, entity = self._origin()
        sets = [
            road
            for road in roads(entity.name, self._scope.most_links)
            if road and road[-1].many and not any(link.many for link in road[:-1]) and self._allowed(road)
        ]
        if not sets:
            return None
        road = self._draw(st.sampled_from(sets))
        quantifier = self._pick("any", "any", "all")
        if quantifier == "any" and self._draw(st.integers(0, 5)) == 0:
            return Quantified(
                quantifier="any", links=road, path_variable=variable, variable="", condition=None
            )
        name = f"v{self._used}"
        self._used += 1
        self._variables[name] = BY_NAME[road[-1].target]
        condition = self._condition(depth - 1)
        del self._variables[name]
        return Quantified(
            quantifier="any" if quantifier == "any" else "all",
            links=road,
            path_variable=variable,
            variable=name,
            condition=condition,
        )

    def _text(self, depth: int) -> Expression:
        match self._pick("path", "constant", "call", "call"):
            case "call" if depth > 0:
                return self._call(Kind.TEXT, depth) or self._path(Kind.TEXT)
            case "constant":
                return self._constant(self._draw(texts), Kind.TEXT)
            case _:
                return self._path(Kind.TEXT)

    def _number(self, depth: int) -> Expression:
        if depth <= 0:
            return self._number_constant() if self._draw(st.booleans()) else self._path(Kind.JSON)
        match self._pick("leaf", "arithmetic", "call", "negative"):
            case "arithmetic":
                operator = self._draw(st.sampled_from(_NUMERIC))
                left, right = self._number(depth - 1), self._number(depth - 1)
                return kinds.arithmetic(operator, left, right, option=_OPTION)
            case "call":
                return self._call(Kind.NUMBER, depth) or self._number_constant()
            case "negative":
                return kinds.negative(self._path(Kind.JSON), start=0, option=_OPTION)
            case _:
                return self._number(0)

    def _moment(self, depth: int) -> Expression:
        if depth > 0 and self._draw(st.integers(0, 2)) == 0:
            operator: ArithmeticOperator = "add" if self._draw(st.booleans()) else "sub"
            return kinds.arithmetic(operator, self._moment(0), self._duration(depth - 1), option=_OPTION)
        match self._pick("path", "path", "constant", "now", "mindatetime", "maxdatetime"):
            case "path":
                return self._path(Kind.TIME)
            case ("now" | "mindatetime" | "maxdatetime") as name if (
                depth > 0 and name in self._scope.functions
            ):
                return kinds.call(FUNCTIONS[name], [], at=_NOWHERE, option=_OPTION)
            case _:
                return self._constant(self._draw(moments), Kind.TIME)

    def _extent(self, _depth: int) -> Expression:
        if self._draw(st.integers(0, 2)) == 0:
            return self._constant(self._draw(periods), Kind.INTERVAL)
        return self._path(Kind.INTERVAL)

    def _duration(self, depth: int) -> Expression:
        constant = self._constant(self._draw(st.sampled_from(_DURATIONS)), Kind.DURATION)
        match self._pick("constant", "between", "sum", "times", "negative") if depth > 0 else "constant":
            case "between":
                return kinds.arithmetic("sub", self._moment(0), self._extent(0), option=_OPTION)
            case "sum":
                return kinds.arithmetic("add", constant, self._duration(depth - 1), option=_OPTION)
            case "times":
                number = self._constant(self._draw(st.integers(-2, 3)), Kind.NUMBER)
                return kinds.arithmetic("mul", constant, number, option=_OPTION)
            case "negative":
                return kinds.negative(constant, start=0, option=_OPTION)
            case _:
                return constant

    def _geometry(self, _depth: int) -> Expression:
        if self._draw(st.booleans()):
            return self._constant(Geometry(wkt=self._draw(st.sampled_from(_SHAPES))), Kind.GEOMETRY)
        return self._path(Kind.GEOMETRY)

    def _date(self, depth: int) -> Expression:
        if self._draw(st.booleans()) or "date" not in self._scope.functions:
            return self._constant(self._draw(st.sampled_from([at.date() for at in MOMENTS])), Kind.DATE)
        return kinds.call(FUNCTIONS["date"], [self._time_like(depth - 1)], at=_NOWHERE, option=_OPTION)

    def _clock(self, depth: int) -> Expression:
        if self._draw(st.booleans()) or "time" not in self._scope.functions:
            return self._constant(
                self._draw(st.sampled_from([at.time() for at in MOMENTS])), Kind.TIME_OF_DAY
            )
        return kinds.call(FUNCTIONS["time"], [self._time_like(depth - 1)], at=_NOWHERE, option=_OPTION)

    def _call(self, kind: Kind, depth: int) -> Expression | None:
        fitting = sorted(
            name
            for name in self._scope.functions
            if FUNCTIONS[name].answer is kind and FUNCTIONS[name].arguments
        )
        if not fitting:
            return None
        function = FUNCTIONS[self._draw(st.sampled_from(fitting))]
        cut = self._draw(st.integers(0, function.optional))
        wanted = function.arguments[: len(function.arguments) - cut]
        arguments = [self._argument(options, depth - 1) for options in wanted]
        if function.name == "st_relate":
            arguments[2] = self._constant(self._draw(st.sampled_from(_PATTERNS)), Kind.TEXT)
        return kinds.call(function, arguments, at=_NOWHERE, option=_OPTION)

    def _argument(self, options: frozenset[Kind], depth: int) -> Expression:
        kind = self._draw(st.sampled_from(sorted(options)))
        if kind in _SCALARS and self._draw(st.integers(0, 3)) == 0:
            return self._path(Kind.JSON)
        return self.make(kind, depth)

    def _path(self, kind: Kind) -> Expression:
        """A path to a property of this kind; a constant when there is none in reach."""
        variable, entity = self._origin()
        found = [
            (road, one)
            for road, one in properties_of(entity.name, kind, self._scope.most_links)
            if self._allowed(road) and self._shown(entity, road, one)
        ]
        if not found:
            return self._instead(kind)
        near = [one for one in found if not one[0]]
        stay = bool(near) and self._draw(st.booleans())
        road, one = self._draw(st.sampled_from(near if stay else found))
        steps: tuple[str | int, ...] = ()
        if kind is Kind.JSON:
            steps = self._draw(st.sampled_from(STEPS.get(one.name, ANY_STEPS)))
        return Path(
            links=road, property=one, steps=steps, variable=variable, kind=Kind.JSON if steps else one.kind
        )

    def _origin(self) -> tuple[str, Entity]:
        origins = [("", self._entity), *self._variables.items(), *self._variables.items()]
        return self._draw(st.sampled_from(origins))

    def _allowed(self, road: tuple[Link, ...]) -> bool:
        return all(link.name in self._scope.links and (self._scope.many or not link.many) for link in road)

    def _shown(self, entity: Entity, road: tuple[Link, ...], one: Property) -> bool:
        name = road[-1].target if road else entity.name
        return f"{name}.{one.name}" not in self._scope.without

    def _instead(self, kind: Kind) -> Expression:
        constants: dict[Kind, Value] = {
            Kind.TEXT: TEXTS[1],
            Kind.NUMBER: 1,
            Kind.JSON: 1,
            Kind.TIME: MOMENTS[0],
            Kind.INTERVAL: MOMENTS[1],
            Kind.GEOMETRY: Geometry(wkt=_SHAPES[0]),
        }
        stand_in = {Kind.JSON: Kind.NUMBER, Kind.INTERVAL: Kind.TIME}.get(kind, kind)
        return self._constant(constants[kind], stand_in)

    def _constant(self, value: Value, kind: Kind) -> Constant:
        return Constant(value=value, kind=kind)

    def _number_constant(self) -> Constant:
        return self._constant(self._draw(st.sampled_from(NUMBERS)), Kind.NUMBER)

    def _id_constant(self) -> Constant:
        return self._constant(self._draw(st.sampled_from(("1", "2", "3", "1.1774735200000000"))), Kind.ID)
