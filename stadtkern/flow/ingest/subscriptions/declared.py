# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""How connections with the wire ``mqtt`` are read when a message is read again, and whether they fit."""

from __future__ import annotations

from functools import partial

from stadtkern.flow.ingest.connections.declared import Reading
from stadtkern.flow.ingest.connections.models import Connection
from stadtkern.flow.ingest.mapping.decoding import decoder
from stadtkern.flow.ingest.mapping.words import Mapping
from stadtkern.kernel import registry
from stadtkern.kernel.domain import Decoder
from stadtkern.kernel.errors import CityError, Contradiction, PayloadRejected
from stadtkern.kernel.observation import Decoded, Payload

from .live import mapping_of
from .words import subscription_of


def decode(connection: Connection) -> Decoder:
    """The decoder of single messages; of a connection that is not usable it refuses all."""
    try:
        return _decoder(connection, mapping_of(connection))
    except CityError as error:
        return partial(_refused, str(error))


def check(connection: Connection) -> None:
    """Look whether a connection is complete.

    Raises:
        Contradiction: the sentence says what is missing.
    """
    try:
        _decoder(connection, mapping_of(connection))
    except CityError as error:
        raise Contradiction(str(error)) from error


def _decoder(connection: Connection, mapping: Mapping) -> Decoder:
    return decoder(
        mapping,
        source_key=connection.key,
        quantities=registry.domain(connection.domain).measurable,
        form=subscription_of(connection).form,
        sparse=True,
    )


def _refused(reason: str, _payload: Payload) -> Decoded:
    raise PayloadRejected(reason)


READING = Reading(decode=decode, check=check)
