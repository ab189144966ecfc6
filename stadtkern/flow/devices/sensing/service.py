# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""One write function per verb: check the right, change, audit, tell. Kinds are named as in OGC 18-088.

All is one transaction: of the caller of these functions, when there is one, else of each call.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Generic, TypeVar

from stadtkern.kernel.callers import Caller
from stadtkern.kernel.errors import NotFound, NotPermitted, PayloadRejected

from . import instruments, places, stays, streams, tasks, things
from .filling import KnownStream, known_streams, may_fill
from .words import (
    CapabilityFacts,
    Facts,
    FeatureFacts,
    HistoricalLocationFacts,
    InstrumentFacts,
    LocationFacts,
    ObservedPropertyFacts,
    Removed,
    StreamFacts,
    TaskFacts,
    ThingFacts,
)
from .work import Work, working

__all__ = ["KnownStream", "change", "create", "delete", "known_streams", "may_fill"]

F = TypeVar("F")


@dataclass(frozen=True, kw_only=True)
class _Kind(Generic[F]):
    """What can be done to one kind of entity."""

    facts: type[F]
    create: Callable[[F, Work], int]
    change: Callable[[int, F, Work], frozenset[str]]
    delete: Callable[[int, Work], Removed]

    def made(self, facts: Facts, work: Work) -> int:
        return self.create(self._own(facts), work)

    def changed(self, pk: int, facts: Facts, work: Work) -> frozenset[str]:
        return self.change(pk, self._own(facts), work)

    def _own(self, facts: Facts) -> F:
        if not isinstance(facts, self.facts):
            raise PayloadRejected(f"expected {self.facts.__name__}, got {type(facts).__name__}")
        return facts


def create(kind: str, facts: Facts, *, caller: Caller, at: datetime) -> int:
    """Create an entity, e.g. of kind ``MultiDatastream``; its id.

    Raises:
        NotPermitted: the caller may not, or not for the things that it links.
        PayloadRejected: something mandatory is missing or unfit, or a linked entity does not exist.
        Contradiction: what was said does not fit together.
        NotFound: no such kind.
    """
    one = _kind(kind)
    _require_right(kind, "create", caller)
    with working(caller, at) as work:
        return one.made(facts, work)


def change(kind: str, pk: int, facts: Facts, *, caller: Caller, at: datetime) -> frozenset[str]:
    """Change what the facts speak of; names of those that changed, as the facts call them.

    Raises:
        NotFound: no such kind, or no such entity that the caller sees.
        NotPermitted: it is declared, or not the caller's.
        PayloadRejected: a value is unfit, or a linked entity does not exist.
        Contradiction: what was said does not fit to what is stored.
    """
    one = _kind(kind)
    _require_right(kind, "change", caller)
    with working(caller, at) as work:
        return one.changed(pk, facts, work)


def delete(kind: str, pk: int, *, caller: Caller, at: datetime) -> Removed:
    """Delete an entity and what cannot be without it (OGC 18-088 clause 10.4, OGC 17-079r1 clause 9).

    The observations of what is answered are still in the lake: whoever asked removes them.

    Raises:
        NotFound: no such kind, or no such entity that the caller sees.
        NotPermitted: it is declared, or it or something that would go with it is not the caller's.
    """
    one = _kind(kind)
    _require_right(kind, "delete", caller)
    with working(caller, at) as work:
        return one.delete(pk, work)


_RIGHTS: dict[tuple[str, str], Callable[[Caller], bool]] = {
    ("Task", "create"): lambda caller: caller.may_command,
    ("Task", "change"): lambda caller: caller.may_observe or caller.may_command,
    ("Task", "delete"): lambda caller: caller.may_command,
    ("FeatureOfInterest", "create"): lambda caller: caller.may_observe or caller.may_register,
}
"""Everything else asks for the right to register."""


def _require_right(kind: str, verb: str, caller: Caller) -> None:
    allowed = _RIGHTS.get((kind, verb))
    permitted = allowed(caller) if allowed else caller.may_register
    if not caller.subject or not permitted:
        whose = "your key" if caller.name else "a request without key"
        raise NotPermitted(f"{verb} a {kind}: {whose} does not have this right")


def _kind(name: str) -> _AnyKind:
    if name not in _KINDS:
        raise NotFound(f"the register keeps no {name}")
    return _KINDS[name]


_AnyKind = (
    _Kind[ThingFacts]
    | _Kind[LocationFacts]
    | _Kind[HistoricalLocationFacts]
    | _Kind[StreamFacts]
    | _Kind[InstrumentFacts]
    | _Kind[ObservedPropertyFacts]
    | _Kind[FeatureFacts]
    | _Kind[CapabilityFacts]
    | _Kind[TaskFacts]
)
_KINDS: dict[str, _AnyKind] = {
    "Thing": _Kind(facts=ThingFacts, create=things.create, change=things.change, delete=things.delete),
    "Location": _Kind(
        facts=LocationFacts,
        create=places.create_location,
        change=places.change_location,
        delete=places.delete_location,
    ),
    "HistoricalLocation": _Kind(
        facts=HistoricalLocationFacts, create=stays.create, change=stays.change, delete=stays.delete
    ),
    "Datastream": _Kind(
        facts=StreamFacts,
        create=partial(streams.create, multi=False),
        change=partial(streams.change, multi=False),
        delete=partial(streams.delete, multi=False),
    ),
    "MultiDatastream": _Kind(
        facts=StreamFacts,
        create=partial(streams.create, multi=True),
        change=partial(streams.change, multi=True),
        delete=partial(streams.delete, multi=True),
    ),
    "Sensor": _Kind(
        facts=InstrumentFacts,
        create=instruments.create_sensor,
        change=instruments.change_sensor,
        delete=instruments.delete_sensor,
    ),
    "Actuator": _Kind(
        facts=InstrumentFacts,
        create=instruments.create_actuator,
        change=instruments.change_actuator,
        delete=instruments.delete_actuator,
    ),
    "ObservedProperty": _Kind(
        facts=ObservedPropertyFacts,
        create=instruments.create_property,
        change=instruments.change_property,
        delete=instruments.delete_property,
    ),
    "FeatureOfInterest": _Kind(
        facts=FeatureFacts,
        create=places.create_feature,
        change=places.change_feature,
        delete=places.delete_feature,
    ),
    "TaskingCapability": _Kind(
        facts=CapabilityFacts,
        create=tasks.create_capability,
        change=tasks.change_capability,
        delete=tasks.delete_capability,
    ),
    "Task": _Kind(
        facts=TaskFacts, create=tasks.create_task, change=tasks.change_task, delete=tasks.delete_task
    ),
}
