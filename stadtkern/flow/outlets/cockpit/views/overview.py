# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The first page of the cockpit: what needs somebody's attention."""

from __future__ import annotations

from datetime import timedelta

import structlog
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from stadtkern.flow.lake import current
from stadtkern.flow.lake.words import Forecast, LakeStatus
from stadtkern.flow.outlets.cockpit.guard import staff_page
from stadtkern.flow.outlets.cockpit.listing import listed_sources, soon_full
from stadtkern.kernel import job_list, navigation, rights
from stadtkern.kernel.errors import LakeUnavailable
from stadtkern.kernel.models import Person
from stadtkern.kernel.roles import Action

log = structlog.get_logger(__name__)
_IMPORTS = 6


@staff_page
def overview(request: HttpRequest, person: Person) -> HttpResponse:
    """Notices of all floors, sources in trouble, last deliveries, lake size and forecast."""
    now = timezone.now()
    sources = listed_sources(person, now)
    delivered = [one for one in sources if one.last_success_at]
    runs = rights.may(person, Action.OPERATE)
    status, forecast = _lake()
    return render(
        request,
        "cockpit/overview.html",
        {
            "notices": navigation.notices_for(person, now),
            "sources": len(sources),
            "troubled": [one for one in sources if one.state in ("outage", "silent")],
            "delivered": sorted(delivered, key=lambda one: str(one.last_success_at), reverse=True)[:_IMPORTS],
            "failed": job_list.failing_since(now - timedelta(days=1)) if runs else 0,
            "running": job_list.jobs_in("running", limit=5) if runs else [],
            "status": status,
            "forecast": forecast,
            "soon_full": runs and soon_full(forecast),
        },
    )


def _lake() -> tuple[LakeStatus | None, Forecast | None]:
    """The overview stays readable when the lake cannot be opened."""
    try:
        lake = current.lake()
        return lake.status(), lake.forecast()
    except LakeUnavailable as error:
        log.warning("lake_unavailable", reason=str(error))
        return None, None
