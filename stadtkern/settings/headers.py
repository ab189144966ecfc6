# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Security headers of every answer: nothing from elsewhere, nothing inline (CSP Level 3)."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

BASEMAP_ORIGIN = "https://sgx.geodatenzentrum.de"
"""Tile server of basemap.de (Federal Agency for Cartography and Geodesy)."""

HSTS_S = 365 * 24 * 3600
"""How long browsers insist on HTTPS (RFC 6797) [s]."""
_PERMISSIONS = (
    "accelerometer=(), browsing-topics=(), camera=(), display-capture=(), geolocation=(self), "
    "gyroscope=(), hid=(), magnetometer=(), microphone=(), midi=(), payment=(), serial=(), usb=()"
)

Answer = Callable[[HttpRequest], HttpResponseBase]


def content_security_policy(*, basemap: bool) -> str:
    """The policy; images may be ``data:`` because the design system draws its icons as masks."""
    tiles = f" {BASEMAP_ORIGIN}" if basemap else ""
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "worker-src 'self' blob:",
            "style-src 'self'",
            "font-src 'self'",
            f"img-src 'self' data: blob:{tiles}",
            f"connect-src 'self'{tiles}",
            "manifest-src 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
        )
    )


def cookie_names(*, https: bool) -> tuple[str, str]:
    """Names of the cookies of session and CSRF.

    With the prefix ``__Host-`` browsers take them only from this very host over HTTPS (RFC 6265bis, 4.1.3.2),
    so that another host of the same domain cannot put one of its own in their place.
    """
    return ("__Host-sitzung", "__Host-csrf") if https else ("sessionid", "csrftoken")


def fixed_headers(*, basemap: bool, https: bool) -> tuple[tuple[str, str], ...]:
    """What a page has to carry that does not go through the middleware."""
    headers = [
        ("Content-Security-Policy", content_security_policy(basemap=basemap)),
        ("Permissions-Policy", _PERMISSIONS),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("Referrer-Policy", "same-origin"),
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
    ]
    if https:
        headers.append(("Strict-Transport-Security", f"max-age={HSTS_S}"))
    return tuple(headers)


def security_headers(get_response: Answer) -> Answer:
    """Middleware that adds the headers; an answer that brings its own policy keeps it."""
    policy = content_security_policy(basemap=settings.BASEMAP)

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", policy)
        response.headers.setdefault("Permissions-Policy", _PERMISSIONS)
        response.headers.setdefault("X-Permitted-Cross-Domain-Policies", "none")
        if response.headers.get("Content-Type", "").startswith("text/html"):
            response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response

    return answer
