# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The list of events in the cockpit: found by words, kind and visibility; many published at once."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from stadtkern.kernel.models import Person
from stadtkern.web.lists.sources import Stored
from stadtkern.web.lists.words import Column, Deed, Filter, Listing

from . import editing
from .models import Annotation, Kind, Visibility


def listing(person: Person) -> Listing[Annotation]:
    """Events that the person may edit."""
    return Listing(
        key="ereignisse",
        title=_("Ereignisse Ihrer Fachbereiche"),
        source=Stored(rows=Annotation.objects.there().editable_by(person).select_related("department")),
        columns=(
            Column(
                key="titel", title=_("Titel"), value=lambda one: one.title, sort="title", address=_address
            ),
            Column(key="art", title=_("Art"), value=lambda one: one.get_kind_display(), sort="kind"),
            Column(key="beginn", title=_("Beginn"), value=lambda one: one.starts_at, sort="starts_at"),
            Column(key="ende", title=_("Ende"), value=lambda one: one.ends_at),
            Column(
                key="fachbereich",
                title=_("Fachbereich"),
                value=lambda one: one.department.name,
                sort="department__name",
            ),
            Column(
                key="sichtbarkeit",
                title=_("Sichtbarkeit"),
                value=lambda one: one.get_visibility_display(),
                sort="visibility",
            ),
        ),
        filters=(
            Filter(
                key="q",
                title=_("Titel oder Beschreibung"),
                kind="words",
                condition=lambda words: Q(title__icontains=words) | Q(text__icontains=words),
            ),
            Filter(
                key="art",
                title=_("Art"),
                choices=Kind.choices,
                every=_("alle"),
                condition=lambda value: Q(kind=value),
            ),
            Filter(
                key="sichtbarkeit",
                title=_("Sichtbarkeit"),
                choices=Visibility.choices,
                every=_("jede"),
                condition=lambda value: Q(visibility=value),
            ),
        ),
        deeds=(_deed(Visibility.PUBLIC), _deed(Visibility.INTERNAL)),
        empty=(
            _("Noch keine Ereignisse"),
            _("Baustellen, Feste, Hitzewellen, neue Radwege: Was Sie eintragen, erklärt die Zahlen."),
        ),
    )


def _deed(visibility: Visibility) -> Deed[Annotation]:
    if visibility == Visibility.PUBLIC:
        return Deed(
            key="oeffentlich",
            title=_("Veröffentlichen"),
            question=_("Ereignisse veröffentlichen?"),
            explained=_("Alle lesen sie dann in Diagrammen und in der Liste der Ereignisse."),
            done=partial(_show, visibility),
            said=lambda n: (
                ngettext("%(n)s Ereignis ist öffentlich.", "%(n)s Ereignisse sind öffentlich.", n) % {"n": n}
            ),
        )
    return Deed(
        key="intern",
        title=_("Nur intern zeigen"),
        question=_("Ereignisse nur noch intern zeigen?"),
        explained=_("Sie verschwinden aus öffentlichen Diagrammen und aus der Liste der Ereignisse."),
        done=partial(_show, visibility),
        said=lambda n: (
            ngettext("%(n)s Ereignis ist nur intern.", "%(n)s Ereignisse sind nur intern.", n) % {"n": n}
        ),
    )


def _show(visibility: Visibility, person: Person, one: Annotation, at: datetime) -> None:
    editing.set_visibility(person, one.pk, visibility, at=at)


def _address(one: Annotation) -> str:
    return reverse("annotations:edit", args=[one.pk])
