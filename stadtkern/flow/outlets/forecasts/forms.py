# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Forms of forecasts."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from .profile import MOST_DAYS

_DAYS = [(days, str(days)) for days in range(1, MOST_DAYS + 1)]


class ForecastForm(forms.Form):
    """How far ahead, and whether it runs."""

    days = forms.TypedChoiceField(label=_("Tage im Voraus"), choices=_DAYS, coerce=int, initial=3)
    active = forms.BooleanField(label=_("in Betrieb"), required=False, initial=True)


class NewForecast(forms.Form):
    """Which datastream, and how far ahead."""

    code = forms.CharField(
        label=_("Messreihe"),
        help_text=_("Tippen Sie den Ort; es erscheinen passende Messreihen. Auch ihre Kennung genügt."),
        max_length=300,
        widget=forms.TextInput(attrs={"list": "messreihen", "autocomplete": "off"}),
    )
    days = forms.TypedChoiceField(label=_("Tage im Voraus"), choices=_DAYS, coerce=int, initial=3)
