# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Entities that are deleted with what hangs on them (18-088 table 26), one by one or by filter."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from stadtkern.flow.devices.models import Datastream
from stadtkern.flow.devices.sensing import service
from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.outlets.sensorthings.entities import OBSERVATION, Kind
from stadtkern.flow.outlets.sensorthings.query.words import (
    Among,
    Both,
    Constant,
    Either,
    Expression,
    Path,
    Query,
)
from stadtkern.kernel.callers import Caller
from stadtkern.kernel.errors import LimitExceeded, NotFound, NotPermitted

from . import streams

MOST_ENTITIES = 10_000
"""Entities of the register that one delete by filter may take away."""


def register(kind: str, ids: Collection[int], lake: Lake, *, caller: Caller, at: datetime) -> int:
    """Delete entities of the register and their observations, all or none; how many entities.

    Raises:
        NotFound, NotPermitted, Contradiction, LakeUnavailable: nothing was deleted.
        LimitExceeded: too many at once.
    """
    if len(ids) > MOST_ENTITIES:
        raise LimitExceeded(f"One request deletes at most {MOST_ENTITIES} entities; narrow the filter.")
    gone_streams: set[int] = set()
    gone_features: set[int] = set()
    with transaction.atomic():
        for pk in sorted(ids):
            try:
                removed = service.delete(kind, pk, caller=caller, at=at)
            except NotFound:
                if len(ids) == 1:
                    raise
                continue  # it went with one before it
            gone_streams.update(removed.datastreams)
            gone_features.update(removed.features)
        streams.note_written((kind,))
        if gone_streams:
            lake.remove_streams(gone_streams)
        if gone_features:
            lake.remove_features(gone_features)
    streams.forget()
    return len(ids)


def within_reach(query: Query, caller: Caller) -> Query:
    """The query narrowed to observations that the caller may delete.

    Raises:
        NotPermitted: there can be none.
    """
    if not caller.may_observe:
        raise NotPermitted(
            "This needs a key that may delete observations: send it as Authorization: Bearer sk_…"
        )
    own = Datastream.objects.order_by().filter(thing__domain=caller.domain)
    if caller.source_only:
        own = own.filter(thing__source=caller.source)
    if caller.bound:
        own = own.filter(pk__in=caller.datastreams)
    ids = [str(pk) for pk in own.values_list("pk", flat=True)]
    if not ids:
        raise NotPermitted("This key has no datastreams of its own, so there is nothing that it may delete.")
    reach = Either(operands=tuple(_among(link, ids) for link in ("Datastream", "MultiDatastream")))
    asked = (query.filter,) if query.filter is not None else ()
    return replace(query, filter=Both(operands=(*asked, reach)))


def _among(link_name: str, ids: Collection[str]) -> Expression:
    link, known = OBSERVATION.link(link_name), OBSERVATION.property("id")
    if link is None or known is None:
        raise LookupError(link_name)
    choices = tuple(Constant(value=one, kind=Kind.ID) for one in ids)
    return Among(operand=Path(links=(link,), property=known, kind=Kind.ID), choices=choices)
