# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Cockpit pages of connections: all of them, one of them, and what may be done with one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from stadtkern.flow.ingest.guard import action, given, staff_page
from stadtkern.kernel.domain import LICENCES
from stadtkern.kernel.errors import Contradiction
from stadtkern.kernel.models import Person

from . import listing, pages, service
from .facts import Change
from .forms import FactsForm


@staff_page
def connections(request: HttpRequest, person: Person) -> HttpResponse:
    """All connections that the person answers for, and the ways to make one."""
    context = {"listed": listing.listed(person, timezone.now()), "wires": pages.all_pages()}
    return render(request, "connections/connections.html", context)


@staff_page
def connection_page(request: HttpRequest, person: Person, key: str) -> HttpResponse:
    """One connection: facts, state, what was rejected, what it measures, and the part of its wire."""
    connection = service.of_person(person, key)
    own = pages.of_wire(connection.wire)
    context = {
        **(own.context(connection) if own else {}),
        "connection": connection,
        "licence": LICENCES.get(connection.licence),
        "shown": listing.shown(connection, timezone.now()),
        "wire": own,
    }
    return render(request, "connections/connection.html", context)


@staff_page
def facts(request: HttpRequest, person: Person, key: str) -> HttpResponse:
    """Change title, publisher, licence and expectations."""
    connection = service.of_person(person, key)
    form = FactsForm(person, given(request), connection=connection)
    if form.is_valid():
        try:
            service.change(person, connection, Change(facts=form.facts()), at=timezone.now())
        except Contradiction as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Gespeichert."))
            return redirect("connections:connection", key=key)
    return render(request, "connections/facts.html", {"connection": connection, "form": form})


@action("connections:connection")
def activate(request: HttpRequest, person: Person, key: str) -> HttpResponse:
    """Take its data from now on."""
    service.activate(person, service.of_person(person, key), at=timezone.now())
    messages.success(request, _("Die Anbindung ist aktiv."))
    return redirect("connections:connection", key=key)


@action("connections:connection")
def pause(request: HttpRequest, person: Person, key: str) -> HttpResponse:
    """Take no data for the time being."""
    service.pause(person, service.of_person(person, key), at=timezone.now())
    messages.success(request, _("Die Anbindung ist angehalten; gespeicherte Werte bleiben."))
    return redirect("connections:connection", key=key)


@action("connections:connection")
def remove(request: HttpRequest, person: Person, key: str) -> HttpResponse:
    """Remove a draft."""
    service.remove_draft(person, service.of_person(person, key), at=timezone.now())
    messages.success(request, _("Der Entwurf ist entfernt."))
    return redirect("connections:connections")
