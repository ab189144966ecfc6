# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Clients of the interfaces with whom datastreams are shared, found for many at once."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from stadtkern.flow.devices.models import Datastream, Visibility
from stadtkern.kernel import sharing
from stadtkern.kernel.sharing import Clients, SharedKind


class Shares:
    """Who sees which of these datastreams beside the public and their subject; at most two small queries."""

    def __init__(self, rows: Collection[Datastream]) -> None:
        things = {row.thing.code for row in rows if row.thing.visibility == Visibility.SHARED}
        streams = {row.code for row in rows if row.visibility == Visibility.SHARED}
        self._things = sharing.clients_of(SharedKind.THING, list(things)) if things else {}
        self._streams = sharing.clients_of(SharedKind.DATASTREAM, list(streams)) if streams else {}

    def clients(self, row: Datastream) -> Clients:
        """Clients that see the datastream and its thing, until the earlier end of both shares."""
        seeing = {row.visibility, row.thing.visibility}
        if Visibility.INTERNAL in seeing or Visibility.SHARED not in seeing:
            return ()
        if row.visibility == Visibility.PUBLIC:
            return self._things.get(row.thing.code, ())
        of_stream = self._streams.get(row.code, ())
        if row.thing.visibility == Visibility.PUBLIC:
            return of_stream
        of_thing = dict(self._things.get(row.thing.code, ()))
        return tuple((name, _earlier(until, of_thing[name])) for name, until in of_stream if name in of_thing)


def _earlier(one: datetime | None, other: datetime | None) -> datetime | None:
    return min((at for at in (one, other) if at is not None), default=None)
