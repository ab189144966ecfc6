# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What people do with screens: each function checks the right, changes and audits."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time

import msgspec
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from stadtkern.flow.outlets.dashboards.models import StoredDashboard
from stadtkern.kernel import audit, rights, trash, trash_rows
from stadtkern.kernel.errors import Contradiction, NotFound
from stadtkern.kernel.models import Department, Person
from stadtkern.kernel.roles import Action

from .models import Language, Screen
from .programme import Entry

KIND = "screen"
"""Of a screen in the bin."""
MOST_ENTRIES = 30
_KEY = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?")


@dataclass(frozen=True, kw_only=True)
class Programme:
    """What a screen is to show."""

    title: str
    entries: tuple[Entry, ...]
    department: Department | None = None
    language: str = Language.GERMAN
    night_begins: time | None = None
    night_ends: time | None = None


def screen_for(person: Person, key: str) -> Screen:
    """A screen that the person sees in the cockpit.

    Raises:
        NotFound: there is none, or it belongs to another department.
    """
    found = Screen.objects.seen_by(person).select_related("department").filter(key=key).first()
    if found is None:
        raise NotFound(f"no screen {key[:80]!r}")
    return found


def entries_of(screen: Screen) -> tuple[Entry, ...]:
    """Its programme; what does not fit this release is left out."""
    found = []
    for one in screen.entries if isinstance(screen.entries, list) else []:
        try:
            found.append(msgspec.convert(one, Entry))
        except msgspec.ValidationError:
            continue
    return tuple(found)


def create(actor: Person, programme: Programme, *, at: datetime) -> Screen:
    """Set up a screen.

    Raises:
        NotPermitted: the actor does not work for this department.
        Contradiction: the programme cannot be, with the reason in German.
    """
    rights.require(rights.may(actor, Action.EDIT, programme.department), "set up a screen")
    told = _checked(programme)
    with transaction.atomic():
        row = Screen.objects.create(
            key=_free_key(programme.title),
            created_at=at,
            created_by=actor.get_username(),
            changed_at=at,
            **told,
        )
        audit.record(actor, "screen.create", f"screen {row.key}", {"title": row.title}, at)
    return row


def change(actor: Person, key: str, programme: Programme, *, at: datetime) -> Screen:
    """Let a screen show something else; its address stays.

    Raises:
        NotFound: no such screen for this person.
        NotPermitted: the actor only sees it, or does not work for the new department.
        Contradiction: the programme cannot be, with the reason in German.
    """
    row = _own(actor, key)
    rights.require(rights.may(actor, Action.EDIT, programme.department), "give a screen away")
    told = _checked(programme)
    with transaction.atomic():
        Screen.objects.filter(pk=row.pk).update(changed_at=at, **told)
        change: dict[str, audit.Fact] = {"title": programme.title, "entries": len(programme.entries)}
        audit.record(actor, "screen.edit", f"screen {row.key}", change, at)
    row.refresh_from_db()
    return row


def delete(actor: Person, key: str, *, at: datetime) -> None:
    """Remove a screen; its address shows nothing any more. For thirty days it can come back.

    Raises:
        NotFound: no such screen for this person.
        NotPermitted: the actor only sees it.
    """
    row = _own(actor, key)
    with transaction.atomic():
        copy = trash_rows.copy_of(row, kind=KIND, key=key, title=row.title, department=row.department)
        trash.keep(actor, copy, at=at)
        row.delete()
        audit.record(actor, "screen.delete", f"screen {key}", {"title": row.title}, at)


def may_edit(person: Person, screen: Screen) -> bool:
    """Whether the person may change the screen."""
    return rights.may(person, Action.EDIT, screen.department)


def _own(actor: Person, key: str) -> Screen:
    row = screen_for(actor, key)
    rights.require(may_edit(actor, row), f"change screen {key}")
    return row


def _checked(programme: Programme) -> dict[str, object]:
    if not programme.title.strip():
        raise Contradiction(_("Eine Anzeige braucht einen Titel."))
    if not programme.entries:
        raise Contradiction(_("Bitte mindestens ein Dashboard auswählen."))
    if len(programme.entries) > MOST_ENTRIES:
        raise Contradiction(_("Mehr als %(n)s Einträge hat ein Programm nicht.") % {"n": MOST_ENTRIES})
    if (programme.night_begins is None) != (programme.night_ends is None):
        raise Contradiction(_("Für die Nachtpause bitte Beginn und Ende angeben."))
    _known({one.dashboard for one in programme.entries})
    return {
        "title": programme.title.strip(),
        "department": programme.department,
        "entries": _plain(programme.entries),
        "language": programme.language,
        "night_begins": programme.night_begins,
        "night_ends": programme.night_ends,
    }


def _known(keys: set[str]) -> None:
    there = set(StoredDashboard.objects.present().filter(key__in=keys).values_list("key", flat=True))
    if keys - there:
        raise Contradiction(_("Das Dashboard „%(key)s“ gibt es nicht.") % {"key": min(keys - there)})


def _plain(entries: Sequence[Entry]) -> object:
    return msgspec.to_builtins(list(entries))


def _free_key(title: str) -> str:
    wanted = slugify(title)[:50].strip("-")
    if not _KEY.fullmatch(wanted):
        wanted = "anzeige"
    taken = Screen.objects.filter(key=wanted).exists() or StoredDashboard.objects.filter(key=wanted).exists()
    return f"{wanted}-{secrets.token_hex(2)}" if taken else wanted
