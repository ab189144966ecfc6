# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Alarms: those that are open, the history, one of them with all that was told."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from stadtkern.flow.outlets.cockpit.guard import staff_page
from stadtkern.flow.outlets.rules import alarm_list, wording
from stadtkern.flow.outlets.rules import alarms as life
from stadtkern.flow.outlets.rules.definitions import RuleUnreadable, action_of
from stadtkern.flow.outlets.rules.models import Alarm, Delivery
from stadtkern.flow.outlets.rules.views.times import of_json
from stadtkern.kernel.models import Person
from stadtkern.web.lists.answering import answer


@staff_page
def alarms(request: HttpRequest, person: Person) -> HttpResponseBase:
    """The alarms of the person's departments, open ones from the start."""
    context = {"now": timezone.now()}
    return answer(request, person, alarm_list.listing(person), "rules/alarms.html", context)


@staff_page
def alarm(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """One alarm: values, who was told, who takes care."""
    found = Alarm.objects.of(person).select_related("rule").filter(pk=pk).first()
    if found is None:
        raise Http404
    values = [{**one, "time": of_json(one.get("time"))} for one in found.values if isinstance(one, dict)]
    deliveries = [(one, _said(one), _occasion(one)) for one in found.deliveries.all()]
    context = {"alarm": found, "values": values, "deliveries": deliveries, "now": timezone.now()}
    return render(request, "rules/alarm.html", context)


@require_POST
@staff_page
def acknowledge(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """Say that somebody takes care."""
    life.acknowledge(person, pk, request.POST.get("bemerkung", "").strip(), at=timezone.now())
    messages.success(request, _("Der Alarm ist quittiert."))
    return redirect("rules:alarm", pk)


def _said(one: Delivery) -> str:
    try:
        return wording.action(action_of(one.action))
    except RuleUnreadable as error:
        return str(error)


def _occasion(one: Delivery) -> str:
    if one.occasion.startswith("escalated"):
        return _("nicht quittiert")
    return {
        "opened": _("ausgelöst"), "ended": _("beendet"), "summary": _("Zusammenfassung"),
    }.get(one.occasion, one.occasion)  # fmt: skip
