# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""JSON of ready connectors: read once, with a German reason when it is something else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from stadtkern.flow.devices.sensing.words import Json
from stadtkern.flow.ingest.mapping.documents import document
from stadtkern.kernel.errors import PayloadRejected
from stadtkern.kernel.observation import Payload

Object = Mapping[str, Json]
NOTHING: Object = {}


def read(payload: Payload) -> Json:
    """The JSON of a payload.

    Raises:
        PayloadRejected: it is none.
    """
    return document(payload.content).content


def read_object(payload: Payload, what: str) -> Object:
    """The JSON object of a payload.

    Raises:
        PayloadRejected: it is something else; ``what`` was expected.
    """
    found = read(payload)
    if not isinstance(found, Mapping):
        raise PayloadRejected(f"Liefert anderes als vereinbart: Erwartet wird {what}.")
    return found


def inner(value: Json | None, *names: str) -> Object:
    """An object within objects; an empty one when it is missing."""
    for name in names:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value if isinstance(value, Mapping) else NOTHING


def objects(value: Json | None) -> Iterator[Object]:
    """The objects of a list."""
    if isinstance(value, list):
        yield from (one for one in value if isinstance(one, Mapping))


def required(value: Json | None, name: str, what: str) -> list[Json]:
    """The list under a name.

    Raises:
        PayloadRejected: it is missing; ``what`` was expected.
    """
    found = value.get(name) if isinstance(value, Mapping) else None
    if not isinstance(found, list):
        raise PayloadRejected(f"Liefert anderes als vereinbart: Es fehlt „{name}“ ({what}).")
    return found


def text(value: Json | None) -> str:
    """A text or number as text; empty for everything else."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return str(value).strip()
