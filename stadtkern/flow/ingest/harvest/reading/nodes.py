# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Values of nodes of a graph: German first, then whatever there is."""

from __future__ import annotations

from rdflib import Graph, Literal, Namespace
from rdflib.term import Node

DCAT = Namespace("http://www.w3.org/ns/dcat#")
MOST_VALUES = 500


def first(graph: Graph, node: Node, name: Node) -> Node | None:
    """One value, the same whenever it is asked; null when there is none."""
    return min(graph.objects(node, name), key=str, default=None)


def values(graph: Graph, node: Node, name: Node) -> list[str]:
    """All values as text, sorted."""
    return sorted(str(one) for one in graph.objects(node, name))[:MOST_VALUES]


def text(graph: Graph, node: Node, name: Node, language: str = "de", *, only: bool = False) -> str:
    """The text in a language; without ``only`` one without language, or any, does as well."""
    found = [one for one in graph.objects(node, name) if isinstance(one, Literal)]
    ranked = sorted(found, key=lambda one: (_rank(one, language), str(one)))
    if not ranked or (only and _rank(ranked[0], language) > 0):
        return ""
    return str(ranked[0])


def texts(graph: Graph, node: Node, name: Node) -> list[str]:
    """All texts in German or without language."""
    found = [one for one in graph.objects(node, name) if isinstance(one, Literal)]
    known = [one for one in found if _rank(one, "de") < 2] or found
    return sorted(str(one) for one in known)[:MOST_VALUES]


def _rank(found: Literal, language: str) -> int:
    if not found.language:
        return 1
    return 0 if found.language.lower().split("-")[0] == language else 2
