# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A request of the interface: what is asked, by whom, in which language, under which address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal
from urllib.parse import parse_qsl, quote

from django.contrib.auth.models import AnonymousUser

from stadtkern.flow.outlets.answering.environs import Content
from stadtkern.flow.outlets.answering.packing import weighted
from stadtkern.kernel.callers import ANYBODY, Caller
from stadtkern.kernel.rights import Visitor

from .errors import ParameterRefused

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

ROOT = "/api/ogc"
MOST_PARAMETERS = 100
"""So many parameters one request may have."""
MOST_QUERY = 20_000
"""So many characters a query string may have."""
Language = Literal["de", "en"]
_SAFE = "-._~!$'()*+,;=:@"


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """One request, with who asks and when."""

    method: str
    path: str
    """Below ``/api/ogc/``, percent-encoded, without slashes around."""
    query: str
    """The query string as it came."""
    headers: Mapping[str, str]
    """By lower-case name."""
    content: Content
    city: str
    """Address of the city, without a slash at the end, e.g. ``https://city.example``."""
    visitor: Visitor
    """Who is signed in; a stranger otherwise."""
    caller: Caller = ANYBODY
    """Whose key was sent."""
    now: datetime
    """Aware UTC."""
    language: Language = "de"

    @property
    def base(self) -> str:
        """Address of the root of this interface, without a slash at the end."""
        return f"{self.city}{ROOT}"

    @property
    def url(self) -> str:
        """The address that was asked, without its query."""
        return f"{self.base}/{self.path}" if self.path else f"{self.base}/"

    @property
    def is_known(self) -> bool:
        """Whether somebody asks who may see more than strangers do."""
        return self.caller != ANYBODY or not isinstance(self.visitor, AnonymousUser)

    def header(self, name: str) -> str:
        """The value of a header; empty when it was not sent."""
        return self.headers.get(name, "")

    def parameters(self) -> dict[str, str]:
        """The decoded parameters.

        Raises:
            ParameterRefused: no UTF-8, too many, or one of them twice.
        """
        return read_parameters(self.query)

    def local(self, german: str, english: str) -> str:
        """The text in the language of the request."""
        return english if self.language == "en" and english else german


def read_parameters(query: str) -> dict[str, str]:
    """The decoded pairs of a query string; ``+`` and ``%20`` are spaces.

    Raises:
        ParameterRefused: no UTF-8, too long, too many, or one of them twice.
    """
    if len(query) > MOST_QUERY:
        raise ParameterRefused("the query string is too long", expectation=f"at most {MOST_QUERY} characters")
    try:
        pairs = parse_qsl(query, keep_blank_values=True, errors="strict", max_num_fields=MOST_PARAMETERS)
    except UnicodeDecodeError as error:
        raise ParameterRefused("the percent-encoded bytes are no UTF-8") from error
    except ValueError as error:
        raise ParameterRefused(f"there are more than {MOST_PARAMETERS} parameters") from error
    found: dict[str, str] = {}
    for name, value in pairs:
        if name in found:
            raise ParameterRefused("it is there twice", parameter=name)
        found[name] = value
    return found


def path_below_root(environ: WSGIEnvironment) -> str:
    """The path below the root, percent-encoded: WSGI hands decoded bytes over as Latin-1 (PEP 3333).

    Pages for people may have a language in front of the root.
    """
    given = str(environ.get("PATH_INFO") or "")
    try:
        path = quote(given.encode("latin-1"), safe=f"/{_SAFE}")
    except UnicodeEncodeError:
        path = quote(given, safe=f"/{_SAFE}", errors="replace")
    return path.partition(ROOT)[2].strip("/")


def segment(text: str) -> str:
    """A key as one part of a path."""
    return quote(text, safe="-._~!$'()*,;=:@")


def language_of(headers: Mapping[str, str]) -> Language:
    """German, unless English is preferred."""
    given = headers.get("accept-language", "")
    if not given:
        return "de"
    weights: dict[str, float] = {}
    for name, weight in weighted(given).items():
        short = name.partition("-")[0]
        weights[short] = max(weights.get(short, 0.0), weight)
    return "en" if weights.get("en", 0.0) > weights.get("de", 0.0) else "de"
