# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Forms for the rules and calibrations of a datastream; times of people are those of the city."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from stadtkern.flow.devices.quality.editing import CheckFacts

from .calibrating import CalibrationFacts

_MINUTE_S = 60
_LONGEST_MIN = 60 * 24 * 366
_BETWEEN = [("value", _("zwischen zwei Werten")), ("minute", _("je Minute"))]


def _number(label: Any, **given: Any) -> forms.FloatField:
    return forms.FloatField(
        label=label, required=False, widget=forms.NumberInput(attrs={"step": "any"}), **given
    )


class ChecksForm(forms.Form):
    """How the values of a datastream are judged; an empty field: not at all, or as the quantity says."""

    ranged = forms.BooleanField(label=_("Wertebereich prüfen"), required=False)
    low = _number(_("Kleinster plausibler Wert"))
    high = _number(_("Größter plausibler Wert"))
    step = _number(_("Größter Sprung"))
    step_between = forms.ChoiceField(label=_("Der Sprung gilt"), choices=_BETWEEN)
    stuck_values = forms.IntegerField(
        label=_("Hängt nach so vielen gleichen Werten"), required=False, min_value=2, max_value=1000
    )
    stuck_min = forms.IntegerField(
        label=_("Hängt nach so vielen Minuten mit gleichem Wert"),
        required=False,
        min_value=1,
        max_value=_LONGEST_MIN,
    )
    stuck_zero = forms.BooleanField(label=_("Auch eine bleibende Null gilt als hängend"), required=False)
    gap_times = _number(_("Lücke nach so vielen Messabständen"))
    drift = _number(_("Größte Abweichung vom Median der Nachbarn"))
    drift_window_h = forms.IntegerField(
        label=_("Zeitfenster des Vergleichs in Stunden"), min_value=1, max_value=24 * 31
    )
    drift_distance_m = forms.IntegerField(
        label=_("Nachbarn sind alle im Umkreis von … Metern"), required=False, min_value=1, max_value=200_000
    )
    neighbours = forms.CharField(
        label=_("Weitere Nachbarn, je Zeile eine Kennung"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, facts: CheckFacts, data: Any = None) -> None:
        super().__init__(data, initial=_initial(facts))

    def facts(self) -> CheckFacts:
        """The checked answers."""
        given = self.cleaned_data
        plain = ("ranged", "low", "high", "step", "stuck_values", "stuck_zero", "gap_times", "drift")
        return CheckFacts(
            **{name: given[name] for name in (*plain, "drift_window_h", "drift_distance_m")},
            step_per_minute=given["step_between"] == "minute",
            stuck_s=None if given["stuck_min"] is None else given["stuck_min"] * _MINUTE_S,
            neighbours=tuple(sorted({line.strip() for line in given["neighbours"].splitlines()} - {""})),
        )


class CalibrationForm(forms.Form):
    """A correction of measured values from a time on."""

    valid_from = forms.DateTimeField(
        label=_("Gilt ab"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    valid_to = forms.DateTimeField(
        label=_("Gilt bis"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    factor = forms.FloatField(label=_("Faktor"), initial=1, widget=forms.NumberInput(attrs={"step": "any"}))
    offset = forms.FloatField(
        label=_("Korrektur (wird addiert)"), initial=0, widget=forms.NumberInput(attrs={"step": "any"})
    )
    reason = forms.CharField(label=_("Anlass, z. B. Vergleichsmessung"), max_length=500)

    def facts(self) -> CalibrationFacts:
        """The checked answers."""
        return CalibrationFacts(**{name: self.cleaned_data[name] for name in self.base_fields})


class EndForm(forms.Form):
    """Until when a calibration counts."""

    valid_to = forms.DateTimeField(
        label=_("Gilt bis"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )


def _initial(facts: CheckFacts) -> dict[str, object]:
    plain = ("ranged", "low", "high", "step", "stuck_values", "stuck_zero", "gap_times", "drift")
    return {
        **{name: getattr(facts, name) for name in (*plain, "drift_window_h", "drift_distance_m")},
        "step_between": "minute" if facts.step_per_minute else "value",
        "stuck_min": None if facts.stuck_s is None else max(1, facts.stuck_s // _MINUTE_S),
        "neighbours": "\n".join(facts.neighbours),
    }
