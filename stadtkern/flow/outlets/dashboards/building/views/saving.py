# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Saving and discarding drafts, earlier revisions, deleting and bringing back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from stadtkern.flow.outlets.dashboards import service
from stadtkern.flow.outlets.dashboards.building import drafts, findings
from stadtkern.flow.outlets.dashboards.errors import DashboardRefused, DashboardUnreadable, SavedMeanwhile
from stadtkern.flow.outlets.dashboards.models import Visibility
from stadtkern.kernel import rights
from stadtkern.kernel.models import Person

from .edge import builder_page
from .workbench import address


@require_POST
@builder_page
def save(request: HttpRequest, person: Person, key: str) -> HttpResponse:
    """Save the draft; ask first when somebody else was faster, or the public would miss something new."""
    how, now = request.POST.get("wie", ""), timezone.now()
    page = request.POST.get("seite", "")
    asked = None if how == "kopie" else _going_out(request, person, key)
    if asked is not None:
        return asked
    try:
        if how == "kopie":
            title = _("%(title)s (meine Fassung)") % {
                "title": drafts.bench(person, key).dashboard.title[:250]
            }
            row = drafts.save_as_copy(person, key, title, at=now)
        else:
            row = drafts.save(person, key, anyway=how == "trotzdem", at=now)
    except SavedMeanwhile:
        return render(request, "dashboards/building/conflict.html", _conflict(person, key), status=409)
    except DashboardRefused as error:
        messages.error(request, str(error))
        return redirect(address(key, page=page))
    messages.success(request, _("Gespeichert."))
    return redirect(address(row.key, page=page, focus="speichern"))


@require_POST
@builder_page
def discard(request: HttpRequest, person: Person, key: str) -> HttpResponse:
    """Throw the draft away."""
    drafts.bench(person, key)
    drafts.discard(person, key)
    messages.success(request, _("Der Entwurf ist verworfen; das Dashboard ist, wie es gespeichert war."))
    return redirect(address(key))


@builder_page
def revisions(request: HttpRequest, person: Person, key: str) -> HttpResponse:
    """What the dashboard said before; an earlier revision becomes the newest by one button."""
    found = drafts.bench(person, key)
    number = request.POST.get("fassung", "")
    if request.method == "POST" and number.isdecimal():
        try:
            service.restore_revision(
                person, key, int(number), expected_revision=found.row.revision, at=timezone.now()
            )
        except (SavedMeanwhile, DashboardUnreadable, DashboardRefused) as error:
            messages.error(request, str(error))
        else:
            drafts.discard(person, key)
            messages.success(request, _("Fassung %(n)s gilt wieder.") % {"n": number})
        return redirect("building:revisions", key)
    context = {"row": found.row, "changed": found.changed, "revisions": service.revisions(person, key)}
    return render(request, "dashboards/building/revisions.html", context)


@require_POST
@builder_page
def reset(request: HttpRequest, person: Person, key: str) -> HttpResponse:
    """Let a declared dashboard be as it was delivered."""
    service.reset(person, key, at=timezone.now())
    drafts.discard(person, key)
    messages.success(request, _("Das Dashboard ist wieder, wie es mitgeliefert wird."))
    return redirect(address(key))


@require_POST
@builder_page
def delete(request: HttpRequest, person: Person, key: str) -> HttpResponse:
    """Put the dashboard away for thirty days."""
    found = drafts.bench(person, key)
    service.delete(person, key, at=timezone.now())
    said = _("„%(title)s“ ist gelöscht und lässt sich 30 Tage lang wiederherstellen.")
    messages.success(request, said % {"title": found.row.title})
    return redirect("building:dashboards")


@require_POST
@builder_page
def undelete(request: HttpRequest, person: Person, key: str) -> HttpResponse:
    """Bring a deleted dashboard back."""
    rights.require(service.deleted_for(person).filter(key=key).exists(), f"bring dashboard {key} back")
    row = service.undelete(person, key, at=timezone.now())
    messages.success(request, _("„%(title)s“ ist wieder da.") % {"title": row.title})
    return redirect("building:dashboards")


def _going_out(request: HttpRequest, person: Person, key: str) -> HttpResponse | None:
    """A page that asks before something new goes out that the check list would name; null: nothing to ask."""
    found = drafts.bench(person, key)
    overtaken = found.overtaken and request.POST.get("wie", "") != "trotzdem"
    if found.row.visibility != Visibility.PUBLIC or overtaken or request.POST.get("bestaetigt") == "1":
        return None
    listed = findings.new_ones(found.stored, found.dashboard)
    if not listed:
        return None
    context = {
        "row": found.row,
        "bench": found,
        "findings": listed,
        "serious": any(one.kind == "bad" for one in listed),
        "how": request.POST.get("wie", ""),
        "page": request.POST.get("seite", ""),
    }
    return render(request, "dashboards/building/going_out.html", context, status=409)


def _conflict(person: Person, key: str) -> dict[str, object]:
    found = drafts.bench(person, key)
    return {"row": found.row, "bench": found}
