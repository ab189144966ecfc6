# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a feed needs to know: where it is asked, how often, with which right, in which form it answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

import msgspec

from stadtkern.flow.ingest.connections.models import Connection
from stadtkern.flow.ingest.mapping.documents import Form
from stadtkern.kernel.errors import Contradiction

SHORTEST_S = 30
LONGEST_S = 31 * 86_400
MOST_MB = 64

Url = Annotated[str, msgspec.Meta(max_length=2000)]
AccessKind = Literal["none", "basic", "bearer", "header", "query"]


class Access(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """How the city shows that it may ask; the secret itself is sealed in the connection."""

    kind: AccessKind = "none"
    name: Annotated[str, msgspec.Meta(max_length=200)] = ""
    """User of ``basic``, name of the ``header`` or of the parameter of the ``query``."""


class FeedSettings(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """The settings of a connection of wire ``feed``."""

    url: Url
    """May hold ``{since}``, ``{until}`` (ISO 8601, UTC), ``{since_unix}`` and ``{until_unix}`` [s]."""
    every_s: Annotated[int, msgspec.Meta(ge=SHORTEST_S, le=LONGEST_S)] = 3600
    form: Form = Form()
    access: Access = Access()
    headers: Annotated[dict[str, str], msgspec.Meta(max_length=20)] = {}
    body: Annotated[str, msgspec.Meta(max_length=20_000)] = ""
    """Sent by POST; empty: GET. May hold the same placeholders as the address."""
    next_page: Annotated[str, msgspec.Meta(max_length=300)] = ""
    """Where in the answer the address of the next page stands (JSONPath); empty: one page."""
    most_pages: Annotated[int, msgspec.Meta(ge=1, le=1000)] = 50
    most_mb: Annotated[int, msgspec.Meta(ge=1, le=MOST_MB)] = 16
    """Largest page [MiB]."""
    first_days: Annotated[int, msgspec.Meta(ge=1, le=3660)] = 7
    """How far the first fetch looks back when the address holds ``{since}`` [days]."""
    ready: Annotated[str, msgspec.Meta(max_length=60)] = ""
    """Key of a ready connector; empty: the mapping of the connection reads the answers."""
    answers: Annotated[dict[str, str], msgspec.Meta(max_length=20)] = {}
    """What was filled in for the ready connector."""
    streams: Annotated[dict[str, str], msgspec.Meta(max_length=500)] = {}
    """Of a neighbour's SensorThings server: id of a datastream and key of the quantity it measures."""


def settings_of(connection: Connection) -> FeedSettings:
    """The settings of a connection.

    Raises:
        Contradiction: they are incomplete.
    """
    return read(connection.settings)


def read(given: Mapping[str, object]) -> FeedSettings:
    """Settings as they are stored.

    Raises:
        Contradiction: they are incomplete or wrong.
    """
    try:
        return msgspec.convert(given, FeedSettings)
    except msgspec.ValidationError as error:
        raise Contradiction(f"Die Einstellungen des Abrufs sind unvollständig ({error}).") from error


def plain(settings: FeedSettings) -> dict[str, object]:
    """Settings as they are stored; what is usual is left out."""
    made = msgspec.to_builtins(settings)
    usual = msgspec.to_builtins(FeedSettings(url=""))
    return {name: value for name, value in made.items() if name == "url" or value != usual[name]}
