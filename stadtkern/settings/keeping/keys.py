# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The key of backups: a file that people keep apart from them; without it nobody can read any of them."""

from __future__ import annotations

import base64
import binascii
import hmac
import os
import secrets
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from .words import BackupDamaged, BackupRefused

_PREFIX = "stadtkern-backup-key-1:"
_NONCE_BYTES = 12
_KEY_BYTES = 32


class Key:
    """Encrypts (AES-256-GCM), and names what is encrypted so that names tell strangers nothing."""

    def __init__(self, secret: bytes) -> None:
        """``secret``: 32 random bytes."""
        self._sealing = AESGCM(_derived(secret, b"content"))
        self._naming = _derived(secret, b"names")
        self.fingerprint = _derived(secret, b"fingerprint").hex()[:32]
        """Tells one key from another, and nothing about either."""

    def name_of(self, content: bytes) -> str:
        """The name of this content: HMAC-SHA-256, hexadecimal; the same content has the same name."""
        return hmac.new(self._naming, content, sha256).hexdigest()

    def seal(self, content: bytes, *, name: str) -> bytes:
        """Encrypted so that it opens under this name only."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return nonce + self._sealing.encrypt(nonce, content, name.encode())

    def open(self, sealed: bytes, *, name: str) -> bytes:
        """What was sealed under this name.

        Raises:
            BackupDamaged: it was changed, or sealed with another key or under another name.
        """
        try:
            return self._sealing.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], name.encode())
        except (InvalidTag, ValueError) as error:
            raise BackupDamaged(f"Das Objekt {name} der Sicherung ist beschädigt.") from error


def make(path: Path) -> None:
    """Make a new key in a file that only its owner can read.

    Raises:
        BackupRefused: there is a file already, or it cannot be written.
    """
    text = _PREFIX + base64.urlsafe_b64encode(secrets.token_bytes(_KEY_BYTES)).decode() + "\n"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise BackupRefused(f"{path} gibt es schon; ein Schlüssel wird nie überschrieben.") from error
    except OSError as error:
        raise BackupRefused(f"{path} kann nicht geschrieben werden: {error.strerror}.") from error
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def read(path: Path) -> Key:
    """The key in a file.

    Raises:
        BackupRefused: it cannot be read, or is no key of backups.
    """
    try:
        text = path.read_text(encoding="ascii").strip()
        secret = base64.urlsafe_b64decode(text.removeprefix(_PREFIX).encode())
    except OSError as error:
        raise BackupRefused(
            f"Der Schlüssel {path} kann nicht gelesen werden: {error.strerror}. "
            "„stadtkern backup key DATEI“ legt einen an."
        ) from error
    except (UnicodeDecodeError, binascii.Error) as error:
        raise BackupRefused(f"{path} ist kein Schlüssel für Sicherungen.") from error
    if not text.startswith(_PREFIX) or len(secret) != _KEY_BYTES:
        raise BackupRefused(f"{path} ist kein Schlüssel für Sicherungen.")
    return Key(secret)


def _derived(secret: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"stadtkern backup " + purpose).derive(secret)
