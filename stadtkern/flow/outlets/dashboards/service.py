# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What people do with dashboards: one function per fact, each checks the right, changes and audits."""

from __future__ import annotations

import re
import secrets
from datetime import datetime, timedelta

import msgspec
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from stadtkern.flow.catalogue import changes
from stadtkern.kernel import audit, rights, sharing
from stadtkern.kernel.dashboards import Dashboard
from stadtkern.kernel.errors import Contradiction, NotFound
from stadtkern.kernel.models import Department, Person
from stadtkern.kernel.roles import Action
from stadtkern.kernel.sharing import SharedKind

from .declared import ENTRY, declaration, new_code
from .definitions import empty, plain, read
from .errors import SavedMeanwhile
from .models import DashboardQuerySet, DashboardRevision, StoredDashboard, Visibility
from .reading import Read as Read
from .reading import as_shareable as as_shareable
from .reading import by_code as by_code
from .reading import dashboard as dashboard
from .reading import dashboards_for as dashboards_for
from .reading import departments_for as departments_for
from .reading import may_build as may_build
from .reading import may_edit as may_edit
from .reading import may_release as may_release
from .reading import rows_for as rows_for

KEPT_REVISIONS = 50
TRASH_FOR = timedelta(days=30)
"""So long a deleted dashboard can be brought back."""
_KEY = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?")


def create(
    actor: Person,
    *,
    title: str,
    department: Department | None,
    domain: str = "",
    definition: Dashboard | None = None,
    at: datetime,
) -> StoredDashboard:
    """Begin an internal dashboard; without ``definition`` it has one empty page.

    ``department`` null: the city as a whole, which needs the right for all of it.

    Raises:
        NotPermitted: the actor does not build for this department.
        DashboardRefused: the definition cannot be, with the reason in German.
    """
    rights.require(rights.may(actor, Action.EDIT, department, domain=domain), "build a dashboard")
    key = _free_key(title)
    begun = definition or empty(key, title.strip(), domain)
    said = plain(msgspec.structs.replace(begun, key=key, title=title.strip(), domain=domain))
    with transaction.atomic():
        row = StoredDashboard.objects.create(
            key=key,
            code=new_code(),
            title=title.strip(),
            domain=domain,
            department=department,
            definition=said,
            created_at=at,
            created_by=actor.get_username(),
            changed_at=at,
            changed_by=actor.get_username(),
        )
        _keep(row)
        audit.record(actor, "dashboard.create", f"dashboard {row.key}", {"title": row.title}, at)
    return row


def copy(
    actor: Person, key: str, *, title: str = "", department: Department | None = None, at: datetime
) -> StoredDashboard:
    """Begin an internal dashboard that says what another one says, for a department of the actor.

    Raises:
        NotFound: the actor does not read the other one.
        NotPermitted: the actor does not build for this department.
    """
    found = dashboard(key, actor)
    return create(
        actor,
        title=title or _("%(title)s (Kopie)") % {"title": found.dashboard.title},
        department=department,
        domain=found.dashboard.domain,
        definition=found.dashboard,
        at=at,
    )


def save(
    actor: Person, key: str, definition: Dashboard, *, expected_revision: int, at: datetime
) -> StoredDashboard:
    """Set what a dashboard says; a declared one is adjusted from now on. The same again changes nothing.

    Raises:
        NotFound: no such dashboard for this person.
        NotPermitted: the person only reads it.
        SavedMeanwhile: its revision is no longer the expected one.
        DashboardRefused: the definition cannot be, with the reason in German.
    """
    return _save(actor, key, definition, expected_revision, at)


def restore_revision(
    actor: Person, key: str, number: int, *, expected_revision: int, at: datetime
) -> StoredDashboard:
    """Let a dashboard say again what it said in an earlier revision; that makes a new one.

    Raises:
        NotFound: no such dashboard or revision for this person.
        NotPermitted: the person only reads it.
        SavedMeanwhile: its revision is no longer the expected one.
        DashboardUnreadable: the earlier words do not fit this release.
    """
    row = _own(actor, key)
    old = DashboardRevision.objects.filter(dashboard=row, number=number).first()
    if old is None:
        raise NotFound(f"no revision {number} of dashboard {key}")
    return _save(actor, key, read(old.definition), expected_revision, at, restored_from=number)


def revisions(actor: Person, key: str) -> list[DashboardRevision]:
    """What a dashboard said, newest first, at most fifty.

    Raises:
        NotFound: no such dashboard for this person.
        NotPermitted: the person only reads it.
    """
    return list(DashboardRevision.objects.filter(dashboard=_own(actor, key)))


def reset(actor: Person, key: str, *, at: datetime) -> StoredDashboard:
    """Let a declared dashboard follow its declaration again.

    Raises:
        NotFound: no such dashboard for this person.
        NotPermitted: the person only reads it.
        Contradiction: it is not declared.
    """
    row, given = _own(actor, key), declaration(key)
    if given is None or not row.declared:
        raise Contradiction(_("Dieses Dashboard ist nicht vorgegeben."))
    with transaction.atomic():
        row = StoredDashboard.objects.select_for_update(of=("self",)).get(pk=row.pk)
        _keep(row)
        row.adjusted = False
        _write(actor, row, given.dashboard, at)
        audit.record(actor, "dashboard.reset", f"dashboard {key}", {"revision": row.revision}, at)
    return row


def set_visibility(actor: Person, key: str, visibility: Visibility, *, at: datetime) -> StoredDashboard:
    """Let everybody read a dashboard, those it is shared with, or only its department.

    Raises:
        NotFound: no such dashboard for this person.
        NotPermitted: the person may not release it.
    """
    row = dashboard(key, actor).row
    rights.require(may_release(actor, row), f"show or hide dashboard {key}")
    with transaction.atomic():
        row = StoredDashboard.objects.select_for_update(of=("self",)).get(pk=row.pk)
        if row.visibility == visibility:
            return row
        change = {"visibility": {"before": row.visibility, "after": visibility.value}}
        row.visibility, row.changed_at, row.changed_by = visibility, at, actor.get_username()
        row.save(update_fields=["visibility", "changed_at", "changed_by"])
        changes.moved(f"{ENTRY}{key}", at)
        audit.record(actor, "dashboard.visibility", f"dashboard {key}", change, at)
    return row


def publish(actor: Person, key: str, *, at: datetime) -> StoredDashboard:
    """Let everybody read a dashboard; errors as of :func:`set_visibility`."""
    return set_visibility(actor, key, Visibility.PUBLIC, at=at)


def unpublish(actor: Person, key: str, *, at: datetime) -> StoredDashboard:
    """Let only the department read a dashboard; errors as of :func:`set_visibility`."""
    return set_visibility(actor, key, Visibility.INTERNAL, at=at)


def move(actor: Person, key: str, place: int, *, at: datetime) -> None:
    """Say where a dashboard stands on the overview, 0 (first) to 999.

    Raises:
        NotFound: no such dashboard for this person.
        NotPermitted: the person may not release it.
    """
    row = dashboard(key, actor).row
    rights.require(may_release(actor, row), f"order dashboard {key}")
    with transaction.atomic():
        StoredDashboard.objects.filter(pk=row.pk).update(place=min(999, max(0, place)))
        audit.record(actor, "dashboard.move", f"dashboard {key}", {"place": place}, at)


def delete(actor: Person, key: str, *, at: datetime) -> None:
    """Put a dashboard away; nobody reads it any more, and it can be brought back for thirty days.

    Raises:
        NotFound: no such dashboard for this person.
        NotPermitted: the person only reads it, or it is public and the person may not release.
    """
    row = _own(actor, key)
    if row.visibility != Visibility.INTERNAL:
        rights.require(may_release(actor, row), f"delete dashboard {key}, which others read")
    with transaction.atomic():
        mine = StoredDashboard.objects.present().filter(pk=row.pk)
        if mine.update(deleted_at=at, deleted_by=actor.get_username()):
            _said_anew(row, at)
            audit.record(actor, "dashboard.delete", f"dashboard {key}", {"title": row.title}, at)


def undelete(actor: Person, key: str, *, at: datetime) -> StoredDashboard:
    """Bring a deleted dashboard back, to those who read it before.

    Raises:
        NotFound: no such deleted dashboard for this person.
    """
    with transaction.atomic():
        row = deleted_for(actor).select_for_update(of=("self",)).filter(key=key).first()
        if row is None:
            raise NotFound(f"no deleted dashboard {key[:80]!r}")
        if row.visibility != Visibility.INTERNAL and not may_release(actor, row):
            row.visibility = Visibility.INTERNAL
        row.deleted_at, row.deleted_by = None, ""
        row.save(update_fields=["deleted_at", "deleted_by", "visibility"])
        _said_anew(row, at)
        audit.record(actor, "dashboard.undelete", f"dashboard {key}", {"title": row.title}, at)
    return row


def deleted_for(person: Person) -> DashboardQuerySet:
    """Deleted dashboards that the person may bring back."""
    gone = StoredDashboard.objects.editable_by(person).exclude(deleted_at=None)
    return gone.select_related("department").order_by("-deleted_at")


def purge(now: datetime) -> int:
    """Remove for good what was deleted thirty days ago; how many. Declared ones stay deleted instead."""
    due = StoredDashboard.objects.filter(deleted_at__lt=now - TRASH_FOR)
    rows = [row for row in due if declaration(row.key) is None]
    for row in rows:
        with transaction.atomic():
            sharing.forget(SharedKind.DASHBOARD, StoredDashboard.objects.filter(pk=row.pk), key="key")
            row.delete()
            audit.record(audit.SYSTEM, "dashboard.purge", f"dashboard {row.key}", {"title": row.title}, now)
    return len(rows)


def _own(actor: Person, key: str) -> StoredDashboard:
    row = rows_for(actor).filter(key=key).first()
    if row is None:
        raise NotFound(f"no dashboard {key[:80]!r}")
    rights.require(may_edit(actor, row), f"change dashboard {key}")
    return row


def _save(
    actor: Person,
    key: str,
    definition: Dashboard,
    expected_revision: int,
    at: datetime,
    restored_from: int | None = None,
) -> StoredDashboard:
    own = _own(actor, key)
    given = msgspec.structs.replace(definition, key=key, domain=own.domain)
    said = plain(given)
    with transaction.atomic():
        row = StoredDashboard.objects.select_for_update(of=("self",)).get(pk=own.pk)
        if row.revision != expected_revision:
            raise SavedMeanwhile(
                _("Das Dashboard wurde inzwischen von %(name)s geändert.") % {"name": row.changed_by}
            )
        if row.definition == said:
            return row
        _keep(row)
        row.adjusted = row.declared
        _write(actor, row, given, at, restored_from=restored_from)
        change: dict[str, int] = {"revision": row.revision}
        if restored_from is not None:
            change["restored_from"] = restored_from
        audit.record(actor, "dashboard.edit", f"dashboard {key}", change, at)
    return row


def _write(
    actor: Person, row: StoredDashboard, said: Dashboard, at: datetime, *, restored_from: int | None = None
) -> None:
    """The next revision of a locked row."""
    row.definition, row.title = plain(said), said.title.strip()
    row.revision += 1
    row.changed_at, row.changed_by = at, actor.get_username()
    row.save(update_fields=["definition", "title", "adjusted", "revision", "changed_at", "changed_by"])
    _keep(row, restored_from)
    _said_anew(row, at)


def _said_anew(row: StoredDashboard, at: datetime) -> None:
    """The catalogue says something else when the dashboard is public."""
    if row.visibility == Visibility.PUBLIC:
        changes.moved(f"{ENTRY}{row.key}", at)


def _keep(row: StoredDashboard, restored_from: int | None = None) -> None:
    """Note what the row says now; old notes go."""
    DashboardRevision.objects.get_or_create(
        dashboard=row,
        number=row.revision,
        defaults={
            "definition": row.definition,
            "restored_from": restored_from,
            "changed_at": row.changed_at,
            "changed_by": row.changed_by,
        },
    )
    DashboardRevision.objects.filter(dashboard=row, number__lte=row.revision - KEPT_REVISIONS).delete()


def _free_key(title: str) -> str:
    """A short name for addresses, from the title, that nothing has yet."""
    begun = slugify(title.translate(_UMLAUTS))[:50].strip("-_").replace("_", "-") or "dashboard"
    key = begun if _KEY.fullmatch(begun) else "dashboard"
    while StoredDashboard.objects.filter(key=key).exists() or declaration(key) is not None:
        key = f"{begun}-{secrets.token_hex(2)}"
    return key


_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"})
