# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who comes in through an identity provider, as whom, and with which roles."""

from __future__ import annotations

from typing import Any

import requests
import structlog
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.forms import BaseForm
from django.http import HttpRequest
from django.shortcuts import render
from django.utils import timezone

from stadtkern.kernel import audit, granting, rights
from stadtkern.kernel.models import Department, Person
from stadtkern.kernel.roles import Action, Role
from stadtkern.web.accounts import required, texts
from stadtkern.web.accounts.adapter import confirm_given

from . import transport
from .providers import RANK, Granted, IdentityProvider, configured, provider_of

log = structlog.get_logger(__name__)


class OutsideAdapter(DefaultSocialAccountAdapter):
    """What the city does differently."""

    error_messages = {**DefaultSocialAccountAdapter.error_messages, **texts.OUTSIDE_ERRORS}  # noqa: RUF012 - as allauth has it

    def get_requests_session(self) -> requests.Session:
        """Guarded like every request that the city makes."""
        return transport.session()

    def list_apps(
        self, request: HttpRequest, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        """The providers that the operator configured; the register names none."""
        return [
            SocialApp(
                provider="oidc", provider_id=one.key, name=one.name, client_id=one.client, secret=one.secret
            )
            for one in configured()
            if provider in {None, "oidc", one.key} and client_id in {None, one.client}
        ]

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Whoever has a role by the provider; :meth:`pre_social_login` has refused others."""
        return True

    def is_auto_signup_allowed(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Never ask for what the provider has told."""
        return True

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Refuse strangers, and let roles follow groups before anything else happens.

        Raises:
            ImmediateHttpResponse: nobody comes in; the page says why.
        """
        provider = provider_of(sociallogin.account.provider)
        told = sociallogin.account.extra_data
        if RANK[told.get("level", "")] < RANK[provider.least_level]:
            raise ImmediateHttpResponse(_refused(request, provider, "level"))
        person = sociallogin.user
        if isinstance(person, Person) and person.pk is not None:
            follow(person, provider, told)
            _note_factor(request, told)
            return
        if not _roles(provider, told) and sociallogin.state.get("process") != "connect":
            raise ImmediateHttpResponse(_refused(request, provider, "role"))
        _without_taken_address(sociallogin)
        _note_factor(request, told)

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: Any = None,
        exception: Exception | None = None,
        extra_context: dict[str, Any] | None = None,
    ) -> None:
        """Say on one page that it did not work, whatever the reason; the log knows it.

        Raises:
            ImmediateHttpResponse: always.
        """
        known = getattr(provider, "known", None)
        log.warning("oidc_failed", error=str(error), reason=type(exception).__name__ if exception else "")
        raise ImmediateHttpResponse(
            _refused(request, known, "cancelled" if error == "cancelled" else "failed")
        )

    def send_notification_mail(
        self, template_prefix: str, user: AbstractBaseUser, *args: Any, **kwargs: Any
    ) -> None:
        """Tell it like every change; roles of an identity that is unlinked go with it."""
        super().send_notification_mail(template_prefix, user, *args, **kwargs)
        unlinked = template_prefix == "socialaccount/email/account_disconnected"
        if unlinked and isinstance(user, Person) and not SocialAccount.objects.filter(user=user).exists():
            granting.grant_from_provider(user, set(), at=timezone.now())

    def save_user(
        self, request: HttpRequest, sociallogin: SocialLogin, form: BaseForm | None = None
    ) -> AbstractBaseUser:
        """Make the account and give its first roles, together or not at all."""
        provider = provider_of(sociallogin.account.provider)
        with transaction.atomic():
            person: AbstractBaseUser = super().save_user(request, sociallogin, form)
            if isinstance(person, Person):
                subject = f"person {person.username}"
                audit.record(
                    "identity provider", "person.create", subject, {"provider": provider.key}, timezone.now()
                )
                follow(person, provider, sociallogin.account.extra_data)
        return person

    def authenticate_by_email(self, sociallogin: SocialLogin) -> tuple[Person, str] | None:
        """The account that the same, confirmed address belongs to, where that is safe.

        Safe means: the provider has checked the address and may link; exactly one account has confirmed it
        or got it from administrators; that account has no other identity there, and neither administrates
        nor operates the platform (such people link while they are signed in).
        """
        provider = provider_of(sociallogin.account.provider)
        if not provider.links_by_address:
            return None
        for given in sociallogin.email_addresses:
            person = _linkable(given.email, provider)
            if person is not None:
                return person, given.email
        return None


def follow(person: Person, provider: IdentityProvider, told: dict[str, Any]) -> None:
    """Make the roles that came from the provider what its groups say now; roles given here stay."""
    wanted: set[tuple[Role, Department | None]] = set()
    for granted in _roles(provider, told):
        department = (
            Department.objects.filter(name=granted.department).first() if granted.department else None
        )
        if granted.department and department is None:
            log.warning(
                "group_names_unknown_department", provider=provider.key, department=granted.department
            )
            continue
        wanted.add((granted.role, department))
    granting.grant_from_provider(person, wanted, at=timezone.now())


def level_of(person: Person) -> str:
    """The highest level of assurance of a person's identities: ``low``, ``substantial``, ``high`` or none."""
    told = SocialAccount.objects.filter(user=person).values_list("extra_data", flat=True)
    levels = [str(one.get("level", "")) for one in told if isinstance(one, dict)]
    return max(levels, key=lambda level: RANK.get(level, 0), default="")


def _roles(provider: IdentityProvider, told: dict[str, Any]) -> frozenset[Granted]:
    return provider.roles_of(frozenset(map(str, told.get("groups", ()))))


def _linkable(address: str, provider: IdentityProvider) -> Person | None:
    confirmed = EmailAddress.objects.filter(email__iexact=address)
    people = {one.user for one in confirmed.filter(verified=True) if isinstance(one.user, Person)}
    if not people:
        given = Person.objects.filter(email__iexact=address).exclude(pk__in=confirmed.values("user"))
        people = set(given)
    if len(people) != 1:
        return None
    person = people.pop()
    strong = rights.may(person, Action.ADMINISTRATE) or rights.may(person, Action.OPERATE)
    known = SocialAccount.objects.filter(user=person, provider=provider.key).exists()
    if not person.is_active or strong or known:
        return None
    confirm_given(person)
    return person


def _without_taken_address(sociallogin: SocialLogin) -> None:
    """An address that belongs to another account, which may not be linked, stays with that account alone."""
    taken = {
        one.email
        for one in sociallogin.email_addresses
        if EmailAddress.objects.filter(email__iexact=one.email).exists()
        or Person.objects.filter(email__iexact=one.email).exists()
    }
    sociallogin.email_addresses = [one for one in sociallogin.email_addresses if one.email not in taken]
    if isinstance(sociallogin.user, Person) and sociallogin.user.email in taken:
        sociallogin.user.email = ""


def _note_factor(request: HttpRequest, told: dict[str, Any]) -> None:
    request.session[required.BY_PROVIDER] = bool(told.get("second_factor"))


def _refused(request: HttpRequest, provider: IdentityProvider | None, reason: str) -> Any:
    context = {"provider": provider, "reason": reason, "providers": configured()}
    status = {"level": 403, "role": 403, "cancelled": 200}.get(reason, 400)
    return render(request, "accounts/outside_refused.html", context, status=status)
