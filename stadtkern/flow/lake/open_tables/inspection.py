# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Looks at the syntax tree of a query before it runs: which tables it reads, and whether it stays among them.

The first of three walls. The second: the query engine may open the named files only, and nothing can change
that. The third: the kernel lets the process read nothing else (:mod:`walls`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from .protocol import Code

_TABLE_FUNCTIONS = {"unnest", "range", "generate_series"}
_SOURCES = {"BASE_TABLE", "SUBQUERY", "JOIN", "EXPRESSION_LIST", "TABLE_FUNCTION", "EMPTY"}
_TOLD = re.compile(
    r"read_|write_|pg_|duckdb_|has_.*privilege|current_(setting|query|database|schema|catalog|user|role|conn)"
    r"|getvariable|getenv|nextval|currval|json_(de)?serialize|json_execute|query|glob|which_|in_search_path"
    r"|session_user|user$|txid_|st_(read|drivers|write)|version$|error$|log_|sleep|(obj|col|shobj)_description"
)
"""Functions that say something about the engine or the machine instead of the data."""
_NOWHERE = 2**63


@dataclass
class Refusal(Exception):
    """The query may not run."""

    code: Code
    position: int | None = None
    name: str = ""
    candidates: str = field(default="")


@dataclass(frozen=True)
class _Branch:
    """A part of the tree, and the names that subqueries have there (common table expressions)."""

    node: object
    named: frozenset[str]


def tables(tree: Mapping[str, object]) -> dict[str, int | None]:
    """The tables that the query reads, with the byte where each is named.

    ``tree`` is what ``json_serialize_sql`` answers.

    Raises:
        Refusal: it is no single select statement, or reads something else than plain tables.
    """
    if tree.get("error"):
        raise _unreadable(tree)
    statements = tree.get("statements")
    if not isinstance(statements, list) or len(statements) != 1:
        raise Refusal("several")
    found: dict[str, int | None] = {}
    branches = [_Branch(statements[0], frozenset())]
    while branches:
        branch = branches.pop()
        if isinstance(branch.node, list):
            branches += [_Branch(one, branch.named) for one in branch.node]
        elif isinstance(branch.node, dict):
            _look(branch.node, branch.named, found)
            branches += _below(branch.node, branch.named)
    return found


def _unreadable(tree: Mapping[str, object]) -> Refusal:
    if tree.get("error_type") == "not implemented":
        return Refusal("not_select")
    position = str(tree.get("position", ""))
    near = re.search(r'at or near "(.*)"', str(tree.get("error_message", "")), re.DOTALL)
    return Refusal(
        "syntax", int(position) if position.isdecimal() else None, near.group(1)[:60] if near else ""
    )


def _look(node: Mapping[str, object], named: frozenset[str], found: dict[str, int | None]) -> None:
    """Judge one node; a table that is no subquery's name is put into ``found``."""
    kind = node.get("type")
    if "sample" in node and "query_location" in node and kind not in _SOURCES:
        raise Refusal("source", _position(node), str(kind))
    if kind == "BASE_TABLE":
        _look_at_table(node, named, found)
    elif kind == "TABLE_FUNCTION":
        function = node.get("function")
        name = str(function.get("function_name")) if isinstance(function, dict) else ""
        if name.lower() not in _TABLE_FUNCTIONS:
            raise Refusal("function", _position(node), name)
    elif node.get("class") == "FUNCTION":
        _look_at_function(node)


def _look_at_table(node: Mapping[str, object], named: frozenset[str], found: dict[str, int | None]) -> None:
    name = str(node.get("table_name"))
    if node.get("schema_name") or node.get("catalog_name"):
        raise Refusal("schema", _position(node), name)
    if name.lower() not in named:
        found.setdefault(name, _position(node))


def _look_at_function(node: Mapping[str, object]) -> None:
    name = str(node.get("function_name"))
    if _TOLD.match(name.lower()) or node.get("catalog"):
        raise Refusal("function", _position(node), name)


def _below(node: Mapping[str, object], named: frozenset[str]) -> Iterator[_Branch]:
    """The parts of a node, each with the names of the subqueries that stand before it."""
    for name, query in _subqueries(node):
        yield _Branch(query, named)
        named |= {name}
    own = str(node.get("cte_name", "")).lower()
    named = named | {own} if own else named
    for key, part in node.items():
        if key != "cte_map":
            yield _Branch(part, named)


def _subqueries(node: Mapping[str, object]) -> list[tuple[str, Mapping[str, object]]]:
    given = node.get("cte_map")
    entries = given.get("map") if isinstance(given, dict) else None
    return [(str(one["key"]).lower(), one["value"]) for one in entries or []]


def _position(node: Mapping[str, object]) -> int | None:
    place = node.get("query_location")
    return place if isinstance(place, int) and place < _NOWHERE else None
