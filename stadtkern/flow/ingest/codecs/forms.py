# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Forms of device types and codecs; they check what can be checked without asking a service."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from stadtkern.flow.ingest.mapping.words import FieldMapping
from stadtkern.kernel import rights
from stadtkern.kernel.errors import PayloadRejected
from stadtkern.kernel.models import Department, Person
from stadtkern.kernel.roles import Action

from .examples import Example, read
from .guessing import Guess
from .models import DeviceType
from .service import TypeFacts, VersionFacts, measurable
from .words import MOST_SCRIPT, PORTS, Uplink

_MINUTE_S = 60


class OwnerForm(forms.Form):
    """Who answers for a type."""

    owner = forms.ModelChoiceField(
        label=gettext_lazy("Zuständiger Fachbereich"), queryset=Department.objects.none()
    )

    def __init__(self, person: Person, data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        owner = self.fields["owner"]
        if isinstance(owner, forms.ModelChoiceField):
            every = Department.objects.all()
            if rights.may(person, Action.CONNECT):
                owner.queryset, owner.required = every, False
                owner.empty_label = _("nur die Administration")
            else:
                mine = rights.departments_of(person, Action.CONNECT)
                owner.queryset, owner.empty_label = every.filter(pk__in=mine), None


class TypeForm(OwnerForm):
    """What people say about a type of device."""

    vendor = forms.CharField(label=gettext_lazy("Hersteller"), max_length=200)
    name = forms.CharField(label=gettext_lazy("Modell"), max_length=200)
    measures = forms.CharField(label=gettext_lazy("Was misst es?"), max_length=500, required=False)
    description = forms.CharField(
        label=gettext_lazy("Beschreibung"),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    interval_min = forms.IntegerField(
        label=gettext_lazy("Sendet alle … Minuten"), required=False, min_value=1, max_value=527_040
    )
    battery = forms.CharField(label=gettext_lazy("Batterie"), max_length=200, required=False)
    downlink = forms.BooleanField(label=gettext_lazy("Nimmt Befehle entgegen"), required=False)
    field_order = (
        "vendor", "name", "measures", "description", "interval_min", "battery", "downlink", "owner",
    )  # fmt: skip

    def __init__(self, person: Person, data: Any = None, *, known: DeviceType | None = None) -> None:
        initial: dict[str, Any] = {}
        if known:
            initial = {name: getattr(known, name) for name in self.base_fields if name != "interval_min"}
            initial["interval_min"] = known.interval_s // _MINUTE_S if known.interval_s else None
        super().__init__(person, data, initial=initial)

    def facts(self) -> TypeFacts:
        """The checked answers."""
        given = self.cleaned_data
        minutes = given["interval_min"]
        return TypeFacts(
            vendor=given["vendor"],
            name=given["name"],
            description=given["description"],
            measures=given["measures"],
            interval_s=minutes * _MINUTE_S if minutes else None,
            downlink=given["downlink"],
            battery=given["battery"],
            owner=given["owner"],
        )


class VersionForm(forms.Form):
    """A script with its examples."""

    note = forms.CharField(label=gettext_lazy("Was ist neu?"), max_length=300, required=False)
    script = forms.CharField(
        label=gettext_lazy("Skript (JavaScript)"),
        max_length=MOST_SCRIPT,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 18, "class": "ck-code", "spellcheck": "false"}),
    )
    examples = forms.CharField(
        label=gettext_lazy("Beispiele (JSON)"),
        max_length=1_000_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 10, "class": "ck-code", "spellcheck": "false"}),
    )

    def clean_script(self) -> str:
        """Line ends as they are on every system but in forms."""
        return str(self.cleaned_data["script"]).replace("\r\n", "\n")

    def clean_examples(self) -> list[Example]:
        """Read them."""
        try:
            return read(self.cleaned_data["examples"].strip())
        except PayloadRejected as error:
            raise ValidationError(str(error)) from error

    def facts(self, fields: Sequence[FieldMapping]) -> VersionFacts:
        """The checked answers, with a mapping that is kept."""
        given = self.cleaned_data
        return VersionFacts(
            script=given["script"], examples=given["examples"], note=given["note"], fields=fields
        )


class TrialForm(forms.Form):
    """A payload to try a codec with."""

    port = forms.IntegerField(label=gettext_lazy("Port"), min_value=PORTS[0], max_value=PORTS[-1], initial=1)
    payload = forms.CharField(
        label=gettext_lazy("Nutzdaten (hexadezimal)"),
        max_length=1000,
        widget=forms.TextInput(attrs={"class": "ck-code", "autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_payload(self) -> bytes:
        """Bytes of what was typed; spaces and 0x do no harm."""
        text = str(self.cleaned_data["payload"]).lower().replace("0x", "")
        try:
            return bytes.fromhex(text.replace(":", "").replace(",", " "))
        except ValueError as error:
            raise ValidationError(
                _("Bitte Paare aus 0–9 und a–f eingeben, zum Beispiel 01 7d 0b.")
            ) from error

    def uplink(self) -> Uplink:
        """What a device would have sent."""
        return Uplink(f_port=self.cleaned_data["port"], payload=self.cleaned_data["payload"])


class FieldForm(forms.Form):
    """One decoded field and what it means; without quantity it is not used."""

    path = forms.CharField(widget=forms.HiddenInput, max_length=300)
    quantity = forms.ChoiceField(required=False)
    unit = forms.CharField(max_length=60, required=False, widget=forms.TextInput(attrs={"size": 6}))
    factor = forms.FloatField(
        required=False, widget=forms.TextInput(attrs={"size": 4, "inputmode": "decimal"})
    )
    series = forms.RegexField(
        regex=r"^[\w.-]*$", max_length=60, required=False, widget=forms.TextInput(attrs={"size": 12})
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        quantity = self.fields["quantity"]
        if isinstance(quantity, forms.ChoiceField):
            quantity.choices = choices
        self.shown_name = str(self["path"].value() or "").removeprefix("$.").removesuffix(".value")
        labels = {
            "quantity": _("Messgröße von %(field)s"),
            "unit": _("Einheit von %(field)s"),
            "factor": _("Faktor von %(field)s"),
            "series": _("Messreihe von %(field)s"),
        }
        for name, label in labels.items():
            self.fields[name].label = label % {"field": self.shown_name}
            self.fields[name].widget.attrs["aria-label"] = self.fields[name].label

    def mapping(self) -> FieldMapping | None:
        """The confirmed mapping; none when the field is not used.

        Raises:
            ValidationError: msgspec refuses it.
        """
        given = self.cleaned_data
        if not given.get("quantity"):
            return None
        factor = given["factor"]
        try:
            return msgspec.convert(
                {
                    "path": given["path"],
                    "quantity": given["quantity"],
                    "unit": given["unit"].strip(),
                    "factor": 1.0 if factor is None else factor,
                    "series": given["series"],
                },
                FieldMapping,
            )
        except msgspec.ValidationError as error:
            raise ValidationError(str(error)) from error


FieldFormSet = forms.formset_factory(FieldForm, extra=0, max_num=100, absolute_max=100)


def quantity_choices() -> list[tuple[str, str]]:
    """All quantities that some subject declares, by name; empty: the field is not used."""
    english = get_language() == "en"
    named = {
        one.key: f"{one.english if english else one.german} [{one.ucum}]" for one in measurable().values()
    }
    return [("", _("nicht übernehmen")), *sorted(named.items(), key=lambda pair: pair[1].lower())]


def field_rows(guesses: Sequence[Guess], confirmed: Sequence[FieldMapping]) -> list[dict[str, object]]:
    """What the form begins with: what was confirmed before; for a version without mapping the proposals."""
    known = {one.path: one for one in confirmed}
    rows = []
    for one in guesses:
        mapping = known.get(one.field.path) if confirmed else one.mapping
        rows.append(_row(one.field.path, mapping))
    missing = [one for path, one in known.items() if path not in {guess.field.path for guess in guesses}]
    return [*rows, *(_row(one.path, one) for one in missing)]


def _row(path: str, mapping: FieldMapping | None) -> dict[str, object]:
    return {
        "path": path,
        "quantity": mapping.quantity if mapping else "",
        "unit": mapping.unit if mapping else "",
        "factor": f"{mapping.factor:g}" if mapping and mapping.factor != 1 else "",
        "series": mapping.series if mapping else "",
    }
