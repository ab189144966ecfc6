# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Cockpit page of a datastream: how its values are judged, and how they are corrected."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from stadtkern.flow.devices.models import Calibration, Component, Datastream, StreamChecks
from stadtkern.flow.devices.quality import editing
from stadtkern.flow.devices.quality.rules import default_range
from stadtkern.flow.devices.steering import may_tend
from stadtkern.flow.ingest.guard import action, given, staff_page
from stadtkern.kernel import rights
from stadtkern.kernel.errors import CityError, NotFound, PayloadRejected
from stadtkern.kernel.models import Person

from . import calibrating, judging
from .forms import CalibrationForm, ChecksForm, EndForm


@staff_page
def stream(request: HttpRequest, person: Person, datastream_id: int) -> HttpResponse:
    """Rules of a datastream and its calibrations; the form changes the rules."""
    found = _of(person, datastream_id)
    checks = StreamChecks.objects.filter(pk=found.pk).first()
    form = ChecksForm(editing.facts_of(checks), given(request))
    if form.is_valid() and _changed(request, person, found, form):
        return redirect("ingest:stream", found.pk)
    return _page(request, found, form, CalibrationForm())


@staff_page
def calibrate(request: HttpRequest, person: Person, datastream_id: int) -> HttpResponse:
    """Enter a calibration."""
    found = _of(person, datastream_id)
    form = CalibrationForm(given(request))
    if form.is_valid():
        try:
            calibrating.calibrate(person, found, form.facts(), at=timezone.now())
        except CityError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Die Kalibrierung gilt. Gespeicherte Werte werden nun berichtigt."))
            return redirect("ingest:stream", found.pk)
    checks = StreamChecks.objects.filter(pk=found.pk).first()
    return _page(request, found, ChecksForm(editing.facts_of(checks)), form)


@action("ingest:stream")
def end_calibration(
    request: HttpRequest, person: Person, datastream_id: int, calibration_id: int
) -> HttpResponse:
    """Let a calibration count until a time only."""
    rows = Calibration.objects.select_related("datastream__thing__owner")
    found = rows.filter(datastream=_of(person, datastream_id), pk=calibration_id).first()
    if found is None:
        raise NotFound(f"no calibration {calibration_id}")
    form = EndForm(request.POST)
    if form.is_valid():
        calibrating.end(person, found, form.cleaned_data["valid_to"], at=timezone.now())
        messages.success(request, _("Die Kalibrierung ist beendet. Spätere Werte werden nun zurückgestellt."))
    else:
        messages.error(request, _("Bitte geben Sie an, bis wann die Kalibrierung gilt."))
    return redirect("ingest:stream", datastream_id)


def _of(person: Person, datastream_id: int) -> Datastream:
    found = Datastream.objects.select_related("thing__owner").filter(pk=datastream_id).first()
    if found is None:
        raise NotFound(f"no datastream {datastream_id}")
    rights.require(may_tend(person, found), f"check {found.code}")
    return found


def _changed(request: HttpRequest, person: Person, found: Datastream, form: ChecksForm) -> bool:
    try:
        changed = editing.change_checks(person, found, form.facts(), at=timezone.now())
    except PayloadRejected as error:
        form.add_error(None, str(error))
        return False
    judging.forget()
    messages.success(request, _("Gespeichert.") if changed else _("Es war nichts zu ändern."))
    return True


def _page(
    request: HttpRequest, found: Datastream, form: ChecksForm, calibration: CalibrationForm
) -> HttpResponse:
    part = Component.objects.filter(datastream=found).select_related("observed_property").first()
    context = {
        "datastream": found,
        "thing": found.thing,
        "form": form,
        "calibration_form": calibration,
        "checks": StreamChecks.objects.filter(pk=found.pk).first(),
        "default": default_range(found.pk),
        "unit": (part.unit_symbol or part.observed_property.symbol) if part else "",
        "calibrations": Calibration.objects.filter(datastream=found),
    }
    wrong = form.errors or calibration.errors
    return render(request, "ingest/stream.html", context, status=422 if wrong else 200)
