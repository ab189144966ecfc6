# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What each change of the catalogue does besides: audit, steps, a new revision, and telling the others."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from stadtkern.kernel import audit, events, rights
from stadtkern.kernel.audit import Change
from stadtkern.kernel.errors import Contradiction
from stadtkern.kernel.events import CatalogueChanged
from stadtkern.kernel.models import Person
from stadtkern.kernel.rights import Visitor
from stadtkern.kernel.roles import Action
from stadtkern.kernel.sharing import Shareable, SharedKind

from .models import CatalogueState, Dataset, ReleaseStep, Step
from .models.datasets import Origin, State

_ROW = 1


def noted(
    actor: Person | str,
    dataset: Dataset,
    step: Step,
    now: datetime,
    *,
    note: str = "",
    change: Change | None = None,
) -> None:
    """Write a step and its audit entry, and tell everybody after the commit."""
    who = actor if isinstance(actor, str) else actor.get_username()
    ReleaseStep.objects.create(dataset=dataset, step=step, actor=who[:150], note=note[:1000], at=now)
    said = dict(change or {})
    if note:
        said["note"] = note[:1000]
    audit.record(actor, f"dataset.{step}", f"dataset {dataset.key}", said, now)
    moved(dataset.key, now)


def moved(key: str, now: datetime) -> None:
    """A new revision of the catalogue, told after the commit."""
    if not CatalogueState.objects.filter(pk=_ROW).update(number=F("number") + 1):
        CatalogueState.objects.get_or_create(pk=_ROW, defaults={"number": 1})
    telling: Callable[[], None] = partial(events.tell, CatalogueChanged(at=now, key=key))
    transaction.on_commit(telling)


def may(visitor: Visitor, action: Action, dataset: Dataset) -> bool:
    """Whether somebody may do this to a dataset; to one without department nobody but the city."""
    return as_shareable(dataset).permits(visitor, action)


def as_shareable(dataset: Dataset) -> Shareable:
    """A dataset as the rights see it."""
    return Shareable(
        kind=SharedKind.DATASET,
        key=dataset.key,
        title=dataset.title or dataset.key,
        department=dataset.department,
    )


def require_editor(actor: Person, dataset: Dataset, what: str) -> None:
    """Go on only when the actor works for the department of the dataset.

    Raises:
        NotPermitted: with ``what`` was asked for.
    """
    rights.require(dataset.department is not None and may(actor, Action.EDIT, dataset), what)


def locked(actor: Person, dataset: Dataset, action: Action = Action.EDIT) -> Dataset:
    """The row as it is stored now, for a change within this transaction.

    Raises:
        NotPermitted: the actor may not do this for the department.
        Contradiction: it was harvested.
    """
    stored = Dataset.objects.select_for_update(of=("self",)).select_related("department").get(pk=dataset.pk)
    rights.require(stored.department is not None and may(actor, action, stored), "change a dataset")
    if stored.origin == Origin.HARVESTED:
        raise Contradiction(_("Übernommene Datensätze werden dort geändert, wo sie herkommen."))
    return stored


def touched(actor: Person, stored: Dataset, now: datetime) -> None:
    """Save a change: its author must not release it, and what was submitted is a draft again."""
    if stored.state == State.REVIEW:
        stored.state = State.DRAFT
    stored.author, stored.changed_at = actor, now
    stored.save()


def rules() -> CatalogueState:
    """The rules of the catalogue as they are now."""
    return CatalogueState.objects.filter(pk=_ROW).first() or CatalogueState(pk=_ROW)
