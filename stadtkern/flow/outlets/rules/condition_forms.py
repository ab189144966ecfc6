# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Forms for one condition: which values, and what must be true of them."""

from __future__ import annotations

import math
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from stadtkern.flow.devices.models import Datastream
from stadtkern.kernel.rules import (
    Area,
    Change,
    Circle,
    District,
    Leaf,
    Limit,
    Polygon,
    Silence,
    Streams,
)
from stadtkern.web.templatetags.web import quantity_name, unit

from . import areas
from .building import Part
from .forms import minutes
from .wording import quantities

_MINUTE = 60
MOST_OFFERED = 100
"""With more datastreams than these a list of boxes helps nobody."""
_AREAS = (
    ("", _("überall")),
    ("circle", _("im Umkreis eines Punktes")),
    ("district", _("in einem Stadtteil")),
    ("polygon", _("in einem gezeichneten Gebiet")),
)
_TOGETHER = (
    ("any", _("eine Stelle genügt")),
    ("every", _("alle Stellen")),
    ("count", _("mindestens so viele Stellen")),
    ("mean", _("der Mittelwert aller Stellen")),
)


class LeafForm(forms.Form):
    """Which values; the condition itself is added below."""

    title = _("Bedingung")
    quantity = forms.ChoiceField(label=_("Messgröße"))
    chosen = forms.MultipleChoiceField(
        label=_("Nur diese Datenströme (keiner angekreuzt: alle)"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    codes = forms.CharField(
        label=_("Weitere Datenströme (Kennungen, eine je Zeile)"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    property_key = forms.CharField(label=_("Nur Objekte mit der Eigenschaft"), required=False, max_length=300)
    property_value = forms.CharField(label=_("deren Wert ist"), required=False, max_length=300)
    area = forms.ChoiceField(label=_("Wo"), choices=_AREAS, required=False)
    longitude = forms.FloatField(label=_("Länge in Grad"), required=False, min_value=-180, max_value=180)
    latitude = forms.FloatField(label=_("Breite in Grad"), required=False, min_value=-90, max_value=90)
    radius = forms.FloatField(label=_("Umkreis in Metern"), required=False, min_value=1, max_value=200_000)
    district = forms.ChoiceField(label=_("Stadtteil"), required=False)
    ring = forms.CharField(
        label=_("Eckpunkte des Gebiets (Länge und Breite in Grad, einer je Zeile)"),
        required=False,
        max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    together = forms.ChoiceField(label=_("Von mehreren Stellen zählt"), choices=_TOGETHER)
    at_least = forms.IntegerField(label=_("Anzahl der Stellen"), required=False, min_value=1)
    shared = forms.BooleanField(
        label=_("Diese Stellen zählen gemeinsam für alle Objekte der Regel"), required=False
    )
    negated = forms.BooleanField(label=_("Umkehren: Die Bedingung darf nicht gelten"), required=False)

    STREAMS = ("quantity",)
    NARROW = ("codes", "property_key", "property_value")
    PLACE = ("area", "longitude", "latitude", "radius", "district", "ring")
    TOGETHER = ("together", "at_least", "shared", "negated")

    def __init__(self, domain: str, part: Part | None = None, data: Any = None) -> None:
        self._offered = _streams_of(domain)
        super().__init__(data, initial=self.initial_of(part) if part else None)
        choices = [(one.key, f"{quantity_name(one)} ({unit(one)})") for one in quantities(domain)]
        _choose(self.fields["quantity"], choices)
        _choose(self.fields["chosen"], self._offered)
        _choose(self.fields["district"], [("", "–"), *((name, name) for name in sorted(areas.districts()))])

    def clean_ring(self) -> tuple[tuple[float, float], ...]:
        """Positions."""
        found = []
        for line in self.cleaned_data["ring"].splitlines():
            numbers = line.replace(";", " ").replace(",", " ").split()
            if numbers:
                found.append(_position(numbers))
        if found and len(found) < 3:
            raise ValidationError(_("Ein Gebiet hat mindestens drei Eckpunkte."))
        return tuple(found)

    def clean(self) -> dict[str, Any]:
        """An area needs what describes it."""
        given = self.cleaned_data
        needed = {
            "circle": ("longitude", "latitude", "radius"),
            "district": ("district",),
            "polygon": ("ring",),
        }
        for name in needed.get(given.get("area", ""), ()):
            if given.get(name) in (None, "", ()):
                self.add_error(name, _("Bitte für das gewählte Gebiet angeben."))
        if given.get("together") == "count" and not given.get("at_least"):
            self.add_error("at_least", _("Bitte die Anzahl angeben."))
        return given

    def streams(self) -> Streams:
        """Which datastreams are meant."""
        given = self.cleaned_data
        key = given["property_key"].strip()
        codes = [*given["chosen"], *(line.strip() for line in given["codes"].splitlines())]
        return Streams(
            codes=tuple(dict.fromkeys(code for code in codes if code)),
            quantity=given["quantity"],
            properties=((key, given["property_value"].strip()),) if key else (),
            area=self._area(),
        )

    def part(self) -> Part:
        """The condition."""
        return Part(leaf=self.leaf(), negated=self.cleaned_data["negated"])

    def leaf(self) -> Leaf:
        """The condition itself."""
        raise NotImplementedError

    def initial_of(self, part: Part) -> dict[str, Any]:
        """The answers that a condition amounts to."""
        leaf, chosen = part.leaf, part.leaf.streams
        key, value = chosen.properties[0] if chosen.properties else ("", "")
        offered = dict(self._offered)
        initial: dict[str, Any] = {
            "quantity": chosen.quantity, "property_key": key, "property_value": value,
            "chosen": [code for code in chosen.codes if code in offered],
            "codes": "\n".join(code for code in chosen.codes if code not in offered),
            "together": leaf.together, "at_least": leaf.at_least,
            "shared": leaf.shared, "negated": part.negated,
        }  # fmt: skip
        return initial | _initial_area(chosen.area)

    def _area(self) -> Area | None:
        given = self.cleaned_data
        if given["area"] == "circle":
            return Circle(longitude=given["longitude"], latitude=given["latitude"], radius_m=given["radius"])
        if given["area"] == "district":
            return District(name=given["district"])
        return Polygon(ring=given["ring"]) if given["area"] == "polygon" else None


class LimitForm(LeafForm):
    """Above or below a limit."""

    title = _("Grenzwert")
    direction = forms.ChoiceField(
        label=_("Der Wert liegt"), choices=(("above", _("über")), ("below", _("unter")))
    )
    value = forms.FloatField(label=_("Grenzwert (in der Einheit der Messgröße)"))
    reset = forms.FloatField(label=_("vorbei erst bei (Hysterese; leer: beim Grenzwert)"), required=False)
    holds = minutes(_("und das mindestens so viele Minuten lang"))
    CONDITION = ("direction", "value", "reset", "holds")

    def clean(self) -> dict[str, Any]:
        """The reset lies on the calm side of the limit."""
        given = super().clean()
        value, reset = given.get("value"), given.get("reset")
        if value is not None and reset is not None:
            wrong = reset > value if given.get("direction") == "above" else reset < value
            if wrong:
                self.add_error("reset", _("Dieser Wert muss auf der ruhigen Seite des Grenzwerts liegen."))
        return given

    def leaf(self) -> Leaf:
        """A limit."""
        given = self.cleaned_data
        return Limit(
            streams=self.streams(),
            value=given["value"],
            direction=given["direction"],
            reset=given["reset"],
            for_s=(given["holds"] or 0) * _MINUTE,
            together=given["together"],
            at_least=given["at_least"] or 1,
            shared=given["shared"],
        )

    def initial_of(self, part: Part) -> dict[str, Any]:
        """The answers that a limit amounts to."""
        leaf, initial = part.leaf, super().initial_of(part)
        if isinstance(leaf, Limit):
            initial |= {"direction": leaf.direction, "value": leaf.value, "reset": leaf.reset}
            initial["holds"] = leaf.for_s // _MINUTE
        return initial


class ChangeForm(LeafForm):
    """A change within a time."""

    title = _("Änderung")
    direction = forms.ChoiceField(
        label=_("Der Wert"),
        choices=(("rise", _("steigt")), ("fall", _("fällt")), ("either", _("steigt oder fällt"))),
    )
    by = forms.FloatField(label=_("um mehr als (in der Einheit der Messgröße)"), min_value=1e-9)
    within = minutes(_("innerhalb von so vielen Minuten"), least=1, required=True)
    CONDITION = ("direction", "by", "within")

    def __init__(self, domain: str, part: Part | None = None, data: Any = None) -> None:
        super().__init__(domain, part, data)
        _choose(self.fields["together"], _TOGETHER[:3])

    def leaf(self) -> Leaf:
        """A change."""
        given = self.cleaned_data
        return Change(
            streams=self.streams(),
            by=given["by"],
            within_s=given["within"] * _MINUTE,
            direction=given["direction"],
            together=given["together"],
            at_least=given["at_least"] or 1,
            shared=given["shared"],
        )

    def initial_of(self, part: Part) -> dict[str, Any]:
        """The answers that a change amounts to."""
        leaf, initial = part.leaf, super().initial_of(part)
        if isinstance(leaf, Change):
            initial |= {"direction": leaf.direction, "by": leaf.by, "within": leaf.within_s // _MINUTE}
        return initial


class SilenceForm(LeafForm):
    """No value for a time."""

    title = _("Ausbleiben")
    silent = minutes(_("Seit mehr als so vielen Minuten kein Wert"), least=1, required=True)
    CONDITION = ("silent",)

    def __init__(self, domain: str, part: Part | None = None, data: Any = None) -> None:
        super().__init__(domain, part, data)
        _choose(self.fields["together"], _TOGETHER[:3])

    def leaf(self) -> Leaf:
        """Silence."""
        given = self.cleaned_data
        return Silence(
            streams=self.streams(),
            for_s=given["silent"] * _MINUTE,
            together=given["together"],
            at_least=given["at_least"] or 1,
            shared=given["shared"],
        )

    def initial_of(self, part: Part) -> dict[str, Any]:
        """The answers that silence amounts to."""
        leaf, initial = part.leaf, super().initial_of(part)
        if isinstance(leaf, Silence):
            initial["silent"] = leaf.for_s // _MINUTE
        return initial


FORMS: dict[str, type[LimitForm | ChangeForm | SilenceForm]] = {
    "grenzwert": LimitForm,
    "aenderung": ChangeForm,
    "ausbleiben": SilenceForm,
}
"""The forms by the word in the address."""
KINDS: dict[type, str] = {Limit: "grenzwert", Change: "aenderung", Silence: "ausbleiben"}


def _streams_of(domain: str) -> list[tuple[str, str]]:
    """Datastreams to choose from, as far as they fit on a page."""
    rows = Datastream.objects.filter(thing__domain=domain).order_by("thing__name", "name", "pk")
    found = rows.values_list("code", "thing__name", "name")[: MOST_OFFERED + 1]
    if len(found) > MOST_OFFERED:
        return []
    return [(code, f"{thing}: {name}") for code, thing, name in found]


def _choose(field: forms.Field, choices: Any) -> None:
    if isinstance(field, forms.ChoiceField):
        field.choices = choices


def _position(numbers: list[str]) -> tuple[float, float]:
    try:
        longitude, latitude = map(float, numbers)
    except ValueError:
        longitude = latitude = math.nan
    if not (abs(longitude) <= 180 and abs(latitude) <= 90):
        raise ValidationError(
            _t("„%(line)s“ ist kein Eckpunkt; erwartet wird etwa 7.6281 51.9625.")
            % {"line": " ".join(numbers)}
        )
    return longitude, latitude


def _initial_area(area: Area | None) -> dict[str, Any]:
    if isinstance(area, Circle):
        return {
            "area": "circle", "longitude": area.longitude, "latitude": area.latitude, "radius": area.radius_m,
        }  # fmt: skip
    if isinstance(area, District):
        return {"area": "district", "district": area.name}
    if isinstance(area, Polygon):
        return {"area": "polygon", "ring": "\n".join(f"{x} {y}" for x, y in area.ring)}
    return {}
