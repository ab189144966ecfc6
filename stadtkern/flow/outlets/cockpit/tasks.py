# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What waits for a person: notices of all boards, grouped by the page where they are dealt with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from stadtkern.flow.lake.words import Forecast
from stadtkern.flow.outlets.cockpit.listing import ListedSource, soon_full
from stadtkern.kernel import job_list, navigation
from stadtkern.kernel.models import Person
from stadtkern.kernel.navigation import Notice
from stadtkern.web.templatetags.web import moment

SHOWN: Final = 3
"""Notices of one group; the rest is counted."""


@dataclass(frozen=True, kw_only=True)
class TaskGroup:
    """What is dealt with on one page of the cockpit."""

    title: str
    url_name: str
    kind: Literal["bad", "warn"]
    notices: Sequence[Notice]
    """The worst first, at most ``SHOWN``."""
    others: int
    """Notices that are not shown."""
    count: int
    """Things that wait, over all notices."""
    overdue: bool


def tasks(person: Person, now: datetime, own: Sequence[Notice]) -> list[TaskGroup]:
    """Groups of what waits, overdue and bad ones first; ``own`` are notices of the cockpit itself."""
    titles = {
        entry.url_name: str(entry.title) for group in navigation.groups_for(person) for entry in group.entries
    }
    grouped: dict[str, list[Notice]] = {}
    for notice in [*own, *navigation.notices_for(person, now)]:
        grouped.setdefault(notice.url_name, []).append(notice)
    groups = [_group(titles, url_name, notices, now) for url_name, notices in grouped.items()]
    return sorted(groups, key=lambda one: (not one.overdue, one.kind, one.title.casefold()))


def notices_of_sources(sources: Sequence[ListedSource]) -> list[Notice]:
    """Sources that fail or are silent."""
    return [
        Notice(
            kind="bad" if one.state == "outage" else "warn",
            heading=str(one.source.title),
            text=_trouble(one),
            url_name="cockpit:sources",
        )
        for one in sources
        if one.state in ("outage", "silent")
    ]


def notices_of_platform(forecast: Forecast | None, now: datetime) -> list[Notice]:
    """A disk that fills up, and failed jobs; for those who run the platform."""
    found = []
    if soon_full(forecast):
        heading = _("Die Festplatte ist in weniger als 30 Tagen voll")
        text = _("Bitte Speicherplatz erweitern oder Aufbewahrungsfristen verkürzen.")
        found.append(Notice(kind="bad", heading=heading, text=text, url_name="cockpit:lake"))
    failed = job_list.failing_since(now - timedelta(days=1))
    if failed:
        text = ngettext(
            "%(n)s Aufgabe ist in den letzten 24 Stunden gescheitert.",
            "%(n)s Aufgaben sind in den letzten 24 Stunden gescheitert.",
            failed,
        )
        heading = _("Gescheiterte Aufgaben")
        said = text % {"n": failed}
        found.append(Notice(kind="bad", heading=heading, text=said, url_name="cockpit:jobs", count=failed))
    return found


def _trouble(one: ListedSource) -> str:
    if one.state == "outage":
        since = _("gestört seit %(since)s") % {"since": moment(one.outage_since)}
        return f"{since}: {one.outage_reason}" if one.outage_reason else since
    return _("hat zuletzt am %(since)s geliefert") % {"since": moment(one.last_success_at)}


def _group(titles: dict[str, str], url_name: str, notices: list[Notice], now: datetime) -> TaskGroup:
    ordered = sorted(notices, key=lambda one: (not _overdue(one, now), one.kind))
    return TaskGroup(
        title=titles.get(url_name, ordered[0].heading),
        url_name=url_name,
        kind=min(one.kind for one in notices),
        notices=ordered[:SHOWN],
        others=len(ordered) - len(ordered[:SHOWN]),
        count=sum(one.count for one in notices),
        overdue=any(_overdue(one, now) for one in notices),
    )


def _overdue(notice: Notice, now: datetime) -> bool:
    return notice.due is not None and notice.due < now
