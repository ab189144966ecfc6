# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A one-time code opens once (RFC 6238 section 5.2), also when clocks differ and requests come together."""

from __future__ import annotations

import hmac

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth
from allauth.mfa.utils import decrypt
from django.db import transaction

_LAST = "last_counter"


def normal(code: str) -> str:
    """The code without the spaces that apps and paper show in it."""
    return "".join(code.split())


def use(authenticator: Authenticator, code: str) -> None:
    """Note that this code of an app was used; codes for emergencies note that themselves.

    Raises:
        ValidationError: it, or a later one, was used before.
    """
    if authenticator.type != Authenticator.Type.TOTP:
        return
    with transaction.atomic():
        stored = Authenticator.objects.select_for_update().get(pk=authenticator.pk)
        counter = _counter(stored, code)
        if counter is None or counter <= int(stored.data.get(_LAST, -1)):
            raise get_adapter().validation_error("incorrect_code")
        stored.data[_LAST] = counter
        stored.save(update_fields=["data"])


def _counter(authenticator: Authenticator, code: str) -> int | None:
    """The time step for which the code is the right one."""
    secret = decrypt(authenticator.data["secret"])
    for counter in auth.yield_hotp_counters_from_time():
        if hmac.compare_digest(auth.format_hotp_value(auth.hotp_value(secret, counter)), code):
            return int(counter)
    return None
