# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Jobs: what is running, waiting, failed and why, and what runs again and again."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from stadtkern.flow.outlets.cockpit.guard import action, page_for
from stadtkern.kernel import job_list
from stadtkern.kernel.models import Person
from stadtkern.kernel.roles import Action

_PAGE = 25
_STUCK = timedelta(minutes=5)


@page_for(Action.OPERATE)
def jobs(request: HttpRequest, person: Person) -> HttpResponse:
    """Jobs in the chosen state, newest first, and the periodic ones."""
    state = _STATES.get(request.GET.get("zustand", ""), "failed")
    listed = job_list.jobs_in(state, before=_moment(request.GET.get("vor", "")), limit=_PAGE + 1)
    return render(
        request,
        "cockpit/jobs.html",
        {
            "state": state,
            "states": [(german, _TITLES[name], name) for german, name in _STATES.items()],
            "jobs": listed[:_PAGE],
            "next": listed[_PAGE - 1].enqueued_at.isoformat() if len(listed) > _PAGE else "",
            "running": job_list.jobs_in("running"),
            "periodic": job_list.periodic(),
            "stuck": job_list.waiting_longer_than(_STUCK, timezone.now()),
            "may_steer": True,
        },
    )


@action("cockpit:jobs")
def retry(request: HttpRequest, person: Person, job_id: UUID) -> HttpResponse:
    """Run a failed job again."""
    job_list.retry(person, job_id, at=timezone.now())
    messages.success(request, _("Die Aufgabe läuft gleich noch einmal."))
    return redirect("cockpit:jobs")


@action("cockpit:jobs")
def pause(request: HttpRequest, person: Person, name: str) -> HttpResponse:
    """Stop a periodic job from being started, or go on."""
    paused = request.POST.get("paused") == "1"
    job_list.pause(person, name, paused, at=timezone.now())
    messages.success(request, _("Angehalten.") if paused else _("Die Aufgabe läuft wieder regelmäßig."))
    return redirect("cockpit:jobs")


_STATES: dict[str, job_list.State] = {
    "gescheitert": "failed",
    "wartend": "waiting",
    "fertig": "finished",
}
_TITLES = {
    "failed": gettext_lazy("Gescheitert"),
    "waiting": gettext_lazy("Wartend"),
    "finished": gettext_lazy("Fertig"),
}


def _moment(text: str) -> datetime | None:
    try:
        moment = parse_datetime(text)
    except ValueError:
        return None
    return moment if moment and moment.tzinfo else None
