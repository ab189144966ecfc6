# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Which part of the city a path belongs to: the only thing about an address that figures and traces keep."""

from __future__ import annotations

_PARTS = (
    ("/api/sta", "sensorthings"),
    ("/api/ogc", "ogc"),
    ("/api/ingest", "ingest"),
    ("/api/lorawan", "lorawan"),
    ("/api/dcat", "dcat"),
    ("/api/3", "ckan"),
    ("/api", "api"),
    ("/cockpit", "cockpit"),
    ("/konto", "account"),
    ("/static", "static"),
    ("/karte", "map"),
    ("/health", "operations"),
    ("/metrics", "operations"),
)
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def route_class(path: str) -> str:
    """The part of the city, one of a dozen words; ``pages`` for everything that has no part of its own."""
    plain = path.removeprefix("/en") if path.startswith("/en/") else path
    for prefix, part in _PARTS:
        if plain.startswith(prefix) and plain[len(prefix) : len(prefix) + 1] in {"", "/"}:
            return part
    return "pages"


def method_class(method: str) -> str:
    """The method when it is a usual one, else ``other``: strangers choose it."""
    return method if method in _METHODS else "other"
