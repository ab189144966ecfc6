# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Entries of the catalogue as a graph of DCAT-AP.de 3.0; pure: words in, graph out.

Nothing here judges: what an entry does not say is missing in the graph, and the shapes say so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from rdflib import BNode, Graph, URIRef
from rdflib.namespace import DCTERMS, FOAF, RDF, RDFS, SKOS

from stadtkern.flow.catalogue.words import Entry, Series, Service

from .addresses import Addresses
from .agents import agent_in, contact_in
from .coverage import keys_in, period_in, place_in, when
from .distributions import distribution_in, serves, service_in
from .portal import Portal
from .vocabulary import (
    ADMS,
    AVAILABILITIES,
    CONTRIBUTORS,
    DCAT,
    DCATAP,
    DCATDE,
    ELI,
    FREQUENCIES,
    HVD_REGULATION,
    LANGUAGES,
    PUBLIC,
    THEME_TAXONOMY,
    THEMES,
    bound,
    coded,
    high_value,
    iri,
    text,
)

Services = Mapping[str, Service]
"""Data services by key."""


def dataset_graph(entry: Entry, portal: Portal, addresses: Addresses, services: Services) -> Graph:
    """One dataset with its distributions, the services behind them, and its offices."""
    graph = bound()
    dataset_in(graph, entry, portal, addresses, services)
    return graph


def series_graph(series: Series, portal: Portal, addresses: Addresses, members: Iterable[str]) -> Graph:
    """A dataset series and the IRIs of its datasets (inverse of dcat:inSeries)."""
    graph = bound()
    node = series_in(graph, series, portal, addresses)
    for key in members:
        graph.add((addresses.dataset(key), DCAT.inSeries, node))
    return graph


def service_graph(service: Service, portal: Portal, addresses: Addresses, served: Iterable[Entry]) -> Graph:
    """A data service and the IRIs of the datasets that it delivers."""
    graph = bound()
    node = service_in(graph, service, portal, addresses)
    for entry in served:
        serves(graph, node, addresses.dataset(entry.key), entry)
    return graph


def catalogue_in(graph: Graph, portal: Portal, addresses: Addresses, *, modified: datetime | None) -> URIRef:
    """Add the catalogue itself, still without datasets, and answer its IRI."""
    node = addresses.catalogue
    graph.add((node, RDF.type, DCAT.Catalog))
    graph.add((node, DCTERMS.title, text(portal.title, "de")))
    graph.add((node, DCTERMS.description, text(portal.description, "de")))
    graph.add((node, DCTERMS.publisher, agent_in(graph, portal.publisher, addresses)))
    graph.add((node, FOAF.homepage, iri(f"{addresses.root}/daten/")))
    graph.add((node, DCTERMS.language, LANGUAGES.DEU))
    graph.add((node, DCAT.themeTaxonomy, THEME_TAXONOMY))
    graph.add((node, DCATAP.availability, AVAILABILITIES.STABLE))
    if modified is not None:
        graph.add((node, DCTERMS.modified, when(modified)))
    return node


def dataset_in(
    graph: Graph, entry: Entry, portal: Portal, addresses: Addresses, services: Services
) -> URIRef:
    """Add one dataset with all that belongs to it and answer its IRI."""
    node = addresses.dataset(entry.key)
    graph.add((node, RDF.type, DCAT.Dataset))
    _words(graph, node, entry)
    _offices(graph, node, entry, portal, addresses)
    _codes(graph, node, entry)
    _law(graph, node, entry)
    _origin(graph, node, entry, addresses)
    if entry.bounds is not None:
        place_in(graph, node, entry.bounds)
    if entry.period is not None:
        period_in(graph, node, entry.period)
    keys_in(graph, node, entry.geocoding)
    for part in entry.distributions:
        way = distribution_in(graph, entry, part, addresses)
        graph.add((node, DCAT.distribution, way))
        service = services.get(part.service)
        if service is not None:
            behind = service_in(graph, service, portal, addresses)
            graph.add((way, DCAT.accessService, behind))
            serves(graph, behind, node, entry)
    return node


def series_in(graph: Graph, series: Series, portal: Portal, addresses: Addresses) -> URIRef:
    """Add a dataset series and answer its IRI."""
    node = addresses.series(series.key)
    graph.add((node, RDF.type, DCAT.DatasetSeries))
    for term, german, english in (
        (DCTERMS.title, series.title, series.title_en),
        (DCTERMS.description, series.description, series.description_en),
    ):
        if german:
            graph.add((node, term, text(german, "de")))
        if english:
            graph.add((node, term, text(english, "en")))
    publisher = series.publisher or portal.publisher
    graph.add((node, DCTERMS.publisher, agent_in(graph, publisher, addresses)))
    return node


def _words(graph: Graph, node: URIRef, entry: Entry) -> None:
    for term, value, language in (
        (DCTERMS.title, entry.title, "de"),
        (DCTERMS.title, entry.title_en, "en"),
        (DCTERMS.description, entry.description, "de"),
        (DCTERMS.description, entry.description_en, "en"),
    ):
        if value.strip():
            graph.add((node, term, text(value, language)))
    for keyword in entry.keywords:
        if keyword.strip():
            graph.add((node, DCAT.keyword, text(keyword, "de")))


def _offices(graph: Graph, node: URIRef, entry: Entry, portal: Portal, addresses: Addresses) -> None:
    graph.add((node, DCTERMS.publisher, agent_in(graph, entry.publisher, addresses)))
    if entry.creator is not None:
        graph.add((node, DCTERMS.creator, agent_in(graph, entry.creator, addresses)))
        graph.add((node, DCATDE.originator, agent_in(graph, entry.creator, addresses)))
    if entry.maintainer is not None:
        graph.add((node, DCATDE.maintainer, agent_in(graph, entry.maintainer, addresses)))
    if entry.contact is not None:
        graph.add((node, DCAT.contactPoint, contact_in(graph, entry.contact, addresses)))
    if portal.contributor:
        graph.add((node, DCATDE.contributorID, coded(CONTRIBUTORS, portal.contributor)))


def _codes(graph: Graph, node: URIRef, entry: Entry) -> None:
    for theme in entry.themes:
        graph.add((node, DCAT.theme, coded(THEMES, theme)))
    if entry.frequency:
        graph.add((node, DCTERMS.accrualPeriodicity, coded(FREQUENCIES, entry.frequency)))
    graph.add((node, DCTERMS.language, LANGUAGES.DEU))
    graph.add((node, DCTERMS.accessRights, PUBLIC))
    graph.add((node, DCATAP.availability, _availability(entry)))
    for time, term in ((entry.issued, DCTERMS.issued), (entry.modified, DCTERMS.modified)):
        if time is not None:
            graph.add((node, term, when(time)))


def _availability(entry: Entry) -> URIRef:
    return AVAILABILITIES.TEMPORARY if entry.deprecated_on else AVAILABILITIES.AVAILABLE


def _law(graph: Graph, node: URIRef, entry: Entry) -> None:
    laws = [iri(law) for law in entry.applicable_legislation]
    for name in entry.high_value:
        graph.add((node, DCATAP.hvdCategory, high_value(name)))
        laws.append(HVD_REGULATION)
    for law in laws:
        graph.add((node, DCATAP.applicableLegislation, law))
        if isinstance(law, URIRef):
            graph.add((law, RDF.type, ELI.LegalResource))
    for standard in entry.conforms_to:
        graph.add((node, DCTERMS.conformsTo, iri(standard)))


def _origin(graph: Graph, node: URIRef, entry: Entry, addresses: Addresses) -> None:
    graph.add((node, DCTERMS.identifier, text(entry.key)))
    if entry.identifier and entry.identifier != entry.key:
        other = BNode()
        graph.add((node, ADMS.identifier, other))
        graph.add((other, RDF.type, ADMS.Identifier))
        graph.add((other, SKOS.notation, text(entry.identifier)))
    page = addresses.whole(entry.landing_page) if entry.landing_page else addresses.page(entry.key)
    graph.add((node, DCAT.landingPage, iri(page)))
    if entry.series:
        graph.add((node, DCAT.inSeries, addresses.series(entry.series)))
    if entry.harvested_from:
        told = BNode()
        graph.add((node, DCTERMS.provenance, told))
        graph.add((told, RDF.type, DCTERMS.ProvenanceStatement))
        graph.add((told, RDFS.label, text(f"Übernommen aus: {entry.harvested_from}", "de")))
