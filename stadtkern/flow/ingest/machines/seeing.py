# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Which keys and clients see an object of the register, for the page that says who sees it."""

from __future__ import annotations

from django.utils import timezone

from stadtkern.flow.devices.models import Datastream
from stadtkern.flow.ingest.models import ApiKey
from stadtkern.kernel.sharing import Client, Shareable, SharedKind


def seeing(what: Shareable) -> list[Client]:
    """Keys that see an object because of their subject, or because they are bound to it, by name."""
    if what.kind in {SharedKind.DATASET, SharedKind.DASHBOARD} or not what.domain:
        return []
    rows = ApiKey.objects.usable(timezone.now()).filter(domain=what.domain, sees_internal=True)
    streams = _streams(what)
    return [
        Client(name=row.name, whole_subject=not row.is_bound)
        for row in rows.order_by("name")
        if not row.is_bound or _binds(row, what, streams)
    ]


def names() -> list[str]:
    """Names of all usable keys and clients."""
    return list(ApiKey.objects.usable(timezone.now()).order_by("name").values_list("name", flat=True))


def _binds(row: ApiKey, what: Shareable, streams: frozenset[str]) -> bool:
    if what.kind == SharedKind.COLLECTION:
        return what.key in row.collections
    return not streams.isdisjoint(row.datastreams)


def _streams(what: Shareable) -> frozenset[str]:
    """Codes of the datastreams by which a bound key sees a thing or a datastream."""
    if what.kind == SharedKind.DATASTREAM:
        return frozenset((what.key,))
    if what.kind != SharedKind.THING:
        return frozenset()
    return frozenset(Datastream.objects.filter(thing__code=what.key).values_list("code", flat=True))
