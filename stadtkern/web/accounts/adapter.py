# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""How allauth signs people in here: one lockout, no default password, every change in the audit log."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from stadtkern.kernel import audit, granting, people, rights
from stadtkern.kernel.models import Person
from stadtkern.kernel.roles import Role
from stadtkern.web.rates import clients

from . import mails, sessions, texts
from .mails import Letter

_NAMES = "abcdefghijkmnpqrstuvwxyz23456789"
"""Letters of made user names; none is mistaken for another."""


class AccountAdapter(DefaultAccountAdapter):
    """What the city does differently."""

    error_messages = {**DefaultAccountAdapter.error_messages, **texts.ERRORS}  # noqa: RUF012 - as allauth has it

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Only where the operator lets residents in, and only when addresses can be confirmed."""
        return bool(settings.REGISTRATION) and mails.possible()

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """After too many failures nobody looks at the password any more.

        Raises:
            ValidationError: the account or the address has to wait.
        """
        if people.sign_in_locked(_account(credentials), _household(request), timezone.now()):
            raise self.validation_error("too_many_login_attempts")

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the failure, for accounts that exist and for those that do not."""
        people.sign_in_failed(_account(credentials), _household(request), timezone.now())

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        """Who it is, when the password is right; counted failures are forgotten then.

        An address stands for the one account that it surely belongs to, so failures count for that account.
        """
        address = credentials.pop("email", None)
        if address and not Person.objects.filter(username__iexact=str(address)).exists():
            owners = mails.accounts_of(str(address)) or mails.newcomers(str(address))
            credentials["username"] = owners[0].username if len(owners) == 1 else str(address)
        found: AbstractBaseUser | None = super().authenticate(request, **credentials)
        if found is not None:
            people.sign_in_succeeded(_account(credentials), _household(request))
        return found

    def get_reauthentication_methods(self, user: AbstractBaseUser | AnonymousUser) -> list[dict[str, str]]:
        """How somebody says once more who it is, in the words of the city."""
        ways: list[dict[str, str]] = super().get_reauthentication_methods(user)
        return [{**way, "description": str(texts.WAYS.get(way["id"], way["description"]))} for way in ways]

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address that the WSGI server, or the trusted proxy in front, names."""
        return str(request.META.get("REMOTE_ADDR") or "0.0.0.0")  # noqa: S104 - unknown, not listened on

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Sign in under a new session key and note when, and with which browser."""
        super().login(request, user)
        sessions.begin(request)

    def pre_login(self, request: HttpRequest, user: AbstractBaseUser, **more: Any) -> HttpResponse | None:
        """Take over an address that administrators gave, so that it counts as confirmed."""
        if isinstance(user, Person):
            confirm_given(user)
        response: HttpResponse | None = super().pre_login(request, user, **more)
        return response

    def post_login(
        self,
        request: HttpRequest,
        user: AbstractBaseUser,
        *,
        signal_kwargs: dict[str, Any] | None = None,
        **more: Any,
    ) -> HttpResponse:
        """Note through which provider somebody came, so that signing out there reaches this session."""
        response: HttpResponse = super().post_login(request, user, signal_kwargs=signal_kwargs, **more)
        outside = (signal_kwargs or {}).get("sociallogin")
        if outside is not None:
            sessions.note_provider(request, outside.account.provider)
        return response

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """The cockpit for those who work for the city, the own account for others."""
        person = request.user
        staff = isinstance(person, Person) and rights.is_staff_member(person)
        return settings.LOGIN_REDIRECT_URL if staff else reverse("account_overview")

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        """As for everybody who signs in: somebody new may come with roles of the identity provider."""
        return self.get_login_redirect_url(request)

    def save_user(
        self, request: HttpRequest, user: AbstractBaseUser, form: forms.BaseForm, commit: bool = True
    ) -> AbstractBaseUser:
        """A resident who registers gets a made user name, and the role of residents."""
        now = timezone.now()
        with transaction.atomic():
            saved: AbstractBaseUser = super().save_user(request, user, form, commit=commit)
            if commit and isinstance(saved, Person):
                audit.record("registration", "person.create", f"person {saved.username}", {}, now)
                granting.grant("registration", saved, Role.RESIDENT, at=now)
        return saved

    def generate_unique_username(self, txts: list[str | None], regex: str | None = None) -> str:
        """A name that says nothing about the person: it stands in logs."""
        return f"konto-{get_random_string(10, _NAMES)}"

    def clean_password(self, password: str, user: AbstractBaseUser | None = None) -> str:
        """The same rules as everywhere in the city."""
        password = str(super().clean_password(password, user))
        if len(password) > 200:
            raise ValidationError(_("Das Passwort darf höchstens 200 Zeichen haben."))
        return password

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Say it in the words of the city, or not at all."""
        said = message or texts.MESSAGES.get(message_template or "")
        if said:
            messages.add_message(request, level, str(said), extra_tags=extra_tags)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Render now, send by a job."""
        message: EmailMessage = self.render_mail(template_prefix, email, context)
        mails.post(Letter(to=email, subject=str(message.subject), body=str(message.body)))

    def format_email_subject(self, subject: str) -> str:
        """As it is; the name of the city follows when it is sent."""
        return subject

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:
        """Under the address of the city, whatever host the request named."""
        return f"{settings.KNOBS.address}{reverse('account_confirm_email', args=[emailconfirmation.key])}"

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """A confirmed address opens the account from now on: it is in the log, and the known one is told."""
        person, known = email_address.user, ""
        if isinstance(person, Person):
            known = address_of(person)
        confirmed = bool(super().confirm_email(request, email_address))
        if confirmed and isinstance(person, Person):
            audit.record(
                person, "person.address", f"person {person.username}", {"what": "confirmed"}, timezone.now()
            )
            if known and known != email_address.email:
                write_to(person, str(texts.HAPPENINGS["account/email/email_confirm"][1]), address=known)
        return confirmed

    def send_account_already_exists_mail(self, email: str) -> None:
        """Tell the owner of the address, and nobody else, that there is an account."""
        link = f"{settings.KNOBS.address}{reverse('account_reset_password')}"
        self.send_mail("account/email/account_already_exists", email, {"password_reset_url": link})

    def send_notification_mail(
        self,
        template_prefix: str,
        user: AbstractBaseUser,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Every change of an account passes here: it goes into the audit log and to the person."""
        happened = texts.HAPPENINGS.get(template_prefix)
        if happened is not None and isinstance(user, Person):
            tell(user, happened[0], str(happened[1]), {"what": template_prefix.rpartition("/")[2]})


def tell(person: Person, action: str, sentence: str, change: audit.Change, *, by: str | None = None) -> None:
    """Write into the audit log what changed in an account, and to the person by e-mail."""
    now = timezone.now()
    with transaction.atomic():
        audit.record(by or person, action, f"person {person.username}", change, now)
    write_to(person, sentence)


def write_to(person: Person, sentence: str, *, address: str = "") -> None:
    """Tell a person by e-mail that something about the account has changed."""
    address, now = address or address_of(person), timezone.now()
    if address:
        body = render_to_string(
            "accounts/mail/changed.txt",
            {"sentence": sentence, "username": person.username, "at": now, "city": settings.CITY_NAME},
        )
        mails.post(Letter(to=address, subject=_("Änderung an Ihrem Konto"), body=body.strip()))


def address_of(person: Person) -> str:
    """Where a person is written to; empty: nowhere."""
    confirmed = EmailAddress.objects.filter(user=person, verified=True).order_by("-primary", "pk").first()
    return confirmed.email if confirmed is not None else person.email


def confirm_given(person: Person) -> None:
    """An address that administrators gave counts as confirmed, unless somebody else has confirmed it."""
    if not person.email or EmailAddress.objects.filter(user=person).exists():
        return
    address = person.email.lower()
    taken = EmailAddress.objects.filter(email__iexact=address, verified=True).exists()
    EmailAddress.objects.create(user=person, email=address, primary=True, verified=not taken)


def _account(credentials: dict[str, Any]) -> str:
    return str(credentials.get("username") or "")


def _household(request: HttpRequest) -> str:
    """What counts as one place in the lockout; within an IPv6 network addresses change at will."""
    address = clients.parsed(str(request.META.get("REMOTE_ADDR") or ""))
    return "" if address is None else clients.household(address)
