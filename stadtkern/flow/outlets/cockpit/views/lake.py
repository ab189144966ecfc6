# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The lake: size, growth, maintenance."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from stadtkern.flow.devices import service
from stadtkern.flow.lake import current
from stadtkern.flow.lake.jobs import compact_now
from stadtkern.flow.outlets.cockpit.guard import action, page_for
from stadtkern.flow.outlets.cockpit.listing import soon_full
from stadtkern.kernel import audit, rights
from stadtkern.kernel.models import Person
from stadtkern.kernel.roles import Action

_SHOWN = 100


@page_for(Action.OPERATE)
def lake_page(request: HttpRequest, person: Person) -> HttpResponse:
    """Size, files, growth, and when the disk will be full."""
    lake = current.lake()
    forecast = lake.forecast()
    return render(
        request,
        "cockpit/lake.html",
        {
            "status": lake.status(),
            "forecast": forecast,
            "soon_full": soon_full(forecast),
            "may_steer": True,
        },
    )


@action("cockpit:lake")
def compact(request: HttpRequest, person: Person) -> HttpResponse:
    """Run the maintenance of the lake as a job."""
    rights.require(rights.may(person, Action.OPERATE), "compact the lake")
    compact_now.enqueue()
    audit.record(person, "lake.compact", "lake", {}, timezone.now())
    messages.success(
        request, _("Der Datensee wird im Hintergrund verdichtet. Den Stand zeigen die Aufgaben.")
    )
    return redirect("cockpit:jobs")


@page_for(Action.OPERATE)
def retention(request: HttpRequest, person: Person) -> HttpResponse:
    """Which observations the nightly job would remove now; nothing is removed here."""
    cuts = current.lake().retention(service.retention_cutoffs(timezone.now()), dry_run=True)
    found = sorted((cut for cut in cuts if cut.observations), key=lambda cut: -cut.observations)
    names = service.datastream_names([cut.datastream_id for cut in found[:_SHOWN]])
    return render(
        request,
        "cockpit/retention.html",
        {
            "cuts": [(names.get(cut.datastream_id, str(cut.datastream_id)), cut) for cut in found[:_SHOWN]],
            "more": max(0, len(found) - _SHOWN),
            "total": sum(cut.observations for cut in found),
        },
    )
