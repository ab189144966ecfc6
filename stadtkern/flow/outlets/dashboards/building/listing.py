# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The list of dashboards that somebody may change."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from stadtkern.flow.outlets.dashboards import service
from stadtkern.flow.outlets.dashboards.models import StoredDashboard, Visibility
from stadtkern.kernel import registry
from stadtkern.kernel.models import Person
from stadtkern.web.lists.sources import Stored
from stadtkern.web.lists.words import Column, Deed, Filter, Listing
from stadtkern.web.templatetags.web import local

from . import drafts


def listing(person: Person) -> Listing[StoredDashboard]:
    """Dashboards that the person may change, deleted ones left out."""
    subjects = {one.name: local(one, "title") for one in registry.domains()}
    waiting = drafts.waiting(person)
    return Listing(
        key="dashboards",
        title=_("Dashboards, die Sie bearbeiten dürfen"),
        source=Stored(rows=_rows(person)),
        columns=(
            Column(key="titel", title=_("Titel"), value=lambda one: one.title, sort="title", address=_bench),
            Column(
                key="thema",
                title=_("Thema"),
                value=lambda one: subjects.get(one.domain, _("ganze Stadt")),
                sort="domain",
            ),
            Column(
                key="fachbereich",
                title=_("Zuständig"),
                value=lambda one: one.department.name if one.department else _("ganze Stadt"),
                sort="department__name",
            ),
            Column(
                key="sichtbarkeit",
                title=_("Sichtbarkeit"),
                value=lambda one: one.get_visibility_display(),
                sort="visibility",
            ),
            Column(key="stand", title=_("Stand"), value=partial(_state, waiting)),
            Column(
                key="geaendert",
                title=_("geändert"),
                value=lambda one: one.changed_at,
                sort="changed_at",
                falling=True,
            ),
        ),
        filters=_filters(subjects),
        deeds=(_shown(Visibility.PUBLIC), _shown(Visibility.INTERNAL), _deleted()),
        empty=(
            _("Noch kein Dashboard"),
            _("Legen Sie das erste an: Ein Titel und eine Kachel genügen für den Anfang."),
        ),
    )


def _rows(person: Person) -> QuerySet[StoredDashboard]:
    service.rows_for(person)
    rows = StoredDashboard.objects.editable_by(person).filter(deleted_at=None)
    return rows.select_related("department")


def _filters(subjects: dict[str, str]) -> tuple[Filter[StoredDashboard], ...]:
    return (
        Filter(
            key="q",
            title=_("Titel"),
            kind="words",
            condition=lambda words: Q(title__icontains=words) | Q(key__icontains=words),
        ),
        Filter(
            key="thema",
            title=_("Thema"),
            choices=list(subjects.items()),
            every=_("alle"),
            condition=lambda value: Q(domain=value),
        ),
        Filter(
            key="sichtbarkeit",
            title=_("Sichtbarkeit"),
            choices=Visibility.choices,
            every=_("jede"),
            condition=lambda value: Q(visibility=value),
        ),
    )


def _shown(visibility: Visibility) -> Deed[StoredDashboard]:
    if visibility == Visibility.PUBLIC:
        return Deed(
            key="oeffentlich",
            title=_("Veröffentlichen"),
            question=_("Dashboards veröffentlichen?"),
            explained=_(
                "Alle lesen sie dann. Was nicht öffentlich ist, erscheint darin als zurückgezogen; "
                "die Prüfliste jedes Dashboards sagt vorher, was das betrifft."
            ),
            done=partial(_show, visibility),
            said=lambda n: (
                ngettext("%(n)s Dashboard ist öffentlich.", "%(n)s Dashboards sind öffentlich.", n) % {"n": n}
            ),
        )
    return Deed(
        key="intern",
        title=_("Nur intern zeigen"),
        question=_("Dashboards nur noch intern zeigen?"),
        explained=_("Öffentliche Adressen, Einbettungen und Anzeigen zeigen sie dann nicht mehr."),
        done=partial(_show, visibility),
        said=lambda n: (
            ngettext("%(n)s Dashboard ist nur intern.", "%(n)s Dashboards sind nur intern.", n) % {"n": n}
        ),
    )


def _deleted() -> Deed[StoredDashboard]:
    return Deed(
        key="loeschen",
        title=_("Löschen"),
        question=_("Dashboards löschen?"),
        explained=_("30 Tage lang lassen sie sich wiederherstellen."),
        serious=True,
        done=lambda person, one, at: service.delete(person, one.key, at=at),
        said=lambda n: (
            ngettext("%(n)s Dashboard ist gelöscht.", "%(n)s Dashboards sind gelöscht.", n) % {"n": n}
        ),
    )


def _show(visibility: Visibility, person: Person, one: StoredDashboard, at: datetime) -> None:
    service.set_visibility(person, one.key, visibility, at=at)


def _state(waiting: dict[str, datetime], one: StoredDashboard) -> str:
    if one.key in waiting:
        return _("Entwurf nicht gespeichert")
    if one.declared:
        return _("mitgeliefert, angepasst") if one.adjusted else _("mitgeliefert")
    return _("gespeichert")


def _bench(one: StoredDashboard) -> str:
    return reverse("building:bench", args=[one.key])
