# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Sends pages packed (gzip) that are nobody else's: those of people who signed in, and late parts of pages.

Pages for everybody are packed where they are kept. What is somebody's own may hold a secret beside words of
the address, whose length could tell of it (BREACH); so each answer is a random bit longer, and the tokens of
forms are masked anew each time.
"""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

from .kept_pages import FOR_THE_SHELF


class PackedPages(GZipMiddleware):
    """Middleware that packs pages, and leaves files and the answers of interfaces as they are."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """The answer, packed when it is a page and the browser can unpack it."""
        page = response.get("Content-Type", "").startswith("text/html") and not response.streaming
        if not page or FOR_THE_SHELF in request.META:
            return response
        return super().process_response(request, response)
