# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Forms of the cockpit; they check what can be checked without asking a service."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from stadtkern.flow.devices.models import Thing, Visibility
from stadtkern.flow.devices.service import ThingFacts
from stadtkern.kernel import people, rights
from stadtkern.kernel.domain import LICENCES
from stadtkern.kernel.models import Department, Person


class SignInForm(AuthenticationForm):
    """User name and password; after too many failures it asks to wait, without looking at the password."""

    error_messages = {  # noqa: RUF012 - as Django declares it
        "invalid_login": _("Anmeldename und Passwort passen nicht zusammen."),
        "inactive": _("Dieses Konto ist außer Betrieb."),
        "locked": _("Zu viele Fehlversuche. Bitte warten Sie 15 Minuten."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("Anmeldename")

    def clean(self) -> dict[str, Any]:
        """Count failures and look whether there were too many."""
        account = str(self.cleaned_data.get("username", ""))
        address = str(self.request.META.get("REMOTE_ADDR", "")) if self.request else ""
        now = timezone.now()
        if people.sign_in_locked(account, address, now):
            raise ValidationError(self.error_messages["locked"], code="locked")
        try:
            cleaned = super().clean()
        except ValidationError:
            people.sign_in_failed(account, address, now)
            raise
        people.sign_in_succeeded(account, address)
        return cleaned


class NewPasswordForm(forms.Form):
    """A new password, twice; whether it is strong enough says ``kernel.people``."""

    password = forms.CharField(
        label=_("Neues Passwort"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("Neues Passwort wiederholen"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

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
    """A new password for oneself; needs the present one."""

    present = forms.CharField(
        label=_("Jetziges Passwort"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    field_order = ("present", "password", "again")

    def __init__(self, person: Person, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._person = person

    def clean_present(self) -> str:
        """It must be right."""
        present = str(self.cleaned_data["present"])
        if not self._person.check_password(present):
            raise ValidationError(_("Das jetzige Passwort stimmt nicht."))
        return present


class ThingForm(forms.Form):
    """What people decide about a thing."""

    name = forms.CharField(label=_("Name"), max_length=300)
    description = forms.CharField(
        label=_("Beschreibung"), required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 4})
    )
    visibility = forms.ChoiceField(label=_("Sichtbarkeit"), choices=Visibility.choices)
    owner = forms.ModelChoiceField(
        label=_("Zuständiger Fachbereich"), queryset=Department.objects.none(), empty_label=None
    )
    licence = forms.ChoiceField(
        label=_("Lizenz"),
        required=False,
        choices=[("", _("wie die Datenquelle")), *((code, one.title) for code, one in LICENCES.items())],
    )
    retention_days = forms.IntegerField(
        label=_("Aufbewahrung der Messwerte in Tagen"), required=False, min_value=1, max_value=36_500
    )

    def __init__(self, person: Person, thing: Thing, data: Any = None) -> None:
        initial = {name: getattr(thing, name) for name in self.base_fields}
        super().__init__(data, initial=initial)
        owner = self.fields["owner"]
        if isinstance(owner, forms.ModelChoiceField):
            owner.queryset = Department.objects.filter(
                pk__in={*rights.departments_of(person), thing.owner_id}
            )

    def facts(self) -> ThingFacts:
        """The checked answers."""
        given = self.cleaned_data
        return ThingFacts(
            name=given["name"],
            description=given["description"],
            visibility=Visibility(given["visibility"]),
            owner=given["owner"],
            licence=given["licence"],
            retention_days=given["retention_days"],
        )


class RightsForm(forms.Form):
    """What a person may do."""

    administrator = forms.BooleanField(
        label=_("Verwaltet die ganze Plattform (Administration)"), required=False
    )
    departments = forms.ModelMultipleChoiceField(
        label=_("Arbeitet für"),
        required=False,
        queryset=Department.objects.all(),
        widget=forms.CheckboxSelectMultiple,
    )


class NewPersonForm(RightsForm):
    """The facts of a new account."""

    username = forms.CharField(
        label=_("Anmeldename"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    first_name = forms.CharField(label=_("Vorname"), max_length=150, required=False)
    last_name = forms.CharField(label=_("Nachname"), max_length=150, required=False)
    email = forms.EmailField(label=_("E-Mail"), required=False)
    field_order = ("username", "first_name", "last_name", "email", "administrator", "departments")
