# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Whether observations belong to a Datastream or to a MultiDatastream, for their links."""

from __future__ import annotations

from stadtkern.flow.devices.models import Datastream
from stadtkern.flow.outlets.sensorthings.entities import DATASTREAM, MULTI_DATASTREAM, OBSERVATION
from stadtkern.flow.outlets.sensorthings.reading.observations_words import ObservedPage
from stadtkern.flow.outlets.sensorthings.reading.words import Page, Record


def multi_in(page: Page) -> frozenset[int]:
    """Ids of the MultiDatastreams among those whose observations are on the page."""
    if not isinstance(page, ObservedPage) or not page.kin:
        return frozenset()
    ids = {kin.stream for kin in page.kin}
    return frozenset(Datastream.objects.filter(pk__in=ids, multi=True).values_list("pk", flat=True))


def missing_link(record: Record) -> str:
    """The link that an observation on its own does not have; empty for anything else."""
    if record.entity is not OBSERVATION:
        return ""
    stream = record.id.partition(".")[0]
    is_multi = stream.isdecimal() and Datastream.objects.filter(pk=int(stream), multi=True).exists()
    return DATASTREAM.name if is_multi else MULTI_DATASTREAM.name
