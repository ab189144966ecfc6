# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Takes in and answers requests of people about their own data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils.translation import gettext as _

from stadtkern.kernel import audit, consents, data_subjects, privacy, retaining, rights
from stadtkern.kernel.data_subjects import Erased, Subject
from stadtkern.kernel.errors import Contradiction, NotFound
from stadtkern.kernel.models import AuditEntry, Consent, Person
from stadtkern.kernel.privacy import Processing
from stadtkern.kernel.roles import Action

from .models import ErasureRequest


@dataclass(frozen=True, kw_only=True)
class Agreed:
    """A consent that stands, with the text that the person agreed to."""

    consent: Consent
    processing: Processing


@dataclass(frozen=True, kw_only=True)
class Activity:
    """A processing activity with what its retention did last."""

    processing: Processing
    kept: str
    proof: AuditEntry | None


def subject(person: Person) -> Subject:
    """The person with the addresses that the person has proven to be the own ones."""
    proven = EmailAddress.objects.filter(user=person, verified=True).values_list("email", flat=True)
    return Subject(people=(person,), emails=tuple(proven))


def own_data(person: Person, at: datetime) -> dict[str, object]:
    """All data of the person, noted in the audit log as handed out."""
    asked = subject(person)
    data_subjects.record_export(person, asked, at=at)
    return data_subjects.export(asked, at)


def activities() -> list[Activity]:
    """The record of the city, with the newest proof of each retention."""
    actions = (retaining.ACTION, "audit.trim")
    rows = AuditEntry.objects.filter(action__in=actions).order_by("-pk")[:500]
    newest: dict[str, AuditEntry] = {}
    for row in rows:
        newest.setdefault(row.subject.removeprefix("processing ").replace("audit log", "audit"), row)
    return [
        Activity(processing=one, kept=data_subjects.kept(one), proof=newest.get(one.key))
        for one in privacy.processings()
    ]


def agreed(person: Person) -> list[Agreed]:
    """What the person has agreed to and not taken back."""
    declared = {one.key: one for one in privacy.processings()}
    return [
        Agreed(consent=row, processing=declared[row.processing])
        for row in consents.all_of(person)
        if row.withdrawn_at is None and row.processing in declared
    ]


def asked(person: Person) -> ErasureRequest | None:
    """The newest request of the person."""
    return ErasureRequest.objects.filter(person=person).order_by("-pk").first()


def ask(person: Person, *, at: datetime) -> ErasureRequest:
    """Ask for the own account and data to be erased; asking again changes nothing."""
    with transaction.atomic():
        found, made = ErasureRequest.objects.get_or_create(
            person=person, answered_at=None, defaults={"asked_at": at}
        )
        if made:
            audit.record(person, "privacy.ask", _subject(person), {}, at)
    return found


def take_back(person: Person, *, at: datetime) -> None:
    """Take the own open request back.

    Raises:
        NotFound: there is none.
    """
    with transaction.atomic():
        gone, _rows = ErasureRequest.objects.filter(person=person, answered_at=None).delete()
        if not gone:
            raise NotFound("no request to be erased")
        audit.record(person, "privacy.take_back", _subject(person), {}, at)


def open_requests() -> list[ErasureRequest]:
    """Requests that wait for an answer, oldest first."""
    return list(ErasureRequest.objects.filter(answered_at=None).select_related("person"))


def fulfil(actor: Person, request_id: int, *, at: datetime) -> Erased:
    """Erase who has asked for it.

    Raises:
        NotPermitted: the actor may not manage accounts.
        NotFound: the request is no longer open.
        Contradiction: it is the own one, or nobody could administer the platform any more.
    """
    with transaction.atomic():
        found = _open(actor, request_id)
        if found.person == actor:
            raise Contradiction(_("Den eigenen Antrag beantwortet eine andere Person."))
        return data_subjects.erase(actor, subject(found.person), at=at)


def decline(actor: Person, request_id: int, answer: str, *, at: datetime) -> None:
    """Answer that the account cannot be erased, with the reason (Art. 12 (4) GDPR).

    Raises:
        NotPermitted: the actor may not manage accounts.
        NotFound: the request is no longer open.
        Contradiction: no reason is given.
    """
    if not answer.strip():
        raise Contradiction(_("Bitte begründen Sie, warum nicht gelöscht werden kann."))
    with transaction.atomic():
        found = _open(actor, request_id)
        found.answered_at, found.answer = at, answer.strip()[:2000]
        found.save(update_fields=["answered_at", "answer"])
        audit.record(actor, "privacy.decline", _subject(found.person), {}, at)


def _open(actor: Person, request_id: int) -> ErasureRequest:
    rights.require(rights.may(actor, Action.ADMINISTRATE), "answer a request to be erased")
    rows = ErasureRequest.objects.select_for_update().filter(answered_at=None)
    found = rows.filter(pk=request_id).first()
    if found is None:
        raise NotFound(f"no open request {request_id}")
    return found


def _subject(person: Person) -> str:
    return f"person {person.get_username()}"
