# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""One account: its roles, each with scope, origin and end; giving and taking them."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from stadtkern.flow.outlets.cockpit.guard import action, administrator_page, given
from stadtkern.flow.outlets.cockpit.role_forms import GrantForm
from stadtkern.flow.outlets.cockpit.wording import scope_words
from stadtkern.kernel import granting
from stadtkern.kernel.errors import Contradiction
from stadtkern.kernel.models import Grant, Person
from stadtkern.kernel.roles import Role
from stadtkern.web.accounts import operators


@administrator_page
def person_page(request: HttpRequest, person: Person, person_id: int) -> HttpResponse:
    """One account with its roles; the form gives one more."""
    found = Person.objects.filter(pk=person_id).first()
    if found is None:
        raise Http404
    form = GrantForm(given(request))
    if form.is_valid() and _granted(person, found, form):
        messages.success(request, _("Die Rolle ist vergeben."))
        return redirect("cockpit:person", found.pk)
    return _shown(request, found, form)


@action("cockpit:people")
def revoke(request: HttpRequest, person: Person, person_id: int, grant_id: int) -> HttpResponse:
    """Take a role back."""
    one = Grant.objects.select_related("person", "department").filter(pk=grant_id, person=person_id).first()
    if one is None:
        raise Http404
    try:
        granting.revoke(person, one, at=timezone.now())
    except Contradiction as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Die Rolle ist entzogen."))
    return redirect("cockpit:person", person_id)


def _granted(person: Person, found: Person, form: GrantForm) -> bool:
    answers = form.cleaned_data
    try:
        granting.grant(
            person,
            found,
            Role(answers["role"]),
            scope=form.scope(),
            expires_at=answers["until"],
            at=timezone.now(),
        )
    except Contradiction as error:
        form.add_error(None, str(error))
        return False
    return True


def _shown(request: HttpRequest, found: Person, form: GrantForm) -> HttpResponse:
    now = timezone.now()
    grants = [
        (one, scope_words(one), one.expires_at is not None and one.expires_at <= now)
        for one in granting.grants_of(found)
    ]
    safety = operators.safety_of(found)
    context = {"found": found, "form": form, "grants": grants, "safety": safety}
    return render(request, "cockpit/person.html", context, status=422 if form.errors else 200)
