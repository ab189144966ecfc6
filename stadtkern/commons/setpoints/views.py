# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Pages of groups, overrides, and of what was told and not confirmed."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from stadtkern.commons.schedules.pages import subject
from stadtkern.flow.outlets.cockpit.guard import given, staff_page
from stadtkern.kernel.callers import Caller
from stadtkern.kernel.errors import Contradiction
from stadtkern.kernel.models import Person
from stadtkern.web import undoing

from . import service, steering
from .forms import GroupForm, OverrideForm
from .models import Group, Override, Setpoint

_PER_PAGE = 50


@staff_page
def group(request: HttpRequest, person: Person, slug: str, group_id: int | None = None) -> HttpResponse:
    """Change a group; without id make one."""
    domain, around = subject(slug, person)
    row = Group(domain=domain.name) if group_id is None else steering.group_of(domain.name, group_id)
    form = GroupForm(row, given(request))
    if form.is_valid():
        for name, value in form.cleaned_data.items():
            setattr(row, name, value)
        try:
            steering.save_group(person, row, timezone.now())
        except Contradiction as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Gespeichert. In der nächsten Minute wird danach gestellt."))
            return redirect(f"{reverse('cockpit:overview')}{slug}/")
    context = {**around, "form": form, "group": row}
    return render(request, "setpoints/group.html", context, status=422 if form.errors else 200)


@require_POST
@staff_page
def delete_group(request: HttpRequest, person: Person, slug: str, group_id: int) -> HttpResponse:
    """Remove a group."""
    domain, _around = subject(slug, person)
    found = steering.group_of(domain.name, group_id)
    steering.delete_group(person, found, timezone.now())
    told = _("Die Gruppe „%(name)s“ ist gelöscht.") % {"name": found.name}
    undoing.deleted(request, told, kind=steering.GROUP, key=str(group_id))
    return redirect(f"{reverse('cockpit:overview')}{slug}/")


@staff_page
def overrides(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """What people have decided otherwise, and the form for it."""
    domain, around = subject(slug, person)
    groups, now = Group.objects.filter(domain=domain.name), timezone.now()
    form = OverrideForm(groups, given(request))
    if form.is_valid():
        try:
            steering.override(person, **form.cleaned_data, now=now)
        except Contradiction as error:
            form.add_error("until", str(error))
        else:
            messages.success(request, _("Gilt ab der nächsten Minute."))
            return redirect("setpoints:overrides", slug)
    rows = Override.objects.filter(group__domain=domain.name).select_related("group")
    current = rows.current(now)
    past = rows.exclude(pk__in=current.values("pk"))[:20]
    context = {**around, "form": form, "groups": groups, "current": current, "past": past}
    return render(request, "setpoints/overrides.html", context, status=422 if form.errors else 200)


@require_POST
@staff_page
def end_override(request: HttpRequest, person: Person, slug: str, override_id: int) -> HttpResponse:
    """Go back to the profile now."""
    domain, _around = subject(slug, person)
    steering.end_override(person, domain.name, override_id, timezone.now())
    messages.success(request, _("Beendet. Ab der nächsten Minute gilt wieder das Profil."))
    return redirect("setpoints:overrides", slug)


@staff_page
def commands(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """What was told and is not confirmed, longest first."""
    domain, around = subject(slug, person)
    rows = Setpoint.objects.of(domain.name)
    now = timezone.now()
    troubled = rows.troubled(now).select_related("task", "capability__thing").order_by("decided_at", "pk")
    page = Paginator(troubled, _PER_PAGE).get_page(request.GET.get("seite"))
    numbers = {"all": rows.count(), "confirmed": rows.confirmed().count(), "troubled": page.paginator.count}
    numbers["waiting"] = max(numbers["all"] - numbers["confirmed"] - numbers["troubled"], 0)
    context = {**around, "page": page, "numbers": numbers, "now": now, "attempts": service.MOST_ATTEMPTS}
    return render(request, "setpoints/commands.html", context)


@require_POST
@staff_page
def send_again(request: HttpRequest, person: Person, slug: str, setpoint_id: int) -> HttpResponse:
    """Tell the same once more."""
    domain, _around = subject(slug, person)
    caller = Caller(name=person.get_username(), domain=domain.name, may_command=True, may_observe=True)
    try:
        service.send_again(setpoint_id, caller=caller, now=timezone.now())
    except Contradiction as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Noch einmal gesendet."))
    return redirect("setpoints:commands", slug)
