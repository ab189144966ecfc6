# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""People: list, new account, rights, invitation, deactivation; for administrators."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from stadtkern.flow.outlets.cockpit.forms import NewPersonForm
from stadtkern.flow.outlets.cockpit.guard import action, administrator_page, given
from stadtkern.flow.outlets.cockpit.lists import people as people_list
from stadtkern.kernel import people
from stadtkern.kernel.errors import Contradiction
from stadtkern.kernel.models import Person
from stadtkern.kernel.people import NewPerson
from stadtkern.web.lists.answering import answer


@administrator_page
def people_page(request: HttpRequest, person: Person) -> HttpResponseBase:
    """All accounts."""
    return answer(request, person, people_list.listing(timezone.now()), "cockpit/people.html")


@administrator_page
def new(request: HttpRequest, person: Person) -> HttpResponse:
    """Make an account and show its invitation link once."""
    form = NewPersonForm(given(request))
    if form.is_valid():
        made = _made(person, form)
        if made:
            return _invitation(request, made, people.invite(person, made, at=timezone.now()))
    return render(request, "cockpit/person_new.html", {"form": form}, status=422 if form.errors else 200)


@action("cockpit:people")
def invite(request: HttpRequest, person: Person, person_id: int) -> HttpResponse:
    """A new link by which the person sets a password, also when the old one is forgotten."""
    found = _found(person_id)
    return _invitation(request, found, people.invite(person, found, at=timezone.now()))


@action("cockpit:people")
def activate(request: HttpRequest, person: Person, person_id: int) -> HttpResponse:
    """Take an account out of use, or bring it back."""
    found, active = _found(person_id), request.POST.get("active") == "1"
    people.set_active(person, found, active, at=timezone.now())
    messages.success(request, _("Das Konto ist in Betrieb.") if active else _("Das Konto ist außer Betrieb."))
    return redirect("cockpit:person", found.pk)


def _found(person_id: int) -> Person:
    found = Person.objects.filter(pk=person_id).first()
    if found is None:
        raise Http404
    return found


def _made(person: Person, form: NewPersonForm) -> Person | None:
    answers = form.cleaned_data
    facts = NewPerson(
        username=answers["username"],
        first_name=answers["first_name"],
        last_name=answers["last_name"],
        email=answers["email"],
        administrator=answers["administrator"],
        departments=tuple(answers["departments"]),
    )
    try:
        return people.create_person(person, facts, at=timezone.now())
    except Contradiction as error:
        form.add_error("username", str(error))
        return None


def _invitation(request: HttpRequest, found: Person, path: str) -> HttpResponse:
    link = request.build_absolute_uri(path)
    return render(request, "cockpit/invitation.html", {"found": found, "link": link})
