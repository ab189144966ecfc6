# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reads and changes price and emission factor; kWh become € and CO2."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from stadtkern.commons.schedules.permissions import require_steering
from stadtkern.kernel import audit
from stadtkern.kernel.models import Person

from .models import Terms


def euros(kwh: float, terms: Terms) -> float:
    """At the price of the terms [€]."""
    return kwh * terms.price_ct / 100


def co2_kg(kwh: float, terms: Terms) -> float:
    """At the emission factor of the terms [kg]."""
    return kwh * terms.emission_g / 1000


def terms() -> Terms:
    """Price and emission factor, as people have set them or as delivered."""
    return Terms.objects.filter(pk=1).first() or Terms(pk=1)


def change_terms(actor: Person, domain: str, values: Mapping[str, str | float], now: datetime) -> None:
    """Set price and emission factor with their sources, for the whole city.

    Raises:
        NotPermitted: the person may not steer this subject.
    """
    require_steering(actor, domain)
    with transaction.atomic():
        row = terms()
        changed = {name: value for name, value in values.items() if getattr(row, name) != value}
        for name, value in changed.items():
            setattr(row, name, value)
        row.save()
        if changed:
            audit.record(actor, "electricity.edit", "electricity", changed, now)
