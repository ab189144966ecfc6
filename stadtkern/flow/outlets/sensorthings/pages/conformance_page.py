# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What of the standard is served, and when the suite last checked it."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from stadtkern.flow.outlets.sensorthings.conformance import CLASSES, TASKING, RequirementClass, checked


@dataclass(frozen=True, kw_only=True)
class ShownClass:
    """A requirement class with the number of tests that it passed."""

    requirement_class: RequirementClass
    part: str
    tests: int


def conformance_page(request: HttpRequest) -> HttpResponse:
    """All requirement classes with their last check."""
    record = checked()
    shown = [
        ShownClass(
            requirement_class=one,
            part="Tasking 1.0" if one.base == TASKING else "Sensing 1.1",
            tests=record.of(one),
        )
        for one in CLASSES
    ]
    trail = [(_("Sensoren abfragen"), reverse("sensorthings:guide"))]
    context = {"classes": shown, "checked_at": record.at, "trail": trail}
    return render(request, "sensorthings/conformance.html", context)
