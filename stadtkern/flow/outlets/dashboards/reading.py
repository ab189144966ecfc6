# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who reads which dashboard, and who may do what with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import structlog

from stadtkern.kernel import rights
from stadtkern.kernel.dashboards import Dashboard
from stadtkern.kernel.errors import NotFound
from stadtkern.kernel.models import Department, Person
from stadtkern.kernel.rights import Visitor
from stadtkern.kernel.roles import Action
from stadtkern.kernel.sharing import Shareable, SharedKind

from . import declared
from .definitions import dashboard_of
from .errors import DashboardUnreadable
from .models import DashboardQuerySet, StoredDashboard, Visibility

log = structlog.get_logger(__name__)


@dataclass(frozen=True, kw_only=True)
class Read:
    """A dashboard that somebody may read."""

    row: StoredDashboard
    dashboard: Dashboard

    @property
    def public(self) -> bool:
        """Everybody reads it; it is computed as the public sees it, whoever looks."""
        return self.row.visibility == Visibility.PUBLIC


def rows_for(reader: Visitor | None) -> DashboardQuerySet:
    """The dashboards that somebody reads (null: the public), with departments; deleted ones left out."""
    declared.ensure(datetime.now(UTC))
    return StoredDashboard.objects.visible_to(reader).select_related("department")


def dashboards_for(reader: Visitor | None, *, domain: str = "") -> list[Read]:
    """The dashboards that somebody reads, in their order; ``domain``: only of this subject.

    Unreadable ones are left out and logged.
    """
    rows = rows_for(reader)
    found = (_read(row) for row in (rows.filter(domain=domain) if domain else rows))
    return [one for one in found if one is not None]


def public_of(domain: str) -> list[Read]:
    """The public dashboards of a subject that the register knows already; one query."""
    found = (_read(row) for row in StoredDashboard.objects.public().filter(domain=domain))
    return [one for one in found if one is not None]


def dashboard(key: str, reader: Visitor | None) -> Read:
    """A dashboard.

    Raises:
        NotFound: there is none, or it is not for this reader.
        DashboardUnreadable: its definition does not fit this release.
    """
    row = rows_for(reader).filter(key=key).first()
    if row is None:
        raise NotFound(f"no dashboard {key[:80]!r}")
    return Read(row=row, dashboard=dashboard_of(row))


def by_code(code: str, reader: Visitor | None) -> Read:
    """The dashboard of a short address.

    Raises:
        NotFound: there is none, or it is not for this reader.
        DashboardUnreadable: its definition does not fit this release.
    """
    row = rows_for(reader).filter(code=code).first()
    if row is None:
        raise NotFound(f"no dashboard of code {code[:20]!r}")
    return Read(row=row, dashboard=dashboard_of(row))


def as_shareable(row: StoredDashboard) -> Shareable:
    """A dashboard as the rights see it."""
    return Shareable(
        kind=SharedKind.DASHBOARD, key=row.key, title=row.title, department=row.department, domain=row.domain
    )


def may_edit(visitor: Visitor, row: StoredDashboard) -> bool:
    """Whether somebody may change the dashboard."""
    return as_shareable(row).permits(visitor, Action.EDIT)


def may_release(visitor: Visitor, row: StoredDashboard) -> bool:
    """Whether somebody may say who reads the dashboard."""
    return as_shareable(row).permits(visitor, Action.RELEASE)


def departments_for(person: Person) -> list[Department]:
    """The departments for which somebody may build dashboards, by name."""
    return list(Department.objects.filter(pk__in=rights.departments_of(person)))


def may_build(person: Person) -> bool:
    """Whether somebody may build a dashboard for anybody."""
    return rights.may_somewhere(person, Action.EDIT)


def _read(row: StoredDashboard) -> Read | None:
    try:
        return Read(row=row, dashboard=dashboard_of(row))
    except DashboardUnreadable:
        log.warning("dashboard_unreadable", dashboard=row.key, revision=row.revision)
        return None
