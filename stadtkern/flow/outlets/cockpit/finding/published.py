# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Dashboards, indicators and events of the city's time line, as the search and the first page find them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import islice

from django.urls import reverse
from django.utils.translation import gettext_lazy

from stadtkern.flow.outlets.annotations.models import Annotation
from stadtkern.flow.outlets.dashboards.models import StoredDashboard
from stadtkern.flow.outlets.indicators import service as indicators
from stadtkern.flow.outlets.indicators.service import Known
from stadtkern.kernel.desk import Named, Own
from stadtkern.kernel.finding import Finder, Hit, contains, holds, ranked
from stadtkern.kernel.models import Person
from stadtkern.kernel.rights import domains_of
from stadtkern.kernel.roles import Action

_MOST_OWN = 6


def _dashboards(person: Person, text: str, most: int) -> Sequence[Hit]:
    rows = StoredDashboard.objects.visible_to(person).filter(contains(text, "title", "key"))
    return [_dashboard(row) for row in ranked(rows, text, title="title", key="key")[:most]]


def _dashboards_named(person: Person, keys: Collection[str]) -> Mapping[str, Hit]:
    """Of the own departments only, like all that tells who changed something."""
    rows = StoredDashboard.objects.present().editable_by(person).filter(key__in=keys)
    return {row.key: _dashboard(row) for row in rows}


def _own_dashboards(person: Person) -> Sequence[Hit]:
    """What the person changed last, then those of the own subjects."""
    rows = StoredDashboard.objects.visible_to(person)
    mine = list(rows.filter(changed_by=person.get_username()).order_by("-changed_at")[:_MOST_OWN])
    names = domains_of(person, Action.SEE_INTERNAL)
    others = rows.filter(domain__in=names).exclude(pk__in=[one.pk for one in mine])
    return [_dashboard(row) for row in [*mine, *others[: _MOST_OWN - len(mine)]]]


def _dashboard(row: StoredDashboard) -> Hit:
    return Hit(
        title=row.title,
        address=reverse("dashboards:dashboard", args=[row.key]),
        detail=row.get_visibility_display(),
    )


def _events(person: Person, text: str, most: int) -> Sequence[Hit]:
    rows = Annotation.objects.visible_to(person).filter(contains(text, "title"))
    mine = set(_editable(person, [row.pk for row in rows[:200]]))
    return [_event(row, row.pk in mine) for row in ranked(rows, text, title="title")[:most]]


def _events_named(person: Person, keys: Collection[str]) -> Mapping[str, Hit]:
    ids = [int(key) for key in keys if key.isdecimal()]
    rows = Annotation.objects.there().editable_by(person).filter(pk__in=ids)
    return {str(row.pk): _event(row, True) for row in rows}


def _editable(person: Person, ids: Sequence[int]) -> Sequence[int]:
    return list(Annotation.objects.editable_by(person).filter(pk__in=ids).values_list("pk", flat=True))


def _event(row: Annotation, mine: bool) -> Hit:
    """The page of the cockpit where somebody may edit, else the public one."""
    address = reverse("annotations:edit" if mine else "annotations:event", args=[row.pk])
    return Hit(title=row.title, address=address, detail=row.get_kind_display())


def _indicators(person: Person, text: str, most: int) -> Sequence[Hit]:
    found = (one for one in indicators.indicators(person) if holds(text, str(one.indicator.title)))
    return [_indicator(person, one) for one in islice(found, most)]


def _indicators_named(person: Person, keys: Collection[str]) -> Mapping[str, Hit]:
    found = (one for one in indicators.indicators(person) if one.indicator.key in keys)
    mine = (one for one in found if indicators.permits(person, Action.EDIT, one))
    return {one.indicator.key: _indicator(person, one) for one in mine}


def _indicator(person: Person, one: Known) -> Hit:
    """The page of the cockpit where somebody may edit, else the public one."""
    mine = indicators.permits(person, Action.EDIT, one)
    address = reverse("indicators:edit" if mine else "indicators:indicator", args=[one.indicator.key])
    return Hit(title=str(one.indicator.title), address=address, detail=one.department)


INDICATORS = Finder(key="kennzahlen", title=gettext_lazy("Kennzahlen"), find=_indicators)
NAMED_INDICATORS = Named(kind="indicator", title=gettext_lazy("Kennzahl"), named=_indicators_named)
DASHBOARDS = Finder(key="dashboards", title=gettext_lazy("Dashboards"), find=_dashboards)
EVENTS = Finder(key="ereignisse", title=gettext_lazy("Ereignisse"), find=_events)
NAMED_DASHBOARDS = Named(kind="dashboard", title=gettext_lazy("Dashboard"), named=_dashboards_named)
NAMED_EVENTS = Named(kind="event", title=gettext_lazy("Ereignis"), named=_events_named)
MY_DASHBOARDS = Own(
    title=gettext_lazy("Meine Dashboards"), url_name="dashboards:overview", found=_own_dashboards
)
