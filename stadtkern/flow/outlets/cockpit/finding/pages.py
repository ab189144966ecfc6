# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Pages of the cockpit, and public pages of subjects."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from stadtkern.kernel import navigation, registry
from stadtkern.kernel.finding import Finder, Hit, holds
from stadtkern.kernel.models import Person
from stadtkern.web.templatetags.web import local


def _find(person: Person, text: str, most: int) -> Sequence[Hit]:
    return [*_cockpit(person, text), *_subjects(text)][:most]


def _cockpit(person: Person, text: str) -> list[Hit]:
    return [
        Hit(title=str(entry.title), address=reverse(entry.url_name), detail=str(group.title))
        for group in navigation.groups_for(person)
        for entry in group.entries
        if holds(text, str(entry.title), str(group.title))
    ]


def _subjects(text: str) -> list[Hit]:
    return [
        Hit(title=local(domain, "title"), address=address, detail=_("öffentliche Seite des Themas"))
        for domain in registry.domains()
        if holds(text, local(domain, "title")) and (address := _subject(domain.slug))
    ]


def _subject(slug: str) -> str:
    try:
        return reverse("portal:subject", args=[slug])
    except NoReverseMatch:
        return ""


PAGES = Finder(key="seiten", title=gettext_lazy("Seiten"), find=_find)
