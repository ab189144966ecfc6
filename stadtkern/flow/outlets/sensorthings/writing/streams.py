# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the writer must know of datastreams, things and features: asked once, then answered from memory.

Forgotten when the register changes here, and within a second when its revision changes in another process.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Mapping

from stadtkern.flow.devices import features
from stadtkern.flow.devices.models import FeatureOfInterest, RegisterRevision, new_revision
from stadtkern.flow.devices.sensing.service import KnownStream, known_streams
from stadtkern.kernel.callers import Caller
from stadtkern.kernel.errors import NotFound, NotPermitted

__all__ = ["KnownStream", "known_streams"]

BELIEVED_S = 1.0
"""How long the register is believed to have the same revision [s]."""
REMEMBERED_S = 60.0
"""After this long everything is asked anew [s]: a source may move a thing without a new revision."""
_MOST = 500_000
_PLACES = {"Location", "HistoricalLocation", "FeatureOfInterest"}
"""Kinds of which a change may give a thing another feature of interest."""


class _Memory:
    """What one process remembers, as of one revision of the register."""

    def __init__(self) -> None:
        self.streams: dict[int, KnownStream] = {}
        self.features: dict[int, int] = {}
        """Feature of interest of the place of each thing."""
        self.seen_features: set[tuple[str, int]] = set()
        """Subject of a caller and a feature that it sees."""
        self._token = ""
        self._checked_at = self._emptied_at = time.monotonic() - REMEMBERED_S

    def refreshed(self) -> _Memory:
        """The memory, emptied when the register has changed."""
        now = time.monotonic()
        if now - self._checked_at >= BELIEVED_S:
            token = RegisterRevision.objects.filter(pk=1).values_list("token", flat=True).first() or ""
            full = len(self.streams) + len(self.seen_features) > _MOST
            if token != self._token or full or now - self._emptied_at >= REMEMBERED_S:
                self.forget()
                self._emptied_at = now
            self._token, self._checked_at = token, now
        return self

    def forget(self) -> None:
        """Forget everything, and look at the revision before anything is believed again."""
        self.streams, self.features, self.seen_features = {}, {}, set()
        self._checked_at = time.monotonic() - BELIEVED_S


_MEMORY = _Memory()


def forget(_event: object = None) -> None:
    """Forget everything; also a listener to changes of the register."""
    _MEMORY.forget()


def note_written(kinds: Iterable[str], *, moved: bool = False) -> None:
    """Let every process forget where things are; called in the transaction that wrote these kinds.

    ``moved``: a thing got other locations.
    """
    if moved or not _PLACES.isdisjoint(kinds):
        new_revision()


def stream(pk: int) -> KnownStream | None:
    """This datastream; none when there is none."""
    remembered = _MEMORY.refreshed().streams  # what is forgotten meanwhile gets no stale entry
    known = remembered.get(pk)
    if known is None:
        found = known_streams((pk,))
        remembered.update(found)
        known = found.get(pk)
    return known


def entity_of(known: KnownStream) -> str:
    """Name of the entity that a datastream is."""
    return "MultiDatastream" if known.multi else "Datastream"


def components_of(known: KnownStream) -> int | None:
    """Values per result of a MultiDatastream; null for a Datastream."""
    return len(known.component_types) if known.multi else None


def to_fill(found: KnownStream | None, caller: Caller, link: str, pk: int) -> KnownStream:
    """The datastream, when it is a ``link`` (entity name) and the caller may add observations to it.

    Raises:
        NotFound: there is none that the caller may see.
        NotPermitted: it belongs to somebody else, or the caller may not observe at all.
    """
    what = f"{link} {pk}"
    if found is None or entity_of(found) != link or not found.seen_by(caller):
        raise NotFound(f"There is no {what}.")
    if not caller.may_observe:
        raise NotPermitted(
            "This needs a key that may add observations: send it as Authorization: Bearer sk_…"
        )
    if not found.filled_by(caller):
        raise NotPermitted(f"The key {caller.name!r} may not add observations to {what}.")
    return found


def feature_of(thing: int) -> int | None:
    """The feature of interest that is the place of a thing; none when it has no place."""
    remembered = _MEMORY.refreshed().features
    known = remembered.get(thing)
    if known is None:
        found = features.of_things((thing,))
        remembered.update(found)
        known = found.get(thing)
    return known


def features_of(things: Collection[int]) -> Mapping[int, int]:
    """The same for several things, from the register, within a transaction too; nothing is remembered."""
    return features.of_things(things)


def sees_feature(feature: int, caller: Caller) -> bool:
    """Whether there is such a feature of interest and the caller may see it."""
    remembered, key = _MEMORY.refreshed().seen_features, (f"{caller.domain}/{caller.sight}", feature)
    if key in remembered:
        return True
    seen = FeatureOfInterest.objects.seen_by(caller).filter(pk=feature).exists()
    if seen:
        remembered.add(key)
    return seen
