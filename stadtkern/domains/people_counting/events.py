# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Enter, change and remove events: rights, change, audit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from stadtkern.kernel import audit, rights, trash, trash_rows
from stadtkern.kernel.errors import Contradiction
from stadtkern.kernel.models import Person
from stadtkern.kernel.roles import Action

from .domain import DOMAIN
from .models import Event

KIND = "visitor_event"
"""In the audit log and in the bin."""


@dataclass(frozen=True, kw_only=True)
class EventFacts:
    """What people say about an event."""

    title: str
    starts_at: datetime
    ends_at: datetime
    place: str = ""
    site: str = ""


def may_edit(person: Person) -> bool:
    """Whether the person may enter events: administrators and the department of this subject."""
    return rights.may_in(person, Action.EDIT, DOMAIN.name)


def save(actor: Person, facts: EventFacts, event: Event | None = None, *, now: datetime) -> Event:
    """Enter an event, or change one.

    Raises:
        NotPermitted: the actor does not work for the department.
        Contradiction: it ends before it begins.
    """
    rights.require(may_edit(actor), "edit events")
    if facts.ends_at <= facts.starts_at:
        raise Contradiction("Das Ende muss nach dem Beginn liegen.")
    made = event or Event(created_by=actor.get_username(), created_at=now)
    made.title, made.place, made.site = facts.title.strip(), facts.place.strip(), facts.site
    made.starts_at, made.ends_at = facts.starts_at, facts.ends_at
    with transaction.atomic():
        made.save()
        change = {
            "title": made.title,
            "starts_at": made.starts_at.isoformat(),
            "ends_at": made.ends_at.isoformat(),
        }
        audit.record(actor, "event.edit" if event else "event.create", f"{KIND} {made.pk}", change, now)
    return made


def remove(actor: Person, event: Event, *, now: datetime) -> None:
    """Remove an event; it can be put back under its id.

    Raises:
        NotPermitted: the actor does not work for the department.
    """
    rights.require(may_edit(actor), "remove events")
    with transaction.atomic():
        audit.record(actor, "event.remove", f"{KIND} {event.pk}", {"title": event.title}, now)
        copy = trash_rows.copy_of(event, kind=KIND, title=event.title, domain=DOMAIN.name)
        trash.keep(actor, copy, at=now)
        event.delete()
