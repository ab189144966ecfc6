# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The forms of groups and overrides."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from stadtkern.commons.schedules.models import Profile

from .models import Group

MEMBERS = (
    ("circuit", _("Stromkreis")),
    ("cabinet", _("Schaltschrank")),
    ("street", _("Straße")),
    ("all", _("alles, was in keiner anderen Gruppe ist")),
)


class GroupForm(forms.Form):
    """What belongs to a group, by which profile it goes, and what presence does."""

    name = forms.CharField(label=_("Name"), max_length=100)
    member = forms.ChoiceField(label=_("Gehört dazu nach"), choices=MEMBERS)
    value = forms.CharField(label=_("Name oder Nummer davon"), max_length=200, required=False)
    profile = forms.ModelChoiceField(
        label=_("Profil"), queryset=Profile.objects.none(), required=False, empty_label=_("nicht steuern")
    )
    boost_level = forms.IntegerField(
        label=_("Helligkeit bei Anwesenheit [%]"), required=False, min_value=1, max_value=100
    )
    boost_minutes = forms.IntegerField(
        label=_("Dauer der Anhebung [Minuten]"), min_value=1, max_value=240, initial=5
    )
    boost_stream = forms.CharField(
        label=_("Kennung des Datenstroms eines Anwesenheitsmelders"), max_length=300, required=False
    )

    def __init__(self, group: Group, data: Any = None) -> None:
        super().__init__(
            data, initial={name: getattr(group, name) for name in self.base_fields} if group.pk else None
        )
        profile = self.fields["profile"]
        if isinstance(profile, forms.ModelChoiceField):
            profile.queryset = Profile.objects.filter(domain=group.domain)

    def clean(self) -> dict[str, Any]:
        """Only the rest has no value."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("member") == "all":
            given["value"] = ""
        elif not given.get("value") and "value" not in self.errors:
            self.add_error("value", _("Bitte angeben, welcher gemeint ist."))
        return given


class OverrideForm(forms.Form):
    """Another level for a group, until a time."""

    group = forms.ModelChoiceField(label=_("Gruppe"), queryset=Group.objects.none(), empty_label=None)
    level = forms.IntegerField(label=_("Helligkeit [%]"), min_value=0, max_value=100)
    until = forms.DateTimeField(
        label=_("bis"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )
    reason = forms.CharField(label=_("Grund"), max_length=200)

    def __init__(self, groups: QuerySet[Group], data: Any = None) -> None:
        super().__init__(data)
        group = self.fields["group"]
        if isinstance(group, forms.ModelChoiceField):
            group.queryset = groups
