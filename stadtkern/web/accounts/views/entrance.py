# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The ways in: signing in, one-time links, forgotten passwords; all of them pass the second factor."""

from __future__ import annotations

import time
from typing import Any, Final

from allauth.account.internal.flows.logout import logout as end_session
from allauth.account.utils import perform_login
from allauth.account.views import LoginView, SignupView
from allauth.core import ratelimit
from django.conf import settings
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from stadtkern.kernel import people
from stadtkern.kernel.errors import Contradiction, LinkInvalid, WeakPassword
from stadtkern.kernel.models import Person
from stadtkern.web.accounts import mails
from stadtkern.web.accounts.forms import FirstAdministratorForm, ForgottenForm, NewPasswordForm
from stadtkern.web.accounts.oidc import views as oidc
from stadtkern.web.accounts.oidc.providers import configured

EVEN_S: Final = 1.0
"""Registering takes at least so long: making an account costs more than telling that there is one [s]."""


class SignIn(LoginView):
    """Sign in with a password, a passkey or an identity provider."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Which ways in there are."""
        found: dict[str, Any] = super().get_context_data(**kwargs)
        found.update(
            providers=configured(),
            registration=settings.REGISTRATION and mails.possible(),
            mail=mails.possible(),
        )
        return found

    def form_invalid(self, form: Form) -> HttpResponse:
        """Once more; the status says that nobody came in."""
        response: HttpResponse = super().form_invalid(form)
        response.status_code = 422
        return response


class Register(SignupView):
    """Residents make an account; how long it takes tells nobody whether there is one already."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer a usable form after an even time."""
        began = time.monotonic()
        response: HttpResponse = super().post(request, *args, **kwargs)
        if response.status_code == 302:
            time.sleep(max(0.0, EVEN_S - (time.monotonic() - began)))
        return response


@never_cache
@require_POST
def sign_out(request: HttpRequest) -> HttpResponseBase:
    """End this session; whoever came through an identity provider is told how to sign out there as well."""
    address = oidc.way_out(request)
    end_session(request, show_message=False)
    if not address:
        return redirect(settings.LOGOUT_REDIRECT_URL)
    return render(request, "accounts/signed_out.html", {"address": address})


@never_cache
@sensitive_post_parameters()
def first_start(request: HttpRequest, token: str) -> HttpResponseBase:
    """A one-time link: the first administrator (or an invited person) sets a password and is signed in."""
    try:
        invited = people.person_of_link(token, timezone.now())
    except LinkInvalid:
        return render(request, "accounts/link_invalid.html", status=410)
    kind = FirstAdministratorForm if invited is None else NewPasswordForm
    form = kind(request.POST if request.method == "POST" else None)
    if form.is_valid():
        person = _redeemed(form, token)
        if person is not None:
            signed_in: HttpResponseBase = perform_login(request, person, email_verification="none")
            return signed_in
    context = {"form": form, "invited": invited}
    response = render(request, "accounts/first_start.html", context, status=422 if form.errors else 200)
    response["Referrer-Policy"] = "same-origin"
    return response


@never_cache
def forgotten(request: HttpRequest) -> HttpResponse:
    """Ask for a link by e-mail; the answer is the same whether there is an account or not."""
    form = ForgottenForm(request.POST if request.method == "POST" else None)
    if mails.possible() and form.is_valid():
        address = form.cleaned_data["email"]
        if ratelimit.consume(request, action="reset_password", key=address.casefold()):
            mails.ask_for_link(address, get_language() or "de")
        return redirect("account_reset_password_done")
    context = {"form": form, "possible": mails.possible()}
    return render(request, "accounts/forgotten.html", context, status=422 if form.errors else 200)


def forgotten_sent(request: HttpRequest) -> HttpResponse:
    """What happens next."""
    return render(request, "accounts/forgotten_sent.html")


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
    except LinkInvalid as error:
        form.add_error(None, str(error))
    return None
