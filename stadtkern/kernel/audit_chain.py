# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""How an entry of the audit log becomes a link of the chain: pure sums, the same on every database.

The digest of an entry is the SHA-256 of its canonical JSON, which holds the digest of the entry before it.
Names of people are not part of it: an entry holds a *code*, which is itself a sum over name and salt. Nobody
can put another name to a code, and once name and salt are erased the code says nothing any more, while the
chain stays valid.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

START = "0" * 64
"""What stands in the place of a digest before the first entry."""
_FORM = 1
"""Form of the canonical JSON; a later one gets another number."""
_EXACT = 2**53
"""Whole numbers below are the same on every database, however they were written."""


@dataclass(frozen=True, kw_only=True)
class Link:
    """What the digest of an entry vouches for."""

    number: int
    """Place in the chain, from 1 on, without gaps."""
    previous: str
    """Digest of the entry before, hexadecimal."""
    at: datetime
    by: str
    """Code of who did it."""
    action: str
    subject: str
    change: object
    """Plain JSON values."""


def digest(link: Link) -> str:
    """SHA-256 over the canonical JSON of an entry, hexadecimal."""
    told = {
        "action": link.action,
        "at": link.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "by": link.by,
        "change": _settled(link.change),
        "form": _FORM,
        "number": link.number,
        "previous": link.previous,
        "subject": link.subject,
    }
    text = json.dumps(told, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def code_of(name: str, salt: str) -> str:
    """The code under which a name stands in the log: a sum that only name and salt together give."""
    return "p-" + hashlib.sha256(f"{salt}|{name}".encode()).hexdigest()[:32]


def storable(value: object) -> object:
    """A value that every database gives back as it was: numbers that one of them would round become text."""
    if isinstance(value, Mapping):
        return {str(key): storable(inner) for key, inner in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [storable(inner) for inner in value]
    if isinstance(value, str):
        return value.replace("\x00", "")
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return value if math.isfinite(value) and abs(value) < _EXACT else str(value)
    return str(value)


def _settled(value: object) -> object:
    """Numbers as one text, whether a database calls them 1 or 1.0."""
    if isinstance(value, Mapping):
        return {str(key): _settled(inner) for key, inner in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_settled(inner) for inner in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value
