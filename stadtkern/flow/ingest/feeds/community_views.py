# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Cockpit pages of citizens' sensors: a new connection for them, and the review of one."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from stadtkern.flow.devices.positions import position_fault
from stadtkern.flow.ingest.connections import service
from stadtkern.flow.ingest.connections.facts import Change, proposed_key
from stadtkern.flow.ingest.connections.forms import FactsForm
from stadtkern.flow.ingest.connections.models import Wire
from stadtkern.flow.ingest.guard import given, staff_page
from stadtkern.kernel.errors import Contradiction, NotFound
from stadtkern.kernel.models import Person

from . import community
from .community import FORMAT, Verdict
from .models import CitizenSensor, SensorState


class PasswordForm(forms.Form):
    """The password that all sensors of a connection send."""

    password = forms.CharField(
        label=gettext_lazy("Passwort der Sensoren"),
        max_length=200,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )


class SensorForm(forms.Form):
    """Name, place and verdict about a sensor."""

    name = forms.CharField(label=gettext_lazy("Name, der öffentlich erscheint"), max_length=200)
    latitude = forms.FloatField(
        label=gettext_lazy("Breite in Grad, zum Beispiel 51,43"), required=False, localize=True
    )
    longitude = forms.FloatField(
        label=gettext_lazy("Länge in Grad, zum Beispiel 6,76"), required=False, localize=True
    )
    state = forms.ChoiceField(label=gettext_lazy("Stand"), choices=SensorState.choices)

    def clean(self) -> dict[str, object]:
        """A place must be one."""
        given = super().clean() or {}
        longitude, latitude = given.get("longitude"), given.get("latitude")
        if isinstance(longitude, float) and isinstance(latitude, float):
            fault = position_fault(longitude, latitude)
            if fault:
                self.add_error("latitude", fault)
        return given

    def verdict(self) -> Verdict:
        """The checked answers."""
        said = self.cleaned_data
        return Verdict(
            state=SensorState(said["state"]),
            name=said["name"],
            longitude=said["longitude"],
            latitude=said["latitude"],
        )


@staff_page
def new(request: HttpRequest, person: Person) -> HttpResponse:
    """Open the city to sensors of citizens."""
    data = given(request)
    proposal = {"domain": "environment", "licence": "odbl", "title": _("Bürgersensoren"), "interval_min": 3}
    facts, password = FactsForm(person, data, proposal=proposal), PasswordForm(data)
    if data is not None and facts.is_valid() and password.is_valid():
        more = Change(settings={"format": FORMAT}, secret=password.cleaned_data["password"])
        key = proposed_key(facts.facts().title)
        try:
            service.create(person, key, Wire.PUSH, facts.facts(), more=more, at=timezone.now())
        except Contradiction as error:
            facts.add_error(None, str(error))
        else:
            return redirect("connections:connection", key=key)
    return render(request, "feeds/community_new.html", {"facts": facts, "password": password})


@staff_page
def sensor(request: HttpRequest, person: Person, key: str, sensor_id: int) -> HttpResponse:
    """Review one sensor."""
    connection = service.of_person(person, key)
    found = CitizenSensor.objects.filter(connection=connection, pk=sensor_id).first()
    if found is None:
        raise NotFound(f"no sensor {sensor_id}")
    data = given(request)
    initial = {name: getattr(found, name) for name in ("name", "latitude", "longitude", "state")}
    form = SensorForm(data, initial=initial)
    if form.is_valid():
        community.judge(person, found, form.verdict(), at=timezone.now())
        messages.success(request, _("Gespeichert."))
        return redirect("connections:connection", key=key)
    context = {"connection": connection, "sensor": found, "form": form}
    return render(request, "feeds/sensor.html", context)
