# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Rules as the search of the cockpit finds them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy

from stadtkern.kernel.desk import Named
from stadtkern.kernel.finding import Finder, Hit, contains, ranked
from stadtkern.kernel.models import Person

from .models import StoredRule


def _find(person: Person, text: str, most: int) -> Sequence[Hit]:
    rows = StoredRule.objects.of(person).filter(contains(text, "title", "key"))
    return [
        Hit(title=one.title, address=reverse("rules:rule", args=[one.pk]), detail=one.get_stage_display())
        for one in ranked(rows, text, title="title", key="key")[:most]
    ]


RULES = Finder(key="regeln", title=gettext_lazy("Regeln"), find=_find)


def _named(person: Person, keys: Collection[str]) -> Mapping[str, Hit]:
    rows = StoredRule.objects.of(person).filter(key__in=keys)
    return {one.key: Hit(title=one.title, address=reverse("rules:rule", args=[one.pk])) for one in rows}


NAMED = Named(kind="rule", title=gettext_lazy("Regel"), named=_named)
