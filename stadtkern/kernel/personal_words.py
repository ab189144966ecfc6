# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is personal by its name or its look, and is left out of logs and of the audit log."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

PEOPLE: Final = frozenset({"account", "author", "person", "user", "username"})
"""Names of fields whose values name an account."""
KEYS: Final = frozenset(
    {
        "client_ip", "contact_email", "contact_name", "contact_phone", "cookie", "email", "emails",
        "endpoint", "family_name", "first_name", "given_name", "last_name", "mail", "password", "phone",
        "real_name", "recipient", "recipients", "remote_addr", "secret", "sessionid", "token", "user_agent",
    }
)  # fmt: skip
"""Names of fields whose values say who somebody is, or open a door."""
LEFT_OUT: Final = "…"
"""Stands in the place of a value."""

_MOST = 100_000
"""Characters of a text that are looked at; what is longer is cut."""
_MAIL = re.compile(
    r"[A-Za-z0-9._%+\-]{1,64}@[A-Za-z0-9\-]{1,63}(?:\.[A-Za-z0-9\-]{1,63}){0,8}\.[A-Za-z]{2,24}"
)
_SECRET_PATH = re.compile(
    r"/(?=[A-Za-z_\-]{0,200}[0-9])(?=[a-z0-9_\-]{0,200}[A-Z])[A-Za-z0-9_\-]{24,200}(?=[/?\s\"']|$)"
)
"""A part of a path with capitals and digits that nobody could guess opens a door."""
_KEY = re.compile(r"\b(sk_)[A-Za-z0-9_\-]{8,}")
_BEARER = re.compile(r"(?i)\b(bearer|basic)\s+[A-Za-z0-9._~+/\-]{8,}=*")
_LOGIN = re.compile(r"(://)[^/@\s:]{1,100}(?::[^/@\s]{1,200})?@")
_ADDRESS = re.compile(r"\b(\d{1,3}\.\d{1,3}\.\d{1,3})\.\d{1,3}\b(?!\.\d)")


def withheld(facts: Mapping[str, object], keys: frozenset[str] = KEYS) -> dict[str, object]:
    """The same facts without what is personal: by key the whole value, in texts what looks like it."""
    return {
        key: LEFT_OUT if _is_personal(key, value, keys) else _within(value, keys)
        for key, value in facts.items()
    }


def reduced(text: str) -> str:
    """A text without addresses of e-mail, logins in URLs, keys, and secret parts of paths; at most 100 kB."""
    text = text[:_MOST]
    if "@" in text:
        text = _LOGIN.sub(r"\1…@", text)
        text = _MAIL.sub("(E-Mail)", text)
    text = _SECRET_PATH.sub(f"/{LEFT_OUT}", text)
    return _BEARER.sub(rf"\1 {LEFT_OUT}", _KEY.sub(rf"\1{LEFT_OUT}", text))


def without_host(text: str) -> str:
    """A text whose IPv4 addresses name the network (/24) only."""
    return _ADDRESS.sub(r"\1.0", text)


def _is_personal(key: str, value: object, keys: frozenset[str]) -> bool:
    return key.casefold() in keys and not isinstance(value, bool | int | float) and value not in ("", None)


def _within(value: object, keys: frozenset[str]) -> object:
    if isinstance(value, str):
        return reduced(value)
    if isinstance(value, Mapping):
        return withheld({str(key): inner for key, inner in value.items()}, keys)
    if isinstance(value, Sequence) and not isinstance(value, bytes):
        return [_within(inner, keys) for inner in value]
    return value
