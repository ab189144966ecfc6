# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A place in the tokens of one option, with what was used up so far."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

from stadtkern.flow.outlets.sensorthings.query.errors import QueryRefused, check_characters
from stadtkern.flow.outlets.sensorthings.query.lexer import Sort, Token, tokens
from stadtkern.flow.outlets.sensorthings.reading.words import Limits

MOST_DEPTH = 30
"""How deep brackets, functions and lambdas may be nested."""


class Cursor:
    """Reads the tokens of one option from left to right."""

    def __init__(self, text: str, option: str, *, limits: Limits) -> None:
        if len(text) > limits.most_filter:
            raise QueryRefused(
                f"the value has {len(text)} characters",
                option=option,
                expectation=f"at most {limits.most_filter}",
            )
        check_characters(text, option)
        self.option = option
        self.limits = limits
        self._tokens = tokens(text, option)
        self._index = 0
        self._depth = 0
        self._nodes = 0

    @property
    def token(self) -> Token:
        """The next token."""
        return self._tokens[self._index]

    def ahead(self, count: int) -> Token:
        """The token ``count`` places further on, at most the end."""
        return self._tokens[min(self._index + count, len(self._tokens) - 1)]

    def take(self) -> Token:
        """The next token; the cursor moves on, but never beyond the end."""
        token = self.token
        if token.sort is not Sort.END:
            self._index += 1
        return token

    def at_sign(self, sign: str) -> bool:
        """Whether the next token is this sign."""
        return self.token.sort is Sort.SIGN and self.token.text == sign

    def at_word(self, *words: str) -> bool:
        """Whether the next token is one of these words."""
        return self.token.sort is Sort.NAME and self.token.text in words

    def skip_sign(self, sign: str) -> bool:
        """Move over this sign if it is next."""
        return self.at_sign(sign) and self.take() is not None

    def need_sign(self, sign: str, what: str = "") -> Token:
        """The next token, which must be this sign."""
        if not self.at_sign(sign):
            self.refuse(what or f"“{sign}”")
        return self.take()

    def need_end(self, what: str) -> None:
        """Nothing may follow."""
        if self.token.sort is not Sort.END:
            self.refuse(what)

    def refuse(self, expectation: str) -> NoReturn:
        """Something else was expected here."""
        raise QueryRefused(
            f"found {self.token.shown}",
            option=self.option,
            position=self.token.at.start + 1,
            expectation=expectation,
        )

    def complain(self, problem: str, token: Token, expectation: str = "") -> NoReturn:
        """Something is wrong with this token."""
        raise QueryRefused(problem, option=self.option, position=token.at.start + 1, expectation=expectation)

    def count_node(self) -> None:
        """One more node of an expression was read."""
        self._nodes += 1
        if self._nodes > self.limits.most_nodes:
            self.complain(
                "the expression is too long",
                self.token,
                f"at most {self.limits.most_nodes} names, values and operators",
            )

    @contextmanager
    def deeper(self) -> Iterator[None]:
        """One level further down; too many are refused long before Python gives up."""
        self._depth += 1
        if self._depth > MOST_DEPTH:
            self.complain("this is nested too deeply", self.token, f"at most {MOST_DEPTH} levels")
        yield
        self._depth -= 1
