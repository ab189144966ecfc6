# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Addresses of entities, sets and next pages (OGC 18-088 clause 8.2.1, 9.3.3.6)."""

from __future__ import annotations

from urllib.parse import quote, unquote

from stadtkern.flow.outlets.sensorthings.entities import Entity, Link

from .requests import Request

_PAGING = frozenset({"$skip", "$skiptoken"})
_SAFE_OPTION = "$/'(),:;=*!~-._@"


def entity_url(base: str, entity: Entity, key: str) -> str:
    """The selfLink of an entity; ids are quoted as text."""
    return f"{base}/{entity.plural}('{key}')"


def link_url(self_url: str, link: Link) -> str:
    """The navigationLink from an entity."""
    return f"{self_url}/{link.name}"


def next_url(request: Request, token: str) -> str:
    """The same request for the page that starts at a token."""
    kept = [part for part in request.query.split("&") if part and not _is_paging(part)]
    kept.append(f"$skiptoken={quote(token, safe=_SAFE_OPTION)}")
    return f"{request.base}/{request.path}?{'&'.join(kept)}"


def nested_next_url(set_url: str, options: str, token: str) -> str:
    """The page after an expanded one; ``options`` is a query as text, percent-encoded."""
    parts = [options] if options else []
    parts.append(f"$skiptoken={quote(token, safe=_SAFE_OPTION)}")
    return f"{set_url}?{'&'.join(parts)}"


def _is_paging(part: str) -> bool:
    return unquote(part.partition("=")[0]) in _PAGING
