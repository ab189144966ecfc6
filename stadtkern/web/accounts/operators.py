# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What administrators do for people who have lost a device or suspect somebody else in their account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.utils.translation import gettext as _

from stadtkern.kernel import audit, rights
from stadtkern.kernel.models import Person
from stadtkern.kernel.roles import Action

from . import factors, sessions
from .adapter import write_to


@dataclass(frozen=True, kw_only=True)
class Safety:
    """How an account is protected, without anything that opens it."""

    factors: frozenset[str]
    sessions: int
    providers: tuple[str, ...]
    """Keys of identity providers that lead into the account."""


def safety_of(person: Person) -> Safety:
    """How this account is protected; three queries."""
    outside = SocialAccount.objects.filter(user=person).order_by("provider")
    return Safety(
        factors=factors.kinds_of(person),
        sessions=UserSession.objects.filter(user=person).count(),
        providers=tuple(outside.values_list("provider", flat=True)),
    )


def remove_factors(actor: Person | str, person: Person, *, at: datetime) -> int:
    """Remove every second factor of somebody who cannot use it any more; how many. All sessions end.

    Raises:
        NotPermitted: the actor is no administrator.
    """
    _require(actor, "remove second factors")
    with transaction.atomic():
        kinds = sorted(factors.kinds_of(person))
        gone = Authenticator.objects.filter(user=person).delete()[0]
        if gone:
            audit.record(actor, "person.factor_gone", f"person {person.username}", {"kinds": kinds}, at)
        sessions.end_all(actor, UserSession.objects.all(), person, at=at)
    if gone:
        write_to(person, _("Die Administration hat Ihren zweiten Faktor entfernt."))
    return gone


def end_sessions(actor: Person | str, person: Person, *, at: datetime) -> int:
    """Sign a person out everywhere; how many sessions ended.

    Raises:
        NotPermitted: the actor is no administrator.
    """
    _require(actor, "end sessions")
    return sessions.end_all(actor, UserSession.objects.all(), person, at=at)


def _require(actor: Person | str, what: str) -> None:
    if isinstance(actor, Person):
        rights.require(rights.may(actor, Action.ADMINISTRATE), what)
