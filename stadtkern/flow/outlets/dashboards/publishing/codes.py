# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Short addresses of dashboards: they follow from the key, so they stay for good and need no table."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable

LENGTH = 7
"""35 bits: among a thousand dashboards two share a code with a probability of 1 in 70,000."""


def code_of(key: str) -> str:
    """The code of a dashboard: small letters and digits that are not taken for each other."""
    digest = hashlib.sha256(f"dashboard:{key}".encode()).digest()
    return base64.b32encode(digest)[:LENGTH].decode().lower()


def key_of(code: str, keys: Iterable[str]) -> str | None:
    """The dashboard of a code; capital letters, as typed from paper, count too."""
    wanted = code.lower()
    return next((key for key in sorted(keys) if code_of(key) == wanted), None)
