# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Charging stations by power class and by operator, from the register; only public stations count."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, F, FloatField, Sum
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from stadtkern.flow.devices.models import Thing, ThingQuerySet

from .domain import DOMAIN
from .sources import PowerClass

CLASSES: tuple[PowerClass, ...] = ("normal", "fast", "ultra")


@dataclass(frozen=True, kw_only=True)
class Share:
    """The stations of one power class or operator."""

    name: str
    stations: int
    points: int
    power_kw: float
    """Connected load together."""


def by_power_class() -> list[Share]:
    """Weakest class first; classes without stations are left out."""
    found = {share.name: share for share in _shares(_stations(), "power_class")}
    return [found[name] for name in CLASSES if name in found]


def by_operator(*, most: int) -> list[Share]:
    """The operators with the most charging points, at most ``most``."""
    return sorted(_shares(_stations(), "operator"), key=lambda share: (-share.points, share.name))[:most]


def number_of_operators() -> int:
    """How many operators there are."""
    return _stations().values_list(KT("properties__operator")).distinct().count()


def _stations() -> ThingQuerySet:
    return Thing.objects.public().filter(domain=DOMAIN.name)


def _shares(stations: ThingQuerySet, key: str) -> list[Share]:
    rows = (
        stations.order_by()
        .annotate(
            share=KT(f"properties__{key}"),
            at_points=Cast(KT("properties__points"), FloatField()),
            at_kw=Cast(KT("properties__power_kw"), FloatField()),
        )
        .values_list("share")
        .annotate(stations=Count("pk"), points=Sum("at_points"), power_kw=Sum(F("at_kw")))
    )
    return [
        Share(name=str(name or ""), stations=count, points=round(points or 0), power_kw=float(power or 0))
        for name, count, points, power in rows
    ]
