# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The list of alarms: open ones from the start, acknowledged many at once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from stadtkern.kernel.errors import Contradiction
from stadtkern.kernel.models import Person
from stadtkern.web.lists.sources import Stored
from stadtkern.web.lists.words import Column, Deed, Filter, Listing

from . import alarms
from .models import Alarm, Severity, StoredRule

_STANDS: Final[Mapping[str, Q]] = {
    "offen": Q(ended_at=None),
    "unquittiert": Q(ended_at=None, acknowledged_at=None),
    "beendet": Q(ended_at__isnull=False),
    "alle": Q(),
}


def listing(person: Person) -> Listing[Alarm]:
    """The alarms of the person's departments."""
    return Listing(
        key="alarme",
        title=_("Alarme"),
        source=Stored(rows=Alarm.objects.of(person)),
        columns=_columns(),
        filters=_filters(person),
        sorted_by="-ausgeloest",
        deeds=(
            Deed(
                key="quittieren",
                title=_("Quittieren"),
                question=_("Alarme quittieren?"),
                explained=_(
                    "Damit sagen Sie: Ich kümmere mich. Niemand wird weiter benachrichtigt; die Alarme enden "
                    "von selbst, sobald ihre Bedingung nicht mehr gilt."
                ),
                done=_acknowledge,
                said=lambda n: (
                    ngettext("%(n)s Alarm ist quittiert.", "%(n)s Alarme sind quittiert.", n) % {"n": n}
                ),
            ),
        ),
    )


def _columns() -> tuple[Column[Alarm], ...]:
    return (
        Column(
            key="alarm",
            title=_("Alarm"),
            value=lambda one: one.rule_title,
            sort="rule_title",
            address=lambda one: reverse("rules:alarm", args=[one.pk]),
        ),
        Column(key="meldung", title=_("Meldung"), value=lambda one: one.text),
        Column(
            key="zustand",
            title=_("Zustand"),
            value=_state,
            template="rules/alarm_cell.html",
        ),
        Column(
            key="ausgeloest",
            title=_("ausgelöst"),
            value=lambda one: one.opened_at,
            sort="opened_at",
            falling=True,
        ),
        Column(
            key="beendet", title=_("beendet"), value=lambda one: one.ended_at, sort="ended_at", falling=True
        ),
        Column(
            key="quittiert",
            title=_("quittiert"),
            value=lambda one: one.acknowledged_at,
            sort="acknowledged_at",
            falling=True,
        ),
        Column(key="von", title=_("von"), value=lambda one: one.acknowledged_by, sort="acknowledged_by"),
    )


def _filters(person: Person) -> tuple[Filter[Alarm], ...]:
    rules = StoredRule.objects.of(person).order_by("title", "pk").values_list("pk", "title")
    return (
        Filter(
            key="stand",
            title=_("Stand"),
            choices=(
                ("offen", _("offen")),
                ("unquittiert", _("offen, noch nicht quittiert")),
                ("beendet", _("beendet")),
                ("alle", _("alle")),
            ),
            condition=lambda value: _STANDS[value],
        ),
        Filter(
            key="regel",
            title=_("Regel"),
            choices=[(str(pk), title) for pk, title in rules],
            every=_("alle"),
            condition=lambda value: Q(rule=int(value)),
        ),
        Filter(
            key="gewicht",
            title=_("Gewicht"),
            choices=Severity.choices,
            every=_("jedes"),
            condition=lambda value: Q(severity=value),
        ),
    )


def _state(one: Alarm) -> str:
    if one.ended_at is not None:
        return _("beendet")
    return _("offen") if one.acknowledged_at is None else _("offen, quittiert")


def _acknowledge(person: Person, one: Alarm, at: datetime) -> None:
    if one.acknowledged_at is not None:
        raise Contradiction(_("ist schon quittiert"))
    alarms.acknowledge(person, one.pk, "", at=at)
