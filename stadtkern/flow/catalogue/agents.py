# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Publishers and series: changed by staff, with audit."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from stadtkern.kernel import audit, rights
from stadtkern.kernel.errors import PayloadRejected
from stadtkern.kernel.models import Person
from stadtkern.kernel.roles import Action

from . import changes
from .facts import names_person
from .keys import spelt
from .models import Publisher, SeriesRow


def save_publisher(actor: Person, publisher: Publisher, *, now: datetime) -> Publisher:
    """Store a publisher; all staff share them.

    Raises:
        NotPermitted: the actor does not work for the city.
        PayloadRejected: it is a person.
    """
    rights.require(rights.may_somewhere(actor, Action.EDIT), "change a publisher")
    if names_person(publisher.name, publisher.email):
        raise PayloadRejected(_("Bitte nennen Sie eine Stelle und deren Adresse, keine Person."))
    with transaction.atomic():
        publisher.save()
        audit.record(actor, "publisher.edit", f"publisher {publisher.name}", {}, now)
        changes.moved("", now)
    return publisher


def save_series(actor: Person, series: SeriesRow, *, now: datetime) -> SeriesRow:
    """Store a series; its key is made from its first title and stays.

    Raises:
        NotPermitted: the actor does not work for its department.
    """
    rights.require(rights.may_edit(actor, series.department), "change a series")
    if series.pk:
        before = SeriesRow.objects.select_related("department").get(pk=series.pk)
        rights.require(rights.may_edit(actor, before.department), "change a series")
    with transaction.atomic():
        series.key = series.key or _free_key(series.title)
        series.save()
        audit.record(actor, "dataset_series.edit", f"dataset series {series.key}", {}, now)
        changes.moved("", now)
    return series


def _free_key(title: str) -> str:
    wanted = spelt(title) or "reihe"
    key, number = wanted, 1
    while SeriesRow.objects.filter(key=key).exists():
        number += 1
        key = f"{wanted}-{number}"
    return key
