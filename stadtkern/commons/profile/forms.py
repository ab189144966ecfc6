# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The form behind imprint, privacy and accessibility pages."""

from __future__ import annotations

from typing import ClassVar

from django import forms

from .models import CityProfile


class ProfileForm(forms.ModelForm[CityProfile]):
    """All particulars; nothing is required, the pages mark what is missing."""

    class Meta:
        model = CityProfile
        exclude: ClassVar[tuple[str, ...]] = ()
        widgets: ClassVar[dict[str, forms.Widget]] = {
            "accessibility_checked_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }
