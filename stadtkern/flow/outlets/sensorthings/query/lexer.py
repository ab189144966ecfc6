# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The text of a query option as tokens with their places (OGC 18-088 clause 9.3, OData 4.01 ABNF)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from stadtkern.flow.outlets.sensorthings.query.errors import QueryRefused, quoted
from stadtkern.flow.outlets.sensorthings.query.words import Span


class Sort(StrEnum):
    """What sort of token it is."""

    NAME = "name"
    STEP = "step"
    """A part of a path directly after a slash: any letters, digits, ``_ - . @ $``."""
    TEXT = "text"
    NUMBER = "number"
    TIME = "time"
    """ISO 8601 date and time, or an interval ``start/end``."""
    DATE = "date"
    TIME_OF_DAY = "time of day"
    PREFIXED = "prefixed text"
    """``duration'…'``, ``geography'…'``, ``date'…'`` and others."""
    SIGN = "sign"
    END = "end"


@dataclass(frozen=True, kw_only=True, slots=True)
class Token:
    """A token; ``text`` of quoted ones is without quotes, doubled quotes are single."""

    sort: Sort
    text: str
    prefix: str = ""
    """What stands before the quotes."""
    at: Span

    @property
    def shown(self) -> str:
        """How an error names it."""
        return "the end" if self.sort is Sort.END else quoted(self.text)


_ZONE = r"(?:[Zz]|[+\- ][0-9][0-9](?::?[0-9][0-9])?(?![0-9]))"
_CLOCK = r"[0-9][0-9]:?[0-9][0-9](?::?[0-9][0-9](?:[.,][0-9]+)?)?"
_INSTANT = rf"[0-9]{{4}}-?[0-9][0-9]-?[0-9][0-9][Tt]{_CLOCK}{_ZONE}?"
_DURATION = r"[Pp][0-9.,WDTHMSwdthms]+"
_BLANK = re.compile(r"[ \t\r\n]+")
_STEP = re.compile(r"[\w.@$\-]+")
_QUOTED = r"'(?P<{0}>(?:[^']|'')*)'"
_TOKEN = re.compile(
    rf"(?P<time>{_INSTANT}(?:/(?:{_INSTANT}|{_DURATION}))?)"
    rf"|(?P<date>[0-9]{{4}}-[0-9][0-9]-[0-9][0-9])"
    rf"|(?P<clock>[0-9][0-9]:[0-9][0-9](?::[0-9][0-9](?:\.[0-9]+)?)?)"
    r"|(?P<number>[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)"
    rf"|{_QUOTED.format('text')}"
    rf"|(?P<prefix>[A-Za-z]+){_QUOTED.format('prefixed')}"
    r"|(?P<name>[@$]?[^\W\d]\w*(?:\.\w+)*)"
    r"|(?P<sign>[(),/:;=*-])"
)
_SORTS = {
    "time": Sort.TIME,
    "date": Sort.DATE,
    "clock": Sort.TIME_OF_DAY,
    "number": Sort.NUMBER,
    "text": Sort.TEXT,
    "prefixed": Sort.PREFIXED,
    "name": Sort.NAME,
    "sign": Sort.SIGN,
}


def tokens(text: str, option: str) -> list[Token]:
    """All tokens of an option's value, closed by one of the sort END."""
    found: list[Token] = []
    at = 0
    while at < len(text):
        blank = _BLANK.match(text, at)
        if blank is not None:
            at = blank.end()
            continue
        behind_slash = bool(found) and found[-1].text == "/" and found[-1].at.end == at
        token = _next(text, at, option, after_slash=behind_slash)
        found.append(token)
        at = token.at.end
    found.append(Token(sort=Sort.END, text="", at=Span(start=len(text), end=len(text))))
    return found


def _next(text: str, at: int, option: str, *, after_slash: bool) -> Token:
    if after_slash and (step := _STEP.match(text, at)) is not None:
        return Token(sort=Sort.STEP, text=step.group(), at=Span(start=at, end=step.end()))
    match = _TOKEN.match(text, at)
    if match is None:
        raise _unreadable(text, at, option)
    group = match.lastgroup or ""
    return Token(
        sort=_SORTS[group],
        text=match[group].replace("''", "'") if group in ("text", "prefixed") else match[group],
        prefix=match["prefix"] or "",
        at=Span(start=at, end=match.end()),
    )


_HINTS = {
    '"': "text in single quotes, for example 'room'",
    "=": "eq",
    "<": "lt or le",
    ">": "gt or ge",
    "!": "ne or not",
    "+": "add",
    "*": "mul",
    "%": "mod",
    "&": "and",
    "|": "or",
    "[": "“(”",
}
"""What other languages write otherwise."""


def hint(sign: str) -> str:
    """The word for a sign of other languages; empty when there is none."""
    return _HINTS.get(sign, "")


def _unreadable(text: str, at: int, option: str) -> QueryRefused:
    if text[at] == "'":
        return QueryRefused(
            "this text has no closing quote",
            option=option,
            position=at + 1,
            expectation="' at its end (a quote inside a text is written twice)",
        )
    return QueryRefused(
        f"found {quoted(text[at])}",
        option=option,
        position=at + 1,
        expectation=hint(text[at]) or "a name, a literal, an operator or a bracket",
    )
