# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who may see this, and why: one page for things, datastreams, collections and datasets."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from stadtkern.flow.outlets.cockpit import sights
from stadtkern.flow.outlets.cockpit.guard import given, staff_page
from stadtkern.flow.outlets.cockpit.role_forms import KINDS
from stadtkern.flow.outlets.cockpit.sight_forms import ShareForm, VisibilityForm
from stadtkern.flow.outlets.cockpit.sights import Sight
from stadtkern.kernel import rights
from stadtkern.kernel.errors import Contradiction
from stadtkern.kernel.models import Person
from stadtkern.kernel.roles import Action


@staff_page
def sight_page(request: HttpRequest, person: Person, kind: str, key: str) -> HttpResponse:
    """Who sees an object; whoever may release it changes that here."""
    sight = sights.find(person, kind, key)
    sent, deed = given(request), request.POST.get("deed", "")
    may_release = sight.what.permits(person, Action.RELEASE)
    rights.require(sent is None or may_release, f"show or hide {sight.what.subject}")
    shown = VisibilityForm(sight, sent if deed == "visibility" else None)
    share = ShareForm(sight, sent if deed == "share" else None)
    try:
        if _done(request, person, sight, shown, share):
            return redirect("cockpit:sight", kind, key)
    except Contradiction as error:
        (share if deed == "share" else shown).add_error(None, str(error))
    context = {
        "sight": sight,
        "kind": KINDS[kind],
        "reasons": sights.reasons(sight, at=timezone.now()),
        "streams": sights.datastreams_of(sight),
        "may_release": may_release,
        "form": share if share.is_bound else shown,
        "visibility_form": shown,
        "share_form": share,
    }
    status = 422 if shown.errors or share.errors else 200
    return render(request, "cockpit/sight.html", context, status=status)


def _done(
    request: HttpRequest, person: Person, sight: Sight, shown: VisibilityForm, share: ShareForm
) -> bool:
    """Do what was sent; whether something was."""
    now = timezone.now()
    if shown.is_bound and shown.is_valid():
        sights.set_visibility(person, sight, shown.cleaned_data["visibility"], at=now)
        messages.success(request, _("Die Sichtbarkeit ist gespeichert."))
        return True
    if share.is_bound and share.is_valid():
        sights.share(person, sight, share.whom(), until=share.cleaned_data["until"], at=now)
        messages.success(request, _("Geteilt."))
        return True
    ended = request.POST.get("share", "")
    if request.POST.get("deed") == "unshare" and ended.isdecimal():
        sights.unshare(person, sight, int(ended), at=now)
        messages.success(request, _("Die Freigabe ist beendet."))
        return True
    return False
