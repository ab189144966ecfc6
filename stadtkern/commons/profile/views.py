# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Imprint, privacy, accessibility, about; and the form for administrators."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from stadtkern.flow.collections.models import FeatureCollection
from stadtkern.flow.devices.models import SourceState
from stadtkern.flow.outlets.portal import places
from stadtkern.kernel import registry
from stadtkern.kernel.models import Person
from stadtkern.kernel.rights import may_administrate

from . import service
from .forms import ProfileForm


def about(request: HttpRequest) -> HttpResponse:
    """What this platform is, what it measures, whose data it shows, who made it."""
    delivered = set(SourceState.objects.filter(stored__gt=0).values_list("key", flat=True))
    delivered |= set(FeatureCollection.objects.public().values_list("source", flat=True))
    sources = [source for _domain, source in registry.sources() if source.key in delivered]
    return render(request, "profile/about.html", {"domains": places.subjects(), "sources": sources})


def imprint(request: HttpRequest) -> HttpResponse:
    """Imprint (§ 5 DDG, § 18 MStV)."""
    return render(request, "profile/imprint.html", {"profile": service.profile()})


def privacy(request: HttpRequest) -> HttpResponse:
    """Privacy notice (Art. 13 GDPR)."""
    protected = [domain for domain in registry.domains() if domain.protection]
    return render(request, "profile/privacy.html", {"profile": service.profile(), "protected": protected})


def accessibility(request: HttpRequest) -> HttpResponse:
    """Accessibility statement (§ 12b BGG, BITV 2.0 § 7, model of Implementing Decision (EU) 2018/1523)."""
    return render(request, "profile/accessibility.html", {"profile": service.profile()})


@login_required
def edit(request: HttpRequest) -> HttpResponse:
    """The form for administrators."""
    person = request.user
    if not isinstance(person, Person) or not may_administrate(person):
        raise PermissionDenied
    form = ProfileForm(request.POST or None, instance=service.profile())
    if request.method == "POST" and form.is_valid():
        service.change_profile(person, form.cleaned_data, now=timezone.now())
        return redirect("profile:imprint")
    return render(request, "profile/edit.html", {"form": form})
