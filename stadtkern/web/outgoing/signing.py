# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Signatures of what the city posts to others: HMAC-SHA256 over the time and the body."""

from __future__ import annotations

import hashlib
import hmac

from django.utils.crypto import salted_hmac

HEADER = "Stadtkern-Signature"


def secret(purpose: str, receiver: str) -> str:
    """The secret with which a receiver checks signatures: its own, derived from the city's key."""
    return salted_hmac(purpose, receiver, algorithm="sha256").hexdigest()


def signature(key: str, moment: int, body: bytes) -> str:
    """HMAC-SHA256 [hex] over ``<POSIX seconds>.<body>``."""
    return hmac.new(key.encode(), b"%d.%b" % (moment, body), hashlib.sha256).hexdigest()


def header(key: str, moment: int, body: bytes) -> tuple[str, str]:
    """Name and value of the header of a signed request: its time [POSIX seconds] and signature."""
    return HEADER, f"t={moment},v1={signature(key, moment, body)}"
