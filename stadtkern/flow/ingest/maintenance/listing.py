# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the maintenance list shows: devices with troubles, filtered, sorted, a page at a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, Q, QuerySet
from django.db.models.expressions import OrderBy
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from stadtkern.flow.devices.models import DeviceState, SourceState, Thing
from stadtkern.kernel.models import Person
from stadtkern.web.templatetags.web import moment, number

from .assessing import last_heard

Trouble = Literal["offline", "schweigt", "batterie", "verlust", "unplausibel"]
PAGE = 50
BATTERY_PERCENT = 20
BATTERY_V = 2.5
"""Counts only when a device tells no percentage; two cells of 1.5 V are empty then."""
LOST_PERCENT = 10
FEWEST_MESSAGES = 10
FLAGGED_PERCENT = 5
TITLES: dict[Trouble, str | Promise] = {
    "offline": _("abgemeldet"),
    "schweigt": _("schweigt"),
    "batterie": _("Batterie schwach"),
    "verlust": _("verliert Nachrichten"),
    "unplausibel": _("unplausible Werte"),
}
ORDERS: dict[str, str | Promise] = {
    "still": _("am längsten still"),
    "name": _("Name"),
    "batterie": _("Batterie, schwächste zuerst"),
    "verlust": _("Verlust, größter zuerst"),
    "unplausibel": _("unplausible Werte, meiste zuerst"),
}
STATES: dict[str, str | Promise] = {
    "offen": _("ohne Vermerk"),
    "vermerkt": _("mit Vermerk"),
    "alle": _("alle"),
}


@dataclass(frozen=True, kw_only=True)
class Question:
    """What somebody wants to see."""

    trouble: Trouble | None = None
    words: str = ""
    order: str = "still"
    state: str = "offen"

    def as_query(self) -> str:
        """The query of an address that asks the same."""
        given = {
            "art": self.trouble or "",
            "suche": self.words,
            "sortierung": "" if self.order == "still" else self.order,
            "stand": "" if self.state == "offen" else self.state,
        }
        return urlencode({key: value for key, value in given.items() if value})


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A device of the list."""

    state: DeviceState
    thing: Thing
    last_heard: datetime | None
    troubles: tuple[str, ...]
    """Sentences, the worst first."""
    noted: bool
    """Whether a note about it still counts."""


def question_of(given: Mapping[str, str]) -> Question:
    """The question in an address; nonsense is left out."""
    trouble = next((one for one in TITLES if one == given.get("art")), None)
    order, state = given.get("sortierung", ""), given.get("stand", "")
    return Question(
        trouble=trouble,
        words=given.get("suche", "").strip()[:100],
        order=order if order in ORDERS else "still",
        state=state if state in STATES else "offen",
    )


def devices(person: Person, question: Question, today: date) -> QuerySet[DeviceState]:
    """The troubled devices of the person's departments that the question asks for, in its order."""
    rows = _of_person(person)
    chosen = rows.filter(_conditions(today)[question.trouble] if question.trouble else _any(today))
    noted = Q(note_until__gte=today)
    if question.state != "alle":
        chosen = chosen.filter(noted) if question.state == "vermerkt" else chosen.exclude(noted)
    for word in question.words.split()[:5]:
        chosen = chosen.filter(Q(thing__name__icontains=word) | Q(thing__code__icontains=word))
    return chosen.order_by(*_order(question.order))


def counts(person: Person, today: date) -> dict[Trouble, int]:
    """How many devices without a note have each trouble; one query."""
    rows = _of_person(person).exclude(note_until__gte=today)
    conditions = _conditions(today)
    found = rows.aggregate(**{name: Count("pk", filter=condition) for name, condition in conditions.items()})
    return {name: found[name] for name in conditions}


def page(
    person: Person, question: Question, number_of_page: str, now: datetime
) -> tuple[Page[DeviceState], list[Listed]]:
    """A page of the list; five queries."""
    rows = devices(person, question, now.date()).select_related("thing__owner")
    shown = Paginator(rows, PAGE).get_page(number_of_page)
    return shown, listed(shown.object_list, now)


def listed(states: Iterable[DeviceState], now: datetime) -> list[Listed]:
    """These devices with what is the matter, in words."""
    rows = list(states)
    heard = last_heard([row.pk for row in rows], {row.pk: row for row in rows})
    outages = dict(SourceState.objects.filter(outage_since__isnull=False).values_list("key", "outage_since"))
    return [
        Listed(
            state=row,
            thing=row.thing,
            last_heard=heard.get(row.pk),
            troubles=tuple(_sentences(row, outages.get(row.thing.source), now.date())),
            noted=row.note_until is not None and row.note_until >= now.date(),
        )
        for row in rows
    ]


def _of_person(person: Person) -> QuerySet[DeviceState]:
    things = Thing.objects.editable_by(person).order_by()
    lost = F("day_lost") + F("day_before_lost")
    return DeviceState.objects.filter(thing__in=things.values("pk")).annotate(
        lost_lately=lost, messages=lost + F("day_received") + F("day_before_received")
    )


def _conditions(today: date) -> dict[Trouble, Q]:
    """Of rows with ``lost_lately`` and ``messages``; whole numbers, so rounding changes nothing."""
    return {
        "offline": Q(offline_since__isnull=False),
        "schweigt": Q(silent_since__isnull=False),
        "batterie": Q(battery_percent__lte=BATTERY_PERCENT)
        | Q(battery_percent__isnull=True, battery_v__lt=BATTERY_V),
        "verlust": Q(
            day__gte=today - timedelta(days=2),
            messages__gte=FEWEST_MESSAGES,
            lost_lately__gt=F("messages") * LOST_PERCENT / 100,
        ),
        "unplausibel": Q(flagged_day__gt=F("values_day") * FLAGGED_PERCENT / 100)
        | Q(flagged_week__gt=F("values_week") * FLAGGED_PERCENT / 100),
    }


def _any(today: date) -> Q:
    every = Q(pk__in=[])
    for condition in _conditions(today).values():
        every |= condition
    return every


def _order(name: str) -> tuple[str | OrderBy, ...]:
    still = (F("offline_since").asc(nulls_last=True), F("silent_since").asc(nulls_last=True))
    chosen: dict[str, tuple[str | OrderBy, ...]] = {
        "still": still,
        "name": (),
        "batterie": (F("battery_percent").asc(nulls_last=True), F("battery_v").asc(nulls_last=True)),
        "verlust": ("-lost_lately",),
        "unplausibel": ("-flagged_day", "-flagged_week"),
    }
    return (*chosen[name], "thing__name", "thing__code")


def _sentences(row: DeviceState, outage: datetime | None, today: date) -> Iterable[str]:
    if row.offline_since:
        words = (
            _("abgemeldet seit %(when)s: %(why)s") if row.offline_reason else _("abgemeldet seit %(when)s")
        )
        yield words % {"when": moment(row.offline_since), "why": row.offline_reason}
    if row.silent_since:
        words = (
            _("schweigt seit %(when)s, die Datenquelle ist gestört")
            if outage
            else _("schweigt seit %(when)s")
        )
        yield words % {"when": moment(row.silent_since)}
    yield from _measured(row, today)


def _measured(row: DeviceState, today: date) -> Iterable[str]:
    if row.battery_percent is not None and row.battery_percent <= BATTERY_PERCENT:
        yield _("Batterie bei %(n)s %%") % {"n": number(row.battery_percent)}
    elif row.battery_percent is None and row.battery_v is not None and row.battery_v < BATTERY_V:
        yield _("Batterie bei %(n)s V") % {"n": number(row.battery_v, 2)}
    every = row.recent_lost + row.recent_received
    recent = row.day is not None and row.day >= today - timedelta(days=2)
    if recent and every >= FEWEST_MESSAGES and row.recent_lost * 100 > LOST_PERCENT * every:
        words = _("%(lost)s von %(all)s Nachrichten verloren")
        yield words % {"lost": number(row.recent_lost), "all": number(every)}
    yield from _flagged(row)


def _flagged(row: DeviceState) -> Iterable[str]:
    day = row.flagged_day * 100 > FLAGGED_PERCENT * row.values_day
    flagged, values = (row.flagged_day, row.values_day) if day else (row.flagged_week, row.values_week)
    if flagged * 100 > FLAGGED_PERCENT * values:
        words = (
            ngettext(
                "%(n)s von %(all)s Wert der letzten 24 Stunden unplausibel",
                "%(n)s von %(all)s Werten der letzten 24 Stunden unplausibel",
                values,
            )
            if day
            else ngettext(
                "%(n)s von %(all)s Wert der letzten 7 Tage unplausibel",
                "%(n)s von %(all)s Werten der letzten 7 Tage unplausibel",
                values,
            )
        )
        yield words % {"n": number(flagged), "all": number(values)}
