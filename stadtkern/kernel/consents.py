# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Consent of people: to which text, since when, and taken back as easily as it was given (Art. 7 GDPR)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from . import audit, privacy
from .errors import NotFound
from .models import Consent, Person


def give(person: Person, key: str, *, at: datetime) -> Consent:
    """Note that the person agrees to the present text of a processing activity; an older text is replaced.

    Raises:
        NotFound: the activity asks for no consent.
    """
    version = _declared(key).version
    with transaction.atomic():
        standing = given(person, key)
        if standing is not None and standing.version == version:
            return standing
        Consent.objects.filter(person=person, processing=key, withdrawn_at=None).update(withdrawn_at=at)
        made = Consent.objects.create(person=person, processing=key, version=version, given_at=at)
        audit.record(person, "consent.give", _subject(person), {"processing": key, "version": version}, at)
    return made


def given(person: Person, key: str) -> Consent | None:
    """The consent that stands now."""
    return Consent.objects.filter(person=person, processing=key, withdrawn_at=None).first()


def ended(person: Person, key: str, *, at: datetime) -> bool:
    """Note that what the person agreed to has ended; false when there was no consent."""
    with transaction.atomic():
        standing = Consent.objects.filter(person=person, processing=key, withdrawn_at=None)
        if not standing.update(withdrawn_at=at):
            return False
        audit.record(person, "consent.withdraw", _subject(person), {"processing": key}, at)
    return True


def withdraw(person: Person, key: str, *, at: datetime) -> None:
    """Take a consent back: what was agreed to ends with it.

    Raises:
        NotFound: the person has not agreed, or the activity asks for no consent.
    """
    with transaction.atomic():
        declared = _declared(key)
        if given(person, key) is None:
            raise NotFound(f"no consent to {key}")
        declared.withdraw(person, at)
        ended(person, key, at=at)


def all_of(person: Person) -> list[Consent]:
    """Every consent of a person, newest first; also those that were taken back."""
    return list(Consent.objects.filter(person=person).order_by("-given_at", "-pk"))


def _declared(key: str) -> privacy.Consent:
    try:
        declared = privacy.processing(key).consent
    except KeyError as error:
        raise NotFound(f"no processing activity {key}") from error
    if declared is None:
        raise NotFound(f"{key} asks for no consent")
    return declared


def _subject(person: Person) -> str:
    return f"person {person.get_username()}"
