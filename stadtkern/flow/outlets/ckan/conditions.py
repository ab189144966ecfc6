# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The query language of ``q`` and ``fq``: what clients of CKAN use of Solr's standard query parser.

Words, phrases, ``field:value``, brackets, ranges, ``*`` and ``?`` in words, AND, OR, NOT, + and -.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from .errors import SearchRefused
from .folding import folded

MOST_CHARACTERS = 4_000
MOST_PARTS = 60
MOST_DEPTH = 20
_TOKEN = re.compile(
    r"""\s*(?:
        (?P<quoted>"(?:[^"\\]|\\.)*")
      | (?P<range>[\[{]\s*(?P<low>"[^"]*"|[^\s\]}]+)\s+TO\s+(?P<high>"[^"]*"|[^\s\]}]+)\s*[\]}])
      | (?P<sign>&&|\|\||[()]|[+!-](?=\S))
      | (?P<field>[A-Za-z_][\w.-]*):
      | (?P<word>\*:\*|(?:\\.|[^\s()"\[\]{}:^~])(?:\\.|[^\s()"\[\]{}^~])*)
    )(?:\^[\d.]+|~[\d.]*)?""",
    re.VERBOSE,
)
_ESCAPED = re.compile(r"\\(.)")

Values = Callable[[str], list[str]]
"""What a package has in a field, folded; an empty field name means all texts.

Raises:
    SearchRefused: there is no such field.
"""


@dataclass(frozen=True)
class Term:
    """A word, a phrase or a pattern in a field; in no field named: in the texts."""

    field: str
    value: str
    phrase: bool = False

    def holds(self, values: Values) -> bool:
        """Whether a package has it."""
        found = values(self.field)
        if self.value == "*":
            return self.field == "" or bool(found)
        if not self.field:
            return any(_inside(self, text) for text in found)
        if self.field in _TEXTS:
            return any(_inside(self, text) for text in found)
        return any(_matches(self, text) for text in found)


@dataclass(frozen=True)
class Range:
    """From, to, each within or not; ``*`` is open."""

    field: str
    low: str
    high: str
    with_low: bool
    with_high: bool

    def holds(self, values: Values) -> bool:
        """Whether a package has a value between; times compare as texts (ISO 8601, UTC)."""
        return any(self._between(one) for one in values(self.field))

    def _between(self, value: str) -> bool:
        low = self.low == "*" or value > self.low or (self.with_low and value.startswith(self.low))
        return low and (
            self.high == "*" or value < self.high or (self.with_high and value.startswith(self.high))
        )


@dataclass(frozen=True)
class Every:
    """All of them, and none of the others."""

    wanted: tuple[Condition, ...] = ()
    unwanted: tuple[Condition, ...] = ()

    def holds(self, values: Values) -> bool:
        """Whether a package has all and none of the others."""
        return all(one.holds(values) for one in self.wanted) and not any(
            one.holds(values) for one in self.unwanted
        )


@dataclass(frozen=True)
class Some:
    """At least one of them."""

    parts: tuple[Condition, ...]

    def holds(self, values: Values) -> bool:
        """Whether a package has one of them."""
        return any(one.holds(values) for one in self.parts)


Condition = Term | Range | Every | Some
ANYTHING = Every()
_TEXTS = frozenset({"title", "notes", "text", "author", "maintainer"})


def parse(text: str) -> Condition:
    """The condition of a query; nothing asked is anything.

    Raises:
        SearchRefused: it cannot be read.
    """
    if len(text) > MOST_CHARACTERS:
        raise SearchRefused(f"A query has at most {MOST_CHARACTERS} characters.")
    if text.strip() in {"", "*:*", "*"}:
        return ANYTHING
    tokens = list(_tokens(text))
    if len(tokens) > MOST_PARTS:
        raise SearchRefused(f"A query has at most {MOST_PARTS} parts.")
    reading = _Reading(tokens)
    found = reading.whole("", 0)
    if reading.next() is not None:
        raise SearchRefused(f"Unexpected “{reading.next()}”.")
    return found


def words_of(condition: Condition) -> list[str]:
    """The words that a query looks for in texts, for ranking."""
    if isinstance(condition, Term):
        return [] if condition.field not in ("", "text", "title") else condition.value.split()
    parts = condition.wanted if isinstance(condition, Every) else ()
    parts = condition.parts if isinstance(condition, Some) else parts
    return [word for part in parts for word in words_of(part)]


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    low: str = ""
    high: str = ""

    def __str__(self) -> str:
        return self.text


def _tokens(text: str) -> Iterator[_Token]:
    place = 0
    while text[place:].strip():
        match = _TOKEN.match(text, place)
        if match is None:
            raise SearchRefused(f"Cannot parse the query at “{text[place : place + 20].strip()}”.")
        place = match.end()
        kind = next(name for name in ("quoted", "range", "sign", "field", "word") if match[name])
        yield _Token(kind, match[kind], match["low"] or "", match["high"] or "")


@dataclass
class _Reading:
    """Reads tokens from the left."""

    tokens: list[_Token]
    place: int = 0
    _operators: frozenset[str] = field(default=frozenset({"AND", "OR", "&&", "||"}), repr=False)

    def next(self) -> _Token | None:
        return self.tokens[self.place] if self.place < len(self.tokens) else None

    def whole(self, inside: str, depth: int) -> Condition:
        """Clauses until the end or a closing bracket: those joined by OR, else all."""
        if depth > MOST_DEPTH:
            raise SearchRefused(f"A query has at most {MOST_DEPTH} brackets in one another.")
        groups: list[list[tuple[bool, Condition]]] = [[]]
        while (token := self.next()) is not None and token.text != ")":
            if token.kind in {"word", "sign"} and token.text in self._operators:
                self.place += 1
                if token.text in {"OR", "||"}:
                    groups.append([])
                continue
            groups[-1].append(self._clause(inside, depth))
        return _joined(groups)

    def _clause(self, inside: str, depth: int) -> tuple[bool, Condition]:
        """One clause, and whether it is wanted."""
        wanted = True
        while (token := self.next()) is not None and token.text in {"+", "-", "!", "NOT"}:
            wanted = wanted if token.text == "+" else not wanted
            self.place += 1
        return wanted, self._atom(inside, depth)

    def _atom(self, inside: str, depth: int) -> Condition:
        token = self.next()
        if token is None or token.text == ")":
            raise SearchRefused("The query ends too early.")
        self.place += 1
        if token.kind == "field":
            return self._atom(token.text.removesuffix(":").lower(), depth)
        if token.text == "(":
            found = self.whole(inside, depth + 1)
            closing = self.next()
            if closing is None:
                raise SearchRefused("A bracket is not closed.")
            self.place += 1
            return found
        return _simple(token, inside)


def _simple(token: _Token, inside: str) -> Condition:
    if token.kind == "range":
        if not inside:
            raise SearchRefused("A range needs a field: field:[a TO b].")
        return Range(
            inside, _bound(token.low), _bound(token.high), token.text[0] == "[", token.text[-1] == "]"
        )
    if token.kind == "quoted":
        return Term(inside, folded(_ESCAPED.sub(r"\1", token.text[1:-1])), phrase=True)
    if token.kind == "sign":
        raise SearchRefused(f"Unexpected “{token.text}”.")
    if token.text == "*:*":
        return ANYTHING
    return Term(inside, folded(_ESCAPED.sub(r"\1", token.text)))


def _bound(text: str) -> str:
    plain = text.strip('"').removesuffix("Z").lower()
    if plain.startswith("now"):
        raise SearchRefused("NOW cannot be calculated with; give a time.")
    return plain


def _joined(groups: list[list[tuple[bool, Condition]]]) -> Condition:
    found = [
        Every(
            tuple(one for wanted, one in group if wanted), tuple(one for wanted, one in group if not wanted)
        )
        for group in groups
        if group
    ]
    if not found:
        raise SearchRefused("The query is empty.")
    return found[0] if len(found) == 1 else Some(tuple(found))


def _inside(term: Term, text: str) -> bool:
    """Whether a text has the word (or its beginning), or the phrase."""
    if not term.phrase and ("*" in term.value or "?" in term.value):
        return any(_is_like(word, term.value) for word in text.split())
    return term.value in text


def _matches(term: Term, text: str) -> bool:
    """Whether a value is the one that is asked for."""
    if not term.phrase and ("*" in term.value or "?" in term.value):
        return _is_like(text, term.value)
    return term.value == text


def _is_like(text: str, pattern: str) -> bool:
    """Whether a text has this form; from left to right, so that no pattern takes long."""
    first, *others = _pieces(pattern)
    if not others:
        return len(text) == first.length and first.form.match(text) is not None
    found = first.form.match(text)
    for piece in others[:-1]:
        found = found and piece.form.search(text, found.end())
    start = len(text) - others[-1].length
    return found is not None and start >= found.end() and others[-1].form.match(text, start) is not None


@dataclass(frozen=True)
class _Piece:
    """What stands between two stars."""

    form: re.Pattern[str]
    length: int


@lru_cache(maxsize=256)
def _pieces(pattern: str) -> tuple[_Piece, ...]:
    return tuple(
        _Piece(re.compile(re.escape(part).replace(r"\?", "."), re.DOTALL), len(part))
        for part in pattern.split("*")
    )
