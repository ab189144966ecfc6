# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Secrets that must be read again (keys of devices, passwords of feeds): encrypted at rest.

Fernet (AES-128-CBC with HMAC-SHA256) with a key derived from the installation's secret key; secrets sealed
under an older key stay readable while that key is among Django's ``SECRET_KEY_FALLBACKS``.
"""

from __future__ import annotations

import base64
from functools import cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from .errors import CityError

SEAL_BEGINS = "gAAAAA"
"""The first characters of everything that is sealed: version and the upper bytes of a time (Fernet)."""


class SealBroken(CityError):
    """The secret cannot be read: it was sealed by another installation, or its key file was replaced."""


def seal(secret: str) -> str:
    """The secret as printable text that only this installation can read; empty stays empty."""
    return _keys().encrypt(secret.encode()).decode() if secret else ""


def unseal(sealed: str) -> str:
    """What was sealed.

    Raises:
        SealBroken: it was not sealed by this installation, or it was changed.
    """
    if not sealed:
        return ""
    try:
        return _keys().decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise SealBroken from error


def reseal(sealed: str) -> str:
    """The same secret under the present key, for instance after the key was changed.

    Raises:
        SealBroken: it cannot be read.
    """
    return seal(unseal(sealed))


def is_current(sealed: str) -> bool:
    """Whether it is sealed under the key in use, so that it stays readable without any older one."""
    try:
        _made((str(settings.SECRET_KEY),)).decrypt(sealed.encode())
    except InvalidToken:
        return False
    return True


def _keys() -> MultiFernet:
    return _made((str(settings.SECRET_KEY), *map(str, settings.SECRET_KEY_FALLBACKS)))


@cache
def _made(secrets: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(_derived(secret)) for secret in secrets])


def _derived(secret: str) -> bytes:
    derivation = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"stadtkern sealed secrets")
    return base64.urlsafe_b64encode(derivation.derive(secret.encode()))
