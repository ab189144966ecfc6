# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Name spaces and code lists that DCAT-AP.de 3.0 names, and the IRIs of their codes.

Chapter "Kontrollierte Vokabulare" of the specification; high-value categories: DCAT-AP HVD 3.0.
"""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, FOAF, OWL, PROV, RDF, RDFS, SKOS, XSD

from stadtkern.flow.catalogue.lists.geocoding import geocoding_iri, level_iri
from stadtkern.flow.catalogue.lists.high_value import HIGH_VALUE, LEGISLATION
from stadtkern.kernel.licences import Licence

ADMS = Namespace("http://www.w3.org/ns/adms#")
DCAT = Namespace("http://www.w3.org/ns/dcat#")
"""Version 3, of which rdflib knows only version 2."""
DCATAP = Namespace("http://data.europa.eu/r5r/")
DCATDE = Namespace("http://dcat-ap.de/def/dcatde/")
ELI = Namespace("http://data.europa.eu/eli/ontology#")
GEO = Namespace("http://www.opengis.net/ont/geosparql#")
HYDRA = Namespace("http://www.w3.org/ns/hydra/core#")
LOCN = Namespace("http://www.w3.org/ns/locn#")
SPDX = Namespace("http://spdx.org/rdf/terms#")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")

PREFIXES = {
    "adms": ADMS, "dcat": DCAT, "dcatap": DCATAP, "dcatde": DCATDE, "dct": DCTERMS, "eli": ELI, "foaf": FOAF,
    "geo": GEO, "hydra": HYDRA, "locn": LOCN, "owl": OWL, "prov": PROV, "rdf": RDF, "rdfs": RDFS,
    "skos": SKOS, "spdx": SPDX, "vcard": VCARD, "xsd": XSD,
}  # fmt: skip

_EU = "http://publications.europa.eu/resource/authority"
THEMES = Namespace(f"{_EU}/data-theme/")
FREQUENCIES = Namespace(f"{_EU}/frequency/")
FILE_TYPES = Namespace(f"{_EU}/file-type/")
LANGUAGES = Namespace(f"{_EU}/language/")
AVAILABILITIES = Namespace(f"{_EU}/planned-availability/")
PUBLIC = URIRef(f"{_EU}/access-right/PUBLIC")
THEME_TAXONOMY = URIRef(f"{_EU}/data-theme")
CONTRIBUTORS = Namespace("http://dcat-ap.de/def/contributors/")
PUBLISHER_TYPES = Namespace("http://purl.org/adms/publishertype/")
STATUS = Namespace("http://purl.org/adms/status/")
MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
GEOJSON = URIRef("https://www.iana.org/assignments/media-types/application/vnd.geo+json")
"""Datatype that harvesters of CKAN read geometries by."""
SHA256 = URIRef("http://spdx.org/rdf/terms#checksumAlgorithm_sha256")

HVD_REGULATION = URIRef(LEGISLATION)
"""Implementing Regulation (EU) 2023/138 on high-value datasets."""
_SCHEMES = frozenset({"http", "https", "ftp", "ftps", "sftp", "urn", "mailto", "tel", "info", "doi"})
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_CODE = re.compile(r"[A-Za-z0-9._+-]+")


def bound() -> Graph:
    """An empty graph that knows the prefixes of the specification."""
    graph = Graph(bind_namespaces="none")
    for prefix, space in PREFIXES.items():
        graph.bind(prefix, space)
    return graph


def text(value: str, language: str | None = None) -> Literal:
    """A literal without the characters that XML 1.0 forbids (section 2.2)."""
    return Literal(_CONTROL.sub("", value).strip(), lang=language)


def iri(value: str) -> URIRef | Literal:
    """The absolute IRI; what is none becomes a literal, which the shapes refuse by its node kind.

    Characters that a URI may not have are escaped (RFC 3987 section 3.1).
    """
    given = value.strip()
    try:
        parts = urlsplit(given)
        whole = bool(parts.netloc) or parts.scheme in {"urn", "mailto", "tel", "info", "doi"}
    except ValueError:
        return text(value)
    if parts.scheme.lower() not in _SCHEMES or not whole or _CONTROL.search(given):
        return text(value)
    return URIRef(quote(given, safe="/:?#[]@!$&'()*+,;=%~-._"))


def coded(space: Namespace, code: str) -> URIRef | Literal:
    """The IRI of a code in its list; a whole IRI stays, what cannot be a code becomes a literal."""
    if "://" in code:
        return iri(code)
    return space[code] if _CODE.fullmatch(code) else text(code)


def licence(given: Licence) -> URIRef:
    """The IRI under which DCAT-AP.de lists the licence (convention 32)."""
    return URIRef(quote(given.uri, safe=":/."))


def media_type(given: str) -> URIRef | Literal:
    """The IRI of a media type in the list of IANA, without its parameters."""
    plain = given.split(";", 1)[0].strip().lower()
    return iri(MEDIA_TYPES + plain) if plain.count("/") == 1 else text(given)


def high_value(name: str) -> URIRef | Literal:
    """The IRI of a high-value category, given by name or by IRI; a literal when there is none such."""
    term = HIGH_VALUE.get(HIGH_VALUE.code_of(name))
    return text(name) if term is None else URIRef(term.iri)


def geocoding(key: str) -> tuple[URIRef | Literal, URIRef | None]:
    """The IRI of an official key and that of its level; an unknown form is a literal without level."""
    digits = key.strip().rsplit("/", 1)[-1]
    if "://" not in key:
        found = geocoding_iri(digits)
        return (URIRef(found), URIRef(level_iri(digits))) if found else (text(key), None)
    level = level_iri(digits)
    return iri(key), URIRef(level) if level else None
