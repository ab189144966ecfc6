# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What people do with indicators: one function per fact; each checks the right, changes and audits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _

from stadtkern.kernel import audit, rights
from stadtkern.kernel.errors import Contradiction, NotFound
from stadtkern.kernel.indicators import Indicator
from stadtkern.kernel.models import Department, Person
from stadtkern.kernel.roles import Action

from . import checking, service
from .models import IndicatorRevision, StoredIndicator, Visibility
from .service import Known

KEPT_REVISIONS = 50
_RESERVED = frozenset({"neu", "pruefen"})
"""Words of addresses of the cockpit."""


@dataclass(frozen=True, kw_only=True)
class Owner:
    """Whose an indicator is."""

    department: Department
    domain: str = ""
    """Name of the subject; empty: the whole city."""


def editable(actor: Person, key: str) -> Known:
    """An indicator that this person may change.

    Raises:
        NotFound: no such indicator for this person.
        NotPermitted: the person only reads it.
    """
    found = service.find(key, actor)
    rights.require(service.permits(actor, Action.EDIT, found), f"change indicator {key}")
    return found


def create(actor: Person, indicator: Indicator, owner: Owner, *, at: datetime) -> StoredIndicator:
    """Define an indicator; it is internal until somebody releases it.

    Raises:
        NotPermitted: the actor may not edit for the department.
        Contradiction: the key is taken, or the formula does not lead to the unit; German.
    """
    rights.require(
        rights.may(actor, Action.EDIT, owner.department, domain=owner.domain), "define an indicator"
    )
    taken = StoredIndicator.objects.filter(key=indicator.key).exists() or service.declares(indicator.key)
    if taken or indicator.key in _RESERVED:
        raise Contradiction(_("Die Kennung „%(key)s“ ist schon vergeben.") % {"key": indicator.key})
    checking.check(indicator, actor)
    with transaction.atomic():
        row = _first(actor, indicator, owner, at)
        row.save()
        _keep(row, actor, at)
        audit.record(actor, "indicator.create", f"indicator {row.key}", {"title": indicator.title}, at)
    return row


def save(
    actor: Person, key: str, indicator: Indicator, owner: Owner, *, expected_revision: int, at: datetime
) -> StoredIndicator:
    """Define an indicator anew; a declared one is adjusted from now on. The same again changes nothing.

    Raises:
        NotFound: no such indicator for this person.
        NotPermitted: the person only reads it, or may not edit for the new department.
        Contradiction: somebody has saved meanwhile, or the formula does not lead to the unit; German.
    """
    known = editable(actor, key)
    rights.require(rights.may(actor, Action.EDIT, owner.department, domain=owner.domain), "hand it over")
    meant = msgspec.structs.replace(indicator, key=key)
    checking.check(meant, actor)
    if known.public:
        checking.check_public(meant)
    with transaction.atomic():
        row = _row(actor, key, at)
        if service.find(key, actor).revision != expected_revision:
            raise Contradiction(_("Jemand hat die Kennzahl inzwischen geändert; bitte die Seite neu laden."))
        said = msgspec.to_builtins(meant)
        if (row.definition, row.domain, row.department) != (said, owner.domain, owner.department):
            row.definition, row.domain, row.department = said, owner.domain, owner.department
            _save(actor, row, at)
            _keep(row, actor, at)
            audit.record(actor, "indicator.edit", f"indicator {key}", {"revision": row.revision}, at)
    return row


def restore_revision(actor: Person, key: str, number: int, *, at: datetime) -> StoredIndicator:
    """Let an indicator be again what it was in an earlier revision; that makes a new one.

    Raises:
        NotFound: no such indicator or revision for this person.
        NotPermitted: the person only reads it.
        Contradiction: its formula does not work any more; German.
    """
    known = editable(actor, key)
    old = IndicatorRevision.objects.filter(indicator__key=key, number=number).first()
    earlier = service.read(old.definition) if old is not None else None
    if earlier is None:
        raise NotFound(f"no revision {number} of indicator {key}")
    owner = Owner(
        department=Department.objects.get(name=known.department),
        domain=known.domain.name if known.domain else "",
    )
    return save(actor, key, earlier, owner, expected_revision=known.revision, at=at)


def revisions(key: str) -> list[IndicatorRevision]:
    """What an indicator was, newest first; ask :func:`editable` before."""
    return list(IndicatorRevision.objects.filter(indicator__key=key))


def set_visibility(actor: Person, key: str, visibility: Visibility, *, at: datetime) -> None:
    """Make an indicator public, or internal again.

    Raises:
        NotFound: no such indicator for this person.
        NotPermitted: the person may not release it.
        Contradiction: its formula names an indicator that is not public; German.
    """
    known = service.find(key, actor)
    rights.require(service.permits(actor, Action.RELEASE, known), f"release indicator {key}")
    if known.public == (visibility == Visibility.PUBLIC):
        return
    if visibility == Visibility.PUBLIC:
        checking.check_public(known.indicator)
    with transaction.atomic():
        row = _row(actor, key, at)
        row.visibility = visibility.value
        _save(actor, row, at)
        told = {"visibility": visibility.value}
        audit.record(actor, "indicator.visibility", f"indicator {key}", told, at)


def remove(actor: Person, key: str, *, at: datetime) -> None:
    """Remove an indicator; for thirty days it can be brought back. A declared one is as declared again.

    Raises:
        NotFound: no such indicator for this person.
        NotPermitted: the person only reads it, or it is or becomes public and the person may not release.
        Contradiction: it is as it was declared, so there is nothing to remove.
    """
    known = editable(actor, key)
    if known.public or known.declared:  # declarations are public: without its row a hidden one would be seen
        rights.require(service.permits(actor, Action.RELEASE, known), f"remove public indicator {key}")
    with transaction.atomic():
        row = StoredIndicator.objects.select_for_update().filter(key=key, deleted_at=None).first()
        if row is None:
            raise Contradiction(_("Diese Kennzahl gehört zum Thema; sie kann nur intern gestellt werden."))
        row.deleted_at, row.deleted_by = at, actor.get_username()
        _save(actor, row, at)
        audit.record(actor, "indicator.remove", f"indicator {key}", {"title": known.indicator.title}, at)


def restore(actor: Person, key: str, *, at: datetime) -> None:
    """Bring a removed indicator back; a public one is internal again unless the person may release.

    Raises:
        NotFound: no removed indicator of this key that the person may edit.
        NotPermitted: it would hide what its subject declares, and the person may not release.
    """
    with transaction.atomic():
        rows = StoredIndicator.objects.select_for_update().editable_by(actor)
        row = rows.filter(key=key, deleted_at__isnull=False).first()
        if row is None:
            raise NotFound(f"no removed indicator {key}")
        if not _may_release(actor, row):
            rights.require(not service.declares(key), f"replace declared indicator {key}")
            row.visibility = Visibility.INTERNAL.value
        row.deleted_at, row.deleted_by = None, ""
        _save(actor, row, at)
        audit.record(actor, "indicator.restore", f"indicator {key}", {"revision": row.revision}, at)


def _may_release(actor: Person, row: StoredIndicator) -> bool:
    subject = f"indicator:{row.key}"
    return rights.may(actor, Action.RELEASE, row.department, domain=row.domain, subject=subject)


def _first(actor: Person, indicator: Indicator, owner: Owner, at: datetime) -> StoredIndicator:
    return StoredIndicator(
        key=indicator.key,
        definition=msgspec.to_builtins(indicator),
        domain=owner.domain,
        department=owner.department,
        declared=service.declares(indicator.key),
        created_by=actor.get_username(),
        created_at=at,
        changed_by=actor.get_username(),
        changed_at=at,
    )


def _row(actor: Person, key: str, at: datetime) -> StoredIndicator:
    """The row of an indicator, locked; a declared one that nobody has adjusted gets a new one."""
    row = StoredIndicator.objects.select_for_update(of=("self",)).filter(key=key).first()
    if row is not None and row.deleted_at is None:
        return row
    known = service.find(key, actor)
    department, _made = Department.objects.get_or_create(name=known.department)
    owner = Owner(department=department, domain=known.domain.name if known.domain else "")
    begun = _first(actor, known.indicator, owner, at)
    begun.pk, begun.revision = (row.pk, row.revision) if row is not None else (None, 0)
    begun.visibility = (Visibility.PUBLIC if known.public else Visibility.INTERNAL).value
    return begun


def _save(actor: Person, row: StoredIndicator, at: datetime) -> None:
    row.revision += 1
    row.changed_by, row.changed_at = actor.get_username(), at
    row.save()


def _keep(row: StoredIndicator, actor: Person, at: datetime) -> None:
    IndicatorRevision.objects.create(
        indicator=row,
        number=row.revision,
        definition=row.definition,
        domain=row.domain,
        made_by=actor.get_username(),
        made_at=at,
    )
    kept = IndicatorRevision.objects.filter(indicator=row).values_list("pk", flat=True)[:KEPT_REVISIONS]
    IndicatorRevision.objects.filter(indicator=row).exclude(pk__in=list(kept)).delete()
