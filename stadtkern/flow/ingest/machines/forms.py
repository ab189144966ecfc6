# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The forms of keys: a new one, and the change of a secret."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from stadtkern.kernel import registry, rights
from stadtkern.kernel.models import Person
from stadtkern.kernel.roles import Action
from stadtkern.web.templatetags.web import local

from .issuing import NewKey

LONGEST_DAYS = 3650
USUAL_DAYS = 365


class NewKeyForm(forms.Form):
    """Name, subject, rights and bounds of a key."""

    name = forms.CharField(label=_("Name"), max_length=100)
    purpose = forms.CharField(label=_("Zweck"), max_length=300, required=False)
    domain = forms.ChoiceField(label=_("Thema"), required=False)
    source = forms.CharField(label=_("Nur diese Datenquelle"), max_length=100, required=False)
    may_observe = forms.BooleanField(label=_("Messwerte liefern"), required=False, initial=True)
    may_register = forms.BooleanField(label=_("Objekte und Datenströme anlegen und ändern"), required=False)
    may_command = forms.BooleanField(label=_("Aufträge an Geräte erteilen"), required=False)
    sees_internal = forms.BooleanField(label=_("Internes dieses Themas lesen"), required=False)
    may_monitor = forms.BooleanField(label=_("Kennzahlen des Betriebs lesen (/metrics)"), required=False)
    internal = forms.BooleanField(
        label=_("Was der Schlüssel anlegt, ist zunächst nur intern zu sehen"), required=False, initial=True
    )
    datastreams = forms.CharField(
        label=_("Nur diese Datenströme"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    collections = forms.CharField(
        label=_("Nur diese Sammlungen"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    topics = forms.CharField(
        label=_("Nur diese MQTT-Topics"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    days = forms.IntegerField(
        label=_("Gültig … Tage"), required=False, min_value=1, max_value=LONGEST_DAYS, initial=USUAL_DAYS
    )
    oauth_client = forms.CharField(label=_("Client-Kennung (client_id)"), max_length=200, required=False)
    oauth_subject = forms.CharField(label=_("Subjekt (sub)"), max_length=200, required=False)

    def __init__(self, person: Person, data: Any = None) -> None:
        """Offers the subjects whose keys the person may give out."""
        super().__init__(data)
        self.administers = rights.may(person, Action.ADMINISTRATE)
        known = set(rights.domains_of(person, Action.CONNECT))
        choices = [(one.name, local(one, "title")) for one in registry.domains() if one.name in known]
        subjects = self.fields["domain"]
        if isinstance(subjects, forms.ChoiceField):
            none = [("", _("keines: liest nur Öffentliches und Geteiltes"))] if self.administers else []
            subjects.choices = [*choices, *none]
        subjects.required = not self.administers
        if not self.administers:
            for name in ("may_monitor", "oauth_client", "oauth_subject"):
                del self.fields[name]

    def facts(self, now: datetime) -> NewKey:
        """The checked answers."""
        given = self.cleaned_data
        names = ("name", "purpose", "domain", "source", "may_observe", "may_register", "may_command")
        return NewKey(
            **{name: given[name] for name in (*names, "sees_internal", "internal")},
            may_monitor=given.get("may_monitor", False),
            datastreams=_lines(given["datastreams"]),
            collections=_lines(given["collections"]),
            topics=_lines(given["topics"]),
            oauth_client=given.get("oauth_client", ""),
            oauth_subject=given.get("oauth_subject", ""),
            expires_at=now + timedelta(days=given["days"]) if given["days"] else None,
        )


class RotationForm(forms.Form):
    """How long the old secret works on."""

    overlap = forms.TypedChoiceField(
        label=_("Der alte Schlüssel gilt noch"),
        coerce=int,
        initial=7,
        choices=[(0, _("gar nicht mehr")), (1, _("1 Tag")), (7, _("7 Tage")), (30, _("30 Tage"))],
    )


def _lines(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))
