# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The forms of profiles and plans; they work without JavaScript."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from .models import Nights, Plan

CLOCK = "clock"
_AT = (
    ("", "–"),
    ("sunset", _("Sonnenuntergang")),
    ("dusk", _("Ende der Abenddämmerung")),
    (CLOCK, _("Uhrzeit")),
    ("dawn", _("Beginn der Morgendämmerung")),
    ("sunrise", _("Sonnenaufgang")),
)
_WEEKDAYS = (
    (0, _("Montag")),
    (1, _("Dienstag")),
    (2, _("Mittwoch")),
    (3, _("Donnerstag")),
    (4, _("Freitag")),
    (5, _("Samstag")),
    (6, _("Sonntag")),
)


class ProfileForm(forms.Form):
    """Name and note of a new profile."""

    name = forms.CharField(label=_("Name"), max_length=100)
    note = forms.CharField(label=_("Bemerkung"), max_length=300, required=False)


class PlanForm(forms.Form):
    """For which nights a plan is."""

    nights = forms.ChoiceField(label=_("Gilt für"), choices=Nights.choices)
    weekdays = forms.TypedMultipleChoiceField(
        label=_("Wochentage, an deren Abend die Nacht beginnt"),
        choices=_WEEKDAYS,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    dates = forms.CharField(label=_("Tage im Jahr"), max_length=300, required=False)


class StepForm(forms.Form):
    """One step; an empty row is left out."""

    at = forms.ChoiceField(label=_("Ab"), choices=_AT, required=False)
    clock = forms.TimeField(
        label=_("Uhrzeit"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    offset = forms.IntegerField(label=_("Minuten später"), required=False, min_value=-240, max_value=240)
    level = forms.IntegerField(label=_("Helligkeit [%]"), required=False, min_value=0, max_value=100)

    def clean(self) -> dict[str, Any]:
        """A step has a level, and a time when it goes by the clock."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("at") and given.get("level") is None and "level" not in self.errors:
            raise ValidationError(_("Bitte angeben, wie hell es ab dann ist."))
        if given.get("at") == CLOCK and given.get("clock") is None and "clock" not in self.errors:
            raise ValidationError(_("Bitte die Uhrzeit angeben."))
        return given


StepFormSet = forms.formset_factory(StepForm, extra=0, max_num=12, absolute_max=12)
ROWS = 8


def shown_steps(plan: Plan) -> list[dict[str, object]]:
    """The steps of a plan as the form shows them, with empty rows behind."""
    rows: list[dict[str, object]] = []
    for one in plan.steps:
        by_sun = ":" not in str(one["at"])
        place = {"at": one["at"]} if by_sun else {"at": CLOCK, "clock": one["at"]}
        rows.append({**place, "offset": one.get("offset") or None, "level": one["level"]})
    return rows + [{}] * max(ROWS - len(rows), 1)


def stored_steps(answers: Sequence[dict[str, Any]]) -> list[dict[str, object]]:
    """The steps as they are stored, in the order of the rows."""
    return [
        {
            "at": one["clock"].strftime("%H:%M") if one["at"] == CLOCK else one["at"],
            "offset": one["offset"] or 0,
            "level": one["level"],
        }
        for one in answers
        if one.get("at")
    ]
