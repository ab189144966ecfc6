# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A form per kind of tile, to and from the words of the kernel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, ClassVar, Final

import msgspec
from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from stadtkern.kernel.dashboards import AnyTile

from . import wording
from .kinds import kind_of
from .wording import Choices

Words = dict[str, Any]
_TEXT = {"rows": 3}


def choice(label: Any, choices: Choices, *, required: bool = False) -> forms.ChoiceField:
    """One of some; a browser always sends one, so nobody needs to be told that it is required."""
    return forms.ChoiceField(label=label, choices=choices, required=required)


def words(label: Any, *, required: bool = False) -> forms.CharField:
    """A line."""
    return forms.CharField(label=label, max_length=300, required=required)


def prose(label: Any, *, required: bool = False) -> forms.CharField:
    """Some lines."""
    return forms.CharField(
        label=label, max_length=4000, required=required, widget=forms.Textarea(attrs=_TEXT)
    )


def figure(label: Any, *, required: bool = False) -> forms.FloatField:
    """A number, written as the reader's language does."""
    return forms.FloatField(label=label, required=required, localize=True, widget=forms.TextInput())


class PatientForm(forms.Form):
    """A form that finds fault only when somebody wants to go on with it."""

    judged = False

    @property
    def errors(self) -> ErrorDict:
        """None while its author is still at it."""
        return super().errors if self.judged else ErrorDict()


class SeriesForm(PatientForm):
    """One series of a tile."""

    expression = forms.CharField(
        label=_("Was gezeigt wird (Ausdruck)"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2, "class": "ck-code", "spellcheck": "false"}),
    )
    title = words(_("Bezeichnung (leer: wie die Daten heißen)"))
    title_en = words(_("Bezeichnung auf Englisch"))
    axis = choice(_("Achse"), wording.AXES)
    shape = choice(_("Form"), wording.SHAPES)


class TileForm(PatientForm):
    """What all tiles have."""

    OWN: ClassVar[tuple[str, ...]] = ()
    """Names of the fields of this kind."""
    TARGET: ClassVar[bool] = False
    title = words(_("Titel"), required=True)
    width = choice(_("Breite der Kachel"), wording.WIDTHS)
    height = choice(_("Höhe der Kachel"), wording.HEIGHTS)
    note = prose(_("Hinweis unter der Kachel"))
    title_en = words(_("Titel auf Englisch"))
    note_en = prose(_("Hinweis auf Englisch"))

    def __init__(self, tile: AnyTile, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial=self.shown(msgspec.to_builtins(tile)))
        self.tile = tile
        width = self.fields["width"]
        if isinstance(width, forms.ChoiceField) and str(tile.width) not in dict(wording.WIDTHS):
            said = _t("%(n)s von 12 Spalten") % {"n": tile.width}
            width.choices = [*wording.WIDTHS, (str(tile.width), said)]

    @classmethod
    def shown(cls, given: Words) -> Words:
        """The words of a tile as the fields show them."""
        target = given.get("target") or {}
        return {**given, **{f"target_{name}": value for name, value in target.items()}}

    def words(self) -> Words:
        """The checked answers as the words of the tile, without its series.

        Only of a valid form.
        """
        given = self.cleaned_data
        kept = {name: given[name] for name in ("title", "title_en", "note", "note_en", "height", *self.OWN)}
        found = {
            "type": kind_of(self.tile).name,
            "key": self.tile.key,
            "width": int(given["width"] or self.tile.width),
            **kept,
        }
        return {**found, "target": self._target()} if self.TARGET else found

    def _target(self) -> Words | None:
        given = self.cleaned_data
        if given.get("target_value") is None:
            return None
        names = ("value", "title", "title_en", "until_year")
        direction = given["target_direction"] or "at_least"
        return {"direction": direction, **{name: given[f"target_{name}"] for name in names}}


class _Targeted(PatientForm):
    target_value = figure(_("Zielwert, in der Einheit der Daten"))
    target_direction = forms.ChoiceField(label=_("Das Ziel ist"), choices=wording.DIRECTIONS, required=False)
    target_title = words(_("Warum: Beschluss, Gesetz, Plan"))
    target_title_en = words(_("Warum, auf Englisch"))
    target_until_year = forms.IntegerField(
        label=_("bis zum Jahr"), required=False, min_value=1900, max_value=2200
    )


class NumberForm(TileForm, _Targeted):
    """A number."""

    OWN = ("period", "trend", "better")
    TARGET = True
    period = choice(_("Zeitraum der Zahl"), wording.PERIODS)
    trend = choice(_("Verglichen wird"), wording.TRENDS)
    better = choice(_("Bewertung"), wording.BETTER)


class ChartForm(TileForm):
    """Lines over time."""

    OWN = ("step", "compare", "annotations", "thresholds")
    step = choice(_("Ein Wert je"), wording.STEPS)
    compare = forms.MultipleChoiceField(
        label=_("Dazu dieselben Linien für"),
        choices=wording.COMPARISONS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    annotations = forms.BooleanField(label=_("Ereignisse markieren"), required=False)
    thresholds = forms.BooleanField(label=_("Grenzwerte zeigen"), required=False)


class BarForm(TileForm):
    """Bars."""

    OWN = ("by", "step", "order", "most")
    by = choice(_("Ein Balken steht für"), wording.BARS_BY)
    step = choice(_("Länge eines Zeitabschnitts"), wording.STEPS)
    order = choice(_("Reihenfolge"), wording.ORDERS)
    most = forms.IntegerField(label=_("Höchstens so viele Balken"), min_value=1, max_value=100)


class HeatForm(TileForm):
    """Shades."""

    OWN = ("by",)
    by = choice(_("Felder nach"), wording.HEAT_BY)


class ScatterForm(TileForm):
    """Two series against each other."""

    OWN = ("step",)
    step = choice(_("Ein Punkt je"), wording.STEPS)


class TableForm(TileForm):
    """A table."""

    OWN = ("rows", "step")
    rows = choice(_("Eine Zeile steht für"), wording.ROWS)
    step = choice(_("Länge eines Zeitabschnitts"), wording.STEPS)


class MapForm(TileForm):
    """A map."""

    OWN = ("when", "step", "classes")
    when = choice(_("Werte"), wording.WHEN)
    step = choice(_("Länge eines Zeitabschnitts"), wording.STEPS)
    classes = forms.CharField(
        label=_("Grenzen der Farbklassen, steigend, mit Strichpunkt getrennt (leer: aus den Daten)"),
        max_length=200,
        required=False,
    )

    @classmethod
    def shown(cls, given: Words) -> Words:
        """With the limits in one line."""
        limits = "; ".join(f"{one:g}".replace(".", ",") for one in given["classes"])
        return {**super().shown(given), "classes": limits}

    def clean_classes(self) -> list[float]:
        """The limits as numbers."""
        parts = [one.strip().replace(",", ".") for one in self.cleaned_data["classes"].split(";")]
        try:
            found = [float(one) for one in parts if one]
        except ValueError as error:
            raise ValidationError(_t("Bitte schreiben Sie Zahlen, etwa: 10; 20; 50")) from error
        if len(found) > 8 or any(not a < b for a, b in pairwise(found)):
            raise ValidationError(_t("Bitte höchstens acht Grenzen, von klein nach groß."))
        return found


class GaugeForm(TileForm, _Targeted):
    """A goal."""

    OWN = ("period", "start")
    TARGET = True
    target_value = figure(_("Zielwert, in der Einheit der Daten"), required=True)
    start = figure(_("Die Skala beginnt bei"), required=True)
    period = choice(_("Zeitraum der Zahl"), wording.PERIODS)


class TextForm(TileForm):
    """Words."""

    OWN = ("text", "text_en")
    text = forms.CharField(
        label=_("Text"),
        help_text=_(
            "Eine leere Zeile trennt Absätze, „- “ beginnt einen Listenpunkt, [Text](Adresse) ist ein Link."
        ),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 8}),
        required=True,
    )
    text_en = prose(_("Text auf Englisch"))


class ImageForm(TileForm):
    """A picture that was uploaded."""

    OWN = ("picture", "alternative", "alternative_en", "credit")
    picture = forms.ChoiceField(label=_("Bild"), choices=())
    alternative = words(_("Bildbeschreibung für alle, die es nicht sehen"), required=True)
    alternative_en = words(_("Bildbeschreibung auf Englisch"))
    credit = words(_("Bildnachweis"))

    def offer(self, pictures: Sequence[tuple[str, str]]) -> None:
        """Which pictures can be chosen: pairs (key, description)."""
        field = self.fields["picture"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _t("bitte wählen")), *pictures]


FORMS: Final[dict[str, type[TileForm]]] = {
    "number": NumberForm,
    "chart": ChartForm,
    "bar": BarForm,
    "heat": HeatForm,
    "scatter": ScatterForm,
    "table": TableForm,
    "map": MapForm,
    "gauge": GaugeForm,
    "text": TextForm,
    "image": ImageForm,
    "warnings": TileForm,
    "quality": TileForm,
}
