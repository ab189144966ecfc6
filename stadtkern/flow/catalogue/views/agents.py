# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Cockpit pages of publishers and series."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from stadtkern.flow.catalogue import agents
from stadtkern.flow.catalogue.edge import given, staff_page
from stadtkern.flow.catalogue.forms import PublisherForm, SeriesForm
from stadtkern.flow.catalogue.models import Publisher, SeriesRow
from stadtkern.kernel.errors import PayloadRejected
from stadtkern.kernel.models import Person


@staff_page
def publishers(request: HttpRequest, person: Person, number: int | None = None) -> HttpResponse:
    """All publishers, and the form for one of them or a new one."""
    present = get_object_or_404(Publisher, pk=number) if number else None
    form = PublisherForm(given(request), instance=present)
    if form.is_valid():
        try:
            agents.save_publisher(person, form.save(commit=False), now=timezone.now())
        except PayloadRejected as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Gespeichert."))
            return redirect("catalogue:publishers")
    context = {"publishers": Publisher.objects.all(), "form": form, "present": present}
    return render(request, "catalogue/publishers.html", context)


@staff_page
def series(request: HttpRequest, person: Person, number: int | None = None) -> HttpResponse:
    """All series, and the form for one of them or a new one."""
    present = get_object_or_404(SeriesRow, pk=number) if number else None
    form = SeriesForm(person, given(request), instance=present)
    if form.is_valid():
        agents.save_series(person, form.save(commit=False), now=timezone.now())
        messages.success(request, _("Gespeichert."))
        return redirect("catalogue:series")
    context = {"series": SeriesRow.objects.select_related("department"), "form": form, "present": present}
    return render(request, "catalogue/series.html", context)
