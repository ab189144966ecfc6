# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The own account: what is set up, a new password, sessions."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from allauth.account.models import EmailAddress
from allauth.core import ratelimit
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.views import ConnectionsView
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from stadtkern.kernel import people, rights
from stadtkern.kernel.errors import WeakPassword
from stadtkern.kernel.models import Person
from stadtkern.web.accounts import factors, required, sessions
from stadtkern.web.accounts.adapter import write_to
from stadtkern.web.accounts.forms import NewPasswordForm, OwnPasswordForm
from stadtkern.web.accounts.oidc.providers import configured

P = ParamSpec("P")
OwnView = Callable[Concatenate[HttpRequest, Person, P], HttpResponse]


def own_page(view: OwnView[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """A page for everybody who is signed in; the view gets the person."""

    def inner(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        person = request.user
        if not isinstance(person, Person) or not person.is_active:
            return redirect_to_login(request.get_full_path(), reverse("account_login"))
        return view(request, person, *args, **kwargs)

    return wraps(view)(never_cache(inner))


@own_page
def overview(request: HttpRequest, person: Person) -> HttpResponse:
    """What is set up for the own account, and what is missing."""
    kinds = factors.kinds_of(person)
    context = {
        "person": person,
        "addresses": EmailAddress.objects.filter(user=person).order_by("-primary", "email"),
        "has_app": "totp" in kinds,
        "has_passkey": "webauthn" in kinds,
        "has_codes": "recovery_codes" in kinds,
        "factor_missing": required.missing(request, person),
        "session_count": UserSession.objects.filter(user=person).count(),
        "providers": configured(),
        "links": SocialAccount.objects.filter(user=person).order_by("pk"),
        "staff": rights.is_staff_member(person),
    }
    return render(request, "accounts/overview.html", context)


@sensitive_post_parameters()
@own_page
def password(request: HttpRequest, person: Person) -> HttpResponse:
    """A new password for oneself; other sessions of the person end."""
    given = request.POST if request.method == "POST" else None
    if given is not None and not ratelimit.consume(request, action="change_password", user=person):
        messages.error(request, _("Zu viele Anfragen. Bitte warten Sie einen Augenblick."))
        return redirect("account_change_password")
    has_one = person.has_usable_password()
    form: NewPasswordForm = OwnPasswordForm(person, given) if has_one else NewPasswordForm(given)
    if form.is_valid():
        try:
            people.set_password(person, form.cleaned_data["password"], at=timezone.now())
        except WeakPassword as error:
            form.add_error("password", str(error))
        else:
            _go_on(request, person)
            messages.success(request, _("Ihr Passwort ist geändert. Alle anderen Sitzungen sind beendet."))
            return redirect("account_overview")
    context = {"form": form, "has_one": has_one}
    return render(request, "accounts/password.html", context, status=422 if form.errors else 200)


class Links(ConnectionsView):
    """Identity providers through which somebody comes into the own account."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Which providers there are."""
        found: dict[str, Any] = super().get_context_data(**kwargs)
        return found | {"providers": configured()}


@require_POST
@own_page
def end_session(request: HttpRequest, person: Person, session_id: int) -> HttpResponse:
    """End one session of one's own."""
    found = UserSession.objects.filter(pk=session_id)
    if sessions.end_all(person, found, person, at=timezone.now()):
        messages.success(request, _("Die Sitzung ist beendet."))
    return redirect("usersessions_list")


def _go_on(request: HttpRequest, person: Person) -> None:
    """This session stays, under a new key; all others are over."""
    old = request.session.session_key
    others = UserSession.objects.filter(user=person).exclude(session_key=old)
    sessions.end_all(person, others, person, at=timezone.now())
    update_session_auth_hash(request, person)
    UserSession.objects.filter(session_key=old).update(session_key=request.session.session_key or old)
    write_to(person, _("Das Passwort wurde geändert."))
