# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""People who sign in: making, inviting, changing and deactivating accounts. There is no default password."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from . import audit, granting, rights
from .errors import Contradiction, LinkInvalid, WeakPassword
from .granting import administrators, keep_an_administrator
from .models import Department, FailedSignIn, OneTimeLink, Person
from .rights import CITY
from .roles import Role

LINK_VALID = timedelta(hours=24)
FORGOTTEN_VALID = timedelta(hours=1)
LOCK_FOR = timedelta(minutes=15)
FAILURES_ALLOWED = {"pair": 5, "address": 40, "account": 60}
"""Failed sign-ins in a row before a pause: per account and address, per address, per account."""


@dataclass(frozen=True, kw_only=True)
class NewPerson:
    """The facts of an account that is to be made."""

    username: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    administrator: bool = False
    departments: tuple[Department, ...] = ()
    """Departments for which the person does everything: facts, releases and devices."""


def create_person(
    actor: Person | str, facts: NewPerson, *, password: str | None = None, at: datetime
) -> Person:
    """Make an account; without password the person needs an invitation (:func:`invite`).

    ``actor`` is an administrator, or the name of a process on the machine (command line, first start).

    Raises:
        NotPermitted: the actor is no administrator.
        Contradiction: the user name is taken or not usable.
        WeakPassword: with the reasons.
    """
    if isinstance(actor, Person):
        rights.require(rights.may_administrate(actor), "create a person")
    person = Person(
        username=Person.normalize_username(facts.username.strip()),
        first_name=facts.first_name.strip(),
        last_name=facts.last_name.strip(),
        email=facts.email.strip(),
    )
    if password is None:
        person.set_unusable_password()
    else:
        _set_password(person, password)
    with transaction.atomic():
        _insert(person)
        granting.start_with(person, _first_roles(facts), actor=actor, at=at)
        audit.record(
            actor,
            "person.create",
            f"person {person.username}",
            {"administrator": facts.administrator, "departments": [d.name for d in facts.departments]},
            at,
        )
    return person


def set_active(actor: Person, person: Person, active: bool, *, at: datetime) -> None:
    """Take an account out of use or bring it back; a deactivated person is signed out at the next request.

    Raises:
        NotPermitted: the actor is no administrator.
        Contradiction: no administrator would be left.
    """
    rights.require(rights.may_administrate(actor), "activate or deactivate a person")
    with transaction.atomic():
        if not Person.objects.filter(pk=person.pk).exclude(is_active=active).update(is_active=active):
            return
        person.links.filter(used_at=None).update(used_at=at)
        keep_an_administrator()
        action = "person.activate" if active else "person.deactivate"
        audit.record(actor, action, f"person {person.username}", {}, at)


def first_start_link(at: datetime) -> str | None:
    """Path of a page where the first administrator sets a password; none when there is one already.

    Valid for 24 hours and for one use; an earlier first-start link stops working.
    """
    if administrators():
        return None
    OneTimeLink.objects.filter(person=None, used_at=None).update(used_at=at)
    return _link(None, at)


def invite(actor: Person | str, person: Person, *, at: datetime) -> str:
    """Path of a page where this person sets a password; 24 hours, one use; earlier ones stop working.

    Raises:
        NotPermitted: the actor is no administrator.
    """
    if isinstance(actor, Person):
        rights.require(rights.may_administrate(actor), "invite a person")
    with transaction.atomic():
        person.links.filter(used_at=None).update(used_at=at)
        path = _link(person, at)
        audit.record(actor, "person.invite", f"person {person.username}", {}, at)
    return path


def forgotten(person: Person, *, at: datetime) -> str:
    """Path of a page where a person who forgot the password sets a new one; one hour, one use.

    Other links of the person stay valid: strangers may ask for this as often as they like.
    """
    with transaction.atomic():
        path = _link(person, at, FORGOTTEN_VALID)
        audit.record("password forgotten", "person.invite", f"person {person.username}", {}, at)
    return path


def person_of_link(token: str, at: datetime) -> Person | None:
    """Whose link this is; none for the link that makes the first administrator.

    Raises:
        LinkInvalid: it was used already, has expired or never existed.
    """
    link = _valid_links(token, at).select_related("person").first()
    if link is None or (link.person is None and administrators()):
        raise LinkInvalid
    return link.person


def redeem_link(token: str, *, username: str, password: str, at: datetime) -> Person:
    """Use a link: the person (or the first administrator, named ``username``) has this password from now on.

    Raises:
        LinkInvalid: it was used already, has expired or never existed.
        WeakPassword: with the reasons; the link stays valid.
        Contradiction: the user name is taken or not usable; the link stays valid.
    """
    with transaction.atomic():
        person = person_of_link(token, at)
        if not _valid_links(token, at).update(used_at=at):
            raise LinkInvalid
        if person is None:
            return create_person(
                "first start", NewPerson(username=username, administrator=True), password=password, at=at
            )
        _set_password(person, password)
        person.save(update_fields=["password"])
        person.links.filter(used_at=None).update(used_at=at)
        audit.record(person, "person.password", f"person {person.username}", {}, at)
        return person


def set_password(person: Person, password: str, *, at: datetime) -> None:
    """The person has this password from now on; asked for by the person or on the machine itself.

    Raises:
        WeakPassword: with the reasons.
    """
    _set_password(person, password)
    with transaction.atomic():
        person.save(update_fields=["password"])
        audit.record(person, "person.password", f"person {person.username}", {}, at)


def sign_in_locked(account: str, address: str, at: datetime) -> bool:
    """Whether signing in has to wait: too many failures of this account and address within 15 minutes."""
    keys = _sign_in_keys(account, address)
    rows = FailedSignIn.objects.filter(key__in=keys, last_at__gt=at - LOCK_FOR).values_list("key", "failures")
    return any(failures >= keys[key] for key, failures in rows)


def sign_in_failed(account: str, address: str, at: datetime) -> None:
    """Count a failure; a pause of 15 minutes resets the count."""
    keys = _sign_in_keys(account, address)
    with transaction.atomic():
        FailedSignIn.objects.bulk_create(
            [FailedSignIn(key=key, failures=0, last_at=at) for key in keys], ignore_conflicts=True
        )
        for row in FailedSignIn.objects.select_for_update().filter(key__in=keys).order_by("key"):
            row.failures = 1 if row.last_at <= at - LOCK_FOR else row.failures + 1
            row.last_at = at
            row.save(update_fields=["failures", "last_at"])


def sign_in_succeeded(account: str, address: str) -> None:
    """Forget the failures of this account at this address."""
    FailedSignIn.objects.filter(key=_hash(f"pair|{account.casefold()}|{address}")).delete()


def forget_sign_ins(at: datetime) -> int:
    """Remove counts and links that no longer matter; the number of removed rows."""
    gone, _rows = FailedSignIn.objects.filter(last_at__lte=at - LOCK_FOR).delete()
    links, _rows = OneTimeLink.objects.filter(Q(expires_at__lt=at) | Q(used_at__lt=at - LINK_VALID)).delete()
    return gone + links


def _sign_in_keys(account: str, address: str) -> dict[str, int]:
    name = account.casefold()
    return {
        _hash(f"pair|{name}|{address}"): FAILURES_ALLOWED["pair"],
        _hash(f"address|{address}"): FAILURES_ALLOWED["address"],
        _hash(f"account|{name}"): FAILURES_ALLOWED["account"],
    }


def _insert(person: Person) -> None:
    try:
        person.full_clean(exclude=["password"])
        with transaction.atomic():
            person.save()
    except (ValidationError, IntegrityError) as error:
        words = (
            error.messages if isinstance(error, ValidationError) else [_("Dieser Anmeldename ist vergeben.")]
        )
        raise Contradiction("; ".join(words)) from error


def _set_password(person: Person, password: str) -> None:
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise WeakPassword(" ".join(error.messages)) from error
    person.set_password(password)


def _first_roles(facts: NewPerson) -> list[tuple[Role, rights.Scope]]:
    city = [(Role.ADMINISTRATOR, CITY)] if facts.administrator else []
    return city + granting.of_departments(facts.departments)


def _link(person: Person | None, at: datetime, valid: timedelta = LINK_VALID) -> str:
    token = secrets.token_urlsafe(32)
    OneTimeLink.objects.create(token_hash=_hash(token), person=person, created_at=at, expires_at=at + valid)
    return f"/konto/erststart/{token}/"


def _valid_links(token: str, at: datetime) -> models.QuerySet[OneTimeLink]:
    return OneTimeLink.objects.filter(token_hash=_hash(token), used_at=None, expires_at__gt=at)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
