# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Which datastreams a caller may fill, remembered while the register's revision stays the same."""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from stadtkern.flow.devices.identity import chunks, possible
from stadtkern.flow.devices.models import Component, Datastream, Visibility, revision
from stadtkern.kernel.callers import Caller
from stadtkern.kernel.sharing import Clients

from .shares import Shares

_MOST = 200_000
_READ = (
    "code", "multi", "observation_type", "visibility",
    "thing__code", "thing__domain", "thing__source", "thing__visibility",
)  # fmt: skip
_LOCK = threading.Lock()
_KNOWN: dict[int, KnownStream] = {}
_AT: list[str] = [""]


@dataclass(frozen=True, kw_only=True, slots=True)
class KnownStream:
    """What a writer of observations must know of a datastream."""

    id: int
    thing: int
    domain: str
    source: str
    public: bool
    """Whether anybody may see it."""
    shared: Clients = ()
    """Clients with whom it is shared, each with the end; null: none."""
    multi: bool
    """Whether results are lists with one value per component."""
    observation_type: str
    component_types: tuple[str, ...] = ()
    """Types of the values, in order; as many as there are components."""

    def seen_by(self, caller: Caller) -> bool:
        """Whether it is public, or of the caller's subject, or one to which it is bound."""
        if self.public or self.shared_with(caller):
            return True
        if caller.bound:
            return self.id in caller.datastreams
        return bool(caller.domain) and self.domain == caller.domain

    def shared_with(self, caller: Caller) -> bool:
        """Whether it is shared with the caller now."""
        if not caller.client or not self.shared:
            return False
        now = datetime.now(UTC)
        return any(one == caller.client and (until is None or until > now) for one, until in self.shared)

    def filled_by(self, caller: Caller) -> bool:
        """Whether the caller may add, change and delete its observations."""
        own = bool(caller.domain) and self.domain == caller.domain
        if caller.bound and self.id not in caller.datastreams:
            return False
        return caller.may_observe and own and (not caller.source_only or self.source == caller.source)


def may_fill(streams: Collection[int], caller: Caller) -> dict[int, KnownStream]:
    """Those of these datastreams (ids) whose observations the caller may add, change and delete."""
    return {pk: stream for pk, stream in known_streams(streams).items() if stream.filled_by(caller)}


def known_streams(streams: Collection[int]) -> dict[int, KnownStream]:
    """What these datastreams are, whoever asks; ids without datastream are missing.

    One small query when all are remembered. Every process forgets at its next call what came or went.
    """
    now = revision()
    with _LOCK:
        if _AT[0] != now or len(_KNOWN) > _MOST:
            _KNOWN.clear()
            _AT[0] = now
        found = {pk: _KNOWN[pk] for pk in streams if pk in _KNOWN}
    fresh = {row.id: row for row in _looked_up([pk for pk in possible(streams) if pk not in found])}
    if fresh and now:
        with _LOCK:
            if _AT[0] == now:
                _KNOWN.update(fresh)
    return found | fresh


def _looked_up(streams: Collection[int]) -> Iterator[KnownStream]:
    for chunk in chunks(streams):
        types: dict[int, tuple[str, ...]] = {}
        parts = Component.objects.filter(datastream__in=chunk).order_by("datastream", "position")
        for stream, kind in parts.values_list("datastream", "observation_type"):
            types[stream] = (*types.get(stream, ()), kind)
        found = Datastream.objects.order_by().filter(pk__in=chunk).select_related("thing")
        rows = list(found.only(*_READ))
        shares = Shares(rows)
        for row in rows:
            yield _known(row, types.get(row.pk, ()), shares)


def _known(row: Datastream, types: tuple[str, ...], shares: Shares) -> KnownStream:
    return KnownStream(
        id=row.pk,
        thing=row.thing_id,
        domain=row.thing.domain,
        source=row.thing.source,
        public=row.visibility == row.thing.visibility == Visibility.PUBLIC,
        shared=shares.clients(row),
        multi=row.multi,
        observation_type=row.observation_type,
        component_types=types,
    )
