# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Forms of the page that says who sees something."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from stadtkern.flow.outlets.cockpit.sights import Sight
from stadtkern.kernel import sharing
from stadtkern.kernel.models import Department
from stadtkern.kernel.sharing import SharedKind


class VisibilityForm(forms.Form):
    """Who sees the object as a whole."""

    visibility = forms.ChoiceField(label=gettext_lazy("Sichtbarkeit"))

    def __init__(self, sight: Sight, data: Any = None) -> None:
        super().__init__(data, initial={"visibility": sight.visibility})
        field = self.fields["visibility"]
        if isinstance(field, forms.ChoiceField):
            field.choices = list(sight.choices)


class ShareForm(forms.Form):
    """One department, or one access, that is to see it."""

    department = forms.ModelChoiceField(
        label=gettext_lazy("Fachbereich"),
        required=False,
        queryset=Department.objects.none(),
        empty_label=gettext_lazy("keiner"),
    )
    client = forms.ChoiceField(label=gettext_lazy("oder ein Zugang (Nachbarkommune, Firma)"), required=False)
    until = forms.DateField(
        label=gettext_lazy("Gilt bis einschließlich"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def __init__(self, sight: Sight, data: Any = None) -> None:
        super().__init__(data)
        department, client = self.fields["department"], self.fields["client"]
        if isinstance(department, forms.ModelChoiceField):
            owner = sight.what.department
            others = Department.objects.order_by("name")
            department.queryset = others if owner is None else others.exclude(pk=owner.pk)
        if sight.what.kind in {SharedKind.DATASET, SharedKind.DASHBOARD}:
            del self.fields["client"]
        elif isinstance(client, forms.ChoiceField):
            client.choices = [("", _("keiner")), *((name, name) for name in sharing.client_names())]

    def clean_until(self) -> datetime | None:
        """Midnight after the last day, local time."""
        day = self.cleaned_data["until"]
        if day is None:
            return None
        return timezone.make_aware(datetime.combine(day + timedelta(days=1), datetime.min.time()))

    def clean(self) -> dict[str, Any]:
        """One of both."""
        answers = self.cleaned_data
        if bool(answers.get("department")) == bool(answers.get("client")):
            raise ValidationError(_("Bitte entweder einen Fachbereich oder einen Zugang wählen."))
        return answers

    def whom(self) -> Department | str:
        """With whom it is to be shared."""
        chosen = self.cleaned_data["department"]
        return chosen if isinstance(chosen, Department) else str(self.cleaned_data["client"])
