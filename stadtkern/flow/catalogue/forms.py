# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The form for what people say about a dataset, and small ones beside it."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from stadtkern.kernel.licences import LICENCES
from stadtkern.kernel.models import Department, Person
from stadtkern.kernel.rights import departments_of

from .facts import DatasetFacts
from .lists.formats import FILE_TYPES
from .lists.frequencies import FREQUENCIES
from .lists.high_value import HIGH_VALUE
from .lists.publisher_kinds import PUBLISHER_KINDS
from .lists.terms import CodeList
from .lists.themes import THEMES
from .models import Dataset, Publisher, RequestState, SeriesRow

_BERLIN = ZoneInfo("Europe/Berlin")
_RECOMMENDED = ("dl-by-de/2.0", "dl-zero-de/2.0", "cc-by/4.0", "cc-zero")


def terms(codes: CodeList) -> list[tuple[str, str]]:
    """Codes with their names in the language of the page."""
    english = (get_language() or "de").startswith("en")
    return [(term.code, term.title_en if english else term.title) for term in codes]


def licences() -> list[tuple[object, object]]:
    """Licences in groups, the recommended ones first."""
    first = [(code, LICENCES[code].title) for code in _RECOMMENDED]
    rest = [(code, one.title) for code, one in LICENCES.items() if one.open and code not in _RECOMMENDED]
    closed = [(code, one.title) for code, one in LICENCES.items() if not one.open]
    return [
        ("", _("bitte wählen")),
        (_("empfohlen"), first),
        (_("andere offene Lizenzen"), rest),
        (_("nicht offen"), closed),
    ]


class DatasetForm(forms.Form):
    """Everything that people say about a dataset."""

    title = forms.CharField(label=_("Titel"), max_length=300, required=False)
    description = forms.CharField(
        label=_("Beschreibung"), max_length=20_000, required=False, widget=forms.Textarea(attrs={"rows": 6})
    )
    title_en = forms.CharField(label=_("Titel auf Englisch"), max_length=300, required=False)
    description_en = forms.CharField(
        label=_("Beschreibung auf Englisch"),
        max_length=20_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    department = forms.ModelChoiceField(
        label=_("Fachbereich"), queryset=Department.objects.none(), empty_label=None
    )
    publisher = forms.ModelChoiceField(
        label=_("Herausgeber"), queryset=Publisher.objects.all(), required=False, empty_label=_("die Kommune")
    )
    licence = forms.ChoiceField(label=_("Lizenz"), required=False)
    attribution = forms.CharField(label=_("Namensnennung"), max_length=500, required=False)
    contact_name = forms.CharField(label=_("Stelle, die Fragen beantwortet"), max_length=200, required=False)
    contact_email = forms.EmailField(label=_("E-Mail der Stelle"), required=False)
    contact_phone = forms.CharField(label=_("Telefon der Stelle"), max_length=60, required=False)
    contact_url = forms.URLField(
        label=_("Kontaktseite"), max_length=500, required=False, assume_scheme="https"
    )
    themes = forms.MultipleChoiceField(label=_("Themen"), required=False, widget=forms.CheckboxSelectMultiple)
    keywords = forms.CharField(label=_("Schlagwörter"), max_length=1000, required=False)
    high_value = forms.MultipleChoiceField(
        label=_("Hochwertiger Datensatz nach EU-Recht"), required=False, widget=forms.CheckboxSelectMultiple
    )
    frequency = forms.ChoiceField(label=_("Wie oft wird er aktualisiert?"), required=False)
    period_start = forms.DateField(
        label=_("Daten ab"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    period_end = forms.DateField(
        label=_("Daten bis"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    geocoding = forms.CharField(label=_("Amtliche Schlüssel des Gebiets"), max_length=300, required=False)
    series = forms.ModelChoiceField(
        label=_("Reihe"), queryset=SeriesRow.objects.all(), required=False, empty_label=_("keine")
    )
    landing_page = forms.URLField(
        label=_("Weitere Informationen"), max_length=1000, required=False, assume_scheme="https"
    )

    def __init__(self, person: Person, data: Any = None, *, dataset: Dataset | None = None) -> None:
        """``dataset``: whose answers to begin with."""
        super().__init__(data, initial=_initial(dataset) if dataset else {})
        own = Department.objects.all()
        _field(self, "department").queryset = own.filter(pk__in=departments_of(person))
        _choices(self, "licence", licences())
        _choices(self, "themes", terms(THEMES))
        _choices(self, "high_value", terms(HIGH_VALUE))
        _choices(self, "frequency", [("", _("nicht bekannt")), *terms(FREQUENCIES)])

    def facts(self) -> DatasetFacts:
        """What was said."""
        said = dict(self.cleaned_data)
        said["keywords"] = _split(said["keywords"], r"[,;\n]+")
        said["geocoding"] = _split(said["geocoding"], r"[\s,;]+")
        said["themes"], said["high_value"] = tuple(said["themes"]), tuple(said["high_value"])
        said["period_start"] = _moment(said["period_start"], time.min)
        said["period_end"] = _moment(said["period_end"], time(23, 59, 59))
        return DatasetFacts(**said)


class FileForm(forms.Form):
    """One file to add."""

    file = forms.FileField(label=_("Datei"))
    title = forms.CharField(label=_("Titel der Datei"), max_length=300, required=False)


class LinkForm(forms.Form):
    """One address to add."""

    url = forms.URLField(label=_("Adresse"), max_length=2000, assume_scheme="https")
    title = forms.CharField(label=_("Titel des Links"), max_length=300)
    format = forms.ChoiceField(label=_("Format"), required=False)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        _choices(
            self,
            "format",
            [("", _("nicht bekannt")), *((code, one.title) for code, one in FILE_TYPES.items())],
        )


class WebAddressField(forms.URLField):
    """An address that is completed with ``https`` when its scheme was left out."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(assume_scheme="https", **kwargs)


class PublisherForm(forms.ModelForm[Publisher]):
    """An office that publishes data."""

    class Meta:
        model = Publisher
        fields = ("name", "kind", "email", "phone", "url", "uri")
        field_classes: ClassVar[dict[str, type[forms.Field]]] = {
            "url": WebAddressField,
            "uri": WebAddressField,
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"] = forms.ChoiceField(
            label=_("Art"), required=False, choices=[("", _("nicht bekannt")), *terms(PUBLISHER_KINDS)]
        )


class SeriesForm(forms.ModelForm[SeriesRow]):
    """A series of datasets."""

    class Meta:
        model = SeriesRow
        fields = ("title", "title_en", "description", "description_en", "department", "publisher")

    def __init__(self, person: Person, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = Department.objects.all()
        _field(self, "department").queryset = own.filter(pk__in=departments_of(person))


class WishForm(forms.Form):
    """Data that somebody asks for; ``website`` is invisible and must stay empty."""

    subject = forms.CharField(label=_("Welche Daten fehlen Ihnen?"), max_length=200)
    purpose = forms.CharField(
        label=_("Wofür möchten Sie sie nutzen?"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    email = forms.EmailField(
        label=_("Ihre E-Mail-Adresse, wenn Sie eine Antwort möchten"),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    website = forms.CharField(required=False, max_length=200)

    def is_robot(self) -> bool:
        """True when the invisible field was filled in."""
        return bool(self.cleaned_data.get("website"))


class ReplyForm(forms.Form):
    """How far the city is with a request."""

    state = forms.ChoiceField(label=_("Stand"), choices=RequestState.choices)
    department = forms.ModelChoiceField(
        label=_("zuständig"), queryset=Department.objects.all(), required=False, empty_label=_("niemand")
    )
    answer = forms.CharField(
        label=_("Antwort"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 5})
    )
    dataset = forms.CharField(
        label=_("Kennung des Datensatzes, der die Antwort ist"), max_length=200, required=False
    )
    shown = forms.BooleanField(
        label=_("Frage und Antwort in der öffentlichen Liste zeigen (sie nennen niemanden)"), required=False
    )


def _field(form: forms.BaseForm, name: str) -> forms.ModelChoiceField[Department]:
    field = form.fields[name]
    if not isinstance(field, forms.ModelChoiceField):
        raise TypeError(name)
    return field


def _choices(form: forms.Form, name: str, choices: Any) -> None:
    field = form.fields[name]
    if isinstance(field, forms.ChoiceField):
        field.choices = choices


def _split(text: str, pattern: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in re.split(pattern, text) if part.strip()))


def _moment(day: date | None, at: time) -> datetime | None:
    return datetime.combine(day, at, tzinfo=_BERLIN) if day else None


def _initial(dataset: Dataset) -> dict[str, object]:
    same = (
        "title", "title_en", "description", "description_en", "licence", "attribution", "contact_name",
        "contact_email", "contact_phone", "contact_url", "themes", "high_value", "frequency", "landing_page",
    )  # fmt: skip
    return {
        **{name: getattr(dataset, name) for name in same},
        "department": dataset.department_id,
        "publisher": dataset.publisher_id,
        "series": dataset.series_id,
        "keywords": ", ".join(dataset.keywords),
        "geocoding": ", ".join(dataset.geocoding),
        "period_start": dataset.period_start and dataset.period_start.astimezone(_BERLIN).date(),
        "period_end": dataset.period_end and dataset.period_end.astimezone(_BERLIN).date(),
    }
