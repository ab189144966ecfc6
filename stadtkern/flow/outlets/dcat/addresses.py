# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The lasting IRIs of this city's catalogue. What an IRI names is a part of the document it leads to."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import quote

from rdflib import URIRef

from stadtkern.flow.catalogue.words import Agent

PATH = "/api/dcat"
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


@dataclass(frozen=True, kw_only=True)
class Addresses:
    """Makes IRIs and absolute addresses for one city."""

    root: str
    """Where the city is reached, e.g. ``https://daten.example.de``; no slash at the end."""

    def whole(self, address: str) -> str:
        """An address with the city in front of it when it is a path."""
        return (
            f"{self.root}{address}" if address.startswith("/") and not address.startswith("//") else address
        )

    @property
    def catalogue(self) -> URIRef:
        """dcat:Catalog."""
        return URIRef(f"{self.root}{PATH}/catalog#catalog")

    def page(self, key: str) -> str:
        """The page about a dataset."""
        return f"{self.root}/daten/{quote(key, safe='')}/"

    def dataset(self, key: str) -> URIRef:
        """dcat:Dataset."""
        return URIRef(f"{self.page(key)}#dataset")

    def distribution(self, key: str, part: str) -> URIRef:
        """dcat:Distribution, named by the keys of its dataset and its own."""
        return URIRef(f"{self.page(key)}#distribution-{quote(part, safe='')}")

    def service(self, key: str) -> URIRef:
        """dcat:DataService."""
        return URIRef(f"{self.root}{PATH}/service/{quote(key, safe='')}#service")

    def series(self, key: str) -> URIRef:
        """dcat:DatasetSeries."""
        return URIRef(f"{self.root}{PATH}/series/{quote(key, safe='')}#series")

    def agent(self, agent: Agent) -> URIRef:
        """foaf:Agent without a lasting IRI of its own, by its name."""
        return URIRef(f"{self.root}{PATH}/catalog#agent-{slug(agent.name)}")


def slug(name: str) -> str:
    """A name as part of an address: small letters, digits, hyphens; names without any get a digest."""
    plain = unicodedata.normalize("NFKD", name.lower().translate(_GERMAN))
    words = re.sub(r"[^a-z0-9]+", "-", plain.encode("ascii", "ignore").decode()).strip("-")
    return words[:80] or hashlib.sha256(name.encode()).hexdigest()[:12]
