# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Ways to get the data in the graph: dcat:Distribution and dcat:DataService."""

from __future__ import annotations

import re

from rdflib import BNode, Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, FOAF, RDF, XSD

from stadtkern.flow.catalogue.words import Distribution, Entry, Service

from .addresses import Addresses
from .agents import agent_in, contact_in
from .coverage import when
from .portal import Portal
from .vocabulary import (
    ADMS,
    AVAILABILITIES,
    DCAT,
    DCATAP,
    DCATDE,
    FILE_TYPES,
    HVD_REGULATION,
    LANGUAGES,
    PUBLIC,
    SHA256,
    SPDX,
    STATUS,
    coded,
    high_value,
    iri,
    licence,
    media_type,
    text,
)

_HEX = re.compile("(?:[0-9a-fA-F]{2})+")


def distribution_in(graph: Graph, entry: Entry, part: Distribution, addresses: Addresses) -> URIRef:
    """Add one distribution of the entry and answer its IRI."""
    node = addresses.distribution(entry.key, part.key)
    graph.add((node, RDF.type, DCAT.Distribution))
    _access(graph, node, part, addresses)
    _rights(graph, node, entry, part)
    _file(graph, node, part)
    if part.title:
        graph.add((node, DCTERMS.title, text(part.title, "de")))
    if part.title_en:
        graph.add((node, DCTERMS.title, text(part.title_en, "en")))
    if part.description:
        graph.add((node, DCTERMS.description, text(part.description, "de")))
    graph.add((node, DCTERMS.language, LANGUAGES.DEU))
    for standard in part.conforms_to:
        graph.add((node, DCTERMS.conformsTo, iri(standard)))
    for term, time in ((DCTERMS.issued, part.issued), (DCTERMS.modified, part.modified or entry.modified)):
        if time is not None:
            graph.add((node, term, when(time)))
    return node


def service_in(graph: Graph, service: Service, portal: Portal, addresses: Addresses) -> URIRef:
    """Add a data service and answer its IRI."""
    node = addresses.service(service.key)
    graph.add((node, RDF.type, DCAT.DataService))
    graph.add((node, DCTERMS.title, text(service.title, "de")))
    if service.title_en:
        graph.add((node, DCTERMS.title, text(service.title_en, "en")))
    graph.add((node, DCAT.endpointURL, iri(addresses.whole(service.endpoint_url))))
    graph.add((node, DCTERMS.publisher, agent_in(graph, portal.publisher, addresses)))
    if portal.publisher.email or portal.publisher.url:
        graph.add((node, DCAT.contactPoint, contact_in(graph, portal.publisher, addresses)))
    if service.endpoint_description:
        graph.add((node, DCAT.endpointDescription, iri(addresses.whole(service.endpoint_description))))
    if service.documentation:
        graph.add((node, FOAF.page, iri(addresses.whole(service.documentation))))
    for standard in service.conforms_to:
        graph.add((node, DCTERMS.conformsTo, iri(standard)))
    if service.licence is not None:
        graph.add((node, DCTERMS.license, licence(service.licence)))
    graph.add((node, DCTERMS.accessRights, PUBLIC))
    graph.add((node, DCATAP.availability, AVAILABILITIES.AVAILABLE))
    return node


def serves(graph: Graph, service: URIRef, dataset: URIRef, entry: Entry) -> None:
    """Say that the service delivers the dataset, with the marks of a high-value dataset (DCAT-AP HVD)."""
    graph.add((service, DCAT.servesDataset, dataset))
    for name in entry.high_value:
        graph.add((service, DCATAP.hvdCategory, high_value(name)))
        graph.add((service, DCATAP.applicableLegislation, HVD_REGULATION))


def _access(graph: Graph, node: URIRef, part: Distribution, addresses: Addresses) -> None:
    reached = part.access_url or part.download_url
    if reached:
        graph.add((node, DCAT.accessURL, iri(addresses.whole(reached))))
    if part.download_url:
        graph.add((node, DCAT.downloadURL, iri(addresses.whole(part.download_url))))
    graph.add((node, DCATAP.availability, coded(AVAILABILITIES, part.availability or "AVAILABLE")))


def _rights(graph: Graph, node: URIRef, entry: Entry, part: Distribution) -> None:
    graph.add((node, DCTERMS.license, licence(part.licence or entry.licence)))
    attribution = part.attribution or entry.attribution
    if attribution:
        graph.add((node, DCATDE.licenseAttributionByText, text(attribution, "de")))
    graph.add((node, ADMS.status, STATUS.Deprecated if entry.deprecated_on else STATUS.Completed))
    if entry.high_value:
        graph.add((node, DCATAP.applicableLegislation, HVD_REGULATION))


def _file(graph: Graph, node: URIRef, part: Distribution) -> None:
    if part.format:
        graph.add((node, DCTERMS["format"], coded(FILE_TYPES, part.format)))
    if part.media_type:
        graph.add((node, DCAT.mediaType, media_type(part.media_type)))
    if part.bytes is not None:
        graph.add((node, DCAT.byteSize, Literal(part.bytes, datatype=XSD.nonNegativeInteger)))
    if part.sha256:
        checksum = BNode()
        graph.add((node, SPDX.checksum, checksum))
        graph.add((checksum, RDF.type, SPDX.Checksum))
        graph.add((checksum, SPDX.algorithm, SHA256))
        graph.add((checksum, SPDX.checksumValue, _hexadecimal(part.sha256)))


def _hexadecimal(given: str) -> Literal:
    """xsd:hexBinary; what is none stays text, which the shapes refuse."""
    return Literal(given, datatype=XSD.hexBinary) if _HEX.fullmatch(given) else text(given)
