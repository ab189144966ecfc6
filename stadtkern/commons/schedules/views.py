# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Pages of profiles: the list, one with its plans and tonight, and the steps of a plan."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from stadtkern.flow.outlets.cockpit.guard import given, staff_page
from stadtkern.kernel.errors import Contradiction, NotFound
from stadtkern.kernel.models import Person

from . import service, stored
from .forms import PlanForm, ProfileForm, StepFormSet, shown_steps, stored_steps
from .models import Nights, Plan, Profile
from .pages import subject
from .places import place_of
from .plans import switching_times
from .sun import night_of


@staff_page
def profiles(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """All profiles of a subject, and the form for a new one."""
    domain, around = subject(slug, person)
    form = ProfileForm(given(request))
    if form.is_valid():
        try:
            made = service.create_profile(person, domain.name, **form.cleaned_data, now=timezone.now())
        except Contradiction as error:
            form.add_error("name", str(error))
        else:
            return redirect("schedules:profile", slug, made.pk)
    rows = Profile.objects.filter(domain=domain.name).prefetch_related("plans")
    usable = stored.profiles_of(domain.name)
    place, night = place_of(domain.name), night_of(timezone.now())
    tonight = [
        (row, switching_times(usable[row.pk], place, night) if row.pk in usable else []) for row in rows
    ]
    context = {**around, "form": form, "tonight": tonight}
    return render(request, "schedules/profiles.html", context, status=422 if form.errors else 200)


@staff_page
def profile(request: HttpRequest, person: Person, slug: str, profile_id: int) -> HttpResponse:
    """One profile: its plans with their steps, and what happens tonight."""
    domain, around = subject(slug, person)
    found = service.profile_of(domain.name, profile_id)
    plans = list(found.plans.all())
    usable = stored.profile_of(plans)
    night = night_of(timezone.now())
    switches = switching_times(usable, place_of(domain.name), night) if usable else []
    shown = [(plan, [one for one in shown_steps(plan) if one]) for plan in plans]
    context = {**around, "profile": found, "plans": shown, "switches": switches, "night": night}
    return render(request, "schedules/profile.html", context)


@staff_page
def plan(
    request: HttpRequest, person: Person, slug: str, profile_id: int, plan_id: int | None = None
) -> HttpResponse:
    """The steps of a plan; without id a new one for special nights."""
    domain, around = subject(slug, person)
    found = service.profile_of(domain.name, profile_id)
    row = _plan(found, plan_id)
    form = PlanForm(
        given(request), initial={"nights": row.nights, "weekdays": row.weekdays, "dates": row.dates}
    )
    steps = StepFormSet(given(request), initial=shown_steps(row), prefix="schritt")
    if form.is_valid() and steps.is_valid():
        row.nights, row.weekdays = form.cleaned_data["nights"], form.cleaned_data["weekdays"]
        row.dates, row.steps = form.cleaned_data["dates"], stored_steps(steps.cleaned_data)
        try:
            service.save_plan(person, row, timezone.now())
        except Contradiction as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Gespeichert."))
            return redirect("schedules:profile", slug, found.pk)
    wrong = bool(form.errors) or (steps.is_bound and not steps.is_valid())
    context = {**around, "profile": found, "plan": row, "form": form, "steps": steps, "wrong": wrong}
    return render(request, "schedules/plan.html", context, status=422 if wrong else 200)


@require_POST
@staff_page
def delete(
    request: HttpRequest, person: Person, slug: str, profile_id: int, plan_id: int | None = None
) -> HttpResponse:
    """Remove a plan, or without id the whole profile."""
    domain, _around = subject(slug, person)
    found = service.profile_of(domain.name, profile_id)
    try:
        if plan_id is None:
            service.delete_profile(person, found, timezone.now())
            return redirect("schedules:profiles", slug)
        service.delete_plan(person, _plan(found, plan_id), timezone.now())
    except Contradiction as error:
        messages.error(request, str(error))
    return redirect("schedules:profile", slug, found.pk)


def _plan(profile: Profile, plan_id: int | None) -> Plan:
    if plan_id is None:
        return Plan(profile=profile, nights=Nights.WEEKDAYS, steps=service.FIRST)
    found = profile.plans.filter(pk=plan_id).first()
    if found is None:
        raise NotFound(f"no plan {plan_id}")
    return found
