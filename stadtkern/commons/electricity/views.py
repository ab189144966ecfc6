# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The page of price and emission factor."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from stadtkern.commons.schedules.pages import subject
from stadtkern.flow.outlets.cockpit.guard import given, staff_page
from stadtkern.kernel.models import Person

from . import service
from .models import Terms

TermsForm = forms.modelform_factory(Terms, exclude=[])


@staff_page
def terms(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """Price and emission factor with their sources."""
    domain, around = subject(slug, person)
    form = TermsForm(given(request), instance=service.terms())
    if form.is_valid():
        service.change_terms(person, domain.name, form.cleaned_data, timezone.now())
        messages.success(request, _("Gespeichert."))
        return redirect("electricity:terms", slug)
    context = {**around, "form": form}
    return render(request, "electricity/terms.html", context, status=422 if form.errors else 200)
