# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The first page of the cockpit for one person: own subjects with their state, and what changed lately."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from stadtkern.flow.outlets.cockpit.listing import ListedSource, State
from stadtkern.kernel import audit, desk, registry, rights
from stadtkern.kernel.desk import Own, SubjectCount
from stadtkern.kernel.domain import Domain
from stadtkern.kernel.finding import Hit
from stadtkern.kernel.models import AuditEntry, Person
from stadtkern.kernel.roles import Action

CHANGES: Final = 8
_LOOKED_AT: Final = 150
"""Entries of the log among which changes of the own department are looked for."""
_WORST: Final[tuple[State, ...]] = ("outage", "silent", "running", "waiting", "paused")
_VERBS: Final = {
    "create": gettext_lazy("angelegt"),
    "enter": gettext_lazy("angelegt"),
    "edit": gettext_lazy("geändert"),
    "change": gettext_lazy("geändert"),
    "move": gettext_lazy("versetzt"),
    "visibility": gettext_lazy("Sichtbarkeit geändert"),
    "share": gettext_lazy("freigegeben"),
    "unshare": gettext_lazy("Freigabe beendet"),
    "release": gettext_lazy("veröffentlicht"),
    "publish": gettext_lazy("veröffentlicht"),
    "withdraw": gettext_lazy("zurückgezogen"),
    "unpublish": gettext_lazy("zurückgezogen"),
    "delete": gettext_lazy("gelöscht"),
    "remove": gettext_lazy("gelöscht"),
    "restore": gettext_lazy("zurückgeholt"),
    "undelete": gettext_lazy("zurückgeholt"),
    "activate": gettext_lazy("eingeschaltet"),
    "pause": gettext_lazy("angehalten"),
    "resume": gettext_lazy("fortgesetzt"),
    "mute": gettext_lazy("stumm geschaltet"),
    "reset": gettext_lazy("auf die Vorgabe zurückgesetzt"),
}


@dataclass(frozen=True, kw_only=True)
class SubjectCell:
    """How many of something there are in a subject."""

    title: str | Promise
    count: int
    url_name: str


@dataclass(frozen=True, kw_only=True)
class MySubject:
    """A subject that the person answers for, with how it is doing."""

    domain: Domain
    sources: int
    running: int
    state: State | None
    """Of the source that does worst; null: it has none."""
    newest: datetime | None
    """Phenomenon time of the newest observation of its sources."""
    cells: Sequence[SubjectCell]
    """One for each ``SubjectCount``."""

    @property
    def troubled(self) -> bool:
        """Whether anything waits here."""
        return self.state in ("outage", "silent") or any(cell.count for cell in self.cells)


@dataclass(frozen=True, kw_only=True)
class Changed:
    """Something that was done lately to an object that the person may open."""

    at: datetime
    who: str
    """Name of the account or process; empty: the person themself."""
    kind: str
    words: str
    """What was done: ``geändert``."""
    hit: Hit
    times: int
    """How often, one right after the other."""


def subjects(person: Person, sources: Sequence[ListedSource], now: datetime) -> list[MySubject]:
    """The person's subjects, those with trouble first; one query per count."""
    names = set(rights.domains_of(person, Action.SEE_INTERNAL))
    counts = [(one, one.counts(person, now)) for one in desk.desk().counts]
    found = [
        _subject(domain, [one for one in sources if one.domain.name == domain.name], counts)
        for domain in registry.domains()
        if domain.name in names
    ]
    return sorted(
        found, key=lambda one: (not one.troubled, not one.sources, str(one.domain.title).casefold())
    )


def own(person: Person) -> list[tuple[Own, Sequence[Hit]]]:
    """What somebody uses daily; kinds of which there is nothing are left out."""
    found = [(one, one.found(person)) for one in desk.desk().own]
    return [(one, hits) for one, hits in found if hits]


def changes(person: Person) -> list[Changed]:
    """What people did lately to objects that the person may open, newest first."""
    entries = _entries()
    keys: dict[str, set[str]] = {}
    for entry in entries:
        kind, _space, key = entry.subject.partition(" ")
        keys.setdefault(kind, set()).add(key)
    known = desk.desk().names
    hits = {kind: known[kind].named(person, keys[kind]) for kind in keys if kind in known}
    return _told(person, entries, hits)


def _entries() -> list[AuditEntry]:
    told = Q(pk__in=())
    for kind in desk.desk().names:
        told |= Q(subject__startswith=f"{kind} ")
    by_people = AuditEntry.objects.exclude(by__name=audit.SYSTEM)
    rows = by_people.filter(told).select_related("by").order_by("-pk")
    return list(rows.defer("change")[:_LOOKED_AT])


def _told(
    person: Person, entries: Sequence[AuditEntry], hits: Mapping[str, Mapping[str, Hit]]
) -> list[Changed]:
    names, found = desk.desk().names, dict[tuple[str, str, str], Changed]()
    for entry in entries:
        kind, _space, key = entry.subject.partition(" ")
        hit = hits.get(kind, {}).get(key)
        if hit is None:
            continue
        place = (entry.subject, entry.action, entry.actor)
        before = found.get(place)
        if before is None and len(found) == CHANGES:
            break
        found[place] = Changed(
            at=before.at if before else entry.at,
            who="" if entry.actor == person.get_username() else entry.actor,
            kind=str(names[kind].title),
            words=_words(entry.action),
            hit=hit,
            times=before.times + 1 if before else 1,
        )
    return list(found.values())


def _words(action: str) -> str:
    verb = _VERBS.get(action.partition(".")[2])
    return str(verb) if verb is not None else _("bearbeitet")


def _subject(
    domain: Domain,
    sources: Sequence[ListedSource],
    counts: Sequence[tuple[SubjectCount, Mapping[str, int]]],
) -> MySubject:
    states = [one.state for one in sources]
    return MySubject(
        domain=domain,
        sources=len(sources),
        running=states.count("running"),
        state=next((state for state in _WORST if state in states), None),
        newest=max((one.newest for one in sources if one.newest), default=None),
        cells=[
            SubjectCell(title=one.title, count=found.get(domain.name, 0), url_name=one.url_name)
            for one, found in counts
        ],
    )
