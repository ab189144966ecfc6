# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""How a reader looks at a dashboard: what the query string asks for, as far as the dashboard offers it.

What cannot be followed is left at what the dashboard shows by itself, and said in one sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final, TypeAlias

from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from stadtkern.flow.devices.models import Thing
from stadtkern.flow.devices.models import revision as register_revision
from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.outlets.rules import areas
from stadtkern.flow.outlets.series import service as series
from stadtkern.flow.outlets.series.words import EVERYWHERE, Places
from stadtkern.kernel.dashboards import AnyTile, Dashboard, expressions, ranged, tiles
from stadtkern.kernel.errors import CityError
from stadtkern.kernel.rights import Visitor

from . import ranges
from .keeping import Shelf
from .ranges import Span
from .shown import View

MOST_SITES: Final = 20
"""So many sites can be chosen at once."""
_OFFERED_SITES: Final = 300
_LONGEST_TEXT: Final = 200
_SUBJECT = re.compile(r"\b([a-z][a-z0-9_]*)\.[a-z]")
_Extent: TypeAlias = tuple[datetime, datetime]
_Extents: TypeAlias = Mapping[str, _Extent]
"""By key of the page; pages without data are not in it."""
EXTENTS: Final[Shelf[_Extents]] = Shelf()
_AHEAD: Final = timedelta(days=3)
"""Forecasts reach into the time range no further than so."""


@dataclass(frozen=True, kw_only=True)
class Option:
    """Something that can be chosen."""

    value: str
    title: str
    chosen: bool = False


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """How a reader looks, and what else could be chosen."""

    view: View
    span: Span
    length: str = ""
    """The length that was chosen; empty: days were given."""
    problem: str = ""
    """What could not be followed, one sentence."""
    lengths: tuple[Option, ...] = ()
    districts: tuple[Option, ...] = ()
    sites: tuple[Option, ...] = ()
    first_day: str = ""
    last_day: str = ""
    """As form fields want them."""
    spans: Mapping[str, Span] = field(default_factory=dict)
    """By key of the page: its time range ends with its own newest data."""
    filled: frozenset[str] = frozenset()
    """Keys of the pages that have data."""
    ranged: bool = True
    """Whether what is shown depends on the time range."""

    def at(self, dashboard: Dashboard, key: str) -> Chosen:
        """The same on one page of the dashboard."""
        shown = [one for page in dashboard.pages if page.key == key for one in page.tiles]
        return self._during(self.spans.get(key, self.span), shown)

    def at_tile(self, dashboard: Dashboard, key: str) -> Chosen:
        """The same on the page that a tile stands on."""
        keys = (page.key for page in dashboard.pages if any(one.key == key for one in page.tiles))
        return self.at(dashboard, next(keys, ""))

    def opening(self, dashboard: Dashboard) -> str:
        """The first page that has data; when none has, the first one."""
        keys = [page.key for page in dashboard.pages]
        return next((key for key in keys if key in self.filled), keys[0])

    def _during(self, span: Span, shown: Iterable[AnyTile]) -> Chosen:
        interval = series.interval_for(span.start, span.end)
        view = replace(self.view, start=span.start, end=span.end, interval=interval)
        matters = any(ranged(one) for one in shown)
        return replace(
            self,
            view=view,
            span=span,
            first_day=span.first_day.isoformat(),
            last_day=span.last_day.isoformat(),
            lengths=self.lengths if matters else (),
            ranged=matters,
        )

    @property
    def narrowed(self) -> bool:
        """Whether not all places are shown."""
        return self.view.places != EVERYWHERE

    @property
    def sites_chosen(self) -> int:
        """How many sites are chosen."""
        return sum(one.chosen for one in self.sites)


@dataclass(kw_only=True)
class _Asked:
    """What the query string says, cut to a sensible size."""

    length: str
    first: str
    last: str
    district: str
    sites: tuple[str, ...]
    plain: bool
    moment: int
    problems: list[str] = field(default_factory=list)


def view_of(
    parameters: QueryDict, dashboard: Dashboard, reader: Visitor | None, *, lake: Lake, now: datetime
) -> Chosen:
    """How somebody looks at a dashboard; ``reader`` null: the public."""
    asked = _asked(parameters)
    districts = _districts(dashboard, asked)
    sites = _sites(dashboard, asked, reader)
    places = Places(
        district=next((one.value for one in districts if one.chosen and one.value), ""),
        sites=tuple(one.value for one in sites if one.chosen),
    )
    extents = _kept_extents(dashboard, reader, lake)
    length, span, spans = _span(dashboard, asked, extents, now)
    view = View(
        start=span.start,
        end=span.end,
        interval=series.interval_for(span.start, span.end),
        now=now,
        reader=reader,
        places=places,
        language="en" if get_language() == "en" else "de",
        plain=asked.plain,
        moment=asked.moment,
    )
    return Chosen(
        view=view,
        span=span,
        length=length,
        problem=" ".join(asked.problems),
        lengths=_lengths(dashboard, length),
        districts=districts,
        sites=sites,
        first_day=span.first_day.isoformat(),
        last_day=span.last_day.isoformat(),
        spans=spans,
        filled=frozenset(extents),
    )


def subjects_of(dashboard: Dashboard) -> set[str]:
    """Names that its expressions use as those of subjects."""
    return {found for one in _expressions(dashboard) for found in _SUBJECT.findall(one)}


def _asked(parameters: QueryDict) -> _Asked:
    def text(name: str) -> str:
        return parameters.get(name, "").strip()[:_LONGEST_TEXT]

    moment = text("schritt")
    return _Asked(
        length=text("zeitraum"),
        first=text("von"),
        last=text("bis"),
        district=text("bezirk"),
        sites=tuple(one.strip()[:_LONGEST_TEXT] for one in parameters.getlist("ort") if one.strip()),
        plain=text("einfach") == "1",
        moment=min(int(moment), 5_000) if moment.isascii() and moment.isdecimal() else 0,
    )


def _span(
    dashboard: Dashboard, asked: _Asked, extents: _Extents, now: datetime
) -> tuple[str, Span, Mapping[str, Span]]:
    """The length, its time range for the whole dashboard, and that of each page with data."""
    if "time" in dashboard.filters and (asked.first or asked.last):
        given = _given_days(asked, now)
        if given is not None:
            return "", given, {}
    length = dashboard.span
    if "time" in dashboard.filters and asked.length:
        if ranges.is_length(asked.length):
            length = asked.length
        else:
            asked.problems.append(_("Diesen Zeitraum gibt es nicht; gezeigt wird der übliche."))

    def until(extent: _Extent | None) -> Span:
        oldest, newest = extent or (None, now)
        ends = min(newest, now + _AHEAD) if dashboard.ends == "data" else now
        return ranges.span_of(length, newest=ends, oldest=oldest)

    return length, until(_union(extents, extents)), {key: until(one) for key, one in extents.items()}


def _kept_extents(dashboard: Dashboard, reader: Visitor | None, lake: Lake) -> _Extents:
    """Those of the public are found once for all who look."""
    if reader is not None:
        return _extents(dashboard, reader, lake)
    state = (id(lake), lake.commits, register_revision())
    return EXTENTS.made(dashboard, state, lambda: _extents(dashboard, None, lake))


def _extents(dashboard: Dashboard, reader: Visitor | None, lake: Lake) -> _Extents:
    """First and last time of the data of each page that has any."""
    each = {one: _extent(one, reader, EVERYWHERE, lake) for one in _expressions(dashboard)}
    moving = {one: extent for one, extent in each.items() if extent and not _lasts(one, reader)}
    found = {}
    for page in dashboard.pages:
        own = [one for tile in page.tiles for one in expressions(tile)]
        extent = _union(moving, own) or _union(each, own)
        if extent is not None:
            found[page.key] = extent
    return found


def _union(extents: Mapping[str, _Extent | None], keys: Iterable[str]) -> _Extent | None:
    found = [extent for key in keys if (extent := extents.get(key))]
    return (min(first for first, _last in found), max(last for _first, last in found)) if found else None


def _given_days(asked: _Asked, now: datetime) -> Span | None:
    """The days of the form; one that is missing is that of the other."""
    first, last = ranges.read_day(asked.first), ranges.read_day(asked.last)
    if (asked.first and first is None) or (asked.last and last is None):
        asked.problems.append(_("Das Datum ist nicht lesbar; erwartet wird zum Beispiel 2026-08-22."))
        return None
    last = last or now.astimezone(ranges.BERLIN).date()
    first = first or last
    if first > last:
        asked.problems.append(_("Das Anfangsdatum liegt nach dem Enddatum."))
        return None
    return ranges.span_between(first, last)


def _lengths(dashboard: Dashboard, length: str) -> tuple[Option, ...]:
    if "time" not in dashboard.filters:
        return ()
    offered = {*ranges.OFFERED, dashboard.span, length} - {""}
    return tuple(
        Option(value=one, title=ranges.length_title(one), chosen=one == length)
        for one in sorted(offered, key=ranges.about_hours)
    )


def _districts(dashboard: Dashboard, asked: _Asked) -> tuple[Option, ...]:
    if "district" not in dashboard.filters:
        return ()
    names = sorted(areas.districts())
    if asked.district and asked.district not in names:
        asked.problems.append(_("Diesen Bezirk kennt der Stadtplan nicht; gezeigt wird die ganze Stadt."))
    return tuple(Option(value=name, title=name, chosen=name == asked.district) for name in names)


def _sites(dashboard: Dashboard, asked: _Asked, reader: Visitor | None) -> tuple[Option, ...]:
    if "site" not in dashboard.filters:
        return ()
    subjects = subjects_of(dashboard)
    things = Thing.objects.public() if reader is None else Thing.objects.visible_to(reader)
    rows = things.filter(domain__in=subjects or {dashboard.domain}).order_by("name", "pk")
    offered = dict(rows.values_list("code", "name")[:_OFFERED_SITES])
    chosen = {code for code in asked.sites[:MOST_SITES] if code in offered}
    if len(chosen) < len(set(asked.sites)):
        asked.problems.append(_("Nicht alle gewählten Orte gehören zu diesem Dashboard."))
    return tuple(Option(value=code, title=name, chosen=code in chosen) for code, name in offered.items())


def _expressions(dashboard: Dashboard) -> Iterable[str]:
    return dict.fromkeys(one for tile in tiles(dashboard) for one in expressions(tile))


def _lasts(expression: str, reader: Visitor | None) -> bool:
    """Whether it hardly changes: its last day says nothing about how far the data reach."""
    try:
        return series.lasts(expression, reader)
    except CityError:
        return False


def _extent(expression: str, reader: Visitor | None, places: Places, lake: Lake) -> _Extent | None:
    try:
        return series.extent(expression, reader=reader, places=places, lake=lake)
    except CityError:
        return None
