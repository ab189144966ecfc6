# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who wants to hear of what: subscriptions understood once, found by what has happened.

Callers of the same sight share a watch: all of a subject, those without key, each bound key alone.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from stadtkern.flow.outlets.sensorthings.entities import OBSERVATION, Entity
from stadtkern.flow.outlets.sensorthings.query.trees import walk
from stadtkern.flow.outlets.sensorthings.query.words import Address, Expression, Path, Quantified, Query
from stadtkern.kernel.callers import Caller

from .topics import STREAMS

_WILD = ("+", "#")


@dataclass(frozen=True, kw_only=True, slots=True)
class Watch:
    """One subscription of all callers of a subject."""

    pattern: str
    caller: Caller
    """With the rights to read of the subject, and no other."""
    address: Address | None = None
    """Null: a pattern with wildcards, which hears of every topic it covers."""
    query: Query | None = None

    @property
    def entity(self) -> Entity | None:
        """What it hears of; null: everything that the pattern covers."""
        return self.address.entity if self.address is not None else None

    @property
    def stream(self) -> int | None:
        """The datastream whose observations are watched; null: those of any, or no observations."""
        return self._parent(STREAMS)

    @property
    def feature(self) -> int | None:
        """The same for a feature of interest."""
        return self._parent(("FeatureOfInterest",))

    @property
    def is_flow(self) -> bool:
        """Whether it watches a set of observations."""
        return self.address is not None and self.address.many and self.entity is OBSERVATION

    @property
    def asks_again(self) -> bool:
        """Whether observations alone do not answer it: each commit costs a question to the reader."""
        query = self.query
        if query is None or not self.is_flow:
            return False
        return bool(query.expand) or self.feature is not None or not speaks_of_itself(query.filter)

    def _parent(self, names: tuple[str, ...]) -> int | None:
        if not self.is_flow or self.address is None or len(self.address.steps) < 2:
            return None
        parent = self.address.steps[-2]
        wanted = parent.entity.name in names and parent.id is not None and parent.id.isdecimal()
        return int(parent.id or 0) if wanted else None


def reading(caller: Caller) -> Caller:
    """A caller that sees the same and changes nothing."""
    return caller.reading()


def speaks_of_itself(condition: Expression | None) -> bool:
    """Whether a filter needs the properties of the entity only, and none of related ones."""
    if condition is None:
        return True
    return not any(
        (isinstance(node, Path) and node.links) or isinstance(node, Quantified) for node in walk(condition)
    )


def is_wild(pattern: str) -> bool:
    """Whether the pattern has wildcards of MQTT."""
    return any(level in _WILD for level in pattern.partition("?")[0].split("/"))


@dataclass(frozen=True, kw_only=True, slots=True)
class _Index:
    """The watches by what concerns them."""

    streams: Mapping[int, Sequence[Watch]]
    broad: Sequence[Watch]
    """Of observations of any datastream."""
    entities: Mapping[str, Sequence[Watch]]
    wild: Sequence[Watch]
    asking: Mapping[str, int]
    """Number of watches that ask again, by subject."""


class Watches:
    """All watches; may be asked and changed from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: dict[tuple[str, str], tuple[Watch, int]] = {}
        self._arranged: _Index | None = None

    def add(self, watch: Watch) -> None:
        """One more subscription; the same may be there already."""
        with self._lock:
            key = (watch.pattern, watch.caller.sight)
            known, count = self._held.get(key, (watch, 0))
            self._held[key] = (known, count + 1)
            self._arranged = None

    def remove(self, pattern: str, caller: Caller) -> None:
        """One less."""
        with self._lock:
            key = (pattern, caller.sight)
            known, count = self._held.pop(key, (None, 0))
            if known is not None and count > 1:
                self._held[key] = (known, count - 1)
            self._arranged = None

    def __len__(self) -> int:
        return len(self._held)

    def asking_again(self, domain: str) -> int:
        """How many watches of a subject cost a question to the reader with each commit."""
        return self._index().asking.get(domain, 0)

    @property
    def streams(self) -> Collection[int] | None:
        """Datastreams whose observations somebody watches; null: all of them."""
        index = self._index()
        return None if index.broad or index.wild else index.streams.keys()

    def of_stream(self, stream: int) -> Sequence[Watch]:
        """Watches that new observations of this datastream may concern."""
        index = self._index()
        return [*index.streams.get(stream, ()), *index.broad, *index.wild]

    def of_entity(self, name: str) -> Sequence[Watch]:
        """Watches that an entity of this type may concern."""
        index = self._index()
        return [*index.entities.get(name, ()), *index.wild]

    def _index(self) -> _Index:
        with self._lock:
            if self._arranged is None:
                self._arranged = _arranged([watch for watch, _count in self._held.values()])
            return self._arranged


def _arranged(watches: Sequence[Watch]) -> _Index:
    streams: dict[int, list[Watch]] = {}
    entities: dict[str, list[Watch]] = {}
    broad: list[Watch] = []
    wild: list[Watch] = []
    for watch in watches:
        if watch.entity is None:
            wild.append(watch)
        elif not watch.is_flow:
            entities.setdefault(watch.entity.name, []).append(watch)
        elif watch.stream is not None:
            streams.setdefault(watch.stream, []).append(watch)
        else:
            broad.append(watch)
    asking = Counter(watch.caller.sight for watch in watches if watch.asks_again)
    return _Index(streams=streams, broad=broad, entities=entities, wild=wild, asking=asking)


def at(address: Address, key: str) -> Address:
    """The entity of a set with this id."""
    if address.attribute is not None or not address.many:
        return replace(address, attribute=None, attribute_steps=())
    return replace(address, steps=(*address.steps[:-1], replace(address.steps[-1], id=key)))
