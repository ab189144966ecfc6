# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Cockpit pages of forecasts: which there are, ordering one, changing and ending it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from stadtkern.flow.outlets.cockpit.guard import action, given, staff_page
from stadtkern.kernel import rights
from stadtkern.kernel.errors import Contradiction, NotFound
from stadtkern.kernel.models import Person
from stadtkern.kernel.roles import Action

from . import service
from .forms import ForecastForm, NewForecast
from .showing import method_title

_MOST = 500


@staff_page
def overview(request: HttpRequest, person: Person) -> HttpResponseBase:
    """The forecasts of what this person sees."""
    orders = list(service.forecasts_of(person)[:_MOST])
    return render(request, "forecasts/cockpit_overview.html", {"orders": orders})


@staff_page
def new(request: HttpRequest, person: Person) -> HttpResponseBase:
    """Order a forecast."""
    rights.require(rights.may_somewhere(person, Action.EDIT), "order a forecast")
    form = NewForecast(given(request), initial={"code": request.GET.get("datenstrom", "")})
    if form.is_valid():
        try:
            order = service.start(
                person, form.cleaned_data["code"], form.cleaned_data["days"], at=timezone.now()
            )
        except NotFound:
            form.add_error("code", _("Es gibt keinen Datenstrom mit dieser Kennung."))
        except Contradiction as error:
            form.add_error("code", str(error))
        else:
            messages.success(request, _("Die Vorhersage wird im Hintergrund berechnet."))
            return redirect("forecasts_cockpit:forecast", pk=order.pk)
    context = {"form": form, "candidates": service.candidates(person)}
    return render(request, "forecasts/new.html", context, status=400 if form.errors else 200)


@staff_page
def one(request: HttpRequest, person: Person, pk: int) -> HttpResponseBase:
    """One forecast with its back-test; its distance and whether it runs can be changed."""
    order = service.forecast(pk, person)
    may_change = service.may_change(person, order)
    rights.require(may_change or request.method != "POST", f"change forecast {pk}")
    initial = {"days": order.days, "active": order.active}
    form = ForecastForm(given(request), initial=initial)
    if form.is_valid():
        facts = form.cleaned_data
        service.change(person, order, days=facts["days"], active=facts["active"], at=timezone.now())
        messages.success(request, _("Gespeichert."))
        return redirect("forecasts_cockpit:forecast", pk=pk)
    context = {
        "order": order,
        "form": form,
        "may_change": may_change,
        "method": method_title(order.method),
    }
    return render(request, "forecasts/cockpit_forecast.html", context, status=400 if form.errors else 200)


@action("forecasts_cockpit:overview")
def end(request: HttpRequest, person: Person, pk: int) -> HttpResponseBase:
    """Forecast it no longer."""
    service.end(person, service.forecast(pk, person), at=timezone.now())
    messages.success(request, _("Die Vorhersage ist beendet. Was vorhergesagt wurde, bleibt gespeichert."))
    return redirect("forecasts_cockpit:overview")
