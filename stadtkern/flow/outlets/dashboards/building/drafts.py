# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Drafts: what a person changes on a dashboard is seen by nobody else until it is saved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

import msgspec
from django.db import transaction

from stadtkern.flow.outlets.dashboards import service
from stadtkern.flow.outlets.dashboards.definitions import dashboard_of, plain, read
from stadtkern.flow.outlets.dashboards.errors import DashboardUnreadable
from stadtkern.flow.outlets.dashboards.models import StoredDashboard
from stadtkern.kernel import rights
from stadtkern.kernel.dashboards import Dashboard
from stadtkern.kernel.models import Person

from .models import Draft

KEPT_STEPS: Final = 30
"""So many steps can be undone."""


@dataclass(frozen=True, kw_only=True)
class Bench:
    """A dashboard on somebody's workbench."""

    row: StoredDashboard
    dashboard: Dashboard
    """As it is on the bench."""
    stored: Dashboard
    """As others have it."""
    revision: int
    """Of the stored one when the draft began."""
    may_undo: bool = False
    may_redo: bool = False

    @property
    def changed(self) -> bool:
        """Whether there is something to save."""
        return self.dashboard != self.stored

    @property
    def overtaken(self) -> bool:
        """Whether somebody else has saved since the draft began."""
        return self.revision != self.row.revision


def bench(person: Person, key: str) -> Bench:
    """What the person has on the bench; without a draft it is the dashboard as stored.

    Raises:
        NotFound: no such dashboard for this person.
        NotPermitted: the person only reads it.
    """
    row = service.dashboard(key, person).row
    rights.require(service.may_edit(person, row), f"change dashboard {key}")
    stored = dashboard_of(row)
    draft = Draft.objects.filter(person=person, dashboard=key).first()
    said = None if draft is None else _said(draft)
    if draft is None or said is None:
        return Bench(row=row, dashboard=stored, stored=stored, revision=row.revision)
    return Bench(
        row=row,
        dashboard=said,
        stored=stored,
        revision=draft.revision,
        may_undo=draft.at > 0,
        may_redo=draft.at + 1 < len(draft.states),
    )


def step(person: Person, found: Bench, dashboard: Dashboard, *, at: datetime) -> None:
    """Put the next state on the bench; what had been undone is gone.

    Raises:
        DashboardRefused: that cannot be a dashboard, with the reason in German.
    """
    if dashboard == found.dashboard:
        return
    said = plain(dashboard)
    with transaction.atomic():
        draft, _made = Draft.objects.select_for_update().get_or_create(
            person=person,
            dashboard=found.row.key,
            defaults={"revision": found.revision, "states": [plain(found.stored)], "changed_at": at},
        )
        states = [*draft.states[: draft.at + 1], said][-KEPT_STEPS - 1 :]
        draft.states, draft.at, draft.changed_at = states, len(states) - 1, at
        draft.save(update_fields=["states", "at", "changed_at"])


def go(person: Person, key: str, by: int, *, at: datetime) -> bool:
    """Undo (``by`` -1) or redo (1) a step; whether there was one."""
    with transaction.atomic():
        draft = Draft.objects.select_for_update().filter(person=person, dashboard=key).first()
        if draft is None or not 0 <= draft.at + by < len(draft.states):
            return False
        draft.at, draft.changed_at = draft.at + by, at
        draft.save(update_fields=["at", "changed_at"])
    return True


def discard(person: Person, key: str) -> None:
    """Clear the bench."""
    Draft.objects.filter(person=person, dashboard=key).delete()


def save(person: Person, key: str, *, anyway: bool = False, at: datetime) -> StoredDashboard:
    """Let the dashboard say what is on the bench, and clear it.

    ``anyway``: also when somebody else has saved meanwhile; what they saved stays among the revisions.

    Raises:
        NotFound: no such dashboard for this person.
        NotPermitted: the person only reads it.
        SavedMeanwhile: somebody else has saved meanwhile.
        DashboardRefused: that cannot be a dashboard, with the reason in German.
    """
    found = bench(person, key)
    expected = found.row.revision if anyway else found.revision
    row = service.save(person, key, found.dashboard, expected_revision=expected, at=at)
    discard(person, key)
    return row


def save_as_copy(person: Person, key: str, title: str, *, at: datetime) -> StoredDashboard:
    """Let a new, internal dashboard of the same department say what is on the bench, and clear it.

    Raises:
        NotFound: no such dashboard for this person.
        NotPermitted: the person only reads it.
    """
    found = bench(person, key)
    row = service.create(
        person,
        title=title,
        department=found.row.department,
        domain=found.row.domain,
        definition=msgspec.structs.replace(found.dashboard, title=title),
        at=at,
    )
    discard(person, key)
    return row


def waiting(person: Person) -> dict[str, datetime]:
    """Since when the person's drafts wait to be saved, by key of the dashboard."""
    return dict(Draft.objects.filter(person=person).values_list("dashboard", "changed_at"))


def _said(draft: Draft) -> Dashboard | None:
    """Null: what was kept does not fit this release any more."""
    try:
        return read(draft.states[draft.at])
    except (DashboardUnreadable, IndexError):
        return None
