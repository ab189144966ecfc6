# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The form of a notice."""

from __future__ import annotations

import json

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from stadtkern.commons.territory import service as territory
from stadtkern.flow.outlets.cap import shapes
from stadtkern.kernel.errors import PayloadRejected

from .models import Notice
from .service import NoticeFacts

_MOST_GEOJSON = 500_000
_MINUTES = "%Y-%m-%dT%H:%M"


def _rows(number: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": number})


def _moment() -> forms.DateTimeInput:
    return forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_MINUTES)


class GeoJsonField(forms.CharField):
    """A pasted GeoJSON polygon; its value is a geometry, or none."""

    widget = forms.Textarea(attrs={"rows": 4, "spellcheck": "false"})

    def clean(self, value: object) -> dict[str, object] | None:
        """The polygons as one geometry, simplified to about 50 m."""
        text = str(super().clean(value)).strip()
        if not text:
            return None
        if len(text) > _MOST_GEOJSON:
            raise ValidationError(_("Das Gebiet ist zu groß (höchstens 500.000 Zeichen)."))
        try:
            return shapes.geojson(territory.geometry(json.loads(text)))
        except (json.JSONDecodeError, PayloadRejected, RecursionError) as error:
            raise ValidationError(_("Das ist keine Fläche in GeoJSON (Länge, Breite in Grad).")) from error

    def prepare_value(self, value: object) -> object:
        """A stored geometry as text."""
        return json.dumps(value) if isinstance(value, dict) else value


class NoticeForm(forms.ModelForm[Notice]):
    """What a notice says."""

    area = GeoJsonField(label=_("Gebiet als GeoJSON-Fläche"), required=False)

    class Meta:
        model = Notice
        fields = (
            "status", "title", "text", "instruction", "plain_text", "severity", "category",
            "starts", "ends", "district_names", "area", "title_en", "text_en",
        )  # fmt: skip
        widgets = {  # noqa: RUF012 - as Django declares it
            "text": _rows(5),
            "instruction": _rows(3),
            "plain_text": _rows(4),
            "text_en": _rows(4),
            "starts": _moment(),
            "ends": _moment(),
        }

    def clean(self) -> dict[str, object]:
        """It ends after it begins, and English comes as title and text."""
        given = super().clean() or {}
        starts, ends = given.get("starts"), given.get("ends")
        if starts and ends and ends <= starts:
            self.add_error("ends", _("Das Ende muss nach dem Beginn liegen."))
        if bool(given.get("title_en")) != bool(given.get("text_en")):
            self.add_error("text_en", _("Für Englisch sind Überschrift und Text nötig."))
        return given

    def facts(self) -> NoticeFacts:
        """The checked answers."""
        return NoticeFacts(**{name: self.cleaned_data[name] for name in self._meta.fields or ()})
