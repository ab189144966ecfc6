# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What this installation offers about backups, as ``settings.wiring`` provides it, and what is wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from stadtkern.kernel import rights
from stadtkern.kernel.models import Person
from stadtkern.kernel.navigation import Notice
from stadtkern.kernel.roles import Action
from stadtkern.kernel.upkeep import service as upkeep


@dataclass(frozen=True, kw_only=True)
class Offer:
    """Where backups go by themselves, and how to ask for one now."""

    place: str
    every: timedelta
    back_up: Callable[[str], None]
    """Enqueue a backup; takes the name of who asked."""
    verify: Callable[[], None]
    """Enqueue reading the newest one as a whole."""


_OFFERED: list[Offer] = []


def provide(offer: Offer | None) -> None:
    """Say what is offered; null: no place is set."""
    _OFFERED[:] = [offer] if offer else []


def offered() -> Offer | None:
    """What is offered; null: no place is set."""
    return _OFFERED[0] if _OFFERED else None


def notices(person: Person, now: datetime) -> list[Notice]:
    """An overdue or damaged backup, for those who run the platform; two queries."""
    offer = offered()
    if offer is None or not rights.may(person, Action.OPERATE):
        return []
    found = []
    damaged = upkeep.backups().exclude(fault="").first()
    if damaged is not None:
        heading = _("Eine Sicherung ist beschädigt")
        found.append(Notice(kind="bad", heading=heading, text=damaged.fault, url_name="cockpit:backups"))
    if upkeep.overdue(offer.every, at=now):
        text = _("Die letzte Sicherung ist älter, als sie sein soll. Den Grund zeigen die Aufgaben.")
        heading = _("Die Stadt ist nicht gesichert")
        found.append(Notice(kind="bad", heading=heading, text=text, url_name="cockpit:backups"))
    return found
