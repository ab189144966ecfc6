# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""People: list, new account, rights, invitation, deactivation; for administrators."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from stadtkern.flow.outlets.cockpit.forms import NewPersonForm
from stadtkern.flow.outlets.cockpit.guard import action, administrator_page, given
from stadtkern.flow.outlets.cockpit.wording import scope_words
from stadtkern.kernel import people
from stadtkern.kernel.errors import Contradiction
from stadtkern.kernel.models import Grant, Person
from stadtkern.kernel.people import NewPerson

_PAGE = 50


@administrator_page
def people_page(request: HttpRequest, person: Person) -> HttpResponse:
    """All accounts by user name; paged by the last one seen."""
    words, after = request.GET.get("q", "").strip(), request.GET.get("nach", "")
    found = Person.objects.order_by("username")
    if words:
        found = found.filter(
            Q(username__icontains=words) | Q(first_name__icontains=words) | Q(last_name__icontains=words)
        )
    page = list(found.filter(username__gt=after)[: _PAGE + 1])
    return render(
        request,
        "cockpit/people.html",
        {
            "people": _with_roles(page[:_PAGE]),
            "last": page[_PAGE - 1] if len(page) > _PAGE else None,
            "words": words,
        },
    )


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


def _with_roles(people: list[Person]) -> list[tuple[Person, list[str]]]:
    """Each with what the person is, in words; one query for all."""
    rows = Grant.objects.filter(person__in=people).current(timezone.now()).select_related("department")
    found: dict[int, list[Grant]] = {}
    for one in rows.order_by("pk"):
        found.setdefault(one.person_id, []).append(one)
    return [(person, _roles(found.get(person.pk, []))) for person in people]


def _roles(grants: list[Grant]) -> list[str]:
    """Roles, those of the same place in one line."""
    places: dict[str, list[str]] = {}
    for one in grants:
        roles = places.setdefault(scope_words(one), [])
        if one.get_role_display() not in roles:
            roles.append(one.get_role_display())
    return [f"{place}: {', '.join(roles)}" for place, roles in places.items()]


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
