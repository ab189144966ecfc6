# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Public dashboards as entries of the catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import structlog

from stadtkern.flow.catalogue import providing
from stadtkern.flow.catalogue.of_subjects import attribution_of, licence_of
from stadtkern.flow.catalogue.words import Distribution, Entry
from stadtkern.flow.outlets.series import subjects
from stadtkern.kernel import registry
from stadtkern.kernel.dashboards import expressions, tiles
from stadtkern.kernel.domain import Domain

from .declared import ENTRY
from .definitions import dashboard_of
from .errors import DashboardUnreadable
from .models import StoredDashboard
from .reading import Read

log = structlog.get_logger(__name__)


def entries() -> Iterator[Entry]:
    """One entry per public dashboard; one query."""
    city = providing.parts().city()
    domains = {domain.name: domain for domain in registry.domains()}
    for row in StoredDashboard.objects.public().select_related("department"):
        try:
            found = Read(row=row, dashboard=dashboard_of(row))
        except DashboardUnreadable:
            log.warning("dashboard_unreadable", dashboard=row.key, revision=row.revision)
            continue
        yield _entry(found, domains.get(found.dashboard.domain), city)


def _entry(found: Read, domain: Domain | None, city: providing.City) -> Entry:
    said, row = found.dashboard, found.row
    behind = subjects.of(one for tile in tiles(said) for one in expressions(tile))
    behind = behind or ({domain.name} if domain else set())
    department = row.department.name if row.department else city.publisher.name
    path = f"/dashboards/{row.key}/"
    return Entry(
        key=f"{ENTRY}{row.key}",
        title=f"Dashboard: {said.title}",
        title_en=f"Dashboard: {said.title_en}" if said.title_en else "",
        description=said.summary or f"Zahlen und Bilder zum Thema {said.title}.",
        description_en=said.summary_en,
        origin="dashboard",
        publisher=city.publisher,
        contact=replace(city.contact, name=department),
        licence=licence_of(behind),
        attribution=attribution_of(behind),
        themes=domain.themes if domain else (),
        keywords=("Dashboard", *(domain.keywords if domain else ())),
        modified=row.changed_at,
        geocoding=city.geocoding,
        landing_page=path,
        distributions=tuple(_ways(path)),
        domain=said.domain,
        department=department,
    )


def _ways(path: str) -> Iterator[Distribution]:
    yield Distribution(
        key="html",
        title="Dashboard ansehen",
        title_en="Look at the dashboard",
        access_url=path,
        media_type="text/html",
        format="HTML",
        availability="AVAILABLE",
    )
    yield Distribution(
        key="pdf",
        title="Bericht als PDF",
        title_en="Report as PDF",
        access_url=f"{path}bericht.pdf",
        download_url=f"{path}bericht.pdf",
        media_type="application/pdf",
        format="PDF",
        availability="AVAILABLE",
    )
