# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Undoing deletions: what people delete is kept for 30 days and can be put back by those who may delete it.

Each kind says how. One whose rows have a column ``deleted_at`` answers by itself; one whose rows really go
gives a copy to ``keep`` and takes it back in ``put_back`` (``kept_here``). ``settings.wiring`` names all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, ngettext

from . import audit
from .errors import NotFound
from .jobs import Periodic
from .models import Department, Person, TrashEntry

KEPT: Final = timedelta(days=30)
"""How long something that was deleted can be put back."""
_SHOWN: Final = 200
"""Of each kind, the newest."""


@dataclass(frozen=True, kw_only=True)
class Discarded:
    """An object that was deleted and can be put back."""

    kind: str
    key: str
    title: str
    deleted_by: str
    """User name; empty when nobody is known."""
    deleted_at: datetime

    @property
    def until(self) -> datetime:
        """When it will be gone for good."""
        return self.deleted_at + KEPT


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of object whose deletion can be undone."""

    kind: str
    """As in the audit log: ``rule``."""
    title: str | Promise
    """One of them: ``Regel``."""
    discarded: Callable[[Person, datetime], Sequence[Discarded]]
    """What this person may put back at this moment, newest first; at most two queries."""
    restore: Callable[[Person, str, datetime], str]
    """Puts the object of this key back and answers the address of its page; checks the right, audits.
    Raises NotFound when it is not there for this person, Contradiction when its place is taken."""
    remove: Callable[[datetime], int]
    """Removes for good what was deleted before this moment; how many."""


@dataclass(frozen=True, kw_only=True)
class Copy:
    """What is kept of an object whose row goes."""

    kind: str
    key: str
    title: str
    content: Mapping[str, object]
    """Plain JSON, as ``put_back`` needs it."""
    department: Department | None = None
    domain: str = ""


_KINDS: dict[str, Kind] = {}


def declare(kinds: Iterable[Kind]) -> None:
    """Replace the kinds of this process."""
    _KINDS.clear()
    _KINDS.update({one.kind: one for one in kinds})


def kinds() -> tuple[Kind, ...]:
    """Kinds whose deletion can be undone, as they are declared."""
    return tuple(_KINDS.values())


def discarded(person: Person, now: datetime) -> list[tuple[Kind, Discarded]]:
    """Everything that this person may put back, the last deleted first."""
    found = [(kind, one) for kind in kinds() for one in kind.discarded(person, now)]
    return sorted(found, key=lambda pair: pair[1].deleted_at, reverse=True)


def restore(person: Person, kind: str, key: str, *, at: datetime) -> str:
    """Put an object back; the address of its page.

    Raises:
        NotFound: there is no such object for this person, or it is gone for good.
        Contradiction: its place is taken.
    """
    known = _KINDS.get(kind)
    if known is None:
        raise NotFound(kind)
    return known.restore(person, key, at)


def keep(actor: Person | str, copy: Copy, *, at: datetime) -> None:
    """Keep a copy of an object; call it in the transaction that deletes the object."""
    TrashEntry.objects.create(
        kind=copy.kind,
        key=copy.key,
        title=copy.title[:300],
        department=copy.department,
        domain=copy.domain,
        content=dict(copy.content),
        deleted_by=actor if isinstance(actor, str) else actor.get_username(),
        deleted_at=at,
    )


def kept_here(
    kind: str,
    title: str | Promise,
    *,
    may: Callable[[Person, TrashEntry], bool],
    put_back: Callable[[Person, TrashEntry, datetime], str],
) -> Kind:
    """A kind whose rows really go: ``put_back`` makes the object anew from its copy and answers its address.

    ``put_back`` runs in the transaction that takes the copy out of the bin and notes it in the audit log.
    """

    def found(person: Person, now: datetime) -> list[Discarded]:
        rows = TrashEntry.objects.filter(kind=kind, deleted_at__gt=now - KEPT).select_related("department")
        return [_told(one) for one in rows.order_by("-deleted_at", "-pk")[:_SHOWN] if may(person, one)]

    def restored(person: Person, key: str, at: datetime) -> str:
        with transaction.atomic():
            rows = TrashEntry.objects.select_for_update(of=("self",)).select_related("department")
            mine = rows.filter(kind=kind, key=key, deleted_at__gt=at - KEPT)
            entry = mine.order_by("-deleted_at", "-pk").first()
            if entry is None or not may(person, entry):
                raise NotFound(f"{kind} {key}")
            address = put_back(person, entry, at)
            audit.record(person, f"{kind}.restore", f"{kind} {key}", {"title": entry.title}, at)
            TrashEntry.objects.filter(pk=entry.pk).delete()
        return address

    def removed(before: datetime) -> int:
        return TrashEntry.objects.filter(kind=kind, deleted_at__lt=before).delete()[0]

    return Kind(kind=kind, title=title, discarded=found, restore=restored, remove=removed)


def tidy(now: datetime) -> str | None:
    """The periodic job: what was deleted 30 days ago is gone for good; silent when nothing was due."""
    counts = {kind.kind: kind.remove(now - KEPT) for kind in kinds()}
    removed = {kind: count for kind, count in counts.items() if count}
    if not removed:
        return None
    audit.record(audit.SYSTEM, "trash.empty", "trash", removed, now)
    count = sum(removed.values())
    words = ngettext(
        "%(n)s gelöschtes Objekt endgültig entfernt.", "%(n)s gelöschte Objekte endgültig entfernt.", count
    )
    return words % {"n": count}


PERIODIC = Periodic(
    name="trash.empty",
    title=gettext_lazy("Papierkorb leeren"),
    every_s=24 * 3600,
    function=tidy,
)


def _told(entry: TrashEntry) -> Discarded:
    return Discarded(
        kind=entry.kind,
        key=entry.key,
        title=entry.title,
        deleted_by=entry.deleted_by,
        deleted_at=entry.deleted_at,
    )
