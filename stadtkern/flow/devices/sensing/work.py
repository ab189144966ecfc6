# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""One piece of work at the register: who asks, what may be touched, what was done, and who is told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol, TypeVar

from django.db import transaction
from django.db.models import Model, QuerySet

from stadtkern.flow.devices.identity import possible
from stadtkern.flow.devices.models import Thing, lock_register
from stadtkern.kernel import audit
from stadtkern.kernel.callers import Caller
from stadtkern.kernel.errors import NotFound, NotPermitted, PayloadRejected
from stadtkern.kernel.events import RegisterChanged, tell

M = TypeVar("M", bound=Model, covariant=True)
Change = Literal["created", "changed", "deleted"]
_VERBS = {"created": "create", "changed": "edit", "deleted": "delete"}


class Seen(Protocol[M]):
    """A manager whose query set knows who sees what."""

    def filter(self, *, pk__in: Collection[int]) -> QuerySet[M, M]:
        """Rows with these ids."""

    def seen_by(self, caller: Caller) -> QuerySet[M, M]:
        """Rows that the caller sees."""


@dataclass(frozen=True, kw_only=True)
class Note:
    """What was done to one entity."""

    entity: str
    id: int
    change: Change
    fields: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Work:
    """A change of the register by a caller, within one transaction."""

    caller: Caller
    at: datetime
    notes: list[Note] = field(default_factory=list)
    """The first one is what was asked for, the others follow from it."""

    def note(self, entity: str, pk: int, change: Change, fields: Collection[str] = ()) -> None:
        """Remember what was done, for the audit log and for listeners."""
        self.notes.append(Note(entity=entity, id=pk, change=change, fields=frozenset(fields)))

    def linked(self, entity: str, name: str, rows: Seen[M], wanted: Collection[int]) -> list[M]:
        """The rows with these ids that ``entity`` is to be linked with by ``name``, in the given order.

        Raises:
            PayloadRejected: one of them does not exist, or the caller does not see it.
        """
        found = {row.pk: row for row in rows.filter(pk__in=possible(set(wanted)))}
        unclear = [pk for pk, row in found.items() if not self._owns(row)]
        hidden = set(unclear)
        if unclear:
            hidden -= set(rows.seen_by(self.caller).filter(pk__in=unclear).values_list("pk", flat=True))
        for pk in wanted:
            if pk not in found or pk in hidden:
                raise PayloadRejected(f"{entity}: the link {name} names {pk}, which does not exist")
        return [found[pk] for pk in dict.fromkeys(wanted)]

    def target(self, entity: str, rows: Seen[M], pk: int) -> M:
        """The row that is to be changed or deleted, locked where the database can.

        Raises:
            NotFound: it does not exist, or the caller does not see it.
        """
        found = rows.seen_by(self.caller).filter(pk=pk)
        row = found.model._default_manager.select_for_update().filter(pk__in=found.values("pk")).first()
        if row is None:
            raise NotFound(f"no {entity} with id {pk}")
        return row

    def _owns(self, row: Model) -> bool:
        """Whether the row says itself that it is of the caller's subject, which every caller sees."""
        return bool(self.caller.subject) and getattr(row, "domain", None) == self.caller.subject

    def may_change(self, thing: Thing) -> bool:
        """Whether the caller may change this thing and all that belongs to it."""
        own = bool(self.caller.subject) and thing.domain == self.caller.subject
        return own and (not self.caller.source_only or thing.source == self.caller.source)

    def require_things(self, things: Collection[Thing], what: str) -> None:
        """Go on only when the caller may change all of these things.

        Raises:
            NotPermitted: one of them belongs to another subject or source.
        """
        for thing in things:
            if not self.may_change(thing):
                raise NotPermitted(
                    f"{what}: the thing {thing.pk} belongs to another subject or source than your key"
                )

    def require_domain(self, domain: str, what: str, things: Collection[Thing] = ()) -> None:
        """Go on only when a row of this subject, on which these things hang, may be changed by the caller.

        Raises:
            NotPermitted: it is declared, or belongs to another subject or source.
        """
        if not domain:
            raise NotPermitted(f"{what}: it is declared by the city itself and is not changed by keys")
        if domain != self.caller.subject:
            raise NotPermitted(f"{what}: it belongs to another subject than your key")
        if self.caller.source_only:
            self.require_things(things, what)


@contextmanager
def working(caller: Caller, at: datetime) -> Iterator[Work]:
    """A transaction under the register's lock; audited inside, told after the commit.

    One lock for all who write through keys, taken first, so that no two of them ever wait for each other.
    """
    with transaction.atomic():
        lock_register()
        work = Work(caller=caller, at=at)
        yield work
        _audit(work)
        transaction.on_commit(lambda: _tell(work))


def _audit(work: Work) -> None:
    if not work.notes:
        return
    first, *others = work.notes
    change: dict[str, audit.Fact | list[audit.Fact] | dict[str, audit.Fact]] = {}
    if first.fields:
        change["fields"] = list[audit.Fact](sorted(first.fields))
    for (entity, verb), number in sorted(Counter((note.entity, note.change) for note in others).items()):
        change[f"{entity} {verb}"] = number
    action = f"{first.entity.lower()}.{_VERBS[first.change]}"
    audit.record(work.caller.name, action, f"{first.entity} {first.id}", change, work.at)


def _tell(work: Work) -> None:
    for note in work.notes:
        tell(
            RegisterChanged(
                at=work.at, entity=note.entity, id=note.id, change=note.change, fields=note.fields
            )
        )
