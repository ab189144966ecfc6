# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Checks entries and foreign graphs against the shapes: what is wrong, in words, and in which field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal as Word

import pyshacl
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from rdflib import SH, BNode, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.namespace import DCTERMS
from rdflib.term import Node

from stadtkern.flow.catalogue.lists.availabilities import AVAILABILITIES
from stadtkern.flow.catalogue.lists.frequencies import FREQUENCIES
from stadtkern.flow.catalogue.lists.high_value import HIGH_VALUE
from stadtkern.flow.catalogue.lists.publisher_kinds import PUBLISHER_KINDS
from stadtkern.flow.catalogue.lists.themes import THEMES
from stadtkern.flow.catalogue.words import Entry, Service, Violation
from stadtkern.kernel.licences import LICENCES

from .addresses import Addresses
from .graph import dataset_graph
from .portal import Portal
from .vocabulary import DCAT, DCATDE, PREFIXES, SPDX, licence

SHAPES = Path(__file__).parent / "shapes"
WORDS = Namespace("https://stadtkern.example/shapes/words#")
_ADDRESSES = Addresses(root="https://stadt.example")
_MOST_SHOWN = 80
_BASES = (
    THEMES.base,
    FREQUENCIES.base,
    AVAILABILITIES.base,
    PUBLISHER_KINDS.base,
    "http://dcat-ap.de/def/licenses/",
)
_PROVISIONAL = "OP_DATPRO"
"""Stands in the EU lists for provisional data."""


def validate(entry: Entry) -> list[Violation]:
    """What keeps the entry from being valid DCAT-AP.de 3.0, then what is recommended and missing.

    The severity tells both apart. Keys of data services are taken on trust.
    """
    return inspect(entry)


def inspect(
    entry: Entry, *, portal: Portal | None = None, services: Mapping[str, Service] | None = None
) -> list[Violation]:
    """The same for the entry as this portal shows it; with ``services`` also whether they are there."""
    graph = dataset_graph(entry, portal or Portal(), _ADDRESSES, services or {})
    skipped = frozenset() if services is not None else frozenset({_SERVICE_KNOWN})
    return _findings(graph, _places(graph, entry), skipped)


def inspect_graph(graph: Graph) -> list[Violation]:
    """The same for a graph from elsewhere; fields begin with the IRI of what is meant."""
    named: dict[Node, str] = {node: str(node) for node in graph.subjects() if isinstance(node, URIRef)}
    return _findings(graph, named, frozenset())


@dataclass(frozen=True, kw_only=True)
class _Shape:
    """What the files say about one shape beside its constraints."""

    field: str
    path: str
    """Of the property, e.g. ``dct:title``."""
    sentences: Mapping[str, str]
    """By language."""


_Places = Mapping[Node, str]
"""The part of an entry that a node stands for; empty: the entry itself."""
_SEVERITIES: Mapping[Node, Word["violation", "warning"]] = {
    SH.Violation: "violation",
    SH.Warning: "warning",
}
_SERVICE_KNOWN = URIRef("https://stadtkern.example/shapes#distribution-service")


@lru_cache(maxsize=1)
def shapes() -> Graph:
    """All shapes as one graph, read once, with the code lists in the places of their names."""
    graph = Graph(bind_namespaces="none")
    for file in sorted(SHAPES.glob("*.ttl")):
        graph.parse(file, format="turtle")
    for prefix, space in PREFIXES.items():
        graph.bind(prefix, space)
    for name, codes in _lists().items():
        head = BNode()
        Collection(graph, head, [URIRef(code) for code in codes])
        for shape in list(graph.subjects(SH["in"], WORDS[name])):
            graph.set((shape, SH["in"], head))
    return graph


def _lists() -> dict[str, list[str]]:
    return {
        "themes": [*(one.iri for one in THEMES), THEMES.base + _PROVISIONAL],
        "frequencies": [*(one.iri for one in FREQUENCIES), FREQUENCIES.base + _PROVISIONAL],
        "availabilities": [*(one.iri for one in AVAILABILITIES), AVAILABILITIES.base + _PROVISIONAL],
        "publisher-types": [*(one.iri for one in PUBLISHER_KINDS), *_OTHER_KINDS],
        "high-value": [one.iri for one in (HIGH_VALUE.get(term.code) for term in HIGH_VALUE) if one],
        "licences": [str(licence(one)) for one in LICENCES.values()],
        "licences-by-name": [str(licence(one)) for one in LICENCES.values() if one.attribution and one.open],
    }


_OTHER_KINDS = [
    f"{PUBLISHER_KINDS.base}{code}" for code in ("PrivateIndividual(s)", "Non-ProfitOrganisation")
]


@lru_cache(maxsize=1)
def _described() -> dict[Node, _Shape]:
    graph = shapes()
    return {
        shape: _Shape(
            field=str(field),
            path=_path(graph, shape),
            sentences={
                one.language or "de": str(one)
                for one in graph.objects(shape, SH.message)
                if isinstance(one, Literal)
            },
        )
        for shape, field in graph.subject_objects(WORDS.field)
    }


def _path(graph: Graph, shape: Node) -> str:
    """The property that a shape is about, with its prefix; of others the class."""
    path = graph.value(shape, SH.path) or graph.value(shape, SH.targetClass)
    if isinstance(path, BNode):
        path = next((one for one in graph.items(graph.value(path, SH.alternativePath) or path)), None)
    return graph.namespace_manager.curie(path) if isinstance(path, URIRef) else ""


def _findings(graph: Graph, places: _Places, skipped: frozenset[URIRef]) -> list[Violation]:
    _, report, _ = pyshacl.validate(graph, shacl_graph=shapes(), inplace=True)
    if not isinstance(report, Graph):
        return []
    found = {
        _violation(report, result, shape, places)
        for result, shape in report.subject_objects(SH.sourceShape)
        if shape not in skipped
    }
    return sorted(found, key=lambda one: (one.severity, one.field, one.sentence))


def _violation(report: Graph, result: Node, shape: Node, places: _Places) -> Violation:
    about = _described().get(shape, _Shape(field="", path="", sentences={}))
    focus, value = report.value(result, SH.focusNode), report.value(result, SH.value)
    part = places.get(focus, "") if focus is not None else ""
    same = part.rsplit(".", 1)[-1] == about.field
    severity = report.value(result, SH.resultSeverity) or SH.Violation
    return Violation(
        path=about.path,
        field=part if same else ".".join(step for step in (part, about.field) if step),
        sentence=_sentence(about) + _given(value if value != focus else None),
        severity=_SEVERITIES.get(severity, "violation"),
    )


def _given(value: Node | None) -> str:
    """What stands there, to be put behind the sentence; of codes only their end."""
    if value is None or isinstance(value, BNode) or not str(value).strip():
        return ""
    shown = str(value)
    for base in _BASES:
        shown = shown.removeprefix(base)
    return " " + _("Angegeben ist „%(value)s“.") % {"value": shown[:_MOST_SHOWN]} if shown else ""


def _sentence(shape: _Shape) -> str:
    language = (get_language() or "de").partition("-")[0]
    return shape.sentences.get(language) or shape.sentences.get("de", "")


def _places(graph: Graph, entry: Entry) -> dict[Node, str]:
    """Which part of the entry each node of its graph stands for."""
    dataset = _ADDRESSES.dataset(entry.key)
    found: dict[Node, str] = {dataset: ""}
    for part in entry.distributions:
        here = f"distributions.{part.key}"
        way = _ADDRESSES.distribution(entry.key, part.key)
        found[way] = here
        for checksum in graph.objects(way, SPDX.checksum):
            found.setdefault(checksum, here)
        for service in graph.objects(way, DCAT.accessService):
            found.setdefault(service, f"{here}.service")
    for term, name in _FIELDS:
        for node in graph.objects(dataset, term):
            found.setdefault(node, name)
    return found


_FIELDS = (
    (DCTERMS.publisher, "publisher"),
    (DCTERMS.creator, "creator"),
    (DCATDE.maintainer, "maintainer"),
    (DCAT.contactPoint, "contact"),
    (DCTERMS.temporal, "period"),
    (DCTERMS.spatial, "bounds"),
)
