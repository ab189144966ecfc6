# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The distributions of a DCAT dataset, and the licence that they share."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rdflib import Graph, Namespace
from rdflib.namespace import DCTERMS
from rdflib.term import Node

from stadtkern.flow.catalogue.lists.availabilities import AVAILABILITIES
from stadtkern.flow.catalogue.words import Distribution
from stadtkern.flow.ingest.harvest.reading.nodes import DCAT, first, text, values
from stadtkern.flow.ingest.harvest.reading.texts import (
    address,
    file_type,
    licence,
    moment,
    optional_address,
    plain,
    titled,
)
from stadtkern.flow.ingest.harvest.words import Catalogue, RecordRefused
from stadtkern.kernel.licences import Licence

DCATDE = Namespace("http://dcat-ap.de/def/dcatde/")
DCATAP = Namespace("http://data.europa.eu/r5r/")
MOST_WAYS = 300
_UNFIT = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, kw_only=True)
class Ways:
    """Distributions, what they have in common, and what was left out."""

    distributions: tuple[Distribution, ...]
    licence: Licence
    attribution: str
    remarks: tuple[str, ...]


def of_dataset(graph: Graph, node: Node, catalogue: Catalogue) -> Ways:
    """The distributions whose addresses can be used.

    Raises:
        RecordRefused: no licence is known, or none of its distributions has a usable address.
    """
    nodes = sorted(graph.objects(node, DCAT.distribution), key=str)[:MOST_WAYS]
    names = [name for one in (node, *nodes) for name in values(graph, one, DCTERMS.license)]
    shared = licence(names, catalogue)
    found: dict[str, Distribution] = {}
    remarks: list[str] = []
    for one in nodes:
        try:
            made = _distribution(graph, one, len(found), catalogue)
        except RecordRefused as error:
            remarks.append(f"Ein Bezugsweg wurde ausgelassen: {error}")
        else:
            found.setdefault(made.key, made)
    if nodes and not found:
        raise RecordRefused(remarks[0])
    credit = next((text(graph, one, DCATDE.licenseAttributionByText) for one in nodes), "")
    return Ways(
        distributions=tuple(found.values()),
        licence=shared,
        attribution=plain(credit, 500),
        remarks=tuple(remarks[:20]),
    )


def _distribution(graph: Graph, node: Node, number: int, catalogue: Catalogue) -> Distribution:
    access = _addressed(graph, node, DCAT.accessURL)
    download = _addressed(graph, node, DCAT.downloadURL)
    if not access and not download:
        raise RecordRefused("er nennt keine Adresse.")
    media = str(first(graph, node, DCAT.mediaType) or "")
    media = media.removeprefix("https://www.iana.org/assignments/media-types/")
    media = media.removeprefix("http://www.iana.org/assignments/media-types/")
    kind = file_type(str(first(graph, node, DCTERMS.format) or ""), media, download)
    own = values(graph, node, DCTERMS.license)
    title = titled(text(graph, node, DCTERMS.title))
    return Distribution(
        key=key_of(title or (kind.code if kind else ""), number),
        title=title or (kind.title if kind else "Daten"),
        access_url=access or download,
        download_url=download,
        description=plain(text(graph, node, DCTERMS.description), 2000),
        media_type=(kind.media_type if kind else "") or (media if "/" in media and len(media) < 100 else ""),
        format=kind.code if kind else "",
        licence=licence(own, catalogue) if own else None,
        attribution=plain(text(graph, node, DCATDE.licenseAttributionByText), 500),
        bytes=_size(text(graph, node, DCAT.byteSize)),
        issued=moment(text(graph, node, DCTERMS.issued)),
        modified=moment(text(graph, node, DCTERMS.modified)),
        conforms_to=tuple(filter(None, map(optional_address, values(graph, node, DCTERMS.conformsTo)))),
        availability=AVAILABILITIES.code_of(str(first(graph, node, DCATAP.availability) or "")),
    )


def key_of(title: str, number: int) -> str:
    """A key of a distribution: its place keeps it different from the others."""
    return f"{_UNFIT.sub('-', title.lower())[:60].strip('-') or 'daten'}-{number + 1}"


def _addressed(graph: Graph, node: Node, name: Node) -> str:
    found = first(graph, node, name)
    return "" if found is None else address(str(found))


def _size(written: str) -> int | None:
    try:
        size = int(float(written))
    except (ValueError, OverflowError):
        return None
    return size if 0 < size < 2**62 else None
