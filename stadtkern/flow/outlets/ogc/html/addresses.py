# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Addresses of pages, in the language of the visitor."""

from __future__ import annotations

from collections.abc import Mapping

from django.urls import reverse

from stadtkern.flow.outlets.ogc.common.representations import encoded
from stadtkern.flow.outlets.ogc.common.requests import segment

_HTML = {"f": "html"}


def page_address(path: str, parameters: Mapping[str, str] | None = None) -> str:
    """The page at a percent-encoded path below the root."""
    return f"{reverse('ogc:root')}{path}?{encoded({**(parameters or {}), **_HTML})}"


def collection_address(key: str, *below: str) -> str:
    """The page of a collection, or of what lies below it."""
    return page_address("/".join(("collections", segment(key), *(segment(one) for one in below))))
