# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Applications of network servers: new ones, and their settings."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from stadtkern.flow.ingest.connections import service
from stadtkern.flow.ingest.connections.facts import proposed_key
from stadtkern.flow.ingest.connections.forms import FactsForm
from stadtkern.flow.ingest.connections.models import Connection, Wire
from stadtkern.flow.ingest.guard import given, staff_page
from stadtkern.flow.ingest.lorawan import connecting, servers
from stadtkern.flow.ingest.lorawan.connecting import Secret
from stadtkern.flow.ingest.lorawan.forms import ServerForm
from stadtkern.kernel.errors import Contradiction, NotFound
from stadtkern.kernel.models import Person


@staff_page
def new(request: HttpRequest, person: Person) -> HttpResponse:
    """Connect an application; its webhook key is shown once."""
    facts, form = FactsForm(person, given(request)), ServerForm(given(request))
    if facts.is_valid() and form.is_valid():
        known, secret = facts.facts(), form.secret()
        token = secret.token or servers.new_token()
        secret = Secret(token=token, api_key=secret.api_key, password=secret.password)
        try:
            connection = connecting.create(
                person, proposed_key(known.title), known, form.server(), secret, at=timezone.now()
            )
        except Contradiction as error:
            form.add_error(None, str(error))
        else:
            return _told(request, connection, token)
    wrong = bool(facts.errors or form.errors)
    context = {"facts": facts, "form": form, "connection": None}
    return render(request, "lorawan/server.html", context, status=422 if wrong else 200)


@staff_page
def change(request: HttpRequest, person: Person, key: str) -> HttpResponse:
    """Change the settings of an application; secrets that are left empty stay."""
    connection = _application(person, key)
    server = servers.server_of(connection)
    form = ServerForm(given(request), server=server)
    if form.is_valid():
        try:
            connecting.change(person, connection, form.server(), form.secret(), at=timezone.now())
        except Contradiction as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Gespeichert."))
            return redirect("connections:connection", key=key)
    context = {"facts": None, "form": form, "connection": connection}
    return render(request, "lorawan/server.html", context, status=422 if form.errors else 200)


@staff_page
def renew(request: HttpRequest, person: Person, key: str) -> HttpResponse:
    """Give the webhook a new key, shown once; the old one is refused from then on."""
    connection = _application(person, key)
    if request.method != "POST":
        return redirect("connections:connection", key=key)
    token = servers.new_token()
    secret = Secret(token=token)
    connecting.change(person, connection, servers.server_of(connection), secret, at=timezone.now())
    return _told(request, connection, token)


def _told(request: HttpRequest, connection: Connection, token: str) -> HttpResponse:
    """The page that shows the key of a webhook, once."""
    server = servers.server_of(connection)
    context = {
        "connection": connection,
        "server": server,
        "token": token,
        "address": request.build_absolute_uri(f"/api/lorawan/v1/{connection.key}/"),
    }
    return render(request, "lorawan/token.html", context)


def _application(person: Person, key: str) -> Connection:
    connection = service.of_person(person, key)
    if connection.wire != Wire.LORAWAN:
        raise NotFound(f"no LoRaWAN application {key!r}")
    return connection
