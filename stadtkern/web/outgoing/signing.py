# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Signatures of what the city posts to others: HMAC-SHA256 over the time and the body."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence

from django.conf import settings
from django.utils.crypto import salted_hmac

HEADER = "Stadtkern-Signature"


def secret(purpose: str, receiver: str) -> str:
    """The secret with which a receiver checks signatures: its own, derived from the city's key."""
    return salted_hmac(purpose, receiver, algorithm="sha256").hexdigest()


def older_secrets(purpose: str, receiver: str) -> list[str]:
    """The secrets that a receiver may still know while the city's key is being changed."""
    return [
        salted_hmac(purpose, receiver, secret=str(key), algorithm="sha256").hexdigest()
        for key in settings.SECRET_KEY_FALLBACKS
    ]


def signature(key: str, moment: int, body: bytes) -> str:
    """HMAC-SHA256 [hex] over ``<POSIX seconds>.<body>``."""
    return hmac.new(key.encode(), b"%d.%b" % (moment, body), hashlib.sha256).hexdigest()


def header(key: str, moment: int, body: bytes, *, older: Sequence[str] = ()) -> tuple[str, str]:
    """Name and value of the header of a signed request: its time [POSIX seconds] and signatures.

    A receiver accepts the request when one of the ``v1`` fits; there are more than one only while the city's
    key is being changed.
    """
    signed = "".join(f",v1={signature(one, moment, body)}" for one in (key, *older))
    return HEADER, f"t={moment}{signed}"
