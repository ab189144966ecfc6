# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What people do with events: one function per fact; each checks the right, changes and audits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from stadtkern.kernel import audit, rights
from stadtkern.kernel.errors import Contradiction, NotFound
from stadtkern.kernel.models import Department, Person
from stadtkern.kernel.rights import Visitor
from stadtkern.kernel.roles import Action

from .models import Annotation, Extent, Kind, Visibility


@dataclass(frozen=True, kw_only=True)
class AnnotationFacts:
    """What is said about an event."""

    title: str
    starts_at: datetime
    ends_at: datetime | None
    """Exclusive; null: it lasts."""
    department: Department
    kind: str = Kind.OTHER.value
    title_en: str = ""
    extent: str = Extent.CITY.value
    district: str = ""
    codes: tuple[str, ...] = ()
    domain: str = ""
    text: str = ""
    text_en: str = ""
    link: str = ""
    expression: str = ""
    comparison: str = ""
    weather: str = ""


def may_edit(visitor: Visitor, row: Annotation) -> bool:
    """Whether the visitor may change an event."""
    return rights.may(visitor, Action.EDIT, row.department, domain=row.domain)


def may_release(visitor: Visitor, row: Annotation) -> bool:
    """Whether the visitor may make an event public, or internal again."""
    return rights.may(visitor, Action.RELEASE, row.department, domain=row.domain)


def editable(actor: Person, number: int) -> Annotation:
    """An event that this person may change.

    Raises:
        NotFound: no such event for this person.
        NotPermitted: the person only reads it.
    """
    row = Annotation.objects.visible_to(actor).filter(pk=number).select_related("department").first()
    if row is None:
        raise NotFound(f"no event {number}")
    rights.require(may_edit(actor, row), f"change event {number}")
    return row


def create(actor: Person, facts: AnnotationFacts, *, at: datetime) -> Annotation:
    """Note an event; it is internal until somebody releases it.

    Raises:
        NotPermitted: the actor may not edit for the department.
        Contradiction: it would end before it begins, or its place is missing.
    """
    _check(actor, facts)
    with transaction.atomic():
        row = Annotation.objects.create(
            **_columns(facts),
            created_by=actor.get_username(),
            created_at=at,
            changed_by=actor.get_username(),
            changed_at=at,
        )
        audit.record(actor, "event.create", f"event {row.pk}", {"title": row.title}, at)
    return row


def change(
    actor: Person, number: int, facts: AnnotationFacts, *, expected_revision: int, at: datetime
) -> Annotation:
    """Say something else about an event; the same again changes nothing.

    Raises:
        NotFound: no such event for this person.
        NotPermitted: the person may not edit it, or not for the new department.
        Contradiction: somebody has changed it meanwhile, or what is said cannot be.
    """
    _check(actor, facts)
    with transaction.atomic():
        row = _locked(actor, number)
        if row.revision != expected_revision:
            raise Contradiction(_("Jemand hat das Ereignis inzwischen geändert; bitte die Seite neu laden."))
        wanted = _columns(facts)
        differing = sorted(name for name, value in wanted.items() if getattr(row, name) != value)
        if differing:
            _save(actor, row, {name: wanted[name] for name in differing}, at)
            audit.record(actor, "event.edit", f"event {row.pk}", {"fields": differing}, at)
    return row


def set_visibility(actor: Person, number: int, visibility: Visibility, *, at: datetime) -> Annotation:
    """Make an event public, or internal again.

    Raises:
        NotFound: no such event for this person.
        NotPermitted: the person may not release it.
    """
    with transaction.atomic():
        row = _locked(actor, number)
        rights.require(may_release(actor, row), f"release event {number}")
        if row.visibility != visibility:
            told = {"visibility": {"before": str(row.visibility), "after": visibility.value}}
            _save(actor, row, {"visibility": visibility.value}, at)
            audit.record(actor, "event.visibility", f"event {row.pk}", told, at)
    return row


def remove(actor: Person, number: int, *, at: datetime) -> Annotation:
    """Remove an event; for thirty days it can be brought back.

    Raises:
        NotFound: no such event for this person.
        NotPermitted: the person only reads it, or it is public and the person may not release.
    """
    with transaction.atomic():
        row = _locked(actor, number)
        if row.visibility == Visibility.PUBLIC:
            rights.require(may_release(actor, row), f"remove public event {number}")
        _save(actor, row, {"deleted_at": at, "deleted_by": actor.get_username()}, at)
        audit.record(actor, "event.remove", f"event {row.pk}", {"title": row.title}, at)
    return row


def restore(actor: Person, number: int, *, at: datetime) -> Annotation:
    """Bring a removed event back; a public one is internal again unless the person may release.

    Raises:
        NotFound: no removed event of this number that the person may edit.
    """
    with transaction.atomic():
        rows = Annotation.objects.select_for_update(of=("self",)).editable_by(actor)
        row = rows.filter(pk=number, deleted_at__isnull=False).first()
        if row is None:
            raise NotFound(f"no removed event {number}")
        visibility = row.visibility if may_release(actor, row) else Visibility.INTERNAL.value
        _save(actor, row, {"deleted_at": None, "deleted_by": "", "visibility": visibility}, at)
        audit.record(actor, "event.restore", f"event {row.pk}", {"title": row.title}, at)
    return row


def _check(actor: Person, facts: AnnotationFacts) -> None:
    rights.require(rights.may(actor, Action.EDIT, facts.department, domain=facts.domain), "note an event")
    if not facts.title.strip():
        raise Contradiction(_("Bitte einen Titel angeben."))
    if facts.ends_at is not None and facts.ends_at <= facts.starts_at:
        raise Contradiction(_("Das Ende muss nach dem Beginn liegen."))
    if facts.extent == Extent.DISTRICT and not facts.district.strip():
        raise Contradiction(_("Bitte den Stadtteil angeben."))
    if facts.extent in {Extent.THINGS, Extent.STREAMS} and not facts.codes:
        raise Contradiction(_("Bitte mindestens einen Ort oder eine Messreihe angeben."))


def _columns(facts: AnnotationFacts) -> dict[str, object]:
    """As they are stored; places of another extent are dropped."""
    found: Mapping[str, object] = {name: getattr(facts, name) for name in asdict(facts)}
    coded = facts.extent in {Extent.THINGS.value, Extent.STREAMS.value}
    return {
        **found,
        "title": facts.title.strip(),
        "codes": list(facts.codes) if coded else [],
        "district": facts.district.strip() if facts.extent == Extent.DISTRICT else "",
    }


def _locked(actor: Person, number: int) -> Annotation:
    row = editable(actor, number)
    return Annotation.objects.select_for_update(of=("self",)).select_related("department").get(pk=row.pk)


def _save(actor: Person, row: Annotation, values: Mapping[str, object], at: datetime) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.revision += 1
    row.changed_by, row.changed_at = actor.get_username(), at
    row.save()
