# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Backups: which there are, whether they could be read, and making one now."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from stadtkern.flow.outlets.cockpit.backups import Offer, offered
from stadtkern.flow.outlets.cockpit.guard import action, page_for
from stadtkern.kernel import rights
from stadtkern.kernel.errors import Contradiction
from stadtkern.kernel.models import Person
from stadtkern.kernel.roles import Action
from stadtkern.kernel.upkeep import service

_SHOWN = 100


@page_for(Action.OPERATE)
def backups(request: HttpRequest, person: Person) -> HttpResponse:
    """The backups, newest first, and the versions that have worked on the data."""
    offer = offered()
    found = list(service.backups()[: _SHOWN + 1])
    return render(
        request,
        "cockpit/backups.html",
        {
            "offer": offer,
            "every_s": int(offer.every.total_seconds()) if offer else 0,
            "overdue": offer is not None and service.overdue(offer.every, at=timezone.now()),
            "newest": found[0] if found else None,
            "backups": found[:_SHOWN],
            "more": len(found) > _SHOWN,
            "releases": service.releases()[:20],
        },
    )


@action("cockpit:backups")
def make(request: HttpRequest, person: Person) -> HttpResponse:
    """Back up now, as a job."""
    rights.require(rights.may(person, Action.OPERATE), "make a backup")
    _offer().back_up(person.get_username())
    messages.success(request, _("Die Stadt wird im Hintergrund gesichert. Den Stand zeigen die Aufgaben."))
    return redirect("cockpit:backups")


@action("cockpit:backups")
def verify(request: HttpRequest, person: Person) -> HttpResponse:
    """Read the newest backup as a whole, as a job."""
    rights.require(rights.may(person, Action.OPERATE), "verify a backup")
    _offer().verify()
    messages.success(
        request, _("Die neueste Sicherung wird im Hintergrund gelesen und verglichen. Das kann dauern.")
    )
    return redirect("cockpit:backups")


def _offer() -> Offer:
    offer = offered()
    if offer is None:
        raise Contradiction(_("Es ist kein Ort für Sicherungen eingerichtet."))
    return offer
