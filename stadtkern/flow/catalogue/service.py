# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The catalogue as others read it: entries, services, series and tombstones, whatever they were made from."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from hashlib import blake2b
from itertools import islice

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Max

from stadtkern.flow.collections.models import FeatureCollection
from stadtkern.flow.devices.models import revision as register_revision
from stadtkern.kernel.errors import NotFound
from stadtkern.kernel.rights import Visitor

from . import collected, measured, providing, stored
from .errors import Withdrawn
from .models import CatalogueState, Dataset, SeriesRow
from .models.datasets import SHOWN, DatasetQuerySet, Origin, State
from .providing import City
from .words import Entry, Series, Service, Tombstone

STRANGER = AnonymousUser()
_AUTOMATIC = (Origin.MEASURED, Origin.COLLECTION, Origin.DASHBOARD)
_AT_ONCE = 100
"""Rows of the register that are read at once while everything is walked through."""


def entries(visitor: Visitor, *, after: str | None = None, limit: int = 100) -> list[Entry]:
    """Entries that the visitor sees, by key, those behind the key ``after``; no withdrawn ones.

    Strangers see released ones, staff also drafts of their departments.
    """
    return list(islice(_walk(visitor, after), limit))


def all_public() -> Iterator[Entry]:
    """Every entry that strangers see, by key."""
    return _walk(STRANGER, None)


def entry(key: str, visitor: Visitor = STRANGER) -> Entry:
    """One entry.

    Raises:
        Withdrawn: it was there once; with its tombstone.
        NotFound: there is none, or the visitor may not see it.
    """
    row = _rows(visitor).filter(key=key).first()
    if row and row.state == State.WITHDRAWN:
        raise Withdrawn(stored.tombstone_of(row))
    city = providing.parts().city()
    automatic = None if row and row.origin not in _AUTOMATIC else _automatic(city, key).get(key)
    found = _joined(row, automatic, city)
    if found is None:
        raise NotFound(f"no dataset {key!r}")
    return _with_ways(found)


def tombstones() -> list[Tombstone]:
    """Withdrawn entries that were public once, by key."""
    gone = Dataset.objects.filter(state=State.WITHDRAWN).exclude(released_at=None)
    return [stored.tombstone_of(row) for row in gone.order_by("key")]


def series() -> list[Series]:
    """Dataset series with public datasets, by title."""
    city = providing.parts().city()
    rows = SeriesRow.objects.filter(datasets__state__in=SHOWN).select_related("publisher").distinct()
    return [stored.series_of(row, city) for row in rows]


def services() -> list[Service]:
    """The interfaces through which datasets are served."""
    return [service for offered in providing.parts().services for service in offered()]


def revision() -> int:
    """A number that differs whenever other entries are there or other things are said of them.

    Not when only data changed: ``modified`` and ``period`` of an entry may be newer. Three small queries.
    """
    number = CatalogueState.objects.filter(pk=1).values_list("number", flat=True).first() or 0
    mapped = FeatureCollection.objects.public().aggregate(count=Count("pk"), changed=Max("changed_at"))
    told = f"{number} {register_revision()} {mapped['count']} {mapped['changed']}"
    return int.from_bytes(blake2b(told.encode(), digest_size=7).digest(), "big")


def _walk(visitor: Visitor, after: str | None) -> Iterator[Entry]:
    """Automatic and stored entries, merged by key; a stored one completes the automatic one of its key."""
    city = providing.parts().city()
    automatic = _automatic(city)
    rows = list(_rows(visitor).values_list("key", "state", "origin"))
    hidden = {
        key
        for key, state, origin in rows
        if state == State.WITHDRAWN or (origin in _AUTOMATIC and key not in automatic)
    }
    held = sorted(
        key for key, _state, _origin in rows if key not in hidden and (after is None or key > after)
    )
    own = set(held)
    alone = sorted(key for key in automatic if key not in own | hidden and (after is None or key > after))
    merged = heapq.merge(
        ((key, automatic[key]) for key in alone),
        _stored(visitor, held, automatic, city),
        key=lambda pair: pair[0],
    )
    return (_with_ways(one) for _key, one in merged)


def _stored(
    visitor: Visitor, keys: list[str], automatic: Mapping[str, Entry], city: City
) -> Iterator[tuple[str, Entry]]:
    for start in range(0, len(keys), _AT_ONCE):
        chunk = keys[start : start + _AT_ONCE]
        rows = {row.key: row for row in _rows(visitor).filter(key__in=chunk)}
        for key in chunk:
            found = _joined(rows.get(key), automatic.get(key), city)
            if found is not None:
                yield key, found


def _joined(row: Dataset | None, automatic: Entry | None, city: City) -> Entry | None:
    """What a row and an automatic entry say together."""
    if row is None:
        return automatic
    if row.origin not in _AUTOMATIC:
        return stored.entry_of(row, city)
    if automatic is None or row.state not in SHOWN:
        return automatic
    return stored.completed(automatic, row)


def _automatic(city: City, key: str | None = None) -> dict[str, Entry]:
    """Entries that make themselves, by key; ``key``: this one at least."""
    given = providing.parts()
    made: list[Iterable[Entry]] = [measured.entries(city, key)]
    made.append(collected.entries(city, key))
    made.extend(provider() for provider in given.providers)
    return {one.key: one for some in made for one in some}


def _with_ways(entry: Entry) -> Entry:
    """The entry with the ways that interfaces of this city offer; its own ones come first."""
    own = {one.key for one in entry.distributions}
    more = [one for ways in providing.parts().ways for one in ways(entry) if one.key not in own]
    return replace(entry, distributions=(*entry.distributions, *more)) if more else entry


def _rows(visitor: Visitor) -> DatasetQuerySet:
    """Rows that the visitor sees, withdrawn ones that were public included."""
    seen = Dataset.objects.visible_to(visitor) | Dataset.objects.filter(
        state=State.WITHDRAWN, released_at__isnull=False
    )
    return seen.select_related("department", "publisher", "series__publisher").prefetch_related(
        "distribution_rows"
    )
