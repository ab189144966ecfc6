# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who stands behind a request of a machine interface: anybody, or the holder of a key."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, kw_only=True, slots=True)
class Caller:
    """What a request may see and change; without a key it sees what is public and changes nothing.

    A caller sees, beside what is public, all things of its subject; it changes only things of its subject
    and, when it is bound to a declared source, only those of this source.
    """

    name: str = ""
    """Name of the key; empty: anybody."""
    client: str = ""
    """Name under which things are shared with it; empty: nothing is shared with it."""
    key_id: int | None = None
    domain: str = ""
    """Name of the subject whose internal things the caller sees; empty: none."""
    source: str = ""
    """Under which source observations are counted; things it makes carry it."""
    source_only: bool = False
    """True when only things of ``source`` may be changed or filled."""
    sees_internal: bool = True
    """Reads what is internal of its subject; false: it reads what is public, whatever it may write."""
    bound: bool = False
    """Of its subject it sees, fills and changes just ``datastreams`` and ``collections``."""
    datastreams: frozenset[int] = frozenset()
    """Ids of the datastreams to which a bound caller is bound."""
    things: frozenset[int] = frozenset()
    """Ids of the things of these datastreams; it sees them, but changes none."""
    collections: frozenset[str] = frozenset()
    """Keys of the collections to which a bound caller is bound."""
    may_observe: bool = False
    """May add, change and delete observations, and set the state of tasks."""
    may_register: bool = False
    """May create, change and delete things and all that belongs to them."""
    may_command: bool = False
    """May create tasks."""
    may_monitor: bool = False
    """May read the metrics of the platform."""
    creates_internal: bool = False
    """Things it makes are seen only within the subject."""
    topics: tuple[str, ...] = ()
    """MQTT topic filters to which the caller is bound; empty: the topics of its subject."""

    @property
    def subject(self) -> str:
        """Its subject when all of it is within reach; empty for a bound caller and for anybody."""
        return "" if self.bound else self.domain

    @property
    def sight(self) -> str:
        """Equal for all who see the same beside what is public; empty: nothing more."""
        own = f"key:{self.key_id}" if self.bound else self.domain
        seen = own if self.sees_internal else ""
        return f"{seen}|client:{self.client}" if self.client else seen

    def reading(self) -> Caller:
        """A caller that sees what this one may read and changes nothing."""
        bare = replace(
            self, source="", source_only=False, may_observe=False, may_register=False, may_command=False
        )
        if self.sees_internal:
            return bare
        none: frozenset[int] = frozenset()
        return replace(bare, domain="", datastreams=none, things=none, collections=frozenset())


ANYBODY = Caller()
"""A request without a key."""
