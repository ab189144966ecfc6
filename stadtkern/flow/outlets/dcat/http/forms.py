# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The forms that a graph is sent in, and which of them a client wants (RFC 9110 section 12.5.1)."""

from __future__ import annotations

from dataclasses import dataclass

from rdflib import Graph

from stadtkern.flow.outlets.answering.packing import weighted
from stadtkern.flow.outlets.dcat.vocabulary import PREFIXES


@dataclass(frozen=True, kw_only=True)
class Form:
    """One way to write RDF."""

    ending: str
    """Of addresses and file names."""
    media_type: str
    also: tuple[str, ...] = ()
    """Media types that mean the same."""
    serializer: str
    """Its name in rdflib."""


RDF_XML = Form(
    ending="rdf", media_type="application/rdf+xml", also=("application/xml", "text/xml"), serializer="xml"
)
TURTLE = Form(
    ending="ttl", media_type="text/turtle", also=("application/x-turtle", "text/n3"), serializer="turtle"
)
JSON_LD = Form(
    ending="jsonld", media_type="application/ld+json", also=("application/json",), serializer="json-ld"
)
FORMS = (TURTLE, RDF_XML, JSON_LD)
"""The first is sent to who does not mind."""
_PAGES = ("text/html", "application/xhtml+xml")


def by_ending(ending: str) -> Form:
    """The form of ``rdf``, ``ttl`` or ``jsonld``."""
    return next(form for form in FORMS if form.ending == ending)


def wanted(accept: str) -> Form | None:
    """The form that a client asks for; null: a page for people. Who says nothing gets Turtle."""
    weights = weighted(accept) if accept.strip() else {"*/*": 1.0}
    page = max(weights.get(name, 0.0) for name in _PAGES)
    weight, form = max(((_weight(form, weights), form) for form in FORMS), key=lambda one: one[0])
    return None if page > 0 and page >= weight else form


def asks_for_graph(accept: str) -> bool:
    """Whether a client prefers RDF to a page; one that does not mind gets the page."""
    weights = weighted(accept)
    named = max(
        weights.get(name, 0.0)
        for form in FORMS
        for name in (form.media_type, *form.also)
        if "/xml" not in name
    )
    return named > max(weights.get(name, 0.0) for name in _PAGES)


def written(graph: Graph, form: Form) -> bytes:
    """The graph in this form, UTF-8."""
    if form is JSON_LD:
        context = {prefix: str(space) for prefix, space in PREFIXES.items()}
        return graph.serialize(format="json-ld", context=context, auto_compact=True, encoding="utf-8")
    return graph.serialize(format=form.serializer, encoding="utf-8")


def _weight(form: Form, weights: dict[str, float]) -> float:
    exact = max((weights.get(name, 0.0) for name in (form.media_type, *form.also)), default=0.0)
    kind = form.media_type.partition("/")[0]
    return exact or weights.get(f"{kind}/*", 0.0) or weights.get("*/*", 0.0)
