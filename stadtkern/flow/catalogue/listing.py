# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the cockpit shows of the catalogue, for one person."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q

from stadtkern.flow.collections.models import FeatureCollection
from stadtkern.kernel.models import Department, Person
from stadtkern.kernel.rights import departments_of, may
from stadtkern.kernel.roles import Action

from . import collected, measured, providing
from .models import Dataset
from .models.datasets import SHOWN, DatasetQuerySet, Origin, State
from .words import Entry


@dataclass(frozen=True, kw_only=True)
class Board:
    """The overview of the catalogue."""

    waiting: list[Dataset]
    """Submitted, or public with new files."""
    automatic: list[Entry]
    """Public entries that made themselves, of the person's departments."""
    internal: list[FeatureCollection]
    """Collections of the person's departments that nobody has released."""
    harvested: int


def datasets(person: Person, *, state: str = "", text: str = "") -> list[Dataset]:
    """Own datasets that this person may change, the last changed first."""
    rows = _own(person)
    if state in State.values:
        rows = rows.filter(state=state)
    if text:
        rows = rows.filter(Q(title__icontains=text) | Q(key__icontains=text) | Q(description__icontains=text))
    return list(rows.order_by("-changed_at", "key"))


def board(person: Person) -> Board:
    """Everything else that waits for somebody or came by itself."""
    own = _own(person)
    pending = own.filter(state__in=SHOWN).annotate(
        fresh=Count("distribution_rows", filter=Q(distribution_rows__released_at=None))
    )
    waiting = [*own.filter(state=State.REVIEW), *pending.filter(fresh__gt=0)]
    known = set(Dataset.objects.values_list("collection", flat=True))
    collections = FeatureCollection.objects.editable_by(person).exclude(visibility="public")
    return Board(
        waiting=waiting,
        automatic=_automatic(person),
        internal=[one for one in collections.select_related("department") if one.key not in known],
        harvested=Dataset.objects.filter(origin=Origin.HARVESTED, state__in=SHOWN).count(),
    )


def _own(person: Person) -> DatasetQuerySet:
    return (
        Dataset.objects.editable_by(person)
        .exclude(origin=Origin.HARVESTED)
        .select_related("department", "author")
    )


def _automatic(person: Person) -> list[Entry]:
    city = providing.parts().city()
    found = [*measured.entries(city), *collected.entries(city)]
    if not may(person, Action.EDIT):
        names = set(Department.objects.filter(pk__in=departments_of(person)).values_list("name", flat=True))
        found = [one for one in found if one.department in names]
    return sorted(found, key=lambda one: one.title)
