# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The catalogue in pages, by the keys of datasets: what is added or taken away meanwhile moves nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from rdflib import RDF, Graph, Literal, URIRef
from rdflib.namespace import XSD

from stadtkern.flow.catalogue.words import Entry, Series, Service
from stadtkern.flow.outlets.dcat.addresses import Addresses
from stadtkern.flow.outlets.dcat.graph import catalogue_in, dataset_in, series_in
from stadtkern.flow.outlets.dcat.portal import Portal
from stadtkern.flow.outlets.dcat.vocabulary import DCAT, DCATAP, HVD_REGULATION, HYDRA, bound

PER_PAGE = 100
MOST = 500


@dataclass(frozen=True, kw_only=True)
class Page:
    """Some datasets of the catalogue, and where the others are."""

    entries: Sequence[Entry]
    address: str
    """Of the catalogue in the form asked for, absolute, without query."""
    after: str
    """Key of the last dataset before this page; empty: this is the first page."""
    limit: int
    more: bool
    """Whether datasets follow."""


def page_graph(
    page: Page,
    portal: Portal,
    addresses: Addresses,
    services: Mapping[str, Service],
    series: Sequence[Series],
) -> Graph:
    """The catalogue with the datasets of one page. Services and series stand on the pages that need them."""
    graph = bound()
    times = [one.modified for one in page.entries if one.modified is not None]
    catalogue = catalogue_in(graph, portal, addresses, modified=max(times, default=None))
    named = {one.series for one in page.entries}
    for entry in page.entries:
        graph.add((catalogue, DCAT.dataset, dataset_in(graph, entry, portal, addresses, services)))
        if entry.high_value:
            graph.add((catalogue, DCATAP.applicableLegislation, HVD_REGULATION))
    for one in series:
        if one.key in named:
            graph.add((catalogue, DCAT.dataset, series_in(graph, one, portal, addresses)))
    for service in set(graph.subjects(RDF.type, DCAT.DataService)):
        graph.add((catalogue, DCAT.service, service))
    _links(graph, page)
    return graph


def _links(graph: Graph, page: Page) -> None:
    """The way from page to page (Hydra Core Vocabulary); the older words too, which harvesters still read."""
    here = URIRef(_address(page, page.after))
    graph.add((here, RDF.type, HYDRA.PartialCollectionView))
    graph.add((here, RDF.type, HYDRA.PagedCollection))
    graph.add((here, HYDRA.itemsPerPage, Literal(page.limit, datatype=XSD.integer)))
    for term in (HYDRA.first, HYDRA.firstPage):
        graph.add((here, term, URIRef(_address(page, ""))))
    if page.more:
        for term in (HYDRA.next, HYDRA.nextPage):
            graph.add((here, term, URIRef(_address(page, page.entries[-1].key))))


def next_address(page: Page) -> str:
    """Where the next page is; empty: there is none."""
    return _address(page, page.entries[-1].key) if page.more else ""


def _address(page: Page, after: str) -> str:
    asked: dict[str, str] = {"limit": str(page.limit)} if page.limit != PER_PAGE else {}
    if after:
        asked["after"] = after
    return f"{page.address}?{urlencode(asked)}" if asked else page.address
