# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Events: facts in the past tense, told after the commit, heard by whoever ``settings.wiring`` names.

No signals: the list of listeners is one table, and a listener that fails is logged and harms nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import structlog

log = structlog.get_logger(__name__)


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something that has happened and is stored."""

    at: datetime
    """When, aware UTC."""


@dataclass(frozen=True, kw_only=True)
class ObservationsStored(Event):
    """Observations of a source were committed to the lake."""

    source: str
    stored: int
    duplicates: int


@dataclass(frozen=True, kw_only=True)
class SourceFailed(Event):
    """A source went into outage."""

    source: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class SourceRecovered(Event):
    """A source delivers again after an outage."""

    source: str


@dataclass(frozen=True, kw_only=True)
class ThingChanged(Event):
    """A person changed a thing of the register."""

    thing: str
    """Its code."""
    fields: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class RegisterChanged(Event):
    """An entity of the register was created, changed or deleted, by a key or by a person."""

    entity: str
    """Its type as OGC 18-088 and 17-079r1 name it, e.g. ``Datastream`` or ``HistoricalLocation``."""
    id: int
    change: Literal["created", "changed", "deleted"]
    fields: frozenset[str] = frozenset()
    """Names of what changed, as the facts of ``flow.devices.sensing.words`` call them."""


@dataclass(frozen=True, kw_only=True)
class CollectionChanged(Event):
    """Features of a collection, or what is said about it, changed or were removed."""

    key: str
    revision: int
    """Grows with each change of its features."""


@dataclass(frozen=True, kw_only=True)
class CatalogueChanged(Event):
    """An entry of the open data catalogue was released, changed or withdrawn."""

    key: str


@dataclass(frozen=True, kw_only=True)
class CodecSuspended(Event):
    """A payload codec went over its limits again and again and was taken out of use."""

    device_type: str
    """Key of the type of device."""
    version: int
    reason: str


Listener = Callable[[Event], None]
_LISTENERS: dict[type[Event], tuple[Listener, ...]] = {}


def wire(table: Mapping[type[Event], Sequence[Listener]]) -> None:
    """Replace the table of listeners of this process."""
    _LISTENERS.clear()
    _LISTENERS.update({event: tuple(listeners) for event, listeners in table.items()})


def wired() -> dict[type[Event], tuple[Listener, ...]]:
    """The table of listeners as it is, for instance to put it back later."""
    return dict(_LISTENERS)


def tell(event: Event) -> None:
    """Tell all listeners of this event's type; call it after the commit, never inside a transaction."""
    for listener in _LISTENERS.get(type(event), ()):
        try:
            listener(event)
        except Exception:  # the edge of a listener: one must not silence the others
            log.exception(
                "listener_failed",
                listener_name=getattr(listener, "__name__", "?"),
                event_name=type(event).__name__,
            )
