# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Helping people who lost their second factor, or in whose account somebody else may be."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from stadtkern.flow.outlets.cockpit.guard import action
from stadtkern.kernel.models import Person
from stadtkern.web.accounts import operators


@action("cockpit:people")
def remove_factors(request: HttpRequest, person: Person, person_id: int) -> HttpResponse:
    """Remove every second factor of a person; all sessions of the person end."""
    found = _found(person_id)
    if operators.remove_factors(person, found, at=timezone.now()):
        messages.success(request, _("Der zweite Faktor ist entfernt, alle Sitzungen sind beendet."))
    else:
        messages.success(request, _("Diese Person hatte keinen zweiten Faktor."))
    return redirect("cockpit:person", found.pk)


@action("cockpit:people")
def end_sessions(request: HttpRequest, person: Person, person_id: int) -> HttpResponse:
    """Sign a person out everywhere."""
    found = _found(person_id)
    n = operators.end_sessions(person, found, at=timezone.now())
    messages.success(
        request, ngettext("%(n)s Sitzung ist beendet.", "%(n)s Sitzungen sind beendet.", n) % {"n": n}
    )
    return redirect("cockpit:person", found.pk)


def _found(person_id: int) -> Person:
    found = Person.objects.filter(pk=person_id).first()
    if found is None:
        raise Http404
    return found
