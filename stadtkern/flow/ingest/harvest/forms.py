# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The form for a catalogue that shall be harvested."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from stadtkern.kernel import registry, rights
from stadtkern.kernel.licences import LICENCES
from stadtkern.kernel.models import Department, Person
from stadtkern.kernel.roles import Action

from .models import HarvestSource, Kind
from .service import Draft

_INTERVALS = (
    (1, _("jede Stunde")),
    (6, _("alle sechs Stunden")),
    (24, _("täglich")),
    (168, _("wöchentlich")),
)


class SourceForm(forms.Form):
    """Name, kind, address, and what holds for records that say less."""

    title = forms.CharField(label=_("Name des Katalogs"), max_length=200)
    kind = forms.ChoiceField(label=_("Art"), choices=Kind.choices)
    url = forms.URLField(label=_("Adresse"), max_length=1000, assume_scheme="https")
    query = forms.CharField(label=_("Auswahl (nur CKAN)"), max_length=500, required=False)
    licence = forms.ChoiceField(
        label=_("Lizenz für Datensätze ohne Angabe"),
        choices=[
            ("", _("keine: solche Datensätze abweisen")),
            *((code, one.title) for code, one in LICENCES.items()),
        ],
        required=False,
    )
    interval_h = forms.TypedChoiceField(label=_("Wie oft"), choices=_INTERVALS, coerce=int, initial=24)
    department = forms.ChoiceField(label=_("Fachbereich"))

    def __init__(self, person: Person, data: Any = None, *, source: HarvestSource | None = None) -> None:
        """``source``: the catalogue that is changed; its department stays."""
        names = ("title", "kind", "url", "query", "licence", "interval_h")
        super().__init__(data, initial={name: getattr(source, name) for name in names} if source else None)
        departments = self.fields["department"]
        if source is not None:
            del self.fields["department"]
        elif isinstance(departments, forms.ChoiceField):
            departments.choices = [(name, name) for name in _departments(person)]

    def draft(self) -> Draft:
        """The checked answers."""
        given = self.cleaned_data
        return Draft(
            title=given["title"],
            kind=given["kind"],
            url=given["url"],
            query=given["query"] if given["kind"] == Kind.CKAN else "",
            licence=given["licence"],
            interval_h=given["interval_h"],
        )


def _departments(person: Person) -> list[str]:
    """Names of the person's departments; administrators choose among all, also of subjects without data."""
    known = Department.objects.all()
    if not rights.may(person, Action.CONNECT):
        known = known.filter(pk__in=rights.departments_of(person, Action.CONNECT))
        return sorted(known.values_list("name", flat=True))
    return sorted({*known.values_list("name", flat=True), *(one.department for one in registry.domains())})
