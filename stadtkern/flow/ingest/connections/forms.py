# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The form for what people say about a connection; every wire uses it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from stadtkern.flow.devices.service import may_steer
from stadtkern.kernel import registry
from stadtkern.kernel.domain import LICENCES
from stadtkern.kernel.models import Person

from .facts import LONGEST_S, Facts
from .models import Connection

_MINUTE_S = 60
_LONGEST_MIN = LONGEST_S // _MINUTE_S


class FactsForm(forms.Form):
    """Title, subject, publisher, licence and expectations of a source."""

    title = forms.CharField(label=_("Titel"), max_length=200)
    title_en = forms.CharField(label=_("Titel auf Englisch"), max_length=200, required=False)
    domain = forms.ChoiceField(label=_("Thema"))
    publisher = forms.CharField(label=_("Herausgeber"), max_length=200)
    homepage = forms.URLField(
        label=_("Internetseite des Herausgebers"), max_length=1000, required=False, assume_scheme="https"
    )
    licence = forms.ChoiceField(
        label=_("Lizenz"), choices=[(code, one.title) for code, one in LICENCES.items()]
    )
    attribution = forms.CharField(label=_("Quellenvermerk"), max_length=500, required=False)
    interval_min = forms.IntegerField(
        label=_("Neue Werte kommen alle … Minuten"), required=False, min_value=1, max_value=_LONGEST_MIN
    )
    outage_after_min = forms.IntegerField(
        label=_("Als gestört melden nach … Minuten ohne Daten"),
        required=False,
        min_value=1,
        max_value=_LONGEST_MIN,
    )
    internal = forms.BooleanField(label=_("Neue Objekte zunächst nur intern zeigen"), required=False)

    def __init__(
        self,
        person: Person,
        data: Any = None,
        *,
        connection: Connection | None = None,
        proposal: Mapping[str, object] | None = None,
    ) -> None:
        """``proposal``: answers to begin with, by the names of the fields."""
        super().__init__(data, initial=_initial(connection) if connection else dict(proposal or {}))
        subjects = self.fields["domain"]
        if isinstance(subjects, forms.ChoiceField):
            english = get_language() == "en"
            subjects.choices = [
                (one.name, one.title_en if english else one.title)
                for one in registry.domains()
                if may_steer(person, one)
            ]

    def facts(self) -> Facts:
        """The checked answers."""
        given = self.cleaned_data
        names = ("title", "title_en", "domain", "publisher", "homepage", "licence", "attribution", "internal")
        return Facts(
            **{name: given[name] for name in names},
            interval_s=_seconds(given["interval_min"]),
            outage_after_s=_seconds(given["outage_after_min"]),
        )


def _initial(connection: Connection) -> dict[str, object]:
    texts = ("title", "title_en", "domain", "publisher", "homepage", "licence", "attribution", "internal")
    return {
        **{name: getattr(connection, name) for name in texts},
        "interval_min": _minutes(connection.interval_s),
        "outage_after_min": _minutes(connection.outage_after_s),
    }


def _seconds(minutes: int | None) -> int | None:
    return None if minutes is None else minutes * _MINUTE_S


def _minutes(seconds: int | None) -> int | None:
    return None if seconds is None else max(1, seconds // _MINUTE_S)
