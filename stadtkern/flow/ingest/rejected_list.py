# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The list of rejected records: open ones from the start, read again or dismissed many at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from stadtkern.kernel.models import Person
from stadtkern.web.lists.sources import Stored
from stadtkern.web.lists.words import Column, Deed, Filter, Listing

from . import rejections, replaying
from .models import RejectedRecord, RejectedState

_MOST_REASONS = 40


def listing(person: Person) -> Listing[RejectedRecord]:
    """The records of the person's sources."""
    return Listing(
        key="abgewiesen",
        title=_("Abgewiesene Datensätze"),
        source=Stored(rows=rejections.visible_to(person).defer("raw")),
        columns=_columns(),
        filters=_filters(person),
        sorted_by="-nr",
        deeds=(_replay(), _dismiss()),
    )


def _columns() -> tuple[Column[RejectedRecord], ...]:
    return (
        Column(
            key="grund",
            title=_("Grund"),
            value=lambda one: one.reason,
            address=lambda one: reverse("ingest:record", args=[one.pk]),
        ),
        Column(key="quelle", title=_("Datenquelle"), value=lambda one: one.source, sort="source"),
        Column(key="datei", title=_("Datei oder Anfrage"), value=lambda one: one.payload_name),
        Column(key="stelle", title=_("Stelle"), value=lambda one: one.where),
        Column(
            key="eingegangen",
            title=_("zuletzt eingegangen"),
            value=lambda one: one.last_seen_at,
            sort="last_seen_at",
            falling=True,
        ),
        Column(
            key="oft",
            title=_("wie oft"),
            value=lambda one: one.times_seen,
            sort="times_seen",
            falling=True,
            numeric=True,
        ),
        Column(
            key="nr", title=_("Nr."), value=lambda one: str(one.pk), sort="pk", falling=True, numeric=True
        ),
    )


def _filters(person: Person) -> tuple[Filter[RejectedRecord], ...]:
    seen = rejections.visible_to(person).order_by()
    sources = seen.values_list("source", flat=True).distinct()
    reasons = seen.values("reason").annotate(number=Count("pk")).order_by("-number", "reason")
    others = [choice for choice in RejectedState.choices if choice[0] != RejectedState.OPEN]
    return (
        Filter(
            key="stand",
            title=_("Stand"),
            choices=((RejectedState.OPEN.value, RejectedState.OPEN.label), *others),
            condition=lambda value: Q(state=value),
        ),
        Filter(
            key="quelle",
            title=_("Datenquelle"),
            choices=[(source, source) for source in sorted(sources)],
            every=_("alle Datenquellen"),
            condition=lambda value: Q(source=value),
        ),
        Filter(
            key="grund",
            title=_("Grund"),
            choices=[(row["reason"], _short(row["reason"])) for row in reasons[:_MOST_REASONS]],
            every=_("alle Gründe"),
            condition=lambda value: Q(reason=value),
        ),
    )


def _short(text: str) -> str:
    return text if len(text) <= 90 else f"{text[:89]}…"


def _replay() -> Deed[RejectedRecord]:
    return Deed(
        key="einlesen",
        title=_("Erneut einlesen"),
        question=_("Datensätze erneut einlesen?"),
        explained=_(
            "Was jetzt lesbar ist, wird gespeichert; was es nicht ist, bleibt mit seinem Grund hier."
        ),
        together=_read_again,
        said=lambda n: (
            ngettext(
                "%(n)s Datensatz wurde erneut eingelesen.", "%(n)s Datensätze wurden erneut eingelesen.", n
            )
            % {"n": n}
        ),
    )


def _dismiss() -> Deed[RejectedRecord]:
    return Deed(
        key="verwerfen",
        title=_("Verwerfen"),
        question=_("Datensätze verwerfen?"),
        explained=_("Sie werden nicht gespeichert und nach 90 Tagen gelöscht."),
        together=_put_away,
        said=lambda n: (
            ngettext("%(n)s Datensatz wurde verworfen.", "%(n)s Datensätze wurden verworfen.", n) % {"n": n}
        ),
        serious=True,
    )


def _read_again(person: Person, rows: Sequence[RejectedRecord], at: datetime) -> Mapping[str, str]:
    ids = [one.pk for one in rows if one.state == RejectedState.OPEN]
    replaying.replay(ids, person, now=at)
    left = rejections.visible_to(person).open().filter(pk__in=ids).values_list("pk", "reason")
    return {**_settled(rows), **{str(pk): reason for pk, reason in left}}


def _put_away(person: Person, rows: Sequence[RejectedRecord], at: datetime) -> Mapping[str, str]:
    rejections.dismiss([one.pk for one in rows if one.state == RejectedState.OPEN], person, now=at)
    return _settled(rows)


def _settled(rows: Sequence[RejectedRecord]) -> dict[str, str]:
    """Records with which nothing is to be done any more."""
    return {str(one.pk): _("ist schon erledigt") for one in rows if one.state != RejectedState.OPEN}
