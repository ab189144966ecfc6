# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Devices: all of them, one of them, and what may be done with one."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from stadtkern.flow.devices.models import Thing
from stadtkern.flow.ingest.codecs import running
from stadtkern.flow.ingest.guard import action, given, staff_page
from stadtkern.flow.ingest.lorawan import downlinks, frames, listing, onboarding, raw, replaying
from stadtkern.flow.ingest.lorawan.downlinks import Wanted
from stadtkern.flow.ingest.lorawan.forms import DeviceForm, DownlinkForm, ReplayForm
from stadtkern.flow.ingest.lorawan.models import Device, Priority, Uplink
from stadtkern.kernel.errors import CityError, Contradiction, NotFound
from stadtkern.kernel.models import Person

_PAGE = 50


@staff_page
def devices(request: HttpRequest, person: Person) -> HttpResponse:
    """The devices of the person's applications, by state, type and words."""
    question, now = listing.question_of(request.GET), timezone.now()
    every = listing.devices_of(person)
    page = Paginator(listing.found(every, question, now), _PAGE).get_page(request.GET.get("seite"))
    applications = listing.applications_of(person)
    unknown = Uplink.objects.of_unknown().filter(connection__in=applications).order_by()
    context = {
        "page": page,
        "listed": listing.listed(list(page), now),
        "question": question,
        "states": listing.STATES.items(),
        "applications": applications,
        "types": listing.types_of(every),
        "unknown": unknown.values("connection", "dev_eui").distinct().count(),
    }
    return render(request, "lorawan/devices.html", context)


@staff_page
def device(request: HttpRequest, person: Person, device_id: int) -> HttpResponse:
    """One device: facts, radio, last messages with their bytes, downlinks."""
    return _page(request, _found(person, device_id))


@staff_page
def change(request: HttpRequest, person: Person, device_id: int) -> HttpResponse:
    """Change what people say about a device."""
    found = _found(person, device_id)
    form = DeviceForm(given(request), device=found)
    if form.is_valid():
        try:
            facts = form.facts(found.dev_eui)
            changed = onboarding.change(person, found, facts, now=timezone.now())
        except Contradiction as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Gespeichert.") if changed else _("Es war nichts zu ändern."))
            return redirect("lorawan:device", device_id)
    status = 422 if form.errors else 200
    return render(request, "lorawan/change.html", {"device": found, "form": form}, status=status)


@staff_page
def send(request: HttpRequest, person: Person, device_id: int) -> HttpResponse:
    """Send a downlink by hand."""
    found = _found(person, device_id)
    form = DownlinkForm(given(request))
    if not form.is_valid():
        return _page(request, found, downlink=form)
    try:
        downlinks.order(person, found, _wanted(found, form), now=timezone.now())
    except CityError as error:
        form.add_error(None, str(error))
        return _page(request, found, downlink=form)
    messages.success(request, _("Der Downlink wird dem Netzserver übergeben; sein Stand steht unten."))
    return redirect("lorawan:device", device_id)


@staff_page
def replay(request: HttpRequest, person: Person, device_id: int) -> HttpResponse:
    """Have stored messages read again."""
    found = _found(person, device_id)
    form = ReplayForm(given(request))
    if not form.is_valid():
        return _page(request, found, replay=form)
    since, until = form.moments()
    of_type = form.cleaned_data["scope"] == "type" and found.device_type_id is not None
    question = replaying.Question(
        device=None if of_type else found.pk,
        device_type=found.device_type_id if of_type else None,
        since=since,
        until=until,
        rejected_only=form.cleaned_data["rejected_only"],
    )
    replaying.order(person, question, found, now=timezone.now())
    messages.success(
        request, _("Die Nachrichten werden erneut gelesen; der Fortschritt steht unter „Aufgaben“.")
    )
    return redirect("lorawan:device", device_id)


@action("lorawan:device")
def disable(request: HttpRequest, person: Person, device_id: int) -> HttpResponse:
    """Take a device out of use, or into use again."""
    found = _found(person, device_id)
    disabled = request.POST.get("disabled") == "1"
    onboarding.disable(person, found, disabled, now=timezone.now())
    messages.success(
        request,
        _("Das Gerät ist außer Betrieb; seine Nachrichten werden aufbewahrt, aber nicht gelesen.")
        if disabled
        else _("Das Gerät ist wieder in Betrieb."),
    )
    return redirect("lorawan:device", device_id)


def _wanted(found: Device, form: DownlinkForm) -> Wanted:
    answers = form.cleaned_data
    port, payload = answers["f_port"], answers["payload"]
    if answers["command"] is not None:
        version = found.codec or (found.device_type.active_version() if found.device_type else None)
        if version is None:
            raise Contradiction(_("Das Gerät hat keinen Codec in Gebrauch, der Befehle kodiert."))
        encoded = running.encode(version.pk, answers["command"], f_port=port)
        port, payload = encoded.f_port, encoded.payload
    return Wanted(
        f_port=port,
        payload=payload,
        confirmed=answers["confirmed"],
        priority=Priority(answers["priority"]),
    )


def _page(
    request: HttpRequest,
    found: Device,
    *,
    downlink: DownlinkForm | None = None,
    replay: ReplayForm | None = None,
) -> HttpResponse:
    wrong = bool((downlink and downlink.errors) or (replay and replay.errors))
    context = {
        "device": found,
        "listed": listing.one_listed(found, timezone.now()),
        "uplinks": listing.uplinks_of(found),
        "downlinks": downlinks.last_of(found),
        "downlink": downlink or DownlinkForm(),
        "replay": replay or ReplayForm(),
        "kept_days": raw.kept_days(found.connection),
        "thing": Thing.objects.filter(code=frames.thing_code(found)).first(),
    }
    return render(request, "lorawan/device.html", context, status=422 if wrong else 200)


def _found(person: Person, device_id: int) -> Device:
    rows = listing.devices_of(person).select_related("connection", "device_type", "codec")
    found = rows.filter(pk=device_id).first()
    if found is None:
        raise NotFound(f"no device {device_id}")
    return found
