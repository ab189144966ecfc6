# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Answers for machines on the page: JSON with an entity tag, so that unchanged data is not sent again."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import msgspec
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags


def tagged_json(request: HttpRequest, content: Mapping[str, object], *, media_type: str) -> HttpResponse:
    """The content as JSON, or 304 when the visitor has it already (RFC 9110 § 13.1.2)."""
    body = msgspec.json.encode(content)
    tag = f'W/"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
    known = parse_etags(request.headers.get("If-None-Match", ""))
    response: HttpResponse = HttpResponse(body, content_type=media_type)
    if tag in known or "*" in known:
        response = HttpResponseNotModified()
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = "public, max-age=0, must-revalidate"
    patch_vary_headers(response, ("Accept-Encoding",))
    return response
