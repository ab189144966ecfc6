# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who needs a second factor: whoever administrates or operates the platform, where the city asks for it."""

from __future__ import annotations

from typing import Final

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest

from stadtkern.kernel import rights
from stadtkern.kernel.models import Person
from stadtkern.kernel.roles import Action

BY_PROVIDER: Final = "second_factor_by_provider"
"""Key in the session: the identity provider has asked for a second factor."""


def of(person: Person) -> bool:
    """Whether this person needs a second factor."""
    if not settings.SECOND_FACTOR_REQUIRED:
        return False
    return rights.may(person, Action.ADMINISTRATE) or rights.may(person, Action.OPERATE)


def missing(request: HttpRequest, person: Person) -> bool:
    """Whether this person has to set up a second factor before going on."""
    if not settings.SECOND_FACTOR_REQUIRED or request.session.get(BY_PROVIDER):
        return False
    strong = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    return of(person) and not Authenticator.objects.filter(user=person, type__in=strong).exists()
