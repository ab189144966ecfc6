# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Finds packages: what is wanted, in which order, and how many have which value of a facet."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from stadtkern.flow.catalogue.lists.themes import THEMES
from stadtkern.flow.outlets.open_data.search import current as portal_search
from stadtkern.flow.outlets.open_data.search.words import Searched
from stadtkern.kernel.licences import LICENCES

from .conditions import MOST_CHARACTERS, Every, parse, words_of
from .errors import Invalid, SearchRefused
from .index import Index, Row

_IN_TITLE, _IN_WORDS, _ELSEWHERE = 8.0, 4.0, 1.0
_ORDERS: dict[str, Callable[[Row], str]] = {
    "title_string": lambda row: row.sorted_title,
    "title": lambda row: row.sorted_title,
    "title_sort": lambda row: row.sorted_title,
    "name": lambda row: row.key,
    "id": lambda row: row.id,
    "metadata_modified": lambda row: row.modified,
    "metadata_created": lambda row: row.created,
    "organization": lambda row: row.organisation,
}
_FACETS: dict[str, Callable[[Row], Sequence[str]]] = {
    "organization": lambda row: (row.organisation,),
    "groups": lambda row: row.groups,
    "tags": lambda row: row.tags,
    "res_format": lambda row: row.formats,
    "license_id": lambda row: (row.licence,),
    "isopen": lambda row: (str(row.open).lower(),),
    "type": lambda row: ("dataset",),
    "dataset_type": lambda row: ("dataset",),
}


@dataclass(frozen=True, kw_only=True)
class Question:
    """What is wanted."""

    words: str = ""
    """``q``."""
    filters: tuple[str, ...] = ()
    """``fq`` and ``fq_list``."""
    sort: str = ""
    facets: tuple[str, ...] = ()
    facet_limit: int = 50
    """Values per facet; negative: all."""
    facet_least: int = 1


@dataclass(frozen=True, kw_only=True)
class Found:
    """All rows that match, best first, and counts by facet and value."""

    rows: Sequence[Row]
    facets: dict[str, dict[str, int]]


def search(index: Index, question: Question) -> Found:
    """The packages that match.

    Raises:
        SearchRefused: a filter cannot be read or names an unknown field.
        Invalid: an unknown order or facet.
    """
    filters = Every(tuple(parse(one) for one in question.filters))
    rows, ranks = _wanted(index, question.words)
    rows = [row for row in rows if filters.holds(row.values())]
    return Found(rows=_sorted(rows, ranks, question.sort), facets=_counted(rows, question))


def titles(index: Index, facet: str) -> dict[str, str]:
    """Names for people of the values of a facet."""
    if facet == "organization":
        return {name: str(one["title"]) for name, one in index.organisations.items()}
    if facet == "groups":
        return {one.code.lower(): one.title for one in THEMES}
    return {code: one.title for code, one in LICENCES.items()} if facet == "license_id" else {}


def _wanted(index: Index, words: str) -> tuple[list[Row], Mapping[str, float]]:
    """What ``q`` finds, and how well by key.

    What people type goes to the search of the portal, which knows German words; a query with fields, brackets
    or operators is evaluated as such.
    """
    if len(words) > MOST_CHARACTERS:
        raise SearchRefused(f"A query has at most {MOST_CHARACTERS} characters.")
    if not _LANGUAGE.search(words):
        plain = words.strip()
        if plain in {"", "*"}:
            return list(index.rows), {}
        found = portal_search.search(Searched(text=plain))
        keys = [] if found.loose else [card.key for card in found.cards]
        rows = [index.by_name[key] for key in keys if key in index.by_name]
        return rows, {key: float(-place) for place, key in enumerate(keys)}
    condition = parse(words)
    held = [row for row in index.rows if condition.holds(row.values())]
    return held, {row.key: _score(row, words_of(condition)) for row in held}


def _sorted(rows: list[Row], ranks: Mapping[str, float], sort: str) -> list[Row]:
    """By the given orders, the last first; without one by relevance, then the last change."""
    ordered = rows
    for part in reversed([one.strip() for one in (sort or _DEFAULT).split(",") if one.strip()]):
        name, _, direction = part.partition(" ")
        down = direction.strip().lower() == "desc"
        if name in {"score", "relevance", "rank"}:
            ordered = sorted(ordered, key=lambda row: ranks.get(row.key, 0.0), reverse=True)
            continue
        if name not in _ORDERS or direction.strip().lower() not in {"", "asc", "desc"}:
            raise Invalid({"sort": [f"Cannot sort by field “{part}”"]})
        ordered = sorted(ordered, key=_ORDERS[name], reverse=down)
    return ordered


_LANGUAGE = re.compile(r'[A-Za-z_]:|["()*?\[{]|(?:^|\s)[+!-]\S|\b(?:AND|OR|NOT)\b|&&|\|\|')
"""What tells a query apart from words that people type."""
_DEFAULT = "score desc, metadata_modified desc, name asc"


def _score(row: Row, words: Sequence[str]) -> float:
    title, _notes, keywords, _publisher = row.texts
    return sum(
        _IN_TITLE if word in title else _IN_WORDS if word in keywords else _ELSEWHERE for word in words
    )


def _counted(rows: Sequence[Row], question: Question) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for name in question.facets:
        values = _FACETS.get(name)
        counts = Counter(value for row in rows for value in (values(row) if values else ()))
        ranked = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
        ranked = ranked if question.facet_limit < 0 else ranked[: question.facet_limit]
        found[name] = {value: number for value, number in ranked if number >= question.facet_least}
    return found
