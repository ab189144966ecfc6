# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The form by which an administrator gives a role."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from stadtkern.kernel import registry
from stadtkern.kernel.models import Department
from stadtkern.kernel.rights import Scope
from stadtkern.kernel.roles import CITY_WIDE, Role

KINDS = {
    "thing": gettext_lazy("Objekt"),
    "datastream": gettext_lazy("Datenstrom"),
    "collection": gettext_lazy("Geodaten-Sammlung"),
    "dataset": gettext_lazy("Datensatz"),
    "dashboard": gettext_lazy("Dashboard"),
}
"""Kinds of single objects for which a role can be given."""


_CITY = "city"


class GrantForm(forms.Form):
    """A role with its scope and end."""

    role = forms.ChoiceField(label=gettext_lazy("Rolle"), choices=Role.choices, initial=Role.EDITOR)
    place = forms.ChoiceField(label=gettext_lazy("Fachbereich"), required=False)
    """Nothing is chosen beforehand: nobody gets a role for the whole city by an oversight."""
    domain = forms.ChoiceField(label=gettext_lazy("Nur für das Thema"), required=False)
    kind = forms.ChoiceField(
        label=gettext_lazy("Nur für einen einzelnen Gegenstand"),
        required=False,
        choices=[("", gettext_lazy("nein")), *KINDS.items()],
    )
    key = forms.CharField(
        label=gettext_lazy("Kennung des Gegenstands"),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    until = forms.DateField(
        label=gettext_lazy("Gilt bis einschließlich"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        place, domain = self.fields["place"], self.fields["domain"]
        if isinstance(place, forms.ChoiceField):
            departments = Department.objects.values_list("pk", "name")
            place.choices = [
                ("", _("bitte wählen")),
                *((str(pk), name) for pk, name in departments),
                (_CITY, _("ganze Kommune")),
            ]
        if isinstance(domain, forms.ChoiceField):
            titles = sorted((one.title, one.name) for one in registry.domains())
            domain.choices = [("", _("alle Themen")), *((name, title) for title, name in titles)]

    def clean_until(self) -> datetime | None:
        """Midnight after the last day, local time."""
        day = self.cleaned_data["until"]
        if day is None:
            return None
        return timezone.make_aware(datetime.combine(day + timedelta(days=1), datetime.min.time()))

    def clean(self) -> dict[str, Any]:
        """Roles of the whole city have no scope; kind and key belong together."""
        answers = self.cleaned_data
        place, narrow = answers.get("place"), answers.get("domain") or answers.get("kind")
        if answers.get("role") in CITY_WIDE:
            if narrow or place not in {"", _CITY}:
                raise ValidationError(_("Diese Rolle gilt immer für die ganze Kommune."))
        elif not place and not narrow:
            self.add_error("place", _("Bitte wählen Sie, wofür die Rolle gilt."))
        if bool(answers.get("kind")) != bool(answers.get("key")):
            self.add_error("key", _("Bitte Art und Kennung des Gegenstands zusammen angeben."))
        return answers

    def scope(self) -> Scope:
        """Where the role counts."""
        answers = self.cleaned_data
        place = answers["place"]
        return Scope(
            department=int(place) if place.isdecimal() else None,
            domain=answers["domain"],
            subject=f"{answers['kind']}:{answers['key'].strip()}" if answers["kind"] else "",
        )
