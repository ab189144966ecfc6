# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""DCAT (2 and 3) and DCAT-AP.de as records; pages are followed by Hydra (https://www.w3.org/ns/hydra/core)."""

from __future__ import annotations

from collections.abc import Iterator

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, FOAF, RDF, SKOS, Namespace
from rdflib.term import Node

from stadtkern.flow.catalogue.lists.frequencies import FREQUENCIES
from stadtkern.flow.catalogue.lists.high_value import HIGH_VALUE
from stadtkern.flow.catalogue.lists.themes import THEMES
from stadtkern.flow.catalogue.words import Agent, Entry
from stadtkern.flow.ingest.harvest.reading import rdf, ways
from stadtkern.flow.ingest.harvest.reading.coverage import bounds, period
from stadtkern.flow.ingest.harvest.reading.nodes import DCAT, first, text, texts, values
from stadtkern.flow.ingest.harvest.reading.texts import (
    address,
    is_person,
    moment,
    optional_address,
    plain,
    titled,
)
from stadtkern.flow.ingest.harvest.words import Catalogue, Page, Record, RecordRefused, Refused

ADMS = Namespace("http://www.w3.org/ns/adms#")
DCATDE = Namespace("http://dcat-ap.de/def/dcatde/")
DCATAP = Namespace("http://data.europa.eu/r5r/")
HYDRA = Namespace("http://www.w3.org/ns/hydra/core#")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
MOST_KEYWORDS = 100


def page(content: bytes, url: str, catalogue: Catalogue) -> Page:
    """The datasets of one document.

    Raises:
        PayloadRejected: the document is no RDF.
    """
    graph = rdf.graph(content, url)
    return Page(records=tuple(_records(graph, catalogue)), next=_next(graph, url), total=_total(graph))


def _records(graph: Graph, catalogue: Catalogue) -> Iterator[Record | Refused]:
    nodes = {*graph.subjects(RDF.type, DCAT.Dataset)}
    for node in sorted(nodes, key=str):
        identifier = text(graph, node, DCTERMS.identifier) or text(graph, node, DCATDE.identifier)
        name = str(node) if isinstance(node, URIRef) else identifier
        title = titled(text(graph, node, DCTERMS.title))
        try:
            yield _record(graph, node, name, catalogue)
        except RecordRefused as error:
            yield Refused(identifier=name[:1000] or "(ohne Kennung)", title=title, reason=str(error))


def _record(graph: Graph, node: Node, name: str, catalogue: Catalogue) -> Record:
    if not name:
        raise RecordRefused(
            "Der Datensatz hat weder eine IRI noch eine Kennung; er wäre nicht wiederzufinden."
        )
    if isinstance(node, URIRef) and str(node).startswith("http"):
        address(str(node))
    title = titled(text(graph, node, DCTERMS.title))
    if not title:
        raise RecordRefused("Der Datensatz hat keinen Titel.")
    found = ways.of_dataset(graph, node, catalogue)
    return Record(
        identifier=name[:1000],
        entry=_entry(graph, node, title, found, catalogue),
        remarks=found.remarks,
        origins=tuple(
            one
            for given in graph.objects(node, ADMS.identifier)
            for one in values(graph, given, SKOS.notation)
        ),
    )


def _entry(graph: Graph, node: Node, title: str, found: ways.Ways, catalogue: Catalogue) -> Entry:
    publisher = _agent(graph, first(graph, node, DCTERMS.publisher))
    return Entry(
        key="",
        origin="harvested",
        title=title,
        title_en=titled(text(graph, node, DCTERMS.title, "en", only=True)),
        description=plain(text(graph, node, DCTERMS.description)) or title,
        description_en=plain(text(graph, node, DCTERMS.description, "en", only=True)),
        publisher=publisher or Agent(name=catalogue.title, url=catalogue.address),
        contact=_contact(graph, first(graph, node, DCAT.contactPoint)),
        creator=_agent(graph, first(graph, node, DCTERMS.creator)),
        maintainer=_agent(graph, first(graph, node, DCATDE.maintainer)),
        licence=found.licence,
        attribution=found.attribution,
        themes=_codes(THEMES.code_of(one) for one in values(graph, node, DCAT.theme)),
        keywords=tuple(dict.fromkeys(filter(None, map(titled, texts(graph, node, DCAT.keyword)))))[
            :MOST_KEYWORDS
        ],
        frequency=FREQUENCIES.code_of(str(first(graph, node, DCTERMS.accrualPeriodicity) or "")) or "UNKNOWN",
        issued=moment(text(graph, node, DCTERMS.issued)),
        modified=moment(text(graph, node, DCTERMS.modified)),
        period=period(graph, first(graph, node, DCTERMS.temporal)),
        bounds=bounds(graph, node),
        geocoding=_geocoding(graph, node),
        high_value=_codes(HIGH_VALUE.code_of(one) for one in values(graph, node, DCATAP.hvdCategory)),
        applicable_legislation=tuple(
            filter(None, map(optional_address, values(graph, node, DCATAP.applicableLegislation)))
        ),
        landing_page=optional_address(str(first(graph, node, DCAT.landingPage) or "")),
        identifier=(optional_address(str(node)) or text(graph, node, DCTERMS.identifier))[:500],
        distributions=found.distributions,
        harvested_from=catalogue.title,
    )


def _codes(found: Iterator[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for one in found if one))


def _geocoding(graph: Graph, node: Node) -> tuple[str, ...]:
    keys = (one.rstrip("/").rsplit("/", 1)[-1] for one in values(graph, node, DCATDE.politicalGeocodingURI))
    return _codes(one for one in keys if one.isdecimal() and len(one) in {2, 3, 5, 8, 12})


def _agent(graph: Graph, node: Node | None) -> Agent | None:
    if node is None:
        return None
    name = titled(str(node)) if isinstance(node, Literal) else titled(text(graph, node, FOAF.name))
    if not name:
        return None
    return Agent(
        name=name[:200],
        uri=optional_address(str(node)) if isinstance(node, URIRef) else "",
        email=_mail(str(first(graph, node, FOAF.mbox) or "")),
        url=optional_address(str(first(graph, node, FOAF.homepage) or "")),
    )


def _contact(graph: Graph, node: Node | None) -> Agent | None:
    """The office with its mail and page; of persons nothing is taken."""
    if node is None:
        return None
    office = titled(text(graph, node, VCARD["organization-name"]))
    name = office or titled(text(graph, node, VCARD.fn))
    if is_person(name) or (not office and (node, RDF.type, VCARD.Individual) in graph):
        return None
    email = _mail(str(first(graph, node, VCARD.hasEmail) or ""))
    url = optional_address(str(first(graph, node, VCARD.hasURL) or ""))
    return Agent(name=name[:200], email=email, url=url) if name or email or url else None


def _mail(text: str) -> str:
    found = text.removeprefix("mailto:").strip()
    return found if "@" in found and len(found) <= 254 and not set(found) & set(' <>"') else ""


def _next(graph: Graph, url: str) -> str:
    """The page after this one; of several views the one of this document."""
    views = list(graph.subject_objects(HYDRA.next)) + list(graph.subject_objects(HYDRA.nextPage))
    own = [there for view, there in views if str(view) == url] or [there for _, there in views]
    return optional_address(str(own[0])) if own and str(own[0]) != url else ""


def _total(graph: Graph) -> int | None:
    found = next(graph.objects(None, HYDRA.totalItems), None)
    return int(str(found)) if str(found).isdecimal() else None
