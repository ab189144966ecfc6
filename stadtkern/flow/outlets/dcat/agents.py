# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Offices in the graph: who publishes (foaf:Agent) and whom to ask (vcard:Kind)."""

from __future__ import annotations

from rdflib import BNode, Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, FOAF, RDF

from stadtkern.flow.catalogue.words import Agent

from .addresses import Addresses
from .vocabulary import PUBLISHER_TYPES, VCARD, coded, iri, text


def agent_in(graph: Graph, agent: Agent, addresses: Addresses) -> URIRef:
    """Add a responsible body and answer its IRI (class "Verantwortliche Stelle")."""
    given = iri(agent.uri) if agent.uri else None
    node = given if isinstance(given, URIRef) else addresses.agent(agent)
    graph.add((node, RDF.type, FOAF.Agent))
    if agent.name:
        graph.set((node, FOAF.name, text(agent.name)))
    if agent.kind:
        graph.add((node, DCTERMS.type, coded(PUBLISHER_TYPES, agent.kind)))
    if agent.email:
        graph.add((node, FOAF.mbox, _mail(agent.email)))
    if agent.url:
        graph.add((node, FOAF.homepage, iri(addresses.whole(agent.url))))
    return node


def contact_in(graph: Graph, agent: Agent, addresses: Addresses) -> BNode:
    """Add a contact and answer its node (convention 1: an e-mail address or a web address)."""
    node = BNode()
    graph.add((node, RDF.type, VCARD.Kind))
    graph.add((node, RDF.type, VCARD.Organization))
    if agent.name:
        graph.add((node, VCARD.fn, text(agent.name)))
    if agent.email:
        graph.add((node, VCARD.hasEmail, _mail(agent.email)))
    if agent.url:
        graph.add((node, VCARD.hasURL, iri(addresses.whole(agent.url))))
    if agent.phone:
        graph.add((node, VCARD.hasTelephone, iri("tel:" + "".join(agent.phone.split()))))
    return node


def _mail(address: str) -> URIRef | Literal:
    plain = address.removeprefix("mailto:").strip()
    return iri(f"mailto:{plain}") if plain.count("@") == 1 and " " not in plain else text(address)
