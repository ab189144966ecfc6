# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Sends style sheets, scripts and drawings packed (gzip); each is packed once per process.

Their addresses carry a hash of the content, so what is packed stays right until the process ends. Letters and
pictures are packed in themselves.
"""

from __future__ import annotations

import gzip
import threading
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

_TEXTS = (".css", ".js", ".mjs", ".svg", ".json", ".txt")
_ROOM = 16 * 1024 * 1024
"""All packed files together [bytes]."""
_PACKED: dict[str, bytes] = {}
_GUARD = threading.Lock()

Handler = Callable[[HttpRequest], HttpResponseBase]


def packed_files(handler: Handler) -> Handler:
    """Middleware in front of the static files."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        found = handler(request)
        if not _packable(request, found):
            return found
        body = _body(request.path, found)
        patch_vary_headers(found, ["Accept-Encoding"])
        if not body or "gzip" not in request.headers.get("Accept-Encoding", ""):
            return found
        found.close()
        sent = HttpResponse(body, headers={name: value for name, value in found.items() if name != "ETag"})
        sent["Content-Encoding"] = "gzip"
        sent["Content-Length"] = str(len(body))
        return sent

    return answer


def _packable(request: HttpRequest, found: HttpResponseBase) -> bool:
    return (
        request.method == "GET"
        and found.status_code == 200
        and request.path.startswith(settings.STATIC_URL)
        and request.path.endswith(_TEXTS)
        and not found.has_header("Content-Encoding")
        and isinstance(found, StreamingHttpResponse)
        and not found.is_async
    )


def _body(path: str, found: HttpResponseBase) -> bytes:
    """The packed file; empty when there is no room for it."""
    known = _PACKED.get(path)
    if known is not None or not isinstance(found, StreamingHttpResponse):
        return known or b""
    content = b"".join(part for part in found if isinstance(part, bytes))
    found.streaming_content = [content]
    packed = gzip.compress(content, 9, mtime=0)
    with _GUARD:
        if sum(map(len, _PACKED.values())) + len(packed) > _ROOM:
            return b""
        _PACKED[path] = packed
    return packed
