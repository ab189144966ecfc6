# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who sees what is shared: departments of the city, and named clients of the interfaces (a neighbour city).

A share speaks only while its object says that it is shared; hiding an object ends what shares allow.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, TypeVar

from django.db import transaction
from django.db.models import Model, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from . import audit, rights
from .audit import Fact
from .callers import Caller
from .errors import Contradiction
from .models import Department, Person, Share
from .rights import Visitor
from .roles import Action

ModelRow = TypeVar("ModelRow", bound=Model)

SHARED: Final = "shared"
"""The visibility of what is shared."""


Clients = tuple[tuple[str, datetime | None], ...]
"""Names of clients with the end of each share; null: it has none."""


class SharedKind(StrEnum):
    """What can be shared; the word begins the subject of a grant."""

    THING = "thing"
    DATASTREAM = "datastream"
    COLLECTION = "collection"
    DATASET = "dataset"
    DASHBOARD = "dashboard"


@dataclass(frozen=True, kw_only=True)
class Shareable:
    """An object as the rights see it."""

    kind: SharedKind
    key: str
    title: str
    department: Department | None
    domain: str = ""
    subjects: tuple[str, ...] = ()
    """Kinds and keys of what it belongs to: a datastream belongs to its thing."""

    @property
    def subject(self) -> str:
        """Kind and key, as grants name it."""
        return f"{self.kind}:{self.key}"

    def permits(self, visitor: Visitor, action: Action) -> bool:
        """Whether the visitor may do this to it."""
        return any(
            rights.may(visitor, action, self.department, domain=self.domain, subject=subject)
            for subject in (self.subject, *self.subjects)
        )


def share_with_department(
    actor: Person, what: Shareable, department: Department, *, until: datetime | None = None, at: datetime
) -> Share:
    """Let a department of the city see it; a share that is there already gets the new end.

    Raises:
        NotPermitted: the actor may not release it.
        Contradiction: the end has passed, or the department owns it.
    """
    if department == what.department:
        raise Contradiction(_("Der zuständige Fachbereich sieht es ohnehin."))
    return _share(actor, what, Q(department=department), Share(department=department), until, at)


def share_with_client(
    actor: Person, what: Shareable, client: str, *, until: datetime | None = None, at: datetime
) -> Share:
    """Let the holder of a named access see it: a neighbour city, a company.

    Raises:
        NotPermitted: the actor may not release it.
        Contradiction: the end has passed, or the client has no name.
    """
    if what.kind == SharedKind.DATASET:
        raise Contradiction(_("Teilen Sie mit Zugängen die Sammlung hinter dem Datensatz."))
    if what.kind == SharedKind.DASHBOARD:
        raise Contradiction(_("Teilen Sie mit Zugängen die Daten hinter dem Dashboard."))
    name = client.strip()
    if not name or len(name) > 100:
        raise Contradiction(_("Bitte nennen Sie den Zugang, dem Sie es zeigen wollen."))
    return _share(actor, what, Q(department=None, client=name), Share(client=name), until, at)


def unshare(actor: Person, what: Shareable, share_id: int, *, at: datetime) -> bool:
    """End a share; whether it was there.

    Raises:
        NotPermitted: the actor may not release it.
    """
    rights.require(what.permits(actor, Action.RELEASE), f"end a share of {what.subject}")
    with transaction.atomic():
        rows = Share.objects.filter(pk=share_id, kind=what.kind, key=what.key).select_related("department")
        found = rows.first()
        if found is None:
            return False
        told = _told(found)
        found.delete()
        audit.record(actor, f"{what.kind}.unshare", f"{what.kind} {what.key}", told, at)
    return True


def shares_of(kind: SharedKind, key: str) -> list[Share]:
    """All shares of an object, ended ones too, those of departments first."""
    rows = Share.objects.filter(kind=kind, key=key).select_related("department", "shared_by")
    return sorted(rows, key=lambda one: (one.department is None, str(one.department or one.client)))


def forget(kind: SharedKind, gone: QuerySet[ModelRow], *, key: str = "code") -> None:
    """The objects go: nothing of the same key inherits their shares."""
    Share.objects.filter(kind=kind, key__in=gone.order_by().values(key)).delete()


def shared_with(kind: SharedKind, asker: Visitor | Caller) -> QuerySet[Share, str] | None:
    """Keys of the objects that are shared with whoever asks, as a part of a query; null: nothing is."""
    if isinstance(asker, Caller):
        mine = Q(department=None, client=asker.client) if asker.client else None
    else:
        departments = rights.reach(asker, Action.SEE_INTERNAL).departments
        mine = Q(department__in=departments) if departments else None
    if mine is None:
        return None
    rows = Share.objects.order_by().filter(mine, kind=kind).current(timezone.now())
    return rows.values_list("key", flat=True)


def seen(kind: SharedKind, asker: Visitor | Caller, key: str, visibility: str = "") -> Q | None:
    """Condition that an object is shared with whoever asks; null: nothing is.

    ``key`` names the column of the key, ``visibility`` the column that must say that it is shared.
    """
    keys = shared_with(kind, asker)
    if keys is None:
        return None
    found = Q((f"{key}__in", keys))
    return found & Q((visibility, SHARED)) if visibility else found


def is_client(name: str, at: datetime) -> bool:
    """Whether anything is shared with an access of this name; one small query."""
    return bool(name) and Share.objects.filter(department=None, client=name).current(at).exists()


def clients_of(
    kind: SharedKind, keys: Sequence[str]
) -> Mapping[str, tuple[tuple[str, datetime | None], ...]]:
    """Clients with whom these objects are shared, each with the end of the share, by key."""
    rows = Share.objects.filter(kind=kind, key__in=keys, department=None).order_by("pk")
    found: dict[str, Clients] = {}
    for key, client, until in rows.values_list("key", "client", "until"):
        found[key] = (*found.get(key, ()), (client, until))
    return found


def _share(
    actor: Person, what: Shareable, whom: Q, new: Share, until: datetime | None, at: datetime
) -> Share:
    rights.require(what.permits(actor, Action.RELEASE), f"share {what.subject}")
    if until is not None and until <= at:
        raise Contradiction(_("Das Ende liegt in der Vergangenheit."))
    with transaction.atomic():
        rows = Share.objects.select_for_update(of=("self",)).filter(whom, kind=what.kind, key=what.key)
        share = rows.first() or new
        if share.pk and share.until == until:
            return share
        share.kind, share.key, share.until = what.kind, what.key, until
        share.shared_by, share.shared_at = actor, at
        share.save()
        audit.record(actor, f"{what.kind}.share", f"{what.kind} {what.key}", _told(share), at)
    return share


def _told(share: Share) -> dict[str, Fact]:
    """The share in the words of the audit log."""
    told: dict[str, Fact] = (
        {"department": share.department.name} if share.department else {"client": share.client}
    )
    if share.until is not None:
        told["until"] = share.until.isoformat()
    return told


@dataclass(frozen=True, kw_only=True)
class Client:
    """A named access of an interface that sees an object, beside what is public and shared."""

    name: str
    whole_subject: bool
    """It sees all that is internal of the subject; false: it is bound to this object."""


_PARTS: list[tuple[Callable[[Shareable], Sequence[Client]], Callable[[], Sequence[str]]]] = []


def provide(seeing: Callable[[Shareable], Sequence[Client]], names: Callable[[], Sequence[str]]) -> None:
    """Who knows the clients of the interfaces: which see an object, and the names of all that may be used."""
    _PARTS[:] = [(seeing, names)]


def clients_seeing(what: Shareable) -> list[Client]:
    """Clients that see an object because of what they were given, by name."""
    return [client for seeing, _names in _PARTS for client in seeing(what)]


def client_names() -> list[str]:
    """Names of all clients with whom something can be shared."""
    return [name for _seeing, names in _PARTS for name in names()]
