# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The forms of events: one event, a table of many, and what an evaluation compares."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from stadtkern.flow.outlets.series.parsing import parsed
from stadtkern.flow.outlets.series.refusals import ExpressionRefused
from stadtkern.kernel import registry, rights
from stadtkern.kernel.errors import Contradiction
from stadtkern.kernel.models import Department, Person
from stadtkern.kernel.roles import Action
from stadtkern.web.templatetags.web import local
from stadtkern.web.uploads import MIB, TEXTS, UploadField

from . import naming
from .editing import AnnotationFacts
from .models import Annotation, Extent, Kind

BERLIN = ZoneInfo("Europe/Berlin")
_DAY = timedelta(days=1)
_MOST_YEARS = (1950, 2100)


class AnnotationForm(forms.Form):
    """What is said about an event; days and times are Europe/Berlin."""

    title = forms.CharField(label=_("Titel"), max_length=200)
    title_en = forms.CharField(label=_("Titel auf Englisch"), max_length=200, required=False)
    kind = forms.ChoiceField(label=_("Art"), choices=Kind.choices)
    first_day = forms.DateField(
        label=_("Erster Tag"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    first_time = forms.TimeField(
        label=_("Uhrzeit des Beginns"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    last_day = forms.DateField(
        label=_("Letzter Tag"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    last_time = forms.TimeField(
        label=_("Uhrzeit des Endes"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    extent = forms.ChoiceField(label=_("Wo"), choices=Extent.choices)
    district = forms.CharField(label=_("Stadtteil"), max_length=200, required=False)
    places = forms.CharField(
        label=_("Orte oder Messreihen"),
        max_length=20_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    domain = forms.ChoiceField(label=_("Thema"), required=False)
    department = forms.ModelChoiceField(label=_("Fachbereich"), queryset=Department.objects.none())
    text = forms.CharField(
        label=_("Beschreibung"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    text_en = forms.CharField(
        label=_("Beschreibung auf Englisch"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    link = forms.URLField(label=_("Link"), max_length=500, required=False, assume_scheme="https")
    expression = forms.CharField(label=_("Was ausgewertet wird"), max_length=4000, required=False)
    comparison = forms.CharField(label=_("Womit verglichen wird"), max_length=4000, required=False)
    weather = forms.CharField(label=_("Wetter"), max_length=4000, required=False)
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)
    WHAT = ("title", "kind", "first_day", "last_day")
    TIMES = ("first_time", "last_time")
    WORDS = ("text", "link", "title_en", "text_en")
    EVALUATED = ("expression", "comparison", "weather")

    def __init__(
        self,
        person: Person,
        data: Mapping[str, object] | None = None,
        *,
        row: Annotation | None = None,
    ) -> None:
        super().__init__(data, initial=_initial(row) if row else None)
        self._person = person
        domain, department = self.fields["domain"], self.fields["department"]
        if isinstance(domain, forms.ChoiceField):
            domain.choices = [
                ("", _t("alle Themen")),
                *((one.name, local(one, "title")) for one in registry.domains()),
            ]
        if isinstance(department, forms.ModelChoiceField):
            department.queryset = Department.objects.filter(pk__in=_departments(person, row))
            if row is None and department.queryset.count() == 1:
                department.initial = department.queryset.first()

    def what(self) -> list[forms.BoundField]:
        """What it was, and on which days."""
        return [self[name] for name in self.WHAT]

    def times(self) -> list[forms.BoundField]:
        """Hours, for those who need them."""
        return [self[name] for name in self.TIMES]

    def words(self) -> list[forms.BoundField]:
        """What is told of it."""
        return [self[name] for name in self.WORDS]

    def clean(self) -> dict[str, object]:
        """Days become moments, names become codes."""
        given = self.cleaned_data
        if not self.errors:
            try:
                given["codes"] = naming.codes_of(given["places"], given["extent"], self._person)
            except Contradiction as error:
                self.add_error("places", str(error))
            _check_years(self)
        return given

    def clean_expression(self) -> str:
        """In its one spelling; empty stays empty."""
        return _spelled(self.cleaned_data["expression"])

    def clean_comparison(self) -> str:
        """In its one spelling; empty stays empty."""
        return _spelled(self.cleaned_data["comparison"])

    def clean_weather(self) -> str:
        """In its one spelling; empty stays empty."""
        return _spelled(self.cleaned_data["weather"])

    def facts(self) -> AnnotationFacts:
        """The checked answers."""
        given = self.cleaned_data
        same = ("title", "title_en", "kind", "extent", "district", "domain", "department", "text", "text_en")
        return AnnotationFacts(
            **{name: given[name] for name in (*same, "link", *self.EVALUATED)},
            starts_at=_moment(given["first_day"], given["first_time"]),
            ends_at=_end(given["last_day"], given["last_time"]),
            codes=given.get("codes", ()),
        )


class TableForm(forms.Form):
    """A table of many events."""

    file = UploadField(label=_("CSV-Datei"), kinds=TEXTS, most=MIB)
    department = forms.ModelChoiceField(label=_("Fachbereich"), queryset=Department.objects.none())

    def __init__(
        self, person: Person, data: Mapping[str, object] | None = None, files: object = None
    ) -> None:
        super().__init__(data, files)  # type: ignore[arg-type]  # as Django hands it over
        department = self.fields["department"]
        if isinstance(department, forms.ModelChoiceField):
            department.queryset = Department.objects.filter(pk__in=_departments(person, None))


def _departments(person: Person, row: Annotation | None) -> frozenset[int]:
    """For which somebody may note events; a stored one may stay where it is."""
    found = rights.departments_of(person, Action.EDIT)
    return found if row is None else found | {row.department_id}


def _initial(row: Annotation) -> dict[str, object]:
    begins = row.starts_at.astimezone(BERLIN)
    ends = row.ends_at.astimezone(BERLIN) if row.ends_at else None
    whole = ends is not None and ends.time() == time()
    same = (
        "title", "title_en", "kind", "extent", "district", "domain", "department", "text", "text_en", "link",
        "expression", "comparison", "weather", "revision",
    )  # fmt: skip
    return {
        **{name: getattr(row, name) for name in same},
        "first_day": begins.date(),
        "first_time": None if begins.time() == time() else begins.time(),
        "last_day": None if ends is None else (ends - _DAY if whole else ends).date(),
        "last_time": None if ends is None or whole else ends.time(),
        "places": "\n".join(naming.names_of(row.codes, row.extent)),
    }


def _check_years(form: AnnotationForm) -> None:
    first, last = form.cleaned_data["first_day"], form.cleaned_data["last_day"]
    if last is not None and last < first:
        form.add_error("last_day", _t("Das Ende muss nach dem Beginn liegen."))
    if any(day and not _MOST_YEARS[0] <= day.year <= _MOST_YEARS[1] for day in (first, last)):
        form.add_error("first_day", _t("Bitte ein Jahr zwischen 1950 und 2100 angeben."))
    if form.cleaned_data["last_time"] and last is None:
        form.add_error("last_day", _t("Zu einer Uhrzeit gehört ein Tag."))


def _spelled(text: str) -> str:
    if not text.strip():
        return ""
    try:
        parsed(text)
    except ExpressionRefused as error:
        raise ValidationError(str(error)) from error
    return text.strip()


def _moment(day: date, at: time | None) -> datetime:
    return datetime.combine(day, at or time(), BERLIN).astimezone(UTC)


def _end(day: date | None, at: time | None) -> datetime | None:
    """Exclusive: without a time the midnight after the last day."""
    if day is None:
        return None
    return _moment(day, at) if at else _moment(day + _DAY, None)
