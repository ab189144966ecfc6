# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""How feeds are read: by their ready connector, or by the mapping that people have made."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import msgspec

from stadtkern.flow.ingest.connections.declared import Reading, unreadable
from stadtkern.flow.ingest.connections.models import Connection
from stadtkern.flow.ingest.mapping.reading import Reader
from stadtkern.flow.ingest.mapping.words import Mapping
from stadtkern.kernel import registry
from stadtkern.kernel.domain import Decoder, Pull
from stadtkern.kernel.errors import CityError, Contradiction, NotFound
from stadtkern.kernel.observation import Decoded, Payload

from .fetching import fetch
from .ready import table
from .words import FeedSettings, settings_of

_CHANGED = "Der Feed hat sich geändert"


def decoder(connection: Connection) -> Decoder:
    """The decoder of a connection; one that is not usable rejects everything, and says why."""
    try:
        settings = settings_of(connection)
        ready = table.find(settings.ready)
        if ready is not None and ready.decode is not None:
            return partial(_ready, settings.ready, settings, connection.key)
        return partial(_mapped, reader(connection, settings))
    except (CityError, NotFound):
        return unreadable


def reader(connection: Connection, settings: FeedSettings) -> Reader:
    """What reads the payloads of a connection by its mapping.

    Raises:
        CityError: the mapping is incomplete or contradicts itself.
        NotFound: the subject is no longer declared.
    """
    return Reader(
        mapping_of(connection),
        source_key=connection.key,
        quantities=registry.domain(connection.domain).measurable,
        form=settings.form,
    )


def mapping_of(connection: Connection) -> Mapping:
    """The mapping of a connection.

    Raises:
        Contradiction: it is missing or incomplete.
    """
    try:
        return msgspec.convert(connection.mapping, Mapping)
    except msgspec.ValidationError as error:
        raise Contradiction(f"Es ist noch kein Feld einer Messgröße zugeordnet ({error}).") from error


def pull(connection: Connection) -> Pull | None:
    """How a connection is fetched; none while its settings are incomplete."""
    try:
        settings = settings_of(connection)
    except Contradiction:
        return None
    return Pull(url=settings.url, every_s=settings.every_s, fetch=partial(fetch, connection.key))


def check(connection: Connection) -> None:
    """Look whether a connection can be fetched and read.

    Raises:
        Contradiction: something is missing; the sentence says what.
    """
    settings = settings_of(connection)
    if not settings.url.startswith(("https://", "http://")):
        raise Contradiction("Die Adresse beginnt mit https:// oder http://.")
    if settings.ready and table.find(settings.ready) is None:
        raise Contradiction(f"Die Vorlage „{settings.ready}“ gibt es nicht.")
    ready = table.find(settings.ready)
    if ready is not None and ready.selects_streams and not settings.streams:
        raise Contradiction("Es ist noch keine Messreihe ausgewählt.")
    if ready is not None and ready.decode is not None:
        return
    try:
        reader(connection, settings)
    except CityError as error:
        raise Contradiction(str(error)) from error


def _mapped(reads: Reader, payload: Payload) -> Decoded:
    """What a mapping finds; that something it looks for is nowhere is a complaint, not only a rejection."""
    decoded = reads.read(payload)
    changed = next((one.reason for one in decoded.rejected if one.reason.startswith(_CHANGED)), "")
    return replace(decoded, complaint=f"Liefert anderes als vereinbart. {changed}") if changed else decoded


def _ready(key: str, settings: FeedSettings, source_key: str, payload: Payload) -> Decoded:
    ready = table.find(key)
    if ready is None or ready.decode is None:
        return unreadable(payload)
    return ready.decode(settings, source_key, payload)


READING = Reading(decode=decoder, pull=pull, check=check)
