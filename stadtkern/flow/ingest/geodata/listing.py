# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the pages of geodata show: collections with their last run, files under review, runs with reports."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Max, QuerySet

from stadtkern.flow.collections.models import FeatureCollection
from stadtkern.kernel import registry, rights
from stadtkern.kernel.errors import NotFound
from stadtkern.kernel.models import Person

from .models import Origin, Run, Upload

RUNS = 30


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A collection in the list."""

    collection: FeatureCollection
    origin: Origin | None
    last_run: Run | None
    declared: bool
    """A subject declares it; its source brings the features."""


def listed(person: Person) -> list[Listed]:
    """Collections that the person answers for, by title; two queries."""
    rows = FeatureCollection.objects.editable_by(person).select_related("department", "origin")
    newest = Run.objects.values("collection").annotate(newest=Max("pk")).values("newest")
    runs = {run.collection_id: run for run in Run.objects.filter(pk__in=newest, collection__in=rows)}
    declared = {one.key for _domain, one in registry.collections()}
    return [
        Listed(
            collection=row,
            origin=getattr(row, "origin", None),
            last_run=runs.get(row.pk),
            declared=row.key in declared,
        )
        for row in rows
    ]


def uploads(person: Person) -> QuerySet[Upload]:
    """Files that the person is reviewing, newest first."""
    return Upload.objects.filter(person=person).select_related("collection")


def of_person(person: Person, key: str) -> FeatureCollection:
    """A collection that the person answers for.

    Raises:
        NotFound: there is none.
        NotPermitted: it belongs to a department for which the person does not work.
    """
    found = FeatureCollection.objects.select_related("department").filter(key=key).first()
    if found is None:
        raise NotFound(f"no collection {key!r}")
    rights.require(rights.may_edit(person, found.department), f"see geodata of {key}")
    return found


def origin_of(collection: FeatureCollection) -> Origin | None:
    """How its features were read last time."""
    return Origin.objects.filter(collection=collection).select_related("collection__department").first()


def run_of_person(person: Person, run_id: int) -> Run:
    """A run of a collection that the person answers for.

    Raises:
        NotFound: there is none.
        NotPermitted: it belongs to a department for which the person does not work.
    """
    found = Run.objects.select_related("collection__department").filter(pk=run_id).first()
    if found is None:
        raise NotFound(f"no run {run_id}")
    rights.require(rights.may_edit(person, found.collection.department), f"see run {run_id}")
    return found
