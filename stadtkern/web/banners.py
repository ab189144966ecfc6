# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Banners above every public page, for what everybody must see now; who has some is named in the wiring."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import structlog

log = structlog.get_logger(__name__)


@dataclass(frozen=True, kw_only=True)
class Banner:
    """One banner; its text is already in the language of the visitor."""

    kind: Literal["official", "city", "test"]
    """Who speaks: an authority, the city itself, or somebody who tries it out."""
    severity: Literal["extreme", "severe", "moderate", "minor"]
    heading: str
    text: str
    url: str
    """Page with the whole text."""


Provider = Callable[[datetime], Sequence[Banner]]
"""Says what is to be shown at a moment; asked with every page, so it answers from memory."""

_PROVIDERS: list[Provider] = []
_ORDER = ("extreme", "severe", "moderate", "minor")


def declare(providers: Iterable[Provider]) -> None:
    """Replace who has banners in this process."""
    _PROVIDERS[:] = list(providers)


def shown(now: datetime) -> list[Banner]:
    """The banners of this moment, the most severe first; a provider that fails costs the page nothing."""
    found: list[Banner] = []
    for provider in _PROVIDERS:
        try:
            found.extend(provider(now))
        except Exception:  # the edge of a provider: a page without banner is better than none
            log.exception("banner_failed", provider=getattr(provider, "__name__", "?"))
    return sorted(found, key=lambda banner: _ORDER.index(banner.severity))
