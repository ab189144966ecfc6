# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The list of indicators in the cockpit: declared ones and those that people have defined."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from stadtkern.kernel.models import Person
from stadtkern.kernel.roles import Action
from stadtkern.web.lists.sources import Held
from stadtkern.web.lists.words import Column, Deed, Filter, Listing
from stadtkern.web.templatetags.web import local

from . import describing, editing, service
from .models import Visibility
from .service import Known


def listing(person: Person) -> Listing[Known]:
    """Indicators that the person may edit."""
    rows = [one for one in service.indicators(person) if service.permits(person, Action.EDIT, one)]
    return Listing(
        key="kennzahlen",
        title=_("Kennzahlen Ihrer Fachbereiche"),
        source=Held(rows=rows, by=_key),
        columns=(
            Column(
                key="titel",
                title=_("Titel"),
                value=lambda one: one.indicator.title,
                sort="title",
                address=_address,
            ),
            Column(key="kennung", title=_("Kennung"), value=_key, sort="key"),
            Column(
                key="thema",
                title=_("Thema"),
                value=lambda one: local(one.domain, "title") if one.domain else _("ganze Stadt"),
                sort="domain",
            ),
            Column(
                key="fachbereich", title=_("Fachbereich"), value=lambda one: one.department, sort="department"
            ),
            Column(key="herkunft", title=_("Herkunft"), value=_origin),
            Column(
                key="sichtbarkeit",
                title=_("Sichtbarkeit"),
                value=lambda one: _("öffentlich") if one.public else _("nur intern"),
                sort="public",
            ),
        ),
        filters=(
            Filter(
                key="q",
                title=_("Titel, Kennung oder Beschreibung"),
                kind="words",
                holds=lambda one, words: words.casefold() in describing.searched(one),
            ),
            Filter(
                key="sichtbarkeit",
                title=_("Sichtbarkeit"),
                choices=Visibility.choices,
                every=_("jede"),
                holds=lambda one, value: one.public == (value == Visibility.PUBLIC),
            ),
        ),
        deeds=(_deed(Visibility.PUBLIC), _deed(Visibility.INTERNAL)),
        empty=(
            _("Noch keine Kennzahlen"),
            _("Eine Kennzahl hat eine Festlegung und eine Formel und ist überall dieselbe."),
        ),
    )


def _deed(visibility: Visibility) -> Deed[Known]:
    if visibility == Visibility.PUBLIC:
        return Deed(
            key="oeffentlich",
            title=_("Veröffentlichen"),
            question=_("Kennzahlen veröffentlichen?"),
            explained=_(
                "Sie stehen dann mit Werten auf eigenen Seiten, im Datenkatalog und in der Schnittstelle."
            ),
            done=partial(_show, visibility),
            said=lambda n: (
                ngettext("%(n)s Kennzahl ist öffentlich.", "%(n)s Kennzahlen sind öffentlich.", n) % {"n": n}
            ),
        )
    return Deed(
        key="intern",
        title=_("Nur intern zeigen"),
        question=_("Kennzahlen nur noch intern zeigen?"),
        explained=_("Sie verschwinden von den öffentlichen Seiten, aus Datenkatalog und Schnittstelle."),
        done=partial(_show, visibility),
        said=lambda n: (
            ngettext("%(n)s Kennzahl ist nur intern.", "%(n)s Kennzahlen sind nur intern.", n) % {"n": n}
        ),
    )


def _show(visibility: Visibility, person: Person, one: Known, at: datetime) -> None:
    editing.set_visibility(person, one.indicator.key, visibility, at=at)


def _origin(one: Known) -> str:
    if not one.declared:
        return _("selbst angelegt")
    return _("vorgegeben, angepasst") if one.adjusted else _("vorgegeben")


def _key(one: Known) -> str:
    return one.indicator.key


def _address(one: Known) -> str:
    return reverse("indicators:edit", args=[one.indicator.key])
