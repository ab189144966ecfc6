# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Cockpit pages of services of others: choose a layer, fetch it for review, say how often it is asked."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from stadtkern.flow.ingest.guard import action, given, staff_page
from stadtkern.kernel.errors import CityError, LakeUnavailable, NotFound, NotPermitted, SourceUnavailable
from stadtkern.kernel.models import Person

from . import fetching, listing, refreshing, uploading
from .fetching import Offered, Wanted
from .forms import ScheduleForm, ServiceForm
from .models import Origin, Service, Upload
from .uploading import Given


@staff_page
def service(request: HttpRequest, person: Person) -> HttpResponse:
    """Step 1: the address of a service, then which of its layers."""
    data = given(request)
    form = ServiceForm(person, data, chosen=request.GET.get("sammlung", ""))
    layers: list[Offered] = []
    if data is not None and form.is_valid():
        try:
            if data.get("ebene"):
                upload = _fetched(person, form, str(data["ebene"]))
                return redirect("geodata:review", upload_id=upload.pk)
            kind = Service(form.cleaned_data["service"])
            layers = fetching.offered(kind, form.cleaned_data["url"], timezone.now())
        except (NotPermitted, LakeUnavailable):
            raise
        except CityError as error:
            form.add_error("url", str(error))
    return render(request, "geodata/service.html", {"form": form, "layers": layers, "step": 1})


@staff_page
def schedule(request: HttpRequest, person: Person, key: str) -> HttpResponse:
    """How often the service of a collection is asked."""
    origin = _origin(person, key)
    form = ScheduleForm(given(request), origin=origin)
    if form.is_valid():
        refreshing.set_schedule(person, origin, form.cleaned_data["every_h"], timezone.now())
        messages.success(request, _("Gespeichert."))
        return redirect("geodata:collection", key=key)
    return render(request, "geodata/schedule.html", {"form": form, "origin": origin})


@action("geodata:collection")
def refresh(request: HttpRequest, person: Person, key: str) -> HttpResponse:
    """Ask the service now."""
    run = refreshing.refresh(_origin(person, key), person, timezone.now())
    if run is None:
        messages.success(request, _("Der Dienst hat nichts Neues."))
        return redirect("geodata:collection", key=key)
    return redirect("geodata:run", run_id=run.pk)


def _fetched(person: Person, form: ServiceForm, type_name: str) -> Upload:
    """The features of a layer, kept for review."""
    now = timezone.now()
    kind, url = Service(form.cleaned_data["service"]), form.cleaned_data["url"]
    answered = fetching.fetched(Wanted(service=kind, url=url, type_name=type_name), now)
    if answered is None:
        raise SourceUnavailable(_("Der Dienst hat nichts geliefert."))
    brought = Given(
        name=answered.name,
        parts=answered.parts,
        collection=form.target,
        service=kind,
        url=url,
        type_name=type_name,
    )
    return uploading.begin(person, brought, now)


def _origin(person: Person, key: str) -> Origin:
    origin = listing.origin_of(listing.of_person(person, key))
    if origin is None or origin.service == Service.FILE:
        raise NotFound(f"{key} is not fetched")
    return origin
