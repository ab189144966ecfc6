# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""People describe datasets; each change checks the right and leaves a trace."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _

from stadtkern.flow.collections import service as collections
from stadtkern.kernel import rights, sharing
from stadtkern.kernel.errors import Contradiction, NotFound, PayloadRejected
from stadtkern.kernel.models import Department, Person
from stadtkern.kernel.roles import Action
from stadtkern.kernel.sharing import SharedKind

from . import changes, findings, service, uploads
from .facts import DatasetFacts, check
from .keys import KEY, free_key, is_taken
from .models import Dataset, Step
from .models.datasets import Origin, State


def find(actor: Person, key: str) -> Dataset:
    """A dataset that this person may change.

    Raises:
        NotFound: there is none.
    """
    found = (
        Dataset.objects.editable_by(actor)
        .select_related("department", "publisher", "series")
        .filter(key=key)
        .first()
    )
    if found is None:
        raise NotFound(f"no dataset {key[:80]!r}")
    return found


def create(actor: Person, facts: DatasetFacts, *, key: str = "", now: datetime) -> Dataset:
    """Begin a dataset of files and links; it is a draft.

    Raises:
        NotPermitted: the actor does not work for the department.
        PayloadRejected: something cannot be said, with the reason in German.
        Contradiction: the key is taken.
    """
    rights.require(rights.may_edit(actor, facts.department), "describe a dataset")
    check(facts)
    if not facts.title.strip():
        raise PayloadRejected(_("Ein Datensatz braucht einen Titel."))
    if key and (not KEY.fullmatch(key) or is_taken(key)):
        raise Contradiction(_("Die Kennung „%(key)s“ geht nicht oder ist vergeben.") % {"key": key[:80]})
    with transaction.atomic():
        made = Dataset(
            key=key or free_key(facts.title),
            origin=Origin.UPLOADED,
            author=actor,
            created_at=now,
            changed_at=now,
        )
        _take_over(made, facts)
        made.save()
        changes.noted(actor, made, Step.CREATED, now, change={"title": made.title})
        findings.look_at_texts(made, now)
    return made


def begin(actor: Person, key: str, *, now: datetime) -> Dataset:
    """The row that completes an entry which made itself, made when nobody has said anything yet.

    A collection that is still internal becomes a draft, everything else is public already.

    Raises:
        NotPermitted: the actor does not work for the department.
        NotFound: there is no such source or collection.
    """
    present = Dataset.objects.filter(key=key).select_related("department").first()
    if present:
        rights.require(
            present.department is not None and changes.may(actor, Action.EDIT, present), "complete an entry"
        )
        return present
    department, origin, public = _automatic(actor, key)
    rights.require(rights.may_edit(actor, department), "complete an entry")
    with transaction.atomic():
        made = Dataset.objects.create(
            key=key,
            origin=origin,
            state=State.RELEASED if public else State.DRAFT,
            department=department,
            collection=key if origin == Origin.COLLECTION else "",
            author=actor,
            created_at=now,
            changed_at=now,
        )
        changes.noted(actor, made, Step.CREATED, now)
    return made


def change(actor: Person, dataset: Dataset, facts: DatasetFacts, *, now: datetime) -> list[str]:
    """Say something else about a dataset; names of the fields that changed. A submitted one is a draft again.

    Raises:
        NotPermitted: the actor does not work for the department, or not for the new one.
        PayloadRejected: something cannot be said, with the reason in German.
        Contradiction: it was withdrawn or harvested.
    """
    check(facts)
    with transaction.atomic():
        stored = _open(actor, dataset)
        rights.require(rights.may_edit(actor, facts.department), "hand a dataset over")
        if stored.origin == Origin.UPLOADED and not facts.title.strip():
            raise PayloadRejected(_("Ein Datensatz braucht einen Titel."))
        changed = _take_over(stored, facts)
        if changed:
            changes.touched(actor, stored, now)
            changes.noted(actor, stored, Step.EDITED, now, change={"fields": changed})
            findings.look_at_texts(stored, now)
    return changed


def discard(actor: Person, dataset: Dataset, *, now: datetime) -> None:
    """Throw a draft away that was never public, with its files.

    Raises:
        NotPermitted: the actor does not work for the department.
        Contradiction: it was public once; such a dataset is withdrawn instead.
    """
    with transaction.atomic():
        stored = _open(actor, dataset)
        if stored.released_at or stored.state not in {State.DRAFT, State.REVIEW}:
            raise Contradiction(_("Dieser Datensatz war schon öffentlich: ziehen Sie ihn zurück."))
        paths = [row.file for row in stored.distribution_rows.all() if row.file]
        changes.noted(actor, stored, Step.WITHDRAWN, now, note=_("Entwurf verworfen"))
        sharing.forget(SharedKind.DATASET, Dataset.objects.filter(pk=stored.pk), key="key")
        stored.delete()
        transaction.on_commit(partial(_remove, paths))


def _automatic(actor: Person, key: str) -> tuple[Department, Origin, bool]:
    """Whose a source or collection is, what it is, and whether it is public."""
    collection = collections.visible(actor).filter(key=key).first()
    if collection:
        return collection.department, Origin.COLLECTION, collection.visibility == "public"
    entry = service.entry(key)
    department = Department.objects.get_or_create(name=entry.department)[0]
    return department, Origin(entry.origin), True


def _open(actor: Person, dataset: Dataset) -> Dataset:
    stored = changes.locked(actor, dataset)
    if stored.state == State.WITHDRAWN:
        raise Contradiction(_("Zurückgezogene Datensätze lassen sich nicht bearbeiten."))
    return stored


def _remove(paths: Sequence[str]) -> None:
    for path in paths:
        uploads.remove(path)


def _take_over(row: Dataset, facts: DatasetFacts) -> list[str]:
    changed = []
    for one in fields(facts):
        value = getattr(facts, one.name)
        plain = (
            list(value) if isinstance(value, tuple) else value.strip() if isinstance(value, str) else value
        )
        if getattr(row, one.name, None) != plain:
            setattr(row, one.name, plain)
            changed.append(one.name)
    return changed
