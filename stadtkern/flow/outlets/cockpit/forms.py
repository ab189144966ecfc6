# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Forms of the cockpit; they check what can be checked without asking a service."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from stadtkern.flow.devices import editing
from stadtkern.flow.devices.models import Thing, Visibility
from stadtkern.flow.devices.service import ThingFacts
from stadtkern.kernel import rights
from stadtkern.kernel.domain import LICENCES
from stadtkern.kernel.models import Department, Person


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
        self.fields["visibility"].disabled = not editing.may_release(person, thing)
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
