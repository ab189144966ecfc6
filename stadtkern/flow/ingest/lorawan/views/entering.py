# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""New devices: one by QR code or form, many from a table, and those that send already unknown."""

from __future__ import annotations

import base64

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from stadtkern.flow.ingest.connections.models import Connection
from stadtkern.flow.ingest.guard import given, staff_page
from stadtkern.flow.ingest.lorawan import listing, onboarding, sheet
from stadtkern.flow.ingest.lorawan.forms import DeviceForm, TableForm
from stadtkern.kernel.errors import NotFound, PayloadRejected
from stadtkern.kernel.models import Person
from stadtkern.kernel.sealed import SealBroken, seal, unseal


@staff_page
def new(request: HttpRequest, person: Person) -> HttpResponse:
    """Enter one device."""
    applications = listing.applications_of(person)
    wanted = str(request.POST.get("connection") or request.GET.get("anbindung") or "")
    connection = next((one for one in applications if one.key == wanted), None)
    proposed: dict[str, object] = {
        "dev_eui": request.GET.get("deveui", "")[:40],
        "join_eui": request.GET.get("joineui", "")[:40],
    }
    form = DeviceForm(given(request), initial=proposed)
    if form.is_valid() and connection is not None:
        entered = onboarding.enter(person, connection, [form.facts()], now=timezone.now())
        if entered.devices:
            messages.success(request, _("Das Gerät ist eingetragen."))
            return redirect("lorawan:device", entered.devices[0].pk)
        form.add_error(None, entered.faults[0].reason)
    elif form.is_bound and connection is None:
        form.add_error(None, _("Bitte wählen Sie eine Anbindung."))
    context = {"form": form, "applications": applications, "chosen": wanted}
    return render(request, "lorawan/new.html", context, status=422 if form.errors else 200)


@staff_page
def table(request: HttpRequest, person: Person) -> HttpResponse:
    """Look at a table of devices before it is taken; its keys are sealed at once."""
    applications = listing.applications_of(person)
    form = TableForm(applications, given(request), request.FILES or None)
    context: dict[str, object] = {
        "form": form,
        "applications": applications,
        "columns": [(name, said, name in {"dev_eui"}) for name, said in sheet.COLUMNS.items()],
    }
    if form.is_valid():
        try:
            connection, content = form.cleaned_data["connection"], form.cleaned_data["table"]
            context |= _preview(connection, content)
        except PayloadRejected as error:
            form.add_error("table", str(error))
    return render(request, "lorawan/table.html", context, status=422 if form.errors else 200)


@staff_page
def take_table(request: HttpRequest, person: Person) -> HttpResponse:
    """Enter the sound devices of a table that was looked at."""
    if request.method != "POST":
        return redirect("lorawan:table")
    connection = _application(person, str(request.POST.get("connection", "")))
    try:
        lines = sheet.read(base64.b64decode(unseal(str(request.POST.get("table", "")))))
    except (SealBroken, PayloadRejected, ValueError):
        messages.error(request, _("Die Tabelle ist nicht mehr lesbar; bitte noch einmal hochladen."))
        return redirect("lorawan:table")
    facts = [line.facts for line in lines if line.facts is not None]
    entered = onboarding.enter(person, connection, facts, now=timezone.now())
    left = len(lines) - len(entered.devices)
    text = ngettext("%(n)d Gerät eingetragen.", "%(n)d Geräte eingetragen.", len(entered.devices))
    messages.success(request, text % {"n": len(entered.devices)})
    if left:
        text = ngettext("%(n)d Zeile ausgelassen.", "%(n)d Zeilen ausgelassen.", left)
        messages.error(request, text % {"n": left})
    answer = redirect("lorawan:devices")
    answer["Location"] = f"{answer['Location']}?anbindung={connection.key}"
    return answer


@staff_page
def template(request: HttpRequest, person: Person) -> HttpResponse:
    """An empty table with one example."""
    answer = HttpResponse(sheet.template(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="lorawan-geraete.csv"'
    return answer


@staff_page
def unknown(request: HttpRequest, person: Person) -> HttpResponse:
    """Devices that send and that nobody has entered."""
    return render(request, "lorawan/unknown.html", {"unknown": listing.unknown_of(person)})


def _preview(connection: Connection, content: bytes) -> dict[str, object]:
    """What would become of each line; the table goes along sealed, so that no key is in the page."""
    lines = sheet.read(content)
    readable = [(line.number, line.facts) for line in lines if line.facts is not None]
    sound, faults = onboarding.sort_out(connection, [facts for _number, facts in readable])
    reasons = {line.number: line.reason for line in lines if line.facts is None}
    reasons.update({readable[fault.place][0]: fault.reason for fault in faults})
    return {
        "chosen": connection,
        "sound": sound,
        "faults": sorted(reasons.items()),
        "sealed": seal(base64.b64encode(content).decode()),
    }


def _application(person: Person, key: str) -> Connection:
    found = next((one for one in listing.applications_of(person) if one.key == key), None)
    if found is None:
        raise NotFound(f"no LoRaWAN application {key!r}")
    return found
