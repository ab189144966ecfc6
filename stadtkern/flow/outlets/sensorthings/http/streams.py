# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Whether observations belong to a Datastream or to a MultiDatastream, for their links."""

from __future__ import annotations

from collections.abc import Iterator

from stadtkern.flow.devices.models import Datastream
from stadtkern.flow.outlets.sensorthings.entities import DATASTREAM, MULTI_DATASTREAM, OBSERVATION
from stadtkern.flow.outlets.sensorthings.query.words import Address
from stadtkern.flow.outlets.sensorthings.reading.observations_words import ObservedPage
from stadtkern.flow.outlets.sensorthings.reading.words import Page, Record

_STREAMS = (DATASTREAM, MULTI_DATASTREAM)


def multi_in(found: Page | Record, address: Address | None = None) -> frozenset[int]:
    """Ids of the MultiDatastreams among those whose observations are shown, expanded ones too.

    ``address`` of the page; when it names the datastream nobody needs to be asked.
    """
    ids = set(_shown(found))
    if not ids:
        return frozenset()
    if address is not None and len(address.steps) > 1 and isinstance(found, Page) and not found.query.expand:
        parent = address.steps[-2].entity
        if parent in _STREAMS:
            return frozenset(ids) if parent is MULTI_DATASTREAM else frozenset()
    return frozenset(Datastream.objects.filter(pk__in=ids, multi=True).values_list("pk", flat=True))


def _shown(found: Page | Record) -> Iterator[int]:
    """Ids of datastreams that are not told by what the observations are shown below."""
    if isinstance(found, ObservedPage):
        yield from (kin.stream for kin in found.kin)
    for record in found.records if isinstance(found, Page) else (found,):
        for inner in record.expanded.values():
            is_told = record.entity in _STREAMS and isinstance(inner, ObservedPage)
            if inner is not None and not is_told:
                yield from _shown(inner)


def missing_link(record: Record) -> str:
    """The link that an observation on its own does not have; empty for anything else."""
    if record.entity is not OBSERVATION:
        return ""
    stream = record.id.partition(".")[0]
    is_multi = stream.isdecimal() and Datastream.objects.filter(pk=int(stream), multi=True).exists()
    return DATASTREAM.name if is_multi else MULTI_DATASTREAM.name
