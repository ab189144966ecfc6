# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Forms for a dashboard as a whole: beginning one, its title and what readers may choose."""

from __future__ import annotations

from typing import Any

import msgspec
from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from stadtkern.flow.outlets.dashboards import service
from stadtkern.flow.outlets.dashboards.pictures import PictureFacts
from stadtkern.flow.outlets.dashboards.reading import Read
from stadtkern.kernel import registry, rights
from stadtkern.kernel.dashboards import Dashboard
from stadtkern.kernel.models import Department, Person
from stadtkern.kernel.roles import Action
from stadtkern.web.templatetags.web import local
from stadtkern.web.uploads import MIB, PICTURES, UploadField

from . import wording
from .forms import choice, prose, words

_EMPTY = ""


class NewForm(forms.Form):
    """What a new dashboard needs."""

    title = words(_("Titel"), required=True)
    source = forms.ChoiceField(label=_("Womit anfangen?"), required=False)
    department = forms.ChoiceField(label=_("Zuständig"), required=False)
    domain = forms.ChoiceField(label=_("Thema"), required=False)

    def __init__(self, person: Person, data: Any = None, *, source: str = "") -> None:
        super().__init__(data, initial={"source": source})
        self._offices = {str(one.pk): one for one in service.departments_for(person)}
        offices = [(key, one.name) for key, one in self._offices.items()]
        if rights.may(person, Action.EDIT):
            offices.append(("", _t("die Stadt als Ganzes")))
        self._set("department", offices)
        readable = service.dashboards_for(person)
        self._set(
            "source",
            [
                (_EMPTY, _t("mit einer leeren Seite")),
                *((one.row.key, _t("Kopie von „%(title)s“") % {"title": one.row.title}) for one in readable),
            ],
        )
        subjects = [(one.name, local(one, "title")) for one in registry.domains()]
        self._set("domain", [("", _t("kein einzelnes Thema")), *subjects])
        if len(offices) < 2:
            self.fields["department"].widget = forms.HiddenInput()
            self.fields["department"].initial = offices[0][0] if offices else ""

    @property
    def department_given(self) -> Department | None:
        """The chosen department; null: the city as a whole."""
        return self._offices.get(self.cleaned_data["department"])

    def _set(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices


class FactsForm(forms.Form):
    """What is said of a dashboard as a whole."""

    title = words(_("Titel"), required=True)
    summary = prose(_("Worum es geht, in ein bis zwei Sätzen"))
    plain = prose(_("Zusammenfassung in Einfacher Sprache (leer: aus den Daten)"))
    span = forms.ChoiceField(label=_("Zeitraum, wenn niemand etwas wählt"))
    ends = choice(_("Der Zeitraum endet"), wording.ENDS, required=True)
    filters = forms.MultipleChoiceField(
        label=_("Leserinnen und Leser wählen selbst"),
        choices=wording.FILTERS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    title_en = words(_("Titel auf Englisch"))
    summary_en = prose(_("Worum es geht, auf Englisch"))

    def __init__(self, dashboard: Dashboard, data: Any = None) -> None:
        super().__init__(data, initial=msgspec.to_builtins(dashboard))
        self._dashboard = dashboard
        span = self.fields["span"]
        if isinstance(span, forms.ChoiceField):
            known = dict(wording.SPANS)
            own = () if dashboard.span in known else ((dashboard.span, dashboard.span),)
            span.choices = [*own, *wording.SPANS]

    def result(self) -> Dashboard:
        """The dashboard as the form says it. Only of a valid form."""
        given = {**msgspec.to_builtins(self._dashboard), **self.cleaned_data}
        made: Dashboard = msgspec.convert(given, Dashboard)
        return made


def copied_from(readable: list[Read], key: str) -> Dashboard | None:
    """The words of the dashboard that somebody wants to begin with; null: with nothing."""
    return next((one.dashboard for one in readable if one.row.key == key), None)


class PictureForm(forms.Form):
    """A picture and what is to be said of it."""

    file = UploadField(label=_("Bilddatei (JPEG, PNG oder WebP)"), kinds=PICTURES, most=15 * MIB)
    alternative = words(_("Bildbeschreibung für alle, die es nicht sehen"), required=True)
    alternative_en = words(_("Bildbeschreibung auf Englisch"))
    credit = words(_("Bildnachweis"))

    def content(self) -> bytes:
        """The file. Only of a valid form."""
        read: bytes = self.cleaned_data["file"].read()
        return read

    def facts(self) -> PictureFacts:
        """What is said of it. Only of a valid form."""
        given = self.cleaned_data
        return PictureFacts(
            alternative=given["alternative"], alternative_en=given["alternative_en"], credit=given["credit"]
        )
