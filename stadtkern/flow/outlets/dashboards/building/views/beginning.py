# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Beginning a dashboard, and what is said of it as a whole."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from stadtkern.flow.outlets.cockpit.guard import given
from stadtkern.flow.outlets.dashboards import service
from stadtkern.flow.outlets.dashboards.building import drafts
from stadtkern.flow.outlets.dashboards.building.facts import FactsForm, NewForm, copied_from
from stadtkern.flow.outlets.dashboards.errors import DashboardRefused
from stadtkern.kernel import rights
from stadtkern.kernel.models import Person

from .edge import builder_page
from .workbench import address


@builder_page
def new(request: HttpRequest, person: Person) -> HttpResponse:
    """Title and first content of a new dashboard; with an empty one the first tile comes next."""
    rights.require(service.may_build(person), "build a dashboard")
    form = NewForm(person, given(request), source=request.GET.get("von", ""))
    if form.is_valid():
        answers = form.cleaned_data
        begun = copied_from(service.dashboards_for(person), answers["source"])
        domain = answers["domain"] or (begun.domain if begun else "")
        try:
            row = service.create(
                person,
                title=answers["title"],
                department=form.department_given,
                domain=domain,
                definition=begun,
                at=timezone.now(),
            )
        except DashboardRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Das Dashboard ist angelegt; noch sieht es nur Ihr Fachbereich."))
            return redirect(address(row.key)) if begun else redirect("building:tile_new", row.key)
    return render(request, "dashboards/building/new.html", {"form": form}, status=422 if form.errors else 200)


@builder_page
def facts(request: HttpRequest, person: Person, key: str) -> HttpResponse:
    """Title, summary, time range and what readers may choose."""
    found = drafts.bench(person, key)
    form = FactsForm(found.dashboard, given(request))
    if form.is_valid():
        try:
            drafts.step(person, found, form.result(), at=timezone.now())
        except DashboardRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Übernommen in Ihren Entwurf."))
            return redirect(address(key, focus="eigenschaften"))
    context = {"form": form, "row": found.row, "dashboard": found.dashboard}
    return render(request, "dashboards/building/facts.html", context, status=422 if form.errors else 200)
