# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Dashboards by subject, for the overview."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from stadtkern.kernel import registry
from stadtkern.kernel.domain import Domain
from stadtkern.web.templatetags.web import local

from .reading import Read


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A dashboard as a card shows it."""

    key: str
    title: str
    summary: str
    icon: str
    pages: int
    visibility: str
    """In words; empty: public."""


@dataclass(frozen=True, kw_only=True)
class ShelfOfSubject:
    """The dashboards of a subject, or those of the whole city."""

    key: str
    title: str
    dashboards: tuple[Listed, ...]


def shelves(found: Sequence[Read], *, search: str = "") -> list[ShelfOfSubject]:
    """The dashboards by subject, those of the whole city first; ``search``: with all of these words."""
    subjects = {domain.name: domain for domain in registry.domains()}
    words = search.casefold().split()[:5]
    kept = [one for one in found if _matches(one, subjects.get(one.dashboard.domain), words)]
    shelves = [_shelf("", _("Ganze Stadt"), None, (one for one in kept if _subject(one, subjects) is None))]
    shelves += [
        _shelf(name, local(domain, "title"), domain, (one for one in kept if one.dashboard.domain == name))
        for name, domain in subjects.items()
    ]
    return [shelf for shelf in shelves if shelf.dashboards]


def _subject(one: Read, subjects: dict[str, Domain]) -> Domain | None:
    return subjects.get(one.dashboard.domain)


def _shelf(key: str, title: str, domain: Domain | None, found: Iterable[Read]) -> ShelfOfSubject:
    return ShelfOfSubject(key=key, title=title, dashboards=tuple(_listed(one, domain) for one in found))


def _listed(one: Read, domain: Domain | None) -> Listed:
    return Listed(
        key=one.row.key,
        title=local(one.dashboard, "title"),
        summary=local(one.dashboard, "summary"),
        icon=domain.icon if domain else "chart",
        pages=len(one.dashboard.pages),
        visibility="" if one.public else str(one.row.get_visibility_display()),
    )


def _matches(one: Read, domain: Domain | None, words: Sequence[str]) -> bool:
    said = one.dashboard
    parts = [said.title, said.title_en, said.summary, said.summary_en]
    parts += [domain.title, domain.title_en] if domain else []
    parts += [tile.title for page in said.pages for tile in page.tiles]
    text = " ".join(parts).casefold()
    return all(word in text for word in words)
