# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The page of the shared ingest log in the cockpit."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from stadtkern.flow.ingest.guard import staff_page
from stadtkern.kernel import rights
from stadtkern.kernel.models import Person
from stadtkern.kernel.roles import Action

from . import current
from .figures import Standing, standing
from .models import LogWriter
from .words import LogUnavailable

LATE_S = 60.0
"""From this age of the oldest message on the writers are late."""


@staff_page
def overview(request: HttpRequest, person: Person) -> HttpResponse:
    """How far the writers are behind, who they are, and what waits in each part."""
    rights.require(rights.may(person, Action.OPERATE), "look at the ingest log")
    now = timezone.now()
    found = _standing()
    lag_s = found.lag_s(now) if found else 0.0
    context = {
        "used": current.log() is not None,
        "standing": found,
        "lag_s": round(lag_s),
        "late": lag_s > LATE_S,
        "size_kib": round(found.size_bytes / 1024) if found else 0,
        "writers": list(LogWriter.objects.alive(now)),
    }
    return render(request, "ingest_log/overview.html", context)


def _standing() -> Standing | None:
    log = current.log()
    if log is None:
        return None
    try:
        return standing(log.connection)
    except LogUnavailable:
        return None
