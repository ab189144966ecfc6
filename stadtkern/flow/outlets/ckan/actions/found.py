# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Packages and resources."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from stadtkern.flow.catalogue import service as catalogue
from stadtkern.flow.catalogue.errors import Withdrawn
from stadtkern.flow.outlets.ckan import searching
from stadtkern.flow.outlets.ckan.conditions import parse
from stadtkern.flow.outlets.ckan.errors import Invalid
from stadtkern.flow.outlets.ckan.index import Index, Row, index, unpacked
from stadtkern.flow.outlets.ckan.parameters import Asked
from stadtkern.flow.outlets.ckan.searching import Question
from stadtkern.kernel.errors import NotFound

MOST_ROWS = 1_000
MOST_START = 1_000_000
_USUAL_ROWS = 10


def package_list(asked: Asked) -> object:
    """Names of all packages, in order of the alphabet; ``limit``, ``offset``."""
    rows = _cut(index().rows, asked, most=1_000_000, usual=1_000_000)
    return [row.key for row in rows]


def current_package_list_with_resources(asked: Asked) -> object:
    """Packages as a whole, last changed first; ``limit``, ``offset``, ``page``."""
    rows = sorted(index().rows, key=lambda row: row.modified, reverse=True)
    return list(unpacked(_cut(rows, asked, most=MOST_ROWS, usual=MOST_ROWS), asked.root))


def package_search(asked: Asked) -> object:
    """Packages that match ``q``, ``fq`` and ``fq_list``; ``rows``, ``start``, ``sort``, ``facet.field``."""
    held = index()
    facets = asked.list("facet.field") if asked.flag("facet", default=True) else []
    question = Question(
        words=asked.text("q"),
        filters=tuple(one for one in (asked.text("fq"), *asked.list("fq_list")) if one),
        sort=asked.text("sort"),
        facets=tuple(facets),
        facet_limit=asked.number("facet.limit", 50, least=-1, most=10_000),
        facet_least=asked.number("facet.mincount", 1, most=1_000_000),
    )
    found = searching.search(held, question)
    start = asked.number("start", asked.number("offset", 0, most=MOST_START), most=MOST_START)
    number = asked.number("rows", asked.number("limit", _USUAL_ROWS, most=MOST_ROWS), most=MOST_ROWS)
    rows = found.rows[start : start + number]
    return {
        "count": len(found.rows),
        "sort": question.sort or "score desc, metadata_modified desc",
        "facets": found.facets,
        "search_facets": _search_facets(held, found.facets),
        "results": list(unpacked(rows, asked.root)),
    }


def package_show(asked: Asked) -> object:
    """One package by ``id``: its name or its id."""
    return next(unpacked([package_row(asked.needed("id", "name_or_id"))], asked.root))


def resource_show(asked: Asked) -> object:
    """One resource by ``id``."""
    wanted = asked.needed("id")
    row = index().by_resource.get(wanted)
    if row is None:
        raise NotFound("Not found: Resource was not found.")
    return next(one for one in _resources(row, asked.root) if one["id"] == wanted)


def resource_search(asked: Asked) -> object:
    """Resources with ``query`` ``field:text`` (name, url, description, format, hash), several times."""
    wanted = dict(_divided(one) for one in asked.list("query"))
    if not wanted:
        raise Invalid({"query": ["Missing value"]})
    limit = asked.number("limit", 100, most=MOST_ROWS)
    found = [one for row in index().rows for one in _resources(row, asked.root) if _has_all(one, wanted)]
    start = asked.number("offset", 0, most=MOST_START)
    return {"count": len(found), "results": found[start : start + limit]}


def package_autocomplete(asked: Asked) -> object:
    """Names and titles of packages whose title or name has ``q``."""
    wanted = asked.needed("q")
    rows = searching.search(index(), Question(filters=(f'title:"{_quotable(wanted)}"',))).rows
    named = [row for row in index().rows if wanted.lower() in row.key and row not in rows]
    return [
        {"name": row.key, "title": row.title, "match_field": "title", "match_displayed": row.title}
        for row in [*rows, *named][: asked.number("limit", 10, most=100)]
    ]


def format_autocomplete(asked: Asked) -> object:
    """Formats of resources that have ``q``."""
    wanted = asked.needed("q").lower()
    formats = sorted({one for row in index().rows for one in row.formats if wanted in one.lower()})
    return [one.lower() for one in formats[: asked.number("limit", 5, most=100)]]


def package_row(name: str) -> Row:
    """The row of a package by name or id.

    Raises:
        NotFound: there is none; of a withdrawn one with the reason.
    """
    row = index().by_name.get(name)
    if row is not None:
        return row
    try:
        catalogue.entry(name)
    except Withdrawn as gone:
        raise NotFound(f"Not found: withdrawn. {gone.tombstone.reason}") from gone
    except NotFound as error:
        raise NotFound("Not found") from error
    raise NotFound("Not found")


def matching(held: Index, condition: str) -> list[Row]:
    """The rows that a filter lets through, last changed first."""
    parsed = parse(condition)
    rows = [row for row in held.rows if parsed.holds(row.values())]
    return sorted(rows, key=lambda row: row.modified, reverse=True)


def _cut(rows: Sequence[Row], asked: Asked, *, most: int, usual: int) -> Sequence[Row]:
    limit = asked.number("limit", usual, most=most)
    start = asked.number("offset", 0, most=MOST_START)
    page = asked.number("page", 0, most=MOST_START)
    start = (page - 1) * limit if page else start
    return rows[start : start + limit]


def _search_facets(held: Index, facets: Mapping[str, Mapping[str, int]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for name, counts in facets.items():
        shown = searching.titles(held, name)
        found[name] = {
            "title": name,
            "items": [
                {"name": value, "display_name": shown.get(value, value), "count": number}
                for value, number in counts.items()
            ],
        }
    return found


def _resources(row: Row, root: str) -> list[dict[str, object]]:
    held = msgspec.json.decode(bytes(next(unpacked([row], root))), type=_Package)
    return held.resources


class _Package(msgspec.Struct):
    resources: list[dict[str, object]]


def _divided(query: str) -> tuple[str, str]:
    name, colon, text = query.partition(":")
    if not colon or name not in {"name", "url", "description", "format", "hash", "mimetype"}:
        raise Invalid({"query": [f"Must be <field>:<value>, not “{query[:60]}”"]})
    return name, text.strip().lower()


def _has_all(resource: Mapping[str, object], wanted: Mapping[str, str]) -> bool:
    return all(text in str(resource.get(name) or "").lower() for name, text in wanted.items())


def _quotable(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
