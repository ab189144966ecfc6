# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Dashboards as cards, for the overview and for the pages of subjects."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from stadtkern.flow.outlets.portal import places
from stadtkern.kernel import registry
from stadtkern.kernel.domain import Domain
from stadtkern.web.templatetags.web import local

from .reading import Read


@dataclass(frozen=True, kw_only=True)
class Card:
    """A dashboard in a list."""

    key: str
    title: str
    summary: str
    icon: str
    subject: str
    """Title of its subject, or that it is about the whole city."""
    visibility: str
    """In words; empty: public."""


def cards(found: Sequence[Read], *, search: str = "") -> list[Card]:
    """The dashboards in their order; ``search``: only those with all of these words."""
    subjects = {domain.name: domain for domain in registry.domains()}
    words = search.casefold().split()[:5]
    return [
        _card(one, subjects.get(one.dashboard.domain))
        for one in found
        if _matches(one, subjects.get(one.dashboard.domain), words)
    ]


def with_content(found: Sequence[Read]) -> list[Read]:
    """Without declared dashboards of subjects in which nothing is there yet; one query."""
    used = {domain.name for domain in places.subjects()}
    return [
        one
        for one in found
        if one.row.adjusted
        or not one.row.declared
        or not one.dashboard.domain
        or one.dashboard.domain in used
    ]


def _card(one: Read, domain: Domain | None) -> Card:
    return Card(
        key=one.row.key,
        title=local(one.dashboard, "title"),
        summary=local(one.dashboard, "summary"),
        icon=domain.icon if domain else "chart",
        subject=local(domain, "title") if domain else _("Ganze Stadt"),
        visibility="" if one.public else str(one.row.get_visibility_display()),
    )


def _matches(one: Read, domain: Domain | None, words: Sequence[str]) -> bool:
    said = one.dashboard
    parts = [said.title, said.title_en, said.summary, said.summary_en]
    parts += [domain.title, domain.title_en] if domain else []
    parts += [tile.title for page in said.pages for tile in page.tiles]
    text = " ".join(parts).casefold()
    return all(word in text for word in words)
