# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""RDF of strangers as a graph: no entities that multiply, no contexts from elsewhere, no endless ones."""

from __future__ import annotations

import json
import logging
import re
from xml.sax import SAXException

from rdflib import Graph
from rdflib.exceptions import ParserError
from rdflib.plugins.parsers.notation3 import BadSyntax

from stadtkern.kernel.errors import PayloadRejected

MOST_TRIPLES = 400_000
_ENTITY = re.compile(rb"<!ENTITY\s+[^>]*?(SYSTEM|PUBLIC|%|\"[^\"]*&|'[^']*&)", re.IGNORECASE)
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
    if form == "xml" and _ENTITY.search(content):
        raise PayloadRejected(
            "Das RDF/XML enthält Entitäten, die auf anderes verweisen; so etwas wird nicht gelesen."
        )
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
