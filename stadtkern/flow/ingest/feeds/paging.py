# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Pages of a feed that lead from one to the next."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urljoin

from stadtkern.flow.ingest.mapping.documents import document
from stadtkern.flow.ingest.mapping.paths import query
from stadtkern.kernel.domain import Page, Visit
from stadtkern.kernel.errors import PayloadRejected, SourceUnavailable

from .asking import Asker


def linked(asker: Asker, visit: Visit) -> Iterator[Page]:
    """The first page and those that it leads to.

    Raises:
        SourceUnavailable: a page is missing, or there are more than the settings allow.
    """
    settings = asker.settings
    url, seen = asker.first_url(visit), set[str]()
    while url and url not in seen:
        if len(seen) == settings.most_pages:
            raise SourceUnavailable(f"Der Feed hat mehr als {settings.most_pages} Seiten; der Rest fehlt.")
        seen.add(url)
        page = asker.page(url, visit if len(seen) == 1 and not settings.next_page else unconditional(visit))
        if page is None:
            return
        yield page
        url = _next(page, settings.next_page, url)


def unconditional(visit: Visit) -> Visit:
    """A visit that wants the whole answer, changed or not."""
    return Visit(now=visit.now, newest=visit.newest)


def _next(page: Page, path: str, url: str) -> str:
    if not path:
        return ""
    try:
        found = query(path).one(document(page.payload.content).content)
    except PayloadRejected:
        return ""
    return urljoin(url, found) if isinstance(found, str) and found else ""
