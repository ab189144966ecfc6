# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A condition from text or JSON: both become the same tree.

Text is read by a native library whose stack an attacker could exhaust by nesting: what it is given is
measured before, and its tree is bounded again while it is read.
"""

from __future__ import annotations

import json
import re

import cql2

from stadtkern.flow.outlets.ogc.cql import reading
from stadtkern.flow.outlets.ogc.cql.errors import ConditionRefused, ConditionTooLarge
from stadtkern.flow.outlets.ogc.cql.words import Condition, Language

MOST_CHARACTERS = 16_000
MOST_NESTING = 64
_IMPOSSIBLE = re.compile(r"[\0\ud800-\udfff]")
_TOKEN = re.compile(r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|[(),=<>!+*/%^-]|[^\s(),=<>!+*/%^'"-]+|['"]""")
_PARTING = frozenset({"and", "or", ","})
_CHAINING = frozenset({*"=<>!+-*/%^", "not", "like", "in", "is", "between", "div"})
_PLACE = re.compile(r"--> (\d+):(\d+)")
_EXPECTED = re.compile(r"= expected (.+)$", re.DOTALL)
_PLAIN = {
    "GEOMETRY": "a geometry",
    "Identifier": "a name",
    "SingleQuotedString": "a text in single quotes",
    "DECIMAL": "a number",
    "ExpressionInParentheses": "an expression in parentheses",
    "Expr": "an expression",
    "Eq": "=",
    "And": "AND",
    "Or": "OR",
    "EOI": "the end",
}


def parse(text: str, language: Language = "cql2-text") -> Condition:
    """The tree of a condition; ConditionRefused says what is wrong and where."""
    _check_size(text)
    if language == "cql2-json":
        return Condition(root=reading.expression(_json(text)))
    return Condition(root=reading.expression(_tree_of_text(text), text), text=text)


def parse_json(document: object) -> Condition:
    """The tree of a condition in JSON that was read already, e.g. a part of a request's body."""
    return Condition(root=reading.expression(document))


def _check_size(text: str) -> None:
    if len(text) > MOST_CHARACTERS:
        raise ConditionTooLarge(f"it has {len(text)} characters, at most {MOST_CHARACTERS} are read")
    if not text.strip():
        raise ConditionRefused("it is empty", expectation="a condition")
    found = _IMPOSSIBLE.search(text)
    if found is not None:
        raise ConditionRefused(
            f"the character U+{ord(found.group()):04X} cannot be stored or found", position=found.start() + 1
        )


def _json(text: str) -> object:
    try:
        document: object = json.loads(text)
    except json.JSONDecodeError as error:
        raise ConditionRefused(f"not JSON ({error.msg})", position=error.pos + 1) from error
    except (ValueError, RecursionError) as error:
        raise ConditionTooLarge("its numbers or levels are too many to be read") from error
    return document


def _tree_of_text(text: str) -> object:
    _check_nesting(text)
    try:
        tree: object = cql2.parse_text(text).to_json()
    except (cql2.ParseError, cql2.ValidationError, ValueError) as error:
        raise _refusal(text, str(error)) from error
    return tree


def _check_nesting(text: str) -> None:
    """How deep a tree would become: parentheses, and operators that AND, OR and commas do not part."""
    chains = [0]
    for found in _TOKEN.finditer(text):
        piece = found.group().lower()
        if piece == "(":
            chains.append(0)
        elif piece == ")":
            chains = chains[:-1] or [0]
        elif piece in _PARTING:
            chains[-1] = 0
        elif piece in _CHAINING:
            chains[-1] += 1
        if len(chains) + sum(chains) > MOST_NESTING:
            raise ConditionTooLarge(
                f"more than {MOST_NESTING} levels are nested into each other", position=found.start() + 1
            )


def _refusal(text: str, message: str) -> ConditionRefused:
    place = _PLACE.search(message)
    if place is None:
        return ConditionRefused("it cannot be read as CQL2 text")
    line, column = int(place.group(1)), int(place.group(2))
    start = sum(len(one) + 1 for one in text.split("\n")[: line - 1]) + column - 1
    found = text[start : start + 20].strip()
    return ConditionRefused(
        f"“{found}” was not expected here" if found else "it ends too early",
        position=start + 1,
        expectation=_expected(message),
    )


def _expected(message: str) -> str:
    found = _EXPECTED.search(message.strip())
    if found is None:
        return ""
    names = {one.removeprefix("or ").strip() for one in found.group(1).split(",")}
    if "Identifier" in names:
        return "a property, number, text in single quotes, date, geometry or function"
    if "Eq" in names or "EOI" in names:
        return "an operator (=, <>, <, >, LIKE, IN, BETWEEN, IS NULL), AND, OR or the end of an expression"
    return " or ".join(sorted(_PLAIN.get(one, one) for one in names))
