# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the city knows about somebody, handed out (Art. 15, 20 GDPR) and erased (Art. 17 GDPR).

Both follow from the words of the record (``privacy``), so that no table named there is forgotten.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from django.db import transaction
from django.db.models import ForeignKey, Model, Q, QuerySet

from . import audit, granting, privacy
from .errors import NotFound
from .models import Grant, Person
from .privacy import ERASED, Erasure, Found, Holding, Processing
from .roles import Role
from .sealed_fields import SealedField

_SECRET: Final = frozenset({"password", "salt", "token", "token_hash", "session_key", "endpoint_hash"})
_ACCOUNT: Final = "kernel.Person"
_EDITION: Final = 1


@dataclass(frozen=True, kw_only=True)
class Subject:
    """Somebody who asks: by accounts, and by addresses that are known to be theirs."""

    people: tuple[Person, ...] = ()
    emails: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """User names."""
        return tuple(person.get_username() for person in self.people)


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What erasing did with one table."""

    processing: Processing
    holding: Holding
    count: int

    @property
    def kept(self) -> bool:
        """Whether rows stay as they are."""
        return self.holding.erasure is Erasure.KEEP


@dataclass(frozen=True, kw_only=True)
class Erased:
    """What erasing did."""

    at: datetime
    outcomes: list[Outcome] = field(default_factory=list)

    @property
    def count(self) -> int:
        """Rows that were deleted, emptied, or lost their name."""
        return sum(outcome.count for outcome in self.outcomes if not outcome.kept)


def subject_of(email: str) -> Subject:
    """Everybody with this address, which whoever asks has proven to be theirs."""
    address = email.strip()
    people = Person.objects.filter(email__iexact=address).order_by("pk") if address else ()
    return Subject(people=tuple(people), emails=(address,) if address else ())


def export(subject: Subject, at: datetime) -> dict[str, object]:
    """All rows about somebody as plain JSON values, with what Art. 15 (1) GDPR wants said about each."""
    return {
        "edition": _EDITION,
        "created_at": at.isoformat(),
        "accounts": list(subject.names),
        "processing_activities": [
            {
                "key": processing.key,
                "title": str(processing.title),
                "purpose": str(processing.purpose),
                "legal_basis": str(processing.legal_basis),
                "categories": [str(category) for category in processing.categories],
                "recipients": str(processing.recipients),
                "kept": kept(processing),
                "tables": tables,
            }
            for processing in privacy.processings()
            if (tables := [told for holding in processing.holdings if (told := _told(holding, subject))])
        ],
    }


def kept(processing: Processing) -> str:
    """How long data of an activity is kept, in one text."""
    rules = [str(rule.said) for rule in processing.retentions]
    return "; ".join([*rules, *([str(processing.kept)] if processing.kept else [])])


def erase(actor: Person | str, subject: Subject, *, at: datetime) -> Erased:
    """Erase what may be erased, the accounts last, with a proof in the audit log that names nobody.

    The chain of the audit log stays valid: it holds codes, and only the names behind them go.

    Raises:
        Contradiction: nobody could administer the platform any more.
        NotFound: nothing is known about this somebody.
    """
    done = Erased(at=at)
    with transaction.atomic():
        governing = Grant.objects.filter(person__in=subject.people, role=Role.ADMINISTRATOR).exists()
        for processing, holding in _in_order():
            count = _erase(holding, subject, at)
            if count:
                done.outcomes.append(Outcome(processing=processing, holding=holding, count=count))
        if not done.outcomes:
            raise NotFound("nothing is known about this person")
        if governing:
            granting.keep_an_administrator()
        by = audit.SYSTEM if isinstance(actor, Person) and actor.get_username() in subject.names else actor
        audit.record(by, "privacy.erase", "data subject", _proof(done), at)
    return done


def known(subject: Subject) -> int:
    """Rows about somebody."""
    return sum(_rows(holding, subject).count() for _processing, holding in _in_order())


def record_export(actor: Person | str, subject: Subject, *, at: datetime) -> None:
    """Note in the audit log that somebody's data was handed out; an account by its code, others unnamed."""
    for told in [f"person {name}" for name in subject.names] or ["data subject"]:
        audit.record(actor, "privacy.export", told, {}, at)


def _in_order() -> Iterator[tuple[Processing, Holding]]:
    """Every table of the record; the accounts, by which the others are found, come last."""
    found = [(processing, holding) for processing in privacy.processings() for holding in processing.holdings]
    yield from sorted(found, key=lambda pair: pair[1].model == _ACCOUNT)


def _rows(holding: Holding, subject: Subject) -> QuerySet[Model]:
    rows: QuerySet[Model] = holding.table._default_manager.all()
    if holding.found is Found.EMAIL and subject.emails:
        wanted = Q()
        for email in subject.emails:
            wanted |= Q((f"{holding.column}__iexact", email))
        return rows.filter(wanted)
    if holding.found is Found.PERSON and subject.people:
        return rows.filter(**{f"{holding.column}__in": [person.pk for person in subject.people]})
    if holding.found is Found.NAME and subject.people:
        return rows.filter(**{f"{holding.column}__in": subject.names})
    return rows.none()


def _told(holding: Holding, subject: Subject) -> dict[str, object] | None:
    rows = [_row(holding, row) for row in _rows(holding, subject).iterator(chunk_size=500)]
    if not rows:
        return None
    return {"table": holding.model, "title": str(holding.table._meta.verbose_name_plural), "rows": rows}


def _row(holding: Holding, row: Model) -> dict[str, object]:
    """The columns of a row but for those that open doors."""
    return {
        column.name: _plain(column.value_from_object(row))
        for column in row._meta.concrete_fields
        if column.name not in _SECRET
        and column.name not in holding.secret
        and not isinstance(column, SealedField)
    }


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal | uuid.UUID):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return f"({len(value)} bytes)"
    return value if isinstance(value, str | int | float | bool | list | dict | None) else str(value)


def _erase(holding: Holding, subject: Subject, at: datetime) -> int:
    if holding.erase is not None:
        return sum(holding.erase(person, at) for person in subject.people)
    rows = _rows(holding, subject)
    if holding.erasure is Erasure.KEEP:
        return rows.count()
    if holding.erasure is Erasure.DELETE:
        count = rows.count()
        rows.delete()
        return count
    if holding.erasure is Erasure.RENAME:
        return rows.update(**dict.fromkeys(holding.fields, ERASED))
    return rows.update(**{name: _empty(holding.table, name) for name in holding.fields})


def _empty(table: type[Model], name: str) -> str | None:
    column = table._meta.get_field(name)
    return None if isinstance(column, ForeignKey) else ""


def _proof(done: Erased) -> dict[str, audit.Fact | dict[str, audit.Fact]]:
    """What was done, by table."""
    told: dict[str, dict[str, audit.Fact]] = {}
    for outcome in done.outcomes:
        counts = told.setdefault(outcome.holding.erasure.value, {})
        before = counts.get(outcome.holding.model)
        counts[outcome.holding.model] = outcome.count + (before if isinstance(before, int) else 0)
    return dict(told)
