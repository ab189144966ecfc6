# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Text of the series language becomes a tree; what is wrong is said with its place and a way out."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Final, Literal

from lark import Lark, Token, Transformer, v_args
from lark.exceptions import UnexpectedCharacters, UnexpectedEOF, UnexpectedInput, UnexpectedToken, VisitError

from . import calls
from .calls import Argument, Comparing, Option, Text, UnitWord, Years
from .refusals import ExpressionRefused, meant
from .tree import (
    Comparison,
    Condition,
    Expression,
    Length,
    Number,
    Operator,
    Selector,
    bounded,
    chained,
    negated,
)

MOST_LETTERS: Final = 4_000
_FIELDS: Final[dict[str, Literal["site", "district", "property", "also"]]] = {
    "site": "site",
    "district": "district",
    "property": "property",
    "also": "also",
}
_OPERATORS: Final[dict[str, Operator]] = {"+": "+", "-": "-", "*": "*", "/": "/"}
_COMPARISONS: Final[dict[str, Comparison]] = {">": ">", ">=": ">=", "<": "<", "<=": "<="}
_EXPECTED: Final = {
    "NUMBER": "eine Zahl",
    "NAME": "ein Name",
    "STRING": "Text in Anführungszeichen",
    "UNIT": "eine Einheit in eckigen Klammern",
    "SIGN": "+ oder -",
    "TIMES": "* oder /",
    "COMPARE": "ein Vergleich (>, >=, <, <=)",
    "LPAR": "(",
    "RPAR": ")",
    "LSQB": "[",
    "RSQB": "]",
    "COMMA": "ein Komma",
    "DOT": "ein Punkt",
    "EQUAL": "=",
    "IN": "in",
    "$END": "das Ende",
}


@lru_cache(maxsize=2_000)
def parsed(text: str) -> Expression:
    """The tree of an expression.

    Raises:
        ExpressionRefused: it is no expression of the language, too long or too deep.
    """
    if len(text) > MOST_LETTERS:
        raise ExpressionRefused(f"Der Ausdruck hat mehr als {MOST_LETTERS} Zeichen.")
    if "\0" in text:
        raise ExpressionRefused("Der Ausdruck enthält ein Zeichen, das kein Text ist.")
    if not text.strip():
        raise ExpressionRefused("Der Ausdruck ist leer. Richtig ist zum Beispiel: sum(cycling.bicycle_count)")
    try:
        found = _parser().parse(text)
    except UnexpectedInput as error:
        raise _refused(error, text) from error
    except VisitError as error:
        if isinstance(error.orig_exc, ExpressionRefused):
            raise error.orig_exc from error
        raise
    if not isinstance(found, Expression):
        raise ExpressionRefused("Das ist kein vollständiger Ausdruck.")
    return bounded(found)


@cache
def _parser() -> Lark:
    grammar = (Path(__file__).parent / "grammar.lark").read_text(encoding="utf-8")
    return Lark(grammar, parser="lalr", lexer="contextual", transformer=_Builder(), maybe_placeholders=True)


def _refused(error: UnexpectedInput, text: str) -> ExpressionRefused:
    if isinstance(error, UnexpectedEOF) or (
        isinstance(error, UnexpectedToken) and error.token.type == "$END"
    ):
        return ExpressionRefused(f"Der Ausdruck ist nicht zu Ende.{_wanted(error)}")
    line, column = error.line, error.column
    if isinstance(error, UnexpectedCharacters):
        found = text[error.pos_in_stream or 0 :][:1]
        hint = _hint(found)
        return ExpressionRefused(
            f"„{found}“ gehört hier nicht hin.{hint or _wanted(error)}", line=line, column=column
        )
    given = str(error.token) if isinstance(error, UnexpectedToken) else ""
    return ExpressionRefused(
        f"„{given}“ gehört hier nicht hin.{_hint(given) or _wanted(error)}", line=line, column=column
    )


def _hint(found: str) -> str:
    if found in "„“”'\u2018\u2019":
        return ' Text steht in geraden Anführungszeichen: "…".'
    if found in "×·":
        return " Mal ist *."
    if found in "÷:":
        return " Geteilt ist /."
    return " Kommazahlen haben einen Punkt: 1.5" if found == "," else ""


def _wanted(error: UnexpectedInput) -> str:
    told = (getattr(error, name, None) for name in ("accepts", "expected", "allowed"))
    names = sorted(str(name) for name in next((one for one in told if one), ()))
    words = [_EXPECTED[name] for name in names if name in _EXPECTED]
    return f" Möglich ist hier: {', '.join(words)}." if words else ""


def _name(token: Token) -> str:
    text = str(token)
    return re.sub(r"\\(.)", r"\1", text[1:-1]) if token.type == "STRING" else text


@v_args(inline=True)
class _Builder(Transformer[Token, Expression]):
    """Makes the nodes while the text is read, so that deep nesting costs no stack."""

    def start(self, expression: Expression) -> Expression:
        return expression

    def expression(self, first: Expression, *rest: Token | Expression) -> Expression:
        return _chain(first, rest)

    def term(self, first: Expression, *rest: Token | Expression) -> Expression:
        return _chain(first, rest)

    def signed(self, sign: Token, operand: Expression) -> Expression:
        return operand if sign == "+" else negated(operand)

    def number(self, value: Token, unit: Token | None = None) -> Number:
        found = float(value)
        if not math.isfinite(found):
            raise ExpressionRefused(f"Die Zahl „{value}“ ist zu groß.", line=value.line, column=value.column)
        return Number(value=found, unit="" if unit is None else str(unit)[1:-1])

    def comparison(self, left: Expression, sign: Token, right: Expression) -> Comparing:
        return Comparing(left, _COMPARISONS[str(sign)], right)

    def years(self, first: Token, last: Token) -> Years:
        return Years(_year(first), _year(last))

    def length(self, number: Token, unit: Token) -> Length:
        return calls.length(number, unit)

    def option(self, name: Token, value: Number) -> Option:
        return Option(str(name), value)

    def text(self, value: Token) -> Text:
        return Text(_name(value))

    def unit(self, value: Token) -> UnitWord:
        return UnitWord(str(value)[1:-1])

    def selector(self, domain: Token, quantity: Token, *conditions: Condition | None) -> Selector:
        found = tuple(one for one in conditions if one is not None)
        return Selector(domain=str(domain), quantity=_name(quantity), conditions=found)

    def condition(self, field: Token, name: Token | None, values: tuple[str, ...]) -> Condition:
        known = _FIELDS.get(str(field))
        if known is None or (known == "property") != (name is not None):
            raise ExpressionRefused(
                'Bedingungen sind: site="…", district="…", also="…" oder property.name="…".'
                + meant(str(field), _FIELDS),
                line=field.line,
                column=field.column,
            )
        return Condition(field=known, name="" if name is None else _name(name), values=values)

    def values(self, *values: Token) -> tuple[str, ...]:
        return tuple(_name(value) for value in values)

    def call(self, name: Token, *arguments: Argument | None) -> Expression:
        return calls.made(name, tuple(one for one in arguments if one is not None))


def _chain(first: Expression, rest: Sequence[Token | Expression]) -> Expression:
    pairs = zip(rest[::2], rest[1::2], strict=True)
    return chained(
        first,
        tuple((_OPERATORS[str(sign)], part) for sign, part in pairs if not isinstance(part, Token)),
    )


def _year(token: Token) -> int:
    if not re.fullmatch(r"(19|20|21)\d\d", token):
        raise ExpressionRefused(
            f"„{token}“ ist kein Jahr. Richtig ist zum Beispiel: 2019..2023",
            line=token.line,
            column=token.column,
        )
    return int(token)
