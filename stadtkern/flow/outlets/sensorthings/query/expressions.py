# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Recursive descent over the expressions of $filter and $orderby (OGC 18-088 clause 9.3.3.5).

From loose to tight: or, and, not, comparison and in, add and sub, mul div and mod, minus. ``not a eq b`` is
``not (a eq b)``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import get_args

from stadtkern.flow.outlets.sensorthings.entities import Entity, Kind
from stadtkern.flow.outlets.sensorthings.query import constants, kinds, paths
from stadtkern.flow.outlets.sensorthings.query.cursor import Cursor
from stadtkern.flow.outlets.sensorthings.query.errors import one_of, suggestion
from stadtkern.flow.outlets.sensorthings.query.functions import FUNCTIONS
from stadtkern.flow.outlets.sensorthings.query.lexer import Sort, Token, hint
from stadtkern.flow.outlets.sensorthings.query.trees import depth
from stadtkern.flow.outlets.sensorthings.query.words import (
    ArithmeticOperator,
    Both,
    Comparator,
    Either,
    Expression,
    Not,
    Path,
    Quantified,
    Span,
)

MOST_LEVELS = 60
"""Levels of an expression tree, so that whoever walks it may do so by recursion."""
MOST_CHOICES = 1_000
"""Values in one list of ``in``."""
_COMPARATORS: dict[str, Comparator] = {word: word for word in get_args(Comparator)}
_SUMS: dict[str, ArithmeticOperator] = {"add": "add", "sub": "sub"}
_PRODUCTS: dict[str, ArithmeticOperator] = {"mul": "mul", "div": "div", "mod": "mod"}
_OPERATORS = ("and", "or", *_COMPARATORS, "in", *_SUMS, *_PRODUCTS)
RESERVED = frozenset((*_OPERATORS, "not", "true", "false", "null", "asc", "desc"))


def condition(cursor: Cursor, entity: Entity) -> Expression:
    """The condition of a $filter, up to where it ends."""
    node = Expressions(cursor, entity).condition()
    return _checked(cursor, node)


def value(cursor: Cursor, entity: Entity) -> Expression:
    """Any expression, up to where it ends."""
    return _checked(cursor, Expressions(cursor, entity).any())


def follow_up(cursor: Cursor, ends: str) -> str:
    """What could have come instead of the token behind a whole expression."""
    word = cursor.token.text
    if hint(word):
        return hint(word)
    if cursor.token.sort is Sort.NAME and word.lower() in _OPERATORS:
        return f"“{word.lower()}” (operators are written small)"
    if cursor.token.sort is Sort.NAME and word.lower() in ("asc", "desc"):
        return f"“{word.lower()}” only in $orderby, written small"
    return f"and, or, eq, ne, gt, ge, lt, le, in, add, sub, mul, div, mod or {ends}"


def _checked(cursor: Cursor, node: Expression) -> Expression:
    if depth(node) > MOST_LEVELS:
        raise kinds.refused(
            "this is nested too deeply", node.at, cursor.option, f"at most {MOST_LEVELS} levels of operators"
        )
    return node


class Expressions:
    """Reads expressions over one entity; knows the lambda variables in scope."""

    def __init__(self, cursor: Cursor, entity: Entity) -> None:
        self._cursor = cursor
        self._entity = entity
        self._variables: dict[str, Entity] = {}

    @property
    def _option(self) -> str:
        return self._cursor.option

    def condition(self) -> Expression:
        """An expression that is true or false."""
        return self._as_condition(self.any())

    def _as_condition(self, node: Expression) -> Expression:
        """The node as a condition; a misspelt operator behind a value is named first."""
        if node.kind not in (Kind.BOOLEAN, Kind.JSON) and not self._at_closing():
            self._cursor.refuse(follow_up(self._cursor, "the end"))
        return kinds.condition(node, self._option)

    def _at_closing(self) -> bool:
        token = self._cursor.token
        return token.sort is Sort.END or token.text in (")", ";", ",", "and", "or")

    def any(self) -> Expression:
        """An expression of any kind."""
        with self._cursor.deeper():
            return self._joined("or", self._all, lambda operands, at: Either(operands=operands, at=at))

    def _all(self) -> Expression:
        return self._joined("and", self._denied, lambda operands, at: Both(operands=operands, at=at))

    def _joined(
        self,
        word: str,
        read: Callable[[], Expression],
        join: Callable[[tuple[Expression, ...], Span], Expression],
    ) -> Expression:
        first = read()
        if not self._cursor.at_word(word):
            return first
        operands = [self._as_condition(first)]
        while self._cursor.at_word(word):
            self._cursor.count_node()
            self._cursor.take()
            operands.append(self._as_condition(read()))
        return join(tuple(operands), Span(start=first.at.start, end=operands[-1].at.end))

    def _denied(self) -> Expression:
        if not self._cursor.at_word("not"):
            return self._compared()
        start = self._cursor.take().at.start
        self._cursor.count_node()
        with self._cursor.deeper():
            operand = self._as_condition(self._denied())
        return Not(operand=operand, at=Span(start=start, end=operand.at.end))

    def _compared(self) -> Expression:
        left = self._sum()
        if self._cursor.at_word("in"):
            return self._among(left)
        if not self._cursor.at_word(*_COMPARATORS):
            return left
        self._cursor.count_node()
        operator = _COMPARATORS[self._cursor.take().text]
        node = kinds.compare(operator, left, self._sum(), option=self._option)
        if self._cursor.at_word(*_COMPARATORS, "in"):
            self._cursor.refuse("“and”, “or” or brackets around the first comparison")
        return node

    def _among(self, operand: Expression) -> Expression:
        self._cursor.count_node()
        self._cursor.take()
        self._cursor.need_sign("(", "“(” and a list of values, e.g. ('a','b')")
        choices = [constants.read(self._cursor)]
        while self._cursor.skip_sign(","):
            choices.append(constants.read(self._cursor))
            if len(choices) > MOST_CHOICES:
                self._cursor.refuse(f"at most {MOST_CHOICES} values in the list")
        end = self._cursor.need_sign(")", "“,” and the next value, or “)”").at.end
        return kinds.among(operand, choices, option=self._option, end=end)

    def _sum(self) -> Expression:
        return self._calculated(_SUMS, self._product)

    def _product(self) -> Expression:
        return self._calculated(_PRODUCTS, self._signed)

    def _calculated(
        self, operators: Mapping[str, ArithmeticOperator], read: Callable[[], Expression]
    ) -> Expression:
        node = read()
        while self._cursor.at_word(*operators):
            self._cursor.count_node()
            operator = operators[self._cursor.take().text]
            node = kinds.arithmetic(operator, node, read(), option=self._option)
        return node

    def _signed(self) -> Expression:
        if not self._cursor.at_sign("-") or self._cursor.ahead(1).sort is Sort.NUMBER:
            return self._primary()
        start = self._cursor.take().at.start
        self._cursor.count_node()
        with self._cursor.deeper():
            return kinds.negative(self._signed(), start=start, option=self._option)

    def _primary(self) -> Expression:
        self._cursor.count_node()
        token = self._cursor.token
        if constants.starts(self._cursor):
            return constants.read(self._cursor)
        if self._cursor.skip_sign("("):
            node = self.any()
            self._cursor.need_sign(")", follow_up(self._cursor, "“)”"))
            return node
        if token.sort is not Sort.NAME or token.text in RESERVED:
            self._cursor.refuse("a property, a function, a value or “(”")
        if self._cursor.ahead(1).text == "(" and self._cursor.ahead(1).sort is Sort.SIGN:
            return self._call(token)
        return self._path()

    def _call(self, name: Token) -> Expression:
        function = FUNCTIONS.get(name.text)
        if function is None:
            self._cursor.complain(
                f"there is no function {name.shown}", name, suggestion(name.text, FUNCTIONS)
            )
        self._cursor.take()
        self._cursor.take()
        arguments: list[Expression] = []
        while not self._cursor.at_sign(")"):
            arguments.append(self.any())
            if not self._cursor.skip_sign(","):
                break
        end = self._cursor.need_sign(")", "“,” and the next argument, or “)”").at.end
        at = Span(start=name.at.start, end=end)
        return kinds.call(function, arguments, at=at, option=self._option)

    def _path(self) -> Expression:
        reached = paths.read(self._cursor, self._entity, self._variables)
        if reached.property is not None:
            return Path(
                links=reached.links,
                property=reached.property,
                steps=reached.steps,
                variable=reached.variable,
                kind=Kind.JSON if reached.steps else reached.property.kind,
                at=Span(start=reached.start.at.start, end=reached.last.at.end),
            )
        if not self._cursor.at_sign("/"):
            end = ", or /any(…) or /all(…)" if reached.links[-1].many else ""
            self._cursor.complain(
                f"the path ends at {reached.last.text}, which is no value",
                reached.last,
                f"“/” and one of its properties, such as {reached.last.text}/id{end}",
            )
        return self._quantified(reached)

    def _quantified(self, reached: paths.Reached) -> Expression:
        if not reached.links[-1].many or any(link.many for link in reached.links[:-1]):
            self._cursor.complain(
                "any and all need a path with one link to many at its end",
                reached.last,
                "nested ones for more, e.g. Datastreams/any(d: d/Observations/any(o: …))",
            )
        self._cursor.take()
        quantifier = self._cursor.take()
        self._cursor.need_sign("(", "“(”")
        variable, inner = "", None
        if not (quantifier.text == "any" and self._cursor.at_sign(")")):
            variable = self._variable(reached.entity)
            with self._cursor.deeper():
                inner = self.condition()
            del self._variables[variable]
        end = self._cursor.need_sign(")", follow_up(self._cursor, "“)”")).at.end
        return Quantified(
            quantifier="any" if quantifier.text == "any" else "all",
            links=reached.links,
            path_variable=reached.variable,
            variable=variable,
            condition=inner,
            at=Span(start=reached.start.at.start, end=end),
        )

    def _variable(self, entity: Entity) -> str:
        token = self._cursor.token
        if token.sort is not Sort.NAME or not token.text.isidentifier() or token.text in RESERVED:
            self._cursor.refuse("a variable, “:” and a condition, e.g. any(d: d/name eq 'x')")
        if token.text in self._variables:
            self._cursor.complain(
                f"the variable {token.shown} is in use here",
                token,
                f"another name, not {one_of(self._variables)}",
            )
        self._cursor.take()
        self._cursor.need_sign(":", "“:” behind the variable")
        self._variables[token.text] = entity
        return token.text
