# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The list of data sources: by state and department; fetched, paused and resumed many at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from stadtkern.flow.devices import service
from stadtkern.flow.outlets.cockpit.listing import ORDER, ListedSource, State
from stadtkern.kernel.models import Person
from stadtkern.web.lists.sources import Held
from stadtkern.web.lists.words import Column, Deed, Filter, Listing
from stadtkern.web.templatetags.web import moment


def listing(found: Sequence[ListedSource]) -> Listing[ListedSource]:
    """These sources, troubled ones first."""
    steered = any(one.may_steer for one in found)
    return Listing(
        key="datenquellen",
        title=_("Datenquellen und ihr Zustand"),
        source=Held(rows=found, by=lambda one: one.source.key),
        columns=_columns(),
        filters=_filters(found),
        deeds=(_fetch(), _pause(paused=True), _pause(paused=False)) if steered else (),
        sorted_by="zustand",
        empty=(_("Keine Datenquellen"), _("Für Ihre Fachbereiche ist keine Datenquelle eingetragen.")),
    )


def states() -> dict[State, str]:
    """The states in words, troubled ones first."""
    return {
        "outage": _("gestört"),
        "silent": _("schweigt"),
        "running": _("liefert"),
        "waiting": _("noch keine Daten"),
        "paused": _("angehalten"),
    }


def _columns() -> tuple[Column[ListedSource], ...]:
    return (
        Column(
            key="quelle",
            title=_("Datenquelle"),
            value=lambda one: str(one.source.title),
            sort="title",
            template="cockpit/source_name.html",
        ),
        Column(
            key="zustand",
            title=_("Zustand"),
            value=lambda one: states()[one.state],
            sort="state",
            rank=lambda one: ORDER[one.state],
            template="cockpit/source_trouble.html",
        ),
        Column(key="stoerung", title=_("Störung"), value=_trouble, only_in_file=True),
        Column(
            key="fachbereich",
            title=_("Fachbereich"),
            value=lambda one: one.domain.department,
            only_in_file=True,
        ),
        Column(
            key="geliefert",
            title=_("zuletzt geliefert"),
            value=lambda one: one.last_success_at,
            sort="delivered",
            falling=True,
        ),
        Column(key="naechster", title=_("nächster Versuch"), value=_next_attempt, sort="next"),
        Column(
            key="gespeichert",
            title=_("gespeichert"),
            value=lambda one: one.stored,
            sort="stored",
            falling=True,
            numeric=True,
        ),
        Column(
            key="abgewiesen",
            title=_("abgewiesen"),
            value=lambda one: one.rejected,
            sort="rejected",
            falling=True,
            numeric=True,
        ),
        Column(
            key="abruf",
            title=_("Abruf"),
            value=lambda one: _("wird abgerufen") if one.source.pull else _("wird nicht abgerufen"),
            template="cockpit/source_steering.html",
        ),
    )


def _filters(found: Sequence[ListedSource]) -> tuple[Filter[ListedSource], ...]:
    departments = sorted({one.domain.department for one in found})
    return (
        Filter(
            key="q",
            title=_("Name oder Kennung"),
            kind="words",
            holds=lambda one, words: words.casefold() in f"{one.source.title} {one.source.key}".casefold(),
        ),
        Filter(
            key="zustand",
            title=_("Zustand"),
            choices=tuple(states().items()),
            every=_("alle"),
            holds=lambda one, state: one.state == state,
        ),
        Filter(
            key="fachbereich",
            title=_("Fachbereich"),
            choices=[(name, name) for name in departments],
            every=_("alle"),
            holds=lambda one, name: one.domain.department == name,
        ),
    )


def _trouble(one: ListedSource) -> str:
    """Since when and why fetching fails; empty when it does not."""
    if one.outage_since is None:
        return ""
    since = _("seit %(since)s") % {"since": moment(one.outage_since)}
    return f"{since}: {one.outage_reason}" if one.outage_reason else since


def _next_attempt(one: ListedSource) -> datetime | None:
    return None if one.state == "paused" or not one.may_steer else one.next_attempt_at


def _fetch() -> Deed[ListedSource]:
    return Deed(
        key="abrufen",
        title=_("Jetzt abrufen"),
        question=_("Diese Datenquellen gleich abrufen?"),
        done=lambda person, one, at: service.fetch_now(person, one.source.key, at=at),
        said=_counted(
            lambda n: ngettext(
                "%(n)s Datenquelle wird gleich abgerufen.", "%(n)s Datenquellen werden gleich abgerufen.", n
            )
        ),
    )


def _pause(*, paused: bool) -> Deed[ListedSource]:
    if paused:
        return Deed(
            key="anhalten",
            title=_("Anhalten"),
            question=_("Diese Datenquellen nicht mehr abrufen?"),
            explained=_("Gespeichertes bleibt. „Fortsetzen“ nimmt den Abruf wieder auf."),
            done=partial(_set_paused, True),
            said=_counted(
                lambda n: ngettext(
                    "%(n)s Datenquelle ist angehalten.", "%(n)s Datenquellen sind angehalten.", n
                )
            ),
        )
    return Deed(
        key="fortsetzen",
        title=_("Fortsetzen"),
        question=_("Diese Datenquellen wieder abrufen?"),
        done=partial(_set_paused, False),
        said=_counted(
            lambda n: ngettext(
                "%(n)s Datenquelle wird wieder abgerufen.", "%(n)s Datenquellen werden wieder abgerufen.", n
            )
        ),
    )


def _set_paused(paused: bool, person: Person, one: ListedSource, at: datetime) -> None:
    service.pause_source(person, one.source.key, paused, at=at)


def _counted(words: Callable[[int], str]) -> Callable[[int], str]:
    return lambda n: words(n) % {"n": n}
