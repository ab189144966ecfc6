# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The list of things: found by name, subject and visibility; published and hidden many at once."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from stadtkern.flow.devices import editing
from stadtkern.flow.devices.models import Thing, Visibility
from stadtkern.kernel import registry
from stadtkern.kernel.models import Department, Person
from stadtkern.web.lists.sources import Stored
from stadtkern.web.lists.words import Column, Deed, Filter, Listing
from stadtkern.web.templatetags.web import local


def listing(person: Person) -> Listing[Thing]:
    """Things that the person may edit."""
    declared = sorted(registry.domains(), key=lambda one: local(one, "title").casefold())
    titles = {domain.name: local(domain, "title") for domain in declared}
    return Listing(
        key="objekte",
        title=_("Objekte, die Sie bearbeiten dürfen"),
        source=Stored(rows=Thing.objects.editable_by(person).select_related("owner")),
        columns=(
            Column(key="name", title=_("Name"), value=lambda one: one.name, sort="name", address=_address),
            Column(key="kennung", title=_("Kennung"), value=lambda one: one.code, sort="code"),
            Column(
                key="thema",
                title=_("Thema"),
                value=lambda one: titles.get(one.domain, one.domain),
                sort="domain",
            ),
            Column(
                key="fachbereich",
                title=_("Fachbereich"),
                value=lambda one: one.owner.name,
                sort="owner__name",
            ),
            Column(
                key="sichtbarkeit",
                title=_("Sichtbarkeit"),
                value=lambda one: one.get_visibility_display(),
                sort="visibility",
            ),
        ),
        filters=_filters(titles),
        deeds=(_deed(Visibility.PUBLIC), _deed(Visibility.INTERNAL)),
        empty=(
            _("Noch keine Objekte"),
            _(
                "Hier stehen die Objekte Ihrer Fachbereiche. Sie entstehen, wenn eine Datenquelle "
                "zum ersten Mal liefert."
            ),
        ),
    )


def _filters(titles: dict[str, str]) -> tuple[Filter[Thing], ...]:
    departments = Department.objects.order_by("name").values_list("pk", "name")
    return (
        Filter(
            key="q",
            title=_("Name oder Kennung"),
            kind="words",
            condition=lambda words: Q(name__icontains=words) | Q(code__icontains=words),
        ),
        Filter(
            key="thema",
            title=_("Thema"),
            choices=list(titles.items()),
            every=_("alle"),
            condition=lambda value: Q(domain=value),
        ),
        Filter(
            key="fachbereich",
            title=_("Fachbereich"),
            choices=[(str(pk), name) for pk, name in departments],
            every=_("alle"),
            condition=lambda value: Q(owner=int(value)),
        ),
        Filter(
            key="sichtbarkeit",
            title=_("Sichtbarkeit"),
            choices=Visibility.choices,
            every=_("jede"),
            condition=lambda value: Q(visibility=value),
        ),
    )


def _deed(visibility: Visibility) -> Deed[Thing]:
    if visibility == Visibility.PUBLIC:
        return Deed(
            key="oeffentlich",
            title=_("Öffentlich machen"),
            question=_("Objekte öffentlich machen?"),
            explained=_(
                "Alle sehen sie dann mit ihren Messwerten auf Karte, Seiten und Schnittstellen. "
                "Sie können sie jederzeit wieder auf „nur intern“ stellen."
            ),
            done=partial(_show, visibility),
            said=lambda n: (
                ngettext("%(n)s Objekt ist öffentlich.", "%(n)s Objekte sind öffentlich.", n) % {"n": n}
            ),
        )
    return Deed(
        key="intern",
        title=_("Nur intern zeigen"),
        question=_("Objekte nur noch intern zeigen?"),
        explained=_(
            "Sie verschwinden mit ihren Messwerten von Karte, öffentlichen Seiten und Schnittstellen. "
            "Messwerte gehen nicht verloren; Sie können sie jederzeit wieder öffentlich machen."
        ),
        done=partial(_show, visibility),
        said=lambda n: (
            ngettext("%(n)s Objekt ist nur intern.", "%(n)s Objekte sind nur intern.", n) % {"n": n}
        ),
    )


def _show(visibility: Visibility, person: Person, one: Thing, at: datetime) -> None:
    editing.show_thing(person, one, visibility, at=at)


def _address(one: Thing) -> str:
    return reverse("cockpit:thing", args=[one.pk])
