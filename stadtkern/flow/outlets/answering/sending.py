# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""From an answer to what is sent: conditional, packed, with the headers of every answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from . import packing, tags
from .answers import Answer, Header

_EXPOSED = "ETag, Location, Link, Retry-After, Preference-Applied, Content-Crs, OGC-NumberMatched"
METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"
_ALLOWED = "Authorization, Content-Type, Content-Encoding, Content-Crs, If-Match, If-None-Match, Prefer"
_READ = frozenset({"GET", "HEAD"})


def finished(answer: Answer, method: str, headers: Mapping[str, str]) -> Answer:
    """The answer as it is sent to this request."""
    answer = _conditional(answer, method, headers)
    if answer.parts is not None:
        return _streamed(answer, method, headers)
    coding = packing.coding(headers.get("accept-encoding", ""), answer.body, answer.media_type)
    body = packing.packed(answer.body, coding)
    more = [*_usual(answer, coding), *_caching(method, headers), *_packed(coding, body, answer)]
    return replace(answer, body=b"" if method == "HEAD" else body, headers=(*answer.headers, *more), tag="")


def _streamed(answer: Answer, method: str, headers: Mapping[str, str]) -> Answer:
    """An answer that is made while it is sent; its length is not known."""
    packs = packing.accepts_gzip(headers.get("accept-encoding", ""), answer.media_type)
    coding = "gzip" if packs else ""
    more = [*_usual(answer, coding), *_caching(method, headers), *_coded(coding)]
    parts = answer.parts if answer.parts is not None and method != "HEAD" else iter(())
    sent = packing.packed_parts(parts) if packs and method != "HEAD" else parts
    return replace(answer, parts=sent, headers=(*answer.headers, *more), tag="")


def _conditional(answer: Answer, method: str, headers: Mapping[str, str]) -> Answer:
    """304 when the client has this already (RFC 9110 section 13.1.2)."""
    known = headers.get("if-none-match", "")
    if method in _READ and answer.status == 200 and answer.tag and known and tags.is_known(known, answer.tag):
        return replace(answer, status=304, body=b"", media_type="", parts=None)
    return answer


def _usual(answer: Answer, coding: str) -> list[Header]:
    found: list[Header] = [
        ("X-Content-Type-Options", "nosniff"),
        ("Access-Control-Allow-Origin", "*"),
        ("Access-Control-Expose-Headers", _EXPOSED),
    ]
    if answer.media_type:
        found.append(("Content-Type", answer.media_type))
    if answer.tag:
        found.append(("ETag", tags.shown(answer.tag, strong=answer.strong, coding=coding)))
    return found


def _caching(method: str, headers: Mapping[str, str]) -> list[Header]:
    """Answers to reads may be kept when they are asked for again each time; those of a key by nobody else."""
    if method not in _READ:
        return [("Cache-Control", "no-store")]
    whose = "private" if headers.get("authorization") else "public"
    return [
        ("Cache-Control", f"{whose}, max-age=0, must-revalidate"),
        ("Vary", "Accept, Accept-Encoding, Accept-Language, Authorization"),
    ]


def _packed(coding: str, body: bytes, answer: Answer) -> list[Header]:
    found = _coded(coding)
    if answer.status not in {204, 304}:
        found.append(("Content-Length", str(len(body))))
    return found


def _coded(coding: str) -> list[Header]:
    return [("Content-Encoding", coding)] if coding else []


def preflight(allowed: str, *, status: int = 204, more: tuple[Header, ...] = ()) -> Answer:
    """The answer to OPTIONS: what is possible here, also from pages of other hosts (Fetch Standard, CORS)."""
    return Answer(
        status=status,
        media_type="",
        headers=(
            ("Allow", allowed),
            ("Access-Control-Allow-Methods", METHODS),
            ("Access-Control-Allow-Headers", _ALLOWED),
            ("Access-Control-Max-Age", "86400"),
            *more,
        ),
    )
