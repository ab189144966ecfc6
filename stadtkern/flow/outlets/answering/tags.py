# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Entity tags and what a client says with them (RFC 9110 section 13)."""

from __future__ import annotations

import hashlib
import re

from stadtkern.kernel.errors import CityError

_TAG = re.compile(r'(W/)?"([\x21\x23-\x7e\x80-\xff]*)"')
_CODED = re.compile(r"-(gzip|zstd)$")


class Outdated(CityError):
    """The entity was changed since it was read: its entity tag is not the one of If-Match."""


def tag_of(body: bytes) -> str:
    """The tag of these bytes."""
    return hashlib.blake2b(body, digest_size=12).hexdigest()


def shown(tag: str, *, strong: bool, coding: str = "") -> str:
    """The ETag header; every content coding has a strong tag of its own."""
    if not strong:
        return f'W/"{tag}"'
    return f'"{tag}-{coding}"' if coding else f'"{tag}"'


def is_known(if_none_match: str, tag: str) -> bool:
    """Whether the client has this representation already; weak comparison."""
    if if_none_match.strip() == "*":
        return True
    return any(_CODED.sub("", found) == tag for _, found in _TAG.findall(if_none_match))


def require_match(if_match: str, tag: str) -> None:
    """Strong comparison with what is stored now.

    Raises:
        Outdated: another tag, or only weak ones.
    """
    if if_match.strip() == "*":
        return
    if not any(not weak and _CODED.sub("", found) == tag for weak, found in _TAG.findall(if_match)):
        raise Outdated


def strong_in(header: str) -> list[str]:
    """The strong tags of If-Match, without quotes and content coding."""
    return [_CODED.sub("", found) for weak, found in _TAG.findall(header) if not weak]
