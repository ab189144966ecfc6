# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Forms of accounts in German; what is right or wrong decide ``kernel.people`` and allauth."""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Any

from allauth.account.forms import AddEmailForm, LoginForm, ReauthenticateForm, SignupForm
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as factor_forms
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from stadtkern.kernel.models import Person

from . import codes

_BROKEN = (AttributeError, IndexError, KeyError, TypeError, ValueError, struct.error)
"""What reading an answer of WebAuthn raises when it is none."""
_CODE = {"autocomplete": "one-time-code", "inputmode": "numeric", "maxlength": "12"}


class SignInForm(LoginForm):
    """User name or e-mail address, and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name, password = self.fields["login"], self.fields["password"]
        name.label, password.label = _("Anmeldename oder E-Mail-Adresse"), _("Passwort")
        name.widget = forms.TextInput(
            attrs={"autocomplete": "username", "maxlength": "254", "autocapitalize": "none"}
        )
        password.widget = _password("current-password")
        password.help_text = ""


class RegistrationForm(SignupForm):
    """E-mail address and password of a resident."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in (
            ("email", _("E-Mail-Adresse")),
            ("password1", _("Passwort")),
            ("password2", _("Passwort wiederholen")),
        ):
            self.fields[name].label = label
            self.fields[name].help_text = ""
            self.fields[name].widget.attrs.pop("placeholder", None)

    def clean(self) -> dict[str, Any]:
        """Both passwords must be the same."""
        cleaned: dict[str, Any] = super().clean()
        if "password2" in self.errors and cleaned.get("password1"):
            self.errors["password2"] = self.error_class([_("Die beiden Passwörter sind verschieden.")])
        return cleaned

    def try_save(self, request: HttpRequest) -> tuple[AbstractBaseUser | None, HttpResponse | None]:
        """Make the account, or tell the owner of the address that there is one; both take the same time."""
        if self.account_already_exists:
            make_password(str(self.cleaned_data["password1"]))
        made: tuple[AbstractBaseUser | None, HttpResponse | None] = super().try_save(request)
        return made


class AddressForm(AddEmailForm):
    """A new e-mail address of the own account."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("Neue E-Mail-Adresse")
        self.fields["email"].widget.attrs.pop("placeholder", None)


class AgainForm(ReauthenticateForm):
    """The password once more, before something important changes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].label = _("Ihr Passwort")
        self.fields["password"].widget = _password("current-password")
        self.fields["password"].help_text = ""


class CodeForm(factor_forms.AuthenticateForm):
    """A code of the app or one for emergencies; each opens once."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _code_field(self)

    def clean_code(self) -> str:
        """Right, and never used before.

        Raises:
            ValidationError: it is wrong, or somebody has used it.
        """
        code = codes.normal(str(self.cleaned_data["code"]))
        self.cleaned_data["code"] = code
        clean: str = super().clean_code()
        codes.use(self.authenticator, clean)
        return clean


class CodeAgainForm(factor_forms.ReauthenticateForm):
    """A code once more, before something important changes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _code_field(self)

    def clean_code(self) -> str:
        """As :meth:`CodeForm.clean_code`.

        Raises:
            ValidationError: it is wrong, or somebody has used it.
        """
        self.cleaned_data["code"] = codes.normal(str(self.cleaned_data["code"]))
        clean: str = super().clean_code()
        codes.use(self.authenticator, clean)
        return clean


class AppForm(ActivateTOTPForm):
    """The first code of an app."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _code_field(self)
        self.fields["code"].label = _("Code, den die App zeigt")

    def clean_code(self) -> str:
        """Spaces in the middle are none of the code."""
        self.cleaned_data["code"] = codes.normal(str(self.cleaned_data["code"]))
        return str(super().clean_code())


class PasskeyForm(AddWebAuthnForm):
    """A new passkey; it may replace the password when it checks finger, face or PIN."""

    def clean(self) -> dict[str, Any]:
        """Nonsense is refused like a wrong answer.

        Raises:
            ValidationError: nobody made this passkey for this site just now.
        """
        try:
            cleaned: dict[str, Any] = super().clean()
        except _BROKEN as error:
            raise get_adapter().validation_error("incorrect_code") from error
        return cleaned

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _passkey_name(self)
        if "passwordless" in self.fields:
            self.fields["passwordless"].label = _("Damit auch ohne Passwort anmelden")
            self.fields["passwordless"].help_text = ""
            self.fields["passwordless"].initial = True


def _answered(read: Callable[[], Authenticator]) -> Authenticator:
    """The passkey that answered; nonsense in its place is a wrong code, no fault of the city."""
    try:
        return read()
    except _BROKEN as error:
        raise get_adapter().validation_error("incorrect_code") from error


class PasskeySignInForm(LoginWebAuthnForm):
    """A passkey in the place of name and password."""

    def clean_credential(self) -> Authenticator:
        """The passkey that answered.

        Raises:
            ValidationError: none did.
        """
        return _answered(super().clean_credential)


class PasskeyFactorForm(AuthenticateWebAuthnForm):
    """A passkey after the password."""

    def clean_credential(self) -> Authenticator:
        """As :meth:`PasskeySignInForm.clean_credential`.

        Raises:
            ValidationError: none did.
        """
        return _answered(super().clean_credential)


class PasskeyAgainForm(ReauthenticateWebAuthnForm):
    """A passkey once more, before something important changes."""

    def clean_credential(self) -> Authenticator:
        """As :meth:`PasskeySignInForm.clean_credential`.

        Raises:
            ValidationError: none did.
        """
        return _answered(super().clean_credential)


class PasskeyNameForm(EditWebAuthnForm):
    """Another name for a passkey."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _passkey_name(self)


class NewPasswordForm(forms.Form):
    """A new password, twice; whether it is strong enough says ``kernel.people``."""

    password = forms.CharField(label=_("Neues Passwort"), max_length=200, strip=False)
    again = forms.CharField(label=_("Neues Passwort wiederholen"), max_length=200, strip=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("password", "again"):
            self.fields[name].widget = _password("new-password")

    def clean_again(self) -> str:
        """Both must be the same."""
        again = str(self.cleaned_data["again"])
        if again != self.cleaned_data.get("password"):
            raise ValidationError(_("Die beiden Passwörter sind verschieden."))
        return again


class FirstAdministratorForm(NewPasswordForm):
    """Name and password of the first administrator."""

    username = forms.CharField(
        label=_("Anmeldename"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "username"})
    )
    field_order = ("username", "password", "again")


class OwnPasswordForm(NewPasswordForm):
    """A new password for oneself; needs the present one where there is one."""

    present = forms.CharField(label=_("Jetziges Passwort"), max_length=200, strip=False)
    field_order = ("present", "password", "again")

    def __init__(self, person: Person, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._person = person
        self.fields["present"].widget = _password("current-password")

    def clean_present(self) -> str:
        """It must be right."""
        present = str(self.cleaned_data["present"])
        if not self._person.check_password(present):
            raise ValidationError(_("Das jetzige Passwort stimmt nicht."))
        return present


class ForgottenForm(forms.Form):
    """The e-mail address of an account."""

    email = forms.EmailField(
        label=_("E-Mail-Adresse"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )


def _password(use: str) -> forms.PasswordInput:
    return forms.PasswordInput(attrs={"autocomplete": use, "maxlength": "200"})


def _code_field(form: forms.Form) -> None:
    field = form.fields["code"]
    field.label, field.widget = _("Code"), forms.TextInput(attrs=_CODE)


def _passkey_name(form: forms.Form) -> None:
    field = form.fields["name"]
    field.label = _("Name des Passkeys")
    field.widget = forms.TextInput(attrs={"maxlength": "80", "autocomplete": "off"})
