# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A dataset as a small page that others may show within theirs."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_exempt

from stadtkern.flow.outlets.open_data import pages

from .dataset import described
from .edge import page

_POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "font-src 'self'",
        "img-src 'self' data:",
        "form-action 'none'",
        "base-uri 'none'",
        "frame-ancestors *",
    )
)
"""No scripts at all, but any page may frame it."""


@xframe_options_exempt
@page
def embed(request: HttpRequest, key: str) -> HttpResponseBase:
    """Title, first rows, publisher and licence; no cookies, no scripts."""
    now = timezone.now()
    entry = pages.entry(key, request.user)
    address = request.build_absolute_uri(reverse("open_data:dataset", args=[key]))
    context = {
        **described(entry),
        "address": address,
        "preview": pages.preview(entry, request.user, now, address),
    }
    response = render(request, "open_data/embed.html", context)
    response.headers["Content-Security-Policy"] = _POLICY
    return response
