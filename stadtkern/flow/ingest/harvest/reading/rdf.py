# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""RDF of strangers as a graph: no entities that multiply, no contexts from elsewhere, no endless ones."""

from __future__ import annotations

import json
import logging
from xml.parsers import expat
from xml.sax import SAXException

from rdflib import Graph
from rdflib.exceptions import ParserError
from rdflib.plugins.parsers.notation3 import BadSyntax

from stadtkern.kernel.errors import PayloadRejected

MOST_TRIPLES = 400_000
_GROWTH, _GROWTH_FROM = 4, 1 << 20
"""Entities of a document may make it so many times as large, above so many bytes."""
_LEVELS = 60
# The library logs every odd literal and IRI of strangers with a traceback; readers judge what matters.
logging.getLogger("rdflib.term").setLevel(logging.CRITICAL)


def graph(content: bytes, address: str) -> Graph:
    """The graph of a document; relative IRIs are resolved against its address.

    Raises:
        PayloadRejected: it is no RDF, or dangerous to read.
    """
    form = _form(content)
    if form == "json-ld":
        _check_json(content)
    if form == "xml":
        _check_xml(content)
    found = Graph()
    try:
        found.parse(data=content, format=form, publicID=address)
    except BadSyntax as error:
        raise PayloadRejected(f"Kein lesbares Turtle: Zeile {error.lines + 1}.") from error
    except SAXException as error:
        raise PayloadRejected(f"Kein lesbares RDF/XML: {error}"[:300]) from error
    except (
        ParserError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        RecursionError,
        LookupError,
    ) as error:
        raise PayloadRejected(f"Kein lesbares RDF ({form}).") from error
    if len(found) > MOST_TRIPLES:
        raise PayloadRejected(f"Das Dokument hat mehr als {MOST_TRIPLES} Aussagen.")
    return found


def _form(content: bytes) -> str:
    """By how it begins: servers often name the wrong type."""
    start = content[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith((b"{", b"[")) and not start.startswith(b"[]"):
        return "json-ld"
    if start.startswith((b"<?xml", b"<rdf:RDF", b"<!DOCTYPE", b"<!--")) or b"<rdf:RDF" in start:
        return "xml"
    return "turtle"


def _check_xml(content: bytes) -> None:
    """Read it to nowhere first: entities must not lead elsewhere, nor make much of little.

    Abbreviations of namespaces, as ontologies define them, are fine.
    """
    room = _GROWTH * len(content) + _GROWTH_FROM

    def declared(_name: str, parameter: bool, value: str | None, *_more: object) -> None:
        if parameter or value is None or "&" in value:
            raise PayloadRejected(
                "Das RDF/XML enthält Entitäten, die auf anderes verweisen; so etwas wird nicht gelesen."
            )

    def count(text: str) -> None:
        nonlocal room
        room -= len(text)
        if room < 0:
            raise PayloadRejected("Das RDF/XML wird durch seine Entitäten zu groß; es wird nicht gelesen.")

    parser = expat.ParserCreate()
    parser.EntityDeclHandler = declared
    parser.CharacterDataHandler = count
    parser.StartElementHandler = lambda _name, attributes: count("".join(attributes.values()))
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise PayloadRejected(f"Kein lesbares RDF/XML: {error}"[:300]) from error


def _check_json(content: bytes) -> None:
    try:
        document = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise PayloadRejected("Kein lesbares JSON-LD.") from error
    _check_contexts(document, 0)


def _check_contexts(part: object, level: int) -> None:
    """Contexts that would be fetched from elsewhere are refused."""
    if level > _LEVELS:
        raise PayloadRejected("Das JSON-LD ist zu tief verschachtelt.")
    if isinstance(part, list):
        for one in part:
            _check_contexts(one, level + 1)
    if not isinstance(part, dict):
        return
    for name, value in part.items():
        contexts = value if isinstance(value, list) else [value]
        if name == "@import" or (name == "@context" and any(isinstance(one, str) for one in contexts)):
            raise PayloadRejected(
                "Das JSON-LD verweist auf einen „@context“ an anderer Adresse; er muss im Dokument stehen."
            )
        _check_contexts(value, level + 1)
