# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Harvested catalogues as the cockpit lists them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count

from stadtkern.flow.catalogue.models import Dataset
from stadtkern.flow.catalogue.models.datasets import SHOWN
from stadtkern.kernel.models import Person

from .models import HarvestRun, HarvestSource


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A catalogue with its last run and how many of its entries are shown."""

    source: HarvestSource
    last: HarvestRun | None
    entries: int


def listed(person: Person) -> list[Listed]:
    """The catalogues that the person answers for, by title; three queries."""
    sources = list(HarvestSource.objects.of_person(person).select_related("department"))
    last = _last([one.pk for one in sources])
    counts = _counts([one.key for one in sources])
    return [Listed(source=one, last=last.get(one.pk), entries=counts.get(one.key, 0)) for one in sources]


def entry_count(source: HarvestSource) -> int:
    """How many of its entries are shown."""
    return _counts([source.key]).get(source.key, 0)


def _last(sources: Sequence[int]) -> dict[int, HarvestRun]:
    newest: dict[int, HarvestRun] = {}
    for run in HarvestRun.objects.filter(source__in=sources).order_by("started_at", "pk"):
        newest[run.source_id] = run
    return newest


def _counts(keys: Sequence[str]) -> dict[str, int]:
    rows = Dataset.objects.filter(harvested_source__in=keys, state__in=SHOWN).order_by()
    return dict(rows.values_list("harvested_source").annotate(count=Count("pk")))
