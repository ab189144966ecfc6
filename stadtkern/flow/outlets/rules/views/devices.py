# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Where a person decides on which devices messages arrive; and the script that shows them there."""

from __future__ import annotations

from pathlib import Path

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_POST

from stadtkern.flow.outlets.cockpit.guard import action, staff_page
from stadtkern.flow.outlets.rules import subscriptions
from stadtkern.kernel import privacy
from stadtkern.kernel.models import Person

_WORKER = Path(__file__).resolve().parent.parent / "static" / "rules" / "worker.js"


@staff_page
def devices(request: HttpRequest, person: Person) -> HttpResponse:
    """The devices of the person, and a button to set up this one."""
    rows = person.push_subscriptions.all()
    context = {
        "devices": rows,
        "key": subscriptions.public_key(timezone.now()),
        "consent": privacy.processing(subscriptions.PURPOSE).consent,
    }
    return render(request, "rules/devices.html", context)


@action("rules:devices")
def subscribe(request: HttpRequest, person: Person) -> HttpResponse:
    """Set up the device that sent its subscription."""
    given = request.POST.get("angaben", "").encode()
    name = request.POST.get("name", "").strip() or _("Dieses Gerät")
    subscriptions.subscribe(person, given, name=name, at=timezone.now())
    messages.success(request, _("Auf diesem Gerät kommen jetzt Meldungen an."))
    return redirect("rules:devices")


@require_POST
@staff_page
def unsubscribe(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """Remove a device."""
    subscriptions.unsubscribe(person, pk, at=timezone.now())
    messages.success(request, _("Das Gerät ist entfernt."))
    return redirect("rules:devices")


@require_GET
@cache_control(max_age=0, must_revalidate=True)
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker; it lies here because its address says for which pages it stands."""
    return HttpResponse(_WORKER.read_bytes(), content_type="text/javascript")
