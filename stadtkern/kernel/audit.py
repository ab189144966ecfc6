# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The audit log: who changed what in the register. Entries belong to the transaction of the change.

Entries form a chain (``audit_chain``), which is *sealed* under one lock. SQLite has one writer at a time, so
there an entry is sealed within the transaction of its change. On PostgreSQL that lock would make every writer
wait for the longest transaction, and two that lock in another order would block each other; there sealing
follows right after the commit, in a transaction of its own. Whatever a process that died has left unsealed,
the next one seals.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db import connection, transaction
from django.db.models import QuerySet

from . import audit_chain, personal_words
from .audit_chain import Link
from .audit_models import AuditHead, AuditName
from .models import AuditEntry, Person

Fact = str | int | float | bool | None
Change = Mapping[str, Fact | Sequence[Fact] | Mapping[str, Fact]]
"""What changed: a number or name per key, or ``{"before": …, "after": …}``."""

SYSTEM = "system"
"""The actor of changes that no person asked for."""
_PERSON = "person "
_AT_ONCE = 1_000
"""Entries that are sealed while the lock is held once."""


@dataclass(frozen=True, kw_only=True)
class Head:
    """The newest link of the chain."""

    number: int
    digest: str


def record(actor: Person | str, action: str, subject: str, change: Change, at: datetime) -> AuditEntry:
    """Add one entry; call it inside the transaction of the change, so that neither exists without the other.

    ``action`` is ``kind.verb`` (``thing.edit``), ``subject`` is kind and code (``thing muenster/100035541``).
    A person as subject is written ``person <user name>``, and within ``change`` under the key ``person``;
    both are kept by code, as the actor is. Values that are personal by their key or their look
    (``personal_words``) stay out of ``change``.
    """
    with transaction.atomic(savepoint=False):
        about = name_of(subject.removeprefix(_PERSON)) if subject.startswith(_PERSON) else None
        entry = AuditEntry(
            at=at,
            by=name_of(actor),
            action=action,
            subject=subject[:300] if about is None else f"{_PERSON}{about.code}",
            about=about,
            change=_plain(change),
        )
        if connection.features.has_select_for_update:
            entry.save()
            transaction.on_commit(partial(seal, entry.pk), robust=True)
        else:
            _add_sealed(entry)
    return entry


def name_of(actor: Person | str) -> AuditName:
    """The row behind a name of the log, made when it is new."""
    name = (actor if isinstance(actor, str) else actor.get_username())[:150]
    found = AuditName.objects.filter(name=name).first()
    if found is None:
        owner = actor if isinstance(actor, Person) else Person.objects.filter(username=name).first()
        salt = secrets.token_hex(16)
        fresh = {"code": audit_chain.code_of(name, salt), "salt": salt, "person": owner}
        found, _made = AuditName.objects.get_or_create(name=name, defaults=fresh)
    elif isinstance(actor, Person) and found.person_id is None:
        AuditName.objects.filter(pk=found.pk).update(person=actor)
    return found


def forget_name(person: Person, at: datetime) -> int:
    """Erase name and salt behind the codes of a person, for good; how many codes. The chain stays valid."""
    names = AuditName.objects.filter(person=person, name__isnull=False)
    return names.update(name=None, salt="", person=None, erased_at=at)


def seal(just: int | None = None) -> int:
    """Take entries that were committed unsealed into the chain, oldest first; how many.

    ``just``: nothing is done when the entry of this id is sealed already.
    """
    waiting = AuditEntry.objects.filter(number__isnull=True)
    if not (waiting if just is None else waiting.filter(pk=just)).exists():
        return 0
    sealed = some = _seal_some()
    while some == _AT_ONCE:
        some = _seal_some()
        sealed += some
    return sealed


def head() -> Head:
    """The newest link of the chain."""
    row = AuditHead.objects.filter(pk=1).first()
    return Head(number=row.number, digest=row.digest) if row else Head(number=0, digest=audit_chain.START)


def link_of(entry: AuditEntry, number: int, previous: str) -> Link:
    """What the digest of this entry vouches for at a place of the chain."""
    return Link(
        number=number,
        previous=previous,
        at=entry.at,
        by=entry.by.code,
        action=entry.action,
        subject=entry.subject,
        change=entry.change,
    )


def _seal_some() -> int:
    with transaction.atomic():
        end = _locked_head()
        waiting = AuditEntry.objects.filter(number__isnull=True).select_related("by").order_by("pk")
        found = list(waiting[:_AT_ONCE])
        for entry in found:
            end.number += 1
            end.digest = audit_chain.digest(link_of(entry, end.number, end.digest))
            _set_seal(entry.pk, end)
        if found:
            end.save(update_fields=["number", "digest"])
    return len(found)


def _set_seal(pk: int, end: AuditHead) -> None:
    """The one change that the triggers let pass, and only once per entry."""
    QuerySet.update(AuditEntry.objects.filter(pk=pk, number=None), number=end.number, digest=end.digest)


def _add_sealed(entry: AuditEntry) -> None:
    end = _locked_head()
    end.number += 1
    entry.number = end.number
    end.digest = entry.digest = audit_chain.digest(link_of(entry, end.number, end.digest))
    entry.save()
    end.save(update_fields=["number", "digest"])


def _locked_head() -> AuditHead:
    row, _made = AuditHead.objects.select_for_update().get_or_create(
        pk=1, defaults={"number": 0, "digest": audit_chain.START}
    )
    return row


def _plain(change: Change) -> dict[str, object]:
    coded = {key: _coded(key, value) for key, value in change.items()}
    told = audit_chain.storable(personal_words.withheld(coded))
    return {str(key): value for key, value in told.items()} if isinstance(told, dict) else {}


def _coded(key: str, value: object) -> object:
    """A named account as its code."""
    if key in personal_words.PEOPLE and isinstance(value, str) and value:
        return name_of(value).code
    return value
