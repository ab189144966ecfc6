# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reads and changes the particulars of the municipality."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from stadtkern.kernel import audit
from stadtkern.kernel.models import Person
from stadtkern.kernel.rights import may_administrate, require

from .models import CityProfile

_ROW = 1


def profile() -> CityProfile:
    """The particulars; all fields are empty until an administrator has filled them in."""
    return CityProfile.objects.filter(pk=_ROW).first() or CityProfile(pk=_ROW)


def change_profile(actor: Person, values: Mapping[str, str | date | None], *, now: datetime) -> CityProfile:
    """Store the given fields; unchanged ones leave no trace in the audit log.

    Raises:
        NotPermitted: the person is no administrator.
    """
    require(may_administrate(actor), "change the city profile")
    with transaction.atomic():
        row = profile()
        changed = {name: value for name, value in values.items() if getattr(row, name) != value}
        for name, value in changed.items():
            setattr(row, name, value)
        row.save()
        if changed:
            audit.record(actor, "profile.edit", "profile", {"fields": sorted(changed)}, now)
    return row
