# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A request of the interface, read from WSGI or from a part of a batch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, quote

from stadtkern.flow.outlets.answering.environs import Content, host_address
from stadtkern.flow.outlets.sensorthings.intake import Intake
from stadtkern.flow.outlets.sensorthings.query.errors import QueryRefused
from stadtkern.kernel.callers import Caller

from .served import Served

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

API = "/api/sta"
ROOT = f"{API}/v1.1"
MOST_OPTIONS = 50
"""So many options one request may have."""
_SAFE_PATH = "/'()$@,:;=*!~"

Options = tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """One request, with who asks and when."""

    method: str
    path: str
    """Below ``/api/sta/v1.1/``, percent-encoded, without slashes around."""
    query: str
    """The query string as it came."""
    headers: Mapping[str, str]
    """By lower-case name."""
    content: Content
    """Reads the body, unpacked and of at most so many bytes."""
    base: str
    """Address of the service root, without a slash at the end."""
    caller: Caller
    now: datetime
    """Aware UTC."""
    intake: Intake | None = None
    """Where observations go when not straight to the intake of this process: within a change set."""

    def header(self, name: str) -> str:
        """The value of a header; empty when it was not sent."""
        return self.headers.get(name, "")

    def options(self) -> Options:
        """The decoded query options in the order they were given.

        Raises:
            QueryRefused: no UTF-8, or too many options.
        """
        return read_options(self.query)


def read_options(query: str) -> Options:
    """The decoded pairs of a query string; ``+`` and ``%20`` are spaces.

    Raises:
        QueryRefused: no UTF-8, or too many options.
    """
    try:
        return tuple(
            parse_qsl(query, keep_blank_values=True, errors="strict", max_num_fields=MOST_OPTIONS),
        )
    except UnicodeDecodeError as error:
        raise QueryRefused(
            "the percent-encoded bytes are no UTF-8", option="query string", expectation="UTF-8"
        ) from error
    except ValueError as error:
        raise QueryRefused(
            f"there are more than {MOST_OPTIONS} options", option="query string", expectation="fewer"
        ) from error


def path_of(environ: WSGIEnvironment) -> str:
    """The path, percent-encoded again: WSGI hands its decoded bytes over as Latin-1 (PEP 3333)."""
    given = str(environ.get("PATH_INFO") or "")
    try:
        return quote(given.encode("latin-1"), safe=_SAFE_PATH)
    except UnicodeEncodeError:
        return quote(given, safe=_SAFE_PATH, errors="replace")


def base_of(headers: Mapping[str, str], scheme: str, served: Served) -> str:
    """The address of the service root for links: of the host that was asked when the city knows it."""
    return f"{host_address(headers, scheme, served)}{ROOT}"
