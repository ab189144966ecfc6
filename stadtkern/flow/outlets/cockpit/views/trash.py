# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The bin: what was deleted in the last 30 days, and putting it back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from stadtkern.flow.outlets.cockpit.guard import action, staff_page
from stadtkern.kernel import trash
from stadtkern.kernel.errors import NotFound
from stadtkern.kernel.models import Person

_LONGEST = 300


@staff_page
def bin_page(request: HttpRequest, person: Person) -> HttpResponse:
    """Everything that this person may put back, the last deleted first."""
    found = trash.discarded(person, timezone.now())
    context = {"found": found, "days": trash.KEPT.days, "kinds": trash.kinds()}
    return render(request, "cockpit/trash.html", context)


@action("cockpit:trash")
def restore(request: HttpRequest, person: Person) -> HttpResponse:
    """Put an object back and go to its page."""
    kind, key = (request.POST.get(name, "").replace("\0", "")[:_LONGEST] for name in ("art", "schluessel"))
    try:
        address = trash.restore(person, kind, key, at=timezone.now())
    except NotFound:
        messages.error(request, _("Das lässt sich nicht mehr zurückholen."))
        return redirect("cockpit:trash")
    messages.success(request, _("Zurückgeholt."))
    return redirect(address)
