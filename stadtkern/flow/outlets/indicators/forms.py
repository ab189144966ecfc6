# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The form of an indicator, and how it becomes words of the kernel."""

from __future__ import annotations

import msgspec
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import QueryDict
from django.utils.text import slugify
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from stadtkern.flow.devices import units
from stadtkern.flow.devices.units import UnitRefused
from stadtkern.flow.outlets.series import service as series
from stadtkern.flow.outlets.series.refusals import ExpressionRefused
from stadtkern.kernel import registry, rights
from stadtkern.kernel.indicators import Indicator
from stadtkern.kernel.licences import LICENCES
from stadtkern.kernel.models import Department, Person
from stadtkern.kernel.roles import Action
from stadtkern.web.templatetags.web import local

from .editing import Owner
from .service import Known

_INTERVALS = (
    ("hour", _("Stunde")),
    ("day", _("Tag")),
    ("week", _("Woche")),
    ("month", _("Monat")),
    ("year", _("Jahr")),
)
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})
_BETTER = (
    ("neither", _("weder noch")),
    ("higher", _("höher ist besser")),
    ("lower", _("niedriger ist besser")),
)


class IndicatorForm(forms.Form):
    """What defines an indicator."""

    title = forms.CharField(label=_("Titel"), max_length=300)
    key = forms.RegexField(
        label=_("Kennung"),
        help_text=_("Steht in der Adresse. Ohne Angabe entsteht sie aus dem Titel."),
        required=False,
        regex=r"^[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?$",
        max_length=60,
        error_messages={"invalid": _("Nur kleine Buchstaben, Ziffern und Bindestriche, höchstens 60.")},
    )
    definition = forms.CharField(
        label=_("Was sie aussagt und was nicht"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )
    formula = forms.CharField(
        label=_("Formel"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"})
    )
    ucum = forms.CharField(
        label=_("Einheit (UCUM)"),
        help_text=_("Zum Beispiel kWh, Cel, % oder {bicycle}. Ohne Angabe die Einheit der Formel."),
        max_length=300,
        required=False,
    )
    symbol = forms.CharField(
        label=_("Einheit, wie sie gedruckt wird"),
        help_text=_("Zum Beispiel: Fahrräder"),
        max_length=300,
        required=False,
    )
    decimals = forms.IntegerField(label=_("Nachkommastellen"), min_value=0, max_value=6, initial=0)
    interval = forms.ChoiceField(label=_("Ein Wert je"), choices=_INTERVALS, initial="day")
    better = forms.ChoiceField(label=_("Was ist besser?"), choices=_BETTER, initial="neither")
    domain = forms.ChoiceField(label=_("Thema"), required=False)
    department = forms.ModelChoiceField(label=_("Fachbereich"), queryset=Department.objects.none())
    source = forms.CharField(label=_("Quelle"), max_length=300, required=False)
    licence = forms.ChoiceField(label=_("Lizenz"), required=False)
    basis = forms.CharField(label=_("Grundlage (Norm, Beschluss)"), max_length=300, required=False)
    title_en = forms.CharField(label=_("Titel auf Englisch"), max_length=300, required=False)
    definition_en = forms.CharField(
        label=_("Was sie aussagt und was nicht, auf Englisch"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    symbol_en = forms.CharField(label=_("Einheit auf Englisch"), max_length=300, required=False)
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)
    FIRST = ("title", "key", "definition")
    COMPUTED = ("ucum", "symbol", "decimals", "interval")
    RESPONSIBLE = ("domain", "department", "better", "basis", "source", "licence")
    ENGLISH = ("title_en", "definition_en", "symbol_en")

    def __init__(self, person: Person, data: QueryDict | None = None, *, known: Known | None = None) -> None:
        super().__init__(data, initial=_initial(known) if known else None)
        self._person = person
        domain, department, licence = (self.fields[name] for name in ("domain", "department", "licence"))
        if isinstance(domain, forms.ChoiceField):
            domain.choices = [
                ("", _t("ganze Stadt")),
                *((one.name, local(one, "title")) for one in registry.domains()),
            ]
        if isinstance(licence, forms.ChoiceField):
            licence.choices = [
                ("", _t("die strengste ihrer Quellen")),
                *((one.code, one.title) for one in LICENCES.values()),
            ]
        if isinstance(department, forms.ModelChoiceField):
            mine = Q(pk__in=rights.departments_of(person, Action.EDIT))
            department.queryset = Department.objects.filter(
                mine | Q(name=known.department) if known else mine
            )
            if known is None and department.queryset.count() == 1:
                department.initial = department.queryset.first()
        if known is not None:
            self.fields["key"].disabled = True

    def group(self, names: tuple[str, ...]) -> list[forms.BoundField]:
        """Some of the fields, in order."""
        return [self[name] for name in names]

    def first(self) -> list[forms.BoundField]:
        """What it is called and says."""
        return self.group(self.FIRST)

    def computed(self) -> list[forms.BoundField]:
        """How it is given."""
        return self.group(self.COMPUTED)

    def responsible(self) -> list[forms.BoundField]:
        """Whose it is."""
        return self.group(self.RESPONSIBLE)

    def english(self) -> list[forms.BoundField]:
        """The same in English."""
        return self.group(self.ENGLISH)

    def clean_key(self) -> str:
        """As given, or made of the title."""
        title = str(self.cleaned_data.get("title", "")).translate(_UMLAUTS)
        made = slugify(title).replace("_", "-")[:60].strip("-")
        return str(self.cleaned_data["key"]) or made or "kennzahl"

    def clean_ucum(self) -> str:
        """A unit of UCUM: as given, or that of the formula."""
        ucum = str(self.cleaned_data["ucum"]).strip()
        try:
            if not ucum and (formula := str(self.cleaned_data.get("formula", ""))):
                return series.check(formula, self._person).unit.ucum or "1"
            units.check(ucum)
        except UnitRefused as error:
            raise ValidationError(str(error)) from error
        except ExpressionRefused:
            return "1"  # the formula itself is refused with its reason
        return ucum

    def indicator(self) -> Indicator:
        """The checked answers in the words of the kernel."""
        given = {
            name: value for name, value in self.cleaned_data.items() if name in Indicator.__struct_fields__
        }
        return msgspec.convert(given, Indicator)

    def owner(self) -> Owner:
        """Whose it is to be."""
        return Owner(department=self.cleaned_data["department"], domain=self.cleaned_data["domain"])


def _initial(known: Known) -> dict[str, object]:
    return {
        **msgspec.structs.asdict(known.indicator),
        "domain": known.domain.name if known.domain else "",
        "department": Department.objects.filter(name=known.department).first(),
        "revision": known.revision,
    }
