# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Accounts, for those who manage them."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy

from stadtkern.kernel import rights
from stadtkern.kernel.finding import Finder, Hit, contains, ranked
from stadtkern.kernel.models import Person


def _find(person: Person, text: str, most: int) -> Sequence[Hit]:
    if not rights.may_administrate(person):
        return []
    rows = Person.objects.filter(contains(text, "username", "first_name", "last_name"))
    return [
        Hit(
            title=one.get_full_name() or one.username,
            address=reverse("cockpit:person", args=[one.pk]),
            detail=one.username,
        )
        for one in ranked(rows, text, title="last_name", key="username")[:most]
    ]


def _list(text: str) -> str:
    return f"{reverse('cockpit:people')}?{urlencode({'q': text})}"


PEOPLE = Finder(key="personen", title=gettext_lazy("Personen"), find=_find, everything=_list)
