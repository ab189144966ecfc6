# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Dashboards on the page of the cockpit that says who sees something."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.urls import reverse

from stadtkern.flow.outlets.cockpit.sights import Kind, Sight
from stadtkern.kernel.models import Person
from stadtkern.kernel.sharing import SharedKind

from . import service
from .models import StoredDashboard, Visibility
from .reading import as_shareable


def find(key: str) -> Sight | None:
    """The dashboard of this key, unless it is deleted."""
    found = StoredDashboard.objects.present().select_related("department").filter(key=key).first()
    if found is None:
        return None
    return Sight(
        what=as_shareable(found),
        visibility=found.visibility,
        words=found.get_visibility_display(),
        choices=tuple((value, str(label)) for value, label in Visibility.choices),
        address=reverse("dashboards:dashboard", args=[found.key]),
    )


def show(actor: Person, key: str, visibility: str, at: datetime) -> None:
    """Set who reads it; errors as of ``service.set_visibility``."""
    service.set_visibility(actor, key, Visibility(visibility), at=at)


KINDS: Final = {SharedKind.DASHBOARD.value: Kind(find=find, show=show)}
