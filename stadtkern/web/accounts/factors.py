# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Second factors: codes of an app (TOTP, RFC 6238), passkeys (WebAuthn Level 2), codes for emergencies."""

from __future__ import annotations

from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.utils.translation import gettext as _

from stadtkern.kernel import sealed
from stadtkern.kernel.models import Person
from stadtkern.web import qr

from . import required, texts


class FactorAdapter(DefaultMFAAdapter):
    """What the city does differently."""

    error_messages = {**DefaultMFAAdapter.error_messages, **texts.FACTOR_ERRORS}  # noqa: RUF012 - as allauth has it

    def encrypt(self, text: str) -> str:
        """Secrets are sealed in the register."""
        return sealed.seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """What was sealed."""
        return sealed.unseal(encrypted_text)

    def get_totp_issuer(self) -> str:
        """The name under which apps show the code."""
        return str(settings.CITY_NAME)

    def _get_user_identifier(self, user: AbstractBaseUser) -> str:
        return user.get_username()

    def build_totp_svg(self, url: str) -> str:
        """The QR code that apps read."""
        return qr.svg(url).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Not the last one of somebody who needs one."""
        person = authenticator.user
        if not isinstance(person, Person) or not required.of(person):
            return True
        others = Authenticator.objects.filter(user=person).exclude(pk=authenticator.pk)
        return others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists()

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:  # noqa: A002 - allauth's
        """A first name for a passkey, which the person may change."""
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return _("Passkey %(number)s") % {"number": number}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """For whom a passkey is made: the city under its own host name (WebAuthn Level 2, 5.4.2)."""
        host = settings.ALLOWED_HOSTS[0] if settings.KNOBS.https else context.request.get_host()
        return {"id": host.partition(":")[0], "name": str(settings.CITY_NAME)}


def kinds_of(person: Person) -> frozenset[str]:
    """Which second factors a person has: ``totp``, ``webauthn``, ``recovery_codes``; one query."""
    return frozenset(Authenticator.objects.filter(user=person).values_list("type", flat=True))
