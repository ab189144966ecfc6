# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The form by which maintenance is announced."""

from __future__ import annotations

from datetime import datetime

from django import forms
from django.utils.translation import gettext_lazy as _

from .maintenance import Plan

_MINUTES = "%Y-%m-%dT%H:%M"


def _moment() -> forms.DateTimeInput:
    return forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_MINUTES)


class MaintenanceForm(forms.Form):
    """Why, from when, until when, and whether data is taken meanwhile."""

    reason = forms.CharField(
        label=_("Grund"),
        max_length=300,
        help_text=_("Ein Satz für alle, zum Beispiel: Wir spielen eine neue Version ein."),
    )
    begins_at = forms.DateTimeField(
        label=_("Beginn"), required=False, widget=_moment(), help_text=_("Leer: sofort.")
    )
    until = forms.DateTimeField(
        label=_("Voraussichtliches Ende"),
        required=False,
        widget=_moment(),
        help_text=_("Leer: noch nicht bekannt. Der Wartungsmodus endet nie von selbst."),
    )
    refuses_data = forms.BooleanField(
        label=_("Auch keine Messwerte annehmen"),
        required=False,
        help_text=_("Geräte und Programme werden gebeten, später noch einmal zu senden."),
    )

    def plan(self, now: datetime) -> Plan:
        """What the valid form says."""
        said = self.cleaned_data
        return Plan(
            reason=said["reason"],
            begins_at=said["begins_at"] or now,
            until=said["until"],
            takes_data=not said["refuses_data"],
        )
