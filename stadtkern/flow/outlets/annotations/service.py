# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Which events explain a stretch of time at a place, and for whom."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import ngettext

from stadtkern.flow.devices.models import Datastream, Thing
from stadtkern.flow.devices.places import Spot, spots
from stadtkern.flow.outlets.series.words import EVERYWHERE, Places
from stadtkern.kernel.errors import NotFound
from stadtkern.kernel.rights import Visitor

from .distances import close
from .models import Annotation, Extent, Kind
from .words import Noted, Provider

MOST_MARKS = 12
"""More marks make a diagram unreadable; those that people have noted go first."""
_LAST = (Kind.HOLIDAY.value,)
_PROVIDERS: list[Provider] = []


def provide(providers: Iterable[Provider]) -> None:
    """Replace what makes itself into events in this process."""
    _PROVIDERS[:] = list(providers)


def marks(
    start: datetime,
    end: datetime,
    *,
    places: Places = EVERYWHERE,
    domain: str = "",
    reader: Visitor | None = None,
) -> tuple[Noted, ...]:
    """Events that a diagram of ``[start, end)`` marks, the earliest first; at most twelve.

    With chosen places: what concerns the whole city or one of them; roadworks only close to sites. What
    lasts is marked only when it begins within the diagram.
    """
    every = noted(start, end, domain=domain, reader=reader, places=places)
    found = [
        one
        for one in every
        if (one.near is None or places.sites) and (one.end is not None or one.start >= start)
    ]
    found.sort(key=lambda one: (one.number is None, one.kind in _LAST, one.start))
    return tuple(sorted(found[:MOST_MARKS], key=lambda one: one.start))


def noted(
    start: datetime,
    end: datetime,
    *,
    domain: str = "",
    places: Places = EVERYWHERE,
    reader: Visitor | None = None,
) -> list[Noted]:
    """All events of a time at these places that a reader may see, the earliest first; null: the public."""
    rows = list(Annotation.objects.visible_to(reader).during(start, end).about(domain))
    sites = _Sites(places)
    own = [as_noted(row) for row in rows if sites.concern(row)]
    by_itself = [one for provider in _PROVIDERS for one in provider(start, end) if sites.lie_near(one)]
    return sorted((*own, *by_itself), key=lambda one: one.start)


def by_number(number: int, reader: Visitor | None) -> Annotation:
    """The event with this id.

    Raises:
        NotFound: there is none that the reader may see.
    """
    found = Annotation.objects.visible_to(reader).filter(pk=number).select_related("department").first()
    if found is None:
        raise NotFound(f"no event {number}")
    return found


def as_noted(row: Annotation) -> Noted:
    """An event of people in the words of all."""
    return Noted(
        title=row.title,
        title_en=row.title_en,
        kind=row.kind,
        start=row.starts_at,
        end=row.ends_at,
        where=_where(row),
        text=row.text,
        text_en=row.text_en,
        number=row.pk,
    )


def href(one: Noted) -> str:
    """Path of its page; empty when it has none."""
    return reverse("annotations:event", args=[one.number]) if one.number is not None else ""


def place_names(row: Annotation) -> list[str]:
    """Names of the public places that an event concerns."""
    if row.extent == Extent.DISTRICT:
        return [row.district]
    public = Thing.objects.public().order_by("name")
    if row.extent == Extent.THINGS:
        return list(public.filter(code__in=row.codes).values_list("name", flat=True))
    if row.extent == Extent.STREAMS:
        streams = Datastream.objects.public().filter(code__in=row.codes)
        return list(public.filter(pk__in=streams.values("thing_id")).values_list("name", flat=True))
    return []


class _Sites:
    """The chosen places, looked up once and only as far as needed."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self._spots: Sequence[Spot] | None = None

    def concern(self, row: Annotation) -> bool:
        """Whether an event of people lies at one of them."""
        if row.extent == Extent.CITY or self._places == EVERYWHERE:
            return True
        if row.extent == Extent.DISTRICT:
            return bool(self._places.district) and self._places.district == row.district
        return bool(self._things(row) & set(self._places.sites))

    def lie_near(self, one: Noted) -> bool:
        """Whether an event that made itself concerns them; one with a point only chosen sites close to it."""
        if one.near is None or not self._places.sites:
            return True
        return any(close(one.near, spot) for spot in self._found())

    def _things(self, row: Annotation) -> set[str]:
        if row.extent == Extent.THINGS:
            return set(row.codes)
        streams = Datastream.objects.filter(code__in=row.codes)
        return set(streams.values_list("thing__code", flat=True))

    def _found(self) -> Sequence[Spot]:
        if self._spots is None:
            sites = self._places.sites
            keys = Thing.objects.filter(code__in=sites).values_list("pk", flat=True) if sites else ()
            self._spots = list(spots(list(keys)).values())
        return self._spots


def _where(row: Annotation) -> str:
    if row.extent == Extent.DISTRICT:
        return row.district
    if row.extent == Extent.CITY:
        return ""
    number = len(row.codes)
    if row.extent == Extent.THINGS:
        return ngettext("an %(n)s Ort", "an %(n)s Orten", number) % {"n": number}
    return ngettext("bei %(n)s Messreihe", "bei %(n)s Messreihen", number) % {"n": number}
