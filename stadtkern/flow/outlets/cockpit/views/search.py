# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The search over everything in the cockpit."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from stadtkern.flow.outlets.cockpit.guard import staff_page
from stadtkern.kernel import finding
from stadtkern.kernel.models import Person


@staff_page
def search(request: HttpRequest, person: Person) -> HttpResponse:
    """What this person may open that has all the words, in groups."""
    text = finding.cleaned(request.GET.get("q", ""))
    groups = finding.found(person, text)
    context = {
        "text": text,
        "found": groups,
        "count": sum(len(group.hits) for group in groups),
        "parts": finding.finders(),
    }
    return render(request, "cockpit/search.html", context)
