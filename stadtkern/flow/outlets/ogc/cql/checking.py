# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Whether a condition makes sense for a collection: known properties, kinds that fit each other."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches

from stadtkern.flow.outlets.ogc.cql import kinds, shapes, times
from stadtkern.flow.outlets.ogc.cql.errors import ConditionRefused
from stadtkern.flow.outlets.ogc.cql.functions import BY_NAME
from stadtkern.flow.outlets.ogc.cql.kinds import PLAIN, Sort, Typed
from stadtkern.flow.outlets.ogc.cql.words import (
    Condition,
    Constant,
    Day,
    Expression,
    Interval,
    Items,
    Kind,
    Moment,
    Operation,
    Property,
    Queryable,
    Shape,
)

MOST_ITEMS = 1_000
_SORTS: Mapping[Kind, Sort] = {
    "text": "text",
    "integer": "number",
    "number": "number",
    "boolean": "boolean",
    "date": "date",
    "datetime": "datetime",
    "json": "json",
    "geometry": "geometry",
}
_ORDERED: frozenset[Sort] = frozenset({"text", "number", "date", "datetime"})


def check(condition: Condition, queryables: Iterable[Queryable], filter_crs: str = shapes.CRS84) -> Typed:
    """The condition with the kind of every part; geometries are in OGC:CRS84 afterwards."""
    checker = _Checker(condition.text, {one.name: one for one in queryables}, filter_crs)
    found = checker.typed(condition.root)
    if found.sort != "boolean":
        raise ConditionRefused(
            f"the whole is {PLAIN[found.sort]}, no condition",
            expectation="a comparison or function that is true or false",
        )
    return found


class _Checker:
    def __init__(self, text: str, queryables: Mapping[str, Queryable], crs: str) -> None:
        self._text = text
        self._queryables = queryables
        self._crs = crs

    def typed(self, node: Expression) -> Typed:
        match node:
            case Operation():
                found = self._operation(node)
            case Property(name=name):
                found = Typed(node=node, sort=self._sort_of(name))
            case Shape():
                found = self._shape(node)
            case Interval():
                found = self._interval(node)
            case Items():
                found = self._list(node)
            case _:
                found = Typed(node=node, sort=_sort_of_literal(node))
        return found

    def _sort_of(self, name: str) -> Sort:
        found = self._queryables.get(name)
        if found is None:
            near = get_close_matches(name[:60], list(self._queryables), n=1, cutoff=0.6)
            names = list(self._queryables)
            shown = ", ".join(names[:8]) + (" …" if len(names) > 8 else "")
            raise self._refused(
                f"there is no property “{name[:60]}”",
                name,
                f"“{near[0]}” perhaps" if near else f"one of {shown}",
            )
        return _SORTS[found.kind]

    def _shape(self, node: Shape) -> Typed:
        try:
            turned = shapes.in_degrees(node.value, self._crs)
        except ValueError as error:
            raise ConditionRefused(str(error)) from error
        return Typed(node=Shape(value=turned), sort="geometry")

    def _interval(self, node: Interval) -> Typed:
        ends = [None if end is None else self.typed(end) for end in (node.start, node.end)]
        if any(end is not None and times.as_time(end) is None for end in ends):
            raise ConditionRefused("the ends of an interval are days, moments or “..”")
        start, end = (None if one is None else times.as_time(one) for one in ends)
        try:
            return times.interval(node, start, end)
        except ValueError as error:
            raise ConditionRefused(str(error)) from error

    def _list(self, node: Items) -> Typed:
        if len(node.items) > MOST_ITEMS:
            raise ConditionRefused(f"a list has at most {MOST_ITEMS} values")
        return Typed(node=node, sort="list", arguments=tuple(self.typed(one) for one in node.items))

    def _operation(self, node: Operation) -> Typed:
        rule = _RULES.get(node.name)
        function = BY_NAME.get(node.name)
        if rule is None and function is None:
            raise self._refused(f"there is no function or operator “{node.name[:40]}”", node.name)
        arguments = tuple(self.typed(one) for one in node.arguments)
        if rule is not None:
            return rule(self, node, arguments)
        wanted: tuple[Sort, ...] = tuple(sort for _, sort in function.arguments) if function else ()
        self._count(node, arguments, len(wanted))
        fitted = tuple(self._of(node, one, sort) for one, sort in zip(arguments, wanted, strict=True))
        return Typed(node=node, sort=function.returns if function else "text", arguments=fitted)

    def _of(self, node: Operation, found: Typed, sort: Sort) -> Typed:
        if sort == "date" and found.sort == "datetime":
            return times.day_of(found)
        if found.sort != sort:
            raise self._refused(f"{node.name} works on {PLAIN[sort]}, this is {PLAIN[found.sort]}", node.name)
        return found

    def logic(self, node: Operation, arguments: tuple[Typed, ...]) -> Typed:
        if node.name == "not":
            self._count(node, arguments, 1)
        elif len(arguments) < 2:
            raise self._refused(f"{node.name} joins at least two conditions", node.name)
        return Typed(
            node=node, sort="boolean", arguments=tuple(self._of(node, one, "boolean") for one in arguments)
        )

    def comparison(self, node: Operation, arguments: tuple[Typed, ...]) -> Typed:
        self._count(node, arguments, 2)
        ordered = node.name not in {"=", "<>"}
        return Typed(node=node, sort="boolean", arguments=self._alike(node, arguments, ordered=ordered))

    def between(self, node: Operation, arguments: tuple[Typed, ...]) -> Typed:
        self._count(node, arguments, 3)
        return Typed(node=node, sort="boolean", arguments=self._alike(node, arguments, ordered=True))

    def membership(self, node: Operation, arguments: tuple[Typed, ...]) -> Typed:
        self._count(node, arguments, 2)
        wanted, found = arguments
        if found.sort != "list" or not found.arguments:
            raise self._refused("IN needs a list of values", "in")
        return Typed(
            node=node, sort="boolean", arguments=self._alike(node, (wanted, *found.arguments), ordered=False)
        )

    def _alike(self, node: Operation, arguments: tuple[Typed, ...], *, ordered: bool) -> tuple[Typed, ...]:
        fitted = times.alike(arguments)
        sorts = {one.sort for one in fitted}
        if len(sorts) > 1:
            words = " with ".join(sorted({PLAIN[one] for one in sorts}))
            raise self._refused(f"{node.name.upper()} cannot compare {words}", node.name)
        (sort,) = sorts
        if sort not in _ORDERED and (ordered or sort != "boolean"):
            hint = "S_EQUALS or S_INTERSECTS" if sort == "geometry" else ""
            raise self._refused(f"{node.name.upper()} cannot compare {PLAIN[sort]}", node.name, hint)
        return fitted

    def likeness(self, node: Operation, arguments: tuple[Typed, ...]) -> Typed:
        self._count(node, arguments, 2)
        value, pattern = (self._of(node, one, "text") for one in arguments)
        inner = pattern.node
        while isinstance(inner, Operation) and inner.name in kinds.FOLDING:
            inner = inner.arguments[0]
        if not isinstance(inner, Constant) or not isinstance(inner.value, str):
            raise self._refused("the pattern of LIKE is a text", "like")
        if re.search(r"(?<!\\)(\\\\)*\\$", inner.value):
            raise self._refused("the pattern of LIKE ends with a single backslash", "like")
        return Typed(node=node, sort="boolean", arguments=(value, pattern))

    def nothing(self, node: Operation, arguments: tuple[Typed, ...]) -> Typed:
        self._count(node, arguments, 1)
        if arguments[0].sort in {"list", "interval"}:
            raise self._refused("IS NULL asks for a property", "is")
        return Typed(node=node, sort="boolean", arguments=arguments)

    def folding(self, node: Operation, arguments: tuple[Typed, ...]) -> Typed:
        self._count(node, arguments, 1)
        return Typed(node=node, sort="text", arguments=(self._of(node, arguments[0], "text"),))

    def arithmetic(self, node: Operation, arguments: tuple[Typed, ...]) -> Typed:
        self._count(node, arguments, 2)
        return Typed(
            node=node, sort="number", arguments=tuple(self._of(node, one, "number") for one in arguments)
        )

    def spatial(self, node: Operation, arguments: tuple[Typed, ...]) -> Typed:
        self._count(node, arguments, 2)
        return Typed(
            node=node, sort="boolean", arguments=tuple(self._of(node, one, "geometry") for one in arguments)
        )

    def temporal(self, node: Operation, arguments: tuple[Typed, ...]) -> Typed:
        self._count(node, arguments, 2)
        fitted = times.spans(arguments)
        if fitted is None:
            raise self._refused(f"{node.name.upper()} compares days, moments and intervals", node.name)
        return Typed(node=node, sort="boolean", arguments=fitted)

    def lists(self, node: Operation, arguments: tuple[Typed, ...]) -> Typed:
        self._count(node, arguments, 2)
        for one in arguments:
            if one.sort not in {"list", "json"}:
                raise self._refused(f"{node.name} works on lists, this is {PLAIN[one.sort]}", node.name)
            if any(not isinstance(item.node, Constant) for item in one.arguments):
                raise self._refused(
                    "a list that is compared holds texts, numbers and truth values", node.name
                )
        return Typed(node=node, sort="boolean", arguments=arguments)

    def _count(self, node: Operation, arguments: tuple[Typed, ...], wanted: int) -> None:
        if len(arguments) != wanted:
            raise self._refused(f"{node.name} has {len(arguments)} arguments", node.name, str(wanted))

    def _refused(self, problem: str, word: str, expectation: str = "") -> ConditionRefused:
        found = re.search(rf"(?<!\w){re.escape(word)}(?!\w)", self._text, re.IGNORECASE)
        return ConditionRefused(
            problem, position=found.start() + 1 if found else None, expectation=expectation
        )


_Rule = Callable[[_Checker, Operation, tuple[Typed, ...]], Typed]
_RULES: Mapping[str, _Rule] = {
    **dict.fromkeys(("and", "or", "not"), _Checker.logic),
    **dict.fromkeys(kinds.COMPARISONS, _Checker.comparison),
    **dict.fromkeys(kinds.ARITHMETIC, _Checker.arithmetic),
    **dict.fromkeys(kinds.FOLDING, _Checker.folding),
    **dict.fromkeys(kinds.SPATIAL, _Checker.spatial),
    **dict.fromkeys(kinds.TEMPORAL, _Checker.temporal),
    **dict.fromkeys(kinds.LISTS, _Checker.lists),
    "between": _Checker.between,
    "in": _Checker.membership,
    "like": _Checker.likeness,
    "isnull": _Checker.nothing,
}


def _sort_of_literal(node: Constant | Day | Moment) -> Sort:
    if isinstance(node, Day | Moment):
        return "date" if isinstance(node, Day) else "datetime"
    if isinstance(node.value, bool):
        return "boolean"
    return "text" if isinstance(node.value, str) else "number"
