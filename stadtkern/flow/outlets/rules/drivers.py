# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who can tell somebody of an alarm; the table of drivers stands in ``settings.wiring``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import msgspec

from stadtkern.kernel.errors import CityError
from stadtkern.kernel.rules import Action


@dataclass(frozen=True, kw_only=True)
class Notification:
    """What is to be told on one occasion by one action."""

    id: int
    """Of the delivery: the same at every attempt, so that a receiver can tell a repetition."""
    occasion: str
    """``opened``, ``escalated-<n>``, ``ended`` or ``summary``."""
    action: Action
    rule: str
    """Key."""
    title: str
    """Title of the rule."""
    domain: str
    severity: str
    alarm_id: int | None
    subject: str
    subject_name: str
    text: str
    """One or more German sentences."""
    values: Sequence[Mapping[str, object]] = ()
    simulated: bool = False
    opened_at: datetime
    ended_at: datetime | None = None
    url: str
    """Page of the cockpit."""
    public_urls: Sequence[str] = ()
    """Public pages of the values."""

    @property
    def subject_line(self) -> str:
        """One line: what has happened."""
        marks = {"ended": "Beendet: ", "summary": "Zusammenfassung: "}
        mark = "Unquittiert: " if self.occasion.startswith("escalated") else marks.get(self.occasion, "")
        place = f" – {self.subject_name}" if self.subject_name else ""
        return f"{'SIMULATION: ' if self.simulated else ''}{mark}{self.title}{place}"


class NotDelivered(CityError):
    """Die Meldung kam nicht an."""

    def __init__(self, message: str, *, final: bool) -> None:
        """``final``: it would not arrive at another time either."""
        super().__init__(message)
        self.final = final


class ActionDriver(Protocol):
    """Tells on one kind of way."""

    kind: type[msgspec.Struct]
    """The action of ``kernel.rules`` that it carries out."""

    def takes(self, occasion: str) -> bool:
        """Whether there is something to do on this occasion."""

    def deliver(self, notification: Notification, *, now: datetime) -> str:
        """Tell; what came of it in a few German words. May be asked twice for the same delivery.

        Raises:
            NotDelivered: it did not arrive.
        """


_DRIVERS: dict[type, ActionDriver] = {}


def provide(drivers: Sequence[ActionDriver]) -> None:
    """Replace the drivers of this process."""
    _DRIVERS.clear()
    _DRIVERS.update({driver.kind: driver for driver in drivers})


def driver_of(action: Action) -> ActionDriver | None:
    """Who carries out this action."""
    return _DRIVERS.get(type(action))


def offered() -> frozenset[type]:
    """The kinds of actions that this installation can carry out."""
    return frozenset(_DRIVERS)
