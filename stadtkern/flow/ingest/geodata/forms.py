# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Forms of geodata: the file, the address of a service, what a new collection is, how often it is fetched."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from stadtkern.flow.collections.facts import COLLECTION_KEY, Draft, field_key
from stadtkern.flow.collections.models import FeatureCollection
from stadtkern.flow.ingest.limits import limits
from stadtkern.kernel import rights
from stadtkern.kernel.domain import LICENCES
from stadtkern.kernel.models import Department, Person
from stadtkern.web import uploads

from .models import Origin, Service
from .wishes import Wish, title_of

LONGEST_H = 24 * 366


class TargetForm(forms.Form):
    """Into which collection something goes."""

    collection = forms.ModelChoiceField(
        label=_("Sammlung"),
        queryset=FeatureCollection.objects.none(),
        required=False,
        empty_label=_("neue Sammlung anlegen"),
        to_field_name="key",
    )

    def __init__(self, person: Person, data: Any = None, files: Any = None, *, chosen: str = "") -> None:
        super().__init__(data, files, initial={"collection": chosen})
        field = self.fields["collection"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - declared above
        field.queryset = FeatureCollection.objects.editable_by(person).select_related("department")

    @property
    def target(self) -> FeatureCollection | None:
        """The chosen collection; null: a new one."""
        chosen = self.cleaned_data["collection"]
        return chosen if isinstance(chosen, FeatureCollection) else None


class UploadField(uploads.UploadField):
    """Geodata as large as an import may be."""

    def __init__(self, **options: Any) -> None:
        super().__init__(kinds=uploads.GEODATA, most=limits().file_bytes, **options)

    def clean(self, data: Any, initial: Any = None) -> Any:
        """As large as the operator allows by now."""
        self.most = limits().file_bytes
        return super().clean(data, initial)


class FileForm(TargetForm):
    """A file to read."""

    file = UploadField(label=_("Datei"))
    field_order = ("file", "collection")


class ServiceForm(TargetForm):
    """A service of others to read from."""

    url = forms.URLField(label=_("Adresse des Dienstes"), max_length=2000, assume_scheme="https")
    service = forms.ChoiceField(
        label=_("Art"),
        choices=[(Service.FEATURES.value, Service.FEATURES.label), (Service.WFS.value, Service.WFS.label)],
    )
    field_order = ("url", "service", "collection")


class CollectionForm(forms.Form):
    """What a new collection is."""

    title = forms.CharField(label=_("Titel"), max_length=200)
    key = forms.RegexField(label=_("Kennung in Adressen"), regex=COLLECTION_KEY, max_length=60, strip=True)
    department = forms.ModelChoiceField(
        label=_("Fachbereich"), queryset=Department.objects.none(), empty_label=None
    )
    description = forms.CharField(
        label=_("Beschreibung"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )
    licence = forms.ChoiceField(label=_("Lizenz"), required=False)
    publisher = forms.CharField(label=_("Herausgeber"), required=False, max_length=300)
    attribution = forms.CharField(label=_("Quellenvermerk"), required=False, max_length=500)
    name_field = forms.ChoiceField(label=_("Feld mit dem Namen der Objekte"), required=False)

    def __init__(self, person: Person, wish: Wish, data: Any = None, *, name: str = "") -> None:
        title = title_of(name.rpartition(".")[0] or name)
        key = field_key(title).replace("_", "-")
        named = next(
            (one.key for one in wish.taken if one.key in {"name", "title", "titel", "bezeichnung"}), ""
        )
        super().__init__(data, initial={"title": title, "key": key, "name_field": named})
        self._wish = wish
        department, licence, names = (self.fields[one] for one in ("department", "licence", "name_field"))
        assert isinstance(department, forms.ModelChoiceField)  # noqa: S101 - declared above
        mine = rights.departments_of(person)
        department.queryset = Department.objects.filter(pk__in=mine).order_by("name")
        assert isinstance(licence, forms.ChoiceField) and isinstance(names, forms.ChoiceField)  # noqa: S101
        licence.choices = [("", _("noch offen")), *((one.code, one.title) for one in LICENCES.values())]
        names.choices = [("", _("keines")), *((one.key, one.title) for one in wish.taken if not one.personal)]

    def draft(self) -> Draft:
        """The collection as the register wants it."""
        said = self.cleaned_data
        return Draft(
            key=said["key"],
            title=said["title"],
            department=said["department"],
            description=said["description"],
            licence=said["licence"],
            publisher=said["publisher"],
            attribution=said["attribution"],
            name_field=said["name_field"],
            geometry=self._wish.geometry,
            fields=self._wish.fields(),
        )


class ScheduleForm(forms.Form):
    """How often a service is asked."""

    every_h = forms.IntegerField(
        label=_("Abrufen alle … Stunden"), min_value=1, max_value=LONGEST_H, required=False
    )

    def __init__(self, data: Any = None, *, origin: Origin) -> None:
        super().__init__(data, initial={"every_h": origin.every_h})
