# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Signs that were taken down and can be put up again; later only a new one can be made."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from stadtkern.kernel import trash
from stadtkern.kernel.models import Person, TrashEntry

from . import signs


def _may(person: Person, entry: TrashEntry) -> bool:
    return signs.may_edit(person)


def _put_back(person: Person, entry: TrashEntry, at: datetime) -> str:
    sign = signs.of_code(entry.key)
    signs.put_up_again(sign, str(entry.content.get("state", "")), now=at)
    return reverse("poi_cockpit:sign", args=[sign.code])


TRASH = trash.kept_here(signs.KIND, _("Schild"), may=_may, put_back=_put_back)
"""The kind, for ``settings.wiring``."""
