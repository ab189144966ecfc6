# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Name spaces and code lists that DCAT-AP.de 3.0 names, and the IRIs of their codes.

Chapter "Kontrollierte Vokabulare" of the specification; high-value categories: DCAT-AP HVD 3.0.
"""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCAT, DCTERMS, FOAF, OWL, PROV, RDF, RDFS, SKOS, XSD

from stadtkern.kernel.domain import Licence

ADMS = Namespace("http://www.w3.org/ns/adms#")
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
LICENCES = Namespace("http://dcat-ap.de/def/licenses/")
CONTRIBUTORS = Namespace("http://dcat-ap.de/def/contributors/")
PUBLISHER_TYPES = Namespace("http://purl.org/adms/publishertype/")
STATUS = Namespace("http://purl.org/adms/status/")
MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
GEOJSON = URIRef("https://www.iana.org/assignments/media-types/application/vnd.geo+json")
"""Datatype that harvesters of CKAN read geometries by."""
SHA256 = URIRef("http://spdx.org/rdf/terms#checksumAlgorithm_sha256")

HVD_REGULATION = URIRef("http://data.europa.eu/eli/reg_impl/2023/138/oj")
"""Implementing Regulation (EU) 2023/138 on high-value datasets."""
HVD_CATEGORIES = {
    "geospatial": URIRef("http://data.europa.eu/bna/c_ac64a52d"),
    "earth-observation-and-environment": URIRef("http://data.europa.eu/bna/c_dd313021"),
    "meteorological": URIRef("http://data.europa.eu/bna/c_164e0bf5"),
    "statistics": URIRef("http://data.europa.eu/bna/c_e1da4e07"),
    "companies-and-company-ownership": URIRef("http://data.europa.eu/bna/c_a9135398"),
    "mobility": URIRef("http://data.europa.eu/bna/c_b79e35eb"),
}
"""The six categories of the annex of that regulation, by name."""

_GEOCODING = "http://dcat-ap.de/def/politicalGeocoding"
_BY_DIGITS = {
    2: ("stateKey", "state"),
    3: ("governmentDistrictKey", "administrativeDistrict"),
    5: ("districtKey", "administrativeDistrict"),
    8: ("municipalityKey", "municipality"),
    9: ("municipalAssociationKey", "municipality"),
    12: ("regionalKey", "municipality"),
}
"""Digits of an official key: the list it stands in and the level it belongs to."""
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

    Characters that an IRI may not have are escaped (RFC 3987 section 3.1).
    """
    given = value.strip()
    try:
        parts = urlsplit(given)
        whole = bool(parts.netloc) or parts.scheme in {"urn", "mailto", "tel", "info", "doi"}
    except ValueError:
        return text(value)
    if parts.scheme.lower() not in _SCHEMES or not whole or _CONTROL.search(given):
        return text(value)
    return URIRef(quote(given, safe="/:?#[]@!$&'()*+,;=%~-._" + _beyond_ascii(given)))


def coded(space: Namespace, code: str) -> URIRef | Literal:
    """The IRI of a code in its list; a whole IRI stays, what cannot be a code becomes a literal."""
    if "://" in code:
        return iri(code)
    return space[code] if _CODE.fullmatch(code) else text(code)


def licence(given: Licence) -> URIRef:
    """The IRI under which DCAT-AP.de lists the licence (convention 32)."""
    return LICENCES[quote(given.code, safe="/.")]


def media_type(given: str) -> URIRef | Literal:
    """The IRI of a media type in the list of IANA, without its parameters."""
    plain = given.split(";", 1)[0].strip().lower()
    return iri(MEDIA_TYPES + plain) if plain.count("/") == 1 else text(given)


def high_value(name: str) -> URIRef | Literal:
    """The IRI of a high-value category, given by name in whatever spelling, or as an IRI."""
    key = re.sub(r"[^a-z]+", "-", name.lower()).strip("-")
    return HVD_CATEGORIES.get(key) or (iri(name) if "://" in name else text(name))


def geocoding(key: str) -> tuple[URIRef | Literal, URIRef | None]:
    """The IRI of an official key and that of its level; an unknown form is a literal without level."""
    if "://" in key:
        return iri(key), _level_of_iri(key)
    digits = key.strip()
    place = _BY_DIGITS.get(len(digits)) if digits.isascii() and digits.isdigit() else None
    if place is None:
        return text(key), None
    return URIRef(f"{_GEOCODING}/{place[0]}/{digits}"), _level(place[1])


def _level_of_iri(key: str) -> URIRef | None:
    known = dict(_BY_DIGITS.values())
    found = next((level for name, level in known.items() if f"/{name}/" in key), None)
    return _level(found) if found else None


def _level(name: str) -> URIRef:
    return URIRef(f"{_GEOCODING}/Level/{name}")


def _beyond_ascii(given: str) -> str:
    return "".join({sign for sign in given if ord(sign) > 0x9F and sign.isprintable() and not sign.isspace()})
