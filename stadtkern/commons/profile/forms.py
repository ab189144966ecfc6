# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The form behind imprint, privacy and accessibility pages."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from .models import CityProfile


class WebAddressField(forms.URLField):
    """An address that is completed with ``https`` when its scheme was left out."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(assume_scheme="https", **kwargs)


class ProfileForm(forms.ModelForm[CityProfile]):
    """All particulars; nothing is required, the pages mark what is missing."""

    class Meta:
        model = CityProfile
        exclude: ClassVar[tuple[str, ...]] = ()
        field_classes: ClassVar[dict[str, type[forms.Field]]] = {"enforcement_url": WebAddressField}
        widgets: ClassVar[dict[str, forms.Widget]] = {
            "accessibility_checked_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }
