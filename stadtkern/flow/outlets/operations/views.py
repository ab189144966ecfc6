# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The page ``Betrieb``: state of the platform on one screen, maintenance, history; and the public word."""

from __future__ import annotations

import os
import platform
from datetime import UTC, datetime
from importlib.metadata import version

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from stadtkern.flow.outlets.cockpit.guard import action, staff_page
from stadtkern.kernel import rights
from stadtkern.kernel.errors import Contradiction
from stadtkern.kernel.models import JobWorker, Person
from stadtkern.kernel.roles import Action

from . import health, maintenance
from .findings import checks
from .forms import MaintenanceForm
from .models import Maintenance, Trouble
from .readout import STARTED, readout
from .telling import addresses

_SHOWN = 30
PARTS = {
    "register": gettext_lazy("Register (Datenbank)"),
    "lake": gettext_lazy("Datensee"),
    "jobs": gettext_lazy("Aufgaben"),
    "ingest_log": gettext_lazy("Eingangsprotokoll (NATS)"),
}
ROUTES = {
    "pages": gettext_lazy("Öffentliche Seiten"),
    "cockpit": gettext_lazy("Cockpit"),
    "account": gettext_lazy("Konto und Anmeldung"),
    "map": gettext_lazy("Karte"),
    "static": gettext_lazy("Feste Dateien"),
    "sensorthings": gettext_lazy("SensorThings"),
    "ogc": gettext_lazy("Geodaten (OGC)"),
    "ingest": gettext_lazy("Annahme"),
    "lorawan": gettext_lazy("LoRaWAN"),
    "dcat": gettext_lazy("Katalog (DCAT)"),
    "ckan": gettext_lazy("Katalog (CKAN)"),
    "api": gettext_lazy("Übrige Schnittstellen"),
    "operations": gettext_lazy("Überwachung"),
}


@staff_page
def overview(request: HttpRequest, person: Person) -> HttpResponse:
    """State, troubles, figures of this process, maintenance and history, for those who run the platform."""
    rights.require(rights.may(person, Action.OPERATE), "look after the platform")
    return render(request, "operations/overview.html", _context(timezone.now(), MaintenanceForm()))


@staff_page
def announce(request: HttpRequest, person: Person) -> HttpResponse:
    """Announce maintenance, or begin it at once."""
    rights.require(rights.may(person, Action.OPERATE), "set maintenance")
    if request.method != "POST":
        return redirect("operations:overview")
    now = timezone.now()
    form = MaintenanceForm(request.POST)
    if form.is_valid():
        try:
            row = maintenance.announce(person, form.plan(now), at=now)
        except Contradiction as error:
            form.add_error(None, str(error))
        else:
            said = _("Der Wartungsmodus ist eingeschaltet.") if row.in_force(now) else _("Angekündigt.")
            messages.success(request, said)
            return redirect("operations:overview")
    return render(request, "operations/overview.html", _context(now, form), status=422)


@action("operations:overview")
def end(request: HttpRequest, person: Person) -> HttpResponse:
    """End maintenance, or take back what was announced."""
    maintenance.end(person, at=timezone.now())
    messages.success(request, _("Die Seiten sind wieder für alle da."))
    return redirect("operations:overview")


def announcement(request: HttpRequest) -> HttpResponse:
    """What everybody may know of maintenance: announced, in force, or none."""
    now = timezone.now()
    row = maintenance.planned()
    context = {"row": row, "in_force": row is not None and row.in_force(now)}
    return render(request, "operations/announcement.html", context)


def _context(now: datetime, form: MaintenanceForm) -> dict[str, object]:
    found = health.readiness()
    counted = readout()
    return {
        "readiness": found,
        "parts": [(PARTS.get(part.name, part.name), part, part.seconds * 1000) for part in found.parts],
        "troubles": list(Trouble.objects.open()),
        "history": list(Trouble.objects.exclude(ended_at=None).order_by("-ended_at")[:_SHOWN]),
        "checks": [check.title for check in checks()],
        "receivers": len(addresses(now)),
        "mail": bool(settings.EMAIL_HOST),
        "figures": counted,
        "routes": [(ROUTES.get(one.route, one.route), one) for one in counted.routes],
        "workers": JobWorker.objects.order_by("worker_id"),
        "process": {
            "version": version("stadtkern"),
            "python": platform.python_version(),
            "started": datetime.fromtimestamp(STARTED, UTC),
            "host": platform.node(),
            "number": os.getpid(),
        },
        "planned": Maintenance.objects.open().first(),
        "form": form,
    }
