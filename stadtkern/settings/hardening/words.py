# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a requirement of operation is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from stadtkern.settings.env import Knobs


@dataclass(frozen=True, kw_only=True)
class Place:
    """The installation that is looked at."""

    knobs: Knobs
    now: datetime


@dataclass(frozen=True, kw_only=True)
class Requirement:
    """Something an installation in operation has to have."""

    id: str
    title: str
    """What is the case when all is well, in German."""
    blocks: tuple[str, ...]
    """Building blocks of the IT-Grundschutz compendium."""
    hint: str
    look: Callable[[Place], Iterator[str]]
    """What is not well; nothing: it is fulfilled."""
    serious: bool = False
    """True: whoever goes on regardless invites harm."""


def host_of(address: str) -> str:
    """The host in a URL; empty when there is none."""
    return urlsplit(address).hostname or ""


def is_here(host: str) -> bool:
    """Whether a host is this machine."""
    return host in {"", "localhost", "::1"} or host.startswith(("127.", "/"))
