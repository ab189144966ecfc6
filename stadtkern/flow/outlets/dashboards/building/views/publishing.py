# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Publishing: a list of what the public will not see and what readers will miss, then one button."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from stadtkern.flow.outlets.dashboards import service
from stadtkern.flow.outlets.dashboards.building import drafts, findings
from stadtkern.kernel import rights
from stadtkern.kernel.models import Person

from .edge import builder_page
from .workbench import address


@builder_page
def publish(request: HttpRequest, person: Person, key: str) -> HttpResponse:
    """The check list of the saved dashboard; the button publishes it or takes it back."""
    found = drafts.bench(person, key)
    rights.require(service.may_release(person, found.row), f"publish dashboard {key}")
    if request.method == "POST":
        if request.POST.get("schritt") == "zuruecknehmen":
            service.unpublish(person, key, at=timezone.now())
            messages.success(request, _("Das Dashboard ist wieder intern."))
        else:
            service.publish(person, key, at=timezone.now())
            messages.success(request, _("Das Dashboard ist öffentlich."))
        return redirect(address(key))
    listed = findings.findings(found.stored)
    context = {
        "row": found.row,
        "changed": found.changed,
        "findings": listed,
        "serious": any(one.kind == "bad" for one in listed),
    }
    return render(request, "dashboards/building/publish.html", context)
