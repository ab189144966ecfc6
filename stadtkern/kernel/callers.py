# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who stands behind a request of a machine interface: anybody, or the holder of a key."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Caller:
    """What a request may see and change; without a key it sees what is public and changes nothing.

    A caller sees, beside what is public, all things of its subject; it changes only things of its subject
    and, when it is bound to a declared source, only those of this source.
    """

    name: str = ""
    """Name of the key; empty: anybody."""
    key_id: int | None = None
    domain: str = ""
    """Name of the subject whose internal things the caller sees; empty: none."""
    source: str = ""
    """Under which source observations are counted; things it makes carry it."""
    source_only: bool = False
    """True when only things of ``source`` may be changed or filled."""
    may_observe: bool = False
    """May add, change and delete observations, and set the state of tasks."""
    may_register: bool = False
    """May create, change and delete things and all that belongs to them."""
    may_command: bool = False
    """May create tasks."""
    creates_internal: bool = False
    """Things it makes are seen only within the subject."""
    topics: tuple[str, ...] = ()
    """MQTT topic filters to which the caller is bound; empty: the topics of its subject."""


ANYBODY = Caller()
"""A request without a key."""
