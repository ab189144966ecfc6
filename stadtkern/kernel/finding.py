# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The search of the cockpit: each part finds its own objects; ``settings.wiring`` names the parts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from django.db.models import Case, IntegerField, Model, Q, QuerySet, Value, When
from django.utils.functional import Promise

from .models import Person

ModelRow = TypeVar("ModelRow", bound=Model)

MOST_HITS: Final = 6
"""Hits of one group on the page of all groups."""
LONGEST: Final = 100
"""Characters that are looked for."""
_MOST_WORDS: Final = 6


@dataclass(frozen=True, kw_only=True)
class Hit:
    """An object that was found."""

    title: str
    address: str
    detail: str = ""
    """One line: key, subject, state."""


@dataclass(frozen=True, kw_only=True)
class Finder:
    """A group of the results."""

    key: str
    title: str | Promise
    find: Callable[[Person, str, int], Sequence[Hit]]
    """At most so many objects that this person may open, the best first; one query, two at most."""
    everything: Callable[[str], str] | None = None
    """Address of a list with all that is found."""


@dataclass(frozen=True, kw_only=True)
class FoundGroup:
    """The hits of one part."""

    finder: Finder
    hits: Sequence[Hit]
    everything: str
    """Address of the list of all hits; empty: these are all, or there is no list."""


_FINDERS: list[Finder] = []


def declare(finders: Iterable[Finder]) -> None:
    """Replace the parts of this process that are searched, in the order of the page."""
    _FINDERS[:] = list(finders)


def finders() -> tuple[Finder, ...]:
    """The parts that are searched."""
    return tuple(_FINDERS)


def found(person: Person, text: str, *, most: int = MOST_HITS) -> list[FoundGroup]:
    """Everything this person may open that has all words of the text; groups without a hit are left out."""
    asked = cleaned(text)
    if not asked:
        return []
    groups = ((finder, finder.find(person, asked, most + 1)) for finder in _FINDERS)
    return [
        FoundGroup(
            finder=finder,
            hits=hits[:most],
            everything=finder.everything(asked) if finder.everything and len(hits) > most else "",
        )
        for finder, hits in groups
        if hits
    ]


def cleaned(text: str) -> str:
    """What is looked for, without what no name contains; the first words count."""
    return " ".join(text.replace("\0", " ")[:LONGEST].split()[:_MOST_WORDS])


def contains(text: str, *columns: str) -> Q:
    """Condition that each word stands in one of the columns.

    SQLite compares letters beyond ASCII by case, so that other spellings are asked for as well.
    """
    found = Q()
    for word in cleaned(text).split():
        one = Q()
        for spelling in _spellings(word):
            for column in columns:
                one |= Q((f"{column}__icontains", spelling))
        found &= one
    return found


def ranked(rows: QuerySet[ModelRow], text: str, *, title: str, key: str = "") -> QuerySet[ModelRow]:
    """Rows whose key is the text first, then titles that begin with it, then by title."""
    asked = cleaned(text)
    cases = [When(**{f"{key}__iexact": asked}, then=Value(0))] if key else []
    cases.append(When(**{f"{title}__istartswith": asked}, then=Value(1)))
    rank = Case(*cases, default=Value(2), output_field=IntegerField())
    return rows.order_by(rank, title, "pk")


def holds(text: str, *values: str) -> bool:
    """Whether each word of the text stands in one of the values; for what is in memory."""
    whole = " ".join(values).casefold()
    return all(word.casefold() in whole for word in cleaned(text).split())


def _spellings(word: str) -> list[str]:
    """The word as it may stand in a name: umlauts in either case, ß and ss."""
    several = [word, word.replace("ß", "ss"), word.replace("ss", "ß")]
    cased = [one for word in several for one in _cased(word)]
    return list(dict.fromkeys(cased))


def _cased(word: str) -> list[str]:
    return [word] if word.isascii() else [word, word.lower(), word.capitalize(), word.upper()]
