# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""E-mails about accounts, sent by jobs: a page answers equally fast whether there is an account or not.

Jobs are kept for days, so what they are called with is sealed.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime

import msgspec
import structlog
from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from stadtkern.kernel import people, sealed
from stadtkern.kernel.jobs import job
from stadtkern.kernel.models import Person

log = structlog.get_logger(__name__)


class Letter(msgspec.Struct, frozen=True):
    """An e-mail to one address."""

    to: str
    subject: str
    body: str


class Asked(msgspec.Struct, frozen=True):
    """Somebody who gave this address has forgotten a password."""

    address: str
    language: str


def possible() -> bool:
    """Whether the city has a mail server."""
    return bool(settings.EMAIL_HOST)


def post(letter: Letter) -> None:
    """Send an e-mail soon; without a mail server nothing happens."""
    if possible():
        told = {"to": letter.to, "subject": letter.subject, "body": letter.body}
        deliver.enqueue(sealed.seal(json.dumps(told)))


def ask_for_link(address: str, language: str) -> None:
    """Look soon whether the address belongs to accounts, and send each a link for a new password."""
    if possible():
        answer.enqueue(sealed.seal(msgspec.json.encode(Asked(address, language)).decode()))


@job(gettext_lazy("E-Mail zu einem Konto senden"))
def deliver(letter: str) -> None:
    """Send a sealed :class:`Letter`."""
    _send(msgspec.json.decode(sealed.unseal(letter), type=Letter))


@job(gettext_lazy("Link für ein neues Passwort senden"))
def answer(asked: str) -> None:
    """Answer a sealed :class:`Asked`; nobody learns whether it was sent."""
    given = msgspec.json.decode(sealed.unseal(asked), type=Asked)
    now = datetime.now(UTC)
    with override(given.language):
        for person in accounts_of(given.address):
            _send(_link_letter(person, given.address, people.forgotten(person, at=now)))


def accounts_of(address: str) -> list[Person]:
    """Accounts in use with this address: those that confirmed it, else those to which administrators gave it.

    An address that somebody wrote into the own account without confirming it counts for nothing.
    """
    confirmed = EmailAddress.objects.filter(email__iexact=address, verified=True, user__is_active=True)
    found = [one.user for one in confirmed.select_related("user") if isinstance(one.user, Person)]
    if found:
        return found
    unconfirmed = EmailAddress.objects.filter(email__iexact=address).values("user")
    given = Person.objects.filter(email__iexact=address, is_active=True).exclude(pk__in=unconfirmed)
    return list(given.exclude(email="").order_by("pk"))


def newcomers(address: str) -> list[Person]:
    """Accounts that registered with this address and wait for it to be confirmed; they are asked to do so."""
    if not settings.REGISTRATION:
        return []
    waiting = EmailAddress.objects.filter(email__iexact=address, verified=False, user__last_login=None)
    found = waiting.select_related("user").order_by("pk")
    return [one.user for one in found if isinstance(one.user, Person)]


def _link_letter(person: Person, address: str, path: str) -> Letter:
    body = render_to_string(
        "accounts/mail/link.txt",
        {"link": f"{settings.KNOBS.address}{path}", "username": person.username, "city": settings.CITY_NAME},
    )
    return Letter(to=address, subject=_("Neues Passwort für Ihr Konto"), body=body.strip())


def _send(letter: Letter) -> None:

    message = EmailMessage(
        subject=f"{' '.join(letter.subject.split())[:150]} – {settings.CITY_NAME}",
        body=letter.body,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[letter.to],
        headers={"Auto-Submitted": "auto-generated"},
    )
    message.send()
    log.info("account_mail_sent")
