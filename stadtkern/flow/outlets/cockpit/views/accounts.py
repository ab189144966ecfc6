# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Signing in, the first administrator, invitations, the own password."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import login, update_session_auth_hash
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from stadtkern.flow.outlets.cockpit.forms import (
    FirstAdministratorForm,
    NewPasswordForm,
    OwnPasswordForm,
    SignInForm,
)
from stadtkern.flow.outlets.cockpit.guard import given, staff_page
from stadtkern.kernel import people
from stadtkern.kernel.errors import Contradiction, LinkInvalid, WeakPassword
from stadtkern.kernel.models import Person


class SignIn(LoginView):
    """The sign-in page."""

    template_name = "cockpit/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True


@never_cache
@sensitive_post_parameters()
def first_start(request: HttpRequest, token: str) -> HttpResponse:
    """A one-time link: the first administrator (or an invited person) sets a password and is signed in."""
    try:
        invited = people.person_of_link(token, timezone.now())
    except LinkInvalid:
        return render(request, "cockpit/link_invalid.html", status=410)
    kind = FirstAdministratorForm if invited is None else NewPasswordForm
    form = kind(given(request))
    if form.is_valid():
        person = _redeemed(form, token)
        if person:
            login(request, person)
            return redirect("cockpit:overview")
    context = {"form": form, "invited": invited}
    response = render(request, "cockpit/first_start.html", context, status=422 if form.errors else 200)
    response["Referrer-Policy"] = "same-origin"
    return response


def _redeemed(form: NewPasswordForm, token: str) -> Person | None:
    answers = form.cleaned_data
    try:
        return people.redeem_link(
            token, username=answers.get("username", ""), password=answers["password"], at=timezone.now()
        )
    except WeakPassword as error:
        form.add_error("password", str(error))
    except Contradiction as error:
        form.add_error("username", str(error))
    return None


@sensitive_post_parameters()
@staff_page
def password(request: HttpRequest, person: Person) -> HttpResponse:
    """A new password for oneself; other sessions of the person end."""
    form = OwnPasswordForm(person, given(request))
    if form.is_valid():
        try:
            people.set_password(person, form.cleaned_data["password"], at=timezone.now())
        except WeakPassword as error:
            form.add_error("password", str(error))
        else:
            update_session_auth_hash(request, person)
            messages.success(request, _("Ihr Passwort ist geändert."))
            return redirect("cockpit:overview")
    return render(request, "cockpit/password.html", {"form": form}, status=422 if form.errors else 200)
