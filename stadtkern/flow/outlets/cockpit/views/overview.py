# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The first page of the cockpit: what waits, the own subjects, what changed, how the platform is doing."""

from __future__ import annotations

import structlog
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from stadtkern.flow.lake import current
from stadtkern.flow.lake.words import Forecast, LakeStatus
from stadtkern.flow.outlets.cockpit import home, tasks
from stadtkern.flow.outlets.cockpit.guard import staff_page
from stadtkern.flow.outlets.cockpit.listing import listed_sources
from stadtkern.kernel import desk, job_list, rights
from stadtkern.kernel.errors import LakeUnavailable
from stadtkern.kernel.models import Person
from stadtkern.kernel.roles import Action

log = structlog.get_logger(__name__)
_IMPORTS = 6
_SUBJECTS = 8


@staff_page
def overview(request: HttpRequest, person: Person) -> HttpResponse:
    """Notices of all floors, own subjects, changes, last deliveries, lake size and forecast."""
    now = timezone.now()
    sources = listed_sources(person, now)
    delivered = [one for one in sources if one.last_success_at]
    runs = rights.may(person, Action.OPERATE)
    status, forecast = _lake()
    notices = tasks.notices_of_sources(sources)
    if runs:
        notices += tasks.notices_of_platform(forecast, now)
    groups = tasks.tasks(person, now, notices)
    subjects = home.subjects(person, sources, now)
    context = {
        "now": now,
        "tasks": groups,
        "waiting": sum(group.count for group in groups),
        "overdue": sum(group.overdue for group in groups),
        "subjects": subjects[:_SUBJECTS],
        "other_subjects": subjects[_SUBJECTS:],
        "counts": desk.desk().counts,
        "own": home.own(person),
        "changes": home.changes(person),
        "sources": len(sources),
        "delivered": sorted(delivered, key=lambda one: str(one.last_success_at), reverse=True)[:_IMPORTS],
        "running": job_list.jobs_in("running", limit=5) if runs else [],
        "status": status,
        "forecast": forecast,
    }
    return render(request, "cockpit/overview.html", context)


def _lake() -> tuple[LakeStatus | None, Forecast | None]:
    """The overview stays readable when the lake cannot be opened."""
    try:
        lake = current.lake()
        return lake.status(), lake.forecast()
    except LakeUnavailable as error:
        log.warning("lake_unavailable", reason=str(error))
        return None, None
